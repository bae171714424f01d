//! What `hognose config` shows.

use hognose_config::{FileChoice, Overrides};
use hognose_core::Severity;
use insta::assert_snapshot;
use serde_json::json;

use crate::project::{Project, valid};

#[test]
fn the_defaults() {
    let configuration = Project::new::<&str>([])
        .load(FileChoice::Search, &[], &Overrides::default())
        .expect("the defaults are valid");
    assert_snapshot!(configuration.to_text(), @r#"
    # No configuration file

    preset = "default"  # default
    bandit-python = "3.13"  # default
    select = ["default"]  # default
    extend-select = []  # default
    ignore = []  # default
    target-version = "3.11..3.15"  # default
    sources = ["remote", "model", "queue"]  # default
    rule-packs = []  # default
    severity = "low"  # default
    confidence = "low"  # default
    fail-on = "low"  # default
    baseline = ""  # default
    output-format = "full"  # default
    include = ["*.py", "*.pyw", "*.pyi"]  # default
    exclude = [  # default
        ".bzr",
        ".cache",
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".jj",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pyre",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        "CVS",
        "__pycache__",
        "__pypackages__",
        "_darcs",
        "buck-out",
        "node_modules",
    ]
    extend-exclude = []  # default
    bandit-exclude = []  # default
    bandit-include = []  # default
    skip-environments = true  # default
    respect-gitignore = true  # default
    force-exclude = false  # default
    respect-nosec = true  # default
    respect-noqa = true  # default

    [per-file-ignores]  # default

    [severity-overrides]  # default

    [rules.weak-key]
    min-rsa-bits = 2048  # default
    strict = false  # default

    [rules.hardcoded-temp-path]
    tmp-dirs = ["/tmp", "/var/tmp"]  # default
    replacement = "tempfile"  # default

    # Versions of libraries: none are known

    # Rules that run: 5 of 6
    #   eval-builtin
    #   weak-hash
    #   weak-key
    #   hardcoded-password
    #   hardcoded-temp-path
    "#);
}

const FILE: &str = r#"
[tool.hognose]
extend-select = ["audit"]
ignore = [
    "weak-hash",
    "CWE-377",
]
severity = "medium"
exclude = []

[tool.hognose.per-file-ignores]
tests = ["B101"]
"a b/**" = ["crypto", "exec"]

[tool.hognose.severity-overrides]
CWE-95 = "high"

[tool.hognose.rules.B108]
tmp-dirs = ["/tmp", "/scratch"]
"#;

#[test]
fn a_file_and_the_command_line() {
    let project = Project::new([("pyproject.toml", FILE)]);
    let overrides = Overrides {
        ignore: vec!["B307".into()],
        extend_exclude: vec!["gen\u{202e}\"".into()],
        severity: Some(Severity::Low),
        ..Overrides::default()
    };
    let configuration =
        project.load(FileChoice::Search, &[], &overrides).expect("the configuration is valid");
    assert_snapshot!(configuration.to_text(), @r#"
    # Configuration file: pyproject.toml

    preset = "default"  # default
    bandit-python = "3.13"  # default
    select = ["default"]  # default
    extend-select = ["audit"]  # pyproject.toml:3
    ignore = [
        "weak-hash",  # pyproject.toml:5
        "CWE-377",  # pyproject.toml:6
        "B307",  # command line
    ]
    target-version = "3.11..3.15"  # default
    sources = ["remote", "model", "queue"]  # default
    rule-packs = []  # default
    severity = "low"  # command line
    confidence = "low"  # default
    fail-on = "low"  # default
    baseline = ""  # default
    output-format = "full"  # default
    include = ["*.py", "*.pyw", "*.pyi"]  # default
    exclude = []  # pyproject.toml:9
    extend-exclude = ["gen\U0000202E\""]  # command line
    bandit-exclude = []  # default
    bandit-include = []  # default
    skip-environments = true  # default
    respect-gitignore = true  # default
    force-exclude = false  # default
    respect-nosec = true  # default
    respect-noqa = true  # default

    [per-file-ignores]
    tests = ["B101"]  # pyproject.toml:12
    "a b/**" = ["crypto", "exec"]  # pyproject.toml:13

    [severity-overrides]
    CWE-95 = "high"  # pyproject.toml:16

    [rules.weak-key]
    min-rsa-bits = 2048  # default
    strict = false  # default

    [rules.hardcoded-temp-path]
    tmp-dirs = ["/tmp", "/scratch"]  # pyproject.toml:19
    replacement = "tempfile"  # default

    # Versions of libraries: none are known

    # Rules that run: 3 of 6
    #   weak-key
    #   hardcoded-password
    #   assert-used
    "#);
}

#[test]
fn select_on_the_command_line_starts_anew() {
    let project = Project::new([("pyproject.toml", FILE)]);
    let overrides = Overrides { select: Some(vec!["crypto".into()]), ..Overrides::default() };
    let configuration =
        project.load(FileChoice::Search, &[], &overrides).expect("the configuration is valid");
    let text = configuration.to_text();
    let about_rules: Vec<_> = text.lines().filter(|line| line.contains("select = ")).collect();
    assert_eq!(
        about_rules,
        ["select = [\"crypto\"]  # command line", "extend-select = []  # command line",]
    );
}

#[test]
fn the_listing_is_a_configuration_file_with_the_same_settings() {
    let text = FILE.replace("tool.hognose.", "").replace("[tool.hognose]", "");
    let listed = valid(&text).to_text();
    let again = valid(&listed).to_text();
    let settings = |text: &str| text.parse::<toml::Table>().expect("the listing is TOML");
    assert_eq!(settings(&listed), settings(&again));
    let rules = |text: &str| text.split_once("# Rules that run").map(|(_, rules)| rules.to_owned());
    assert_eq!(rules(&listed), rules(&again));
}

#[test]
fn as_json() {
    let project = Project::new([("pyproject.toml", FILE)]);
    let overrides = Overrides { ignore: vec!["B307".into()], ..Overrides::default() };
    let listed = project
        .load(FileChoice::Search, &[], &overrides)
        .expect("the configuration is valid")
        .to_json();
    assert_eq!(listed["configuration_file"], "pyproject.toml");
    assert_eq!(listed["rules"], json!(["weak-key", "hardcoded-password", "assert-used"]));
    let in_file = |line: u32| json!({ "from": "file", "path": "pyproject.toml", "line": line });
    let settings = &listed["settings"];
    assert_eq!(settings["severity"], json!({ "value": "medium", "origin": in_file(8) }));
    assert_eq!(
        settings["ignore"],
        json!([
            { "value": "weak-hash", "origin": in_file(5) },
            { "value": "CWE-377", "origin": in_file(6) },
            { "value": "B307", "origin": { "from": "command-line" } },
        ])
    );
    assert_eq!(settings["fail-on"], json!({ "value": "low", "origin": { "from": "default" } }));
    assert_eq!(
        settings["per-file-ignores"]["tests"],
        json!([
            { "value": "B101", "origin": in_file(12) },
        ])
    );
    assert_eq!(
        settings["rules"]["hardcoded-temp-path"]["tmp-dirs"],
        json!(
            { "value": ["/tmp", "/scratch"], "origin": in_file(19) }
        )
    );
    assert_eq!(settings["exclude"], json!([]));
}
