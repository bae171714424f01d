//! What `json` and `jsonl` say about a finding and about a notice.
//!
//! Every key is always there, `null` if there is nothing to say. Lines and columns count from 1,
//! columns in code points; the end of a range is the first place behind it. A path that is no text
//! has replacement characters in `path`; `uri` has every byte of it, percent-encoded.

use hognose_core::{
    Applicability, ColumnUnit, Confidence, Edit, Fix, Label, Notice, Position, Severity,
    SourceFile, SuppressionKind, TextRange, TraceStep,
};
use serde::Serialize;

use crate::notices::level_name;
use crate::path::{slashed, uri};
use crate::report::Shown;

/// The version of the records and of the documents made of them. New keys may come within a
/// version; keys do not change or go.
pub(crate) const VERSION: u32 = 1;

/// The program that wrote a document.
#[derive(Serialize)]
pub(crate) struct ToolRecord<'a> {
    name: &'static str,
    version: &'a str,
}

impl<'a> ToolRecord<'a> {
    pub(crate) fn new(version: &'a str) -> Self {
        Self { name: "hognose", version }
    }
}

/// A finding.
#[derive(Serialize)]
pub(crate) struct FindingRecord<'a> {
    rule: &'static str,
    aliases: &'static [&'static str],
    family: &'static str,
    cwe: &'static [u16],
    url: String,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    help: Option<&'a str>,
    path: String,
    uri: String,
    start: Position,
    end: Position,
    labels: Vec<LabelRecord<'a>>,
    trace: Vec<StepRecord<'a>>,
    fix: Option<FixRecord<'a>>,
    fingerprint: String,
    suppression: Option<SuppressionRecord<'a>>,
}

#[derive(Serialize)]
struct LabelRecord<'a> {
    message: &'a str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct StepRecord<'a> {
    message: &'a str,
    path: String,
    uri: String,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct FixRecord<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<EditRecord<'a>>,
}

#[derive(Serialize)]
struct EditRecord<'a> {
    start: Position,
    end: Position,
    text: &'a str,
}

#[derive(Serialize)]
struct SuppressionRecord<'a> {
    kind: SuppressionKind,
    reason: Option<&'a str>,
    start: Option<Position>,
    end: Option<Position>,
}

/// A notice.
#[derive(Serialize)]
pub(crate) struct NoticeRecord<'a> {
    kind: &'static str,
    level: &'static str,
    path: Option<String>,
    uri: Option<String>,
    position: Option<Position>,
    message: &'a str,
}

impl<'a> FindingRecord<'a> {
    pub(crate) fn new(shown: Shown<'a>) -> Self {
        let Shown { source, finding, meta } = shown;
        let (start, end) = ends(source, finding.range);
        Self {
            rule: meta.id,
            aliases: meta.aliases,
            family: meta.family.as_str(),
            cwe: meta.cwe,
            url: meta.url(),
            severity: finding.severity,
            confidence: finding.confidence,
            message: &finding.message,
            help: finding.help.as_deref(),
            path: slashed(source.path()),
            uri: uri(source.path()),
            start,
            end,
            labels: finding.labels.iter().map(|label| LabelRecord::new(source, label)).collect(),
            trace: finding.trace.iter().map(StepRecord::new).collect(),
            fix: finding.fix.as_ref().map(|fix| FixRecord::new(source, fix)),
            fingerprint: finding.fingerprint.to_string(),
            suppression: finding.suppression.as_ref().map(|suppression| {
                let (start, end) = suppression.range.map(|range| ends(source, range)).unzip();
                let reason = suppression.reason.as_deref();
                SuppressionRecord { kind: suppression.kind, reason, start, end }
            }),
        }
    }
}

impl<'a> LabelRecord<'a> {
    fn new(source: &SourceFile, label: &'a Label) -> Self {
        let (start, end) = ends(source, label.range);
        Self { message: &label.message, start, end }
    }
}

impl<'a> StepRecord<'a> {
    fn new(step: &'a TraceStep) -> Self {
        Self {
            message: &step.message,
            path: slashed(&step.path),
            uri: uri(&step.path),
            start: step.start,
            end: step.end,
        }
    }
}

impl<'a> FixRecord<'a> {
    fn new(source: &SourceFile, fix: &'a Fix) -> Self {
        Self {
            title: &fix.title,
            applicability: fix.applicability,
            edits: fix.edits.iter().map(|edit| EditRecord::new(source, edit)).collect(),
        }
    }
}

impl<'a> EditRecord<'a> {
    fn new(source: &SourceFile, edit: &'a Edit) -> Self {
        let (start, end) = ends(source, edit.range);
        Self { start, end, text: &edit.text }
    }
}

impl<'a> NoticeRecord<'a> {
    pub(crate) fn new(notice: &'a Notice) -> Self {
        Self {
            kind: notice.kind.as_str(),
            level: level_name(notice.kind.level()),
            path: notice.path.as_deref().map(slashed),
            uri: notice.path.as_deref().map(uri),
            position: notice.position,
            message: &notice.message,
        }
    }
}

fn ends(source: &SourceFile, range: TextRange) -> (Position, Position) {
    let at = |offset| source.position(offset, ColumnUnit::CodePoint);
    (at(range.start()), at(range.end()))
}
