//! Files that are no Python, or hardly: what is around the damage is reported.

use crate::common::Project;
use crate::survival::{findings, is_harmless, notices, survived, survives};

/// What is reported of a file with a finding above and one below the damage.
fn around(damage: &str) -> Vec<String> {
    // Where a statement breaks off, what stands right below may go with it.
    let source = format!("import yaml\nyaml.load(above)\n{damage}\npass\nyaml.load(below)\n");
    let lines = source.lines().count();
    let project = Project::new().with("broken.py", source);
    let ran = survived(damage, &project).exits(1);
    let told = notices(&ran);
    assert!(told.len() == 1 && told[0].ends_with(" syntax-error"), "{damage:?}: {told:?}");
    let yaml = findings(&ran).into_iter().filter(|it| it.ends_with(" yaml-unsafe-load"));
    yaml.filter_map(|it| it.strip_prefix("broken.py:").map(str::to_owned))
        .map(|it| it.replace(&format!("{lines}:"), "last:"))
        .collect()
}

#[test]
fn a_syntax_error_hides_nothing_above_or_below() {
    for damage in [
        "x = = 1",
        "def def:",
        "class",
        "print 'hello'",
        "exec 'x = 1'",
        "raise A, 'b'",
        "if x\n    pass",
        "    x = 1",
        "if x:\nx = 1",
        "def f():\n\tx = 1\n        y = 2",
        "x = )",
        "x = (]",
        "x = $",
        "x = ?",
        "x = 'abc",
        "x = f'{'",
        "x = 1__0",
        "x = 0777",
        "return return",
        "import",
        "from . import",
        "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other",
        "{% if x %}\nx = 1\n{% endif %}",
        "\0",
        "\u{1b}[31m",
        "x\u{a0}= 1",
        "\\ ",
        "lambda: (yield",
    ] {
        let found = around(damage);
        assert!(found.contains(&"2:1 yaml-unsafe-load".to_owned()), "{damage:?}: {found:?}");
        let bottom = found.iter().any(|it| it.starts_with("last:"));
        assert!(bottom, "{damage:?}: {found:?}");
    }
}

/// Nobody can know where the string was meant to end.
#[test]
fn an_open_string_hides_nothing_above() {
    for damage in ["x = '''", "x = f\"\"\"{"] {
        let found = around(damage);
        assert!(found.contains(&"2:1 yaml-unsafe-load".to_owned()), "{damage:?}: {found:?}");
    }
}

#[test]
fn odd_files_are_survived() {
    for (name, content) in [
        ("nothing", &b""[..]),
        ("a NUL", b"\0"),
        ("NULs", &[0; 4096]),
        ("escapes", b"\x1b[31m\x1b]0;title\x07\n"),
        ("a backspace", b"x = 1\x08\x08\n"),
        ("a form feed", b"\x0c\x0cx = 1\n"),
        ("control Z", b"x = 1\x1a"),
        ("no end of line", b"x = 1"),
        ("a backslash at the end", b"x = 1\\"),
        ("only white space", b"   \t  \n \x0c \r\n"),
        ("tabs and spaces", b"if x:\n        y\n\tz\n"),
        ("an indentation that goes nowhere", b"if x:\n    y\n  z\n"),
        ("a declaration too late", b"\n\n# coding: no-such-codec\n"),
        ("line ends of all kinds", b"a\rb\r\nc\n\rd\x0ce\n"),
        ("soft keywords", b"match = case = type = _ = 1\nmatch match:\n    case case: type\n"),
        ("a number too large", b"x = 9999999999999999999999999999999e99999999\n"),
        ("a hexadecimal nothing", b"x = 0x\ny = 0b2\nz = 1_\n"),
        ("a string prefix too many", b"x = frb'{x}'\n"),
        ("an unknown escape", b"x = '\\N{no such name}\\xZZ\\u12'\n"),
    ] {
        survives(name, content);
        // Without an honest line before it, too.
        let project = Project::new().with("hostile.py", content);
        survived(name, &project);
        is_harmless(&project);
    }
}

#[test]
fn what_is_not_text_is_admitted() {
    let project = Project::new()
        .with("binary.py", (0..=255).cycle().take(1 << 16).collect::<Vec<u8>>())
        .with("image.py", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let ran = survived("binary files", &project).exits(2);
    assert_eq!(notices(&ran), ["binary.py undecodable", "image.py undecodable"]);
}

/// Every part of an ordinary file, cut off anywhere, gives a report.
#[test]
fn a_file_may_end_anywhere() {
    let whole = "import yaml\n\n@a.b(c, *d)\nasync def f(x: int = 1, /, *, y) -> None:\n    \
                 \"\"\"Doc.\"\"\"\n    with open(x) as f, g: z = f'{x!r:>{y}}' rb'\\x00'\n    \
                 return [i async for i in yaml.load(x) if not (lambda: i)]\n\nmatch x:\n    \
                 case {'a': [1, *_], **rest} if rest: pass\n";
    let project = Project::new();
    for end in 0..whole.len() {
        project.write(format!("cut{end:03}.py"), &whole[..end]);
    }
    let ran = survived("cut off", &project).exits(1);
    assert!(notices(&ran).iter().all(|it| it.ends_with(" syntax-error")), "{}", ran.stderr());
}
