//! The result of a run, as the engine hands it to the renderers.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::{Finding, Notice, NoticeLevel, SourceFile, SuppressionKind};

/// Everything a run has to report. The same for any number of threads and any order of paths.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The files that have findings, sorted by path; files without any are only counted.
    pub files: Vec<FileOutcome>,
    /// What is not a finding, sorted by path and position.
    pub notices: Vec<Notice>,
    /// Counts over the whole run.
    pub stats: Stats,
    /// Counts by file, sorted by path: one entry for each file that was analysed. Empty unless they
    /// were asked for.
    pub metrics: Vec<FileMetrics>,
}

/// Counts over one file. Findings are counted before thresholds and before the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileMetrics {
    /// The file, as reports show it.
    pub path: PathBuf,
    /// Lines that are neither empty nor a comment alone.
    pub code_lines: u32,
    /// Findings that a comment hides which hides everything.
    pub suppressed_by_blanket: u32,
    /// Findings that a comment hides which names their rule.
    pub suppressed_by_name: u32,
    /// The other findings, by severity: low, medium, high.
    pub by_severity: [u32; 3],
    /// The other findings, by confidence: low, medium, high.
    pub by_confidence: [u32; 3],
}

/// The findings of one file.
#[derive(Debug)]
pub struct FileOutcome {
    /// The file, with its text.
    pub source: Arc<SourceFile>,
    /// Its findings, suppressed ones included, sorted by position, then by rule. Not empty.
    pub findings: Vec<Finding>,
}

/// Counts over a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    /// Files that were analysed.
    pub files: usize,
    /// Bytes of those files, decoded.
    pub bytes: u64,
    /// Wall time from the start of discovery to the end of the analysis.
    pub elapsed: Duration,
    /// What the time went to.
    pub timings: Timings,
    /// What data flow has done.
    pub flow: FlowStats,
}

/// The wall time of the phases of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timings {
    /// Settings, rules, and the list of files.
    pub discovery: Duration,
    /// Reading, parsing and the rules about single files; without data flow, also what follows.
    pub files: Duration,
    /// Following data through the program.
    pub flow: Duration,
    /// Suppression, thresholds and order.
    pub finish: Duration,
}

/// Counts of data flow: how much was looked at, and what was given up because of a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlowStats {
    /// Functions that were run, for each kind of arguments.
    pub functions: u64,
    /// Expressions that were looked at.
    pub expressions: u64,
    /// Calls that were too deep to be followed.
    pub too_deep: u64,
    /// Functions that were called with so many kinds of arguments that not all were told apart.
    pub too_many_contexts: u64,
    /// Functions that make or change so many objects that not all were told apart.
    pub too_many_objects: u64,
    /// Functions that were left because the work was too much.
    pub out_of_budget: u64,
}

impl Outcome {
    /// The findings that are not suppressed, with their files, in report order.
    pub fn visible(&self) -> impl Iterator<Item = (&Arc<SourceFile>, &Finding)> {
        self.files.iter().flat_map(|file| {
            file.findings
                .iter()
                .filter(|finding| finding.suppression.is_none())
                .map(|finding| (&file.source, finding))
        })
    }

    /// The number of findings that a comment hides.
    pub fn suppressed(&self) -> usize {
        self.hidden(|kind| kind != SuppressionKind::Baseline)
    }

    /// The number of findings that the baseline hides.
    pub fn baselined(&self) -> usize {
        self.hidden(|kind| kind == SuppressionKind::Baseline)
    }

    fn hidden(&self, by: impl Fn(SuppressionKind) -> bool) -> usize {
        let findings = self.files.iter().flat_map(|file| &file.findings);
        findings.filter_map(|finding| finding.suppression.as_ref()).filter(|it| by(it.kind)).count()
    }

    /// Whether code that should have been analysed was not.
    pub fn is_incomplete(&self) -> bool {
        self.notices.iter().any(|notice| notice.kind.level() == NoticeLevel::Error)
    }
}
