//! From what a user writes (`B506`, `crypto`, `CWE-89`, `default`) to a set of rules.

use std::fmt;

use hognose_core::RuleIndex;

use crate::{Family, Registry, Tier};

/// A set of the rules of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    members: Vec<bool>,
}

/// Something that names rules: an id, an alias, a family, a CWE, or a preset.
///
/// Where words could clash, the order of that list decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    text: String,
    specificity: Specificity,
    rules: RuleSet,
}

/// How narrowly a selector names rules, widest first. Where two selectors disagree about a rule, the
/// narrower one decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Specificity {
    /// The preset `all`.
    All,
    /// Any other preset.
    Preset,
    /// A family.
    Family,
    /// A CWE.
    Cwe,
    /// One rule, by its id or an alias.
    Rule,
}

/// A selector names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSelector {
    /// What was written.
    pub text: String,
    /// The known name that comes nearest, if one comes near.
    pub suggestion: Option<String>,
}

impl fmt::Display for UnknownSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown rule `{}`", self.text.escape_debug())?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => f.write_str("; `hognose rules` lists them"),
        }
    }
}

impl std::error::Error for UnknownSelector {}

impl RuleSet {
    /// The set without rules.
    pub fn none(registry: &Registry) -> Self {
        Self { members: vec![false; registry.len()] }
    }

    /// The set of all rules for which `keep` holds.
    pub fn matching(registry: &Registry, keep: impl Fn(RuleIndex) -> bool) -> Self {
        Self { members: registry.indices().map(keep).collect() }
    }

    /// Whether a rule is in the set.
    pub fn contains(&self, rule: RuleIndex) -> bool {
        self.members.get(rule.0 as usize).copied().unwrap_or(false)
    }

    /// Adds the rules of another set of the same registry.
    pub fn insert_all(&mut self, other: &Self) {
        for (member, more) in self.members.iter_mut().zip(&other.members) {
            *member |= more;
        }
    }

    /// Removes the rules of another set of the same registry.
    pub fn remove_all(&mut self, other: &Self) {
        for (member, less) in self.members.iter_mut().zip(&other.members) {
            *member &= !less;
        }
    }

    /// The rules of the set, in registry order.
    pub fn iter(&self) -> impl Iterator<Item = RuleIndex> + '_ {
        (0..).zip(&self.members).filter(|(_, member)| **member).map(|(index, _)| RuleIndex(index))
    }

    /// Whether the set has no rule.
    pub fn is_empty(&self) -> bool {
        !self.members.contains(&true)
    }
}

impl Selector {
    /// Finds what a text names. Upper and lower case are the same.
    ///
    /// # Errors
    ///
    /// If it names nothing, with the nearest known name.
    pub fn parse(registry: &Registry, text: &str) -> Result<Self, UnknownSelector> {
        let text = text.trim();
        let (specificity, rules) = registry
            .find(text)
            .map(|rule| RuleSet::matching(registry, |other| other == rule))
            .map(|rules| (Specificity::Rule, rules))
            .or_else(|| Some((Specificity::Family, family(registry, text)?)))
            .or_else(|| Some((Specificity::Cwe, cwe(registry, text)?)))
            .or_else(|| preset(registry, text))
            .ok_or_else(|| UnknownSelector {
                text: text.to_owned(),
                suggestion: suggestion(registry, text),
            })?;
        Ok(Self { text: text.to_owned(), specificity, rules })
    }

    /// The selector as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How narrowly it names them.
    pub fn specificity(&self) -> Specificity {
        self.specificity
    }

    /// The rules that it names.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }
}

fn family(registry: &Registry, text: &str) -> Option<RuleSet> {
    let family =
        Family::ALL.into_iter().find(|family| family.as_str().eq_ignore_ascii_case(text))?;
    Some(RuleSet::matching(registry, |rule| registry.meta(rule).family == family))
}

fn cwe(registry: &Registry, text: &str) -> Option<RuleSet> {
    let prefix = text.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("cwe-"))?;
    let number: u16 = text[prefix.len()..].parse().ok()?;
    let rules = RuleSet::matching(registry, |rule| registry.meta(rule).cwe.contains(&number));
    (!rules.is_empty()).then_some(rules)
}

/// Named sets of rules.
const PRESETS: [&str; 4] = ["all", "default", "audit", "bandit"];

fn preset(registry: &Registry, text: &str) -> Option<(Specificity, RuleSet)> {
    let name = PRESETS.into_iter().find(|preset| preset.eq_ignore_ascii_case(text))?;
    let rules = RuleSet::matching(registry, |rule| {
        let meta = registry.meta(rule);
        match name {
            "all" => true,
            "default" => meta.tier == Tier::Default,
            "audit" => meta.tier == Tier::Audit,
            _ => meta.bandit_id().is_some(),
        }
    });
    let specificity = if name == "all" { Specificity::All } else { Specificity::Preset };
    Some((specificity, rules))
}

/// The known name that is nearest to a misspelt one. A text much longer than any name is none, and
/// comparing it would cost as much as its writer likes.
fn suggestion(registry: &Registry, text: &str) -> Option<String> {
    if text.len() > MAX_COMPARED_BYTES {
        return None;
    }
    let text = text.to_ascii_lowercase();
    registry
        .names()
        .chain(Family::ALL.map(Family::as_str))
        .chain(PRESETS)
        .map(|name| (strsim::jaro_winkler(&text, &name.to_ascii_lowercase()), name))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name.to_owned())
}

/// Twice the length of a long rule id.
const MAX_COMPARED_BYTES: usize = 80;
