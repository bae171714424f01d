//! What a rule has to say about a place in the code.

use std::path::PathBuf;

use ruff_text_size::{Ranged, TextRange};
use serde::{Deserialize, Serialize};

use crate::{ColumnUnit, Confidence, Fingerprint, Position, Severity, SourceFile};

/// A rule's place in the registry of this run. Only meaningful together with that registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleIndex(pub u32);

/// One violation of one rule at one place. Owned and independent of the syntax tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that was violated.
    pub rule: RuleIndex,
    /// The code that the finding is about: as short as possible, an expression rather than a block.
    pub range: TextRange,
    /// The syntax node that the rule looked at, of which `range` is the part that is wrong: the call
    /// for an argument, the definition for a default. Contains `range`, or is equal to it.
    pub node: TextRange,
    /// The statement (for a compound one: its header) that `range` lies in. A suppression comment on
    /// any of its lines applies.
    pub statement: TextRange,
    /// What is wrong here, in one or two sentences, without a final full stop after the first only.
    pub message: String,
    /// What to do about it here, if that can be said more exactly than the rule's documentation does.
    pub help: Option<String>,
    /// How bad, after the rule has looked at the case.
    pub severity: Severity,
    /// How sure, after the rule has looked at the case.
    pub confidence: Confidence,
    /// Further places in the same file that explain the finding, in the order to be read.
    pub labels: Vec<Label>,
    /// The way of the data that the finding is about, from where it comes in to where it does harm;
    /// empty if the finding is not about data.
    pub trace: Vec<TraceStep>,
    /// A change that removes the finding.
    pub fix: Option<Fix>,
    /// Identity across edits. Zero until the engine has computed it.
    pub fingerprint: Fingerprint,
    /// Why the finding is hidden, if it is.
    pub suppression: Option<Suppression>,
}

impl Ranged for Finding {
    fn range(&self) -> TextRange {
        self.range
    }
}

/// A secondary place of a finding, with what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The code that is pointed at.
    pub range: TextRange,
    /// What it has to do with the finding; lower case, no full stop.
    pub message: String,
}

/// A step on the way of data. It may lie in another file than the finding, so its place is kept in the
/// units that formats want.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceStep {
    /// The file, as reports show it.
    pub path: PathBuf,
    /// What happens there; lower case, no full stop.
    pub message: String,
    /// Where it begins, in code points.
    pub start: Position,
    /// The place behind its end, in code points.
    pub end: Position,
    /// Where it begins, in UTF-16 units.
    pub start_utf16: Position,
    /// The place behind its end, in UTF-16 units.
    pub end_utf16: Position,
    /// The line on which it begins, as it stands in the file.
    pub line: String,
}

impl TraceStep {
    /// A step at a range of a file.
    pub fn new(source: &SourceFile, range: TextRange, message: String) -> Self {
        const MAX_LINE: usize = 400;
        let start = source.position(range.start(), ColumnUnit::CodePoint);
        let line = source.line_text(start.line);
        let line = line.get(..line.floor_char_boundary(MAX_LINE)).unwrap_or_default();
        Self {
            path: source.path().to_path_buf(),
            message,
            start,
            end: source.position(range.end(), ColumnUnit::CodePoint),
            start_utf16: source.position(range.start(), ColumnUnit::Utf16),
            end_utf16: source.position(range.end(), ColumnUnit::Utf16),
            line: line.to_owned(),
        }
    }
}

/// A set of edits that removes a finding. The edits do not overlap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What applying it does, as an imperative: `use yaml.safe_load`.
    pub title: String,
    /// Whether it can change what the program does.
    pub applicability: Applicability,
    /// The replacements, in order of their ranges.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// May change behaviour that somebody relies on.
    Unsafe,
    /// Keeps the meaning of a correct program.
    Safe,
}

/// One replacement of a range of the source by a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub range: TextRange,
    /// What replaces it; empty for a deletion.
    pub text: String,
}

/// Why a finding is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// What hides it.
    pub kind: SuppressionKind,
    /// Whether it is a comment that hides everything, and names no rule.
    pub is_blanket: bool,
    /// The comment. A baseline has none.
    pub range: Option<TextRange>,
    /// The reason that the author gave, if any.
    pub reason: Option<String>,
}

/// What can hide a finding: the forms of suppression comments that are understood, and a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuppressionKind {
    /// `# hognose: ignore[…]` on a line of the statement.
    Ignore,
    /// `# hognose: ignore-file[…]` anywhere in the file.
    IgnoreFile,
    /// Bandit's `# nosec`.
    Nosec,
    /// Ruff's and flake8's `# noqa: S…`.
    Noqa,
    /// The finding is among those that the baseline accepts.
    Baseline,
}

impl SuppressionKind {
    /// Whether the comment is written for another tool.
    pub const fn is_foreign(self) -> bool {
        matches!(self, Self::Nosec | Self::Noqa)
    }
}
