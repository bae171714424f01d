//! A rule, as code scanning's pages and editors describe it.

use std::collections::BTreeMap;

use hognose_core::{Confidence, Severity};
use hognose_registry::RuleMeta;
use serde_json::Value;
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use super::level;
use super::markdown::{plain_text, whole_sentences};

/// Code scanning cuts longer descriptions off.
const MAX_DESCRIPTION_BYTES: usize = 1024;

/// Code scanning shows ten tags.
const MAX_TAGS: usize = 10;

/// Everything that the log says about a rule.
pub(super) fn descriptor(meta: &RuleMeta) -> ReportingDescriptor {
    let summary = plain_text(meta.summary);
    let description = format!("{summary} {}", plain_text(meta.why));
    ReportingDescriptor::builder()
        .id(meta.id)
        .name(pascal_case(meta.id))
        .short_description(text(whole_sentences(&summary, MAX_DESCRIPTION_BYTES)))
        .full_description(text(whole_sentences(&description, MAX_DESCRIPTION_BYTES)))
        .help(
            MultiformatMessageString::builder()
                .text(help_text(meta))
                .markdown(help_markdown(meta))
                .build(),
        )
        .help_uri(meta.url())
        .default_configuration(
            ReportingConfiguration::builder().level(level(meta.severity).to_string()).build(),
        )
        .properties(properties(meta))
        .build()
}

fn text(text: String) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

/// `yaml-unsafe-load` as `YamlUnsafeLoad`.
fn pascal_case(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for word in id.split('-') {
        let mut chars = word.chars();
        name.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(chars.as_str());
    }
    name
}

fn properties(meta: &RuleMeta) -> PropertyBag {
    let problem = match meta.severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "recommendation",
    };
    let mut more = BTreeMap::from([
        ("aliases".to_owned(), Value::from(meta.aliases)),
        ("precision".to_owned(), Value::from(precision(meta.confidence))),
        ("problem.severity".to_owned(), Value::from(problem)),
        ("tier".to_owned(), Value::from(meta.tier.as_str())),
    ]);
    let mut tags = Vec::new();
    if let Some(score) = security_severity(meta) {
        // A string, or code scanning refuses the whole log.
        more.insert("security-severity".to_owned(), Value::from(score));
        tags.push("security".to_owned());
    }
    tags.extend(meta.cwe.iter().map(|cwe| format!("external/cwe/cwe-{cwe:03}")));
    tags.truncate(MAX_TAGS - 1);
    tags.push(meta.family.to_string());
    PropertyBag::builder().tags(tags).additional_properties(more).build()
}

/// The score of a rule, which makes it one about security. Code scanning takes 0.1 to 10.0.
fn security_severity(meta: &RuleMeta) -> Option<String> {
    let score = meta.security_severity;
    (score > 0.0).then(|| format!("{:.1}", score.clamp(0.1, 10.0)))
}

const fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

fn help_markdown(meta: &RuleMeta) -> String {
    let mut sections =
        vec![meta.why.trim().to_owned(), format!("## What to do\n\n{}", meta.fix.trim())];
    if !meta.bad.trim().is_empty() {
        sections.push(format!("## Reported\n\n{}", code_block(meta.bad)));
    }
    if !meta.good.trim().is_empty() {
        sections.push(format!("## Better\n\n{}", code_block(meta.good)));
    }
    if !meta.references.is_empty() {
        let links: Vec<_> = meta.references.iter().map(|link| format!("- {link}")).collect();
        sections.push(format!("## References\n\n{}", links.join("\n")));
    }
    sections.push(also_known(meta));
    sections.retain(|section| !section.is_empty());
    sections.join("\n\n")
}

fn code_block(code: &str) -> String {
    format!("```python\n{}\n```", code.trim_matches('\n'))
}

/// The names that the rule and its weaknesses have elsewhere.
fn also_known(meta: &RuleMeta) -> String {
    let aliases = meta.aliases.iter().map(|alias| format!("`{alias}`"));
    let weaknesses = meta
        .cwe
        .iter()
        .map(|cwe| format!("[CWE-{cwe}](https://cwe.mitre.org/data/definitions/{cwe}.html)"));
    let names: Vec<_> = aliases.chain(weaknesses).collect();
    if names.is_empty() { String::new() } else { format!("See also: {}", names.join(", ")) }
}

fn help_text(meta: &RuleMeta) -> String {
    format!(
        "{}\n\nWhat to do: {}\n\nMore: {}",
        plain_text(meta.why),
        plain_text(meta.fix),
        meta.url()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_id_in_pascal_case() {
        assert_eq!(pascal_case("yaml-unsafe-load"), "YamlUnsafeLoad");
        assert_eq!(pascal_case("jinja2-autoescape"), "Jinja2Autoescape");
        assert_eq!(pascal_case("a--b-"), "AB");
    }
}
