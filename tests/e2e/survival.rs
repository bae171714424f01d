//! What must hold whatever lies in a project: nothing crashes the program, hangs it or silences it.

use std::path::Path;

use crate::common::{Project, Ran, UNSAFE};

/// The first lines of every hostile file. What they give away must be reported, unless a notice says
/// that the file was not analysed.
const BAIT: &str = UNSAFE;

/// Checks that a file that begins with [`BAIT`] and goes on like this is survived.
#[track_caller]
pub(crate) fn survives(name: &str, hostile: impl AsRef<[u8]>) {
    let mut content = BAIT.as_bytes().to_vec();
    content.extend(hostile.as_ref());
    let project = Project::new().with("hostile.py", content);
    let ran = survived(name, &project);
    let caught = ran.stdout().contains("hostile.py:2:1: medium[yaml-unsafe-load]");
    let admitted = !is_complete(&ran);
    assert!(caught || admitted, "{name}: {}", ran.stderr());
    assert!(!ran.stderr().contains("[internal-error]"), "{name}: {}", ran.stderr());
}

/// Checks that a project is survived: an ordinary file next to it all is reported, and the exit code
/// tells whether all was analysed. All rules run. The report is that of `concise`.
#[track_caller]
pub(crate) fn survived(name: &str, project: &Project) -> Ran {
    project.write("good.py", UNSAFE);
    let ran = project.check(["--select", "all", "--output-format", "concise"]);
    let reported = ran.stdout().lines().any(|line| line.starts_with("good.py:2:1: medium[yaml-"));
    assert!(reported, "{name}: {}", ran.stderr());
    assert_eq!(ran.code(), if is_complete(&ran) { 1 } else { 2 }, "{name}: {}", ran.stderr());
    ran
}

/// Whether everything was analysed, as far as the notices say.
fn is_complete(ran: &Ran) -> bool {
    !ran.stderr().contains(": error[")
}

/// The findings of a `concise` report, each as `path:line:column rule`.
pub(crate) fn findings(ran: &Ran) -> Vec<String> {
    ran.stdout().lines().filter_map(place_and_tag).collect()
}

/// The notices on standard error, each as `path kind` or `path:line:column kind`.
pub(crate) fn notices(ran: &Ran) -> Vec<String> {
    ran.stderr().lines().filter_map(place_and_tag).collect()
}

/// From `place: level[tag] message` to `place tag`.
fn place_and_tag(line: &str) -> Option<String> {
    let (place, rest) = line.split_once(": ")?;
    let (_, rest) = rest.split_once('[')?;
    let (tag, _) = rest.split_once(']')?;
    Some(format!("{place} {tag}"))
}

/// Checks that nothing that people see of the project can act on their terminal.
#[track_caller]
pub(crate) fn is_harmless(project: &Project) {
    for format in ["full", "concise", "github"] {
        let arguments = ["--select", "all", "--output-format", format, "--statistics", "-v"];
        let ran = project.check(arguments);
        for said in [ran.stdout(), ran.stderr()] {
            assert_eq!(raw(said), None, "{format}: {said:?}");
        }
    }
}

/// The first character that does something to a terminal instead of being shown.
pub(crate) fn raw(said: &str) -> Option<char> {
    let reorders = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    said.chars().find(|c| (c.is_control() && *c != '\n') || reorders(*c))
}

/// Whether the tests may read whatever they like, so that nothing is unreadable for them.
#[cfg(unix)]
pub(crate) fn is_omnipotent(forbidden: &Path) -> bool {
    std::fs::read_dir(forbidden).is_ok()
}
