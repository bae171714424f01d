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
    for part in ["cannot be indexed", "bad.toml:4:", "did you mean `pattern`?", "bad.toml:9:1"] {
        assert!(ran.stderr().contains(part), "{part}\n{}", ran.stderr());
    }
    assert!(ran.stdout().is_empty());
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
