//! Every setting in force, and where it comes from.
//!
//! As text, the listing is itself a configuration file: valid TOML, the origins in comments. As JSON,
//! it is an object with a value or values and origins for each setting.

use std::fmt::Write as _;

use hognose_registry::OptionValue;
use serde_json::{Map, Value as Json, json};

use crate::Configuration;
use crate::bandit::Judgement;
use crate::origin::{Located, Origin};
use crate::reader::Item;
use crate::rule_options::{OptionTable, SetOption};
use crate::sanitize::{sanitized, toml_string};
use crate::value::{List, Table, Word};

/// A setting with its value.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: &'static str,
    pub(crate) shown: Shown,
}

/// A value with its origins. The values themselves are those that JSON and TOML have in common:
/// booleans, integers, strings, and lists of strings.
#[derive(Debug)]
pub(crate) enum Shown {
    /// One value.
    One(Json, Origin),
    /// A list whose items have origins of their own; the list has one in case it is empty.
    List(Vec<(Json, Origin)>, Origin),
    /// A table.
    Table(Vec<(String, Shown)>, Origin),
}

/// Something that can be listed.
pub(crate) trait Show {
    fn show(&self) -> Shown;
}

impl Show for Located<bool> {
    fn show(&self) -> Shown {
        Shown::One(self.value.into(), self.origin.clone())
    }
}

impl<W: Word> Show for Located<W> {
    fn show(&self) -> Shown {
        Shown::One(self.value.as_word().into(), self.origin.clone())
    }
}

impl<T: Item> Show for List<T> {
    fn show(&self) -> Shown {
        let item = |item: &Located<T>| (item.value.text().into(), item.origin.clone());
        Shown::List(self.items.iter().map(item).collect(), self.origin.clone())
    }
}

impl<K: Item, V: Show> Show for Table<K, V> {
    fn show(&self) -> Shown {
        let entry = |(key, value): &(Located<K>, V)| (key.value.text().to_owned(), value.show());
        Shown::Table(self.entries.iter().map(entry).collect(), self.origin.clone())
    }
}

impl Show for OptionTable {
    fn show(&self) -> Shown {
        let rules = self.options.chunk_by(|a, b| a.rule == b.rule).map(|options| {
            let id = options.first().map_or("", |option| option.rule_id);
            let option = |option: &SetOption| (option.name.to_owned(), option.show());
            (id.to_owned(), Shown::Table(options.iter().map(option).collect(), Origin::Default))
        });
        Shown::Table(rules.collect(), Origin::Default)
    }
}

impl Show for SetOption {
    fn show(&self) -> Shown {
        let value = match &self.value {
            OptionValue::Bool(value) => (*value).into(),
            OptionValue::Integer(value) => (*value).into(),
            OptionValue::Text(text) => text.as_str().into(),
            OptionValue::Texts(texts) => texts.as_slice().into(),
        };
        Shown::One(value, self.origin.clone())
    }
}

impl Configuration {
    /// Every setting in force and where it comes from, as TOML with comments.
    pub fn to_text(&self) -> String {
        let mut text = match &self.file {
            Some(path) => {
                format!("# Configuration file: {}\n\n", sanitized(&path.to_string_lossy()))
            }
            None => "# No configuration file\n\n".to_owned(),
        };
        if let [_, others @ ..] = self.bandit_files.as_slice() {
            for path in others {
                let _ = writeln!(text, "# And: {}\n", sanitized(&path.to_string_lossy()));
            }
        }
        for note in &self.notes {
            let _ = writeln!(text, "# Note: {note}");
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        for Entry { key, shown } in self.layers.entries() {
            shown.write_toml(&[key], &mut text);
        }
        // Writing to a string cannot fail.
        let _ = match self.project.known_libraries() {
            (0, _) => writeln!(text, "\n# Versions of libraries: none are known"),
            (count, from) => {
                let from = sanitized(&from.join(", ")).into_owned();
                writeln!(text, "\n# Versions of libraries: {count}, from {from}")
            }
        };
        let _ = writeln!(text, "\n# Rules that run: {} of {}", self.running.len(), self.known);
        for id in &self.running {
            let _ = writeln!(text, "#   {id}");
        }
        text
    }

    /// The settings that configuration files make, as TOML: with the preset that holds, and below the
    /// table `[tool.hognose]` if the text is for a shared file. As a configuration file of its own it
    /// means the same as the files did.
    pub fn to_migrated(&self, shared: bool) -> String {
        let above: &[&str] = if shared { &["tool", "hognose"] } else { &[] };
        let mut text = if shared { "[tool.hognose]\n".to_owned() } else { String::new() };
        let mut tables = String::new();
        for Entry { key, shown } in self.layers.entries() {
            let Some(shown) = shown.set_by_files() else {
                if key == "preset" && self.settings.judgement != Judgement::Own {
                    shown.write_toml(&[key], &mut text);
                }
                continue;
            };
            let path = [above, &[key]].concat();
            let is_table = matches!(shown, Shown::Table(..));
            shown.write_toml(&path, if is_table { &mut tables } else { &mut text });
        }
        text + &tables
    }

    /// Every setting in force and where it comes from, as JSON.
    pub fn to_json(&self) -> Json {
        let entries = self.layers.entries();
        let settings: Map<_, _> =
            entries.iter().map(|entry| (entry.key.to_owned(), entry.shown.to_json())).collect();
        let (count, from) = self.project.known_libraries();
        json!({
            "libraries": { "known": count, "from": from },
            "configuration_file": self.file.as_ref().map(|path| path.to_string_lossy()),
            "notes": self.notes,
            "settings": settings,
            "rules": self.running,
        })
    }
}

impl Shown {
    /// What of it files set. A list is set as a whole.
    fn set_by_files(&self) -> Option<Self> {
        let is_file = |origin: &Origin| matches!(origin, Origin::File { .. });
        match self {
            Self::One(value, origin) => {
                is_file(origin).then(|| Self::One(value.clone(), origin.clone()))
            }
            Self::List(items, origin) => {
                is_file(origin).then(|| Self::List(items.clone(), origin.clone()))
            }
            Self::Table(entries, origin) => {
                let set =
                    |(key, value): &(String, Self)| Some((key.clone(), value.set_by_files()?));
                let set: Vec<_> = entries.iter().filter_map(set).collect();
                (!set.is_empty()).then(|| Self::Table(set, origin.clone()))
            }
        }
    }

    /// Writes the setting `path`: one key, or those of a table and a key in it.
    fn write_toml(&self, path: &[&str], text: &mut String) {
        let key = toml_key(path.last().copied().unwrap_or_default());
        match self {
            Self::One(value, origin) => {
                let _ = writeln!(text, "{key} = {}  # {origin}", toml_value(value));
            }
            Self::List(items, origin) => write_list(&key, items, origin, text),
            Self::Table(entries, origin) => {
                let is_table = |(_, value): &(String, Self)| matches!(value, Self::Table(..));
                if entries.is_empty() || !entries.iter().all(is_table) {
                    let header: Vec<_> = path.iter().map(|key| toml_key(key)).collect();
                    let comment =
                        if entries.is_empty() { format!("  # {origin}") } else { String::new() };
                    let _ = writeln!(text, "\n[{}]{comment}", header.join("."));
                }
                for (key, value) in entries {
                    value.write_toml(&[path, &[key]].concat(), text);
                }
            }
        }
    }

    fn to_json(&self) -> Json {
        let one = |value: &Json, origin| json!({ "value": value, "origin": json_origin(origin) });
        match self {
            Self::One(value, origin) => one(value, origin),
            Self::List(items, _) => {
                items.iter().map(|(value, origin)| one(value, origin)).collect()
            }
            Self::Table(entries, _) => {
                entries.iter().map(|(key, value)| (key.clone(), value.to_json())).collect()
            }
        }
    }
}

/// Writes a list on one line if it fits there and comes from one place.
fn write_list(key: &str, items: &[(Json, Origin)], origin: &Origin, text: &mut String) {
    let values: Vec<_> = items.iter().map(|(value, _)| toml_value(value)).collect();
    let origin = items.first().map_or(origin, |(_, first)| first);
    let is_uniform = items.iter().all(|(_, other)| other == origin);
    let line = format!("{key} = [{}]", values.join(", "));
    if is_uniform && line.len() <= MAX_LINE_CHARS {
        let _ = writeln!(text, "{line}  # {origin}");
        return;
    }
    if is_uniform {
        let _ = writeln!(text, "{key} = [  # {origin}");
    } else {
        let _ = writeln!(text, "{key} = [");
    }
    for (value, (_, origin)) in values.iter().zip(items) {
        if is_uniform {
            let _ = writeln!(text, "    {value},");
        } else {
            let _ = writeln!(text, "    {value},  # {origin}");
        }
    }
    text.push_str("]\n");
}

/// Lists longer than this are written over several lines.
const MAX_LINE_CHARS: usize = 80;

fn toml_key(key: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !key.is_empty() && key.bytes().all(is_bare) { key.to_owned() } else { toml_string(key) }
}

fn toml_value(value: &Json) -> String {
    match value {
        Json::String(text) => toml_string(text),
        Json::Array(items) => {
            format!("[{}]", items.iter().map(toml_value).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn json_origin(origin: &Origin) -> Json {
    match origin {
        Origin::Default => json!({ "from": "default" }),
        Origin::Preset(name) => json!({ "from": "preset", "preset": name }),
        Origin::File { path, line } => {
            json!({ "from": "file", "path": path.to_string_lossy(), "line": line })
        }
        Origin::CommandLine => json!({ "from": "command-line" }),
        Origin::Project(from) => json!({ "from": "project", "source": &**from }),
        Origin::Ends { low, high } => {
            json!({ "from": "ends", "low": json_origin(low), "high": json_origin(high) })
        }
    }
}
