//! Options of rules that are no lists of commands: what they add and what they leave out.

use hognose_core::{ColumnUnit, Ranged, SourceFile};
use hognose_python::{SourceKind, parse};
use hognose_registry::{Dispatcher, OptionValue, RuleOptions, RuleSet};
use hognose_semantic::SemanticModel;

/// The lines of a file on which a rule reports something with an option set.
fn lines(rule: &str, option: (&str, OptionValue), path: &str, code: &str) -> Vec<u32> {
    let registry = hognose_rules::registry();
    let index = registry.find(rule).expect("the rule exists");
    let mut options = RuleOptions::defaults(&registry);
    options.set(index, option.0, option.1).expect("the rule has the option");
    let source = SourceFile::new(path.into(), code.to_owned());
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    let only = RuleSet::matching(&registry, |other| other == index);
    let findings = Dispatcher::new(&registry, &only).run(&model, &source, &options);
    let mut lines: Vec<u32> = findings
        .iter()
        .map(|finding| source.position(finding.range().start(), ColumnUnit::CodePoint).line)
        .collect();
    lines.sort_unstable();
    lines
}

fn texts(values: &[&str]) -> OptionValue {
    OptionValue::Texts(values.iter().map(|&value| value.to_owned()).collect())
}

#[test]
fn assertions_are_fine_where_the_user_says_so() {
    let asserts = |patterns: &[&str], path| {
        lines("assert-used", ("skips", texts(patterns)), path, "assert x\n").len()
    };
    assert_eq!(asserts(&[], "src/checks/a.py"), 1);
    assert_eq!(asserts(&["*/checks/*"], "src/checks/a.py"), 0);
    assert_eq!(asserts(&["*/checks/*"], "checks/a.py"), 0, "as Bandit sees it: ./checks/a.py");
    assert_eq!(asserts(&["*_spec.py"], "src/deep/a_spec.py"), 0);
    assert_eq!(asserts(&["a_*.py"], "src/a_b.py"), 0, "a pattern without `/` is one for names");
    assert_eq!(asserts(&["src/a.py", "["], "src/b.py"), 1);
}

#[test]
fn handlers_for_particular_exceptions_count_if_asked_for() {
    const CODE: &str = "for x in y:\n    try: f()\n    except ValueError: continue\n";
    let option = |value| ("check-typed-exception", OptionValue::Bool(value));
    assert_eq!(lines("try-except-continue", option(false), "a.py", CODE), [0; 0]);
    assert_eq!(lines("try-except-continue", option(true), "a.py", CODE), [3]);
}

#[test]
fn markup_has_further_names_and_trusted_makers() {
    const CODE: &str = "\
from bleach import clean
from markupsafe import Markup
from webhelpers.html import literal

def f(x):
    Markup(clean(x))
    y = clean(x)
    Markup(y)
    literal(x)
    Markup(x)
";
    let rule = "markupsafe-markup";
    let added = ("extend-markup-names", texts(&["webhelpers.html.literal", "markupsafe.Markup"]));
    assert_eq!(lines(rule, added, "a.py", CODE), [6, 8, 9, 10]);
    assert_eq!(lines(rule, ("allowed-calls", texts(&["bleach.clean"])), "a.py", CODE), [10]);
}

#[test]
fn wildcards_matter_where_a_shell_is_used() {
    const CODE: &str = "\
import os
from tools import launch
launch('tar cf a.tar *')
os.system('tar cf a.tar *')
";
    let rule = "shell-wildcard-injection";
    assert_eq!(lines(rule, ("shell", texts(&["tools.launch"])), "a.py", CODE), [3]);
}
