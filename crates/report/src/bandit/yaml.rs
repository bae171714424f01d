//! Bandit's YAML document: the JSON document in another dress.
//!
//! Every text is written as a JSON string, which YAML 1.2 reads as the same text, so that nothing in
//! the analysed code can pass for syntax.

use std::io::{self, Write};

use serde_json::Value;

use super::record::{ErrorRecord, MetricsRecord, ResultRecord, file_name};
use crate::encoder;
use crate::report::Report;

/// Writes the document.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let options = report.options;
    let notices = report.outcome.notices.iter();
    let errors: Vec<_> = notices.filter_map(|it| ErrorRecord::new(it, options)).collect();
    section(out, "errors", errors.is_empty())?;
    for error in &errors {
        item(out, &serde_json::to_value(error)?)?;
    }
    write!(out, "generated_at: ")?;
    encoder::write(out, &options.generated_at)?;
    writeln!(out, "\nmetrics:")?;
    for file in &report.outcome.metrics {
        metrics(out, &file_name(&file.path, options), MetricsRecord::of(file))?;
    }
    metrics(out, "_totals", MetricsRecord::totals(report))?;
    let mut results = report.shown().peekable();
    section(out, "results", results.peek().is_none())?;
    for shown in results {
        item(out, &serde_json::to_value(ResultRecord::new(shown, options))?)?;
    }
    Ok(())
}

fn section(out: &mut impl Write, name: &str, is_empty: bool) -> io::Result<()> {
    writeln!(out, "{name}:{}", if is_empty { " []" } else { "" })
}

fn metrics(out: &mut impl Write, name: &str, metrics: MetricsRecord) -> io::Result<()> {
    write!(out, "  ")?;
    encoder::write(out, &name)?;
    writeln!(out, ":")?;
    members(out, &serde_json::to_value(metrics)?, "    ", "    ")
}

/// A member of a list.
fn item(out: &mut impl Write, value: &Value) -> io::Result<()> {
    members(out, value, "- ", "  ")
}

/// The members of an object on lines of their own; what they hold stays on their line.
fn members(out: &mut impl Write, object: &Value, first: &str, others: &str) -> io::Result<()> {
    let Some(object) = object.as_object() else { return Ok(()) };
    let mut indent = first;
    for (key, value) in object {
        write!(out, "{indent}{key}: ")?;
        encoder::write(out, value)?;
        writeln!(out)?;
        indent = others;
    }
    Ok(())
}
