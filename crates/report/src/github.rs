//! Workflow commands, which GitHub turns into annotations of the changed lines:
//! `::error title=…,file=…,line=…,endLine=…,col=…,endColumn=…::message`.
//!
//! A severity becomes the level of the annotation: high an error, medium a warning, low a notice.
//! Columns, in code points, are given for ranges within one line only: GitHub refuses others.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use hognose_core::{ColumnUnit, Notice, Severity};

use crate::notices::level_name;
use crate::path::slashed;
use crate::report::{Report, Shown};
use crate::text::visible;

/// Writes the findings, then the notices.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    for shown in report.shown() {
        finding(shown).write(out)?;
    }
    report.outcome.notices.iter().try_for_each(|each| notice(each).write(out))
}

/// One workflow command.
struct Command {
    level: &'static str,
    /// `name=value` pairs with a comma between them, the values escaped.
    properties: String,
    /// Lines of text, not yet escaped.
    message: String,
}

impl Command {
    fn new(level: &'static str, title: &str) -> Self {
        let mut command = Self { level, properties: String::new(), message: String::new() };
        command.property("title", title);
        command
    }

    fn property(&mut self, name: &str, value: &str) {
        if !self.properties.is_empty() {
            self.properties.push(',');
        }
        self.properties.push_str(name);
        self.properties.push('=');
        let value = visible(value);
        for char in value.chars() {
            match char {
                ':' => self.properties.push_str("%3A"),
                ',' => self.properties.push_str("%2C"),
                '%' => self.properties.push_str("%25"),
                _ => self.properties.push(char),
            }
        }
    }

    fn file(&mut self, path: &Path) {
        self.property("file", &slashed(path));
    }

    fn number(&mut self, name: &str, value: u32) {
        // Writing to a string cannot fail.
        let _ = write!(self.properties, ",{name}={value}");
    }

    fn line(&mut self, text: &str) {
        if !self.message.is_empty() {
            self.message.push_str("%0A");
        }
        self.message.push_str(&visible(text).replace('%', "%25"));
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "::{} {}::{}", self.level, self.properties, self.message)
    }
}

fn finding(shown: Shown<'_>) -> Command {
    let Shown { source, finding, meta } = shown;
    let level = match finding.severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "notice",
    };
    let start = source.position(finding.range.start(), ColumnUnit::CodePoint);
    let end = source.position(finding.range.end(), ColumnUnit::CodePoint);
    let mut command = Command::new(level, meta.id);
    command.file(source.path());
    command.number("line", start.line);
    command.number("endLine", end.line);
    if start.line == end.line {
        command.number("col", start.column);
        command.number("endColumn", end.column);
    }
    command.line(&finding.message);
    for line in finding.help.iter().flat_map(|help| help.lines()) {
        command.line(line);
    }
    if finding.suppression.is_some() {
        command.line("(suppressed)");
    }
    command
}

fn notice(notice: &Notice) -> Command {
    let mut command = Command::new(level_name(notice.kind.level()), notice.kind.as_str());
    if let Some(path) = &notice.path {
        command.file(path);
    }
    if let Some(at) = notice.position {
        command.number("line", at.line);
        command.number("col", at.column);
    }
    command.line(&notice.message);
    command
}
