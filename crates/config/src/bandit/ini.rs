//! Bandit's INI files, as Python's `configparser` reads them for it: with a section `[DEFAULT]` that
//! stands behind every other, values that go on in lines which are indented deeper, `%(name)s` for the
//! value of another key, and no comments behind values.
//!
//! What `configparser` refuses is refused here, in whatever section it stands. Bandit warns then and
//! runs without the file, that is, with other rules than the file asks for.

mod interpolation;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::Document;
use crate::problem::{Complaint, InvalidConfiguration};

use self::interpolation::Interpolation;
use super::node::{Data, Node};

/// The section that Bandit reads.
const OURS: &str = "bandit";

/// The section whose entries every other section has, too.
const DEFAULT: &str = "DEFAULT";

/// The entries of the section `[bandit]`, their values texts; nothing without such a section.
///
/// # Errors
///
/// If the file is none that `configparser` reads.
pub(super) fn from_ini(
    document: &Document,
) -> Result<Option<Vec<(Node, Node)>>, InvalidConfiguration> {
    entries(document.text()?).map_err(|refusal| {
        let complaint = Complaint::new(refusal.message).help(refusal.help);
        complaint.about_excerpt(document.excerpt(refusal.span)).into()
    })
}

/// Why a text is refused, and where.
#[derive(Debug)]
struct Refusal {
    message: String,
    help: &'static str,
    span: Range<usize>,
}

impl Refusal {
    fn new(message: impl Into<String>, help: &'static str, span: Range<usize>) -> Self {
        Self { message: message.into(), help, span }
    }
}

/// An entry of a section that matters.
#[derive(Debug)]
struct Entry {
    key: Range<usize>,
    /// The lines of the value.
    value: String,
    /// The first of them.
    span: Range<usize>,
}

fn entries(text: &str) -> Result<Option<Vec<(Node, Node)>>, Refusal> {
    let Sections { defaults, ours } = Sections::read(text)?;
    let Some(ours) = ours else { return Ok(None) };
    let mut all = defaults;
    all.extend(ours);
    let mut interpolation = Interpolation::new(
        all.iter().map(|(key, entry)| (key.as_str(), entry.value.as_str())).collect(),
    );
    let mut nodes = Vec::with_capacity(all.len());
    for (key, entry) in &all {
        let value = interpolation
            .value(&entry.value)
            .map_err(|bad| Refusal::new(bad.message(), bad.help(), entry.span.clone()))?;
        nodes.push((
            Node { data: Data::Text(key.clone()), span: entry.key.clone() },
            Node { data: Data::Text(value), span: entry.span.clone() },
        ));
    }
    nodes.sort_by_key(|(key, _)| key.span.start);
    Ok(Some(nodes))
}

/// What stands in the sections that matter, by key.
#[derive(Debug, Default)]
struct Sections {
    defaults: BTreeMap<String, Entry>,
    ours: Option<BTreeMap<String, Entry>>,
}

/// Where the reader is.
#[derive(Debug, Default)]
struct Place<'t> {
    section: Option<&'t str>,
    /// The key whose value may go on, if there is one.
    key: Option<String>,
    /// How far the last line is indented that is not the continuation of a value.
    indent: usize,
}

impl Sections {
    fn read(text: &str) -> Result<Self, Refusal> {
        let mut sections = Self::default();
        let mut place = Place::default();
        let mut seen_sections: BTreeSet<&str> = BTreeSet::new();
        let mut seen_keys: BTreeSet<(&str, String)> = BTreeSet::new();
        for (start, line) in lines(text) {
            let trimmed = line.trim_matches(is_space);
            let before = line.len() - line.trim_start_matches(is_space).len();
            let span = start + before..start + before + trimmed.len();
            if trimmed.is_empty() {
                if let Some(entry) = sections.entry(&place) {
                    entry.value.push('\n');
                }
                continue;
            }
            if trimmed.starts_with(['#', ';']) {
                continue;
            }
            let indent = line.chars().take_while(|char| is_space(*char)).count();
            if place.key.is_some() && indent > place.indent {
                if let Some(entry) = sections.entry(&place) {
                    entry.value.push('\n');
                    entry.value.push_str(trimmed);
                }
                continue;
            }
            place.indent = indent;
            if let Some(name) = header(trimmed) {
                if name != DEFAULT && !seen_sections.insert(name) {
                    return Err(Refusal::new(
                        format!("there are two sections `[{name}]`"),
                        "put their entries into one",
                        span,
                    ));
                }
                if name == OURS {
                    sections.ours = Some(BTreeMap::new());
                }
                (place.section, place.key) = (Some(name), None);
                continue;
            }
            let split = trimmed.find(['=', ':']).filter(|at| *at > 0);
            let (Some(section), Some(split)) = (place.section, split) else {
                return Err(Refusal::new(
                    "this is neither a section nor `key = value`",
                    "put the settings into a section `[bandit]`: `skips = B101,B404`",
                    span,
                ));
            };
            let written = trimmed[..split].trim_end_matches(is_space);
            let value = trimmed[split + 1..].trim_start_matches(is_space);
            let key = written.to_lowercase();
            if !seen_keys.insert((section, key.clone())) {
                return Err(Refusal::new(
                    format!("`{key}` is there twice in the section `[{section}]`"),
                    "leave only one of them",
                    span,
                ));
            }
            if let Some(entries) = sections.of(section) {
                let entry = Entry {
                    key: span.start..span.start + written.len(),
                    value: value.to_owned(),
                    span: span.end - value.len()..span.end,
                };
                entries.insert(key.clone(), entry);
            }
            place.key = Some(key);
        }
        for entry in sections
            .defaults
            .values_mut()
            .chain(sections.ours.iter_mut().flat_map(BTreeMap::values_mut))
        {
            entry.value.truncate(entry.value.trim_end_matches(is_space).len());
        }
        Ok(sections)
    }

    /// The entries of a section, if it matters.
    fn of(&mut self, section: &str) -> Option<&mut BTreeMap<String, Entry>> {
        match section {
            DEFAULT => Some(&mut self.defaults),
            OURS => self.ours.as_mut(),
            _ => None,
        }
    }

    /// The entry whose value may go on.
    fn entry(&mut self, place: &Place<'_>) -> Option<&mut Entry> {
        let key = place.key.as_deref()?;
        self.of(place.section?)?.get_mut(key)
    }
}

/// The name of the section that begins with this line.
fn header(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('[')?;
    // What stands behind the last bracket is not looked at.
    let name = &rest[..rest.rfind(']')?];
    (!name.is_empty()).then_some(name)
}

/// The lines of a text, without their ends, each with the offset at which it begins. They end with
/// `\n`, `\r\n` or `\r`.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next.filter(|start| *start < text.len())?;
        let rest = &text[start..];
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let mark = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        next = Some(start + end + mark);
        Some((start, &rest[..end]))
    })
}

/// What Python takes for white space.
fn is_space(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{1c}'..='\u{1f}')
}
