//! Which findings of a run a baseline accepts, and what has become of its entries.
//!
//! Twice over the findings, in report order. First, those that are where the baseline has them:
//! same file, same rule, same code. If there are more of them than accepted, the last ones are new.
//! Then, the rest is held against what is left of the baseline, whatever the file: a file was renamed,
//! or code was moved. An entry takes part in that only if its own file was analysed or is no more;
//! otherwise it may still be needed where it is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hognose_config::absolute;
use hognose_core::{
    Confidence, Finding, Fingerprint, NoticeLevel, Outcome, RuleIndex, Severity, SourceFile,
    Suppression, SuppressionKind, content_fingerprint, text_fingerprint,
};
use hognose_registry::{Registry, RuleSet};

use super::{Baseline, Entry, Origin, file_key};

/// What a baseline has to know about the run that it is applied to.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The rules that exist.
    pub registry: &'a Registry,
    /// The rules that ran.
    pub enabled: &'a RuleSet,
    /// The working directory, which the paths of reports start from.
    pub cwd: &'a Path,
    /// The files that were to be analysed, as reports show them.
    pub files: &'a [PathBuf],
    /// The paths that the run was started with: files that lay below one of them and are no more
    /// have been deleted.
    pub roots: &'a [PathBuf],
}

/// What came of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Findings that were hidden.
    pub hidden: u64,
    /// Accepted findings that are no more, in the order of the baseline.
    pub fixed: Vec<Fixed>,
    /// Accepted findings that no rule of this version can find, or that the file says too little of.
    pub unknown: u64,
    /// For each entry, how many of its findings are to be kept although they were not found: their
    /// files or rules were not part of the run.
    unseen: Vec<u64>,
}

/// Accepted findings that are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The file that they were in, as a report would show it.
    pub path: PathBuf,
    /// The rule, as the baseline names it.
    pub rule: String,
    /// What was said about them.
    pub message: String,
    /// How many.
    pub count: u64,
}

/// Which findings a new baseline accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Those that were accepted before, where they are now.
    Accepted,
    /// All that are not hidden by a comment.
    All,
}

/// Accepted findings of one rule, of one entry.
struct Slot {
    entry: usize,
    rule: RuleIndex,
    left: u64,
}

/// Slots that accept the same, in the order of the baseline.
type Queues<K> = BTreeMap<K, VecDeque<usize>>;

impl Applied {
    /// How many accepted findings are no more.
    pub fn fixed(&self) -> u64 {
        self.fixed.iter().fold(0, |sum, fixed| sum.saturating_add(fixed.count))
    }
}

impl Baseline {
    /// Hides the findings that the baseline accepts.
    pub fn apply(&self, outcome: &mut Outcome, run: Run<'_>) -> Applied {
        let (mut slots, known) = self.slots(run);
        let mut files = Files::new(outcome, run);
        let mut hidden = 0_u64;

        let paths: Vec<String> =
            outcome.files.iter().map(|file| file_key(run.cwd, file.source.path())).collect();
        let mut here: Queues<(&str, RuleIndex, Fingerprint)> = BTreeMap::new();
        for (index, slot) in slots.iter().enumerate() {
            let entry = &self.entries[slot.entry];
            let key = (&*entry.path, slot.rule, entry.content);
            here.entry(key).or_default().push_back(index);
        }
        for (file, path) in outcome.files.iter_mut().zip(&paths) {
            for finding in file.findings.iter_mut().filter(|it| it.suppression.is_none()) {
                let rule = finding.rule;
                if self.contents(&file.source, finding).any(|content| {
                    here.get_mut(&(path.as_str(), rule, content))
                        .is_some_and(|it| take(it, &mut slots))
                }) {
                    accept(finding);
                    hidden += 1;
                }
            }
        }

        let mut anywhere: Queues<(RuleIndex, Fingerprint)> = BTreeMap::new();
        for (index, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.left > 0) {
            let entry = &self.entries[slot.entry];
            if files.state(&entry.path) != State::Elsewhere {
                anywhere.entry((slot.rule, entry.content)).or_default().push_back(index);
            }
        }
        if !anywhere.is_empty() {
            for file in &mut outcome.files {
                for finding in file.findings.iter_mut().filter(|it| it.suppression.is_none()) {
                    let rule = finding.rule;
                    if self.contents(&file.source, finding).any(|content| {
                        anywhere.get_mut(&(rule, content)).is_some_and(|it| take(it, &mut slots))
                    }) {
                        accept(finding);
                        hidden += 1;
                    }
                }
            }
        }
        self.account(&slots, &known, &mut files, Applied { hidden, ..Applied::default() })
    }

    /// The baseline that a run leaves behind: the findings that are kept, where they are now, and
    /// what was not part of the run.
    ///
    /// `applied` is what came of this baseline when it was applied to `outcome`.
    #[must_use]
    pub fn after(&self, applied: &Applied, outcome: &Outcome, run: Run<'_>, keep: Keep) -> Self {
        let mut entries = Vec::new();
        for file in &outcome.files {
            let path: Arc<str> = file_key(run.cwd, file.source.path()).into();
            let kept = file.findings.iter().filter(|finding| match &finding.suppression {
                Some(suppression) => suppression.kind == SuppressionKind::Baseline,
                None => keep == Keep::All,
            });
            entries.extend(kept.map(|finding| Entry {
                path: path.clone(),
                rule: run.registry.meta(finding.rule).id.into(),
                content: content_fingerprint(&file.source, finding.range),
                count: 1,
                message: finding.message.clone(),
            }));
        }
        let unseen = self.entries.iter().zip(&applied.unseen).filter(|(_, count)| **count > 0);
        entries.extend(unseen.map(|(entry, count)| Entry { count: *count, ..entry.clone() }));
        Self::of(Origin::Hognose, entries, 0)
    }

    /// What the entries accept, for the rules that ran; and for each entry, whether there is a rule
    /// that it could be about.
    fn slots(&self, run: Run<'_>) -> (Vec<Slot>, Vec<bool>) {
        let mut rules_of: BTreeMap<&str, RuleSet> = BTreeMap::new();
        let mut slots = Vec::with_capacity(self.entries.len());
        let mut known = Vec::with_capacity(self.entries.len());
        for (index, entry) in self.entries.iter().enumerate() {
            let rules = rules_of
                .entry(&entry.rule)
                .or_insert_with(|| self.rules(run.registry, &entry.rule));
            known.push(!rules.is_empty());
            slots.extend(
                rules.iter().filter(|rule| run.enabled.contains(*rule)).map(|rule| Slot {
                    entry: index,
                    rule,
                    left: entry.count,
                }),
            );
        }
        (slots, known)
    }

    /// What the code of a finding may be called in this baseline. Bandit names one line, which may be
    /// that of the finding, of the expression that it is part of, or of the statement.
    fn contents(
        &self,
        source: &SourceFile,
        finding: &Finding,
    ) -> impl Iterator<Item = Fingerprint> + use<> {
        let contents = match self.origin {
            Origin::Hognose => vec![content_fingerprint(source, finding.range)],
            Origin::Bandit => {
                let mut lines: Vec<u32> = [finding.range, finding.node, finding.statement]
                    .map(|range| source.lines().line(range.start()))
                    .into();
                lines.dedup();
                lines.into_iter().map(|line| line_fingerprint(source, line)).collect()
            }
        };
        contents.into_iter()
    }

    /// What has become of the entries, now that the findings are through.
    fn account(
        &self,
        slots: &[Slot],
        known: &[bool],
        files: &mut Files<'_>,
        mut applied: Applied,
    ) -> Applied {
        // An entry of Bandit's may be about several rules; it is in use as often as the one that is
        // found most often.
        let mut left: Vec<Option<u64>> = vec![None; self.entries.len()];
        for slot in slots {
            let left = &mut left[slot.entry];
            *left = Some(left.map_or(slot.left, |least| least.min(slot.left)));
        }
        applied.unknown = self.unreadable;
        for ((entry, left), known) in self.entries.iter().zip(left).zip(known) {
            if !known {
                applied.unknown = applied.unknown.saturating_add(entry.count);
            }
            let mut unseen = 0;
            match left {
                // The rule did not run.
                None => unseen = entry.count,
                Some(0) => {}
                Some(left) => match files.state(&entry.path) {
                    State::Elsewhere | State::Gone => unseen = left,
                    State::Analysed | State::Deleted => applied.fixed.push(Fixed {
                        path: files.shown(&entry.path),
                        rule: entry.rule.to_string(),
                        message: entry.message.clone(),
                        count: left,
                    }),
                },
            }
            applied.unseen.push(unseen);
        }
        applied
    }
}

/// Drops the findings below the thresholds that the baseline does not know. A baseline has to see
/// all findings, lest those that are not wanted this time seem to be fixed.
pub fn drop_below(outcome: &mut Outcome, severity: Severity, confidence: Confidence) {
    for file in &mut outcome.files {
        file.findings.retain(|finding| {
            (finding.severity >= severity && finding.confidence >= confidence)
                || finding
                    .suppression
                    .as_ref()
                    .is_some_and(|it| it.kind == SuppressionKind::Baseline)
        });
    }
    outcome.files.retain(|file| !file.findings.is_empty());
}

/// The fingerprint of one line. Of a line too long to be read, the first part counts.
fn line_fingerprint(source: &SourceFile, line: u32) -> Fingerprint {
    let text = source.line_text(line);
    text_fingerprint(text.get(..text.floor_char_boundary(MAX_LINE_BYTES)).unwrap_or(text))
}

/// More than any line that is written by a person.
const MAX_LINE_BYTES: usize = 4096;

/// Uses up one finding that one of the slots accepts, if there is one left.
fn take(queue: &mut VecDeque<usize>, slots: &mut [Slot]) -> bool {
    while let Some(slot) = queue.front().and_then(|index| slots.get_mut(*index)) {
        if slot.left > 0 {
            slot.left -= 1;
            return true;
        }
        queue.pop_front();
    }
    false
}

fn accept(finding: &mut Finding) {
    finding.suppression = Some(Suppression {
        kind: SuppressionKind::Baseline,
        is_blanket: false,
        range: None,
        reason: None,
    });
}

/// What a run knows about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It was analysed, as a whole.
    Analysed,
    /// It is no more, and lay where the run has looked.
    Deleted,
    /// It is no more.
    Gone,
    /// It is there, and was not part of the run, or could not be analysed.
    Elsewhere,
}

/// The files that a baseline names.
struct Files<'a> {
    run: Run<'a>,
    analysed: BTreeSet<String>,
    roots: BTreeSet<PathBuf>,
    /// The answers so far about files that were not analysed: the disk is asked once for each.
    others: BTreeMap<Arc<str>, State>,
}

impl<'a> Files<'a> {
    fn new(outcome: &Outcome, run: Run<'a>) -> Self {
        let mut analysed: BTreeSet<String> =
            run.files.iter().map(|path| file_key(run.cwd, path)).collect();
        // Who cannot see all of a file cannot say what is no longer in it.
        for notice in &outcome.notices {
            if let Some(path) = &notice.path
                && notice.kind.level() == NoticeLevel::Error
            {
                analysed.remove(&file_key(run.cwd, path));
            }
        }
        let roots = run.roots.iter().map(|root| absolute(run.cwd, root)).collect();
        Self { run, analysed, roots, others: BTreeMap::new() }
    }

    fn state(&mut self, path: &Arc<str>) -> State {
        if self.analysed.contains(&**path) {
            return State::Analysed;
        }
        if let Some(state) = self.others.get(path) {
            return *state;
        }
        let file = Path::new(&**path);
        let state = if file.symlink_metadata().is_ok() {
            State::Elsewhere
        } else if file.ancestors().any(|folder| self.roots.contains(folder)) {
            State::Deleted
        } else {
            State::Gone
        };
        self.others.insert(path.clone(), state);
        state
    }

    /// The path as reports show it.
    fn shown(&self, path: &str) -> PathBuf {
        let path = Path::new(path);
        path.strip_prefix(self.run.cwd).unwrap_or(path).to_path_buf()
    }
}
