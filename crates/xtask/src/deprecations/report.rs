//! What a person should know after a run.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hognose_deprecation::{Entry, Kind, Version};

use super::gather::{Facts, Said};
use super::merge::Merged;

/// Counts by kind, what each source adds, and what does not agree.
pub(super) fn text(facts: &Facts, merged: &Merged) -> String {
    let mut text = String::new();
    counts(&mut text, &merged.entries);
    sources(&mut text, facts, &merged.entries);
    let _ = writeln!(text, "\n{} names go with what they belong to.", merged.implied.len());
    let _ = writeln!(text, "\n{} places where not all agree:", merged.complaints.len());
    for complaint in &merged.complaints {
        let _ = writeln!(text, "  {complaint}");
    }
    text
}

/// How many of each kind are removed, and in which release.
fn counts(text: &mut String, entries: &[Entry]) {
    let mut releases: Vec<Version> = entries.iter().filter_map(|entry| entry.removed).collect();
    releases.sort_unstable();
    releases.dedup();
    let mut columns: Vec<String> = releases.iter().map(Version::to_string).collect();
    columns.extend(["removed", "deprecated", "soft", "all"].map(str::to_owned));
    let _ = write!(text, "{:<10}", "kind");
    for column in &columns {
        let _ = write!(text, "{column:>11}");
    }
    for kind in [
        Kind::Module,
        Kind::Class,
        Kind::Function,
        Kind::Constant,
        Kind::Method,
        Kind::Attribute,
        Kind::Member,
        Kind::Argument,
        Kind::Hook,
    ] {
        let of: Vec<&Entry> = entries.iter().filter(|entry| entry.kind == kind).collect();
        let count = |is: &dyn Fn(&Entry) -> bool| of.iter().filter(|entry| is(entry)).count();
        let mut row: Vec<usize> =
            releases.iter().map(|release| count(&|it| it.removed == Some(*release))).collect();
        row.push(count(&|it| it.removed.is_some()));
        row.push(count(&|it| it.removed.is_none() && it.deprecated.is_some()));
        row.push(count(&|it| it.removed.is_none() && it.deprecated.is_none()));
        row.push(of.len());
        let _ = write!(text, "\n{:<10}", format!("{kind:?}").to_lowercase());
        for number in row {
            let _ = write!(text, "{number:>11}");
        }
    }
    let _ = writeln!(text, "\n{} entries", entries.len());
}

/// Whether a source marks a name.
type Marked = fn(&Said) -> bool;

/// How many names each source marks, and how many it alone does.
fn sources(text: &mut String, facts: &Facts, entries: &[Entry]) {
    let names: BTreeMap<&str, Option<&Said>> = entries
        .iter()
        .filter(|entry| entry.argument.is_none())
        .map(|entry| (entry.name.as_str(), facts.get(&entry.name)))
        .collect();
    let marks: [(&str, Marked); 5] = [
        ("documentation", |said| said.docs.is_some()),
        ("stubs", |said| said.stubs.is_some()),
        ("library", |said| said.lib.is_some()),
        ("look-up warns", |said| said.access.is_some()),
        ("documented, gone", |said| said.gone),
    ];
    let _ = writeln!(text, "\nOf {} names:", names.len());
    for (source, marked) in marks {
        let all = names.values().flatten().filter(|said| marked(said)).count();
        let alone = |said: &&&Said| {
            marked(said) && marks.iter().filter(|(_, marked)| marked(said)).count() == 1
        };
        let alone = names.values().flatten().filter(alone).count();
        let _ = writeln!(text, "  {source:<17} marks {all:>4}, alone {alone:>4}");
    }
    let by_hand = names.values().filter(|said| said.is_none()).count();
    let _ = writeln!(text, "  {:<17} adds  {by_hand:>4}", "by hand");
}
