//! What must hold whatever lies in a project: nothing crashes the program, hangs it or silences it.

use std::path::Path;

use serde_json::Value;

use crate::common::{Project, Ran, UNSAFE, list, text};

/// The first lines of every hostile file. What they give away must be reported, unless a notice says
/// that the file was not analysed.
pub(crate) const BAIT: &str = "import yaml\nyaml.load(text)\n";

/// Checks that a file with [`BAIT`] on its first two lines, and then this, is survived. Returns the
/// kinds of the notices about it.
#[track_caller]
pub(crate) fn survives(name: &str, hostile: impl AsRef<[u8]>) -> Vec<String> {
    let mut content = BAIT.as_bytes().to_vec();
    content.extend(hostile.as_ref());
    let project = Project::new().with("hostile.py", content);
    let ran = survived(name, &project);
    let report = ran.json();
    let kinds = kinds(&report);
    let caught = ran.findings().contains(&"hostile.py:2:1 yaml-unsafe-load".to_owned());
    let admitted = kinds.iter().any(|kind| is_error(&report, kind));
    assert!(caught || admitted, "{name}: {report:#}");
    assert!(!kinds.contains(&"internal-error".to_owned()), "{name}: {report:#}");
    kinds
}

/// Checks that a project is survived: an ordinary file next to it all is reported, and the exit code
/// tells whether all was analysed. All rules run.
#[track_caller]
pub(crate) fn survived(name: &str, project: &Project) -> Ran {
    project.write("good.py", UNSAFE);
    let ran = project.check(["--select", "all", "--output-format", "json"]);
    let report = ran.json();
    assert!(
        ran.findings().contains(&"good.py:2:1 yaml-unsafe-load".to_owned()),
        "{name}: {report:#}"
    );
    let complete = kinds(&report).iter().all(|kind| !is_error(&report, kind));
    assert_eq!(ran.code(), if complete { 1 } else { 2 }, "{name}: {report:#}");
    ran
}

/// Checks that nothing that people see of the project can act on their terminal.
#[track_caller]
pub(crate) fn is_harmless(project: &Project) {
    for format in ["full", "concise", "github"] {
        let arguments = ["--select", "all", "--output-format", format, "--statistics", "-v"];
        let ran = project.check(arguments);
        for said in [ran.stdout(), ran.stderr()] {
            let raw = said.chars().find(|c| (c.is_control() && *c != '\n') || is_bidi(*c));
            assert_eq!(raw, None, "{format}: {said:?}");
        }
    }
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn kinds(report: &Value) -> Vec<String> {
    list(&report["notices"]).iter().map(|it| text(&it["kind"]).to_owned()).collect()
}

fn is_error(report: &Value, kind: &str) -> bool {
    list(&report["notices"])
        .iter()
        .any(|notice| text(&notice["kind"]) == kind && text(&notice["level"]) == "error")
}

/// Whether the tests may read whatever they like, so that nothing is unreadable for them.
#[cfg(unix)]
pub(crate) fn is_omnipotent(forbidden: &Path) -> bool {
    std::fs::read_dir(forbidden).is_ok() || std::fs::read(forbidden).is_ok()
}
