//! Configuration files: which one holds, and what is said about a wrong one.

use crate::common::{AUDIT, CLEAN, Project, UNSAFE};

const YAML: &str = "app.py:2:1 yaml-unsafe-load";
const ASSERT: &str = "audit.py:1:1 assert-used";

fn project(configuration: &str) -> Project {
    Project::new()
        .with("app.py", UNSAFE)
        .with("audit.py", AUDIT)
        .with("hognose.toml", configuration)
}

/// What a run over a wrong configuration says.
fn complaint(configuration: &str) -> String {
    let ran = project(configuration).check(["."]).exits(2);
    assert!(ran.stdout().is_empty(), "nothing is analysed");
    ran.stderr().to_owned()
}

#[test]
fn the_nearest_configuration_holds() {
    let project = project("select = [\"B101\"]\n");
    assert_eq!(project.found(["."]), [ASSERT]);
    project.write("sub/app.py", UNSAFE);
    project.write("sub/pyproject.toml", "[tool.hognose]\nselect = [\"B506\"]\n");
    assert_eq!(project.found(["sub"]), ["sub/app.py:2:1 yaml-unsafe-load"]);
    assert_eq!(project.found(["."]), [ASSERT], "one configuration for one run");
}

#[test]
fn a_project_file_without_our_table_is_not_ours() {
    let project = project("select = [\"B101\"]\n").with("sub/audit.py", AUDIT);
    project.write("sub/pyproject.toml", "[tool.black]\nline-length = 100\n");
    assert_eq!(project.found(["sub"]), ["sub/audit.py:1:1 assert-used"]);
}

#[test]
fn a_configuration_is_named_or_left_out() {
    let project = project("select = [\"B101\"]\n").with("other.toml", "select = [\"all\"]\n");
    assert_eq!(project.found(["--config", "other.toml"]), [YAML, ASSERT]);
    assert_eq!(project.found(["--isolated"]), [YAML]);
    let missing = project.check(["--config", "missing.toml"]).exits(2);
    assert!(missing.stderr().contains("missing.toml"), "{}", missing.stderr());
    assert!(missing.stdout().is_empty());
}

#[test]
fn the_command_line_comes_before_the_configuration() {
    let project = project("select = [\"B101\"]\nfail-on = \"never\"\noutput-format = \"sarif\"\n");
    assert_eq!(project.found(["--select", "B506"]), [YAML]);
    assert!(project.check(["."]).exits(0).stdout().contains("sarif-2.1.0"));
    let ran = project.check([".", "--fail-on", "low", "--output-format", "concise"]).exits(1);
    assert!(ran.stdout().starts_with("audit.py:1:1: low[assert-used]"));
}

#[test]
fn every_setting_does_what_its_option_does() {
    let project = project(
        "select = [\"B506\"]\n\
         extend-select = [\"B101\"]\n\
         extend-exclude = [\"gen\"]\n\
         respect-gitignore = false\n\
         respect-nosec = false\n\
         respect-noqa = false\n\
         severity-overrides = { B506 = \"high\" }\n\
         severity = \"low\"\n\
         [per-file-ignores]\n\
         \"lib\" = [\"B101\"]\n",
    );
    project.write(".gitignore", "audit.py");
    project.write("gen/app.py", UNSAFE);
    project.write("lib/audit.py", AUDIT);
    project.write("nosec.py", "import yaml\nyaml.load(a)  # nosec\nyaml.load(b)  # noqa: S506\n");
    let found = [YAML, ASSERT, "nosec.py:2:1 yaml-unsafe-load", "nosec.py:3:1 yaml-unsafe-load"];
    assert_eq!(project.found(["."]), found);
    let ran = project.check(["--output-format", "concise", "app.py"]).exits(1);
    assert!(ran.stdout().starts_with("app.py:2:1: high[yaml-unsafe-load]"));
}

#[test]
fn an_unknown_key_is_shown_with_the_nearest() {
    insta::assert_snapshot!(complaint("select = [\"all\"]\nextend-selct = [\"B101\"]\n"));
}

#[test]
fn everything_that_is_wrong_is_shown_at_once() {
    insta::assert_snapshot!(complaint(
        "select = [\"B506\", \"B999\"]\n\
         severity = \"grave\"\n\
         fail-on = 3\n\
         \n\
         [rules.hardcoded-temp-path]\n\
         no-such-option = true\n"
    ));
}

#[test]
fn a_file_that_is_no_toml_is_shown_where_it_breaks() {
    insta::assert_snapshot!(complaint("select = [\"B506\"\n"));
}

#[test]
fn nothing_in_a_configuration_reaches_the_terminal_raw() {
    let said = complaint("\"\u{1b}[31mred\\u001b]0;title\\u0007\" = 1\n");
    let plain = |c: char| !c.is_control() || c == '\n';
    assert!(said.chars().all(plain), "{said:?}");
}

#[test]
fn a_configuration_that_is_too_large_or_no_text_is_refused() {
    let project = Project::new().with("app.py", CLEAN);
    for content in
        [vec![0xff; 16], vec![b'#'; 64 << 20], b"x = ".repeat(10_000), vec![b'['; 1 << 20]]
    {
        project.write("hognose.toml", content);
        let ran = project.check(["."]).exits(2);
        assert!(ran.stderr().contains("hognose.toml"), "{}", ran.stderr());
        assert!(ran.stdout().is_empty());
    }
}

#[test]
fn the_listing_of_settings_is_a_configuration() {
    let project = project("select = [\"B101\"]\n[rules.B108]\ntmp-dirs = [\"/scratch\"]\n");
    let arguments = ["config", "--extend-exclude", "gen", "--per-file-ignores", "tests:B506"];
    let listing = project.hognose(arguments).run().exits(0);
    let (settings, rules) = listing.stdout().split_once("\n[rules.").expect("rules have options");
    insta::assert_snapshot!(settings);
    assert!(rules.contains("\ntmp-dirs = [\"/scratch\"]  # hognose.toml:3\n"), "{rules}");
    project.write("copy/hognose.toml", listing.stdout());
    let effective = |arguments: &[&str]| {
        let ran = project.hognose(["config"]).args(arguments).run().exits(0);
        let lines = ran.stdout().lines().map(|line| line.split('#').next().unwrap_or(line));
        lines.map(str::trim_end).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        effective(&["--config", "copy/hognose.toml"]),
        effective(&arguments[1..]),
        "the same settings"
    );
}
