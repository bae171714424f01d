//! What is said about mistakes.

use hognose_config::{FileChoice, Overrides};
use insta::assert_snapshot;

use crate::project::{Project, invalid};

#[test]
fn unknown_settings() {
    assert_snapshot!(invalid(
        r#"
selct = ["B101"]
extend_select = ["audit"]
skips = ["B101"]
colour = "green"

[tool.hognose]
select = ["B101"]
"#
    ), @r#"
    error: unknown setting `selct`
     --> hognose.toml:2:1
      |
    2 | selct = ["B101"]
      | ^^^^^
      = help: did you mean `select`?

    error: unknown setting `extend_select`
     --> hognose.toml:3:1
      |
    3 | extend_select = ["audit"]
      | ^^^^^^^^^^^^^
      = help: did you mean `extend-select`?

    error: unknown setting `skips`
     --> hognose.toml:4:1
      |
    4 | skips = ["B101"]
      | ^^^^^
      = help: did you mean `ignore`?

    error: unknown setting `colour`
     --> hognose.toml:5:1
      |
    5 | colour = "green"
      | ^^^^^^

    error: unknown setting `tool`
     --> hognose.toml:7:2
      |
    7 | [tool.hognose]
      |  ^^^^
      = help: `[tool.hognose]` is for `pyproject.toml`; here the settings stand at the top level
    "#);
}

#[test]
fn unknown_rules() {
    assert_snapshot!(invalid(
        r#"
select = ["crpyto", "B307", "CWE-1", "", "no such rule at all"]

[per-file-ignores]
"tests/**" = ["eval-buildin"]

[severity-overrides]
weak-hsah = "low"
weak-hash = "hihg"

[rules.B999]
x = 1
"#
    ), @r#"
    error: unknown rule `crpyto`
     --> hognose.toml:2:11
      |
    2 | select = ["crpyto", "B307", "CWE-1", "", "no such rule at all"]
      |           ^^^^^^^^
      = help: did you mean `crypto`?

    error: unknown rule `CWE-1`
     --> hognose.toml:2:29
      |
    2 | select = ["crpyto", "B307", "CWE-1", "", "no such rule at all"]
      |                             ^^^^^^^
      = help: `hognose rules` lists them

    error: the name of a rule is empty
     --> hognose.toml:2:38
      |
    2 | select = ["crpyto", "B307", "CWE-1", "", "no such rule at all"]
      |                                      ^^

    error: unknown rule `no such rule at all`
     --> hognose.toml:2:42
      |
    2 | select = ["crpyto", "B307", "CWE-1", "", "no such rule at all"]
      |                                          ^^^^^^^^^^^^^^^^^^^^^
      = help: `hognose rules` lists them

    error: unknown rule `eval-buildin`
     --> hognose.toml:5:15
      |
    5 | "tests/**" = ["eval-buildin"]
      |               ^^^^^^^^^^^^^^
      = help: did you mean `eval-builtin`?

    error: unknown rule `weak-hsah`
     --> hognose.toml:8:1
      |
    8 | weak-hsah = "low"
      | ^^^^^^^^^
      = help: did you mean `weak-hash`?

    error: `severity-overrides.weak-hash` cannot be `hihg`
     --> hognose.toml:9:13
      |
    9 | weak-hash = "hihg"
      |             ^^^^^^
      = help: did you mean `high`?

    error: unknown rule `B999`
      --> hognose.toml:11:8
       |
    11 | [rules.B999]
       |        ^^^^
       = help: `hognose rules` lists them
    "#);
}

#[test]
fn values_of_the_wrong_kind() {
    assert_snapshot!(invalid(
        r#"
select = "B101"
ignore = ["B101", 7, ["B307"]]
respect-nosec = "True"
severity = 3
fail-on = "sometimes"
output-format = "sarfi"
force-exclude = 1979-05-27
per-file-ignores = ["tests"]
rules = 1.5
"#
    ), @r#"
    error: `select` must be a list of rules, not a string
     --> hognose.toml:2:10
      |
    2 | select = "B101"
      |          ^^^^^^
      = help: write it in brackets: `["…"]`

    error: `ignore` must hold strings, not an integer
     --> hognose.toml:3:19
      |
    3 | ignore = ["B101", 7, ["B307"]]
      |                   ^

    error: `ignore` must hold strings, not a list
     --> hognose.toml:3:22
      |
    3 | ignore = ["B101", 7, ["B307"]]
      |                      ^^^^^^^^

    error: `respect-nosec` must be `true` or `false`, not a string
     --> hognose.toml:4:17
      |
    4 | respect-nosec = "True"
      |                 ^^^^^^
      = help: write it without quotes

    error: `severity` must be `low`, `medium` or `high`, not an integer
     --> hognose.toml:5:12
      |
    5 | severity = 3
      |            ^

    error: `fail-on` cannot be `sometimes`
     --> hognose.toml:6:11
      |
    6 | fail-on = "sometimes"
      |           ^^^^^^^^^^^
      = help: expected `low`, `medium`, `high` or `never`

    error: `output-format` cannot be `sarfi`
     --> hognose.toml:7:17
      |
    7 | output-format = "sarfi"
      |                 ^^^^^^^
      = help: did you mean `sarif`?

    error: `force-exclude` must be `true` or `false`, not a date
     --> hognose.toml:8:17
      |
    8 | force-exclude = 1979-05-27
      |                 ^^^^^^^^^^

    error: `per-file-ignores` must be a table, not a list
     --> hognose.toml:9:20
      |
    9 | per-file-ignores = ["tests"]
      |                    ^^^^^^^^^

    error: `rules` must be a table, not a float
      --> hognose.toml:10:9
       |
    10 | rules = 1.5
       |         ^^^
    "#);
}

#[test]
fn values_of_the_wrong_kind_inside_tables() {
    assert_snapshot!(invalid(
        r#"
[per-file-ignores]
tests = "B101"

[severity-overrides]
crypto = ["high"]
"#
    ), @r#"
    error: `per-file-ignores.tests` must be a list of rules, not a string
     --> hognose.toml:3:9
      |
    3 | tests = "B101"
      |         ^^^^^^
      = help: write it in brackets: `["…"]`

    error: `severity-overrides.crypto` must be `low`, `medium` or `high`, not a list
     --> hognose.toml:6:10
      |
    6 | crypto = ["high"]
      |          ^^^^^^^^
    "#);
}

#[test]
fn options_of_rules() {
    assert_snapshot!(invalid(
        r#"
[rules.weak-key]
min-rsa-bit = 1024
min-rsa-bits = "1024"
colour = true

[rules.B505]
strict = 1
min-rsa-bits = 99999999999999999999

[rules.hardcoded-temp-path]
tmp-dirs = ["/tmp", 1]
replacement = "x"

[rules.B108]
replacement = "y"

[rules.eval-builtin]
depth = 3

[rules.crypto]
strict = true

[rules]
assert-used = 1
"#
    ), @r#"
    error: the rule `weak-key` has no option `min-rsa-bit`
     --> hognose.toml:3:1
      |
    3 | min-rsa-bit = 1024
      | ^^^^^^^^^^^
      = help: did you mean `min-rsa-bits`?

    error: `rules.weak-key.min-rsa-bits` must be an integer, not a string
     --> hognose.toml:4:16
      |
    4 | min-rsa-bits = "1024"
      |                ^^^^^^

    error: the rule `weak-key` has no option `colour`
     --> hognose.toml:5:1
      |
    5 | colour = true
      | ^^^^^^
      = help: expected `min-rsa-bits` or `strict`

    error: `rules.B505.strict` must be `true` or `false`, not an integer
     --> hognose.toml:8:10
      |
    8 | strict = 1
      |          ^

    error: `rules.B505.min-rsa-bits` is out of range
     --> hognose.toml:9:16
      |
    9 | min-rsa-bits = 99999999999999999999
      |                ^^^^^^^^^^^^^^^^^^^^

    error: `rules.hardcoded-temp-path.tmp-dirs` must hold strings, not an integer
      --> hognose.toml:12:21
       |
    12 | tmp-dirs = ["/tmp", 1]
       |                     ^

    error: `rules.B108.replacement` is already set under another name of the rule
      --> hognose.toml:16:1
       |
    16 | replacement = "y"
       | ^^^^^^^^^^^

    error: the rule `eval-builtin` has no option `depth`
      --> hognose.toml:19:1
       |
    19 | depth = 3
       | ^^^^^
       = help: it has no options

    error: `crypto` names a group of rules
      --> hognose.toml:21:8
       |
    21 | [rules.crypto]
       |        ^^^^^^
       = help: options belong to a single rule

    error: `rules.assert-used` must be a table of options, not an integer
      --> hognose.toml:25:15
       |
    25 | assert-used = 1
       |               ^
    "#);
}

#[test]
fn patterns() {
    assert_snapshot!(invalid(
        r#"
exclude = ["build/[", "a{b", "", "/", "!tests", "a/../b", "[é-z]"]

[per-file-ignores]
"**/{a" = ["B101"]
"#
    ), @r#"
    error: invalid pattern `build/[`: unclosed character class; missing ']'
     --> hognose.toml:2:12
      |
    2 | exclude = ["build/[", "a{b", "", "/", "!tests", "a/../b", "[é-z]"]
      |            ^^^^^^^^^

    error: invalid pattern `a{b`: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
     --> hognose.toml:2:23
      |
    2 | exclude = ["build/[", "a{b", "", "/", "!tests", "a/../b", "[é-z]"]
      |                       ^^^^^

    error: the pattern is empty
     --> hognose.toml:2:30
      |
    2 | exclude = ["build/[", "a{b", "", "/", "!tests", "a/../b", "[é-z]"]
      |                              ^^

    error: the pattern is empty
     --> hognose.toml:2:34
      |
    2 | exclude = ["build/[", "a{b", "", "/", "!tests", "a/../b", "[é-z]"]
      |                                  ^^^

    error: a pattern cannot be negated
     --> hognose.toml:2:39
      |
    2 | exclude = ["build/[", "a{b", "", "/", "!tests", "a/../b", "[é-z]"]
      |                                       ^^^^^^^^
      = help: patterns only add to each other: name what is meant

    error: `.` and `..` can stand only at the beginning of the pattern `a/../b`
     --> hognose.toml:2:49
      |
    2 | exclude = ["build/[", "a{b", "", "/", "!tests", "a/../b", "[é-z]"]
      |                                                 ^^^^^^^^

    error: invalid pattern `[é-z]`: invalid range; 'é' > 'z'
     --> hognose.toml:2:59
      |
    2 | exclude = ["build/[", "a{b", "", "/", "!tests", "a/../b", "[é-z]"]
      |                                                           ^^^^^^^

    error: invalid pattern `**/{a`: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
     --> hognose.toml:5:1
      |
    5 | "**/{a" = ["B101"]
      | ^^^^^^^
    "#);
}

#[test]
fn syntax_errors_are_all_shown_and_nothing_else() {
    assert_snapshot!(invalid(
        r#"
severity = low
unknown-key = 1
fail-on =
ignore = ["B101" "B307"]
[rules.B505
select = ["B101"
"#
    ), @r#"
    error: string values must be quoted, expected literal string
     --> hognose.toml:2:12
      |
    2 | severity = low
      |            ^^^

    error: string values must be quoted, expected literal string
     --> hognose.toml:4:10
      |
    4 | fail-on =
      |          ^

    error: missing comma between array elements, expected `,`
     --> hognose.toml:5:18
      |
    5 | ignore = ["B101" "B307"]
      |                  ^

    error: unclosed table, expected `]`
     --> hognose.toml:6:12
      |
    6 | [rules.B505
      |            ^

    error: unclosed array, expected `]`
     --> hognose.toml:7:17
      |
    7 | select = ["B101"
      |                 ^
    "#);
}

#[test]
fn a_key_that_stands_twice() {
    assert_snapshot!(invalid("severity = \"low\"\nseverity = \"high\"\n"), @r#"
    error: duplicate key
     --> hognose.toml:2:1
      |
    2 | severity = "high"
      | ^^^^^^^^
    "#);
}

#[test]
fn a_file_that_is_not_utf8() {
    assert_snapshot!(invalid(b"# caf\xe9\nselect = []\n"), @"
    error: the configuration file is not UTF-8
     --> hognose.toml:1:6
      |
    1 | # caf�
      |      ^
      = help: save it in the encoding UTF-8
    ");
    assert_snapshot!(invalid(b"\xff\xfes\0e\0l\0e\0c\0t\0"), @r"
    error: the configuration file is not UTF-8
     --> hognose.toml:1:1
      |
    1 | ��s\u{0}e\u{0}l\u{0}e\u{0}c\u{0}t\u{0}
      | ^
      = help: save it in the encoding UTF-8
    ");
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_text() {
    assert_snapshot!(invalid("\u{feff}selct = []"), @"
    error: unknown setting `selct`
     --> hognose.toml:1:1
      |
    1 | selct = []
      | ^^^^^
      = help: did you mean `select`?
    ");
}

#[test]
fn the_command_line() {
    let overrides = Overrides {
        select: Some(vec!["crypto".into(), "crytpo".into()]),
        ignore: vec!["B1010".into()],
        per_file_ignores: Some(vec!["tests".into(), "a[:B101".into()]),
        extend_exclude: vec!["!x".into()],
        output_format: Some("text".into()),
        ..Overrides::default()
    };
    let project = Project::new([("hognose.toml", "selct = []")]);
    let invalid = project.load(FileChoice::Search, &[], &overrides).expect_err("is wrong");
    assert_snapshot!(invalid, @"
    error: unknown setting `selct`
     --> hognose.toml:1:1
      |
    1 | selct = []
      | ^^^^^
      = help: did you mean `select`?

    error: unknown rule `crytpo`
     --> command line: `--select`
      = help: did you mean `crypto`?

    error: unknown rule `B1010`
     --> command line: `--ignore`
      = help: did you mean `B101`?

    error: `tests` is no pair `PATTERN:RULE`
     --> command line: `--per-file-ignores`

    error: invalid pattern `a[`: unclosed character class; missing ']'
     --> command line: `--per-file-ignores`

    error: a pattern cannot be negated
     --> command line: `--extend-exclude`
      = help: patterns only add to each other: name what is meant

    error: `output-format` cannot be `text`
     --> command line: `--output-format`
      = help: expected `full`, `concise`, `json` or `sarif`
    ");
}

#[test]
fn only_the_table_of_hognose_is_looked_at_in_a_shared_file() {
    let project = Project::new([(
        "pyproject.toml",
        r#"
[project]
selct = 1

[tool.other]
colour = "green"

[tool.hognose]
selct = ["B101"]

[tool.hognose.per-file-ignores]
tests = ["B1"]
"#,
    )]);
    let invalid = project
        .load(FileChoice::Search, &[], &Overrides::default())
        .expect_err("a key is misspelt");
    assert_snapshot!(invalid, @r#"
    error: unknown setting `selct`
     --> pyproject.toml:9:1
      |
    9 | selct = ["B101"]
      | ^^^^^
      = help: did you mean `select`?

    error: unknown rule `B1`
      --> pyproject.toml:12:10
       |
    12 | tests = ["B1"]
       |          ^^^^
       = help: did you mean `B101`?
    "#);
}

#[test]
fn a_table_that_is_no_table() {
    let project = Project::new([("pyproject.toml", "[tool]\nhognose = 1\n")]);
    let invalid = project
        .load(FileChoice::Search, &[], &Overrides::default())
        .expect_err("the table is a number");
    assert_snapshot!(invalid, @"
    error: `tool.hognose` must be a table
     --> pyproject.toml:2:11
      |
    2 | hognose = 1
      |           ^
    ");
}

#[test]
fn a_given_file_has_to_exist_and_to_be_ours() {
    let project = Project::new([("pyproject.toml", "[tool.other]\n")]);
    for (file, message) in [
        ("none.toml", "the configuration file cannot be read: "),
        (".", "the configuration file cannot be read: "),
        ("pyproject.toml", "the file has no table `[tool.hognose]`"),
    ] {
        let path = project.path(file);
        let invalid = project
            .load(FileChoice::Given(&path), &[], &Overrides::default())
            .expect_err("the file is of no use");
        let [problem] = invalid.problems() else { panic!("one problem: {invalid}") };
        assert!(problem.message().starts_with(message), "{invalid}");
        assert!(problem.path().is_some_and(|path| path != ""), "{invalid}");
    }
}

#[test]
fn a_missing_file_does_not_hide_what_is_wrong_with_the_command_line() {
    let project = Project::new::<&str>([]);
    let overrides = Overrides { ignore: vec!["B1010".into()], ..Overrides::default() };
    let invalid = project
        .load(FileChoice::Given(&project.path("none.toml")), &[], &overrides)
        .expect_err("the file is missing");
    assert_eq!(invalid.problems().len(), 2, "{invalid}");
}

#[test]
fn problems_can_be_read_by_programs() {
    let invalid = invalid("severity = \"low\"\nselct = []\n");
    let [problem] = invalid.problems() else { panic!("one problem: {invalid}") };
    let position = problem.position().expect("a place in the file");
    assert_eq!(problem.path().and_then(|path| path.to_str()), Some("hognose.toml"));
    assert_eq!((position.line, position.column), (2, 1));
    assert_eq!(problem.message(), "unknown setting `selct`");
    assert_eq!(problem.help(), Some("did you mean `select`?"));
}
