//! One JSON object per line, told apart by `type`: first `run`, then a `finding` each, then a
//! `notice` each, last `summary`. A stream without its summary was cut off. What is in the records,
//! `record` says.

use std::io::{self, Write};

use serde::Serialize;

use crate::record::{FindingRecord, NoticeRecord, ToolRecord, VERSION};
use crate::report::Report;
use crate::{Summary, encoder};

/// What the other lines are made by.
#[derive(Serialize)]
struct Run<'a> {
    version: u32,
    tool: ToolRecord<'a>,
}

/// Writes the lines.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let tool = ToolRecord::new(report.options.tool_version);
    line(out, "run", Run { version: VERSION, tool })?;
    for shown in report.shown() {
        line(out, "finding", FindingRecord::new(shown))?;
    }
    for notice in &report.outcome.notices {
        line(out, "notice", NoticeRecord::new(notice))?;
    }
    line(out, "summary", Summary::of(report.outcome))
}

fn line(out: &mut impl Write, kind: &'static str, record: impl Serialize) -> io::Result<()> {
    encoder::write(out, &Line { kind, record })?;
    writeln!(out)
}

/// A record and what kind of record it is.
#[derive(Serialize)]
struct Line<R> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    record: R,
}
