//! Names in conditions and tables: what a `__getattr__` answers for, and lists of what was removed.

use hognose_deprecation::Version;

use crate::facts::{Call, Condition, Fact, Relation, What};
use crate::link::{Context, Found, Library};
use crate::message::{given_name, is_identifier, plain, version};
use crate::warn::Warnings;

/// A name, and what stands beside it in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) value: Option<Fact>,
}

/// The most names of a table.
const MOST: usize = 5_000;

/// The names that a parameter is compared with, if the conditions are about nothing else.
pub(crate) fn names<'a>(
    warnings: &Warnings<'a>,
    cx: Context<'a>,
    asked: &str,
    conditions: &[&Condition],
) -> Option<Vec<Named>> {
    let mut named = None;
    for condition in conditions {
        match part(warnings, cx, asked, condition) {
            Answer::Nothing => {}
            Answer::Names(found) if named.is_none() => named = Some(found),
            Answer::Names(_) | Answer::Unclear => return None,
        }
    }
    named
}

enum Answer {
    Nothing,
    Names(Vec<Named>),
    Unclear,
}

fn part<'a>(
    warnings: &Warnings<'a>,
    cx: Context<'a>,
    asked: &str,
    condition: &Condition,
) -> Answer {
    let is_asked = |fact: &Fact| matches!(fact, Fact::Name(name) if name == asked);
    match condition {
        Condition::All(parts) => {
            let mut all = Answer::Nothing;
            for condition in parts {
                match (part(warnings, cx, asked, condition), &all) {
                    (Answer::Nothing, _) => {}
                    (names @ Answer::Names(_), Answer::Nothing) => all = names,
                    _ => return Answer::Unclear,
                }
            }
            all
        }
        Condition::Any(parts) => {
            let mut all = Vec::new();
            for condition in parts {
                match part(warnings, cx, asked, condition) {
                    Answer::Names(names) => all.extend(names),
                    Answer::Nothing | Answer::Unclear => return Answer::Unclear,
                }
            }
            Answer::Names(all)
        }
        Condition::Compare { left, right, negated: true, .. }
            if is_asked(left) || is_asked(right) =>
        {
            Answer::Nothing
        }
        Condition::Compare { left, relation: Relation::Same, right, .. }
            if is_asked(left) || is_asked(right) =>
        {
            let name = if is_asked(left) { right } else { left };
            match name.known_text() {
                Some(name) => Answer::Names(vec![Named { name: name.to_owned(), value: None }]),
                None => Answer::Unclear,
            }
        }
        Condition::Compare { left, relation: Relation::In, right, .. } if is_asked(left) => {
            let named = entries(warnings, cx, right);
            if named.is_empty() { Answer::Unclear } else { Answer::Names(named) }
        }
        _ => Answer::Unclear,
    }
}

/// The names in a table or list, wherever it is defined.
pub(crate) fn entries<'a>(warnings: &Warnings<'a>, cx: Context<'a>, fact: &Fact) -> Vec<Named> {
    entries_within(warnings, cx, fact, 4)
}

fn entries_within<'a>(
    warnings: &Warnings<'a>,
    cx: Context<'a>,
    fact: &Fact,
    depth: u32,
) -> Vec<Named> {
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    match fact {
        Fact::Name(written) => {
            let name = written.strip_suffix(".keys").unwrap_or(written);
            if let Some(local) = cx.function.and_then(|function| function.local(name)) {
                return entries_within(warnings, cx, local, depth);
            }
            match warnings.library.resolve(cx, name) {
                Some(Found::Definition(place)) => {
                    let module = Context { function: None, ..place.context() };
                    place
                        .definitions
                        .iter()
                        .find_map(|definition| match &definition.what {
                            What::Value(value) => {
                                let found = entries_within(warnings, module, value, depth);
                                (!found.is_empty()).then_some(found)
                            }
                            _ => None,
                        })
                        .unwrap_or_default()
                }
                _ => Vec::new(),
            }
        }
        Fact::Table(pairs) => pairs
            .iter()
            .take(MOST)
            .filter_map(|(key, value)| {
                Some(Named { name: key.known_text()?.to_owned(), value: Some(value.clone()) })
            })
            .collect(),
        Fact::List(items) => items
            .iter()
            .take(MOST)
            .filter_map(|item| Some(Named { name: item.known_text()?.to_owned(), value: None }))
            .collect(),
        Fact::FirstOfEach(items) => {
            let items = match &**items {
                Fact::Name(_) => match warnings.value(cx, items) {
                    Fact::List(items) => items,
                    _ => return Vec::new(),
                },
                Fact::List(items) => items.clone(),
                other => return entries_within(warnings, cx, other, depth),
            };
            items
                .iter()
                .take(MOST)
                .filter_map(|item| {
                    let (first, rest) = match item {
                        Fact::List(parts) => (parts.first()?, parts.get(1)),
                        other => (other, None),
                    };
                    Some(Named { name: first.known_text()?.to_owned(), value: rest.cloned() })
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The text of an exception for a name that is not there.
pub(crate) fn raised_text<'a>(warnings: &Warnings<'a>, cx: Context<'a>, call: &Call) -> String {
    let mut text = String::new();
    for value in call.values() {
        if let Fact::Text(pieces) = warnings.value(cx, value) {
            text.push_str(&plain(&pieces, &|_| None));
            text.push(' ');
        }
    }
    text
}

/// Whether a message says that something is gone.
pub(crate) fn tells_of_removal(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["removed", "expired", "deprecated", "renamed", "was moved", "been moved", "no longer"]
        .iter()
        .any(|word| text.contains(word))
}

pub(crate) fn value_tells_of_removal(value: &Fact) -> bool {
    value.known_text().is_some_and(tells_of_removal)
}

/// What the name of a table says about what it lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// Whether it is gone.
    pub(crate) is_gone: bool,
    /// Since which release.
    pub(crate) version: Option<Version>,
}

/// What a table with this name lists, if it lists what was removed, moved or deprecated.
pub(crate) fn state_of(name: &str) -> Option<State> {
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let is_gone = has(&["removed", "expired"]) && !has(&["deprec"]);
    if !is_gone && !has(&["deprec", "renamed", "moved", "redirect"]) {
        return None;
    }
    let digits = lower
        .rsplit_once("_in_v")
        .or_else(|| lower.rsplit_once("_in_"))
        .map(|(_, rest)| rest.replace('_', "."));
    Some(State { is_gone, version: digits.as_deref().and_then(version) })
}

/// The dotted name that `shop.cart:price` or `shop.cart.price` is, of this package.
pub(crate) fn whole_path(name: &str, library: &Library) -> Option<String> {
    let path = given_name(name)?;
    let (top, rest) = path.split_once('.')?;
    (library.modules.contains_key(top) && rest.split('.').all(is_identifier)).then(|| path.clone())
}
