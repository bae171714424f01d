//! `hognose test-rules`: files of rules against the annotated examples beside them.
//!
//! `foo.toml` and `foo.yaml` are tested with `foo.py`. A comment `# ruleid: id` says that the next
//! line of code is reported, `# ok: id` that it is not, `# expect: id` that its own line is.
//! `# todoruleid: id` and `# todook: id` admit that it is not so yet. A line that no comment is about
//! may not be reported.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use hognose_core::{ColumnUnit, Ranged, SourceFile};
use hognose_pack::PackRule;
use hognose_python::{SourceKind, parse};
use hognose_registry::{Dispatcher, Registry, RuleOptions, RuleSet, pack_rules};
use hognose_semantic::SemanticModel;

use crate::Exit;
use crate::arguments::TestRulesArguments;
use crate::output::{Stream, write};
use crate::packs::{files_below, nothing_wrong, read_all};

/// What the comments and the rules say about the lines of a file.
#[derive(Debug, Default)]
struct Lines {
    expected: BTreeSet<u32>,
    allowed: BTreeSet<u32>,
    found: BTreeSet<u32>,
}

/// Tests files of rules.
pub(crate) fn run(arguments: &TestRulesArguments) -> anyhow::Result<Exit> {
    let (mut passed, mut failed, mut untested) = (0_usize, 0_usize, 0_usize);
    let mut text = String::new();
    for path in &arguments.paths {
        for file in files_below(path)? {
            let loaded = read_all(std::slice::from_ref(&file))?;
            nothing_wrong(loaded.problems)?;
            let rules = pack_rules(loaded.rules.into_iter().map(PackRule::leak));
            let registry = Registry::new(rules);
            let example = file.with_extension("py");
            if !example.is_file() {
                untested += registry.len();
                let _ = writeln!(text, "{}: no {}", file.display(), example.display());
                continue;
            }
            for (rule, lines) in lines(&registry, &example)? {
                let missing: Vec<_> = lines.expected.difference(&lines.found).collect();
                let wrong: Vec<_> = lines
                    .found
                    .iter()
                    .filter(|line| !lines.expected.contains(line) && !lines.allowed.contains(line))
                    .collect();
                // Writing to a string cannot fail.
                if missing.is_empty() && wrong.is_empty() && lines.expected.is_empty() {
                    untested += 1;
                    let _ = writeln!(text, "none  {rule}: no line is said to be reported");
                } else if missing.is_empty() && wrong.is_empty() {
                    passed += 1;
                    let _ = writeln!(text, "pass  {rule}");
                } else {
                    failed += 1;
                    let _ = writeln!(text, "FAIL  {rule}");
                    for line in missing {
                        let _ = writeln!(text, "  {}:{line}: not reported", example.display());
                    }
                    for line in wrong {
                        let _ = writeln!(text, "  {}:{line}: reported", example.display());
                    }
                }
            }
        }
    }
    let _ = writeln!(text, "{passed} passed, {failed} failed, {untested} without examples");
    write(Stream::Out, text.as_bytes())?;
    Ok(if failed > 0 { Exit::Findings } else { Exit::Clean })
}

fn lines(registry: &Registry, path: &Path) -> anyhow::Result<BTreeMap<&'static str, Lines>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let source = SourceFile::new(path.to_path_buf(), text);
    let mut all: BTreeMap<&'static str, Lines> =
        registry.indices().map(|rule| (registry.meta(rule).id, Lines::default())).collect();
    annotations(&source, registry, &mut all);
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    let options = RuleOptions::defaults(registry);
    let rules = RuleSet::matching(registry, |_| true);
    for finding in Dispatcher::new(registry, &rules).run(&model, &source, &options) {
        let line = source.position(finding.range().start(), ColumnUnit::CodePoint).line;
        if let Some(lines) = all.get_mut(registry.meta(finding.rule).id) {
            lines.found.insert(line);
        }
    }
    Ok(all)
}

fn annotations(source: &SourceFile, registry: &Registry, all: &mut BTreeMap<&'static str, Lines>) {
    for line in 1..=source.lines().count() {
        let text = source.line_text(line);
        let Some((code, comment)) = text.split_once('#') else { continue };
        let Some((marker, rules)) = comment.trim().split_once(':') else { continue };
        let next = if code.trim().is_empty() { next_code(source, line) } else { line };
        for name in rules.split(',').filter_map(|rule| rule.split_whitespace().next()) {
            // Semgrep writes the folders of a rule before its id.
            let last = name.rsplit('.').next().unwrap_or(name);
            let found = registry.find(name).or_else(|| registry.find(last));
            let Some(rule) = found.map(|rule| registry.meta(rule).id) else { continue };
            let Some(lines) = all.get_mut(rule) else { continue };
            match marker.trim() {
                "ruleid" | "expect" => drop(lines.expected.insert(next)),
                "todook" | "todoruleid" => drop(lines.allowed.insert(next)),
                _ => {}
            }
        }
    }
}

fn next_code(source: &SourceFile, line: u32) -> u32 {
    (line + 1..=source.lines().count())
        .find(|line| {
            let text = source.line_text(*line).trim();
            !text.is_empty() && !text.starts_with('#')
        })
        .unwrap_or(line)
}
