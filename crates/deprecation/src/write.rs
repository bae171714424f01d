//! Packages as the text of a file, in the form in which the tables are kept.

use std::fmt::Write as _;

use crate::{Entry, Kind, Package, Version, When};

impl Kind {
    /// The kind as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Class => "class",
            Self::Function => "function",
            Self::Constant => "constant",
            Self::Method => "method",
            Self::Attribute => "attribute",
            Self::Member => "member",
            Self::Argument => "argument",
            Self::Hook => "hook",
        }
    }
}

impl When {
    /// The condition as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Positional => "positional",
            Self::Keyword => "keyword",
            Self::Missing => "missing",
        }
    }
}

impl Package {
    /// The package as a TOML file: a head, then the entries in the order in which they are.
    pub fn to_toml(&self) -> String {
        let mut text = String::from("[deprecations]\n");
        pair(&mut text, "package", &self.name);
        list(&mut text, "modules", &self.modules);
        version(&mut text, "newest", self.newest);
        if self.shared {
            text.push_str("shared = true\n");
        }
        for (key, packages) in [("backports", &self.backports), ("brought-by", &self.brought_by)] {
            if !packages.is_empty() {
                list(&mut text, key, packages);
            }
        }
        for entry in &self.entries {
            text.push_str("\n[[deprecated]]\n");
            entry.write(&mut text);
        }
        text
    }
}

impl Entry {
    fn write(&self, text: &mut String) {
        pair(text, "name", &self.name);
        pair(text, "kind", self.kind.as_str());
        if let Some(argument) = &self.argument {
            pair(text, "argument", argument);
        }
        if let Some(position) = self.position {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "position = {position}");
        }
        if self.when != When::Given {
            pair(text, "when", self.when.as_str());
        }
        if let Some(value) = &self.value {
            pair(text, "value", value);
        }
        version(text, "soft", self.soft);
        version(text, "deprecated", self.deprecated);
        version(text, "until", self.until);
        version(text, "removed", self.removed);
        version(text, "planned", self.planned);
        if let Some(replacement) = &self.replacement {
            pair(text, "replacement", replacement);
        }
        version(text, "replacement-since", self.replacement_since);
        if let Some(note) = &self.note {
            pair(text, "note", note);
        }
        if !self.cwe.is_empty() {
            let numbers: Vec<String> = self.cwe.iter().map(u16::to_string).collect();
            let _ = writeln!(text, "cwe = [{}]", numbers.join(", "));
        }
        if self.distinctive {
            text.push_str("distinctive = true\n");
        }
        if !self.evidence.is_empty() {
            list(text, "evidence", &self.evidence);
        }
    }
}

fn version(text: &mut String, key: &str, version: Option<Version>) {
    if let Some(version) = version {
        pair(text, key, &version.to_string());
    }
}

fn pair(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {}", quoted(value));
}

fn list(text: &mut String, key: &str, values: &[String]) {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    let _ = writeln!(text, "{key} = [{}]", values.join(", "));
}

/// A TOML string: a literal one if it has quotes to be shown, else a basic one.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| !c.is_control();
    if value.contains(['"', '\\']) && !value.contains('\'') && value.chars().all(is_plain) {
        return format!("'{value}'");
    }
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let version = |text: &str| text.parse().ok();
        let entry = Entry {
            name: "shop.buy".to_owned(),
            kind: Kind::Argument,
            argument: Some("price".to_owned()),
            position: Some(2),
            when: When::Missing,
            value: Some(r#""a\b'c""#.to_owned()),
            soft: version("1.0"),
            deprecated: version("1.1"),
            until: version("1.2"),
            removed: version("1.3"),
            planned: version("1.4"),
            replacement: Some("shop.sell".to_owned()),
            replacement_since: version("1.5.1"),
            note: Some("Two\nlines,\ta \"quote\" and \u{1}.".to_owned()),
            cwe: vec![295, 326],
            distinctive: true,
            evidence: vec!["shop/a.py:1".to_owned(), "it's \"here\"".to_owned()],
        };
        let package = Package {
            name: "shop".to_owned(),
            modules: vec!["shop".to_owned()],
            newest: version("2.0"),
            backports: vec!["shop-again".to_owned()],
            brought_by: vec!["mall".to_owned()],
            entries: vec![entry.clone()],
            ..Package::default()
        };
        let read: toml::Table = package.to_toml().parse().expect("TOML");
        assert_eq!(read["deprecations"]["package"].as_str(), Some("shop"));
        assert_eq!(read["deprecations"]["newest"].as_str(), Some("2.0"));
        assert_eq!(read["deprecations"]["backports"][0].as_str(), Some("shop-again"));
        assert_eq!(read["deprecations"]["brought-by"][0].as_str(), Some("mall"));
        let known = read["deprecated"][0].clone();
        // The form of the file is that of the type, with hyphens.
        let with_underscores = known.as_table().expect("a table").iter();
        let table: toml::Table =
            with_underscores.map(|(key, value)| (key.replace('-', "_"), value.clone())).collect();
        assert_eq!(table["when"].as_str(), Some("missing"));
        assert_eq!(table.len(), 17);
        assert_eq!(table.try_into::<Entry>().expect("an entry"), entry);
    }

    #[test]
    fn what_is_not_known_is_not_written() {
        let package = Package { name: "shop".to_owned(), ..Package::default() };
        assert_eq!(package.to_toml(), "[deprecations]\npackage = \"shop\"\nmodules = []\n");
    }
}
