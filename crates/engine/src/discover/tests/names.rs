//! Names, patterns and virtual environments.

use super::Tree;
use crate::discover::ENVIRONMENT_MARKERS;

#[test]
fn python_sources_are_known_by_their_names() {
    let tree = Tree::new(["a.py", "b.pyw", "c.pyi", "d.pyc", "e.ipynb", "py", "x.py.txt"]);
    assert_eq!(tree.find_all(), ["a.py", "b.pyw", "c.pyi"]);
}

#[test]
fn hidden_files_and_folders_are_read() {
    let tree = Tree::new([".a.py", ".hidden/b.py", ".github/scripts/c.py"]);
    assert_eq!(tree.find_all(), [".a.py", ".github/scripts/c.py", ".hidden/b.py"]);
}

#[test]
fn a_folder_that_is_called_like_a_source_is_a_folder() {
    let tree = Tree::new(["pkg.py/mod.py"]);
    assert_eq!(tree.find_all(), ["pkg.py/mod.py"]);
}

#[test]
fn the_list_is_sorted_by_bytes_and_has_the_sizes() {
    let tree = Tree::new(["b.py", "a/z.py", "a.py", "a-b.py", "B.py"]);
    tree.write("a.py", "x = 12345\n");
    let files: Vec<_> = tree
        .discover(["."])
        .files
        .into_iter()
        .map(|file| (file.path.display().to_string(), file.size))
        .collect();
    let expected = [("B.py", 6), ("a-b.py", 6), ("a.py", 10), ("a/z.py", 6), ("b.py", 6)];
    assert_eq!(files, expected.map(|(path, size)| (path.to_owned(), size)));
}

#[test]
fn the_settings_say_what_is_a_source() {
    let mut tree = Tree::new(["a.py", "b.txt", "BUILD"]);
    tree.overrides.include = Some(vec!["*.txt".into(), "BUILD".into()]);
    assert_eq!(tree.find_all(), ["BUILD", "b.txt"]);
}

#[test]
fn the_stores_and_caches_of_tools_are_left_out() {
    let folders = [".git", ".hg", ".svn", ".tox", ".nox", ".mypy_cache", "__pycache__"];
    let more = [".ruff_cache", ".pytest_cache", ".eggs", ".ipynb_checkpoints", "node_modules"];
    let below = folders.into_iter().chain(more).map(|folder| format!("a/{folder}/b/x.py"));
    let tree = Tree::new(below.chain(["a/x.py".to_owned()]));
    assert_eq!(tree.find_all(), ["a/x.py"]);
}

#[test]
fn a_name_that_a_package_may_have_is_not_left_out() {
    let tree = Tree::new(["build/x.py", "dist/x.py", "env/x.py", "vendor/x.py", "venv/x.py"]);
    let all = ["build/x.py", "dist/x.py", "env/x.py", "vendor/x.py", "venv/x.py"];
    assert_eq!(tree.find_all(), all);
}

#[test]
fn a_virtual_environment_is_left_out_whatever_its_name() {
    for marker in ENVIRONMENT_MARKERS {
        let environment = format!("tools/py/{marker}");
        let tree = Tree::new([environment.as_str(), "tools/py/lib/x.py", "tools/x.py"]);
        assert_eq!(tree.find_all(), ["tools/x.py"], "{marker}");
    }
}

#[test]
fn patterns_exclude_names_anywhere_and_paths_from_the_root() {
    let mut tree = Tree::new([
        "gen/a.py",
        "src/gen/b.py",
        "src/gen_pb2.py",
        "src/keep.py",
        "lib/src/keep.py",
        "docs/src/old.py",
        "docs/src/x.py",
    ]);
    tree.overrides.extend_exclude =
        ["gen", "*_pb2.py", "./src/keep.py", "docs/**/old.py"].map(str::to_owned).to_vec();
    assert_eq!(tree.find_all(), ["docs/src/x.py", "lib/src/keep.py"]);
}

#[test]
fn excludes_hold_however_the_path_is_spelled() {
    let mut tree = Tree::new(["src/tests/x.py", "src/a.py", "tests/y.py"]);
    tree.overrides.extend_exclude = vec!["src/tests".to_owned()];
    let absolute = tree.root.join("src").display().to_string();
    for spelling in ["src", "./src", "src/", "src/.", "tests/../src", ".//src//", &absolute] {
        assert_eq!(tree.find([spelling]), ["src/a.py"], "{spelling}");
    }
}
