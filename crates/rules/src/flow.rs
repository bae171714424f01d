//! The rules about data flow, and what they are applied with.

use hognose_core::{Confidence, Severity};
use hognose_flow::{Models, TaintRule};
use hognose_registry::{Family, Rule, RuleMeta, Tier};

/// What is known about libraries, compiled from `rules/flow` by the build script.
pub fn flow_models() -> Models {
    Models::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/models.bin")))
}

/// The rules about data flow. They have no hooks: the engine reports them when it has seen all files.
pub(crate) fn rules() -> impl Iterator<Item = Rule> {
    flow_models().taint_rule.into_iter().map(|rule| Rule { meta: meta(rule), hooks: &[] })
}

/// The description of a rule, for as long as the program runs.
fn meta(rule: TaintRule) -> &'static RuleMeta {
    let family = Family::ALL.into_iter().find(|family| family.as_str() == rule.family);
    Box::leak(Box::new(RuleMeta {
        id: text(rule.id),
        aliases: texts(rule.aliases),
        silenced_by: texts(rule.silenced_by),
        family: family.unwrap_or(Family::Custom),
        tier: if rule.tier == "audit" { Tier::Audit } else { Tier::Default },
        severity: rule.severity.parse().unwrap_or(Severity::High),
        confidence: rule.confidence.parse().unwrap_or(Confidence::High),
        security_severity: rule.security_severity,
        cwe: Vec::leak(rule.cwe),
        summary: text(rule.summary),
        why: text(rule.why),
        fix: text(rule.remedy),
        bad: text(rule.bad),
        good: text(rule.good),
        references: texts(rule.references),
        options: &[],
    }))
}

fn text(text: String) -> &'static str {
    String::leak(text)
}

fn texts(texts: Vec<String>) -> &'static [&'static str] {
    Vec::leak(texts.into_iter().map(text).collect())
}
