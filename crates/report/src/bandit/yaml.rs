//! Bandit's YAML document: the JSON document in another dress.
//!
//! Every text stands in double quotes, with escapes that YAML has in common with Python, so that
//! nothing in the analysed code can pass for syntax or act on a terminal.

use std::io::{self, Write};

use serde_json::Value;

use super::record::{ErrorRecord, MetricsRecord, ResultRecord, file_name};
use crate::report::Report;
use crate::text::visible;

/// Writes the document.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let options = report.options;
    let notices = report.outcome.notices.iter();
    let errors: Vec<_> = notices.filter_map(|it| ErrorRecord::new(it, options)).collect();
    section(out, "errors", errors.is_empty())?;
    for error in &errors {
        item(out, &serde_json::to_value(error)?)?;
    }
    writeln!(out, "generated_at: {}\nmetrics:", quoted(&options.generated_at))?;
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
    writeln!(out, "  {}:", quoted(name))?;
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
        // What is no text is written in YAML as in JSON.
        let value = value.as_str().map_or_else(|| value.to_string(), quoted);
        writeln!(out, "{indent}{key}: {value}")?;
        indent = others;
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(&text.replace('\\', "\\\\").replace('"', "\\\"")))
}
