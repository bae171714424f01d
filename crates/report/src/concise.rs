//! One line per finding: `path:line:column: severity[rule] message`. Columns count code points.

use std::io::{self, Write};

use hognose_core::ColumnUnit;

use crate::path::visible_path;
use crate::report::Report;
use crate::style;
use crate::text::visible;

/// Writes the findings.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let color = report.options.color;
    let path_style = color.style(style::PATH);
    for shown in report.shown() {
        let (source, finding) = (shown.source, shown.finding);
        let at = source.position(finding.range.start(), ColumnUnit::CodePoint);
        let severity_style = color.style(style::severity(finding.severity));
        writeln!(
            out,
            "{path_style}{path}{path_style:#}:{line}:{column}: \
             {severity_style}{severity}[{id}]{severity_style:#} {message}{mark}",
            path = visible_path(source.path()),
            line = at.line,
            column = at.column,
            severity = finding.severity,
            id = shown.meta.id,
            message = visible(&finding.message),
            mark = if finding.suppression.is_some() { " (suppressed)" } else { "" },
        )?;
    }
    Ok(())
}
