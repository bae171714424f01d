//! Counts over one file.

use hognose_core::{FileMetrics, Finding, SourceFile};

/// Counts the lines of code and the findings of a file.
pub(crate) fn metrics(source: &SourceFile, findings: &[Finding]) -> FileMetrics {
    let mut metrics = FileMetrics {
        path: source.path().to_path_buf(),
        code_lines: code_lines(source),
        ..FileMetrics::default()
    };
    for finding in findings {
        match &finding.suppression {
            Some(suppression) if suppression.is_blanket => metrics.suppressed_by_blanket += 1,
            Some(_) => metrics.suppressed_by_name += 1,
            None => {
                metrics.by_severity[finding.severity as usize] += 1;
                metrics.by_confidence[finding.confidence as usize] += 1;
            }
        }
    }
    metrics
}

/// Lines that are neither empty nor a comment alone. As in Bandit, a line within a string is judged
/// like any other.
fn code_lines(source: &SourceFile) -> u32 {
    let is_code = |line: &u32| {
        let text = source.line_text(*line).trim_ascii();
        !text.is_empty() && !text.starts_with('#')
    };
    u32::try_from((1..=source.lines().count()).filter(is_code).count()).unwrap_or(u32::MAX)
}
