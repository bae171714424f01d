//! One JSON object per line, told apart by `type`: first `run`, then a `finding` each, then a
//! `notice` each, last `summary`. A stream without its summary was cut off. What is in the records,
//! `record` says.

use std::io::{self, Write};

use serde::Serialize;

use crate::Summary;
use crate::record::{FindingRecord, NoticeRecord, ToolRecord, VERSION};
use crate::report::Report;

/// A line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Run { version: u32, tool: ToolRecord<'a> },
    Finding(FindingRecord<'a>),
    Notice(NoticeRecord<'a>),
    Summary(Summary),
}

/// Writes the lines.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let tool = ToolRecord::new(report.options.tool_version);
    let first = Line::Run { version: VERSION, tool };
    let findings = report.shown().map(|shown| Line::Finding(FindingRecord::new(shown)));
    let notices = report.outcome.notices.iter().map(|each| Line::Notice(NoticeRecord::new(each)));
    let last = Line::Summary(Summary::of(report.outcome));
    for line in std::iter::once(first).chain(findings).chain(notices).chain([last]) {
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}
