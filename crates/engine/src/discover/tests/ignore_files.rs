//! What ignore files hide.

use std::path::Path;
use std::process::Command;

use proptest::prelude::*;

use super::Tree;

#[test]
fn gitignore_counts_in_a_repository_and_outside_of_one() {
    for extra in ["other/", ".git/"] {
        let tree = Tree::new(["a.py", "b.py", "out/c.py", "src/out/d.py", "src/e.py", extra]);
        tree.write(".gitignore", "# comment\n\nb.py\n/out\n");
        tree.write("src/.gitignore", "*\n!out\n!d.py\n");
        assert_eq!(tree.find_all(), ["a.py", "src/out/d.py"], "{extra}");
    }
}

#[test]
fn ignore_decides_before_gitignore() {
    let tree = Tree::new(["a.py", "b.py", "c/d.py"]);
    tree.write(".ignore", "!a.py\nb.py\n");
    tree.write(".gitignore", "a.py\n!b.py\n");
    tree.write("c/.gitignore", "d.py\n");
    assert_eq!(tree.find_all(), ["a.py"]);
}

#[test]
fn the_personal_files_of_git_come_last() {
    let mut tree = Tree::new(["a.py", "b.py", "c.py", "d.py", ".git/"]);
    tree.write(".git/info/exclude", "a.py\nb.py\n!c.py\n");
    tree.write("personal", "c.py\n/d.py\n");
    tree.write(".gitignore", "!b.py\n");
    assert_eq!(tree.find_all(), ["b.py", "c.py", "d.py"]);
    tree.global_gitignore = Some(tree.root.join("personal"));
    assert_eq!(tree.find_all(), ["b.py", "c.py"]);
}

#[test]
fn a_worktree_shares_the_exclude_file_of_its_repository() {
    let tree = Tree::new(["work/a.py", "work/b.py"]);
    tree.write("main/.git/info/exclude", "a.py\n");
    tree.write("main/.git/worktrees/work/commondir", "../..\n");
    tree.write("work/.git", "gitdir: ../main/.git/worktrees/work\n");
    assert_eq!(tree.find(["work"]), ["work/b.py"]);
}

#[test]
fn the_files_above_a_named_folder_count_up_to_the_top_of_its_repository() {
    let tree = Tree::new(["repo/.git/", "repo/a/b/x.py", "repo/a/b/hidden.py", "repo/a/b/out.py"]);
    tree.write(".gitignore", "out.py\n");
    tree.write("repo/.gitignore", "hidden.py\n");
    assert_eq!(tree.find(["repo/a/b"]), ["repo/a/b/out.py", "repo/a/b/x.py"]);
    assert_eq!(tree.find(["repo"]), ["repo/a/b/out.py", "repo/a/b/x.py"]);
    assert_eq!(tree.find(["."]), ["repo/a/b/out.py", "repo/a/b/x.py"]);
}

#[test]
fn outside_of_a_repository_they_count_up_to_the_working_directory() {
    let mut tree = Tree::new(["project/src/x.py", "project/src/hidden.py", "project/src/out.py"]);
    tree.write(".gitignore", "out.py\n");
    tree.write("project/.gitignore", "hidden.py\n");
    assert_eq!(tree.find(["project/src"]), ["project/src/x.py"]);
    tree.root.push("project");
    assert_eq!(tree.find(["src"]), ["src/out.py", "src/x.py"]);
    assert_eq!(tree.find(["."]), ["src/out.py", "src/x.py"]);
}

#[test]
fn they_can_be_disregarded() {
    let mut tree = Tree::new(["a.py", "b.py", "c.py", "d.py", ".git/"]);
    tree.write(".gitignore", "a.py\n");
    tree.write(".ignore", "b.py\n");
    tree.write(".git/info/exclude", "c.py\n");
    tree.write("personal", "d.py\n");
    tree.global_gitignore = Some(tree.root.join("personal"));
    assert_eq!(tree.find_all(), [""; 0]);
    tree.overrides.respect_gitignore = Some(false);
    assert_eq!(tree.find_all(), ["a.py", "b.py", "c.py", "d.py"]);
}

#[test]
fn a_named_folder_is_walked_although_it_is_hidden_and_the_rules_in_it_count() {
    for rule in ["out", "out/", "/out/*", "out/**"] {
        let tree = Tree::new(["out/a.py", "out/sub/b.py", "out/sub/c.py", "d.py"]);
        tree.write(".gitignore", rule);
        tree.write("out/sub/.gitignore", "c.py\n");
        assert_eq!(tree.find_all(), ["d.py"], "{rule}");
        assert_eq!(tree.find(["out"]), ["out/a.py", "out/sub/b.py"], "{rule}");
        assert_eq!(tree.find([".", "out"]), ["d.py", "out/a.py", "out/sub/b.py"], "{rule}");
        assert_eq!(tree.find(["out", "."]), ["d.py", "out/a.py", "out/sub/b.py"], "{rule}");
    }
}

#[test]
fn a_folder_that_hides_itself_is_walked_if_it_is_named() {
    for rule in ["*", "*\n!.gitignore\n"] {
        let tree = Tree::new(["out/a.py", "out/sub/b.py", "c.py"]);
        tree.write("out/.gitignore", rule);
        assert_eq!(tree.find_all(), ["c.py"]);
        assert_eq!(tree.find(["out"]), ["out/a.py", "out/sub/b.py"]);
        assert_eq!(tree.find(["out/sub"]), ["out/sub/b.py"]);
        assert_eq!(tree.find(["out", "."]), ["c.py", "out/a.py", "out/sub/b.py"]);
    }
}

#[test]
fn rules_that_hide_only_part_of_a_named_folder_count() {
    let tree = Tree::new(["pkg/a.py", "pkg/gen/b.py", "pkg/c_pb2.py"]);
    tree.write(".gitignore", "gen/\n*_pb2.py\n");
    assert_eq!(tree.find(["pkg"]), ["pkg/a.py"]);
}

#[test]
fn oddly_written_ignore_files_are_read() {
    let tree = Tree::new(["a.py", "b.py", "c.py", "d.py"]);
    let lines: [&[u8]; 5] =
        [b"\xef\xbb\xbfa.py\r\n", b"caf\xe9.py\n", b"[\n{\n", b"b.py \r\n", b"\0\n\\\nc.py"];
    tree.write(".gitignore", lines.concat());
    assert_eq!(tree.find_all(), ["d.py"]);
}

#[test]
fn an_ignore_file_that_is_none_is_disregarded() {
    let mut tree =
        Tree::new(["pipe/a.py", "folder/.gitignore/b.py", "endless/c.py", "broken/d.py"]);
    let pipe = tree.root.join("pipe/.gitignore");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo can be run");
    assert!(made.success());
    tree.link("/dev/zero", "endless/.gitignore");
    tree.link("nowhere", "broken/.gitignore");
    tree.global_gitignore = Some(pipe);
    assert_eq!(
        tree.find_all(),
        ["broken/d.py", "endless/c.py", "folder/.gitignore/b.py", "pipe/a.py"]
    );
}

#[test]
fn a_hostile_ignore_file_costs_nothing_but_itself() {
    let braces = format!("{}{}", "{".repeat(60_000), "}".repeat(60_000));
    let huge = "a.py\n".repeat(40_000);
    let tree = Tree::new(["braces/a.py", "braces/b.py", "huge/a.py", "huge/deep/b.py"]);
    tree.write("braces/.gitignore", format!("{braces}\na.py\n"));
    tree.write("huge/.gitignore", huge);
    tree.write("huge/deep/.gitignore", "b.py\n");
    assert_eq!(tree.find_all(), ["braces/b.py", "huge/a.py"]);
}

/// Whether git finds these files in the folder.
fn found_by_git(folder: &Path) -> Option<Vec<String>> {
    let git = |arguments: &[&str]| {
        Command::new("git")
            .args(arguments)
            .current_dir(folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env_remove("GIT_DIR")
            .output()
            .ok()
            .filter(|output| output.status.success())
    };
    git(&["init", "--quiet"])?;
    let listing =
        git(&["-c", "core.quotePath=off", "ls-files", "--others", "--exclude-standard", "*.py"])?;
    let listing = String::from_utf8(listing.stdout).expect("the names are ASCII");
    let mut files: Vec<_> = listing.lines().map(str::to_owned).collect();
    files.sort_unstable();
    Some(files)
}

/// A line of an ignore file about the names of [`agrees_with_git`]'s tree.
fn any_rule() -> impl Strategy<Value = String> {
    let name = prop_oneof!["[ab]", Just("*".to_owned()), Just("**".to_owned()), "[ab]?\\.py"];
    let path = proptest::collection::vec(name, 1..4).prop_map(|names| names.join("/"));
    ("!?", "/?", path, "/?")
        .prop_map(|(not, anchor, path, folder)| format!("{not}{anchor}{path}{folder}"))
}

fn any_rules() -> impl Strategy<Value = String> {
    proptest::collection::vec(any_rule(), 0..4).prop_map(|rules| rules.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_git(top in any_rules(), nested in any_rules(), exclude in any_rules()) {
        let folders = ["", "a/", "b/", "a/b/", "a/a/", "b/a/b/"];
        let names = ["a.py", "b.py", "aa.py"];
        let paths = folders.iter().flat_map(|folder| names.map(|name| format!("{folder}{name}")));
        let tree = Tree::new(paths);
        tree.write(".gitignore", &top);
        tree.write("a/.gitignore", &nested);
        tree.write(".git/info/exclude", "");
        if let Some(_git_is_installed) = found_by_git(&tree.root) {
            tree.write(".git/info/exclude", &exclude);
            let mut expected = found_by_git(&tree.root).unwrap_or_default();
            if expected.is_empty() {
                // A repository that hides all of itself is walked all the same: it was named.
                expected = tree.find_all();
            }
            prop_assert_eq!(tree.find_all(), expected);
        }
    }
}
