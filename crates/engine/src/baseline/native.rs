//! hognose's own format: JSON, with one line for each entry, sorted, so that a change of it can be
//! reviewed and merged.
//!
//! Paths start from the folder of the file and have `/` between their parts. The message is for
//! people and means nothing; there is no excerpt of the code, which might be a secret that was meant
//! to be removed.

use std::fmt::Write as _;
use std::num::NonZeroU64;
use std::path::Path;

use hognose_core::Fingerprint;
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use super::{Baseline, Entry, InvalidBaseline, Origin, file_key, malformed};

/// The version of the format.
pub(super) const VERSION: u64 = 1;

#[derive(Deserialize)]
struct Document {
    files: Vec<FileRecord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRecord {
    path: String,
    findings: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    rule: String,
    #[serde(deserialize_with = "fingerprint")]
    fingerprint: Fingerprint,
    count: NonZeroU64,
    #[serde(default)]
    message: String,
}

fn fingerprint<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fingerprint, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_hex = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u64::from_str_radix(&text, 16).ok().filter(|_| is_hex);
    number.map(Fingerprint).ok_or_else(|| {
        de::Error::invalid_value(de::Unexpected::Str(&text), &"16 hexadecimal digits")
    })
}

/// Reads the entries. An entry that is there twice, as after a merge, counts twice.
pub(super) fn read(bytes: &[u8], folder: &Path) -> Result<Baseline, InvalidBaseline> {
    let document: Document = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    let mut entries = Vec::new();
    for file in document.files {
        let path: std::sync::Arc<str> = file_key(folder, Path::new(&file.path)).into();
        entries.extend(file.findings.into_iter().map(|record| Entry {
            path: path.clone(),
            rule: record.rule.into(),
            content: record.fingerprint,
            count: record.count.get(),
            message: record.message,
        }));
    }
    Ok(Baseline::of(Origin::Hognose, entries, 0))
}

/// The document of sorted entries.
pub(super) fn write(entries: &[Entry], folder: &Path) -> String {
    let folder = file_key(folder, Path::new(""));
    let mut text = format!("{{\n  \"version\": {VERSION},\n  \"files\": [");
    let mut separator = "\n";
    for file in entries.chunk_by(|a, b| a.path == b.path) {
        let Some(first) = file.first() else { continue };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{separator}    {{\n      \"path\": {},\n      \"findings\": [",
            quoted(&relative(&folder, &first.path))
        );
        separator = "\n";
        for entry in file {
            let _ = write!(
                text,
                "{separator}        {{\"rule\": {}, \"fingerprint\": \"{}\", \"count\": {}, \
                 \"message\": {}}}",
                quoted(&entry.rule),
                entry.content,
                entry.count,
                quoted(&entry.message),
            );
            separator = ",\n";
        }
        text.push_str("\n      ]\n    }");
        separator = ",\n";
    }
    text.push_str(if entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    text
}

/// A JSON string in which nothing hides: what is neither ASCII nor a letter or digit is escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    for char in Value::from(text).to_string().chars() {
        if (char.is_ascii() && !char.is_ascii_control()) || char.is_alphanumeric() {
            quoted.push(char);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                let _ = write!(quoted, "\\u{unit:04x}");
            }
        }
    }
    quoted
}

/// A path as seen from a folder, both absolute.
fn relative(folder: &str, path: &str) -> String {
    let parts = |text: &'_ str| -> Vec<String> {
        text.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (from, to) = (parts(folder), parts(path));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if common == 0 && cfg!(windows) {
        // Another drive.
        return path.to_owned();
    }
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to.iter().skip(common).map(String::as_str)).collect::<Vec<_>>().join("/")
}
