//! Large files: one line of many megabytes, many findings, many comments.

use crate::common::Project;
use crate::survival::survives;

const MIB: usize = 1 << 20;

/// Each thread wants the address space of a large stack; there may be less of it than processors.
#[cfg(target_os = "linux")]
#[test]
fn there_are_as_many_threads_as_the_memory_allows() {
    let project = Project::new();
    for n in 0..16 {
        project.write(format!("app{n}.py"), "assert x\n");
    }
    let script = "ulimit -v 5000000 && exec \"$0\" check --select B101 --jobs 16";
    let ran = project.shell(script).run().exits(1);
    assert!(ran.stdout().contains("Found 16 findings"), "{}", ran.stderr());
    let script = "ulimit -v 500000 && exec \"$0\" check --select B101 --jobs 16";
    let ran = project.shell(script).run().exits(2);
    assert!(ran.stderr().starts_with("error: no thread can be started: "), "{}", ran.stderr());
}

#[test]
fn a_line_of_twenty_megabytes() {
    for (name, piece, before, after) in [
        ("a string", "spam and eggs ", "x = '", "'\n"),
        ("a comment", "nosec # noqa ", "# ", "\n"),
        ("a name", "spam", "", "\n"),
        ("a number", "1234567890", "x = ", "\n"),
        ("white space", " \t", "x = 1", "\n"),
        ("an open string", "{spam} \\", "x = f'", "\n"),
        ("letters of two bytes", "ñ", "x = '", "'\n"),
    ] {
        survives(name, [before, &piece.repeat(20 * MIB / piece.len()), after].concat());
    }
}

#[test]
fn a_line_of_a_million_elements() {
    survives("a list", ["x = [", &"'spam', ".repeat(1_000_000), "]\n"].concat());
}

#[test]
fn a_file_of_fifty_megabytes() {
    let line = "print('spam and eggs', file=spam)  # eggs and spam\n";
    survives("lines", ["'''", &line.repeat(50 * MIB / line.len()), "'''\n"].concat());
}

#[test]
fn a_hundred_thousand_findings_on_one_line() {
    let project = Project::new().with("app.py", "assert x; ".repeat(100_000));
    for format in ["concise", "json", "sarif", "github"] {
        let ran = project.check(["--select", "B101", "--output-format", format]).exits(1);
        assert!(ran.stdout().matches("assert-used").count() >= 100_000, "{format}");
    }
    let project = Project::new().with("app.py", "assert 'é'; ".repeat(10_000));
    let ran = project.check(["--select", "B101"]).exits(1);
    assert!(ran.stdout().contains("Found 10000 findings"));
}

#[test]
fn a_hundred_thousand_suppressions() {
    for (name, line) in [
        ("one each", "assert x  # hognose: ignore[hygiene,exec,B101]\n"),
        ("nosec", "assert x  # nosec B101, B102\n"),
        ("unused", "x = 1  # hognose: ignore[B101]\n"),
        ("unknown", "x = 1  # hognose: ignore[no-such-rule]\n"),
    ] {
        survives(name, line.repeat(100_000));
    }
    let element = "assert_(x),  # nosec B101\n";
    survives("in one statement", ["f(\n", &element.repeat(100_000), ")\n"].concat());
    let names = "B101,".repeat(100_000);
    survives("in one comment", format!("x = 1  # hognose: ignore[{names}]\n"));
    survives("in one nosec", format!("x = 1  # nosec {names}\n"));
    survives("on one line", format!("x = 1  {}\n", "# nosec B101 ".repeat(100_000)));
}

#[test]
fn names_that_lead_to_each_other() {
    use std::fmt::Write as _;
    let mut chain = "n0 = input()\n".to_owned();
    let mut globals = "def f():\n".to_owned();
    for n in 1..50_000 {
        let _ = writeln!(chain, "n{n} = n{}", n - 1);
        let _ = writeln!(globals, "    global g{n}\n    g{n} = g{}", n - 1);
    }
    survives("a chain", chain + "eval(n49999)\n");
    survives("globals", globals);
    survives(
        "a loop",
        ["while x:\n", &"    a = b\n    b = a\n    eval(a)\n".repeat(5_000)].concat(),
    );
    survives("uses", ["x = input()\n", &"eval(x)\n".repeat(50_000)].concat());
    survives("texts", ["s = ''\n", &"s += x\nexec(s)\n".repeat(50_000)].concat());
    survives("doubled", ["x = input()\n", &"x = x + x\n".repeat(10_000), "eval(x)\n"].concat());
    survives("passwords", "password = 'sdfk3490sdfk230sdf'\n".repeat(100_000));
    survives("bidi", "# \u{202e}\n".repeat(100_000));
    survives("queries", "q.execute('select a from b where c = %s' % x)\n".repeat(50_000));
}
