//! The rules of a run.

use hognose_core::RuleIndex;
use rustc_hash::FxHashMap;

use crate::{Rule, RuleMeta, RuleSet};

/// All rules that a run could use, in a fixed order: by family, then by id.
#[derive(Debug)]
pub struct Registry {
    rules: Vec<Rule>,
    by_name: FxHashMap<String, RuleIndex>,
}

impl Registry {
    /// A registry of the given rules.
    ///
    /// Where two rules claim one name, the first in order keeps it; a test of the rules makes sure
    /// that it does not happen among the built-in ones.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        let mut rules: Vec<Rule> = rules.into_iter().collect();
        rules.sort_by_key(|rule| (rule.meta.family, rule.meta.id));
        let mut by_name = FxHashMap::default();
        for (index, rule) in (0..).map(RuleIndex).zip(&rules) {
            for name in std::iter::once(&rule.meta.id).chain(rule.meta.aliases) {
                by_name.entry(name.to_ascii_lowercase()).or_insert(index);
            }
        }
        Self { rules, by_name }
    }

    /// The number of rules.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The indices of all rules.
    pub fn indices(&self) -> impl Iterator<Item = RuleIndex> + use<> {
        (0..u32::try_from(self.rules.len()).unwrap_or(u32::MAX)).map(RuleIndex)
    }

    /// A rule of this registry.
    ///
    /// # Panics
    ///
    /// If the index comes from another, larger registry.
    pub fn rule(&self, rule: RuleIndex) -> &Rule {
        &self.rules[rule.0 as usize]
    }

    /// The description of a rule of this registry.
    ///
    /// # Panics
    ///
    /// If the index comes from another, larger registry.
    pub fn meta(&self, rule: RuleIndex) -> &'static RuleMeta {
        self.rule(rule).meta
    }

    /// The rule with this id or alias, in any case.
    pub fn find(&self, name: &str) -> Option<RuleIndex> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }

    /// The rules that a foreign suppression comment with this name means: the one of that id or
    /// alias, and those that are [silenced by](RuleMeta::silenced_by) it.
    pub fn silenced_by(&self, name: &str) -> RuleSet {
        let named = self.find(name);
        RuleSet::matching(self, |rule| {
            let codes = self.meta(rule).silenced_by;
            named == Some(rule) || codes.iter().any(|code| code.eq_ignore_ascii_case(name))
        })
    }

    /// The ids and aliases of all rules.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.rules
            .iter()
            .flat_map(|rule| std::iter::once(rule.meta.id).chain(rule.meta.aliases.iter().copied()))
    }
}
