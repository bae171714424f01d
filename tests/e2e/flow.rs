//! Findings of data flow among the others: comments, settings, baselines, reports, threads, and
//! programs that are made to be much work.

use std::fmt::Write as _;

use serde_json::Value;

use crate::common::Project;
use crate::survival::survived;

/// A page that hands data to a module, which hands it to a shell.
const VIEWS: &str = "\
from flask import request
import shell

def page():
    shell.run(request.args[\"q\"])
";
const SHELL: &str = "\
import os

def run(command):
    os.system(\"print \" + command)
";
const FOUND: &str = "shell.py:4:15 os-command-injection";

fn project() -> Project {
    Project::new().with("views.py", VIEWS).with("shell.py", SHELL)
}

const ONLY: [&str; 3] = [".", "--select", "os-command-injection"];

#[test]
fn a_comment_where_the_harm_is_done_hides_it() {
    let project = project();
    assert_eq!(project.found(ONLY), [FOUND]);
    let comment = "command)  # hognose: ignore[os-command-injection] it is quoted\n";
    project.write("shell.py", SHELL.replace("command)\n", comment));
    assert!(project.found(ONLY).is_empty());
    // Where the data comes in, a comment hides nothing.
    project.write("shell.py", SHELL);
    let comment = "])  # hognose: ignore[os-command-injection] it is quoted\n";
    project.write("views.py", VIEWS.replace("])\n", comment));
    assert_eq!(project.found(ONLY), [FOUND]);
    let unused = project.found([".", "--select", "os-command-injection,unused-suppression"]);
    assert_eq!(unused.len(), 2, "{unused:?}");
}

#[test]
fn an_older_rule_does_not_repeat_it() {
    let sql = "import sqlite3\nfrom flask import request\n\ndef page(x):\n    \
               cursor = sqlite3.connect(\"a\").cursor()\n    \
               cursor.execute(\"SELECT * FROM t WHERE a = '%s'\" % request.args[\"q\"])\n    \
               cursor.execute(\"SELECT * FROM t WHERE a = '%s'\" % x)\n";
    let project = Project::new().with("app.py", sql);
    let both = ["app.py", "--select", "sql-injection,sql-interpolated-value"];
    let rules: Vec<String> = project
        .found(both)
        .iter()
        .filter_map(|found| {
            Some(format!("{} {}", found.split(':').nth(1)?, found.split(' ').nth(1)?))
        })
        .collect();
    assert!(rules.contains(&"6 sql-injection".to_owned()), "{rules:?}");
    assert!(!rules.contains(&"6 sql-interpolated-value".to_owned()), "{rules:?}");
    // Without the new one, the older one speaks.
    let old = project.found(["app.py", "--select", "sql-interpolated-value"]);
    assert!(old.iter().any(|found| found.starts_with("app.py:6:")), "{old:?}");
}

#[test]
fn an_older_rule_is_silent_where_nothing_can_happen() {
    let project = Project::new();
    project.write(
        "app.py",
        "\
import os
from flask import Flask, request

app = Flask(__name__)


@app.route(\"/\")
def page():
    names = {\"a\": \"fixed\", \"b\": request.args[\"b\"]}
    name = names[\"a\"]
    os.system(\"show \" + name)
    if names[\"b\"] in (\"x\", \"y\"):
        os.system(\"show \" + names[\"b\"])
    return \"\"
",
    );
    let ran = project.check(["app.py"]);
    assert!(!ran.stdout().contains("shell-interpolated-value"), "{}", ran.stdout());
    let ran = project.check(["--ignore", "os-command-injection", "app.py"]);
    assert!(ran.stdout().contains("shell-interpolated-value"), "{}", ran.stdout());
}

#[test]
fn an_older_rule_is_silent_where_the_program_chooses() {
    let project = Project::new();
    project.write(
        "app.py",
        "\
import os
from flask import Flask, request

app = Flask(__name__)


def pick(action):
    match action:
        case \"start\" | \"stop\":
            verb = \"restart\"
        case _:
            verb = \"is-active\"
    return verb


@app.route(\"/pick\")
def picked():
    os.system(\"systemctl \" + pick(request.args[\"a\"]) + \" nginx\")
    return \"\"


@app.route(\"/table\")
def table():
    name = request.args[\"t\"]
    try:
        target = {\"a\": \"alpha\", \"b\": \"beta\"}[name]
    except KeyError:
        target = \"alpha\"
    os.system(\"deploy \" + target)
    return \"\"


def other(name):
    os.system(\"deploy \" + name)
",
    );
    let only = ["--select", "shell-interpolated-value,os-command-injection", "app.py"];
    assert_eq!(project.found(only), ["app.py:34:15 shell-interpolated-value"]);
}

#[test]
fn what_a_test_puts_in_says_nothing_about_the_code_that_it_tests() {
    let test = VIEWS.replace("page", "test_page");
    let project = Project::new().with("tests/test_views.py", test).with("shell.py", SHELL);
    assert!(project.found(ONLY).is_empty());
    // Whoever else calls it counts, though the test comes first.
    project.write("views.py", VIEWS);
    assert_eq!(project.found(ONLY), [FOUND]);
}

#[test]
fn settings_say_whose_data_is_followed() {
    let project = Project::new();
    project.write("tool.py", "import os\nimport sys\nos.system(\"print \" + sys.argv[1])\n");
    project.write("views.py", VIEWS);
    project.write("shell.py", SHELL);
    assert_eq!(project.found(ONLY), [FOUND]);
    let local = [ONLY.as_slice(), &["--sources", "local"]].concat();
    assert_eq!(project.found(local), ["tool.py:3:11 os-command-injection"]);
    project.write("hognose.toml", "sources = [\"remote\", \"local\"]\n");
    assert_eq!(project.found(ONLY).len(), 2);
    let ran = project.check([".", "--sources", "nobody"]).exits(2);
    assert!(ran.stderr().contains("there are no sources of kind `nobody`"), "{}", ran.stderr());
}

#[test]
fn a_baseline_accepts_it() {
    let project = project();
    project.hognose(["baseline", ".", "--select", "os-command-injection"]).run().exits(0);
    let with = [ONLY.as_slice(), &["--baseline", "hognose-baseline.json"]].concat();
    project.check(&with).exits(0);
    // The way of the data may change.
    project.write("views.py", VIEWS.replace("request.args[\"q\"]", "request.form[\"p\"].strip()"));
    let ran = project.check(&with);
    let text = ran.stdout();
    assert!(text.contains("No findings") || text.contains("request"), "{text}");
    project.write("shell.py", format!("{SHELL}    os.popen(command)\n"));
    let ran = project.check(&with).exits(1);
    assert!(ran.stdout().contains("shell.py:5:14"), "{}", ran.stdout());
}

#[test]
fn reports_have_the_finding_and_its_trace() {
    let project = project();
    let written = |format: &str| {
        let arguments = [ONLY.as_slice(), &["--output-format", format]].concat();
        project.check(arguments).exits(1).stdout().to_owned()
    };
    let json: Value = serde_json::from_str(&written("json")).expect("it is JSON");
    let trace = json["findings"][0]["trace"].as_array().expect("there is a trace");
    let paths: Vec<&str> = trace.iter().filter_map(|step| step["path"].as_str()).collect();
    assert_eq!((paths.first(), paths.last()), (Some(&"views.py"), Some(&"shell.py")));
    let sarif: Value = serde_json::from_str(&written("sarif")).expect("it is JSON");
    let flow = &sarif["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"];
    assert_eq!(flow.as_array().map(Vec::len), Some(trace.len()));
    let html = written("html");
    assert!(html.contains("<details class=\"trace\" open>"), "{html}");
    assert!(html.contains("views.py:5:15"), "{html}");
    let bandit: Value = serde_json::from_str(&written("bandit-json")).expect("it is JSON");
    assert_eq!(bandit["results"][0]["test_id"], "os-command-injection");
    assert_eq!(bandit["results"][0]["line_number"], 4);
    for format in ["csv", "xml", "yaml", "custom", "github", "concise", "jsonl"] {
        let text = written(format);
        assert!(text.contains("shell.py"), "{format}: {text}");
        assert!(text.contains("os-command-injection"), "{format}: {text}");
    }
}

/// Many small programs of several files, some of which import each other in circles.
fn many() -> Project {
    let project = Project::new();
    for n in 0..30 {
        let next = (n + 1) % 30;
        project.write(
            format!("app{n}/views.py"),
            format!(
                "from flask import request\nfrom app{n} import shell\nfrom app{next}.shell import twice\n\n\
                 def page():\n    shell.run(request.args[\"q{n}\"])\n    twice(request.form[\"p\"])\n"
            ),
        );
        project.write(
            format!("app{n}/shell.py"),
            format!("{SHELL}\ndef twice(text):\n    from app{n} import views\n    run(text * 2)\n    return views\n"),
        );
    }
    project
}

#[test]
fn threads_and_the_order_of_paths_change_nothing() {
    let project = many();
    for format in ["full", "json", "sarif"] {
        let run = |paths: &[String], jobs: &str| {
            let options =
                ["--select", "os-command-injection", "--output-format", format, "--jobs", jobs];
            let paths = paths.iter().map(String::as_str);
            project.check(paths.chain(options)).exits(1).stdout().to_owned()
        };
        let paths: Vec<String> = (0..30)
            .flat_map(|n| [format!("app{n}/views.py"), format!("app{n}/shell.py")])
            .collect();
        let mut shuffled = paths.clone();
        shuffled.reverse();
        shuffled.rotate_left(7);
        let one = run(&paths, "1");
        assert!(one == run(&paths, "4"), "{format}: threads");
        assert!(one == run(&shuffled, "1"), "{format}: order");
        assert!(one == run(&shuffled, "4"), "{format}: threads and order");
        if format != "full" {
            continue;
        }
        assert_eq!(one.matches("[os-command-injection]: ").count(), 30, "{one}");
    }
}

/// Checks that a program that begins with data from outside is survived.
#[track_caller]
fn followed(name: &str, program: &str) {
    let project = Project::new();
    let head = "import os\nfrom flask import request\nq = request.args[\"q\"]\nos.system(q)\n";
    project.write("hostile.py", format!("{head}{program}"));
    let ran = survived(name, &project);
    let caught = ran.stdout().contains("hostile.py:4:11: high[os-command-injection]");
    let admitted = ran.stderr().contains("hostile.py");
    assert!(caught || admitted, "{name}\n{}\n{}", ran.stdout(), ran.stderr());
    assert!(!ran.stderr().contains("[internal-error]"), "{name}: {}", ran.stderr());
}

#[test]
fn syntax_errors_do_not_hide_it() {
    followed("an open bracket", "def f(x):\n    os.system(x\n\nf(q)\n");
    followed("half a program", "def f(:\n  return\nclass\nfor x in\nwith q as\n");
    followed("indentation", "   if q:\n os.system(q)\n\t\tq\n");
}

#[test]
fn deep_nesting_is_survived() {
    let deep = |open: &str, inner: &str, close: &str, depth: usize| {
        format!("x = {}{inner}{}\n", open.repeat(depth), close.repeat(depth))
    };
    followed("lists", &deep("[", "q", "]", 100_000));
    followed("calls", &deep("f(", "q", ")", 100_000));
    followed("sums", &format!("x = q{}\n", " + q".repeat(100_000)));
    followed("attributes", &format!("x = q{}\n", ".x".repeat(100_000)));
    followed("negations", &format!("x = {}q\n", "not ".repeat(100_000)));
    let mut blocks = String::new();
    for depth in 0..2_000 {
        let _ = writeln!(blocks, "{}if q:", " ".repeat(depth));
    }
    let _ = writeln!(blocks, "{}os.system(q)", " ".repeat(2_000));
    followed("blocks", &blocks);
    for (name, header) in [("loops", "for x in q:"), ("endless loops", "while q:")] {
        let mut loops = String::new();
        for depth in 0..200 {
            let _ = writeln!(loops, "{}{header}", " ".repeat(depth));
        }
        let _ = writeln!(loops, "{}os.system(q)", " ".repeat(200));
        followed(name, &loops);
    }
}

#[test]
fn huge_functions_are_survived() {
    let mut text = String::from("def f(a):\n    x0 = a\n");
    for n in 1..10_000 {
        let _ = writeln!(text, "    x{n} = x{} + \"-\"", n - 1);
    }
    text.push_str("    os.system(x9999)\n\nf(q)\n");
    followed("statements", &text);
    let mut text = String::from("def f(a):\n    d = {}\n");
    for n in 0..10_000 {
        let _ = writeln!(text, "    if a == \"{n}\":\n        d[\"{n}\"] = a\n    d[a] = d");
    }
    text.push_str("    return d\n\nf(q)\n");
    followed("branches", &text);
    followed("arguments", &format!("f({})\n", "q, ".repeat(100_000)));
    followed("elements", &format!("x = [{}]\nf(x)\n", "q, ".repeat(100_000)));
}

#[test]
fn recursion_is_survived() {
    followed("a function", "def f(x):\n    os.system(x)\n    return f(f(x + x))\n\nf(q)\n");
    followed("two", "def f(x):\n    return g([x])\n\ndef g(x):\n    return f({1: x})\n\nf(q)\n");
    followed(
        "a class",
        "class A:\n    def __init__(self, x):\n        self.a = A(x)\n        self.a.a = self\n\nA(q)\n",
    );
    followed(
        "bases",
        "class A:\n    pass\n\nclass A(A):\n    pass\n\nclass B(A, B if q else A):\n    pass\n\nB(q)\n",
    );
    followed(
        "a generator",
        "def f(x):\n    yield from f(x)\n    yield f\n\nfor y in f(q):\n    y(y)\n",
    );
}

#[test]
fn many_functions_are_survived() {
    let mut text = String::new();
    for n in 0..100_000 {
        let _ = writeln!(text, "def f{n}(x):\n    return f{}(x)\n", (n + 1) % 100_000);
    }
    text.push_str("f0(q)\n");
    followed("a ring", &text);
    let mut text = String::new();
    for n in 0..10_000 {
        let _ = writeln!(
            text,
            "def f{n}(x):\n    f{}(x)\n    f{}(x)\n",
            (n * 7 + 1) % 10_000,
            (n * 3 + 2) % 10_000
        );
    }
    text.push_str("f0(q)\n");
    followed("a web", &text);
}

#[test]
fn imports_in_circles_are_survived() {
    let project = Project::new();
    for n in 0..200 {
        let next = (n + 1) % 200;
        project.write(
            format!("m{n}.py"),
            format!(
                "import os\nfrom flask import request\nfrom m{next} import *\nimport m{next}\n\n\
                 def f{n}(x):\n    os.system(x)\n    m{next}.f{next}(x)\n\nf{n}(request.args[\"q\"])\n"
            ),
        );
    }
    let ran = survived("a ring of files", &project);
    assert!(ran.stdout().contains("m7.py:7:15: high[os-command-injection]"), "{}", ran.stdout());
}
