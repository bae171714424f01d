//! The lists of functions that start processes can be changed by options, as in Bandit's
//! `shell_injection` block: what a user adds counts, what a user leaves out does not.

use hognose_core::{ColumnUnit, Ranged, SourceFile};
use hognose_python::{SourceKind, parse};
use hognose_registry::{Dispatcher, OptionValue, RuleOptions, RuleSet};
use hognose_semantic::SemanticModel;

const CODE: &str = "\
import os
import subprocess
from tools import launch

launch('make', shell=True)
launch(['make'])
os.system('make')
os.execlp('make', 'make')
subprocess.run('make', shell=True)
subprocess.run(['make'])
";

/// The lines on which a rule reports something when one of its lists holds these functions only.
fn lines(rule: &str, option: &str, functions: &[&str]) -> Vec<u32> {
    let registry = hognose_rules::registry();
    let index = registry.find(rule).expect("the rule exists");
    let mut options = RuleOptions::defaults(&registry);
    let value = functions.iter().map(|&function| function.to_owned()).collect();
    options.set(index, option, OptionValue::Texts(value)).expect("the rule has the option");
    let source = SourceFile::new("example.py".into(), CODE.to_owned());
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

#[test]
fn added_functions_count() {
    let added = &["subprocess.run", "tools.launch"];
    assert_eq!(lines("subprocess-shell-true", "subprocess", added), [5, 9]);
    assert_eq!(lines("subprocess-untrusted-argv-audit", "subprocess", added), [6, 10]);
    assert_eq!(lines("start-process-with-shell", "shell", &["tools.launch"]), [5, 6]);
    assert_eq!(lines("start-process-no-shell", "no-shell", &["tools.launch"]), [5, 6]);
    assert_eq!(lines("partial-executable-path", "shell", &["tools.launch"]), [5, 6, 8, 9, 10]);
}

#[test]
fn functions_that_are_left_out_do_not_count() {
    assert!(lines("subprocess-shell-true", "subprocess", &[]).is_empty());
    assert!(lines("subprocess-untrusted-argv-audit", "subprocess", &[]).is_empty());
    assert!(lines("start-process-with-shell", "shell", &[]).is_empty());
    assert!(lines("start-process-no-shell", "no-shell", &[]).is_empty());
    assert_eq!(lines("partial-executable-path", "subprocess", &[]), [7, 8]);
}

#[test]
fn a_call_with_a_shell_belongs_to_one_rule() {
    let listed = &["subprocess.run", "tools.launch"];
    assert_eq!(lines("call-with-shell-true", "subprocess", &["subprocess.run"]), [5]);
    assert!(lines("call-with-shell-true", "subprocess", listed).is_empty());
}
