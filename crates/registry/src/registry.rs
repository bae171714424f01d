//! The rules of a run.

use std::sync::Arc;

use hognose_core::RuleIndex;
use hognose_deprecation::{Table, Target};
use hognose_semantic::Words;
use hognose_usage::Apis;
use rustc_hash::FxHashMap;

use crate::{Rule, RuleMeta, RuleSet};

/// All rules that a run could use, in a fixed order: by family, then by id.
#[derive(Debug)]
pub struct Registry {
    rules: Vec<Rule>,
    by_name: FxHashMap<String, RuleIndex>,
    /// What is known about APIs, and the words of its entries.
    apis: Option<(Arc<Table>, Words)>,
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
        Self { rules, by_name, apis: None }
    }

    /// The same registry with what is known about APIs, for [`Hook::ApiUse`](crate::Hook::ApiUse), and
    /// the [words](hognose_usage::words_of) of its entries.
    #[must_use]
    pub fn knowing(mut self, table: Table, words: Words) -> Self {
        self.apis = Some((Arc::new(table), words));
        self
    }

    /// What is known about APIs, if anything is.
    pub fn table(&self) -> Option<&Table> {
        self.apis.as_ref().map(|(table, _)| &**table)
    }

    /// The same for programs that run on some versions.
    pub(crate) fn apis(&self, target: Target) -> Option<Apis> {
        let (table, words) = self.apis.as_ref()?;
        Some(Apis::new(Arc::clone(table), words.clone(), target))
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
