//! Baselines over made-up files: what is written is known, what is taken away is fixed, what is added
//! is new.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hognose_core::{
    Confidence, FileOutcome, Finding, Fingerprint, Outcome, RuleIndex, Severity, SourceFile,
    TextRange, TextSize,
};
use hognose_engine::baseline::{Applied, Baseline, Keep, Run};
use hognose_registry::{Family, Registry, Rule, RuleMeta, RuleSet, Tier};
use proptest::prelude::*;

static RULE: RuleMeta = RuleMeta {
    id: "call",
    aliases: &["B999"],
    family: Family::Hygiene,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[],
    summary: "",
    why: "",
    fix: "",
    bad: "",
    good: "",
    references: &[],
    options: &[],
    silenced_by: &[],
};

/// A folder that is not there.
const ROOT: &str = "/nowhere/project";

/// Files with a finding on each of their lines. Equal numbers are equal lines.
fn outcome(files: &[Vec<u8>]) -> Outcome {
    let mut outcome = Outcome::default();
    for (index, lines) in files.iter().enumerate().filter(|(_, lines)| !lines.is_empty()) {
        let text = lines.iter().fold(String::new(), |text, line| text + &format!("f({line:03})\n"));
        let source = SourceFile::new(format!("{index}.py").into(), text);
        let findings = (0..lines.len()).map(|line| {
            let start = TextSize::try_from(line * 7).expect("the text is short");
            finding(TextRange::at(start, TextSize::new(6)))
        });
        outcome.files.push(FileOutcome { findings: findings.collect(), source: Arc::new(source) });
    }
    outcome
}

fn finding(range: TextRange) -> Finding {
    Finding {
        rule: RuleIndex(0),
        range,
        node: range,
        statement: range,
        message: "m".to_owned(),
        help: None,
        severity: Severity::Low,
        confidence: Confidence::Low,
        labels: Vec::new(),
        trace: Vec::new(),
        fix: None,
        fingerprint: Fingerprint::default(),
        suppression: None,
    }
}

/// Applies a baseline. Gives what came of it, the number of new findings, and what is left behind.
fn apply(baseline: &Baseline, files: &[Vec<u8>], keep: Keep) -> (Applied, usize, Baseline) {
    let registry = Registry::new([Rule { meta: &RULE, hooks: &[] }]);
    let enabled = RuleSet::matching(&registry, |_| true);
    let paths: Vec<PathBuf> = (0..files.len()).map(|index| format!("{index}.py").into()).collect();
    let (cwd, roots) = (Path::new(ROOT), [PathBuf::from(".")]);
    let run = Run { registry: &registry, enabled: &enabled, cwd, files: &paths, roots: &roots };
    let mut outcome = outcome(files);
    let applied = baseline.apply(&mut outcome, run);
    let after = baseline.after(&applied, &outcome, run, keep);
    (applied, outcome.visible().count(), after)
}

/// The baseline that accepts all of these files, as it is read from its text.
fn accepting(files: &[Vec<u8>]) -> Baseline {
    let (_, _, baseline) = apply(&Baseline::empty(), files, Keep::All);
    let text = baseline.to_text(Path::new(ROOT));
    let read = Baseline::read(text.as_bytes(), Path::new(ROOT), Path::new(ROOT));
    assert_eq!(read.as_ref(), Ok(&baseline));
    baseline
}

proptest! {
    #[test]
    fn counts_are_right(
        files in prop::collection::vec(prop::collection::vec(0..4_u8, 0..8), 1..5),
        removed in any::<prop::sample::Index>(),
        added in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..6_u8), 0..4),
    ) {
        let baseline = accepting(&files);
        let (applied, new, after) = apply(&baseline, &files, Keep::All);
        prop_assert_eq!((applied.fixed(), new), (0, 0));
        prop_assert_eq!(&after, &baseline);

        let mut renamed = files.clone();
        renamed.reverse();
        let (applied, new, _) = apply(&baseline, &renamed, Keep::All);
        prop_assert_eq!((applied.fixed(), new), (0, 0));

        let mut fewer = files.clone();
        let gone = removed.get_mut(&mut fewer).split_off(0).len();
        let (applied, new, pruned) = apply(&baseline, &fewer, Keep::Accepted);
        prop_assert_eq!((applied.fixed(), new), (gone as u64, 0));
        prop_assert_eq!(pruned, accepting(&fewer));

        let mut more = files.clone();
        for (file, place, line) in &added {
            let file = file.get_mut(&mut more);
            file.insert(place.index(file.len() + 1), *line);
        }
        let (applied, new, pruned) = apply(&baseline, &more, Keep::Accepted);
        prop_assert_eq!((applied.fixed(), new), (0, added.len()));
        prop_assert_eq!(pruned, baseline);
    }
}
