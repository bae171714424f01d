//! What people see of a small project. Read the snapshots as a user would.

use insta::assert_snapshot;

use crate::common::{Project, Ran};

/// A little of everything: several severities, a long call, a suppression, a syntax error.
fn project() -> Project {
    Project::new()
        .with(
            "shop/config.py",
            "import yaml\n\n\ndef read(path):\n    with open(path) as file:\n        return \
             yaml.load(\n            file,\n            Loader=yaml.Loader,\n        )\n",
        )
        .with(
            "shop/orders.py",
            "def pay(order, user):\n    assert user.may_pay(order)\n\tname = 'Zoë 🐍'; assert name\n",
        )
        .with("shop/legacy.py", "import yaml\n\nyaml.load(text)  # nosec: written by us\n")
        .with("shop/undecodable.py", b"# coding: ascii\nname = '\xe9'\n")
        .with("README.md", "A shop.\n")
}

fn check(arguments: &[&str]) -> Ran {
    let arguments = ["--select", "B101,B506"].iter().chain(arguments);
    project().check(arguments).exits(2)
}

#[test]
fn full() {
    assert_snapshot!(check(&["--statistics"]).stdout());
}

#[test]
fn full_in_colour() {
    assert_snapshot!(
        check(&["--color", "always", "shop/config.py", "missing"]).stdout().escape_debug()
    );
}

#[test]
fn full_with_suppressed_findings() {
    let ran = check(&["--show-suppressed", "shop/legacy.py", "shop/undecodable.py"]);
    assert_snapshot!(ran.stdout());
}

#[test]
fn concise() {
    assert_snapshot!(check(&["--output-format", "concise", "--show-suppressed"]).stdout());
}

#[test]
fn notices() {
    assert_snapshot!(check(&["shop", "missing.py"]).stderr());
}

#[test]
fn github() {
    assert_snapshot!(check(&["--output-format", "github"]).stdout());
}

#[test]
fn nothing_found() {
    let ran = Project::new().with("app.py", "print('hello')\n").check(["."]).exits(0);
    assert_snapshot!(ran.stdout());
}

#[test]
fn nothing_to_check() {
    let ran = Project::new().with("README.md", "A shop.\n").check(["."]).exits(0);
    assert_snapshot!(format!("{}{}", ran.stdout(), ran.stderr()));
}

#[test]
fn help() {
    assert_snapshot!(Project::new().hognose(["--help"]).run().exits(0).stdout());
}

#[test]
fn help_of_check() {
    assert_snapshot!(Project::new().hognose(["check", "--help"]).run().exits(0).stdout());
}

#[test]
fn help_of_the_other_commands() {
    let project = Project::new();
    let help = ["rules", "explain", "completions"]
        .map(|command| project.hognose([command, "--help"]).run().exits(0).stdout().to_owned());
    assert_snapshot!(help.join("\n"));
}

#[test]
fn wrong_usage() {
    let project = project();
    let said = [
        &["check", "--selct", "B101"][..],
        &["check", "--severity", "grave"],
        &["check", "--output-format", "saref"],
        &["check", "--select", "B56", "--fail-on", "never"],
        &["explain", "no-such-rule"],
    ]
    .map(|arguments| {
        let ran = project.hognose(arguments).run().exits(2);
        format!("$ hognose {}\n{}", arguments.join(" "), ran.stderr())
    });
    assert_snapshot!(said.join("\n"));
}
