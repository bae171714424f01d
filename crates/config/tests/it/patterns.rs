//! What patterns match.

use std::path::Path;

use hognose_config::{EntryKind, FileChoice, FileSettings, Overrides};

use crate::project::{Project, registry};

/// The file settings of a project with these lines in its configuration.
fn files(project: &Project) -> FileSettings {
    let overrides = Overrides::default();
    let configuration =
        project.load(FileChoice::Search, &[], &overrides).expect("the configuration is valid");
    configuration.settings.files
}

fn excluding(patterns: &str) -> (Project, FileSettings) {
    let text = format!("exclude = [{patterns}]\n");
    let project = Project::new([("hognose.toml", text)]);
    let files = files(&project);
    (project, files)
}

#[test]
fn patterns_match_as_in_a_gitignore_file() {
    use EntryKind::{File, Folder};
    for (pattern, path, kind, expected) in [
        // A name, at any depth.
        ("tests", "tests", Folder, true),
        ("tests", "a/b/tests", Folder, true),
        ("tests", "tests", File, true),
        ("tests", "a/tests.py", File, false),
        ("tests", "a/my-tests", Folder, false),
        // Names with wild cards.
        ("*.egg", "dist/foo.egg", Folder, true),
        ("test_?.py", "a/test_1.py", File, true),
        ("test_?.py", "a/test_12.py", File, false),
        ("test_[0-9].py", "a/test_x.py", File, false),
        ("{a,b}.py", "x/b.py", File, true),
        // Folders only.
        ("build/", "a/build", Folder, true),
        ("build/", "a/build", File, false),
        // A slash before the end ties the pattern to the configuration's folder.
        ("/setup.py", "setup.py", File, true),
        ("/setup.py", "a/setup.py", File, false),
        ("src/gen", "src/gen", Folder, true),
        ("src/gen", "a/src/gen", Folder, false),
        ("./gen", "gen", Folder, true),
        ("./gen", "a/gen", Folder, false),
        ("src/*", "src/a.py", File, true),
        ("src/*", "src/a/b.py", File, false),
        ("src/gen/", "src/gen", File, false),
        // Across folders.
        ("build/**", "build/a/b.py", File, true),
        ("build/**", "build", Folder, false),
        ("**/gen", "a/b/gen", Folder, true),
        ("**/gen/*.py", "a/gen/x.py", File, true),
        ("a/**/z.py", "a/z.py", File, true),
        ("a/**/z.py", "a/b/c/z.py", File, true),
        ("**", "a", File, true),
        // The folder itself cannot be meant.
        ("*", ".", Folder, false),
        ("**", ".", Folder, false),
        // Names are bytes that somebody chose.
        ("naïve*.py", "naïve測.py", File, true),
        ("a b.py", "a b.py", File, true),
    ] {
        let (project, files) = excluding(&format!("{pattern:?}"));
        let matched = files.exclude.matches(&project.path(path), kind);
        assert_eq!(matched, expected, "{pattern} on {path} ({kind:?})");
    }
}

#[test]
fn what_matches_a_folder_covers_what_is_in_it() {
    for (pattern, path, expected) in [
        ("tests", "a/tests/deep/er/x.py", true),
        ("tests/", "a/tests/x.py", true),
        ("tests/", "a/tests", false),
        ("src/gen", "src/gen/x.py", true),
        ("src/gen", "a/src/gen/x.py", false),
        ("src/*/gen", "src/a/gen/x.py", true),
        ("tests/**", "tests/x.py", true),
        ("x.py", "a/x.py", true),
    ] {
        let (project, files) = excluding(&format!("{pattern:?}"));
        let covered = files.exclude.covers(&project.path(path), EntryKind::File);
        assert_eq!(covered, expected, "{pattern} on {path}");
    }
}

#[test]
fn patterns_of_a_file_start_at_its_folder_and_those_of_the_command_line_at_the_working_directory() {
    let project =
        Project::new([("hognose.toml", "extend-exclude = [\"sub/a\"]"), ("sub/x.py", "")]);
    let overrides = Overrides {
        extend_exclude: vec!["./b".into(), "../c".into(), "sub/d".into()],
        ..Overrides::default()
    };
    let configuration = project
        .load_from("sub", FileChoice::Search, &[], &overrides)
        .expect("the configuration is valid");
    let excluded =
        |path| configuration.settings.files.exclude.matches(&project.path(path), EntryKind::Folder);
    for (path, expected) in [
        ("sub/a", true),
        ("sub/sub/a", false),
        ("sub/b", true),
        ("c", true),
        ("sub/c", false),
        ("sub/sub/d", true),
        ("sub/d", false),
    ] {
        assert_eq!(excluded(path), expected, "{path}");
    }
}

#[test]
fn an_absolute_pattern_names_what_it_says() {
    let project = Project::new::<&str>([]);
    let generated = project.path("src/generated");
    let overrides =
        Overrides { extend_exclude: vec![generated.display().to_string()], ..Overrides::default() };
    let configuration =
        project.load(FileChoice::Isolated, &[], &overrides).expect("the command line is valid");
    assert!(configuration.settings.files.exclude.matches(&generated, EntryKind::Folder));
}

#[test]
fn outside_of_the_project_names_still_count() {
    let (_project, files) = excluding("\"tests\", \"src/gen\"");
    let covers = |path: &str| files.exclude.covers(Path::new(path), EntryKind::File);
    assert!(covers("/somewhere/else/tests/x.py"));
    assert!(!covers("/somewhere/else/src/gen/x.py"));
}

#[test]
fn the_defaults_take_sources_and_leave_out_what_tools_make() {
    let project = Project::new::<&str>([]);
    let files = files(&project);
    for name in ["a.py", "a.pyw", "a.pyi"] {
        assert!(files.include.matches(&project.path(name), EntryKind::File), "{name}");
    }
    assert!(!files.include.matches(&project.path("a.txt"), EntryKind::File));
    for name in [".git", "a/node_modules", "a/b/__pycache__"] {
        assert!(files.exclude.matches(&project.path(name), EntryKind::Folder), "{name}");
    }
    for name in ["build", "venv", "vendor", "tests"] {
        assert!(!files.exclude.matches(&project.path(name), EntryKind::Folder), "{name}");
    }
}

#[test]
fn exclude_drops_the_defaults_and_extend_exclude_keeps_them() {
    let project = Project::new([("hognose.toml", "exclude = [\"a\"]\nextend-exclude = [\"b\"]")]);
    let exclude = files(&project).exclude;
    let excluded = |path| exclude.matches(&project.path(path), EntryKind::Folder);
    assert_eq!(["a", "b", ".git"].map(excluded), [true, true, false]);

    let overrides = Overrides { exclude: Some(vec!["c".into()]), ..Overrides::default() };
    let configuration =
        project.load(FileChoice::Search, &[], &overrides).expect("the configuration is valid");
    let exclude = configuration.settings.files.exclude;
    let excluded = |path| exclude.matches(&project.path(path), EntryKind::Folder);
    assert_eq!(["a", "b", "c", ".git"].map(excluded), [false, true, true, false]);
}

#[test]
fn every_entry_of_per_file_ignores_that_matches_a_file_counts() {
    let registry = registry();
    let project = Project::new([(
        "hognose.toml",
        "[per-file-ignores]\ntests = [\"B101\"]\n\"test_*.py\" = [\"crypto\"]\n\"none/**\" = [\"all\"]\n",
    )]);
    let configuration = project
        .load(FileChoice::Search, &[], &Overrides::default())
        .expect("the configuration is valid");
    let ignored = |path| {
        let rules = configuration.settings.per_file_ignores.in_file(&project.path(path));
        rules.map(|rules| rules.iter().map(|rule| registry.meta(rule).id).collect::<Vec<_>>())
    };
    assert_eq!(ignored("src/a.py"), None);
    assert_eq!(ignored("tests/a.py"), Some(vec!["assert-used"]));
    assert_eq!(ignored("src/test_a.py"), Some(vec!["weak-hash", "weak-key"]));
    assert_eq!(ignored("src/tests/test_a.py"), Some(vec!["weak-hash", "weak-key", "assert-used"]));
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_are_matched() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let (project, files) = excluding("\"tests\", \"*.pyx\"");
    let path = project.path("tests").join(OsStr::from_bytes(b"a\xff.py"));
    assert!(files.exclude.covers(&path, EntryKind::File));
    let path = project.path("src").join(OsStr::from_bytes(b"a\xff.pyx"));
    assert!(files.exclude.matches(&path, EntryKind::File));
}
