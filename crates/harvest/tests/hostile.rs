//! Whatever is read, something comes of it: archives and files that nobody would make by accident.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use hognose_core::NoticeKind;
use hognose_deprecation::Package;
use hognose_harvest::{
    Distribution, Source, installed, read_archive, read_installed, read_release,
};
use proptest::prelude::*;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in files {
        writer.start_file(*name, options).expect("an entry");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("an archive").into_inner()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append_data(&mut header, name, *content).expect("an entry");
    }
    builder.into_inner().and_then(GzEncoder::finish).expect("an archive")
}

const OLD: &[u8] =
    b"import warnings\n\ndef old():\n    warnings.warn('old is deprecated', DeprecationWarning)\n";

fn names(distribution: Distribution) -> Vec<String> {
    let package = harvest(distribution);
    package.entries.into_iter().map(|entry| entry.name).collect()
}

fn harvest(distribution: Distribution) -> Package {
    read_release(distribution).expect("threads").package()
}

fn module(name: &str, text: impl Into<Vec<u8>>) -> Source {
    let path = format!("{}.py", name.replace('.', "/"));
    let is_package = !name.contains('.');
    Source { path, module: name.to_owned(), is_package, is_stub: false, bytes: text.into() }
}

fn modules(sources: Vec<Source>) -> Distribution {
    Distribution { name: "shop".to_owned(), version: None, sources, notices: Vec::new() }
}

#[test]
fn wheels_and_source_distributions_are_told_apart() {
    let metadata: &[u8] = b"Name: My_Shop\nVersion: 1.2\n\nVersion: 3\n";
    let wheel = zip(&[
        ("my_shop-1.2.dist-info/METADATA", metadata),
        ("shop/__init__.py", b""),
        ("shop/cart.py", OLD),
        ("shop/tests/test_cart.py", OLD),
    ]);
    let sdist = tar(&[
        ("my_shop-1.2/PKG-INFO", metadata),
        ("my_shop-1.2/setup.py", OLD),
        ("my_shop-1.2/docs/__init__.py", OLD),
        ("my_shop-1.2/src/shop/__init__.py", b""),
        ("my_shop-1.2/src/shop/cart.py", OLD),
    ]);
    for (archive, name) in [(wheel, "a.whl"), (sdist, "my_shop-1.2.tar.gz")] {
        let distribution = read_archive(Path::new(name), &archive);
        assert_eq!(distribution.notices, []);
        assert_eq!(distribution.name, "my-shop");
        assert_eq!(distribution.version, "1.2".parse().ok());
        assert_eq!(names(distribution), ["shop.cart.old"], "{name}");
    }
}

#[test]
fn paths_of_archives_lead_nowhere() {
    let archive = zip(&[
        ("x-1.dist-info/METADATA", b"Name: x\n"),
        ("../../evil.py", OLD),
        ("/etc/evil.py", OLD),
    ]);
    let distribution = read_archive(Path::new("x.whl"), &archive);
    assert_eq!(names(distribution), Vec::<String>::new());
}

#[test]
fn large_files_are_passed_over() {
    let zeros = vec![b' '; 9 << 20];
    for archive in [
        zip(&[("s/a/__init__.py", OLD), ("s/a/b.py", &zeros)]),
        tar(&[("s/a/__init__.py", OLD), ("s/a/b.py", &zeros)]),
    ] {
        let distribution = read_archive(Path::new("s-1.zip"), &archive);
        let kinds: Vec<NoticeKind> = distribution.notices.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [NoticeKind::TooLarge]);
        assert_eq!(names(distribution), ["a.old"]);
    }
}

#[test]
fn damaged_archives_are_told() {
    let whole = [zip(&[("s/a/__init__.py", OLD)]), tar(&[("s/a/__init__.py", OLD)])];
    for archive in whole {
        let distribution = read_archive(Path::new("s.zip"), &archive[..archive.len() / 2]);
        assert!(distribution.notices.iter().any(|it| it.kind == NoticeKind::Unreadable));
    }
    let distribution = read_archive(Path::new("s.rar"), b"Rar!");
    assert_eq!(distribution.notices.len(), 1);
}

#[cfg(unix)]
#[test]
fn links_lead_in_no_circles() {
    let site = tempfile::tempdir().expect("a folder");
    let info = site.path().join("shop-1.0.dist-info");
    fs::create_dir_all(&info).expect("a folder");
    fs::write(info.join("top_level.txt"), "shop\n../..\n").expect("a file");
    let shop = site.path().join("shop");
    fs::create_dir(&shop).expect("a folder");
    fs::write(shop.join("__init__.py"), OLD).expect("a file");
    std::os::unix::fs::symlink(&shop, shop.join("again")).expect("a link");
    std::os::unix::fs::symlink("loop.py", shop.join("loop.py")).expect("a link");
    let found = installed(site.path()).expect("a folder");
    let distribution = read_installed(site.path(), &found[0]);
    assert_eq!(distribution.notices.len(), 1, "the file that is a link to itself");
    assert_eq!(names(distribution), ["shop.old"]);
}

#[test]
fn a_record_does_not_lead_out_of_the_site() {
    let outer = tempfile::tempdir().expect("a folder");
    let site = outer.path().join("site");
    let info = site.join("shop-1.0.dist-info");
    fs::create_dir_all(&info).expect("a folder");
    fs::write(outer.path().join("secret.py"), OLD).expect("a file");
    fs::write(info.join("RECORD"), "../secret.py,,\n/etc/secret.py,,\n").expect("a file");
    assert_eq!(names(read_installed(&site, &info)), Vec::<String>::new());
}

#[test]
fn names_that_lead_back_to_themselves_end() {
    let sources = vec![
        module("shop", "from shop.a import *\nfrom shop import x\nx = y\ny = x\n"),
        module(
            "shop.a",
            "from shop.b import *\nfrom shop.b import z\nclass A(A): pass\nclass B(C): pass\nclass C(B):\n    def m(self):\n        self.m()\n        warn_deprecated('x')\n",
        ),
        module(
            "shop.b",
            "from shop.a import *\nfrom shop.a import z\ndef warn_deprecated(x):\n    warn_deprecated(x)\n",
        ),
    ];
    harvest(modules(sources));
}

#[test]
fn deep_and_broken_files_do_not_stop_the_rest() {
    let deep = format!("x = {}1{}\n", "(".repeat(100_000), ")".repeat(100_000));
    let sum = format!("x = {}\n", vec!["'a'"; 100_000].join(" + "));
    let sources = vec![
        module("shop", OLD),
        module("shop.deep", deep),
        module("shop.sum", sum),
        module("shop.bytes", vec![0xff; 1_000]),
        module("shop.nul", b"def f(:\n\0\0 class\n".to_vec()),
    ];
    let release = read_release(modules(sources)).expect("threads");
    assert_eq!(release.package().entries.len(), 1);
    let kinds: Vec<NoticeKind> = release.notices.iter().map(|it| it.kind).collect();
    assert!(
        kinds.contains(&NoticeKind::TooDeep) && kinds.contains(&NoticeKind::Undecodable),
        "{kinds:?}"
    );
}

/// Pieces of programs that are about deprecations, to be put together in every way.
const PIECES: &[&str] = &[
    "import warnings\n",
    "def f(x=None, **kwargs):\n",
    "class C(f):\n",
    "    ",
    "if x is not None:\n",
    "warnings.warn('x is deprecated since 1.2', DeprecationWarning)\n",
    "@deprecated('', version=2)\n",
    "def __getattr__(name):\n",
    "if name in T:\n",
    "raise AttributeError(f'{name} was removed in {T}')\n",
    "T = {'a': 'b', **T}\n",
    "T |= T\n",
    "return\n",
    "else:\n",
    "elif name == 'x' or not name:\n",
    "@overload\n",
    "from . import *\n",
    "from .... import f as C\n",
    "match name:\n",
    "case 'x' | 'y':\n",
    "'%s %(a)s %' % (x,)\n",
    "'{} {a!r} {'.format(x, a=1)\n",
    "MOVED_IN_V2 = {'shop:é': ''}\n",
    "del f\n",
    "\u{fffc} = '\u{fffc}'\n",
    "(",
    "warn_deprecated(*x, **x)\n",
    "__all__ += x\n",
    "self.x = x\n",
    "'use ` instead of `'\n",
    "\t",
    "é",
    "\r",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_program_gives_a_harvest(picks in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = picks.into_iter().map(|pick| PIECES[pick]).collect();
        let package = harvest(modules(vec![module("shop", text.clone()), module("shop.a", text)]));
        prop_assert!(package.to_toml().starts_with("[deprecations]"));
    }

    #[test]
    fn any_bytes_give_a_distribution(mut bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..3) {
        let head: &[u8] = match kind { 0 => b"PK\x03\x04", 1 => b"\x1f\x8b\x08\0", _ => b"" };
        bytes.splice(0..0, head.iter().copied());
        read_archive(Path::new("x"), &bytes);
    }

    #[test]
    fn any_change_of_an_archive_gives_a_distribution(at in 0..200_usize, byte in any::<u8>()) {
        let mut archive = zip(&[("s/a/__init__.py", OLD), ("s/PKG-INFO", b"Name: s\n")]);
        let index = at % archive.len();
        archive[index] = byte;
        harvest(read_archive(Path::new("x"), &archive));
    }
}
