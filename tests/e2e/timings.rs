//! `--timings` and `--verbose`: what the time went to, and where data was not followed.

use std::fmt::Write as _;

use crate::common::Project;

/// A program in which data goes through more calls within calls than are followed.
fn deep() -> String {
    let mut text = String::from("import os\nfrom flask import request\n");
    let _ = writeln!(text, "def f0(x):\n    os.system(x)");
    for number in 1..60 {
        let _ = writeln!(text, "def f{number}(x):\n    f{}(x)", number - 1);
    }
    let _ = writeln!(text, "def start():\n    f59(request.args[\"q\"])");
    text
}

#[test]
fn timings_go_to_standard_error() {
    let project = Project::new().with("app.py", deep());
    let plain = project.check(["app.py", "--output-format", "json"]);
    let timed = project.check(["app.py", "--output-format", "json", "--timings"]);
    let timed = timed.exits(plain.code());
    assert_eq!(timed.stdout(), plain.stdout());
    for part in
        ["discover ", "files ", "flow ", "finish ", "report ", "all ", "expressions looked at"]
    {
        assert!(timed.stderr().contains(part), "{part}\n{}", timed.stderr());
    }
    assert!(!plain.stderr().contains("expressions looked at"), "{}", plain.stderr());
}

#[test]
fn limits_that_were_met_are_told_to_who_asks() {
    let project = Project::new().with("app.py", deep());
    let ran = project.check(["app.py", "--verbose"]);
    let text = ran.stderr();
    assert!(text.contains("Note: data was not followed everywhere: "), "{text}");
    assert!(text.contains("calls are nested too deeply"), "{text}");
    let quiet = project.check(["app.py"]);
    assert!(!quiet.stderr().contains("not followed"), "{}", quiet.stderr());
}
