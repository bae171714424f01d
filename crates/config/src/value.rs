//! The kinds of values that settings have: words, switches, lists, tables.

use hognose_core::{Confidence, Severity};
use hognose_registry::Selector;
use toml::de::DeValue;

use crate::Vocabulary;
use crate::origin::{Located, Origin};
use crate::problem::Complaint;
use crate::reader::{Item, Node, Reader, Scope, Value, in_order, mismatch};
use crate::settings::FailOn;
use crate::suggest::{either, with_names};

/// One of a few words.
pub(crate) trait Word: Sized {
    /// The words that there are.
    fn words(vocabulary: &Vocabulary<'_>) -> Vec<&'static str>;

    /// The value that a word stands for.
    fn from_word(word: &str, vocabulary: &Vocabulary<'_>) -> Option<Self>;

    /// The word for the value.
    fn as_word(&self) -> &'static str;
}

/// The name of an output format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format(pub(crate) &'static str);

/// A list, each item with its own origin.
#[derive(Debug)]
pub(crate) struct List<T> {
    pub(crate) origin: Origin,
    pub(crate) items: Vec<Located<T>>,
}

/// A table whose keys mean something.
#[derive(Debug)]
pub(crate) struct Table<K, V> {
    pub(crate) origin: Origin,
    /// In the order of the file.
    pub(crate) entries: Vec<(Located<K>, V)>,
}

macro_rules! word {
    ($kind:ty) => {
        impl Word for $kind {
            fn words(_: &Vocabulary<'_>) -> Vec<&'static str> {
                Self::ALL.map(Self::as_str).to_vec()
            }

            fn from_word(word: &str, _: &Vocabulary<'_>) -> Option<Self> {
                word.parse().ok()
            }

            fn as_word(&self) -> &'static str {
                self.as_str()
            }
        }
    };
}

word!(Severity);
word!(Confidence);
word!(FailOn);

impl Word for Format {
    fn words(vocabulary: &Vocabulary<'_>) -> Vec<&'static str> {
        vocabulary.output_formats.to_vec()
    }

    fn from_word(word: &str, vocabulary: &Vocabulary<'_>) -> Option<Self> {
        vocabulary.output_formats.iter().copied().find(|format| *format == word).map(Self)
    }

    fn as_word(&self) -> &'static str {
        self.0
    }
}

/// Finds the value that a word stands for.
pub(crate) fn word<W: Word>(text: &str, key: &str, scope: &Scope<'_>) -> Result<W, Complaint> {
    W::from_word(text, scope.vocabulary).ok_or_else(|| {
        let words = W::words(scope.vocabulary);
        with_names(Complaint::new(format!("`{key}` cannot be `{text}`")), text, &words)
    })
}

impl<W: Word> Value for Located<W> {
    fn read(node: &Node<'_>, key: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let scope = reader.scope;
        let read = match node.get_ref() {
            DeValue::String(text) => word(text, key, &scope),
            _ => Err(mismatch(node, key, &either(&W::words(scope.vocabulary)))),
        };
        reader.located(read, node.span())
    }
}

impl Value for Located<bool> {
    fn read(node: &Node<'_>, key: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let complaint = || mismatch(node, key, "`true` or `false`");
        let read = match node.get_ref() {
            DeValue::Boolean(value) => Ok(*value),
            DeValue::String(text) if text.to_ascii_lowercase().parse::<bool>().is_ok() => {
                Err(complaint().help("write it without quotes"))
            }
            _ => Err(complaint()),
        };
        reader.located(read, node.span())
    }
}

impl<T: Item> Value for List<T> {
    fn read(node: &Node<'_>, key: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let mut items = Vec::new();
        for (text, span) in reader.strings(node, key, T::LIST)? {
            if reader.is_full() {
                break;
            }
            items.extend(reader.item(text, span));
        }
        Some(Self { origin: reader.origin(&node.span()), items })
    }
}

impl<K: Item, V: Value> Value for Table<K, V> {
    fn read(node: &Node<'_>, key: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Table(table) = node.get_ref() else {
            reader.report(node.span(), mismatch(node, key, "a table"));
            return None;
        };
        let mut entries = Vec::new();
        for (name, node) in in_order(table) {
            if reader.is_full() {
                break;
            }
            let text = name.get_ref();
            let item = reader.item(text, name.span());
            let value = V::read(node, &format!("{key}.{text}"), reader);
            entries.extend(item.zip(value));
        }
        Some(Self { origin: reader.origin(&node.span()), entries })
    }
}

impl Item for Selector {
    const LIST: &'static str = "a list of rules";

    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Complaint> {
        if text.trim().is_empty() {
            return Err(Complaint::new("the name of a rule is empty"));
        }
        Self::parse(scope.vocabulary.registry, text).map_err(|unknown| {
            let complaint = Complaint::new(format!("unknown rule `{}`", unknown.text));
            match unknown.suggestion {
                Some(name) => complaint.help(format!("did you mean `{name}`?")),
                None => complaint.help("`hognose rules` lists them"),
            }
        })
    }

    fn text(&self) -> &str {
        self.text()
    }
}

/// Merges a setting of which the upper layer's value replaces the lower one's.
pub(crate) fn replaced<T>(upper: Option<T>, lower: Option<T>) -> Option<T> {
    upper.or(lower)
}

/// Merges a list to which the upper layer adds.
pub(crate) fn extended<T>(upper: Option<List<T>>, lower: Option<List<T>>) -> Option<List<T>> {
    match (upper, lower) {
        (Some(upper), Some(mut lower)) => {
            if !upper.items.is_empty() {
                lower.origin = upper.origin;
            }
            lower.items.extend(upper.items);
            Some(lower)
        }
        (upper, lower) => upper.or(lower),
    }
}
