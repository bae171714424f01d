//! `hognose test-rules`: files of rules against the annotated examples beside them.
//!
//! `foo.toml` and `foo.yaml` are tested with `foo.py`. A comment `# ruleid: id` says that the next
//! line of code is reported, `# ok: id` that it is not, `# expect: id` that its own line is.
//! `# todoruleid: id` and `# todook: id` admit that it is not so yet. A line that no comment is about
//! may not be reported.
//!
//! Tables about data flow are tested together with what is built in. Of the built-in rules, those count
//! that a table or a comment names.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use hognose_core::{ColumnUnit, Ranged, SourceFile};
use hognose_engine::{FlowInput, follow, in_pool};
use hognose_flow::Models;
use hognose_pack::{FlowTable, PackRule};
use hognose_python::{SourceKind, parse};
use hognose_registry::{Dispatcher, Registry, RuleOptions, RuleSet, pack_rules};
use hognose_semantic::SemanticModel;

use crate::Exit;
use crate::arguments::TestRulesArguments;
use crate::flows::Flows;
use crate::output::{Stream, write};
use crate::packs::{files_below, join_tables, nothing_wrong, read_all};

/// What the comments and the rules say about the lines of a file.
#[derive(Debug, Default)]
struct Lines {
    expected: BTreeSet<u32>,
    allowed: BTreeSet<u32>,
    found: BTreeSet<u32>,
    /// Whether a comment is about the rule.
    is_named: bool,
}

/// Tests files of rules.
pub(crate) fn run(arguments: &TestRulesArguments) -> anyhow::Result<Exit> {
    let (mut passed, mut failed, mut untested) = (0_usize, 0_usize, 0_usize);
    let mut text = String::new();
    for path in &arguments.paths {
        for file in files_below(path)? {
            let pack = Pack::read(&file)?;
            let example = file.with_extension("py");
            if !example.is_file() {
                untested += pack.own.len().max(1);
                let _ = writeln!(text, "{}: no {}", file.display(), example.display());
                continue;
            }
            // What data flow looks at may be nested deeply.
            let lines = in_pool(1, || pack.lines(&example))
                .map_err(|error| anyhow!("no thread can be started: {error}"))??;
            for (rule, lines) in lines {
                let missing: Vec<_> = lines.expected.difference(&lines.found).collect();
                let wrong: Vec<_> = lines
                    .found
                    .iter()
                    .filter(|line| !lines.expected.contains(line) && !lines.allowed.contains(line))
                    .collect();
                // Writing to a string cannot fail.
                let is_tested = !lines.expected.is_empty() || !pack.own.contains(rule);
                if missing.is_empty() && wrong.is_empty() && !is_tested {
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

/// The rules of a file, and what it says about data flow.
struct Pack {
    registry: Registry,
    models: Models,
    /// The rules of the file itself.
    own: BTreeSet<String>,
    /// The built-in rules about data flow that it names.
    named: BTreeSet<String>,
}

impl Pack {
    /// Reads a file of rules.
    ///
    /// # Errors
    ///
    /// If something is wrong with it: with everything that is.
    fn read(file: &Path) -> anyhow::Result<Self> {
        let mut loaded = read_all(&[file.to_path_buf()])?;
        nothing_wrong(loaded.problems)?;
        let own: BTreeSet<String> = loaded.rules.iter().map(|rule| rule.id().to_owned()).collect();
        loaded.tables.extend(loaded.rules.iter_mut().filter_map(PackRule::take_flow));
        let named = loaded.tables.iter().flat_map(FlowTable::rules).map(str::to_owned).collect();
        let rules = pack_rules(loaded.rules.into_iter().map(PackRule::leak));
        let (registry, models) = if loaded.tables.is_empty() {
            (Registry::new(rules), Models::default())
        } else {
            // What is built in has its part in what is found.
            let built_in = hognose_rules::registry();
            let others = built_in.indices().map(|rule| *built_in.rule(rule));
            let others = others.filter(|rule| !own.contains(rule.meta.id));
            let registry = Registry::new(others.chain(rules).collect::<Vec<_>>());
            let joined = join_tables(loaded.tables, &registry, &HashSet::new());
            nothing_wrong(joined.problems)?;
            (registry, joined.models)
        };
        Ok(Self { registry, models, own, named })
    }

    /// What is said and found about the lines of an example, by rule.
    fn lines(&self, path: &Path) -> anyhow::Result<BTreeMap<&'static str, Lines>> {
        let registry = &self.registry;
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let source = SourceFile::new(path.to_path_buf(), text);
        let mut all: BTreeMap<&'static str, Lines> =
            registry.indices().map(|rule| (registry.meta(rule).id, Lines::default())).collect();
        annotations(&source, registry, &mut all);
        let parsed = parse(source.text(), SourceKind::Python);
        let model = SemanticModel::build(parsed.module());
        let options = RuleOptions::defaults(registry);
        let own = RuleSet::matching(registry, |rule| self.own.contains(registry.meta(rule).id));
        let mut findings = Dispatcher::new(registry, &own).run(&model, &source, &options);
        let every = RuleSet::matching(registry, |_| true);
        if let Some(flows) = Flows::of_all_kinds(&every, registry, &self.models) {
            let input = FlowInput::new(&source, hognose_semantic::lower(&model));
            let followed = follow(vec![input], registry, flows.options());
            if let Some(failure) = followed.failure {
                bail!("hognose failed on {}; please report it: {failure}", path.display());
            }
            findings.extend(followed.findings.into_iter().map(|(_, finding)| finding));
        }
        for finding in findings {
            let line = source.position(finding.range().start(), ColumnUnit::CodePoint).line;
            if let Some(lines) = all.get_mut(registry.meta(finding.rule).id) {
                lines.found.insert(line);
            }
        }
        all.retain(|id, lines| {
            self.own.contains(*id) || lines.is_named || {
                self.named.contains(*id) && !lines.found.is_empty()
            }
        });
        Ok(all)
    }
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
            lines.is_named |=
                matches!(marker.trim(), "ruleid" | "expect" | "ok" | "todook" | "todoruleid");
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
