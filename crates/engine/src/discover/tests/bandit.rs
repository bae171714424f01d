//! Files as Bandit finds them. The answers are those of Bandit itself.

use hognose_config::Preset;

use super::Tree;

fn tree() -> Tree {
    let mut tree = Tree::new::<&str>([]);
    tree.overrides.preset = Some(Preset::Bandit);
    tree
}

#[test]
fn everything_is_read_that_nobody_excludes() {
    let tree = tree();
    for path in ["a.py", "b.pyw", "c.pyi", "venv/pyvenv.cfg", "venv/d.py", "node_modules/e.py"] {
        tree.write(path, "");
    }
    tree.write(".gitignore", "*.py\n");
    assert_eq!(tree.find(["."]), ["a.py", "b.pyw", "node_modules/e.py", "venv/d.py"]);
}

#[test]
fn an_exclusion_is_a_part_of_the_path() {
    let tree = tree();
    for path in ["build/.github/x.py", ".tox/y.py", "src/CVSS.py", "src/z.py", "q.egg/w.py"] {
        tree.write(path, "");
    }
    // A folder that exists is excluded where the path begins with it, and so not below `.`.
    assert_eq!(tree.find(["."]), [".tox/y.py", "q.egg/w.py", "src/z.py"]);
    assert!(tree.find([".tox"]).is_empty());
    assert!(tree.find([".tox/y.py"]).is_empty(), "named files are excluded, too");
    assert!(tree.find(["src/CVSS.py"]).is_empty());
}

#[test]
fn a_file_that_is_named_twice_needs_one_name_that_is_not_excluded() {
    let tree = tree();
    tree.write(".tox/y.py", "");
    assert_eq!(tree.find([".tox", "./.tox"]), [".tox/y.py"]);
}
