//! TEMPORARY stand-ins.
use hognose_core::{Confidence, Severity};
use hognose_registry::{Family, Registry, Rule, RuleMeta, Tier};
pub(crate) fn registry() -> &'static Registry {
    static R: std::sync::OnceLock<Registry> = std::sync::OnceLock::new();
    R.get_or_init(|| {
        let real = hognose_rules::registry();
        let mut rules: Vec<Rule> = real.indices().map(|i| *real.rule(i)).collect();
        for n in 100..=710 {
            let code = format!("B{n}");
            if real.find(&code).is_none() {
                let code: &'static str = Box::leak(code.into_boxed_str());
                let aliases: &'static [&'static str] = Box::leak(vec![code].into_boxed_slice());
                let meta = Box::leak(Box::new(RuleMeta {
                    id: code,
                    aliases,
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
                }));
                rules.push(Rule { meta, hooks: &[] });
            }
        }
        Registry::new(rules)
    })
}
