//! What a rule says about itself.

use hognose_core::{Applicability, Confidence, Severity};

use super::conditions::MATCH_KEYS;
use super::{Read, Reader, unknown};
use crate::document::{Entry, Form, Node, Value};
use crate::matcher::FixTemplate;
use crate::rule::RuleText;

pub(super) const TEXT_KEYS: &[&str] = &[
    "id",
    "aliases",
    "silenced-by",
    "family",
    "tier",
    "severity",
    "confidence",
    "security-severity",
    "cwe",
    "summary",
    "why",
    "remedy",
    "bad",
    "good",
    "references",
    "message",
    "help",
    "fix",
];

/// Keys of Semgrep's rules that say nothing about what is matched.
const YAML_KEYS: &[&str] = &["languages", "metadata", "min-version", "max-version"];

impl Reader<'_> {
    pub(super) fn text_key(&mut self, entry: &Entry, text: &mut RuleText) {
        let node = &entry.node;
        match entry.key.as_str() {
            "id" => self.set(node, &mut text.id),
            "family" => self.set(node, &mut text.family),
            "summary" => self.set(node, &mut text.summary),
            "why" => self.set(node, &mut text.why),
            "remedy" => self.set(node, &mut text.remedy),
            "bad" => self.set(node, &mut text.bad),
            "good" => self.set(node, &mut text.good),
            "aliases" => text.aliases = self.texts(node),
            "silenced-by" => text.silenced_by = self.texts(node),
            "references" => text.references = self.texts(node),
            "tier" => {
                self.set(node, &mut text.tier);
                if !matches!(text.tier.as_str(), "default" | "audit") {
                    self.report(&node.span, "a tier is `default` or `audit`");
                }
            }
            "severity" => {
                self.set(node, &mut text.severity);
                if text.severity.parse::<Severity>().is_err() {
                    self.report(&node.span, "a severity is `low`, `medium` or `high`");
                }
            }
            "confidence" => {
                self.set(node, &mut text.confidence);
                if text.confidence.parse::<Confidence>().is_err() {
                    self.report(&node.span, "a confidence is `low`, `medium` or `high`");
                }
            }
            "security-severity" => match node.value {
                #[expect(clippy::cast_possible_truncation, reason = "one digit after the point")]
                Value::Float(value) if (0.1..=10.0).contains(&value) => {
                    text.security_severity = value as f32;
                }
                _ => self.report(&node.span, "a security severity is a number from 0.1 to 10.0"),
            },
            "cwe" => {
                let Value::List(list) = &node.value else {
                    return self.report(&node.span, "`cwe` is a list of numbers");
                };
                for node in list {
                    match node.value {
                        Value::Int(number) if u16::try_from(number).is_ok_and(|it| it > 0) => {
                            text.cwe.push(u16::try_from(number).unwrap_or(0));
                        }
                        _ => self.report(&node.span, "a CWE is written as its number"),
                    }
                }
            }
            key => {
                let known: Vec<&str> = TEXT_KEYS.iter().chain(MATCH_KEYS).copied().collect();
                let message = unknown("key", key, &known);
                self.report(&entry.span, message);
            }
        }
    }

    /// A key of one of Semgrep's rules.
    pub(super) fn yaml_key(
        &mut self,
        entry: &Entry,
        text: &mut RuleText,
        message: &mut Option<String>,
        fix: &mut Option<FixTemplate>,
    ) {
        let node = &entry.node;
        match entry.key.as_str() {
            "id" => self.set(node, &mut text.id),
            "message" => *message = self.text(node).ok().map(|text| text.trim().to_owned()),
            "severity" => match self.text(node).as_deref() {
                Ok("ERROR" | "HIGH" | "CRITICAL") => text.severity = "high".into(),
                Ok("WARNING" | "MEDIUM") => text.severity = "medium".into(),
                Ok("INFO" | "LOW") => text.severity = "low".into(),
                Ok(other) => {
                    let message = format!("`{other}` is no severity: `ERROR`, `WARNING` or `INFO`");
                    self.report(&node.span, message);
                }
                Err(()) => {}
            },
            "languages" => {
                let python = |it: &String| matches!(it.as_str(), "python" | "py" | "python3");
                if !self.texts(node).iter().any(python) {
                    self.report(&node.span, "the rule is not about Python");
                }
            }
            "fix" => {
                *fix = self.text(node).ok().map(|template| FixTemplate {
                    title: "apply the rule's fix".into(),
                    template,
                    applicability: Applicability::Unsafe,
                });
            }
            "metadata" => self.metadata(node, text),
            "min-version" | "max-version" => {}
            "mode" if matches!(&node.value, Value::Text(mode) if mode == "search") => {}
            "mode" => {
                let mode = self.text(node).unwrap_or_default();
                self.report(&entry.span, format!("`mode: {mode}` is not supported"));
            }
            key @ ("pattern-sources"
            | "pattern-sinks"
            | "pattern-sanitizers"
            | "pattern-propagators"
            | "join"
            | "options"
            | "paths"
            | "fix-regex"
            | "r2c-internal-project-depends-on"
            | "match"
            | "taint"
            | "extract"
            | "step") => {
                self.report(&entry.span, format!("`{key}` is not supported"));
            }
            key => {
                let known: Vec<&str> = ["id", "message", "severity", "fix"]
                    .iter()
                    .chain(YAML_KEYS)
                    .chain(MATCH_KEYS)
                    .copied()
                    .collect();
                let message = unknown("key", key, &known);
                self.report(&entry.span, message);
            }
        }
    }

    /// What Semgrep's rules say about themselves. Anything may stand here; only what is ours counts.
    pub(super) fn metadata(&mut self, node: &Node, text: &mut RuleText) {
        let Value::Table(entries) = &node.value else { return };
        for entry in entries {
            match (entry.key.as_str(), &entry.node.value) {
                ("cwe", value) => {
                    let list = match value {
                        Value::List(list) => list.as_slice(),
                        _ => std::slice::from_ref(&entry.node),
                    };
                    text.cwe.extend(list.iter().filter_map(|node| match &node.value {
                        Value::Text(text) => {
                            let digits = text.trim().strip_prefix("CWE-")?;
                            let end = digits.find(|c: char| !c.is_ascii_digit());
                            digits[..end.unwrap_or(digits.len())].parse().ok()
                        }
                        Value::Int(number) => u16::try_from(*number).ok(),
                        _ => None,
                    }));
                }
                ("confidence", Value::Text(confidence)) => {
                    let confidence = confidence.to_ascii_lowercase();
                    if confidence.parse::<Confidence>().is_ok() {
                        text.confidence = confidence;
                    }
                }
                ("references", Value::List(_)) => text.references = self.texts(&entry.node),
                _ => {}
            }
        }
    }

    pub(super) fn fix(&mut self, node: &Node) -> Read<FixTemplate> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "`fix` is a table: `title`, `template`, `applicability`");
        };
        let (mut title, mut template) = (None, None);
        let mut applicability = Applicability::Unsafe;
        for entry in entries {
            match entry.key.as_str() {
                "title" => title = Some(self.text(&entry.node)?),
                "template" => template = Some(self.text(&entry.node)?),
                "applicability" => {
                    applicability = match self.text(&entry.node)?.as_str() {
                        "safe" => Applicability::Safe,
                        "unsafe" => Applicability::Unsafe,
                        _ => {
                            let message = "an applicability is `safe` or `unsafe`";
                            return self.fail(&entry.node.span, message);
                        }
                    };
                }
                key => {
                    let message = unknown("key", key, &["title", "template", "applicability"]);
                    return self.fail(&entry.span, message);
                }
            }
        }
        match (title, template) {
            (Some(title), Some(template)) => Ok(FixTemplate { title, template, applicability }),
            _ => self.fail(&node.span, "a fix has a `title` and a `template`"),
        }
    }
}

/// What is said of a rule that says nothing of itself.
pub(super) fn default_text() -> RuleText {
    RuleText {
        family: "custom".into(),
        tier: "default".into(),
        severity: "medium".into(),
        confidence: "medium".into(),
        ..RuleText::default()
    }
}

/// An id is what a selector can name.
pub(super) fn is_id(id: &str, form: Form) -> bool {
    id.len() <= 120
        && id.bytes().all(|byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => true,
            b'A'..=b'Z' | b'_' | b'.' => form == Form::Yaml,
            _ => false,
        })
}

/// Fills what a user's rule does not say.
pub(super) fn complete(text: &mut RuleText, message: &str) {
    let or = |text: &mut String, default: &str| {
        if text.is_empty() {
            default.clone_into(text);
        }
    };
    let first = message.lines().next().unwrap_or_default();
    or(&mut text.summary, first);
    or(&mut text.why, message);
    or(&mut text.remedy, "See the message.");
    if text.security_severity == 0.0 {
        text.security_severity = match text.severity.as_str() {
            "high" => 8.0,
            "medium" => 5.0,
            _ => 2.0,
        };
    }
}
