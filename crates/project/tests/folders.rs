//! Projects, and what is found out about their versions.

use std::fs;
use std::path::Path;

use hognose_project::{Bound, LibraryVersions, PythonBounds, library_versions, python_bounds};
use proptest::prelude::*;
use tempfile::TempDir;

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be created");
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it can be created");
        fs::write(path, content).expect("a file can be written");
    }
    folder
}

/// What is found: `3.9 (from) .. 3.12 (from)`.
fn bounds(files: &[(&str, &str)]) -> String {
    let folder = project(files);
    let bounds = python_bounds(folder.path());
    let shown = |bound: Option<Bound>| {
        bound.map_or("-".to_owned(), |it| format!("{} ({})", it.version, it.from))
    };
    format!("{} .. {}", shown(bounds.low), shown(bounds.high))
}

const CLASSIFIERS: &str = "\
[project]
requires-python = \">=3.9\"
classifiers = [
    \"Programming Language :: Python :: 3\",
    \"Programming Language :: Python :: 3.9\",
    \"Programming Language :: Python :: 3.12\",
]
";

#[test]
fn nothing_is_found_where_nothing_is_said() {
    assert_eq!(bounds(&[]), "- .. -");
    assert_eq!(
        bounds(&[("pyproject.toml", "[project]\nname = 1\n[[["), ("setup.py", "(")]),
        "- .. -"
    );
    assert_eq!(python_bounds(Path::new("/does/not/exist")), PythonBounds::default());
}

#[test]
fn requirements_and_classifiers() {
    for (name, text, expected) in [
        (
            "pyproject.toml",
            CLASSIFIERS,
            "3.9 (requires-python in pyproject.toml) .. 3.12 (classifiers in pyproject.toml)",
        ),
        (
            "pyproject.toml",
            "[project]\nrequires-python = '>=3.10,<3.13'\n",
            "3.10 (requires-python in pyproject.toml) .. 3.12 (requires-python in pyproject.toml)",
        ),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\npython = '^3.9'\n",
            "3.9 (python in pyproject.toml) .. -",
        ),
        (
            "setup.cfg",
            "[options]\npython_requires = >=3.8\n[metadata]\nclassifiers =\n  \
             Programming Language :: Python :: 3.10\n",
            "3.8 (python_requires in setup.cfg) .. 3.10 (classifiers in setup.cfg)",
        ),
        (
            "setup.py",
            "from setuptools import setup\nsetup(python_requires='~=3.8', classifiers=[\
             'Programming Language :: Python :: 3.11'])\n",
            "3.8 (python_requires in setup.py) .. 3.11 (classifiers in setup.py)",
        ),
    ] {
        assert_eq!(bounds(&[(name, text)]), expected);
    }
}

#[test]
fn what_other_tools_are_told_comes_before_what_is_required() {
    for (name, text, expected) in [
        ("ruff.toml", "target-version = \"py310\"", "3.10 (ruff.toml)"),
        ("mypy.ini", "[mypy]\npython_version = 3.11\n", "3.11 (mypy.ini)"),
        ("setup.cfg", "[mypy]\npython_version = 3.10\n", "3.10 ([mypy] in setup.cfg)"),
        ("pyrightconfig.json", "{// x\n\"pythonVersion\": \"3.12\"}", "3.12 (pyrightconfig.json)"),
    ] {
        let found = bounds(&[(name, text), ("pyproject.toml", CLASSIFIERS)]);
        assert_eq!(found, format!("{expected} .. 3.12 (classifiers in pyproject.toml)"));
    }
    for (table, expected) in [
        ("[tool.ruff]\ntarget-version = \"py38\"\n", "3.8 ([tool.ruff] in pyproject.toml)"),
        ("[tool.mypy]\npython_version = \"3.11\"\n", "3.11 ([tool.mypy] in pyproject.toml)"),
        ("[tool.pyright]\npythonVersion = \"3.10\"\n", "3.10 ([tool.pyright] in pyproject.toml)"),
    ] {
        let text = format!("{table}{CLASSIFIERS}");
        assert!(bounds(&[("pyproject.toml", &text)]).starts_with(expected));
    }
}

#[test]
fn pins_and_locks_count_where_nothing_is_required() {
    for (name, text, expected) in [
        (".python-version", "3.11.4\n", "3.11 (.python-version) .. -"),
        ("runtime.txt", "python-3.10.1", "3.10 (runtime.txt) .. -"),
        ("Dockerfile", "FROM python:3.9\n", "3.9 (Dockerfile) .. -"),
        (
            "uv.lock",
            "version = 1\nrequires-python = \">=3.10, <3.14\"\n",
            "3.10 (uv.lock) .. 3.13 (uv.lock)",
        ),
        (
            "poetry.lock",
            "[[package]]\npython-versions = \">=3.7\"\n[metadata]\npython-versions = \"^3.9\"\n",
            "3.9 (poetry.lock) .. -",
        ),
        (
            "pdm.lock",
            "[metadata]\n[[metadata.targets]]\nrequires_python = \"~=3.10\"\n",
            "3.10 (pdm.lock) .. -",
        ),
        ("pylock.toml", "requires-python = \">=3.12\"\n", "3.12 (pylock.toml) .. -"),
        ("Pipfile", "[requires]\npython_version = \"3.11\"\n", "3.11 (Pipfile) .. 3.11 (Pipfile)"),
    ] {
        assert_eq!(bounds(&[(name, text)]), expected);
        let declared = bounds(&[(name, text), ("pyproject.toml", CLASSIFIERS)]);
        assert!(declared.starts_with("3.9 (requires-python in pyproject.toml) .. 3.12 (class"));
    }
    let both = [(".python-version", "3.12"), ("uv.lock", "requires-python = \">=3.9\"\n")];
    assert_eq!(bounds(&both), "3.12 (.python-version) .. -");
}

#[test]
fn the_newest_release_of_classifiers_and_tests_counts() {
    for (name, text, expected) in [
        ("tox.ini", "[tox]\nenvlist = py3{9,13}\n", "3.13 (tox.ini)"),
        ("tox.ini", "[tox]\nenvlist = py39\n", "3.12 (classifiers in pyproject.toml)"),
        ("noxfile.py", "python=['3.14']", "3.14 (noxfile.py)"),
        (".github/workflows/ci.yml", "python: ['3.14']", "3.14 (.github/workflows/ci.yml)"),
        (".gitlab-ci.yml", "image: python:3.13", "3.13 (.gitlab-ci.yml)"),
        (".travis.yml", "python:\n  - 3.13\n", "3.13 (.travis.yml)"),
    ] {
        let found = bounds(&[(name, text), ("pyproject.toml", CLASSIFIERS)]);
        assert!(found.ends_with(&format!(" .. {expected}")), "{found}");
    }
}

fn libraries(files: &[(&str, &str)]) -> String {
    let found = library_versions(project(files).path());
    let versions: Vec<_> =
        found.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!("{}: {}", found.from.join("+"), versions.join(", "))
}

#[test]
fn versions_of_packages_come_from_the_first_source_that_has_any() {
    let requirements = [("requirements.txt", "a==1\n"), ("requirements-dev.txt", "B_c==2\na==3\n")];
    let found = "requirements-dev.txt+requirements.txt: a 3.0, b-c 2.0";
    assert_eq!(libraries(&requirements), found);
    let below = [("requirements/base.txt", "a==1\n"), ("requirements/notes.md", "b==2\n")];
    assert_eq!(libraries(&below), "requirements/base.txt: a 1.0");
    let lock = ("uv.lock", "[[package]]\nname = \"a\"\nversion = \"4\"\n");
    assert_eq!(libraries(&[requirements[0], lock]), "uv.lock: a 4.0");
    let empty = ("poetry.lock", "");
    assert_eq!(libraries(&[requirements[0], empty]), "requirements.txt: a 1.0");
    let installed = (".venv/lib/python3.12/site-packages/Foo_Bar-1.2.3.dist-info/METADATA", "");
    assert_eq!(libraries(&[installed]), ".venv: foo-bar 1.2.3");
    assert_eq!(libraries(&[installed, requirements[0]]), "requirements.txt: a 1.0");
    assert_eq!(libraries(&[]), ": ");
}

#[test]
fn what_is_no_file_is_not_read() {
    let folder = project(&[("pyproject.toml/x", ""), ("uv.lock/x", ""), ("setup.py/x", "")]);
    assert_eq!(python_bounds(folder.path()), PythonBounds::default());
    assert_eq!(library_versions(folder.path()), LibraryVersions::default());
}

/// Every file that is read.
const FILES: [&str; 24] = [
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "ruff.toml",
    ".ruff.toml",
    "mypy.ini",
    ".mypy.ini",
    "pyrightconfig.json",
    ".python-version",
    "runtime.txt",
    "Dockerfile",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pylock.toml",
    "Pipfile",
    "Pipfile.lock",
    "tox.ini",
    "noxfile.py",
    ".gitlab-ci.yml",
    ".travis.yml",
    ".github/workflows/a.yml",
    "requirements.txt",
    "constraints.txt",
];

const WORDS: &str = "(python|py|:|=|==|\\[|\\]|\\{|\\}|\"|'|3\\.|1|,|-| |\n|#|é|\\PC|package|FROM |ARG |\\$|name|envlist|tox|requires-python|metadata|version|-versions){0,60}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_files_hold_there_is_an_answer(text in WORDS) {
        let folder = project(&FILES.map(|name| (name, text.as_str())));
        let bounds = python_bounds(folder.path());
        for bound in bounds.low.into_iter().chain(bounds.high) {
            prop_assert_eq!(bound.version.major(), 3);
        }
        library_versions(folder.path());
    }
}

#[test]
fn hostile_files_take_no_longer_than_their_size() {
    // Quadratic, each of these would take minutes.
    for part in
        ["py{", "{py", "python", "python-", "3.", "a==", "ARG a=b ", "FROM $a:", "[", "\"3."]
    {
        let text = part.repeat((1 << 19) / part.len());
        let lines = format!("[tox]\nenvlist = {text}\n{text}}}\n");
        let folder = project(&FILES.map(|name| (name, lines.as_str())));
        python_bounds(folder.path());
        library_versions(folder.path());
    }
}
