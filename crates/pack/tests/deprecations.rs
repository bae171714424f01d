//! What a file may say about deprecated APIs, and what is said about a file that says it wrongly.

use std::path::Path;

use hognose_deprecation::{Kind, Version, When};

const HEAD: &str = "[deprecations]\npackage = \"shop\"\nmodules = [\"shop\"]\nnewest = \"3.1\"\n\n[[deprecated]]\n";

/// The first problem of a file: its line, and what is wrong.
fn problem(text: &str) -> Option<(u32, String)> {
    let loaded = hognose_pack::read(Path::new("shop.toml"), text);
    loaded.problems.into_iter().next().map(|problem| (problem.line, problem.message))
}

#[test]
fn a_file_becomes_a_package() {
    let text = format!(
        "{HEAD}name = \"shop.buy\"\nkind = \"argument\"\nargument = \"price\"\nposition = 1\n\
         when = \"positional\"\ndeprecated = \"2.0\"\nremoved = \"3.0\"\nreplacement = \"offer\"\n\
         cwe = [20]\nevidence = [\"shop 3.0\"]\n"
    );
    let loaded = hognose_pack::read(Path::new("shop.toml"), &text);
    assert_eq!(loaded.problems, []);
    let [package] = &loaded.packages[..] else { panic!("{:?}", loaded.packages) };
    assert_eq!(package.name, "shop");
    assert_eq!(package.newest, Some(Version::new(3, 1)));
    let [entry] = &package.entries[..] else { panic!("{:?}", package.entries) };
    assert_eq!(
        (entry.kind, entry.when, entry.position),
        (Kind::Argument, When::Positional, Some(1))
    );
    assert_eq!(entry.removed, Some(Version::new(3, 0)));
}

#[test]
fn a_file_says_what_brings_its_modules_back() {
    let read = |more: &str| {
        let head = HEAD.replace("\n\n", &format!("\n{more}\n\n"));
        let text = format!("{head}name = \"shop\"\nkind = \"module\"\nremoved = \"3.0\"\n");
        hognose_pack::read(Path::new("shop.toml"), &text)
    };
    let loaded = read("backports = [\"old-shop\"]\nbrought-by = [\"mall\"]");
    assert_eq!(loaded.problems, []);
    let [package] = &loaded.packages[..] else { panic!("{:?}", loaded.packages) };
    assert_eq!(package.backports, ["old-shop"]);
    assert_eq!(package.brought_by, ["mall"]);
    let [problem] = &read("backports = [\"Old_Shop\"]").problems[..] else { panic!("no problem") };
    assert!(problem.message.starts_with("`Old_Shop` is not a package's name"), "{problem:?}");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (lines, line, message) in [
        ("name = \"shop.buy\"", 6, "the entry has no `kind`"),
        (
            "name = \"shop.buy\"\nkind = \"functon\"",
            8,
            "unknown kind `functon`: did you mean `function`?",
        ),
        (
            "name = \"mall.buy\"\nkind = \"function\"\nremoved = \"2\"",
            7,
            "`mall.buy` is in none of the `modules` of the file, as `shop`",
        ),
        ("name = \"shop..buy\"\nkind = \"function\"", 7, "`shop..buy` is not a dotted name"),
        (
            "name = \"shop.buy\"\nkind = \"function\"\nremoved = 3.1",
            9,
            "a version is a text, as `\"3.12\"`",
        ),
        (
            "name = \"shop.buy\"\nkind = \"function\"\nremved = \"3.1\"",
            9,
            "unknown key `remved`: did you mean `removed`?",
        ),
        (
            "name = \"shop.buy\"\nkind = \"argument\"\nremoved = \"3.1\"",
            6,
            "an entry of the kind `argument` says which one: `argument`, `position`, or both",
        ),
        (
            "name = \"shop.buy\"\nkind = \"function\"\ndeprecated = \"3.0\"\nremoved = \"2.0\"",
            6,
            "it was removed in 2.0, before it was deprecated",
        ),
    ] {
        assert_eq!(
            problem(&format!("{HEAD}{lines}\n")),
            Some((line, message.to_owned())),
            "{lines}"
        );
    }
}

#[test]
fn a_list_needs_its_head() {
    let (line, message) = problem("[[deprecated]]\nname = \"a.b\"\n").expect("it is wrong");
    assert_eq!(line, 1);
    assert!(message.contains("[deprecations]"), "{message}");
}
