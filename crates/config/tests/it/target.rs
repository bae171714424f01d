//! The versions that a project runs on.

use hognose_config::{FileChoice, Overrides};
use hognose_deprecation::{Target, Version};
use insta::assert_snapshot;
use serde_json::json;

use crate::project::{Project, invalid};

const PYPROJECT: &str = "\
[project]
requires-python = \">=3.9\"
classifiers = [\"Programming Language :: Python :: 3.14\"]
";

fn overrides(target_version: &str) -> Overrides {
    Overrides { target_version: Some(target_version.into()), ..Overrides::default() }
}

/// The line of the listing about the versions.
fn listed(project: &Project, file: FileChoice<'_>, overrides: &Overrides) -> String {
    let configuration = project.load(file, &[], overrides).expect("the configuration is valid");
    let text = configuration.to_text();
    text.lines().find(|line| line.starts_with("target-version")).unwrap_or_default().to_owned()
}

#[test]
fn the_project_says_what_it_runs_on() {
    let project = Project::new([("pyproject.toml", PYPROJECT)]);
    let none = Overrides::default();
    assert_snapshot!(listed(&project, FileChoice::Search, &none), @r#"target-version = "3.9..3.14"  # low: requires-python in pyproject.toml; high: classifiers in pyproject.toml"#);
    assert_snapshot!(listed(&project, FileChoice::Isolated, &none), @r#"target-version = "3.11..3.15"  # default"#);
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("3.10..")), @r#"target-version = "3.10..3.14"  # low: command line; high: classifiers in pyproject.toml"#);
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("..3.12")), @r#"target-version = "3.9..3.12"  # low: requires-python in pyproject.toml; high: command line"#);
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("3.16")), @r#"target-version = "3.16..3.16"  # command line"#);
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("3.15..")), @r#"target-version = "3.15..3.15"  # command line"#);
}

#[test]
fn the_setting_comes_before_the_project_and_after_the_command_line() {
    let text = format!("{PYPROJECT}[tool.hognose]\ntarget-version = \"3.10..\"\n");
    let project = Project::new([("pyproject.toml", text)]);
    let none = Overrides::default();
    assert_snapshot!(listed(&project, FileChoice::Search, &none), @r#"target-version = "3.10..3.14"  # low: pyproject.toml:5; high: classifiers in pyproject.toml"#);
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("..3.11")), @r#"target-version = "3.10..3.11"  # low: pyproject.toml:5; high: command line"#);
    let configuration = project.load(FileChoice::Search, &[], &none).expect("it is valid");
    let python = configuration.settings.target.python;
    assert_eq!((python.low, python.high), (Version::new(3, 10), Version::new(3, 14)));
    assert_eq!(
        configuration.to_json()["settings"]["target-version"],
        json!({
            "value": "3.10..3.14",
            "origin": {
                "from": "ends",
                "low": { "from": "file", "path": "pyproject.toml", "line": 5 },
                "high": { "from": "project", "source": "classifiers in pyproject.toml" },
            },
        })
    );
}

#[test]
fn nothing_said_means_the_releases_that_get_fixes() {
    let project = Project::new::<&str>([]);
    let configuration =
        project.load(FileChoice::Search, &[], &Overrides::default()).expect("it is valid");
    assert_eq!(configuration.settings.target, Target::default());
}

#[test]
fn the_nearest_project_counts_but_none_above_the_settings() {
    let project = Project::new([
        ("pyproject.toml", "[project]\nrequires-python = \">=3.6\"\n"),
        ("work/hognose.toml", ""),
        ("work/a/setup.cfg", "[options]\npython_requires = >=3.8\n"),
        ("work/a/src/x.py", ""),
        ("work/b/y.py", ""),
    ]);
    let low = |paths: &[&str]| {
        let none = Overrides::default();
        let loaded = project.load(FileChoice::Search, paths, &none).expect("it is valid");
        loaded.settings.target.python.low.to_string()
    };
    assert_eq!(low(&["work/a/src/x.py"]), "3.8");
    assert_eq!(low(&["work/a", "work/b"]), "3.11");
    assert_eq!(low(&["work/b/y.py"]), "3.11");
    assert_eq!(low(&[]), "3.6");
}

#[test]
fn versions_of_libraries_are_known() {
    let project = Project::new([
        ("pyproject.toml", PYPROJECT),
        ("requirements.txt", "Django==4.2.1\nPyYAML==6.0\n"),
    ]);
    let configuration =
        project.load(FileChoice::Search, &[], &Overrides::default()).expect("it is valid");
    let libraries = &configuration.settings.target.libraries;
    assert_eq!(libraries.get("django").map(ToString::to_string).as_deref(), Some("4.2.1"));
    assert!(
        configuration.to_text().contains("\n# Versions of libraries: 2, from requirements.txt\n")
    );
    let shown = json!({ "known": 2, "from": ["requirements.txt"] });
    assert_eq!(configuration.to_json()["libraries"], shown);
}

#[test]
fn what_is_no_range_is_refused() {
    assert_snapshot!(invalid("target-version = \"3.9-3.12\""), @r#"
    error: `3.9-3.12` is not a version of Python 3
     --> hognose.toml:1:18
      |
    1 | target-version = "3.9-3.12"
      |                  ^^^^^^^^^^
      = help: write the versions as `3.9..3.14`, `3.9..`, `..3.14` or `3.11`
    "#);
    assert_snapshot!(invalid("target-version = \"3.12..3.9\""), @r#"
    error: 3.12 is newer than 3.9
     --> hognose.toml:1:18
      |
    1 | target-version = "3.12..3.9"
      |                  ^^^^^^^^^^^
      = help: write the versions as `3.9..3.14`, `3.9..`, `..3.14` or `3.11`
    "#);
    assert_snapshot!(invalid("target-version = 3.12"), @r#"
    error: `target-version` must be a range of versions in quotes, not a float
     --> hognose.toml:1:18
      |
    1 | target-version = 3.12
      |                  ^^^^
    "#);
    let project = Project::new::<&str>([]);
    let refused = project.load(FileChoice::Search, &[], &overrides("2.7"));
    assert_snapshot!(refused.expect_err("it is no range"), @"
    error: `2.7` is not a version of Python 3
     --> command line: `--target-version`
      = help: write the versions as `3.9..3.14`, `3.9..`, `..3.14` or `3.11`
    ");
}
