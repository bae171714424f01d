//! The counts of a run, and the line that states them.

use std::fmt;

use hognose_core::{Outcome, Severity};
use serde::Serialize;

/// How much a run found.
///
/// Its text is one line: `Found 3 findings (1 high, 2 medium) in 2 of 120 files; 4 suppressed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Findings that are not suppressed.
    pub findings: usize,
    /// Those of them with high severity.
    pub high: usize,
    /// Those of them with medium severity.
    pub medium: usize,
    /// Those of them with low severity.
    pub low: usize,
    /// Findings that a comment hides.
    pub suppressed: usize,
    /// Findings that the baseline hides.
    pub baselined: usize,
    /// What else there is to say about the run.
    pub notices: usize,
    /// Files that were analysed.
    pub files: usize,
    /// Files with findings that are not suppressed.
    pub files_with_findings: usize,
    /// Whether all code that should have been analysed was.
    pub complete: bool,
}

impl Summary {
    /// Counts what a run found.
    pub fn of(outcome: &Outcome) -> Self {
        let mut summary = Self {
            suppressed: outcome.suppressed(),
            baselined: outcome.baselined(),
            notices: outcome.notices.len(),
            files: outcome.stats.files,
            complete: !outcome.is_incomplete(),
            ..Self::default()
        };
        for file in &outcome.files {
            let before = summary.findings;
            for finding in file.findings.iter().filter(|finding| finding.suppression.is_none()) {
                summary.findings += 1;
                match finding.severity {
                    Severity::High => summary.high += 1,
                    Severity::Medium => summary.medium += 1,
                    Severity::Low => summary.low += 1,
                }
            }
            summary.files_with_findings += usize::from(summary.findings > before);
        }
        summary
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.findings == 0 {
            write!(f, "No findings in {}", Count(self.files, "file"))?;
        } else {
            let severities = [(self.high, "high"), (self.medium, "medium"), (self.low, "low")]
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, severity)| format!("{count} {severity}"))
                .collect::<Vec<_>>()
                .join(", ");
            let findings = Count(self.findings, "finding");
            let files = Count(self.files, "file");
            write!(
                f,
                "Found {findings} ({severities}) in {} of {files}",
                self.files_with_findings
            )?;
        }
        if self.suppressed > 0 {
            write!(f, "; {} suppressed", self.suppressed)?;
        }
        if self.baselined > 0 {
            write!(f, "; {} in the baseline", self.baselined)?;
        }
        if self.notices > 0 {
            write!(f, "; {}", Count(self.notices, "notice"))?;
        }
        Ok(())
    }
}

/// A number with its noun, which takes a plain `s` in the plural.
pub(crate) struct Count(pub(crate) usize, pub(crate) &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, noun) = self;
        write!(f, "{count} {noun}{}", if *count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_only_what_there_is() {
        let none = Summary { files: 120, complete: true, ..Summary::default() };
        assert_eq!(none.to_string(), "No findings in 120 files");
        let hidden = Summary { suppressed: 2, files: 1, ..none };
        assert_eq!(hidden.to_string(), "No findings in 1 file; 2 suppressed");
        let one = Summary { findings: 1, low: 1, files_with_findings: 1, notices: 1, ..none };
        assert_eq!(one.to_string(), "Found 1 finding (1 low) in 1 of 120 files; 1 notice");
        let some = Summary {
            findings: 3,
            high: 1,
            medium: 2,
            files_with_findings: 2,
            suppressed: 4,
            ..none
        };
        assert_eq!(
            some.to_string(),
            "Found 3 findings (1 high, 2 medium) in 2 of 120 files; 4 suppressed"
        );
    }
}
