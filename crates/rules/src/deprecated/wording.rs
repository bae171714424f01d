//! What is said about the use of an API.

use std::fmt::Write as _;

use hognose_core::{Confidence, Severity};
use hognose_deprecation::{Entry, Kind, Version, When};
use hognose_registry::{Context, Report};
use hognose_usage::{Basis, Certainty, Evaluation, Usage};

/// Reports a use: `state` says how things stand with the API.
pub(crate) fn report<'c>(
    usage: &Usage<'_>,
    state: &str,
    severity: Severity,
    cx: &'c mut Context<'_>,
) -> Report<'c> {
    let message = format!("{} {state}", subject(usage.entry));
    let mut report = cx.report(usage.range, message);
    report.severity(match usage.evaluation {
        Evaluation::Always => severity,
        // Nothing breaks when the program runs.
        Evaluation::TypesOnly => Severity::Low,
    });
    report.confidence(match (usage.certainty, usage.basis) {
        (Certainty::Sure, Basis::Known) => Confidence::High,
        (Certainty::Named, _) => Confidence::Low,
        _ => Confidence::Medium,
    });
    if let Some(help) = help(usage) {
        report.help(help);
    }
    report
}

/// What the entry is about, at the beginning of a message.
fn subject(entry: &Entry) -> String {
    let name = known_as(entry);
    match entry.kind {
        Kind::Module => format!("the module `{name}`"),
        Kind::Argument => argument(entry),
        Kind::Hook => format!("the method `{name}`"),
        _ => format!("`{name}`"),
    }
}

/// The name by which people know it.
fn known_as(entry: &Entry) -> &str {
    entry.name.strip_prefix("builtins.").unwrap_or(&entry.name)
}

fn argument(entry: &Entry) -> String {
    let name = known_as(entry);
    let which = match (&entry.argument, entry.position) {
        (Some(argument), _) => format!("argument `{argument}`"),
        (None, Some(position)) => format!("positional argument {}", position + 1),
        (None, None) => "argument".to_owned(),
    };
    let how = match (entry.when, &entry.value) {
        (When::Missing, _) => return format!("a call of `{name}` without the {which}"),
        (When::Positional, None) => " by position",
        (When::Keyword, None) => " by keyword",
        (_, Some(value)) => return format!("the value `{value}` of the {which} of `{name}`"),
        _ => "",
    };
    format!("the {which} of `{name}`{how}")
}

/// `(deprecated since 3.4)`, in the words of a message; empty if that is not known.
pub(crate) fn since(entry: &Entry) -> String {
    entry
        .deprecated
        .filter(|since| entry.removed.is_none_or(|removed| *since < removed))
        .map_or(String::new(), |since| format!(" (deprecated since {since})"))
}

/// A release of the package that a use is about: `Python 3.12`, `numpy 2.0`.
pub(crate) fn release(usage: &Usage<'_>, version: Version) -> String {
    let package = usage.package;
    let name = if package.is_standard_library() { "Python" } else { &package.package };
    format!("{name} {version}")
}

/// What to do about it.
fn help(usage: &Usage<'_>) -> Option<String> {
    let entry = usage.entry;
    let mut help = match &entry.replacement {
        Some(replacement) => format!("use `{replacement}`"),
        None => String::new(),
    };
    if let Some(since) = entry.replacement_since.filter(|since| *since > usage.releases.low)
        && !help.is_empty()
    {
        let _ = write!(
            help,
            ", which {} brings: older releases need the old way behind a test of the version",
            release(usage, since)
        );
    }
    if let Some(note) = &entry.note {
        if !help.is_empty() {
            help.push_str("; ");
        }
        help.push_str(note.trim_end_matches('.'));
    }
    if usage.basis == Basis::Newest {
        let newest = usage.releases.low;
        let assumed =
            format!("the newest release ({newest}) is assumed: nothing says which is used");
        if !help.is_empty() {
            help.push_str("; ");
        }
        help.push_str(&assumed);
    }
    (!help.is_empty()).then_some(help)
}

/// Whether another rule has said already what is dangerous about the use: that it is deprecated, too, is
/// not worth a second finding.
pub(crate) fn is_told(usage: &Usage<'_>, cx: &Context<'_>) -> bool {
    !usage.entry.cwe.is_empty() && cx.is_reported(usage.range)
}
