//! The fixture harness: Python files with their expectations in them.
//!
//! A line that must be reported says so: `# expect: rule-id` (several ids with commas between them;
//! an id twice for two findings). Every other line must stay silent. `# expect-missing: rule-id`
//! admits a known miss, `# expect-spurious: rule-id` a known false alarm; closing the gap fails the
//! test until the marker goes. An expectation that stands alone on its line is about the next line
//! that has code.
//!
//! A fixture in `fixtures/<family>/<rule-id>/` is run against that rule alone. A file of a project's
//! settings, such as `setup.cfg`, is a fixture, too.
//!
//! [`bandit`] has the real Bandit, for tests that compare with it.

pub mod bandit;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use hognose_core::{ColumnUnit, Finding, Ranged, SourceFile};
use hognose_deprecation::{Target, VersionRange};
use hognose_engine::{FlowInput, FlowOptions, follow, lower_again};
use hognose_flow::{Catalogue, Gate, LazyCatalogue, Models, Selection};
use hognose_project::is_settings_file;
use hognose_python::{SourceKind, parse};
use hognose_registry::{Dispatcher, Registry, RuleOptions, RuleSet};
use hognose_semantic::{Buffers, SemanticModel};

/// Runs rules over a text as the engine does, without suppression. Findings come in the order of
/// their positions.
///
/// `# target: 3.8..3.12` on the first line of a file says which releases of Python it is for.
pub fn findings(registry: &Registry, rules: &RuleSet, source: &SourceFile) -> Vec<Finding> {
    let mut dispatcher = Dispatcher::new(registry, rules);
    if let Some(python) = source.line_text(1).strip_prefix("# target:").and_then(range) {
        let target = Target { python, ..Target::default() };
        dispatcher = dispatcher.for_program(target, std::iter::empty(), |_| None);
    }
    findings_of(&dispatcher, registry, source)
}

/// The range of releases that a text says: `3.8..3.12`.
fn range(text: &str) -> Option<VersionRange> {
    let (low, high) = text.trim().split_once("..")?;
    Some(VersionRange { low: low.parse().ok()?, high: high.parse().ok()? })
}

/// The same with a dispatcher that was made for the rules before.
pub fn findings_of(
    dispatcher: &Dispatcher,
    registry: &Registry,
    source: &SourceFile,
) -> Vec<Finding> {
    let options = RuleOptions::defaults(registry);
    let mut findings = if is_settings_file(source.path()) {
        dispatcher.run_project_file(source, &options)
    } else {
        let parsed = parse(source.text(), SourceKind::Python);
        let words = dispatcher.words();
        let model = SemanticModel::build_in(Buffers::default(), parsed.module(), words);
        dispatcher.run(&model, source, &options)
    };
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule));
    findings.dedup_by_key(|finding| (finding.range, finding.rule));
    findings
}

/// Follows data through the files of a program, sorted by path, for some of the taint rules of a
/// catalogue. The findings of each file, in the order of their positions.
pub fn flow_findings(
    registry: &Registry,
    models: Models,
    rules: &RuleSet,
    sources: &[SourceFile],
) -> Vec<Vec<Finding>> {
    let runs = |id: &str| registry.find(id).is_some_and(|rule| rules.contains(rule));
    // Whatever is asked for: the rules about stored data are silent otherwise.
    let mut kinds = ["remote", "model", "queue", "secret", "exception", "random", "archive"]
        .map(str::to_owned)
        .to_vec();
    let asked = models.taint_rule.iter().filter(|rule| runs(&rule.id)).flat_map(|rule| &rule.from);
    kinds.extend(asked.filter(|kind| **kind == "stored").cloned());
    // `# sources: stored, local` on the first line of a file.
    for source in sources {
        let first = source.line_text(1);
        if let Some(more) = first.strip_prefix("# sources:") {
            kinds.extend(more.split(',').map(|kind| kind.trim().to_owned()));
        }
    }
    flow_findings_of(registry, models, rules, sources, &kinds)
}

/// The same for the kinds of sources that are followed; see [`hognose_flow::SourceModel::kind`].
///
/// # Panics
///
/// If the analysis itself has failed.
pub fn flow_findings_of(
    registry: &Registry,
    models: Models,
    rules: &RuleSet,
    sources: &[SourceFile],
    kinds: &[String],
) -> Vec<Vec<Finding>> {
    let indices: Vec<_> = models.taint_rule.iter().map(|rule| registry.find(&rule.id)).collect();
    let runs = |id: &str| registry.find(id).is_some_and(|rule| rules.contains(rule));
    let own = &Models::default();
    let gate = Gate::of(&models);
    let catalogue = LazyCatalogue::new(move || {
        Catalogue::new(models.clone(), Selection { rule: &runs, kinds, own })
    });
    let options =
        FlowOptions { gate: &gate, catalogue: &catalogue, rules: &indices, superseded: &[] };
    let files = sources.iter().map(|source| FlowInput::new(source, lower_again(source)));
    let followed = follow(files.collect(), registry, options);
    assert_eq!(followed.failure, None);
    let mut findings = vec![Vec::new(); sources.len()];
    for (file, finding) in followed.findings {
        findings[file].push(finding);
    }
    for of_file in &mut findings {
        of_file.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule));
    }
    findings
}

/// What is wrong with the findings of a fixture, as text for a failing test; empty if nothing is.
pub fn check_fixture(registry: &Registry, rules: &RuleSet, path: &Path, text: &str) -> String {
    let source = SourceFile::new(path.to_path_buf(), text.to_owned());
    let found = findings(registry, rules, &source);
    check_findings(registry, &source, &found)
}

/// What is wrong with findings, as text for a failing test, given what the file says that there should
/// be; empty if nothing is.
pub fn check_findings(registry: &Registry, source: &SourceFile, found: &[Finding]) -> String {
    let mut lines: BTreeMap<(u32, String), Line> = BTreeMap::new();
    for (line, kind, rule) in expectations(source) {
        let entry = lines.entry((line, rule)).or_default();
        match kind {
            Expectation::Finding => entry.expected += 1,
            Expectation::Missing => entry.missing += 1,
            Expectation::Spurious => entry.spurious += 1,
        }
    }
    for finding in found {
        let line = source.position(finding.range().start(), ColumnUnit::CodePoint).line;
        let rule = registry.meta(finding.rule).id.to_owned();
        lines.entry((line, rule)).or_default().found += 1;
    }
    let mut problems = String::new();
    for ((line, rule), counts) in lines {
        if let Some(problem) = counts.problem() {
            let text = source.line_text(line).trim();
            let path = source.path().display();
            let _ = writeln!(problems, "{path}:{line}: {rule}: {problem}\n    {text}");
        }
    }
    problems
}

/// The findings of a rule on a line, as they are and as they should be.
#[derive(Debug, Default)]
struct Line {
    found: usize,
    expected: usize,
    missing: usize,
    spurious: usize,
}

impl Line {
    fn problem(&self) -> Option<String> {
        let Self { found, expected, missing, spurious } = *self;
        match found {
            _ if missing > 0 && found > expected => {
                Some("the known miss is found now: remove `expect-missing`".to_owned())
            }
            _ if spurious > 0 && found == expected => {
                Some("the known false alarm is gone: remove `expect-spurious`".to_owned())
            }
            _ if found == expected + spurious => None,
            _ => Some(format!("expected {}, found {found}", expected + spurious)),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Expectation {
    Finding,
    Missing,
    Spurious,
}

/// The expectations of a fixture with the lines that they are about.
fn expectations(source: &SourceFile) -> Vec<(u32, Expectation, String)> {
    const MARKERS: [(&str, Expectation); 3] = [
        ("# expect:", Expectation::Finding),
        ("# expect-missing:", Expectation::Missing),
        ("# expect-spurious:", Expectation::Spurious),
    ];
    let mut all = Vec::new();
    for line in 1..=source.lines().count() {
        let text = source.line_text(line);
        for (marker, kind) in MARKERS {
            let Some((code, rules)) = text.split_once(marker) else { continue };
            let about = if code.trim().is_empty() { next_code(source, line) } else { line };
            let rules = rules.split('#').next().unwrap_or_default();
            let names = rules.split(',').map(|rule| {
                // The reason of a known gap follows the name.
                rule.split_whitespace().next().unwrap_or_default().to_owned()
            });
            all.extend(names.map(|rule| (about, kind, rule)));
        }
    }
    all
}

fn next_code(source: &SourceFile, line: u32) -> u32 {
    (line + 1..=source.lines().count())
        .find(|line| {
            let text = source.line_text(*line).trim();
            !text.is_empty() && !text.starts_with('#')
        })
        .unwrap_or(line)
}
