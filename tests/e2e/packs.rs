//! Rules that users bring along.

use crate::common::Project;

const PACK: &str =
    "[[rule]]\nid = \"no-launch\"\nmessage = \"`$X` is launched\"\npattern = \"launch($X, ...)\"\n";
const CODE: &str = "from tools import launch\nlaunch(rocket)\n";
const FOUND: &str = "app.py:2:1 no-launch";

fn project() -> Project {
    Project::new().with("app.py", CODE).with("lint/rules.toml", PACK)
}

#[test]
fn packs_are_named_on_the_command_line() {
    let project = project();
    assert!(project.found(["."]).is_empty());
    assert_eq!(project.found([".", "--rules", "lint"]), [FOUND]);
    assert_eq!(project.found([".", "--rules", "lint/rules.toml", "--select", "custom"]), [FOUND]);
    let explained = project.hognose(["explain", "--rules", "lint", "no-launch"]).run().exits(0);
    assert!(explained.stdout().contains("# no-launch"));
    let listed = project.hognose(["rules", "--rules", "lint", "custom"]).run().exits(0);
    assert_eq!(listed.stdout().lines().count(), 1);
}

#[test]
fn packs_are_named_in_the_configuration() {
    let project = project().with("hognose.toml", "rule-packs = [\"lint\"]\n");
    assert_eq!(project.found(["."]), [FOUND]);
    project.write("hognose.toml", "rule-packs = [\"../lint\"]\n");
    let ran = project.check(["."]).exits(2);
    assert!(ran.stderr().contains("not below the configuration file's folder"), "{}", ran.stderr());
}

#[test]
fn everything_that_is_wrong_is_told() {
    let project = project();
    project.write(
        "lint/bad.toml",
        "[[rule]]\nid = \"a\"\nmessage = \"a\"\npattern = \"$X\"\n\n[[rule]]\nid = \"b\"\nmessage = \"b\"\n\
         patern = \"f()\"\npattern = \"f()\"\n",
    );
    let ran = project.check([".", "--rules", "lint"]).exits(2);
    for part in [
        "lint/bad.toml:4:1: error[bad-rule] the pattern cannot be indexed",
        "lint/bad.toml:9:1: error[bad-rule] unknown key `patern`: did you mean `pattern`?",
    ] {
        assert!(ran.stderr().contains(part), "{part}\n{}", ran.stderr());
    }
}

/// A file with a good rule and one that cannot be used.
fn broken() -> Project {
    let bad = "[[rule]]\nid = \"bad\"\nmessage = \"bad\"\npattern = \"f(\"\n";
    Project::new().with("app.py", CODE).with("lint/rules.toml", format!("{bad}\n{PACK}"))
}

#[test]
fn a_broken_rule_costs_only_itself() {
    let project = broken().with("lint/syntax.toml", "[[rule]\n");
    let ran = project.check([".", "--rules", "lint", "--output-format", "concise"]).exits(2);
    assert!(ran.stdout().contains("no-launch"), "{}", ran.stdout());
    for place in ["lint/rules.toml:4:11: error[bad-rule]", "lint/syntax.toml:1:"] {
        assert!(ran.stderr().contains(place), "{place}\n{}", ran.stderr());
    }
    // The built-in rules run, too.
    project.write(
        "eval.py",
        "import pickle, sys\npickle.loads(sys.stdin.buffer.read())\neval(input())\n",
    );
    let ran = project.check([".", "--rules", "lint", "--output-format", "json"]).exits(2);
    assert!(ran.stdout().contains("eval.py"), "{}", ran.stdout());
    assert!(ran.stdout().contains("\"bad-rule\""), "{}", ran.stdout());
}

#[test]
fn a_broken_rule_keeps_its_name() {
    let project = broken();
    project.write(
        "hognose.toml",
        "rule-packs = [\"lint\"]\nextend-select = [\"bad\"]\n[severity-overrides]\nbad = \"low\"\n",
    );
    project.write("app.py", format!("{CODE}x = 1  # hognose: ignore[bad] it is wanted\n"));
    let ran = project.check(["."]).exits(2);
    assert!(ran.stdout().contains("no-launch"), "{}{}", ran.stdout(), ran.stderr());
    // A comment for the rule is neither unknown nor unused.
    assert!(ran.stdout().contains("Found 1 finding"), "{}{}", ran.stdout(), ran.stderr());
    // What else is wrong does not hide it.
    let ran = project.check([".", "--select", "nonsense"]).exits(2);
    assert!(ran.stderr().contains("lint/rules.toml:4:11"), "{}", ran.stderr());
    assert!(ran.stderr().contains("nonsense"), "{}", ran.stderr());
}

#[test]
fn two_rules_of_one_name_cost_the_second() {
    let project = project();
    project.write("lint/second.toml", PACK.replace("launch($X, ...)", "land(...)"));
    let alias =
        PACK.replace("no-launch", "other").replace("message", "aliases = [\"B101\"]\nmessage");
    project.write("lint/third.toml", &alias);
    let ran = project.check([".", "--rules", "lint", "--output-format", "concise"]).exits(2);
    assert!(ran.stdout().contains("no-launch"), "{}", ran.stdout());
    assert!(!ran.stdout().contains("other"), "{}", ran.stdout());
    for text in
        ["second.toml:1:1: error[bad-rule] two rules are called `no-launch`", "called `b101`"]
    {
        assert!(ran.stderr().contains(text), "{text}\n{}", ran.stderr());
    }
}

#[test]
fn other_commands_go_on_without_a_broken_rule() {
    let project = broken();
    let listed = project.hognose(["rules", "--rules", "lint", "custom"]).run().exits(2);
    assert!(listed.stdout().contains("no-launch"), "{}", listed.stdout());
    assert!(listed.stderr().contains("lint/rules.toml:4:11"), "{}", listed.stderr());
    let explained = project.hognose(["explain", "--rules", "lint", "no-launch"]).run().exits(2);
    assert!(explained.stdout().contains("# no-launch"), "{}", explained.stdout());
    // What the rule would find would seem to be fixed.
    let ran = project.hognose(["baseline", ".", "--rules", "lint"]).run().exits(2);
    assert!(ran.stderr().contains("lint/rules.toml:4:11"), "{}", ran.stderr());
    assert!(!project.path("hognose-baseline.json").exists());
}

#[test]
fn rules_of_semgrep_load() {
    let project = Project::new().with("app.py", CODE);
    project.write(
        "rules.yaml",
        "rules:\n  - id: no-launch\n    languages: [python]\n    severity: ERROR\n    message: launched\n    \
         patterns:\n      - pattern: tools.launch($X)\n      - pattern-not: tools.launch(\"...\")\n    \
         metadata:\n      cwe: \"CWE-78: something\"\n",
    );
    assert_eq!(project.found([".", "--rules", "rules.yaml"]), [FOUND]);
    project.write(
        "taint.yaml",
        "rules:\n  - id: t\n    mode: taint\n    languages: [python]\n    severity: INFO\n    \
         message: launched\n    pattern: f()\n",
    );
    let ran = project.check([".", "--rules", "taint.yaml"]).exits(2);
    assert!(ran.stderr().contains("`mode: taint` is not supported"), "{}", ran.stderr());
    assert!(ran.stderr().contains("taint.yaml:3:5"), "{}", ran.stderr());
}

#[test]
fn the_examples_of_a_pack_are_run() {
    let project = project();
    project.write("lint/rules.py", "# ruleid: no-launch\nlaunch(a)\n# ok: no-launch\nland(a)\n");
    let ran = project.hognose(["test-rules", "lint"]).run().exits(0);
    assert!(ran.stdout().contains("pass  no-launch"), "{}", ran.stdout());
    project.write("lint/rules.py", "# ok: no-launch\nlaunch(a)\nland(a)  # expect: no-launch\n");
    let ran = project.hognose(["test-rules", "lint"]).run().exits(1);
    assert!(ran.stdout().contains("rules.py:3: not reported"), "{}", ran.stdout());
    assert!(ran.stdout().contains("rules.py:2: reported"), "{}", ran.stdout());
}
