//! Identity of a finding across edits.
//!
//! A fingerprint depends on the rule, on the text of the lines that the finding spans (white space
//! folded) and on how many equal findings precede it in the file. It does not depend on the line
//! number or on the path, so that code which moves keeps its fingerprints.

use std::fmt;

use ruff_text_size::TextRange;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{Finding, SourceFile};

/// 64 bits of a BLAKE3 hash. Shown as 16 hexadecimal digits.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Fingerprint(pub u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Sets the fingerprint of every finding of a file.
///
/// `findings` must be in report order; `rule_id` gives the permanent id of a finding's rule.
pub fn fingerprints<'a>(
    source: &SourceFile,
    findings: &mut [Finding],
    rule_id: impl Fn(&Finding) -> &'a str,
) {
    let mut seen: FxHashMap<[u8; 32], u64> = FxHashMap::default();
    for finding in findings {
        let mut hasher = blake3::Hasher::new();
        hasher.update(rule_id(finding).as_bytes());
        for word in identifying_text(source, finding.range).split_whitespace() {
            hasher.update(b" ");
            hasher.update(word.as_bytes());
        }
        let base = hasher.finalize();
        let occurrence = seen.entry(*base.as_bytes()).or_default();
        let hash = blake3::Hasher::new()
            .update(base.as_bytes())
            .update(&occurrence.to_le_bytes())
            .finalize();
        *occurrence += 1;
        finding.fingerprint = head(&hash);
    }
}

/// What identifies the code of a finding, whichever rule found it and however often the same code is
/// in the file: the text of the lines that a range spans, with white space folded.
///
/// This is what a baseline counts by. A [`Finding::fingerprint`] tells equal code apart by its place
/// among its likes, which shifts when one more of them is written above.
pub fn content_fingerprint(source: &SourceFile, range: TextRange) -> Fingerprint {
    text_fingerprint(identifying_text(source, range))
}

/// The fingerprint of a text, with white space folded.
pub fn text_fingerprint(text: &str) -> Fingerprint {
    let mut hasher = blake3::Hasher::new();
    for word in text.split_whitespace() {
        hasher.update(b" ");
        hasher.update(word.as_bytes());
    }
    head(&hasher.finalize())
}

fn head(hash: &blake3::Hash) -> Fingerprint {
    let mut head = [0; 8];
    head.copy_from_slice(&hash.as_bytes()[..8]);
    Fingerprint(u64::from_be_bytes(head))
}

/// The whole lines that a range spans or, where those are too long, the first part of the range
/// itself: the work per finding is bounded, so that a file of one huge line stays linear.
fn identifying_text(source: &SourceFile, range: TextRange) -> &str {
    let lines = source.lines();
    let first = lines.range(lines.line(range.start()));
    let last = lines.range(lines.line(range.end()));
    let text = source.slice(first.cover(last));
    if text.len() <= MAX_IDENTIFYING_BYTES {
        return text;
    }
    let text = source.slice(range);
    &text[..text.floor_char_boundary(MAX_IDENTIFYING_BYTES)]
}

/// More than any statement that a person would read as one.
const MAX_IDENTIFYING_BYTES: usize = 4096;
