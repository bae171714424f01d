//! Which file holds.

use std::path::{Path, PathBuf};

use hognose_config::{FileChoice, Overrides, absolute};
use hognose_core::Severity;

use crate::project::Project;

/// The configuration file that holds for `paths` in the working directory `cwd`.
fn found(project: &Project, cwd: &str, paths: &[&str]) -> Option<PathBuf> {
    project
        .load_from(cwd, FileChoice::Search, paths, &Overrides::default())
        .expect("the configuration is valid")
        .file
}

const OURS: &str = "[tool.hognose]\n";
const NOT_OURS: &str = "[project]\nname = \"x\"\n";

#[test]
fn the_nearest_file_above_what_is_checked_holds() {
    let project = Project::new([
        ("hognose.toml", ""),
        ("a/pyproject.toml", OURS),
        ("a/src/x.py", ""),
        ("b/pyproject.toml", NOT_OURS),
        ("b/src/x.py", ""),
    ]);
    for (paths, expected) in [
        (&[] as &[&str], "hognose.toml"),
        (&["."], "hognose.toml"),
        (&["a"], "a/pyproject.toml"),
        (&["a/src/x.py"], "a/pyproject.toml"),
        (&["./a/../a/src"], "a/pyproject.toml"),
        // A file that does not exist, and standard input, have a place all the same.
        (&["a/src/new.py"], "a/pyproject.toml"),
        // A `pyproject.toml` of others does not end the search.
        (&["b/src"], "hognose.toml"),
        // What contains all the paths is one folder, so that one file holds for the run.
        (&["a/src", "a/src/x.py"], "a/pyproject.toml"),
        (&["a", "b"], "hognose.toml"),
    ] {
        assert_eq!(found(&project, ".", paths).as_deref(), Some(Path::new(expected)), "{paths:?}");
    }
}

#[test]
fn a_repository_does_not_end_the_search() {
    let project = Project::new([("hognose.toml", ""), ("a/.git/HEAD", ""), ("a/x.py", "")]);
    assert_eq!(found(&project, ".", &["a"]), Some("hognose.toml".into()));
}

#[test]
fn the_files_of_a_folder_have_an_order() {
    let project = Project::new([
        ("a/.hognose.toml", ""),
        ("a/hognose.toml", ""),
        ("a/pyproject.toml", OURS),
        ("b/hognose.toml", ""),
        ("b/pyproject.toml", OURS),
    ]);
    assert_eq!(found(&project, ".", &["a"]), Some("a/.hognose.toml".into()));
    assert_eq!(found(&project, ".", &["b"]), Some("b/hognose.toml".into()));
}

#[test]
fn a_file_outside_of_the_working_directory_is_shown_by_its_whole_path() {
    let project = Project::new([("hognose.toml", ""), ("a/b/x.py", "")]);
    assert_eq!(found(&project, "a/b", &[]), Some(project.path("hognose.toml")));
}

#[test]
fn the_working_directory_is_searched_when_nothing_is_found_elsewhere() {
    let project = Project::new([("work/hognose.toml", ""), ("other/x.py", "")]);
    assert_eq!(found(&project, "work", &["../other/x.py"]), Some("hognose.toml".into()));
    assert_eq!(found(&project, "work", &["../other", "."]), Some("hognose.toml".into()));
    assert_eq!(found(&project, ".", &["other"]), None);
}

#[test]
fn a_broken_file_of_others_is_left_to_them() {
    for content in [&b"[project\n"[..], b"name = \"\xff\"\n", b"\x00", b""] {
        let project = Project::new([("pyproject.toml", content)]);
        assert_eq!(found(&project, ".", &[]), None);
    }
}

#[test]
fn a_broken_file_that_mentions_hognose_is_an_error() {
    for content in [&b"[tool.hognose\n"[..], b"# \xff\n[tool.hognose]\n", b"[tool]\nhognose = []"] {
        let project = Project::new([("pyproject.toml", content)]);
        project
            .load(FileChoice::Search, &[], &Overrides::default())
            .expect_err("nobody knows what should hold");
    }
}

#[test]
fn what_is_not_a_file_is_no_configuration() {
    let project = Project::new([("hognose.toml/x", ""), ("pyproject.toml", OURS)]);
    assert_eq!(found(&project, ".", &[]), Some("pyproject.toml".into()));
}

#[test]
fn a_given_file_holds_whatever_its_name_and_isolated_runs_have_none() {
    let project = Project::new([
        ("hognose.toml", "severity = \"low\""),
        ("shared/strict.toml", "severity = \"high\"\nexclude = [\"a/b\"]"),
    ]);
    let given = FileChoice::Given(Path::new("shared/strict.toml"));
    let overrides = Overrides::default();
    let configuration = project.load(given, &[], &overrides).expect("the file is valid");
    assert_eq!(configuration.file, Some("shared/strict.toml".into()));
    assert_eq!(configuration.settings.severity, Severity::High);
    // Its patterns start at the working directory, not at a folder that has nothing to do with it.
    let exclude = configuration.settings.files.exclude;
    let excluded = |path| exclude.matches(&project.path(path), hognose_config::EntryKind::Folder);
    assert_eq!(["a/b", "shared/a/b"].map(excluded), [true, false]);

    let configuration =
        project.load(FileChoice::Isolated, &[], &overrides).expect("the defaults are valid");
    assert_eq!(configuration.file, None);
    assert_eq!(configuration.settings.severity, Severity::Low);
}

#[test]
fn paths_become_absolute_without_asking_the_file_system() {
    for (path, expected) in [
        (".", "/project"),
        ("a/./b/../c", "/project/a/c"),
        ("../x", "/x"),
        ("../../../x", "/x"),
        ("/a//b/", "/a/b"),
    ] {
        assert_eq!(absolute(Path::new("/project"), Path::new(path)), Path::new(expected), "{path}");
    }
}
