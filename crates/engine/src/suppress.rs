//! Which findings the suppression comments of a file hide.
//!
//! A comment belongs to the finding that it stands beside: one whose code has a part on its line.
//! Only a comment that stands beside none applies to the findings of the whole statement around it
//! (of a compound statement: its header). So a comment at one entry of a long dictionary does not
//! hide what is found in the other entries, and a comment at the end of a call covers all of it.
//! Where a comment names several rules, this holds for each name by itself.

use hognose_core::{Finding, RuleIndex, SourceFile, Suppression, SuppressionKind, TextRange};
use hognose_registry::Judge;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::directive::Directive;

/// Directives by what they hide and where; the work per finding is logarithmic.
#[derive(Debug, Default)]
struct Index {
    /// (line, directive, target), sorted; only where the rule is named.
    by_rule: FxHashMap<RuleIndex, Vec<(u32, usize, usize)>>,
    /// (line, directive), sorted.
    blanket: Vec<(u32, usize)>,
    /// Directives for the whole file, by rule.
    file: FxHashMap<RuleIndex, Name>,
}

/// A name in a directive: (directive, target). A directive that names nothing and hides everything
/// has one target, [`EVERYTHING`].
type Name = (usize, usize);

/// The target of a directive that hides every rule.
const EVERYTHING: usize = usize::MAX;

/// The names in directives that have hidden something.
pub(crate) type Used = FxHashSet<Name>;

/// Marks the findings that are hidden, and returns which parts of the directives were of use.
pub(crate) fn suppress(
    source: &SourceFile,
    directives: &[Directive],
    judge: Option<&dyn Judge>,
    findings: &mut [Finding],
) -> Used {
    let mut used = Used::default();
    if directives.is_empty() {
        return used;
    }
    let index = Index::new(source, directives);
    // What a judge finds it has held against the comments of other tools already.
    let is_judged = |finding: &Finding| judge.is_some_and(|it| it.rules().contains(finding.rule));
    let heeds = |finding: &Finding, (directive, _): Name| {
        !directives[directive].kind.is_foreign() || !is_judged(finding)
    };
    for finding in findings.iter_mut().filter(|finding| finding.suppression.is_none()) {
        let by_file = index.file.get(&finding.rule).copied();
        let heeded = |name| heeds(finding, name);
        let beside = by_file.or_else(|| index.find(finding, lines(source, finding.range), heeded));
        if let Some(name) = beside {
            used.insert(name);
            finding.suppression = Some(suppression(&directives[name.0]));
        }
    }
    let beside = used.clone();
    for finding in findings.iter_mut().filter(|finding| finding.suppression.is_none()) {
        let free = |name| !beside.contains(&name) && heeds(finding, name);
        if let Some(name) = index.find(finding, lines(source, finding.statement), free) {
            used.insert(name);
            finding.suppression = Some(suppression(&directives[name.0]));
        }
    }
    used
}

fn suppression(directive: &Directive) -> Suppression {
    Suppression {
        kind: directive.kind,
        is_blanket: directive.blanket,
        range: Some(directive.range),
        reason: directive.reason.clone(),
    }
}

/// The first and the last line that have a part of a range, white space at its end left out.
fn lines(source: &SourceFile, range: TextRange) -> (u32, u32) {
    let text = source.slice(range).trim_end();
    let end = range.start() + hognose_core::TextSize::of(text);
    (source.lines().line(range.start()), source.lines().line(end.max(range.start())))
}

impl Index {
    fn new(source: &SourceFile, directives: &[Directive]) -> Self {
        let mut index = Self::default();
        for (number, directive) in directives.iter().enumerate() {
            let line = source.lines().line(directive.range.start());
            if directive.blanket {
                index.blanket.push((line, number));
            }
            for (position, target) in directive.targets.iter().enumerate() {
                for rule in target.rules.iter() {
                    if directive.kind == SuppressionKind::IgnoreFile {
                        index.file.entry(rule).or_insert((number, position));
                    } else {
                        index.by_rule.entry(rule).or_default().push((line, number, position));
                    }
                }
            }
        }
        index
    }

    /// The first directive on these lines that hides a finding.
    fn find(
        &self,
        finding: &Finding,
        (first, last): (u32, u32),
        is_free: impl Fn(Name) -> bool,
    ) -> Option<Name> {
        let named = self.by_rule.get(&finding.rule).map_or(&[][..], Vec::as_slice);
        let start = named.partition_point(|(line, ..)| *line < first);
        let named = named[start..]
            .iter()
            .take_while(|(line, ..)| *line <= last)
            .take(MAX_TRIED)
            .map(|(_, directive, target)| (*directive, *target))
            .find(|name| is_free(*name));
        let start = self.blanket.partition_point(|(line, _)| *line < first);
        let blanket = || {
            self.blanket[start..]
                .iter()
                .take_while(|(line, _)| *line <= last)
                .take(MAX_TRIED)
                .map(|(_, directive)| (*directive, EVERYTHING))
                .find(|name| is_free(*name))
        };
        named.or_else(blanket)
    }
}

/// Directives in one statement that are tried for one finding, so that a statement with a hundred
/// thousand of both stays linear.
const MAX_TRIED: usize = 64;
