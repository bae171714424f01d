//! From TOML to values: the kinds of values that settings have, and the collecting of what is wrong.
//!
//! Reading never stops at a mistake: what cannot be read is reported and left out, and the rest is
//! read, so that a person sees all the mistakes of a file at once. A layer with mistakes is not used.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::Vocabulary;
use crate::document::{Document, MAX_PROBLEMS};
use crate::origin::{Located, Origin};
use crate::problem::{Complaint, InvalidConfiguration, Omitted, Problem};

/// What the meaning of a text depends on.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The names that exist.
    pub(crate) vocabulary: &'a Vocabulary<'a>,
    /// The folder that patterns are relative to.
    pub(crate) base: &'a Path,
}

/// Reads the values of one document and collects what is wrong with them.
pub(crate) struct Reader<'a> {
    pub(crate) scope: Scope<'a>,
    document: &'a Document,
    problems: Vec<Problem>,
}

/// A value in a document.
pub(crate) type Node<'d> = Spanned<DeValue<'d>>;

/// Something that a setting can hold.
pub(crate) trait Value: Sized {
    /// Reads a value. `key` names it in messages. What is wrong goes to the reader; nothing comes back
    /// if there is no value at all.
    fn read(node: &Node<'_>, key: &str, reader: &mut Reader<'_>) -> Option<Self>;
}

/// Something that stands in a list, or at the left side of a table, as a string.
pub(crate) trait Item: Sized {
    /// What a list of them is called.
    const LIST: &'static str;

    /// Finds the meaning of a text.
    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Complaint>;

    /// The text as it was written.
    fn text(&self) -> &str;
}

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Document, vocabulary: &'a Vocabulary<'a>) -> Self {
        let scope = Scope { vocabulary, base: document.base() };
        Self { scope, document, problems: Vec::new() }
    }

    /// Where a value at this place comes from.
    pub(crate) fn origin(&self, span: &Range<usize>) -> Origin {
        self.document.origin(span)
    }

    /// Notes that something is wrong with a part of the document.
    pub(crate) fn report(&mut self, span: Range<usize>, complaint: Complaint) {
        if !self.is_full() {
            self.problems.push(complaint.about_excerpt(self.document.excerpt(span)));
        }
    }

    /// Whether there are so many problems that reading on is of no use.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    /// Ends the reading: with what was read, or with what is wrong.
    pub(crate) fn finish<T>(self, read: T) -> Result<T, InvalidConfiguration> {
        let omitted = if self.is_full() { Omitted::Rest } else { Omitted::Nothing };
        if self.problems.is_empty() {
            Ok(read)
        } else {
            Err(InvalidConfiguration::new(self.problems, omitted))
        }
    }

    /// Reads a text that stands at `span`.
    pub(crate) fn item<T: Item>(&mut self, text: &str, span: Range<usize>) -> Option<Located<T>> {
        self.located(T::parse(text, &self.scope), span)
    }

    /// Gives a value its origin, or reports what is wrong with it.
    pub(crate) fn located<T>(
        &mut self,
        read: Result<T, Complaint>,
        span: Range<usize>,
    ) -> Option<Located<T>> {
        match read {
            Ok(value) => Some(Located { value, origin: self.origin(&span) }),
            Err(complaint) => {
                self.report(span, complaint);
                None
            }
        }
    }

    /// The strings of a list, with their places. Nothing if the value is not a list.
    pub(crate) fn strings<'n>(
        &mut self,
        node: &'n Node<'_>,
        key: &str,
        expected: &str,
    ) -> Option<Vec<(&'n str, Range<usize>)>> {
        let items = match node.get_ref() {
            DeValue::Array(items) => items,
            other => {
                let complaint = mismatch(node, key, expected);
                self.report(
                    node.span(),
                    match other {
                        DeValue::String(_) => complaint.help("write it in brackets: `[\"…\"]`"),
                        _ => complaint,
                    },
                );
                return None;
            }
        };
        let mut strings = Vec::with_capacity(items.len());
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => strings.push((&**text, item.span())),
                other => {
                    let found = kind(other);
                    let message = format!("`{key}` must hold strings, not {found}");
                    self.report(item.span(), Complaint::new(message));
                }
            }
        }
        Some(strings)
    }
}

/// The entries of a table as they stand in the document.
pub(crate) fn in_order<'t, 'd>(
    table: &'t DeTable<'d>,
) -> Vec<(&'t Spanned<DeString<'d>>, &'t Node<'d>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// The complaint about a value that is not what it must be.
pub(crate) fn mismatch(node: &Node<'_>, key: &str, expected: &str) -> Complaint {
    let found = kind(node.get_ref());
    Complaint::new(format!("`{key}` must be {expected}, not {found}"))
}

/// What a value of TOML is called.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
