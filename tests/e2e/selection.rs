//! Which rules run, what of them is shown, and what makes the run fail.

use serde_json::Value;

use crate::common::{AUDIT, CLEAN, Project, UNSAFE, list, text};

const YAML: &str = "app.py:2:1 yaml-unsafe-load";
const ASSERT: &str = "audit.py:1:1 assert-used";

fn project() -> Project {
    Project::new().with("app.py", UNSAFE).with("audit.py", AUDIT)
}

#[test]
fn the_default_rules_run_unless_others_are_selected() {
    let project = project();
    assert_eq!(project.found([] as [&str; 0]), [YAML]);
    assert_eq!(project.found(["--select", "B101"]), [ASSERT]);
    assert_eq!(project.found(["--select", "default,hygiene"]), [YAML, ASSERT]);
    assert_eq!(project.found(["--extend-select", "assert-used"]), [YAML, ASSERT]);
    assert_eq!(project.found(["--extend-select", "audit", "--ignore", "B506"]), [ASSERT]);
}

#[test]
fn a_rule_goes_by_many_names() {
    let project = project();
    for name in ["yaml-unsafe-load", "B506", "s506", "deserialization", "CWE-502", "bandit", "all"]
    {
        assert!(project.found(["--select", name]).contains(&YAML.to_owned()), "{name}");
    }
}

#[test]
fn rules_are_ignored() {
    let project = project();
    assert!(project.found(["--ignore", "B506"]).is_empty());
    assert!(project.found(["--ignore", "crypto,CWE-502"]).is_empty());
    // Whoever is more exact is right.
    assert_eq!(project.found(["--select", "B506", "--ignore", "deserialization"]), [YAML]);
}

#[test]
fn rules_are_ignored_in_some_files() {
    let project = project().with("lib/app.py", UNSAFE).with("lib/deep/app.py", UNSAFE);
    let ignores = ["--per-file-ignores", "lib:B506,audit.py:B101"];
    assert_eq!(project.found(ignores.into_iter().chain(["--select", "all"])), [YAML]);
    assert_eq!(
        project.found(["--per-file-ignores", "lib/*.py:deserialization"]),
        [YAML, "lib/deep/app.py:2:1 yaml-unsafe-load"]
    );
}

#[test]
fn an_unknown_rule_is_wrong_usage() {
    for option in ["--select", "--extend-select", "--ignore"] {
        let ran = project().check([option, "yaml-unsave-load"]).exits(2);
        assert!(ran.stderr().contains("did you mean `yaml-unsafe-load`?"), "{}", ran.stderr());
        assert!(ran.stdout().is_empty());
    }
    for pattern in ["lib", "lib:B999", "[:B506"] {
        let ran = project().check(["--per-file-ignores", pattern]).exits(2);
        assert!(ran.stderr().contains("per-file-ignores"), "{}", ran.stderr());
    }
}

#[test]
fn what_is_less_grave_or_less_sure_than_asked_for_is_not_shown() {
    let project = project();
    let all = ["--select", "B101,B506"];
    let found = |more: [&str; 2]| project.found(all.into_iter().chain(more));
    assert_eq!(found(["--severity", "low"]), [YAML, ASSERT]);
    assert_eq!(found(["--severity", "MEDIUM"]), [YAML]);
    assert!(found(["--severity", "high"]).is_empty());
    assert_eq!(found(["--confidence", "high"]), [YAML, ASSERT]);
}

/// What the fixtures of all rules show, level by level.
#[test]
fn every_level_shows_what_is_at_or_above_it() {
    let project = Project::with_fixtures();
    let report = |more: &[&str]| {
        let arguments = ["--select", "all", "--output-format", "json"];
        list(&project.check(arguments.iter().chain(more)).json()["findings"]).to_vec()
    };
    let all = report(&[]);
    for judgement in ["severity", "confidence"] {
        for (level, shown) in [
            ("low", &["low", "medium", "high"][..]),
            ("medium", &["medium", "high"]),
            ("high", &["high"]),
        ] {
            let place = |it: &Value| format!("{}:{} {}", it["uri"], it["start"], it["rule"]);
            let expected = all.iter().filter(|it| shown.contains(&text(&it[judgement])));
            let expected: Vec<_> = expected.map(place).collect();
            let found: Vec<_> =
                report(&[&format!("--{judgement}"), level]).iter().map(place).collect();
            assert!(!expected.is_empty());
            assert_eq!(expected, found, "--{judgement} {level}");
        }
    }
}

#[test]
fn the_exit_code_says_whether_something_was_found() {
    Project::new().check(["."]).exits(0);
    Project::new().with("app.py", CLEAN).check(["."]).exits(0);
    project().check(["."]).exits(1);
    // What is not shown does not count.
    project().check(["--severity", "high"]).exits(0);
}

#[test]
fn findings_below_fail_on_are_shown_and_forgiven() {
    for (level, code) in [("low", 1), ("medium", 1), ("high", 0), ("never", 0)] {
        let ran = project().check(["--fail-on", level]).exits(code);
        assert!(ran.stdout().contains("yaml-unsafe-load"));
    }
}

#[test]
fn exit_zero_forgives_findings_but_no_errors() {
    project().check(["--exit-zero"]).exits(0);
    project().check(["--exit-zero", "app.py", "missing.py"]).exits(2);
    project().check(["--exit-zero", "--select", "no-such-rule"]).exits(2);
}

#[test]
fn what_could_not_be_read_weighs_more_than_findings() {
    let ran = project().check([".", "missing.py"]).exits(2);
    assert!(ran.stdout().contains("yaml-unsafe-load"));
    assert!(ran.stderr().contains("missing.py: error[missing-path] "), "{}", ran.stderr());
}
