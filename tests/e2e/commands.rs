//! The commands beside `check`, help, and what is no command.

use crate::common::{CLEAN, Project, Ran, UNSAFE, list, text};

fn hognose(arguments: &[&str]) -> Ran {
    Project::new().hognose(arguments).run()
}

#[test]
fn a_path_alone_is_checked() {
    let project = Project::new().with("app.py", UNSAFE);
    let short = project.hognose(["app.py"]).run().exits(1);
    let long = project.hognose(["check", "app.py"]).run().exits(1);
    assert_eq!(short.stdout(), long.stdout());
    assert!(short.stdout().contains("yaml-unsafe-load"));
}

#[test]
fn options_before_the_path_are_those_of_check() {
    let project = Project::new().with("app.py", UNSAFE);
    let ran = project.hognose(["--quiet", "--output-format", "concise", "app.py"]).run().exits(1);
    assert!(ran.stdout().starts_with("app.py:2:1: "));
    project.hognose(["-q", "--color", "never", "."]).run().exits(1);
    project.hognose(["-q", "rules"]).run().exits(0);
    project.hognose(["--color", "never", "explain", "B506"]).run().exits(0);
}

#[test]
fn the_name_of_a_command_is_the_command() {
    let project = Project::new().with("rules", UNSAFE);
    let listing = project.hognose(["rules"]).run().exits(0);
    assert!(listing.stdout().contains("assert-used"));
    project.hognose(["./rules"]).run().exits(1);
}

#[test]
fn a_path_that_looks_like_an_option_comes_after_two_dashes() {
    let project = Project::new().with("-q.py", UNSAFE);
    assert_eq!(project.found(["--", "-q.py"]), ["-q.py:2:1 yaml-unsafe-load"]);
}

#[test]
fn help_and_version_go_to_standard_output() {
    for arguments in [&["--help"][..], &["-h"], &["check", "--help"], &["--version"], &["-V"]] {
        let ran = hognose(arguments).exits(0);
        assert!(ran.stdout().contains("hognose") && ran.stderr().is_empty(), "{arguments:?}");
    }
    assert_eq!(
        hognose(&["--version"]).stdout(),
        format!("hognose {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn wrong_usage_exits_with_2_and_says_so_on_standard_error() {
    for arguments in [
        &[][..],
        &["check", "--no-such-option"],
        &["check", "--severity", "grave"],
        &["check", "--jobs", "0"],
        &["check", "--quiet", "--verbose"],
        &["check", "--isolated", "--config", "hognose.toml"],
        &["explain"],
        &["completions", "no-such-shell"],
        &["--color", "sometimes", "rules"],
    ] {
        let ran = hognose(arguments).exits(2);
        assert!(ran.stdout().is_empty() && !ran.stderr().is_empty(), "{arguments:?}");
    }
}

#[test]
fn rules_are_listed_one_per_line() {
    let all = hognose(&["rules"]).exits(0);
    let line = all.stdout().lines().find(|line| line.starts_with("yaml-unsafe-load "));
    let words: Vec<_> = line.expect("the rule is listed").split_whitespace().take(4).collect();
    assert_eq!(words, ["yaml-unsafe-load", "B506", "default", "medium"]);

    assert_eq!(hognose(&["rules", "B506"]).exits(0).stdout().lines().count(), 1);
    let some = hognose(&["rules", "B506", "hygiene", "CWE-502"]).exits(0);
    for id in ["yaml-unsafe-load", "assert-used", "pickle-load"] {
        assert!(some.stdout().contains(id), "{id}");
    }
    assert!(!some.stdout().contains("weak-hash"));
}

#[test]
fn rules_are_listed_as_json() {
    let rules = hognose(&["rules", "--json"]).exits(0).json();
    let ids: Vec<_> = list(&rules).iter().map(|rule| text(&rule["id"])).collect();
    let lines = hognose(&["rules"]);
    let lines: Vec<_> =
        lines.stdout().lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(ids, lines);

    let one = hognose(&["rules", "B101", "--json"]).json();
    insta::assert_snapshot!(format!("{one:#}"));
}

#[test]
fn explain_shows_the_page_of_a_rule() {
    let page = hognose(&["explain", "B506"]).exits(0);
    assert!(page.stdout().contains("yaml-unsafe-load") && page.stdout().contains("S506"));
    assert_eq!(page.stdout(), hognose(&["explain", "yaml-unsafe-load"]).stdout());

    let two = hognose(&["explain", "B101", "s506"]).exits(0);
    let (first, second) = (two.stdout().find("assert-used"), two.stdout().find("yaml-unsafe-load"));
    assert!(first.is_some() && first < second, "in the order of the arguments");
}

#[test]
fn an_unknown_rule_is_answered_with_the_nearest() {
    for command in ["rules", "explain"] {
        let ran = hognose(&[command, "yaml-unsave-load"]).exits(2);
        assert_eq!(
            ran.stderr(),
            "error: unknown rule `yaml-unsave-load`; did you mean `yaml-unsafe-load`?\n"
        );
        assert!(ran.stdout().is_empty());
    }
}

#[test]
fn completions_know_the_commands_and_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = hognose(&["completions", shell]).exits(0);
        for word in ["check", "explain", "output-format"] {
            assert!(script.stdout().contains(word), "{word} for {shell}");
        }
    }
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let project = Project::new()
        .with("hognose.toml", "select = [\"all\"]\nfail-on = \"high\"\n")
        .with("app.py", CLEAN);
    let arguments = ["config", "--ignore", "B101,crypto", "--severity", "medium"];
    let shown = project.hognose(arguments).run().exits(0);
    for (key, value, origin) in [
        ("fail-on", "high", "hognose.toml"),
        ("severity", "medium", "command line"),
        ("confidence", "low", "default"),
    ] {
        let line = shown.stdout().lines().find(|line| line.starts_with(key));
        let line = line.unwrap_or_else(|| panic!("{key} in {}", shown.stdout()));
        assert!(line.contains(value) && line.contains(origin), "{line}");
    }
    let json = project.hognose(arguments).arg("--json").run().exits(0).json();
    assert_eq!(json["settings"]["fail-on"]["value"], "high", "{json:#}");
}
