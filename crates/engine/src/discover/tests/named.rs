//! Paths that are named are wanted.

use hognose_core::NoticeKind;

use super::{Tree, notices_of, paths_of};

#[test]
fn a_named_file_is_read_whatever_its_name_and_whatever_hides_it() {
    let mut tree = Tree::new(["script", "node_modules/x.py", "hidden.py", "excluded.py"]);
    tree.write(".gitignore", "hidden.py\n");
    tree.overrides.extend_exclude = vec!["excluded.py".to_owned()];
    assert_eq!(tree.find_all(), [""; 0]);
    let files = ["excluded.py", "hidden.py", "node_modules/x.py", "script"];
    assert_eq!(tree.find(files), files);
}

#[test]
fn a_named_folder_is_walked_although_it_is_excluded_and_the_excludes_hold_below_it() {
    let mut tree = Tree::new(["old/a.py", "old/old/b.py", "old/__pycache__/c.py", "d.py"]);
    tree.overrides.extend_exclude = vec!["old".to_owned()];
    assert_eq!(tree.find_all(), ["d.py"]);
    assert_eq!(tree.find(["old"]), ["old/a.py"]);
    assert_eq!(tree.find([".", "old"]), ["d.py", "old/a.py"]);
    assert_eq!(tree.find(["old", "."]), ["d.py", "old/a.py"]);
}

#[test]
fn a_named_environment_and_what_is_named_in_one_are_walked() {
    let tree = Tree::new([
        ".venv/pyvenv.cfg",
        ".venv/bin/activate_this.py",
        ".venv/lib/python3/site-packages/foo/a.py",
        ".venv/lib/python3/site-packages/bar/b.py",
        "c.py",
    ]);
    tree.write(".gitignore", ".venv/\n");
    tree.write(".venv/.gitignore", "*\n");
    assert_eq!(tree.find_all(), ["c.py"]);
    let foo = ".venv/lib/python3/site-packages/foo";
    assert_eq!(tree.find([foo]), [format!("{foo}/a.py")]);
    let packages = ".venv/lib/python3/site-packages";
    assert_eq!(tree.find([packages]), [format!("{packages}/bar/b.py"), format!("{foo}/a.py")]);
    assert!(tree.find([".venv"]).contains(&".venv/bin/activate_this.py".to_owned()));
}

#[test]
fn force_exclude_keeps_the_excludes_for_named_paths() {
    let mut tree = Tree::new([
        "a.py",
        "a_pb2.py",
        "node_modules/x/b.py",
        "env/pyvenv.cfg",
        "env/lib/c.py",
        "hidden.py",
    ]);
    tree.write(".gitignore", "hidden.py\n");
    tree.overrides.extend_exclude = vec!["*_pb2.py".to_owned()];
    let named = ["a.py", "a_pb2.py", "node_modules/x/b.py", "node_modules", "env", "env/lib/c.py"];
    tree.overrides.force_exclude = Some(true);
    assert_eq!(tree.find(named), ["a.py"]);
    // It is about excludes: git does not ignore what is tracked.
    assert_eq!(tree.find(["hidden.py"]), ["hidden.py"]);
    tree.overrides.force_exclude = Some(false);
    let absolute = tree.root.join("env").display().to_string();
    assert_eq!(
        tree.find(named.into_iter().chain([absolute.as_str()])),
        ["a.py", "a_pb2.py", "env/lib/c.py", "node_modules/x/b.py"]
    );
}

#[test]
fn the_folders_above_the_working_directory_exclude_nothing() {
    let mut tree = Tree::new(["node_modules/env/pyvenv.cfg", "node_modules/env/project/x.py"]);
    tree.root.push("node_modules/env/project");
    assert_eq!(tree.find_all(), ["x.py"]);
    tree.overrides.force_exclude = Some(true);
    assert_eq!(tree.find(["x.py", "."]), ["x.py"]);
}

#[test]
fn what_does_not_exist_is_a_notice_and_the_rest_is_found() {
    let tree = Tree::new(["a.py"]);
    tree.link("nowhere", "broken.py");
    let missing = ["b.py", "no/such/folder", "a.py/b.py", "broken.py", "", "gone/../a.py"];
    let discovered = tree.discover(missing.into_iter().chain(["a.py"]));
    assert_eq!(paths_of(&discovered), ["a.py"]);
    let mut missing = missing.map(|path| (NoticeKind::MissingPath, path.to_owned()));
    missing.sort();
    assert_eq!(notices_of(&discovered), missing);
}

#[test]
fn no_path_is_no_file() {
    let tree = Tree::new(["a.py"]);
    assert_eq!(tree.find([""; 0]), [""; 0]);
}
