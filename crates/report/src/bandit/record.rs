//! What Bandit's formats say about a finding. The fields are in the order of their names, as in
//! Bandit's own documents.

use std::fmt::Write as _;
use std::path::Path;

use hognose_core::{ColumnUnit, FileMetrics, Finding, Notice, SourceFile};
use hognose_registry::RuleMeta;
use serde::Serialize;

use crate::RenderOptions;
use crate::path::slashed;
use crate::report::{Report, Shown};

/// A finding.
#[derive(Serialize)]
pub(crate) struct ResultRecord<'a> {
    pub(crate) code: String,
    pub(crate) col_offset: u32,
    pub(crate) end_col_offset: u32,
    pub(crate) filename: String,
    pub(crate) issue_confidence: String,
    pub(crate) issue_cwe: CweRecord,
    pub(crate) issue_severity: String,
    pub(crate) issue_text: &'a str,
    pub(crate) line_number: u32,
    pub(crate) line_range: Vec<u32>,
    pub(crate) more_info: String,
    pub(crate) test_id: &'static str,
    pub(crate) test_name: &'static str,
}

/// A weakness; without a number, Bandit writes an empty object.
#[derive(Serialize)]
pub(crate) struct CweRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<String>,
}

/// A file that was not analysed.
#[derive(Serialize)]
pub(crate) struct ErrorRecord<'a> {
    filename: String,
    reason: &'a str,
}

/// The counts of a file, or of all.
#[derive(Clone, Copy, Default, Serialize)]
pub(crate) struct MetricsRecord {
    #[serde(rename = "CONFIDENCE.HIGH")]
    confidence_high: u32,
    #[serde(rename = "CONFIDENCE.LOW")]
    confidence_low: u32,
    #[serde(rename = "CONFIDENCE.MEDIUM")]
    confidence_medium: u32,
    #[serde(rename = "CONFIDENCE.UNDEFINED")]
    confidence_undefined: u32,
    #[serde(rename = "SEVERITY.HIGH")]
    severity_high: u32,
    #[serde(rename = "SEVERITY.LOW")]
    severity_low: u32,
    #[serde(rename = "SEVERITY.MEDIUM")]
    severity_medium: u32,
    #[serde(rename = "SEVERITY.UNDEFINED")]
    severity_undefined: u32,
    loc: u32,
    nosec: u32,
    skipped_tests: u32,
}

/// Lines of code that are shown with a finding.
const CONTEXT_LINES: u32 = 3;
/// A finding can be about a whole file, and there can be one in each of its lines: this is how many of
/// its lines are listed, and how many are shown.
const MAX_LINES: u32 = 2000;
const MAX_SHOWN_LINES: u32 = 200;
/// A line can be as long as the file.
const MAX_LINE_BYTES: usize = 500;

impl<'a> ResultRecord<'a> {
    pub(crate) fn new(shown: Shown<'a>, options: &RenderOptions) -> Self {
        let Shown { source, finding, meta } = shown;
        let (first, last) = lines(source, finding);
        let line_number = source.lines().line(finding.range.start());
        let column = |offset| source.position(offset, ColumnUnit::Utf8).column.saturating_sub(1);
        Self {
            code: code(source, line_number, last - first),
            col_offset: column(finding.node.start()),
            end_col_offset: column(finding.node.end()),
            filename: file_name(source.path(), options),
            issue_confidence: finding.confidence.to_string().to_uppercase(),
            issue_cwe: CweRecord::new(meta),
            issue_severity: finding.severity.to_string().to_uppercase(),
            issue_text: &finding.message,
            line_number,
            line_range: (first..=last).collect(),
            more_info: meta.url(),
            test_id: meta.bandit_id().unwrap_or(meta.id),
            test_name: test_name(meta),
        }
    }
}

impl CweRecord {
    fn new(meta: &RuleMeta) -> Self {
        let ours = meta.cwe.first().copied();
        let id = meta.bandit_id().and_then(hognose_registry::bandit_cwe).or(ours);
        let link = id.map(|id| format!("https://cwe.mitre.org/data/definitions/{id}.html"));
        Self { id, link }
    }
}

impl<'a> ErrorRecord<'a> {
    /// What a notice says about a file; nothing for one that is about no file.
    pub(crate) fn new(notice: &'a Notice, options: &RenderOptions) -> Option<Self> {
        let path = notice.path.as_deref()?;
        Some(Self { filename: file_name(path, options), reason: &notice.message })
    }
}

impl MetricsRecord {
    pub(crate) fn of(metrics: &FileMetrics) -> Self {
        let [severity_low, severity_medium, severity_high] = metrics.by_severity;
        let [confidence_low, confidence_medium, confidence_high] = metrics.by_confidence;
        Self {
            confidence_high,
            confidence_low,
            confidence_medium,
            confidence_undefined: 0,
            severity_high,
            severity_low,
            severity_medium,
            severity_undefined: 0,
            loc: metrics.code_lines,
            nosec: metrics.suppressed_by_blanket,
            skipped_tests: metrics.suppressed_by_name,
        }
    }

    /// The sums over all files.
    pub(crate) fn totals(report: Report<'_>) -> Self {
        let mut total = FileMetrics::default();
        for file in &report.outcome.metrics {
            total.code_lines += file.code_lines;
            total.suppressed_by_blanket += file.suppressed_by_blanket;
            total.suppressed_by_name += file.suppressed_by_name;
            for (sum, count) in total.by_severity.iter_mut().zip(file.by_severity) {
                *sum += count;
            }
            for (sum, count) in total.by_confidence.iter_mut().zip(file.by_confidence) {
                *sum += count;
            }
        }
        Self::of(&total)
    }
}

/// The lines that a finding is about, from the first to the last.
pub(crate) fn lines(source: &SourceFile, finding: &Finding) -> (u32, u32) {
    let all = finding.statement.cover(finding.range);
    let first = source.lines().line(all.start());
    let last = source.lines().line(all.end()).max(first);
    (first, last.min(first + MAX_LINES - 1))
}

/// As many lines as a finding is about, with their numbers and with what stands around them. As in
/// Bandit, they begin above the line that is reported, which need not be the first.
fn code(source: &SourceFile, line: u32, more: u32) -> String {
    let start = line.saturating_sub(CONTEXT_LINES / 2).max(1);
    let count = (more + CONTEXT_LINES).min(MAX_SHOWN_LINES);
    let end = (start + count - 1).min(source.lines().count());
    let mut code = String::new();
    for number in start..=end {
        let line = source.line_text(number);
        if line.is_empty() && number == source.lines().count() {
            break;
        }
        let shown = &line[..line.floor_char_boundary(MAX_LINE_BYTES)];
        let _ = writeln!(code, "{number} {shown}");
    }
    code
}

/// A path as Bandit would name the file: with what the user has put before it.
pub(crate) fn file_name(path: &Path, options: &RenderOptions) -> String {
    let slashed = slashed(path);
    // `<stdin>` is no path.
    let dots = if slashed.starts_with('<') { "" } else { options.dots.before(path) };
    format!("{dots}{slashed}")
}

/// What Bandit's reports call a test.
fn test_name(meta: &RuleMeta) -> &'static str {
    meta.bandit_id().and_then(hognose_registry::bandit_report_name).unwrap_or(meta.id)
}
