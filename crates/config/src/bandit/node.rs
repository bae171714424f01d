//! What TOML, YAML and INI have in common: values that know where they stand.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned, from_str_with_options};
use toml::de::{DeTable, DeValue};

use crate::document::Document;
use crate::problem::{Complaint, InvalidConfiguration};
use crate::reader::in_order;

/// A value and the bytes of the file that it takes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) data: Data,
    pub(super) span: Range<usize>,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Data {
    /// Nothing, which YAML can say.
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    /// A date, a fraction: nothing that Bandit has a use for.
    Other,
}

impl Node {
    /// What the value is called.
    pub(super) fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "nothing",
            Data::Bool(_) => "a boolean",
            Data::Integer(_) => "an integer",
            Data::Text(_) => "a string",
            Data::List(_) => "a list",
            Data::Map(_) => "a table",
            Data::Other => "a number or a date",
        }
    }

    /// The value as a text, if it is a single one.
    pub(super) fn as_text(&self) -> Option<String> {
        match &self.data {
            Data::Text(text) => Some(text.clone()),
            Data::Integer(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn text(text: &str, span: Range<usize>) -> Self {
        Self { data: Data::Text(text.to_owned()), span }
    }
}

/// The entries of a table of TOML.
pub(super) fn from_toml(table: &DeTable<'_>) -> Vec<(Node, Node)> {
    let entry = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let key: &toml::Spanned<toml::de::DeString<'_>> = key;
        (Node::text(key.get_ref(), key.span()), toml_value(value))
    };
    in_order(table).into_iter().map(entry).collect()
}

fn toml_value(value: &toml::Spanned<DeValue<'_>>) -> Node {
    let data = match value.get_ref() {
        DeValue::Boolean(value) => Data::Bool(*value),
        DeValue::String(text) => Data::Text(text.clone().into_owned()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or(Data::Other, Data::Integer),
        DeValue::Array(items) => Data::List(items.iter().map(toml_value).collect()),
        DeValue::Table(table) => Data::Map(from_toml(table)),
        DeValue::Float(_) | DeValue::Datetime(_) => Data::Other,
    };
    Node { data, span: value.span() }
}

/// The entries of a document of YAML. An empty one has none.
///
/// # Errors
///
/// If it is no YAML, or no mapping.
pub(super) fn from_yaml(document: &Document) -> Result<Vec<(Node, Node)>, InvalidConfiguration> {
    // Of a key that stands there twice, the last value holds for Python.
    let options = serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::LastWins };
    let root: Node = from_str_with_options(document.text()?, options).map_err(|error| {
        let message = error.without_snippet().to_string();
        let message = message.lines().next().unwrap_or_default();
        let complaint = Complaint::new(format!("the file is no YAML that can be read: {message}"));
        match error.location() {
            Some(location) => {
                let start = document.offset(location.line(), location.column());
                complaint.about_excerpt(document.excerpt(start..start + 1))
            }
            None => complaint.about_file(document.path()),
        }
    })?;
    match root.data {
        Data::Map(entries) => Ok(entries),
        Data::Null => Ok(Vec::new()),
        _ => Err(Complaint::new("the file must hold a mapping of settings")
            .help("write `skips: [B101]`, for example")
            .about_excerpt(document.excerpt(root.span))
            .into()),
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Data>::deserialize(deserializer)?;
        let span = spanned.referenced.span();
        let usize_of = |number: Option<u64>| usize::try_from(number.unwrap_or(0)).unwrap_or(0);
        let start = usize_of(span.byte_offset());
        Ok(Self { data: spanned.value, span: start..start + usize_of(span.byte_len()) })
    }
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyData)
    }
}

struct AnyData;

impl<'de> Visitor<'de> for AnyData {
    type Value = Data;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Data, E> {
        Ok(Data::Null)
    }

    fn visit_none<E>(self) -> Result<Data, E> {
        Ok(Data::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Data, D::Error> {
        Data::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Data, E> {
        Ok(Data::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Data, E> {
        Ok(Data::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Data, E> {
        Ok(i64::try_from(value).map_or(Data::Other, Data::Integer))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Data, E> {
        Ok(Data::Other)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Data, E> {
        Ok(Data::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Data, E> {
        Ok(Data::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Data, E> {
        Ok(Data::Text(text.to_owned()))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Data, E> {
        Ok(Data::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Data, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Data::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Data, A::Error> {
        let mut map: Vec<(Node, Node)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        while let Some((key, value)) = entries.next_entry::<Node, Node>()? {
            let place = key.as_text().map(|text| *places.entry(text).or_insert(map.len()));
            match place.and_then(|place| map.get_mut(place)) {
                Some(entry) => *entry = (key, value),
                None => map.push((key, value)),
            }
        }
        Ok(Data::Map(map))
    }
}
