//! Bandit's format: its report in JSON, which is what Bandit takes as a baseline, too.
//!
//! An entry names a check, a file and, in an excerpt with numbered lines, the code. The number of
//! the line says which line of the excerpt is meant; where that line stands now, is left open.
//! Messages are not compared: hognose's are others.

use std::path::Path;

use hognose_core::text_fingerprint;
use serde::Deserialize;

use super::{Baseline, Entry, InvalidBaseline, Origin, file_key};

#[derive(Deserialize)]
struct Report {
    results: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    filename: String,
    test_id: String,
    line_number: u64,
    code: String,
    #[serde(default)]
    issue_text: String,
}

/// Reads the entries. Relative paths start from `cwd`, as Bandit's do.
pub(super) fn read(bytes: &[u8], cwd: &Path) -> Result<Baseline, InvalidBaseline> {
    let report: Report = serde_json::from_slice(bytes).map_err(|error| {
        InvalidBaseline(format!(
            "{error}: write it anew with `bandit -f json`, or use `hognose baseline`"
        ))
    })?;
    let mut entries = Vec::with_capacity(report.results.len());
    let mut unreadable = 0;
    for record in report.results {
        let Some(line) = line(&record.code, record.line_number) else {
            unreadable += 1;
            continue;
        };
        entries.push(Entry {
            path: file_key(cwd, Path::new(&record.filename)).into(),
            rule: record.test_id.into(),
            content: text_fingerprint(line),
            count: 1,
            message: record.issue_text,
        });
    }
    Ok(Baseline::of(Origin::Bandit, entries, unreadable))
}

/// The line with a number, in an excerpt of numbered lines.
fn line(code: &str, number: u64) -> Option<&str> {
    code.lines().find_map(|line| {
        let line = line.trim_start();
        let digits = line.find(|char: char| !char.is_ascii_digit()).unwrap_or(line.len());
        let (this, text) = line.split_at(digits);
        (this.parse() == Ok(number)).then_some(text)
    })
}
