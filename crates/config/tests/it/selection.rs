//! Which rules run.

use hognose_config::{FileChoice, Overrides};

use crate::project::{Project, registry};

fn names(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// The rules that run with this file and these overrides, as their Bandit codes or ids.
fn running(file: &str, overrides: &Overrides) -> Vec<&'static str> {
    let registry = registry();
    let configuration = Project::new([("hognose.toml", file)])
        .load(FileChoice::Search, &[], overrides)
        .expect("the configuration is valid");
    let rules = configuration.settings.rules;
    let code = |meta: &'static hognose_registry::RuleMeta| meta.bandit_id().unwrap_or(meta.id);
    rules.iter().map(|rule| code(registry.meta(rule))).collect()
}

const DEFAULT: [&str; 5] = ["B307", "B324", "B505", "hardcoded-password", "B108"];

#[test]
fn the_file_alone() {
    for (file, expected) in [
        ("", DEFAULT.as_slice()),
        ("select = [\"crypto\"]", &["B324", "B505"]),
        ("select = []", &[]),
        ("select = [\"bandit\"]", &["B307", "B324", "B505", "B108", "B101"]),
        ("select = [\"CWE-327\", \"b101\"]", &["B324", "B505", "B101"]),
        (
            "extend-select = [\"audit\"]\nignore = [\"secrets\", \"B108\"]",
            &["B307", "B324", "B505", "B101"],
        ),
        // The narrower selector decides, whatever it says.
        ("select = [\"crypto\"]\nignore = [\"weak-hash\"]", &["B505"]),
        ("select = [\"weak-hash\"]\nignore = [\"crypto\"]", &["B324"]),
        ("select = [\"all\"]\nignore = [\"default\"]", &["B101"]),
        ("select = [\"CWE-326\"]\nignore = [\"crypto\"]", &["B505"]),
        (
            "extend-select = [\"B101\"]\nignore = [\"hygiene\"]",
            &["B307", "B324", "B505", "hardcoded-password", "B108", "B101"],
        ),
        // Of equally narrow ones, `ignore` does.
        ("select = [\"B324\", \"B505\"]\nignore = [\"weak-hash\"]", &["B505"]),
        ("select = [\"crypto\"]\nignore = [\"crypto\"]", &[]),
    ] {
        assert_eq!(running(file, &Overrides::default()), expected, "{file}");
    }
}

#[test]
fn the_command_line_goes_before_the_file() {
    struct Case {
        file: &'static str,
        select: Option<&'static [&'static str]>,
        extend_select: &'static [&'static str],
        ignore: &'static [&'static str],
        expected: &'static [&'static str],
    }
    const NOTHING: Case =
        Case { file: "", select: None, extend_select: &[], ignore: &[], expected: &[] };
    for case in [
        // `--select` replaces `select` and `extend-select` …
        Case {
            file: "select = [\"crypto\"]\nextend-select = [\"B101\"]",
            select: Some(&["exec"]),
            expected: &["B307"],
            ..NOTHING
        },
        Case { file: "select = [\"crypto\"]", select: Some(&[]), ..NOTHING },
        // … and what the file ignores stays ignored …
        Case {
            file: "ignore = [\"weak-hash\"]",
            select: Some(&["crypto"]),
            expected: &["B505"],
            ..NOTHING
        },
        Case {
            file: "ignore = [\"weak-hash\"]",
            extend_select: &["crypto"],
            expected: &["B307", "B505", "hardcoded-password", "B108"],
            ..NOTHING
        },
        // … unless it is named as narrowly.
        Case {
            file: "ignore = [\"weak-hash\"]",
            select: Some(&["B324"]),
            expected: &["B324"],
            ..NOTHING
        },
        Case {
            file: "ignore = [\"crypto\"]",
            select: Some(&["crypto"]),
            expected: &["B324", "B505"],
            ..NOTHING
        },
        Case {
            file: "ignore = [\"crypto\"]",
            extend_select: &["weak-key"],
            expected: &["B307", "B505", "hardcoded-password", "B108"],
            ..NOTHING
        },
        // What the command line ignores is ignored, however narrowly the file selects it.
        Case {
            file: "select = [\"weak-hash\", \"exec\"]",
            ignore: &["crypto"],
            expected: &["B307"],
            ..NOTHING
        },
        Case {
            file: "ignore = [\"B307\"]",
            ignore: &["B108"],
            expected: &["B324", "B505", "hardcoded-password"],
            ..NOTHING
        },
        // Among the options of the command line, the narrower one decides, then `--ignore`.
        Case { select: Some(&["weak-hash"]), ignore: &["crypto"], expected: &["B324"], ..NOTHING },
        Case { select: Some(&["crypto"]), ignore: &["B324"], expected: &["B505"], ..NOTHING },
        Case { select: Some(&["B324"]), ignore: &["B324"], ..NOTHING },
    ] {
        let overrides = Overrides {
            select: case.select.map(names),
            extend_select: names(case.extend_select),
            ignore: names(case.ignore),
            ..Overrides::default()
        };
        assert_eq!(running(case.file, &overrides), case.expected, "{} {overrides:?}", case.file);
    }
}
