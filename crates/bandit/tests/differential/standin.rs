//! A registry in which every code of Bandit has a rule: the real one where there is one, else a
//! stand-in without hooks.

use std::sync::OnceLock;

use hognose_core::{Confidence, Severity};
use hognose_registry::{Family, Registry, Rule, RuleMeta, Tier};

/// The registry; made once.
pub(crate) fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let real = hognose_rules::registry();
        let mut rules: Vec<Rule> = real.indices().map(|index| *real.rule(index)).collect();
        let codes = (101..=704).map(|number| format!("B{number}"));
        rules.extend(codes.filter(|code| real.find(code).is_none()).map(stand_in));
        Registry::new(rules)
    })
}

/// A rule that has a code and nothing else. It lives as long as the test.
fn stand_in(code: String) -> Rule {
    let code: &'static str = Box::leak(code.into_boxed_str());
    let meta = RuleMeta {
        id: code,
        aliases: Box::leak(Box::new([code])),
        silenced_by: &[],
        family: Family::Hygiene,
        tier: Tier::Audit,
        severity: Severity::Low,
        confidence: Confidence::Low,
        security_severity: 1.0,
        cwe: &[1],
        summary: "",
        why: "",
        fix: "",
        bad: "",
        good: "",
        references: &[],
        options: &[],
    };
    Rule { meta: Box::leak(Box::new(meta)), hooks: &[] }
}
