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
    assert_snapshot!(listed(&project, FileChoice::Search, &none), @"");
    assert_snapshot!(listed(&project, FileChoice::Isolated, &none), @"");
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("3.10..")), @"");
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("..3.12")), @"");
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("3.16")), @"");
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("3.15..")), @"");
}

#[test]
fn the_setting_comes_before_the_project_and_after_the_command_line() {
    let text = format!("{PYPROJECT}[tool.hognose]\ntarget-version = \"3.10..\"\n");
    let project = Project::new([("pyproject.toml", text)]);
    let none = Overrides::default();
    assert_snapshot!(listed(&project, FileChoice::Search, &none), @"");
    assert_snapshot!(listed(&project, FileChoice::Search, &overrides("..3.11")), @"");
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
    assert_snapshot!(invalid("target-version = \"3.9-3.12\""), @"");
    assert_snapshot!(invalid("target-version = \"3.12..3.9\""), @"");
    assert_snapshot!(invalid("target-version = 3.12"), @"");
    let project = Project::new::<&str>([]);
    let refused = project.load(FileChoice::Search, &[], &overrides("2.7"));
    assert_snapshot!(refused.expect_err("it is no range"), @"");
}
