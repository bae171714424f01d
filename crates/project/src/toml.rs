//! Files in TOML, as far as they can be understood.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{Text, text_range};

/// A file in TOML. Of one with mistakes, what stands before and between them.
#[derive(Debug)]
pub struct Toml<'t>(DeTable<'t>);

impl<'t> Toml<'t> {
    /// Reads a text.
    pub fn parse(text: &'t str) -> Self {
        Self(DeTable::parse_recoverable(text).0.into_inner())
    }

    fn value(&self, path: &[&str]) -> Option<&Spanned<DeValue<'t>>> {
        let (last, tables) = path.split_last()?;
        let mut table = &self.0;
        for key in tables {
            table = match table.get(*key)?.get_ref() {
                DeValue::Table(table) => table,
                _ => return None,
            };
        }
        table.get(*last)
    }

    /// Whether there is a value, of whatever kind.
    pub fn has(&self, path: &[&str]) -> bool {
        self.value(path).is_some()
    }

    /// The string at the end of a path of keys.
    pub fn text(&self, path: &[&str]) -> Option<Text> {
        text(self.value(path)?)
    }

    /// The strings of the list at the end of a path of keys; a string alone is a list of one.
    pub fn texts(&self, path: &[&str]) -> Vec<Text> {
        let Some(value) = self.value(path) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(text).collect(),
            _ => text(value).into_iter().collect(),
        }
    }
}

fn text(value: &Spanned<DeValue<'_>>) -> Option<Text> {
    let DeValue::String(text) = value.get_ref() else { return None };
    let span = value.span();
    Some(Text { text: text.to_string(), range: text_range(span.start, span.end) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_where_they_stand() {
        let source = "[project]\nrequires-python = '>=3.9'\nclassifiers = [\"a\", 1, \"b\"]\n";
        let toml = Toml::parse(source);
        let found = toml.text(&["project", "requires-python"]).expect("it is there");
        assert_eq!(found.text, ">=3.9");
        let range = usize::from(found.range.start())..usize::from(found.range.end());
        assert_eq!(&source[range], "'>=3.9'");
        let texts = toml.texts(&["project", "classifiers"]);
        assert_eq!(texts.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(toml.texts(&["project", "requires-python"]), [found]);
        assert_eq!(toml.text(&["project"]), None);
        assert_eq!(toml.text(&["project", "requires-python", "x"]), None);
        assert!(toml.has(&["project"]) && !toml.has(&["tool"]) && !toml.has(&[]));
    }
}
