//! `hognose rules` and `hognose explain`.

use std::fmt::Write as _;

use hognose_registry::{Registry, RuleMeta, RuleSet, Selector, rule_page};

use crate::Exit;
use crate::arguments::{ExplainArguments, RulesArguments};
use crate::output::{Stream, write};
use crate::packs;

/// Lists rules, one per line.
pub(crate) fn list(arguments: &RulesArguments) -> anyhow::Result<Exit> {
    let loaded = packs::registry_here(&arguments.packs)?;
    let (exit, registry) = (loaded.told(), &loaded.registry);
    let rules = selected(registry, &arguments.selectors)?;
    let metas: Vec<&RuleMeta> = rules.iter().map(|rule| registry.meta(rule)).collect();
    let text = if arguments.json { as_json(&metas) } else { as_table(&metas) };
    write(Stream::Out, text.as_bytes())?;
    Ok(exit)
}

fn selected(registry: &Registry, selectors: &[String]) -> anyhow::Result<RuleSet> {
    if selectors.is_empty() {
        return Ok(RuleSet::matching(registry, |_| true));
    }
    let mut rules = RuleSet::none(registry);
    for text in selectors {
        rules.insert_all(Selector::parse(registry, text)?.rules());
    }
    Ok(rules)
}

fn as_table(metas: &[&RuleMeta]) -> String {
    let width = metas.iter().map(|meta| meta.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for meta in metas {
        let code = meta.bandit_id().unwrap_or("-");
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:width$}  {code:4}  {:7}  {:6}  {}",
            meta.id, meta.tier, meta.severity, meta.summary
        );
    }
    text
}

fn as_json(metas: &[&RuleMeta]) -> String {
    let rules: Vec<serde_json::Value> = metas
        .iter()
        .map(|meta| {
            serde_json::json!({
                "id": meta.id,
                "aliases": meta.aliases,
                "family": meta.family.as_str(),
                "tier": meta.tier.as_str(),
                "severity": meta.severity,
                "confidence": meta.confidence,
                "cwe": meta.cwe,
                "summary": meta.summary,
                "url": meta.url(),
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(rules))
}

/// Prints the pages of rules.
pub(crate) fn explain(arguments: &ExplainArguments) -> anyhow::Result<Exit> {
    let loaded = packs::registry_here(&arguments.packs)?;
    let (exit, registry) = (loaded.told(), &loaded.registry);
    let mut text = String::new();
    for (index, name) in arguments.rules.iter().enumerate() {
        for rule in Selector::parse(registry, name)?.rules().iter() {
            if index > 0 || !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&rule_page(registry.meta(rule)));
        }
    }
    write(Stream::Out, text.as_bytes())?;
    Ok(exit)
}
