//! Configurations that nobody would write, except to do harm.

use std::path::Path;

use hognose_config::{FileChoice, InvalidConfiguration, Overrides, SETTINGS};
use proptest::prelude::*;

use crate::project::{Project, invalid, load_text, valid};

/// What is shown for a configuration, if it is wrong.
fn shown(text: impl AsRef<[u8]>) -> Option<String> {
    load_text(text, &Overrides::default()).err().map(|error| error.to_string())
}

/// Text that looks like a configuration, more or less.
fn almost_toml() -> impl Strategy<Value = String> {
    let keys: Vec<_> = SETTINGS.iter().map(|setting| setting.key).collect();
    let key = prop_oneof![
        proptest::sample::select(keys).prop_map(str::to_owned),
        "[a-z-]{1,6}",
        "\\PC{0,4}"
    ];
    let value = prop_oneof![
        Just("true".to_owned()),
        Just("[]".to_owned()),
        Just("\"low\"".to_owned()),
        Just("{ weak-key = 1, B101 = \"low\", strict = {} }".to_owned()),
        "-?[0-9]{1,30}",
        "\"\\PC{0,12}\"",
        "\\[\"[!*?/{}\\[\\],a-z.-]{0,12}\"(, \"[a-zA-Z0-9-]{0,8}\")?\\]",
        any::<String>(),
    ];
    let line = prop_oneof![
        4 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => "\\[{1,2}[a-z.\"*-]{0,20}\\]{1,2}",
        1 => any::<String>(),
    ];
    proptest::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        shown(bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        shown(text);
    }

    #[test]
    fn what_is_shown_is_safe_and_short(text in almost_toml()) {
        if let Some(shown) = shown(&text) {
            prop_assert!(!shown.contains(|char: char| char.is_control() && char != '\n'));
            prop_assert!(shown.lines().count() <= 600);
        }
    }

    #[test]
    fn a_listing_is_a_configuration(text in almost_toml()) {
        if let Ok(configuration) = load_text(&text, &Overrides::default()) {
            let listed = configuration.to_text();
            let again = valid(&listed).to_text();
            prop_assert_eq!(listed.parse::<toml::Table>(), again.parse::<toml::Table>());
        }
    }

    #[test]
    fn any_pattern_is_compiled_or_refused(pattern in "[!*?/{}\\[\\]\\\\,a-cé.-]{0,16}") {
        let overrides = Overrides {
            extend_exclude: vec![pattern.clone()],
            per_file_ignores: Some(vec![format!("{pattern}:all")]),
            ..Overrides::default()
        };
        let project = Project::new::<&str>([]);
        if let Ok(configuration) = project.load(FileChoice::Isolated, &[], &overrides) {
            let path = Path::new("/a/b/c.py");
            configuration.settings.per_file_ignores.in_file(path);
        }
    }
}

/// Texts made from the numbers below `count`, one after the other.
fn numbered(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().concat()
}

/// What is shown never grows with the file.
fn is_short(invalid: &InvalidConfiguration) -> bool {
    invalid.problems().len() <= 100 && invalid.to_string().len() < 200_000
}

#[test]
fn a_million_mistakes_are_not_worth_more_than_a_hundred() {
    let on_lines = numbered(50_000, |number| format!("k{number} = 1\n"));
    let on_one_line = format!("ignore = [{}]", "\"x\", ".repeat(200_000));
    let in_table = numbered(30_000, |number| format!("k{number} = []\n"));
    let in_table = format!("[per-file-ignores]\n{in_table}[severity-overrides]\n{in_table}");
    let syntax = "= ]\n".repeat(200_000);
    for text in [on_lines, on_one_line, in_table, syntax] {
        let invalid = invalid(&text);
        assert!(is_short(&invalid));
        assert!(invalid.to_string().ends_with("the rest of the file was not checked"));
    }
}

#[test]
fn a_long_line_is_cut() {
    let text = format!(
        "ignore = [\"{}\", \"x\u{1f40d}{}\"]",
        "B101\", \"".repeat(50_000),
        "y".repeat(100_000)
    );
    assert!(is_short(&invalid(text)));
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    insta::assert_snapshot!(invalid("#".repeat(2 << 20)), @"
    error: the configuration file cannot be read: it is larger than 1048576 bytes
     --> hognose.toml
    ");
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{a=", "}"), ("a.", "")] {
        let text = format!("select = {}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(is_short(&invalid(text)));
        let text = format!("{}a = 1", open.repeat(100_000));
        assert!(is_short(&invalid(text)));
    }
    let header = format!("[{}a]", "a.".repeat(100_000));
    assert!(is_short(&invalid(header)));
}

#[test]
fn patterns_are_bounded() {
    let nested = format!("exclude = [\"{}{}\"]", "{".repeat(490), "}".repeat(490));
    // Whether it is taken does not matter: that the compiler survives it does.
    shown(nested);
    let nested = format!("exclude = [\"{}{}\"]", "{".repeat(490_000), "}".repeat(490_000));
    assert!(is_short(&invalid(nested)));

    let many = numbered(1001, |number| format!("\"x{number}\", "));
    let few = many.replacen("\"x0\", ", "", 1);
    assert_eq!(shown(format!("exclude = [{few}]")), None);
    insta::assert_snapshot!(invalid(format!("exclude = [{many}]")), @"
    error: the patterns of `exclude` take too long to match
     --> hognose.toml
      = help: there can be 1000 of them, fewer if they are complicated
    ");
    insta::assert_snapshot!(invalid(format!("extend-exclude = [{many}]")), @"
    error: the patterns of `exclude` take too long to match
     --> hognose.toml
      = help: there can be 1000 of them, fewer if they are complicated
    ");
    let entries = numbered(1001, |number| format!("x{number} = []\n"));
    insta::assert_snapshot!(invalid(format!("[per-file-ignores]\n{entries}")), @"
    error: the patterns of `per-file-ignores` take too long to match
     --> hognose.toml
      = help: there can be 1000 of them, fewer if they are complicated
    ");

    let large = numbered(900, |number| format!("\"x{number}{}\", ", "*?".repeat(480)));
    insta::assert_snapshot!(invalid(format!("include = [{large}]")), @"
    error: the patterns of `include` take too long to match
     --> hognose.toml
      = help: there can be 1000 of them, fewer if they are complicated
    ");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_opened() {
    use std::process::Command;

    let project = Project::new::<&str>([]);
    let made = Command::new("mkfifo").arg(project.path("hognose.toml")).status();
    assert!(made.is_ok_and(|status| status.success()), "a pipe can be made");
    let configuration = project.load(FileChoice::Search, &[], &Overrides::default());
    assert_eq!(configuration.expect("the defaults are valid").file, None);
}
