//! A rule of a pack: what is said about it, and its condition.

use std::ops::Range;

use hognose_core::{Confidence, Severity};
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::flow::FlowTable;
use crate::matcher::{Compiled, Matcher};
use crate::problem::Problem;

/// A rule that was read from a file.
#[derive(Clone, Debug)]
pub struct PackRule {
    pub(crate) text: RuleText,
    pub(crate) compiled: Compiled,
    /// The file, and where in it the rule stands.
    pub(crate) place: (Document, Range<usize>),
    /// What the rule is, if it is about data flow.
    pub(crate) flow: Option<Box<FlowTable>>,
}

/// What is said about a rule.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct RuleText {
    pub(crate) id: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) silenced_by: Vec<String>,
    pub(crate) family: String,
    pub(crate) tier: String,
    pub(crate) severity: String,
    pub(crate) confidence: String,
    pub(crate) security_severity: f32,
    pub(crate) cwe: Vec<u16>,
    pub(crate) summary: String,
    pub(crate) why: String,
    pub(crate) remedy: String,
    pub(crate) bad: String,
    pub(crate) good: String,
    pub(crate) references: Vec<String>,
}

/// What is said about a rule, for as long as the program runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Description {
    /// The permanent name.
    pub id: &'static str,
    /// Other names.
    pub aliases: Vec<&'static str>,
    /// Codes of noisier rules whose comments hide this one's findings.
    pub silenced_by: Vec<&'static str>,
    /// The name of the family.
    pub family: &'static str,
    /// The name of the tier.
    pub tier: &'static str,
    /// How bad a finding is.
    pub severity: &'static str,
    /// How sure a finding is.
    pub confidence: &'static str,
    /// A score from 0.1 to 10.0.
    pub security_severity: f32,
    /// The numbers of the weaknesses.
    pub cwe: Vec<u16>,
    /// What the rule finds.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// A program that is reported.
    pub bad: &'static str,
    /// The same program as it should be.
    pub good: &'static str,
    /// Where to read more.
    pub references: Vec<&'static str>,
}

impl Description {
    /// How bad a finding is; high if it was written by somebody else.
    pub fn severity(&self) -> Severity {
        self.severity.parse().unwrap_or(Severity::High)
    }

    /// How sure a finding is.
    pub fn confidence(&self) -> Confidence {
        self.confidence.parse().unwrap_or(Confidence::Medium)
    }
}

impl PackRule {
    /// The name of the rule.
    pub fn id(&self) -> &str {
        &self.text.id
    }

    /// Other names of the rule.
    pub fn aliases(&self) -> &[String] {
        &self.text.aliases
    }

    /// Says what is wrong with the rule.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        let (document, span) = &self.place;
        document.problem(span, message.into())
    }

    /// Takes out what data flow needs, if the rule is about that.
    pub fn take_flow(&mut self) -> Option<FlowTable> {
        self.flow.take().map(|table| *table)
    }

    /// The rule by its name, without other names and without a condition: nothing is found by it, but
    /// who names it is understood.
    #[must_use]
    pub fn inert(self) -> Self {
        let text = RuleText { aliases: Vec::new(), ..self.text };
        Self { text, compiled: Compiled::default(), flow: None, ..self }
    }

    /// Keeps the rule for as long as the program runs.
    pub fn leak(self) -> (Description, &'static Matcher) {
        let bytes = postcard::to_stdvec(&self.text).unwrap_or_default();
        let description = describe(Box::leak(bytes.into_boxed_slice()));
        let matcher = Box::leak(Box::new(Matcher::from_compiled(self.compiled)));
        (description, matcher)
    }
}

fn describe(bytes: &'static [u8]) -> Description {
    match postcard::from_bytes(bytes) {
        Ok(description) => description,
        Err(_) => unreachable!("it was written a moment ago"),
    }
}

/// Writes rules in the form that is built into the program.
///
/// # Errors
///
/// If they cannot be written.
pub fn to_bytes(rules: &[PackRule]) -> Result<Vec<u8>, postcard::Error> {
    let compiled: Vec<Vec<u8>> =
        rules.iter().map(|rule| postcard::to_stdvec(&rule.compiled)).collect::<Result<_, _>>()?;
    let all: Vec<(&RuleText, Blob<'_>)> = rules
        .iter()
        .zip(&compiled)
        .map(|(rule, compiled)| (&rule.text, Blob { bytes: compiled }))
        .collect();
    postcard::to_stdvec(&all)
}

/// Reads rules that were built into the program. Their conditions are read when they are needed.
pub fn from_bytes(bytes: &'static [u8]) -> Vec<(Description, &'static Matcher)> {
    let all: Vec<(Description, Blob<'static>)> = postcard::from_bytes(bytes).unwrap_or_default();
    all.into_iter()
        .map(|(description, blob)| {
            let matcher: &'static Matcher = Box::leak(Box::new(Matcher::from_bytes(blob.bytes)));
            (description, matcher)
        })
        .collect()
}

/// The condition of a rule, unread.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Blob<'a> {
    #[serde(borrow, with = "borrowed")]
    bytes: &'a [u8],
}

/// Bytes as bytes, not as a list of numbers.
mod borrowed {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &&[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'de [u8], D::Error> {
        <&[u8]>::deserialize(from)
    }
}
