//! Bandit's INI files, as Python's `configparser` reads them.

use crate::document::Document;
use crate::problem::{Complaint, InvalidConfiguration};

use super::node::{Data, Node};

/// The entries of the section `[bandit]`, their values texts; nothing without such a section.
///
/// # Errors
///
/// If a line is neither a section, an entry, a comment nor the continuation of a value. Bandit warns
/// then and runs without the file, that is, with other rules than the file asks for.
pub(super) fn from_ini(
    document: &Document,
) -> Result<Option<Vec<(Node, Node)>>, InvalidConfiguration> {
    let mut section: Option<String> = None;
    let mut found = false;
    let mut entries: Vec<(Node, Node)> = Vec::new();
    let mut continues = false;
    let mut start = 0;
    for full in document.text()?.split_inclusive('\n') {
        let (at, line) = (start, full.trim_end());
        start += full.len();
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let is_ours = section.as_deref() == Some("bandit");
        if indent > 0 && continues {
            if let (true, Some((_, Node { data: Data::Text(text), .. }))) =
                (is_ours, entries.last_mut())
            {
                text.push('\n');
                text.push_str(trimmed);
            }
            continue;
        }
        if let Some((name, _)) = trimmed.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            section = Some(name.to_owned());
            found |= name == "bandit";
            continues = false;
            continue;
        }
        let split = trimmed.find(['=', ':']).filter(|_| section.is_some());
        let Some(split) = split else {
            // A line of another tool's section is that tool's affair.
            if section.is_some() && !is_ours {
                continue;
            }
            let place = document.excerpt(at + indent..at + line.len());
            return Err(Complaint::new("this is neither a section nor `key = value`")
                .help("put the settings into a section `[bandit]`: `skips = B101,B404`")
                .about_excerpt(place)
                .into());
        };
        continues = true;
        if is_ours {
            let (key, value) = (trimmed[..split].trim_end(), trimmed[split + 1..].trim_start());
            let key_at = at + indent;
            let value_at = at + line.len() - value.len();
            let key =
                Node { data: Data::Text(key.to_lowercase()), span: key_at..key_at + key.len() };
            let value =
                Node { data: Data::Text(value.to_owned()), span: value_at..at + line.len() };
            entries.push((key, value));
        }
    }
    Ok(found.then_some(entries))
}
