//! Bandit's JSON document.

use std::io::{self, Write};

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::record::{ErrorRecord, MetricsRecord, ResultRecord, file_name};
use crate::encoder;
use crate::report::Report;

/// Writes the document, indented, with a newline at its end.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    encoder::write_indented(out, &Document(report))?;
    writeln!(out)
}

/// The document. Its results are made while it is written.
pub(super) struct Document<'a>(pub(super) Report<'a>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Document", 4)?;
        document.serialize_field("errors", &Errors(self.0))?;
        document.serialize_field("generated_at", &self.0.options.generated_at)?;
        document.serialize_field("metrics", &Metrics(self.0))?;
        document.serialize_field("results", &Results(self.0))?;
        document.end()
    }
}

struct Errors<'a>(Report<'a>);

impl Serialize for Errors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let notices = self.0.outcome.notices.iter();
        serializer.collect_seq(notices.filter_map(|it| ErrorRecord::new(it, self.0.options)))
    }
}

struct Metrics<'a>(Report<'a>);

impl Serialize for Metrics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut metrics = serializer.serialize_map(None)?;
        for file in &self.0.outcome.metrics {
            let name = file_name(&file.path, self.0.options);
            metrics.serialize_entry(&name, &MetricsRecord::of(file))?;
        }
        metrics.serialize_entry("_totals", &MetricsRecord::totals(self.0))?;
        metrics.end()
    }
}

struct Results<'a>(Report<'a>);

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let options = self.0.options;
        serializer.collect_seq(self.0.shown().map(|shown| ResultRecord::new(shown, options)))
    }
}
