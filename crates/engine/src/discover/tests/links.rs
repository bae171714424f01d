//! Links.

use std::fs;

use hognose_core::NoticeKind;

use super::{Tree, notices_of, paths_of};

#[test]
fn a_link_to_a_folder_is_followed_only_if_it_is_named() {
    let tree = Tree::new(["real/a.py", "real/sub/b.py"]);
    tree.link("real", "link");
    tree.link("..", "real/sub/up");
    tree.link(".", "real/itself.py");
    assert_eq!(tree.find_all(), ["real/a.py", "real/sub/b.py"]);
    assert_eq!(tree.find(["link"]), ["link/a.py", "link/sub/b.py"]);
    assert_eq!(tree.find(["link/sub"]), ["link/sub/b.py"]);
}

#[test]
fn a_folder_that_is_named_twice_is_walked_under_its_own_name() {
    let tree = Tree::new(["real/a.py", "real/sub/b.py"]);
    tree.link("real", "link");
    for paths in [["real", "link"], ["link", "real"], ["link", "."]] {
        assert_eq!(tree.find(paths), ["real/a.py", "real/sub/b.py"]);
    }
    assert_eq!(tree.find(["real/sub", "link"]), ["link/a.py", "real/sub/b.py"]);
}

#[test]
fn a_file_is_read_once_whatever_leads_to_it() {
    let tree = Tree::new(["real.py", "hard.py", "sub/"]);
    tree.link("real.py", "a_link.py");
    tree.link("../a_link.py", "sub/link_to_link.py");
    assert_eq!(tree.find_all(), ["hard.py", "real.py"]);
    assert_eq!(tree.find(["a_link.py"]), ["a_link.py"]);
    assert_eq!(tree.find(["a_link.py", "real.py"]), ["real.py"]);
    assert_eq!(tree.find(["a_link.py", "real.py", "."]), ["hard.py", "real.py"]);
}

#[test]
fn a_link_to_what_the_walk_leaves_out_is_read_under_its_own_name() {
    let tree = Tree::new(["hidden.py", "script", "sub/"]);
    tree.write(".gitignore", "hidden.py\n");
    tree.link("../hidden.py", "sub/b.py");
    tree.link("../hidden.py", "sub/a.py");
    tree.link("../script", "sub/script.py");
    tree.link("../script", "sub/script.txt");
    assert_eq!(tree.find_all(), ["sub/a.py", "sub/script.py"]);
}

#[test]
fn a_link_out_of_what_is_checked_is_a_notice() {
    let tree = Tree::new(["secret", "repo/.git/", "repo/common.py", "repo/app/x.py", "lib/a.py"]);
    tree.link("../../secret", "repo/app/key.py");
    tree.link("../common.py", "repo/app/common.py");
    let discovered = tree.discover(["repo/app"]);
    assert_eq!(paths_of(&discovered), ["repo/app/common.py", "repo/app/x.py"]);
    let skipped = [(NoticeKind::SpecialFile, "repo/app/key.py".to_owned())];
    assert_eq!(notices_of(&discovered), skipped);
    // In what is being checked, or by name, it is fine.
    assert_eq!(
        tree.find(["."]),
        ["lib/a.py", "repo/app/key.py", "repo/app/x.py", "repo/common.py"]
    );
    assert_eq!(tree.find(["repo/app/key.py"]), ["repo/app/key.py"]);
}

#[test]
fn links_in_circles_and_to_nowhere_are_passed_over() {
    let tree = Tree::new(["a.py"]);
    tree.link("loop.py", "loop.py");
    tree.link("pong.py", "ping.py");
    tree.link("ping.py", "pong.py");
    tree.link("user@host.1234:5678", ".#a.py");
    assert_eq!(tree.find_all(), ["a.py"]);
    let discovered = tree.discover(["loop.py"]);
    assert_eq!(notices_of(&discovered), [(NoticeKind::Unreadable, "loop.py".to_owned())]);
}

#[test]
fn behind_a_link_the_parent_is_that_of_the_target() {
    let tree = Tree::new(["far/away/a.py", "far/b.py", "c.py"]);
    tree.link("far/away", "link");
    assert_eq!(tree.find(["link/../b.py"]), ["far/b.py"]);
    assert_eq!(tree.find(["link/.."]), ["far/away/a.py", "far/b.py"]);
}

#[test]
fn a_detour_back_into_the_working_directory_is_not_shown() {
    let tree = Tree::new(["a.py", "sub/b.py"]);
    let elsewhere = Tree::new(["x.py"]);
    fs::remove_file(elsewhere.root.join("x.py")).expect("the file exists");
    elsewhere.link(&tree.root, "project");
    let project = elsewhere.root.join("project");
    assert_eq!(tree.find([&project]), ["a.py", "sub/b.py"]);
    assert_eq!(tree.find([project.join("sub/b.py")]), ["sub/b.py"]);
}

#[test]
fn a_path_elsewhere_is_shown_as_it_was_named() {
    let tree = Tree::new([""; 0]);
    let elsewhere = Tree::new(["real/a.py"]);
    elsewhere.link("real", "link");
    let link = elsewhere.root.join("link");
    assert_eq!(tree.find([&link]), [link.join("a.py").display().to_string()]);
}
