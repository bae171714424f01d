//! Packages that declare deprecations in every shape, and what is made of them.

use std::path::Path;

use hognose_deprecation::{Entry, Kind};
use hognose_harvest::{Presence, Release, installed, read_installed, read_release};

fn shop() -> Release {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site");
    let found = installed(&site).expect("a folder");
    let [description] = found.as_slice() else { panic!("one package: {found:?}") };
    let distribution = read_installed(&site, description);
    assert_eq!(distribution.notices, []);
    let release = read_release(distribution).expect("threads");
    assert_eq!(release.notices, []);
    release
}

#[test]
fn every_shape_is_found_and_nothing_else() {
    let package = shop().package();
    let wrong: Vec<&Entry> = package
        .entries
        .iter()
        .filter(|entry| {
            // Of a function that is fine, only arguments are not.
            let is_whole = entry.argument.is_none();
            is_whole && entry.name.to_ascii_lowercase().contains("fine")
        })
        .collect();
    assert_eq!(wrong, Vec::<&Entry>::new());
    insta::assert_snapshot!(package.to_toml());
}

#[test]
fn the_order_of_files_changes_nothing() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site");
    let description = installed(&site).expect("a folder").remove(0);
    let mut distribution = read_installed(&site, &description);
    distribution.sources.reverse();
    let reversed = read_release(distribution).expect("threads");
    assert_eq!(reversed.package(), shop().package());
}

#[test]
fn what_a_release_has_is_known() {
    let release = shop();
    let presence = |name: &str, kind: Kind, argument: Option<&str>| {
        let known = release.package().entries.remove(0);
        let argument = argument.map(str::to_owned);
        release.presence(&Entry { name: name.to_owned(), kind, argument, ..known })
    };
    for (name, kind, expected) in [
        ("shop", Kind::Module, Presence::Present),
        ("shop.nothing", Kind::Module, Presence::Absent),
        ("shop.Basket", Kind::Class, Presence::Present),
        ("shop.Special.append", Kind::Method, Presence::Present),
        ("shop.Basket.owner", Kind::Attribute, Presence::Present),
        ("shop.Basket.nothing", Kind::Method, Presence::Absent),
        ("shop.Nothing.append", Kind::Method, Presence::Unknown),
        ("shop.two", Kind::Constant, Presence::Present),
        ("shop.api.nothing", Kind::Constant, Presence::Absent),
        ("shop.gone", Kind::Constant, Presence::Unknown),
        ("other.thing", Kind::Constant, Presence::Unknown),
    ] {
        assert_eq!(presence(name, kind, None), expected, "{name}");
    }
    for (name, argument, expected) in [
        ("shop.Basket", "owner", Presence::Present),
        ("shop.Basket", "nothing", Presence::Absent),
        ("shop.fine_function", "nothing", Presence::Unknown),
        ("shop.nothing", "x", Presence::Unknown),
    ] {
        let found = presence(name, Kind::Argument, Some(argument));
        assert_eq!(found, expected, "{name}({argument})");
    }
}
