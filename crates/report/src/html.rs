//! One page that has everything in it: findings by file with excerpts of the code, search and filters.
//!
//! The page loads nothing from anywhere, and its policy forbids it to. Without scripts it is a list.
//! The filters are in the fragment of its address, so that a view can be passed on. Findings are
//! written one by one; the browser lays out those that are seen.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use hognose_core::{ColumnUnit, FileOutcome, Finding, SourceFile, TextRange, TextSize};

use crate::Summary;
use crate::notices::level_name;
use crate::path::visible_path;
use crate::report::{Report, Shown};
use crate::summary::Count;
use crate::text::{visible, visible_code};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// Writes the page.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    head(report, out)?;
    notices(report, out)?;
    writeln!(out, "<main id=\"findings\">")?;
    let mut any = false;
    for file in &report.outcome.files {
        any |= file_section(report, file, out)?;
    }
    if !any {
        writeln!(out, "<p class=\"empty\">Nothing was found.</p>")?;
    }
    writeln!(out, "</main>")?;
    writeln!(out, "<p class=\"empty\" id=\"none\" hidden>No finding matches these filters.</p>")?;
    writeln!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>")
}

fn head(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let summary = Summary::of(report.outcome);
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; \
         form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>hognose: {findings} in {files}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>hognose</h1>\n<p class=\"facts\">{sentence}. Version {version}, {date}.</p>\n",
        findings = Count(summary.findings, "finding"),
        files = Count(summary.files, "file"),
        sentence = escaped(&summary.to_string()),
        version = report.options.tool_version,
        date = escaped(&report.options.generated_at),
    )?;
    writeln!(out, "<ul class=\"totals\">")?;
    let totals = [("high", summary.high), ("medium", summary.medium), ("low", summary.low)];
    for (name, count) in totals {
        writeln!(out, "<li class=\"{name}\"><b>{count}</b> {name}</li>")?;
    }
    writeln!(out, "</ul>\n</header>")?;
    out.write_all(
        b"<form id=\"filters\" hidden role=\"search\">\n\
          <label class=\"wide\">Search <input type=\"search\" name=\"q\" \
          placeholder=\"message, rule, file, code\"></label>\n\
          <label>Severity <select name=\"severity\"><option value=\"\">any</option>\
          <option>high</option><option>medium</option><option>low</option></select></label>\n\
          <label>Confidence <select name=\"confidence\"><option value=\"\">any</option>\
          <option>high</option><option>medium</option><option>low</option></select></label>\n\
          <label>Rule <select name=\"rule\"><option value=\"\">any</option></select></label>\n\
          <label>Folder <select name=\"folder\"><option value=\"\">any</option></select></label>\n\
          <button type=\"reset\">Clear</button>\n\
          <output id=\"count\" aria-live=\"polite\"></output>\n</form>\n",
    )
}

fn notices(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    if report.outcome.notices.is_empty() {
        return Ok(());
    }
    let count = Count(report.outcome.notices.len(), "notice");
    writeln!(out, "<details class=\"notices\" open><summary>{count}</summary>\n<ul>")?;
    for notice in &report.outcome.notices {
        let path = notice.path.as_deref().map(visible_path).unwrap_or_default();
        let line = notice.position.map(|at| format!(":{}", at.line)).unwrap_or_default();
        writeln!(
            out,
            "<li><b>{}</b> <code>{}{line}</code> {}</li>",
            level_name(notice.kind.level()),
            escaped(&path),
            escaped(&visible(&notice.message)),
        )?;
    }
    writeln!(out, "</ul></details>")
}

/// Writes the findings of a file. Whether there are any.
fn file_section(report: Report<'_>, file: &FileOutcome, out: &mut impl Write) -> io::Result<bool> {
    let mut findings = file.findings.iter().filter(|finding| report.shows(finding)).peekable();
    if findings.peek().is_none() {
        return Ok(false);
    }
    let path = visible_path(file.source.path());
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    writeln!(
        out,
        "<section data-path=\"{path}\" data-folder=\"{folder}\">\n<h2>{path}</h2>",
        path = escaped(&path),
        folder = escaped(folder),
    )?;
    for finding in findings {
        let meta = report.registry.meta(finding.rule);
        article(Shown { source: &file.source, finding, meta }, out)?;
    }
    writeln!(out, "</section>")?;
    Ok(true)
}

fn article(shown: Shown<'_>, out: &mut impl Write) -> io::Result<()> {
    let Shown { source, finding, meta } = shown;
    let at = source.position(finding.range.start(), ColumnUnit::CodePoint);
    let hidden = if finding.suppression.is_some() { " suppressed" } else { "" };
    writeln!(
        out,
        "<article class=\"{severity}{hidden}\" id=\"f{fingerprint}-{line}\" \
         data-severity=\"{severity}\" data-confidence=\"{confidence}\" data-rule=\"{rule}\">\n\
         <h3><span class=\"badge\">{severity}</span> {message}</h3>",
        severity = finding.severity,
        confidence = finding.confidence,
        fingerprint = finding.fingerprint,
        line = at.line,
        rule = escaped(meta.id),
        message = escaped(&visible(&finding.message)),
    )?;
    out.write_all(excerpt(source, finding).as_bytes())?;
    trace(finding, out)?;
    if let Some(help) = &finding.help {
        writeln!(out, "<p>{}</p>", escaped(&visible(help)))?;
    }
    let mut facts = format!("<a href=\"{}\">{}</a>", escaped(&meta.url()), escaped(meta.id));
    for alias in meta.aliases {
        let _ = write!(facts, " <span>{}</span>", escaped(alias));
    }
    for number in meta.cwe {
        let _ = write!(
            facts,
            " <a href=\"https://cwe.mitre.org/data/definitions/{number}.html\">CWE-{number}</a>"
        );
    }
    writeln!(
        out,
        "<p class=\"facts\">line {}, column {} · confidence {} · {facts}{}</p>\n</article>",
        at.line,
        at.column,
        finding.confidence,
        if finding.suppression.is_some() { " · suppressed" } else { "" },
    )
}

/// The way of the data, step by step: what happens, where, and the line of code.
fn trace(finding: &Finding, out: &mut impl Write) -> io::Result<()> {
    /// Characters of a line.
    const MAX_LINE: usize = 160;
    if finding.trace.is_empty() {
        return Ok(());
    }
    writeln!(out, "<details class=\"trace\" open><summary>Trace</summary>\n<ol>")?;
    for step in &finding.trace {
        let code: String = step.line.trim().chars().take(MAX_LINE).collect();
        writeln!(
            out,
            "<li>{} <span class=\"place\">{}:{}:{}</span><code>{}</code></li>",
            escaped(&visible(&step.message)),
            escaped(&visible_path(&step.path)),
            step.start.line,
            step.start.column,
            escaped(&visible_code(&code)),
        )?;
    }
    writeln!(out, "</ol></details>")
}

/// Lines of an excerpt.
const MAX_LINES: u32 = 8;
/// Bytes of a line on either side of what is marked.
const MAX_BESIDE: u32 = 120;
/// Bytes of what is marked in a line.
const MAX_MARKED: u32 = 240;

/// The lines of a finding and one on either side, with the place marked.
fn excerpt(source: &SourceFile, finding: &Finding) -> String {
    let lines = source.lines();
    let first = lines.line(finding.range.start());
    let last = lines.line(finding.range.end()).min(first + MAX_LINES - 1);
    let mut shown = String::from("<pre><code>");
    for number in first.saturating_sub(1).max(1)..=(last + 1).min(lines.count()) {
        let range = lines.range(number);
        let text = TextRange::at(range.start(), TextSize::of(source.line_text(number)));
        if text.is_empty() && (number < first || number > last) {
            continue;
        }
        let marked = if (first..=last).contains(&number) {
            finding.range.intersect(text).unwrap_or(TextRange::empty(text.start()))
        } else {
            TextRange::empty(text.start())
        };
        let _ = write!(shown, "<i>{number}</i>");
        line(source, text, marked, &mut shown);
        shown.push('\n');
    }
    shown.push_str("</code></pre>\n");
    shown
}

/// One line, of which a part is marked; long ones are cut.
fn line(source: &SourceFile, text: TextRange, marked: TextRange, shown: &mut String) {
    let floor = |offset: u32| {
        let at = source.text().floor_char_boundary(offset as usize);
        TextSize::try_from(at).unwrap_or_default()
    };
    let start = floor(marked.start().to_u32().saturating_sub(MAX_BESIDE)).max(text.start());
    let marked_end = floor(marked.end().to_u32().min(marked.start().to_u32() + MAX_MARKED));
    let end = floor(marked_end.to_u32().saturating_add(MAX_BESIDE)).min(text.end());
    let part = |from: TextSize, to: TextSize| {
        let text = source.slice(TextRange::new(from, to.max(from)));
        escaped(&visible_code(text)).into_owned()
    };
    if start > text.start() {
        shown.push('…');
    }
    shown.push_str(&part(start, marked.start()));
    if !marked.is_empty() {
        let _ = write!(shown, "<mark>{}</mark>", part(marked.start(), marked_end));
    }
    shown.push_str(&part(marked_end.max(marked.start()), end));
    if end < text.end() {
        shown.push('…');
    }
}

/// A text that is no markup.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}
