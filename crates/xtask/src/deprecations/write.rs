//! The tables, as files: one for each top-level module.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use hognose_deprecation::{Entry, STANDARD_LIBRARY, When};
use serde::Serialize;

use super::NEWEST;
use super::by_hand::ByHand;

/// Writes the entries, and removes the tables of modules that have none any more.
pub(super) fn tables(folder: &Path, entries: &[Entry], by_hand: &ByHand) -> Result<()> {
    let mut modules: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let module = entry.name.split('.').next().unwrap_or_default();
        modules.entry(module).or_default().push(entry);
    }
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|it| it == "toml") && !modules.contains_key(stem) {
            fs::remove_file(&path)?;
        }
    }
    for (module, entries) in modules {
        let path = folder.join(format!("{module}.toml"));
        fs::write(&path, table(module, &entries, by_hand))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The table of a module.
fn table(module: &str, entries: &[&Entry], by_hand: &ByHand) -> String {
    let mut text = format!(
        "[deprecations]\npackage = \"{STANDARD_LIBRARY}\"\nmodules = [\"{module}\"]\nnewest = \"3.{NEWEST}\"\n"
    );
    for (key, by_module) in [("backports", &by_hand.backports), ("brought-by", &by_hand.brought_by)]
    {
        if let Some(packages) = by_module.get(module) {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{key} = {}", list(packages.iter().map(|it| quoted(it))));
        }
    }
    for entry in entries {
        text.push('\n');
        lines(&mut text, entry);
    }
    text
}

fn lines(text: &mut String, entry: &Entry) {
    text.push_str("[[deprecated]]\n");
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{key} = {value}");
        }
    };
    let text_of = |value: &Option<String>| value.as_deref().map(quoted);
    line("name", Some(quoted(&entry.name)));
    line("kind", Some(quoted(&word(&entry.kind))));
    line("argument", text_of(&entry.argument));
    line("position", entry.position.map(|it| it.to_string()));
    line("when", (entry.when != When::Given).then(|| quoted(&word(&entry.when))));
    line("value", text_of(&entry.value));
    for (key, version) in [
        ("soft", entry.soft),
        ("deprecated", entry.deprecated),
        ("until", entry.until),
        ("removed", entry.removed),
        ("planned", entry.planned),
    ] {
        line(key, version.map(|it| quoted(&it.to_string())));
    }
    line("replacement", text_of(&entry.replacement));
    line("replacement-since", entry.replacement_since.map(|it| quoted(&it.to_string())));
    line("note", text_of(&entry.note));
    line("cwe", (!entry.cwe.is_empty()).then(|| list(entry.cwe.iter().map(u16::to_string))));
    line("distinctive", entry.distinctive.then(|| "true".to_owned()));
    line("evidence", Some(list(entry.evidence.iter().map(|it| quoted(it)))));
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// A text of TOML: literal if it holds quotation marks, so that it reads as it is.
fn quoted(text: &str) -> String {
    if text.contains('"') && !text.contains('\'') {
        format!("'{text}'")
    } else {
        toml::Value::String(text.to_owned()).to_string()
    }
}

/// The word that stands for a kind or a case.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use hognose_deprecation::{Kind, Version};

    use super::*;

    #[test]
    fn an_entry_has_one_key_a_line() {
        let entry = Entry {
            name: "smtplib.SMTP.starttls".to_owned(),
            kind: Kind::Argument,
            argument: Some("keyfile".to_owned()),
            position: Some(0),
            when: When::Keyword,
            value: Some("\"U\"".to_owned()),
            soft: None,
            deprecated: Some(Version::new(3, 6)),
            until: None,
            removed: Some(Version::new(3, 12)),
            planned: None,
            replacement: Some("context".to_owned()),
            replacement_since: None,
            note: None,
            cwe: vec![295],
            distinctive: false,
            evidence: vec!["docs 3.11".to_owned(), "run 3.12".to_owned()],
        };
        let by_hand: ByHand = toml::from_str(
            "wrong = []\ndistinctive = []\ndeprecated = []\n[backports]\nsmtplib = [\"smtp-again\"]\n[brought-by]\n",
        )
        .expect("facts");
        insta::assert_snapshot!(table("smtplib", &[&entry], &by_hand), @r#"
        [deprecations]
        package = "python"
        modules = ["smtplib"]
        newest = "3.15"
        backports = ["smtp-again"]

        [[deprecated]]
        name = "smtplib.SMTP.starttls"
        kind = "argument"
        argument = "keyfile"
        position = 0
        when = "keyword"
        value = '"U"'
        deprecated = "3.6"
        removed = "3.12"
        replacement = "context"
        cwe = [295]
        evidence = ["docs 3.11", "run 3.12"]
        "#);
    }
}
