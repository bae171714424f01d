//! A project's files of settings, as far as rules look at them.

use crate::common::{CLEAN, Project, list, text};

const PYPROJECT: &str = "[project]\nrequires-python = \">=3.8\"\n";
const OLD: &str = "pyproject.toml:2:19 end-of-life-python";

fn project() -> Project {
    Project::new().with("app.py", CLEAN).with("pyproject.toml", PYPROJECT)
}

#[test]
fn they_are_reported_like_code() {
    let project = project();
    assert_eq!(project.found(["."]), [OLD]);
    assert_eq!(project.found(["pyproject.toml"]), [OLD]);
    assert_eq!(project.found(["app.py"]), [""; 0]);
    let ran = project.check(["--output-format", "concise"]).exits(1);
    assert!(ran.stdout().starts_with("pyproject.toml:2:19: low[end-of-life-python]"));
    let full = project.check(["."]).exits(1);
    assert!(format!("{}{}", full.stdout(), full.stderr()).contains("in 1 of 2 files"));
    let sarif = project.check(["--output-format", "sarif"]).json();
    let result = &sarif["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "pyproject.toml");
    assert_eq!(place["region"]["startLine"], 2);
}

#[test]
fn they_are_looked_at_only_for_rules_that_ask() {
    let project = project().with("setup.cfg", "[options]\npython_requires = >=3.6\n");
    assert_eq!(project.found(["."]).len(), 2);
    assert_eq!(project.found(["--ignore", "end-of-life-python"]), [""; 0]);
    assert_eq!(project.found(["--select", "B506", "pyproject.toml"]), [""; 0]);
    assert_eq!(project.found(["--exclude", "setup.cfg"]), [OLD]);
    assert_eq!(project.found(["--per-file-ignores", "setup.cfg:deprecated"]), [OLD]);
    let bandit = project.check(["--preset", "bandit", "--output-format", "json"]).exits(0);
    assert_eq!(bandit.findings(), [""; 0]);
}

#[test]
fn metrics_are_about_code() {
    let metrics = project().check(["--output-format", "bandit-json"]).json()["metrics"].clone();
    let names: Vec<_> = metrics.as_object().expect("it is a table").keys().cloned().collect();
    assert!(names.iter().all(|name| !name.contains("pyproject")), "{names:?}");
}

#[test]
fn comments_hide_findings_there() {
    for (pyproject, setup_cfg) in [
        ("# hognose: ignore-file[deprecated]\n[project]\nrequires-python = '>=3.8'\n", ""),
        ("[project]\nrequires-python = '>=3.8' # hognose: ignore[end-of-life-python] x\n", ""),
        ("", "[options]\n# hognose: ignore[CWE-1104] x\npython_requires = >=3.8\n"),
        ("", "[options]\n# hognose: ignore[CWE-1104] x\n# more\npython_requires = >=3.8\n"),
    ] {
        let project = Project::new().with("pyproject.toml", pyproject).with("setup.cfg", setup_cfg);
        let ran = project.check(["--output-format", "json", "--show-suppressed"]).exits(0);
        let json = ran.json();
        let kinds: Vec<_> = list(&json["findings"]).iter().map(|it| text(&it["rule"])).collect();
        assert_eq!(kinds, ["end-of-life-python"], "{pyproject}{setup_cfg}");
    }
    let unused = "# hognose: ignore[end-of-life-python]\n[project]\nrequires-python = '>=3.12'\n";
    let project = Project::new().with("pyproject.toml", unused);
    assert_eq!(project.found(["."]), ["pyproject.toml:1:19 unused-suppression"]);
    let nosec = "[project]\nrequires-python = '>=3.8' # nosec\n";
    assert_eq!(Project::new().with("pyproject.toml", nosec).found(["."]).len(), 1);
}

#[test]
fn whatever_they_hold_does_no_harm() {
    let deep = "[".repeat(100_000);
    for content in [&b"\xff\xfe\x00"[..], b"[project\n", b"", deep.as_bytes(), b"\xef\xbb\xbfa=1"] {
        let project = Project::new();
        for name in ["pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini", ".pytest.ini"] {
            project.write(name, content);
        }
        project.check(["--select", "all", "--isolated"]).exits(0);
    }
}

#[test]
fn the_versions_come_from_the_command_line_the_configuration_or_the_project() {
    let project = project();
    let line = |arguments: &[&str]| {
        let ran = project.hognose(["config"]).args(arguments).run().exits(0);
        let found = ran.stdout().lines().find(|line| line.starts_with("target-version"));
        found.unwrap_or_default().to_owned()
    };
    assert_eq!(
        line(&[]),
        "target-version = \"3.8..3.15\"  # low: requires-python in pyproject.toml; high: default"
    );
    assert_eq!(
        line(&["--target-version", "..3.12"]),
        "target-version = \"3.8..3.12\"  # low: requires-python in pyproject.toml; high: command line"
    );
    let wrong = project.check(["--target-version", "3"]).exits(2);
    assert!(wrong.stderr().contains("`--target-version`"), "{}", wrong.stderr());
}
