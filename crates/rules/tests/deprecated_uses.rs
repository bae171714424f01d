//! Every entry of the built-in tables in the forms in which code uses such a thing: written here from
//! the table, and looked for as in any other code.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hognose_core::SourceFile;
use hognose_deprecation::{Entry, Index, Kind, Table, Target, Version, VersionRange, When};
use hognose_registry::{Dispatcher, Family, RuleSet};
use hognose_testing::findings_of;

/// A form of use: what it is called, and the program.
type Form = (&'static str, String);

/// The forms in which code uses what an entry is about.
fn forms(entry: &Entry) -> Vec<Form> {
    let name = &entry.name;
    let (owner, leaf) = name.rsplit_once('.').unwrap_or(("", name));
    match entry.kind {
        Kind::Module => vec![
            ("import", format!("import {name}\n")),
            ("from", format!("from {name} import something\n")),
            ("by text", format!("import importlib\nimportlib.import_module(\"{name}\")\n")),
        ],
        Kind::Class | Kind::Function | Kind::Constant if owner == "builtins" => {
            vec![("name", format!("print({leaf})\n"))]
        }
        Kind::Class | Kind::Function | Kind::Constant => vec![
            ("import", format!("import {owner}\nprint({name})\n")),
            ("from", format!("from {owner} import {leaf}\n")),
            ("as", format!("import {owner} as shop\nprint(shop.{leaf})\n")),
        ],
        Kind::Method | Kind::Attribute | Kind::Member => members(owner, leaf),
        Kind::Argument => arguments(entry, owner, leaf),
        Kind::Hook => {
            let (module, class) = owner.rsplit_once('.').unwrap_or(("", owner));
            let body = format!("    def {leaf}(self, *args):\n        return args\n");
            vec![
                ("import", format!("import {module}\nclass Mine({owner}):\n{body}")),
                ("from", format!("from {module} import {class}\nclass Mine({class}):\n{body}")),
            ]
        }
    }
}

fn members(owner: &str, leaf: &str) -> Vec<Form> {
    let (module, class) = owner.rsplit_once('.').unwrap_or(("", owner));
    vec![
        ("class", format!("import {module}\nprint({owner}.{leaf})\n")),
        ("from", format!("from {module} import {class}\nprint({class}.{leaf})\n")),
        ("instance", format!("import {module}\nthing = {owner}()\nthing.{leaf}\n")),
        ("parameter", format!("import {module}\ndef f(thing: {owner}):\n    thing.{leaf}\n")),
        (
            "subclass",
            format!(
                "import {module}\nclass Mine({owner}):\n    def f(self):\n        self.{leaf}\n"
            ),
        ),
    ]
}

fn arguments(entry: &Entry, owner: &str, leaf: &str) -> Vec<Form> {
    let value = entry.value.as_deref().unwrap_or("given");
    let given = match (entry.when, &entry.argument, entry.position) {
        (When::Missing, ..) => String::new(),
        (When::Given | When::Keyword, Some(keyword), _) => format!("{keyword}={value}"),
        (_, _, Some(position)) => {
            let mut before = "x, ".repeat(position as usize);
            before.push_str(value);
            before
        }
        _ => return Vec::new(),
    };
    let is_class =
        |name: &str| name.rsplit('.').next().is_some_and(|it| it.starts_with(char::is_uppercase));
    if owner == "builtins" {
        return vec![("name", format!("{leaf}({given})\n"))];
    }
    if is_class(owner) {
        let module = owner.rsplit_once('.').map_or("", |(module, _)| module);
        return vec![
            ("instance", format!("import {module}\nthing = {owner}()\nthing.{leaf}({given})\n")),
            (
                "parameter",
                format!("import {module}\ndef f(it: {owner}):\n    it.{leaf}({given})\n"),
            ),
        ];
    }
    vec![
        ("import", format!("import {owner}\n{owner}.{leaf}({given})\n")),
        ("from", format!("from {owner} import {leaf}\n{leaf}({given})\n")),
        ("as", format!("from {owner} import {leaf} as shop\nshop({given})\n")),
    ]
}

/// The found and all uses by form, and the programs with those that were not found.
#[derive(Default)]
struct Tally {
    forms: BTreeMap<(String, &'static str), (usize, usize)>,
    missed: String,
}

fn count(table: &Table, wanted: impl Fn(&Index) -> bool) -> Tally {
    let registry = hognose_rules::registry();
    let rules =
        RuleSet::matching(&registry, |rule| registry.meta(rule).family == Family::Deprecated);
    let python = VersionRange { low: Version::new(3, 0), high: Version::new(3, 15) };
    let mut tally = Tally::default();
    for package in table.packages().filter(|package| wanted(package)) {
        for entry in package.entries() {
            // A version on which something is wrong with it.
            let version = entry.removed.or(entry.deprecated).or(entry.planned).or(entry.soft);
            let libraries: BTreeMap<String, Version> =
                version.map(|it| (package.package.clone(), it)).into_iter().collect();
            let target = Target { python, libraries: libraries.into() };
            let dispatcher =
                Dispatcher::new(&registry, &rules)
                    .for_program(target, std::iter::empty(), |_| None);
            for (form, code) in forms(entry) {
                let source = SourceFile::new("bench.py".into(), code);
                let findings = findings_of(&dispatcher, &registry, &source);
                // The module that it is in may be gone as a whole.
                let names = std::iter::successors(Some(entry.name.as_str()), |name| {
                    name.rsplit_once('.').map(|(module, _)| module)
                });
                let found = names.map(|name| format!("`{name}`")).any(|subject| {
                    findings.iter().any(|finding| finding.message.contains(&subject))
                });
                let kind = format!("{:?}", entry.kind);
                let counts = tally.forms.entry((kind, form)).or_default();
                counts.0 += usize::from(found);
                counts.1 += 1;
                if !found {
                    let code = source.text().trim_end().replace('\n', "; ");
                    let _ = writeln!(tally.missed, "{form}: {code}");
                }
            }
        }
    }
    tally
}

fn check(what: &str, wanted: impl Fn(&Index) -> bool) {
    let registry = hognose_rules::registry();
    let table = registry.table().expect("there are tables");
    let tally = count(table, wanted);
    let (found, all) =
        tally.forms.values().fold((0, 0), |(found, all), it| (found + it.0, all + it.1));
    let mut text = format!("{what}: {found} of {all}\n");
    for ((kind, form), (found, all)) in &tally.forms {
        let _ = writeln!(text, "  {kind:<10} {form:<10} {found:>5} of {all:>5}");
    }
    let _ = writeln!(text, "{}", tally.missed);
    assert!(found * 100 >= all * 98, "{text}");
    // For who wants to see what is found and what is not.
    assert!(std::env::var_os("HOGNOSE_SHOW_USES").is_none(), "{text}");
}

#[test]
fn uses_of_the_standard_library_are_found() {
    check("the standard library", Index::is_standard_library);
}

#[test]
fn uses_of_libraries_are_found() {
    check("libraries", |package| !package.is_standard_library());
}
