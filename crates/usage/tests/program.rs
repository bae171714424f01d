//! What the other files of a program say about uses in a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hognose_deprecation::{
    Entry, Kind, Libraries, Package, Packages, STANDARD_LIBRARY, Table, Target,
};
use hognose_python::{SourceKind, parse};
use hognose_semantic::{Buffers, SemanticModel};
use hognose_usage::{Apis, find, words_of};

/// A program under each of some folders: what its files are called, and what is in them.
const PROGRAMS: [(&str, &[(&str, &str)]); 7] = [
    (
        "guarded",
        &[
            (
                "p/__init__.py",
                "import sys\nif sys.version_info < (3, 12):\n    from . import _old\n",
            ),
            (
                "p/other.py",
                "# not _old\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p import _old\n",
            ),
            ("p/_old.py", "import imp\n"),
        ],
    ),
    (
        "unguarded",
        &[
            (
                "p/__init__.py",
                "import sys\nif sys.version_info < (3, 12):\n    from . import _old\n",
            ),
            ("q/main.py", "import p._old\n"),
            ("p/_old.py", "import imp\n"),
        ],
    ),
    (
        "attempt",
        &[
            (
                "p/__init__.py",
                "try:\n    from p._old import f\nexcept ImportError:\n    f = None\n",
            ),
            ("p/_old.py", "import imp\ndef f():\n    return imp.find_module('x')\n"),
        ],
    ),
    (
        "setuptools",
        &[
            (
                "p/build.py",
                "try:\n    from setuptools import setup\nexcept ImportError:\n    pass\n",
            ),
            ("p/test.py", "from p.build import flags\nfrom distutils import ccompiler\n"),
            ("p/alone.py", "from distutils import ccompiler\n"),
        ],
    ),
    ("shared", &[("p/a.py", "import Crypto\n")]),
    ("named", &[("p/a.py", "import Crypto\n")]),
    ("backport", &[("p/a.py", "import telnetlib\nimport imp\n")]),
];

fn read(path: &Path) -> Option<String> {
    let mut parts = path.iter().filter_map(|part| part.to_str());
    let program = parts.next()?;
    let file = parts.collect::<Vec<_>>().join("/");
    let (_, files) = PROGRAMS.iter().find(|(name, _)| *name == program)?;
    files.iter().find(|(name, _)| *name == file).map(|(_, text)| (*text).to_owned())
}

fn package(module: &str, removed: &str) -> Package {
    let entry = Entry {
        name: module.to_owned(),
        kind: Kind::Module,
        removed: removed.parse().ok(),
        ..Entry::default()
    };
    Package {
        name: STANDARD_LIBRARY.to_owned(),
        modules: vec![module.to_owned()],
        entries: vec![entry],
        ..Package::default()
    }
}

/// How many uses there are in a file of a program, and on which line.
fn lines(program: &str, file: &str) -> Vec<usize> {
    let mut shared = package("Crypto", "2.0");
    (shared.name, shared.shared, shared.newest) = ("pycrypto".into(), true, "2.6".parse().ok());
    let (mut distutils, mut telnetlib) =
        (package("distutils", "3.12"), package("telnetlib", "3.13"));
    distutils.brought_by = vec!["setuptools".to_owned()];
    telnetlib.backports = vec!["standard-telnetlib".to_owned()];
    let packages = [package("imp", "3.12"), distutils, telnetlib, shared];
    let words = words_of(&packages);
    let mut table = Table::default();
    for package in packages {
        table.add(package);
    }
    let asked = if program == "named" { "pycrypto" } else { "standard-telnetlib" };
    let names = [asked.to_owned()].into();
    let libraries = Libraries::lazy(|| Packages { versions: BTreeMap::new(), names });
    let files: Vec<PathBuf> = PROGRAMS
        .iter()
        .filter(|(name, _)| *name == program)
        .flat_map(|(name, files)| files.iter().map(move |(file, _)| Path::new(name).join(file)))
        .collect();
    let apis = Apis::new(Arc::new(table), words, Target::default())
        .targeting(Target { libraries, ..Target::default() })
        .in_program(files.iter().map(PathBuf::as_path), read);
    let path = Path::new(program).join(file);
    let text = read(&path).expect("the program has the file");
    let parsed = parse(&text, SourceKind::Python);
    let model = SemanticModel::build_in(Buffers::default(), parsed.module(), Some(apis.words()));
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    find(&model, &path, &apis).iter().map(|usage| line(usage.range.start().into())).collect()
}

#[test]
fn what_is_imported_for_old_releases_only_is_for_them() {
    assert_eq!(lines("guarded", "p/_old.py"), [0_usize; 0]);
    assert_eq!(lines("unguarded", "p/_old.py"), [1]);
}

#[test]
fn who_catches_the_failure_of_an_import_is_prepared_for_it() {
    assert_eq!(lines("attempt", "p/_old.py"), [0_usize; 0]);
}

#[test]
fn what_a_module_of_the_program_brings_is_there() {
    assert_eq!(lines("setuptools", "p/test.py"), [0_usize; 0]);
    assert_eq!(lines("setuptools", "p/alone.py"), [1]);
}

#[test]
fn packages_bring_modules_back() {
    assert_eq!(lines("backport", "p/a.py"), [2]);
}

#[test]
fn a_package_whose_modules_another_one_has_counts_where_it_is_named() {
    assert_eq!(lines("shared", "p/a.py"), [0_usize; 0]);
    assert_eq!(lines("named", "p/a.py"), [1]);
}
