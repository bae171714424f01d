//! Names of files: any bytes that the file system allows, and none of them acts on a terminal.
#![cfg(unix)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::common::{Project, UNSAFE, list, text};
use crate::survival::{is_harmless, raw, survived};

const NAMES: [&[u8]; 9] = [
    b"latin-\xe9.py",
    b"bytes-\xff\xfe\x80.py",
    b"line\nbreak.py",
    b"carriage\rreturn.py",
    b"\x1b[31mred\x1b]0;title\x07.py",
    "\u{202e}yp.exe.py".as_bytes(),
    b"quote'\"`$(touch pwned)`.py",
    b"::error file=a,line=1::%0A.py",
    b" spaces .py",
];

fn project(content: &str) -> Project {
    let project = Project::new();
    for name in NAMES {
        project.write(OsStr::from_bytes(name), content);
    }
    project
}

#[test]
fn files_are_checked_whatever_they_are_called() {
    let project = project(UNSAFE);
    survived("names", &project).exits(1);
    let report = project.check(["--output-format", "json"]).exits(1).json();
    assert_eq!(list(&report["findings"]).len(), NAMES.len() + 1);
    let mut uris: Vec<_> = list(&report["findings"]).iter().map(|it| text(&it["uri"])).collect();
    uris.sort_unstable();
    uris.dedup();
    assert_eq!(uris.len(), NAMES.len() + 1, "every file can be told from the others: {uris:#?}");
    assert!(uris.contains(&"latin-%E9.py"), "{uris:#?}");
}

#[test]
fn names_do_nothing_to_the_terminal() {
    is_harmless(&project(UNSAFE));
    // In notices, too.
    is_harmless(&project("x = (\n"));
    for name in NAMES {
        let name = OsStr::from_bytes(name);
        let project = Project::new();
        let missing = project.check([name]).exits(2);
        assert_eq!(raw(missing.stderr()), None, "{:?}", missing.stderr());
        let mut config = OsStr::new("--config=").to_os_string();
        config.push(name);
        let missing = project.check([config]).exits(2);
        assert_eq!(raw(missing.stderr()), None, "{:?}", missing.stderr());
    }
}

#[test]
fn one_finding_is_one_line() {
    let project = project(UNSAFE);
    for format in ["concise", "github", "jsonl"] {
        let ran = project.check(["--output-format", format, "-q"]).exits(1);
        let lines = ran.stdout().lines().filter(|line| line.contains("yaml-unsafe-load"));
        assert_eq!(lines.count(), NAMES.len(), "{format}: {}", ran.stdout());
    }
}

#[test]
fn any_path_can_be_named() {
    for name in NAMES {
        let name = OsStr::from_bytes(name);
        let project = Project::new().with(name, UNSAFE);
        let ran = project.check([OsStr::new("--output-format=json"), OsStr::new("--"), name]);
        assert_eq!(list(&ran.json()["findings"]).len(), 1, "{name:?}");
        let mut stdin = OsStr::new("--stdin-filename=").to_os_string();
        stdin.push(name);
        project.hognose(["check", "-"]).arg(stdin).stdin(UNSAFE).run().exits(1);
    }
}

#[test]
fn a_report_may_have_any_name() {
    for name in NAMES {
        let name = OsStr::from_bytes(name);
        let project = Project::new().with("app.py", UNSAFE);
        let ran = project.check([OsStr::new("--output-file"), name]);
        ran.exits(1);
        let report = std::fs::read_to_string(project.path(name)).expect("the report is there");
        assert!(report.contains("yaml-unsafe-load"), "{name:?}");
    }
}
