//! Bandit's table: a line for each finding, in RFC 4180's form.
//!
//! Spreadsheets run what begins with `=`, `+`, `-` or `@`. Texts that come from the analysed code and
//! begin so get a quotation mark in front.

use std::io::{self, Write};

use super::record::ResultRecord;
use crate::report::Report;
use crate::text::visible;

/// The columns, in Bandit's order.
const HEADER: [&str; 12] = [
    "filename",
    "test_name",
    "test_id",
    "issue_severity",
    "issue_confidence",
    "issue_cwe",
    "issue_text",
    "line_number",
    "col_offset",
    "end_col_offset",
    "line_range",
    "more_info",
];

/// Writes the table.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(HEADER)?;
    for shown in report.shown() {
        let record = ResultRecord::new(shown, report.options);
        let lines: Vec<String> = record.line_range.iter().map(u32::to_string).collect();
        table.write_record([
            plain(&record.filename).as_str(),
            record.test_name,
            record.test_id,
            &record.issue_severity,
            &record.issue_confidence,
            record.issue_cwe.link.as_deref().unwrap_or_default(),
            &plain(record.issue_text),
            &record.line_number.to_string(),
            &record.col_offset.to_string(),
            &record.end_col_offset.to_string(),
            &format!("[{}]", lines.join(", ")),
            &record.more_info,
        ])?;
    }
    table.flush()
}

/// A text that a spreadsheet takes for a text.
fn plain(text: &str) -> String {
    let shown = visible(text);
    let is_formula = shown.starts_with(['=', '+', '-', '@']);
    format!("{}{shown}", if is_formula { "'" } else { "" })
}
