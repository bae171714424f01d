//! For people: what is wrong, the code it is about, and what to do.
//!
//! codespan-reporting draws the picture; `excerpt` cuts out the code that it sees and `ink`
//! decides on words and colours.

mod excerpt;
mod ink;

use std::fmt::Write as _;
use std::io::{self, Write};

use codespan_reporting::diagnostic::{Diagnostic, LabelStyle, Severity as Rank};
use codespan_reporting::files::Error;
use codespan_reporting::term::{Config, emit_to_write_style};
use hognose_core::{Applicability, Finding, SourceFile, Suppression, SuppressionKind};

use self::excerpt::Excerpt;
use self::ink::Ink;
use crate::Color;
use crate::path::visible_path;
use crate::report::{Report, Shown};
use crate::text::{at_line_start, visible, visible_code, wrap};

/// Labels of one finding that are drawn; the rest is counted.
const MAX_LABELS: usize = 12;

/// Notes are broken at this width, so that they stay behind their bullet.
const NOTE_WIDTH: usize = 88;

/// Writes the findings, each followed by an empty line.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let config = Config::default();
    report.shown().try_for_each(|shown| finding(shown, report.options.color, &config, out))
}

fn finding(
    shown: Shown<'_>,
    color: Color,
    config: &Config,
    out: &mut impl Write,
) -> io::Result<()> {
    let finding = shown.finding;
    let labels = &finding.labels[..finding.labels.len().min(MAX_LABELS)];
    let excerpt = Excerpt::new(shown.source, finding.range, labels, config);
    let primary = excerpt.label(LabelStyle::Primary, finding.range, "");
    let secondary = labels
        .iter()
        .map(|label| excerpt.label(LabelStyle::Secondary, label.range, &visible(&label.message)));
    // The rank is not shown: the ink writes our severity in its place.
    let diagnostic = Diagnostic::new(Rank::Error)
        .with_message(visible(&finding.message))
        .with_label(primary)
        .with_labels_iter(secondary)
        .with_notes(notes(shown));
    let mut ink = Ink::new(out, color, finding.severity, shown.meta.id);
    emit_to_write_style(&mut ink, config, &excerpt, &diagnostic).map_err(|error| match error {
        Error::Io(error) => error,
        other => io::Error::other(other),
    })
}

/// What stands below the excerpt: the remedy, the fix, how the rule is called elsewhere, its page.
fn notes(shown: Shown<'_>) -> Vec<String> {
    let Shown { source, finding, meta } = shown;
    let remedy = finding.help.clone().unwrap_or_else(|| first_paragraph(meta.fix));
    let remedy: Vec<_> = remedy.trim().lines().map(visible).collect();
    let mut notes = Vec::new();
    if !finding.trace.is_empty() {
        notes.push(trace(finding));
    }
    if !remedy.is_empty() {
        notes.push(note("help", &remedy.join("\n")));
    }
    if let Some(fix) = &finding.fix {
        let caution = match fix.applicability {
            Applicability::Safe => "",
            Applicability::Unsafe => " (may change behaviour)",
        };
        notes.push(note("fix", &format!("{}{caution}", visible(&fix.title))));
    }
    if finding.labels.len() > MAX_LABELS {
        let more = finding.labels.len() - MAX_LABELS;
        notes.push(note("note", &format!("places not shown: {more}")));
    }
    if let Some(suppression) = &finding.suppression {
        notes.push(note("suppressed", &suppressed(suppression, source)));
    }
    notes.push(note("rule", &identity(shown)));
    // Not wrapped: terminals make a link of it.
    notes.push(format!("docs: {}", meta.url()));
    notes
}

/// The steps of the data, numbered: where, what happens, the line.
fn trace(finding: &Finding) -> String {
    let width = finding.trace.len().to_string().len();
    let mut text = "trace:".to_owned();
    for (number, step) in (1..).zip(&finding.trace) {
        let path = visible_path(&step.path);
        let place = format!("{path}:{}:{}", step.start.line, step.start.column);
        let line: String = step.line.trim().chars().take(NOTE_WIDTH).collect();
        let _ = write!(
            text,
            "\n{number:>width$}. {place}: {}\n{:width$}      {}",
            visible(&step.message),
            "",
            visible_code(&line)
        );
    }
    text
}

fn note(title: &str, text: &str) -> String {
    let text = format!("{title}: {text}");
    let wrapped = text.lines().map(|line| wrap(line, NOTE_WIDTH)).collect::<Vec<_>>().join("\n");
    // Lines after the first stand behind nothing but spaces.
    wrapped.lines().map(at_line_start).collect::<Vec<_>>().join("\n")
}

/// `yaml-unsafe-load (B506, S506), CWE-502, severity high, confidence medium`.
fn identity(shown: Shown<'_>) -> String {
    let (finding, meta) = (shown.finding, shown.meta);
    let mut parts = match meta.aliases {
        [] => vec![meta.id.to_owned()],
        aliases => vec![format!("{} ({})", meta.id, aliases.join(", "))],
    };
    parts.extend(meta.cwe.iter().map(|cwe| format!("CWE-{cwe}")));
    parts.push(format!("severity {}", finding.severity));
    parts.push(format!("confidence {}", finding.confidence));
    parts.join(", ")
}

fn suppressed(suppression: &Suppression, source: &SourceFile) -> String {
    let comment = match suppression.kind {
        SuppressionKind::Ignore => "hognose: ignore",
        SuppressionKind::IgnoreFile => "hognose: ignore-file",
        SuppressionKind::Nosec => "nosec",
        SuppressionKind::Noqa => "noqa",
        SuppressionKind::Baseline => return "accepted in the baseline".to_owned(),
    };
    let line = suppression.range.map(|range| source.lines().line(range.start()));
    let place = line.map(|line| format!(" on line {line}")).unwrap_or_default();
    match &suppression.reason {
        Some(reason) => format!("by `# {comment}`{place}: {}", visible(reason)),
        None => format!("by `# {comment}`{place}"),
    }
}

/// The first paragraph of a Markdown text, on one line.
fn first_paragraph(markdown: &str) -> String {
    let lines = markdown.trim_start().lines().map(str::trim);
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
