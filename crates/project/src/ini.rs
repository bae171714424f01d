//! Files in the format of `setup.cfg` and `tox.ini`.
//!
//! As Python's `configparser` and pytest's reader understand them: sections, keys in any case, values
//! that go on in lines which are indented deeper, comments on lines of their own. Nothing is refused.

use crate::{Text, text_range};

/// A file in INI format.
#[derive(Debug, Default)]
pub struct Ini<'t> {
    entries: Vec<Entry<'t>>,
}

#[derive(Debug)]
struct Entry<'t> {
    section: &'t str,
    key: &'t str,
    /// The lines of the value that are not empty, each with where it starts.
    lines: Vec<(usize, &'t str)>,
}

impl<'t> Ini<'t> {
    /// Reads a text.
    pub fn parse(text: &'t str) -> Self {
        let mut entries: Vec<Entry<'t>> = Vec::new();
        let mut section = "";
        // How far the key of a value is indented that may go on.
        let mut open: Option<usize> = None;
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let start = offset;
            offset += line.len();
            let content = line.trim();
            let indent = line.len() - line.trim_start().len();
            if content.is_empty() || content.starts_with(['#', ';']) {
                continue;
            }
            if let (Some(key), Some(entry)) = (open, entries.last_mut())
                && indent > key
            {
                entry.lines.push((start + indent, content));
                continue;
            }
            open = None;
            if let Some(name) = content.strip_prefix('[') {
                section = name.split(']').next().unwrap_or_default().trim();
            } else if let Some((key, value)) = content.split_once(['=', ':']) {
                let value = value.trim_start();
                let at = start + indent + content.len() - value.len();
                let lines = if value.is_empty() { Vec::new() } else { vec![(at, value)] };
                entries.push(Entry { section, key: key.trim_end(), lines });
                open = Some(indent);
            }
        }
        Self { entries }
    }

    /// The lines of a value, without those that are empty or a comment. Of several values for a key,
    /// the last.
    pub fn lines(&self, section: &str, key: &str) -> Vec<Text> {
        let found = self
            .entries
            .iter()
            .rev()
            .find(|entry| entry.section == section && entry.key.eq_ignore_ascii_case(key));
        let text = |(start, line): &(usize, &str)| Text {
            text: (*line).to_owned(),
            range: text_range(*start, start + line.len()),
        };
        found.map_or_else(Vec::new, |entry| entry.lines.iter().map(text).collect())
    }

    /// The first line of a value.
    pub fn text(&self, section: &str, key: &str) -> Option<Text> {
        self.lines(section, key).into_iter().next()
    }

    /// The names of the sections, each once, in the order in which they are first there.
    pub fn sections(&self) -> Vec<&'t str> {
        let mut sections: Vec<&str> = Vec::new();
        for entry in &self.entries {
            if !sections.contains(&entry.section) {
                sections.push(entry.section);
            }
        }
        sections
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = "\
[metadata]
classifiers =
    Programming Language :: Python :: 3.9
    # not this one

    Programming Language :: Python :: 3.10
[options]
Python_Requires: >=3.9
[tox]
envlist = py39,
  py310
";

    fn lines(section: &str, key: &str) -> Vec<String> {
        Ini::parse(FILE).lines(section, key).into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn values_can_have_lines() {
        let classifiers = lines("metadata", "classifiers");
        assert_eq!(classifiers.len(), 2);
        assert_eq!(classifiers[1], "Programming Language :: Python :: 3.10");
        assert_eq!(lines("tox", "envlist"), ["py39,", "py310"]);
        assert_eq!(lines("tox", "classifiers"), [""; 0]);
    }

    #[test]
    fn values_know_where_they_stand() {
        let value = Ini::parse(FILE).text("options", "python_requires").expect("it is there");
        assert_eq!(&FILE[usize::from(value.range.start())..][..5], ">=3.9");
        assert_eq!(value.text, ">=3.9");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|[\\[\\]=: \n#é]){0,80}") {
            for entry in Ini::parse(&text).entries {
                for (start, line) in entry.lines {
                    prop_assert_eq!(&text[start..start + line.len()], line);
                }
            }
        }
    }
}
