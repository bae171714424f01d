//! What a run found, in the form that somebody wants to read it: one renderer per format.
//!
//! A renderer takes the [`Outcome`] of a run and the [`Registry`] that its findings refer to, and
//! writes bytes. It knows nothing of files, terminals, exit codes or analysis, prints nothing, and
//! gives the same bytes for the same input. Findings are written one by one: a million of them need
//! no more memory than one.
//!
//! What the analysed code says (names, paths, messages made from them, source excerpts) is hostile
//! until shown otherwise: everything passes through the escapes of `text`, or through `encoder` on its
//! way into JSON. The work per finding is bounded, however long the line that it lies on.
//!
//! | module | format |
//! |---|---|
//! | `full` | source excerpts for the terminal |
//! | `concise` | one line per finding |
//! | `json`, `jsonl` | our own records, as one document or as a stream |
//! | `sarif` | SARIF 2.1.0 for code scanning and editors |
//! | `github` | annotations in the log of a GitHub workflow |
//! | `html` | one page for a browser, with search and filters |
//! | `bandit` | Bandit's own forms: JSON, CSV, XML, YAML |
//! | `custom` | lines from a template |
//!
//! Beside them stand `notices`, `statistics` and the [`Summary`], which the caller puts where they
//! belong.

mod bandit;
mod concise;
mod custom;
mod encoder;
mod format;
mod full;
mod github;
mod html;
mod json;
mod jsonl;
mod notices;
mod options;
mod path;
mod record;
mod report;
mod sarif;
mod statistics;
mod style;
mod summary;
mod text;

use std::io::{self, BufWriter, Write};

use hognose_core::Outcome;
use hognose_registry::Registry;

pub use crate::custom::{DEFAULT_TEMPLATE, Template, TemplateError};
pub use crate::format::{Format, UnknownFormat};
pub use crate::options::{Absent, Color, Compared, RenderOptions, Suppressed};
pub use crate::summary::Summary;

use crate::report::Report;

/// Writes the findings of a run in a format, and its notices too if
/// [the format carries them](Format::carries_notices).
///
/// `registry` must be the one that the findings' rules are indices of. The output is buffered here.
///
/// # Errors
///
/// If `out` fails; a closed pipe is [`io::ErrorKind::BrokenPipe`].
pub fn render(
    format: Format,
    outcome: &Outcome,
    registry: &Registry,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = Report { outcome, registry, options };
    let mut out = BufWriter::new(out);
    match format {
        Format::Full => full::render(report, &mut out),
        Format::Concise => concise::render(report, &mut out),
        Format::Json => json::render(report, &mut out),
        Format::Jsonl => jsonl::render(report, &mut out),
        Format::Sarif => sarif::render(report, &mut out),
        Format::Github => github::render(report, &mut out),
        Format::Html => html::render(report, &mut out),
        Format::BanditJson => bandit::json(report, &mut out),
        Format::Csv => bandit::csv(report, &mut out),
        Format::Xml => bandit::xml(report, &mut out),
        Format::Yaml => bandit::yaml(report, &mut out),
        Format::Custom => custom::render(report, &mut out),
    }?;
    out.flush()
}

/// Writes the notices of a run for a person, one per line.
///
/// # Errors
///
/// If `out` fails.
pub fn render_notices(
    outcome: &Outcome,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    notices::render(outcome, options, &mut out)?;
    out.flush()
}

/// Writes how often each rule found something, as a table, most frequent first. Nothing if nothing
/// was found.
///
/// # Errors
///
/// If `out` fails.
pub fn render_statistics(
    outcome: &Outcome,
    registry: &Registry,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    statistics::render(Report { outcome, registry, options }, &mut out)?;
    out.flush()
}
