//! The text of a file of rules, as a tree of values that know where they stand.
//!
//! TOML and YAML look the same from here on.

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use hognose_core::{ColumnUnit, SourceFile, TextSize};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

use crate::problem::Problem;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) span: Range<usize>,
    pub(crate) node: Node,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Toml,
    Yaml,
}

/// A file of rules.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    source: Arc<SourceFile>,
}

/// No hand-written file of rules is larger; in bytes.
pub(crate) const MAX_BYTES: usize = 1 << 22;

impl Document {
    pub(crate) fn new(path: &Path, text: &str) -> Self {
        Self { source: Arc::new(SourceFile::new(path.to_path_buf(), text.to_owned())) }
    }

    /// The values of the file.
    ///
    /// # Errors
    ///
    /// What is wrong with its syntax.
    pub(crate) fn parse(&self, form: Form) -> Result<Node, Problem> {
        let text = self.source.text();
        if text.len() > MAX_BYTES {
            return Err(self.problem(&(0..0), format!("the file is larger than {MAX_BYTES} bytes")));
        }
        match form {
            Form::Toml => match DeTable::parse(text) {
                Ok(table) => Ok(Node { span: 0..0, value: of_table(table.get_ref()) }),
                Err(error) => {
                    Err(self.problem(&error.span().unwrap_or_default(), error.message().to_owned()))
                }
            },
            Form::Yaml => self.yaml(),
        }
    }

    fn yaml(&self) -> Result<Node, Problem> {
        match serde_saphyr::from_str::<Spanned>(self.source.text()) {
            Ok(node) => Ok(self.located(node)),
            Err(error) => {
                let start = error
                    .location()
                    .map_or(0, |location| self.offset(location.line(), location.column()));
                let message = error.to_string();
                let message = message.lines().next().unwrap_or_default();
                Err(self.problem(&(start..start), message.to_owned()))
            }
        }
    }

    /// The byte at a line and column, both counted from 1.
    fn offset(&self, line: u64, column: u64) -> usize {
        let line = u32::try_from(line).unwrap_or(1).max(1).min(self.source.lines().count().max(1));
        let start = usize::from(self.source.lines().start(line));
        let column = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
        let text = self.source.line_text(line);
        start + text.char_indices().nth(column).map_or(text.len(), |(at, _)| at)
    }

    fn located(&self, Spanned(spanned): Spanned) -> Node {
        let start = self.offset(spanned.referenced.line(), spanned.referenced.column());
        let value = match spanned.value {
            Loose::Null => Value::Null,
            Loose::Bool(value) => Value::Bool(value),
            Loose::Int(value) => Value::Int(value),
            Loose::Float(value) => Value::Float(value),
            Loose::Text(text) => Value::Text(text),
            Loose::List(list) => Value::List(list.into_iter().map(|it| self.located(it)).collect()),
            Loose::Table(entries) => Value::Table(
                entries
                    .into_iter()
                    .map(|(key, node)| {
                        let node = self.located(node);
                        // The key stands before its value, on the same line or above it.
                        let before = self.source.text().get(..node.span.start).unwrap_or_default();
                        let at = before.rfind(&key).unwrap_or(node.span.start);
                        Entry { span: at..at + key.len(), key, node }
                    })
                    .collect(),
            ),
        };
        Node { span: start..start, value }
    }

    /// Says what is wrong at a place of the file.
    pub(crate) fn problem(&self, span: &Range<usize>, message: String) -> Problem {
        let text = self.source.text();
        let start = text.floor_char_boundary(span.start);
        let start = TextSize::try_from(start).unwrap_or_default();
        let position = self.source.position(start, ColumnUnit::CodePoint);
        Problem {
            path: self.source.path().to_path_buf(),
            line: position.line,
            column: position.column,
            text: self.source.line_text(position.line).chars().take(120).collect(),
            message,
        }
    }
}

fn of_table(table: &DeTable<'_>) -> Value {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            span: key.span(),
            node: Node { span: value.span(), value: of_value(value.get_ref()) },
        })
        .collect();
    entries.sort_by_key(|entry| entry.span.start);
    Value::Table(entries)
}

fn of_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix()).map_or(Value::Null, Value::Int)
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Null, Value::Float),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(_) => Value::Null,
        DeValue::Array(list) => Value::List(
            list.iter().map(|it| Node { span: it.span(), value: of_value(it.get_ref()) }).collect(),
        ),
        DeValue::Table(table) => of_table(table),
    }
}

/// A value of YAML, whatever it is, with its place.
struct Spanned(serde_saphyr::Spanned<Loose>);

impl<'de> Deserialize<'de> for Spanned {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_saphyr::Spanned::deserialize(deserializer).map(Self)
    }
}

/// A value of YAML.
enum Loose {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Spanned>),
    Table(Vec<(String, Spanned)>),
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
        Ok(Loose::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Loose, E> {
        Ok(Loose::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
        Ok(i64::try_from(value).map_or(Loose::Null, Loose::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Loose, E> {
        Ok(Loose::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Null)
    }

    fn visit_none<E>(self) -> Result<Loose, E> {
        Ok(Loose::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Loose, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Loose, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Loose::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Loose, A::Error> {
        let mut table = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            table.push((key, entries.next_value()?));
        }
        Ok(Loose::Table(table))
    }
}
