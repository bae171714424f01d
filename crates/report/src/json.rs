//! One JSON document: `{"version", "tool", "findings": […], "notices": […], "summary"}`. What is in
//! the records, `record` says.

use std::io::{self, Write};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::record::{FindingRecord, NoticeRecord, ToolRecord, VERSION};
use crate::report::Report;
use crate::{Summary, encoder};

/// Writes the document, indented, with a newline at its end.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    encoder::write_indented(out, &Document(report))?;
    writeln!(out)
}

/// The document. Its findings are made while it is written.
struct Document<'a>(Report<'a>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Document", 5)?;
        document.serialize_field("version", &VERSION)?;
        document.serialize_field("tool", &ToolRecord::new(self.0.options.tool_version))?;
        document.serialize_field("findings", &Findings(self.0))?;
        document.serialize_field("notices", &Notices(self.0))?;
        document.serialize_field("summary", &Summary::of(self.0.outcome))?;
        document.end()
    }
}

struct Findings<'a>(Report<'a>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.shown().map(FindingRecord::new))
    }
}

struct Notices<'a>(Report<'a>);

impl Serialize for Notices<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.outcome.notices.iter().map(NoticeRecord::new))
    }
}
