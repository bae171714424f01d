//! Bandit's judgement, exactly: the same findings in the same places as Bandit 1.9.4.
//!
//! [`Bandit`] is a [`Judge`]: for `--preset bandit` it takes the place of the rules that have Bandit's
//! codes. Those rules resolve names, types and constants, and so find more and report less; who moves
//! from one tool to the other wants to see first that nothing is lost. That needs Bandit's own view:
//! its table of names, which depends on the order of its walk, its notion of a literal, its lists and
//! its reading of `# nosec`. So this crate walks the tree itself, along the joints of Python's own
//! tree, and knows nothing of the semantic model.
//!
//! Where Bandit fails on a piece of code it finds nothing in it, and so does this crate. Where Bandit
//! takes quadratic or exponential time, there is a bound. Findings are attributed to the rules of the
//! registry by their codes; a code that no rule has is not run.

mod blacklist;
mod checks;
mod issue;
mod literal;
mod names;
mod node;
mod nosec;
mod options;
mod pattern;
mod string;
mod text;
mod walk;

use hognose_core::{BanditDots, Finding, Fingerprint, RuleIndex, SourceFile, TextRange};
use hognose_python::Parsed;
use hognose_registry::{Judge, Registry, RuleSet, bandit_tests};
use rustc_hash::FxHashMap;

pub use options::{BanditOptions, KeySizes};

use crate::issue::Found;
use crate::nosec::NosecComments;
use crate::pattern::Patterns;
use crate::walk::{Assertions, Walk};

/// Which Python the Bandit that is compared with runs on. It matters for the place of a text in an
/// f-string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PythonGeneration {
    /// 3.11 and older: a text has the place of the whole f-string.
    Before312,
    /// 3.12 and newer: a text has its own place.
    #[default]
    Since312,
}

/// How Bandit is to judge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// What users have set.
    pub options: BanditOptions,
    /// Which Python Bandit runs on.
    pub python: PythonGeneration,
    /// Whether comments hide findings.
    pub nosec: Nosec,
    /// How Bandit writes paths: the patterns of B101 are about that.
    pub dots: BanditDots,
}

/// Whether `# nosec` hides findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nosec {
    /// It does, and names the tests that it seems to name.
    #[default]
    Heeded,
    /// It does not: Bandit's `--ignore-nosec`.
    Ignored,
}

/// The tests that run, by their codes, with the rules that they are known as.
#[derive(Debug, Default)]
pub(crate) struct Tests(FxHashMap<&'static str, RuleIndex>);

impl Tests {
    /// Whether a test runs.
    pub(crate) fn contains(&self, code: &str) -> bool {
        self.0.contains_key(code)
    }
}

/// Bandit, as a judge of files.
#[derive(Debug)]
pub struct Bandit {
    judgement: Judgement,
    rules: RuleSet,
    tests: Tests,
    /// Where assertions are passed over.
    assert_skips: Patterns,
}

impl Bandit {
    /// A Bandit that runs the enabled ones of the rules with its codes.
    pub fn new(registry: &Registry, enabled: &RuleSet, judgement: Judgement) -> Self {
        let mut tests = Tests::default();
        let mut rules = RuleSet::none(registry);
        for code in bandit_tests() {
            if let Some(rule) = registry.find(code).filter(|rule| enabled.contains(*rule)) {
                tests.0.insert(code, rule);
                rules.insert_all(&RuleSet::matching(registry, |other| other == rule));
            }
        }
        let assert_skips = Patterns::new(&judgement.options.assert_skips);
        Self { judgement, rules, tests, assert_skips }
    }

    /// What becomes of the assertions in a file.
    fn assertions(&self, source: &SourceFile) -> Assertions {
        if self.assert_skips.is_empty() {
            return Assertions::Reported;
        }
        let path = source.path();
        let dots = self.judgement.dots.before(path);
        if self.assert_skips.match_whole(&format!("{dots}{}", path.display())) {
            Assertions::PassedOver
        } else {
            Assertions::Reported
        }
    }

    fn finding(
        &self,
        found: Found,
        source: &SourceFile,
        comments: &NosecComments,
    ) -> Option<Finding> {
        let rule = *self.tests.0.get(found.issue.test)?;
        let suppression = comments.suppression(&found, source);
        Some(Finding {
            rule,
            range: found.issue.at.unwrap_or_else(|| first_part(found.node, source)),
            node: found.node,
            statement: found.lines,
            message: found.issue.message,
            help: None,
            severity: found.issue.severity,
            confidence: found.issue.confidence,
            labels: Vec::new(),
            trace: Vec::new(),
            fix: None,
            fingerprint: Fingerprint::default(),
            suppression,
        })
    }
}

/// What to show of a node: one that goes over many lines says more by its first.
fn first_part(node: TextRange, source: &SourceFile) -> TextRange {
    let line = source.lines().range(source.lines().line(node.start()));
    let first = TextRange::new(node.start(), node.end().min(line.end()));
    let text = source.slice(first).trim_end();
    TextRange::at(first.start(), hognose_core::TextSize::of(text))
}

impl Judge for Bandit {
    fn rules(&self) -> &RuleSet {
        &self.rules
    }

    fn judge(&self, source: &SourceFile, parsed: &Parsed) -> Vec<Finding> {
        // Bandit reads a file as a whole or not at all.
        if self.tests.0.is_empty() || parsed.error_count() > 0 {
            return Vec::new();
        }
        let Judgement { options, python, nosec, .. } = &self.judgement;
        let walk = Walk::new(source, options, &self.tests, *python, self.assertions(source));
        let found = walk.run(&parsed.module().body);
        if found.is_empty() {
            return Vec::new();
        }
        let comments = match nosec {
            Nosec::Heeded => NosecComments::new(source, parsed),
            Nosec::Ignored => NosecComments::default(),
        };
        found.into_iter().filter_map(|found| self.finding(found, source, &comments)).collect()
    }
}
