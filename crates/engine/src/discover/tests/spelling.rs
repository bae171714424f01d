//! The spelling of paths, and their order, do not matter.

use proptest::prelude::*;
use proptest::sample::select;

use super::Tree;

/// A tree in which every kind of rule has something to do.
fn project() -> Tree {
    let mut tree = Tree::new([
        ".git/",
        "a/b/x.py",
        "a/b/c/y.py",
        "a/b/c/z_pb2.py",
        "a/gen/g.py",
        "a/node_modules/n.py",
        "env/pyvenv.cfg",
        "env/e.py",
        "hidden/h.py",
        "src/old/o.py",
        "src/main.py",
    ]);
    tree.write(".gitignore", "hidden/\n/a/gen\n");
    tree.overrides.extend_exclude = vec!["src/old".to_owned(), "*_pb2.py".to_owned()];
    tree.link("../a", "src/link");
    tree
}

const NAMED: &[&str] =
    &[".", "a", "a/b", "a/b/c", "a/gen", "env", "hidden", "src", "src/old", "src/main.py"];

/// Another spelling of a path: `.`, doubled slashes and detours between its names, a slash at the
/// end; absolute or not.
fn respelled(path: &'static str) -> impl Strategy<Value = (String, bool)> {
    let detours: Vec<&'static str> = match path {
        "." => vec!["./", "", ".//", "a/../", "a/b/../../", "src/link/../"],
        _ => vec!["./", "", ".//", "env/../", "a/b/../../", "src/link/../"],
    };
    let inner = select(vec!["/", "//", "/./", "/.//./"]);
    let end = select(if path == "src/main.py" { vec![""] } else { vec!["", "/", "//", "/."] });
    (select(detours), inner, end, any::<bool>()).prop_map(move |(start, slash, end, absolute)| {
        (format!("{start}{}{end}", path.replace('/', slash)), absolute)
    })
}

fn any_named() -> impl Strategy<Value = (&'static str, (String, bool))> {
    select(NAMED).prop_flat_map(|path| (Just(path), respelled(path)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_same_paths_find_the_same_files(
        named in proptest::collection::vec(any_named(), 1..5),
        force_exclude in any::<bool>(),
        rotation in 0..5_usize,
    ) {
        let mut tree = project();
        tree.overrides.force_exclude = Some(force_exclude);
        let expected = tree.find(named.iter().map(|(path, _)| path));
        let mut spelled: Vec<_> = named
            .into_iter()
            .map(|(_, (path, absolute))| {
                if absolute { format!("{}/{path}", tree.root.display()) } else { path }
            })
            .collect();
        let length = spelled.len();
        spelled.rotate_left(rotation % length);
        prop_assert_eq!(tree.find(&spelled), expected);
    }
}

#[test]
fn each_named_folder_finds_what_its_rules_leave() {
    let tree = project();
    let main = ["a/b/c/y.py", "a/b/x.py", "src/main.py"];
    assert_eq!(tree.find(["."]), main);
    assert_eq!(tree.find(["a"]), ["a/b/c/y.py", "a/b/x.py"]);
    assert_eq!(tree.find(["a/gen"]), ["a/gen/g.py"]);
    assert_eq!(tree.find(["env"]), ["env/e.py"]);
    assert_eq!(tree.find(["src", "a/b/c"]), ["a/b/c/y.py", "src/main.py"]);
    assert_eq!(
        tree.find(NAMED),
        [
            "a/b/c/y.py",
            "a/b/x.py",
            "a/gen/g.py",
            "env/e.py",
            "hidden/h.py",
            "src/main.py",
            "src/old/o.py"
        ]
    );
}

#[test]
fn a_path_above_or_beside_the_working_directory_is_absolute() {
    let mut tree = Tree::new(["beside/a.py", "here/b.py"]);
    let beside = tree.root.join("beside/a.py").display().to_string();
    tree.root.push("here");
    assert_eq!(tree.find(["../beside"]), std::slice::from_ref(&beside));
    assert_eq!(tree.find([".."]), [beside, "b.py".to_owned()]);
}
