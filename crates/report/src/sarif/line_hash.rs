//! `primaryLocationLineHash`, by which code scanning recognises an alert that has moved.
//!
//! The uploader computes it from the checked-out file where a result has none, and warns where a
//! result has another one. So this is its algorithm, to the bit: the hash of a line covers 100 code
//! units from the first character of the line on, blanks left out, whatever lines they are on, and is
//! followed by the number of lines so far with the same hash. All lines of a file take one pass.

use std::collections::{BTreeMap, HashMap};

use hognose_core::{Decoding, SourceFile};

/// The code units that a hash covers.
const BLOCK: usize = 100;

/// The base of the polynomial.
const BASE: u64 = 37;

/// `BASE` to the power of `BLOCK`: the weight of the unit that leaves the block.
const LEAVING: u64 = {
    let mut power = 1_u64;
    let mut exponent = 0;
    while exponent < BLOCK {
        power = power.wrapping_mul(BASE);
        exponent += 1;
    }
    power
};

/// Follows the last unit of the file.
const END: u16 = 0xffff;

/// The hashes of some lines of a file.
pub(super) struct LineHashes {
    by_line: BTreeMap<u32, String>,
}

impl LineHashes {
    /// The hashes of the given lines (from 1, in any order).
    ///
    /// There are none for a file in another encoding than UTF-8: they would have to be those of its
    /// bytes, misread.
    pub(super) fn of(source: &SourceFile, lines: impl Iterator<Item = u32>) -> Self {
        let mark = match source.decoding() {
            Decoding::Verbatim => None,
            Decoding::MarkRemoved => Some(0xfeff),
            Decoding::Transcoded => return Self { by_line: BTreeMap::new() },
        };
        let units = mark.into_iter().chain(source.text().encode_utf16());
        Self { by_line: hash_lines(units, lines) }
    }

    /// The hash of a line that was asked for.
    pub(super) fn get(&self, line: u32) -> Option<&str> {
        self.by_line.get(&line).map(String::as_str)
    }
}

fn hash_lines(
    units: impl Iterator<Item = u16>,
    wanted: impl Iterator<Item = u32>,
) -> BTreeMap<u32, String> {
    let mut hasher = Hasher::new(wanted);
    if hasher.hashes.is_empty() {
        return hasher.hashes;
    }
    let (mut line, mut at_line_start, mut after_return) = (0, true, false);
    for unit in units.chain([END]) {
        let skipped = match unit {
            0x20 | 0x09 => true,
            0x0a => after_return,
            _ => false,
        };
        after_return = unit == 0x0d;
        if skipped {
            continue;
        }
        let unit = if after_return { 0x0a } else { unit };
        line += u32::from(at_line_start);
        hasher.push(unit, at_line_start.then_some(line));
        at_line_start = unit == 0x0a;
    }
    for _ in 0..BLOCK {
        hasher.push(0, None);
    }
    hasher.hashes
}

/// The rolling hash over the last [`BLOCK`] units.
struct Hasher {
    /// The units, as a ring that is next written at `next`.
    block: [u16; BLOCK],
    /// The line that begins with each unit.
    begins: [Option<u32>; BLOCK],
    next: usize,
    hash: u64,
    /// How many lines have had a hash. The keys are in the hands of whoever wrote the file, so the
    /// map's own hashes have to be unpredictable.
    seen: HashMap<u64, u32>,
    /// The lines that were asked for, with their hashes once they are known.
    hashes: BTreeMap<u32, String>,
}

impl Hasher {
    fn new(wanted: impl Iterator<Item = u32>) -> Self {
        Self {
            block: [0; BLOCK],
            begins: [None; BLOCK],
            next: 0,
            hash: 0,
            seen: HashMap::new(),
            hashes: wanted.map(|line| (line, String::new())).collect(),
        }
    }

    fn push(&mut self, unit: u16, begins: Option<u32>) {
        // The oldest unit leaves: if a line begins with it, the block is just what its hash covers.
        if let Some(line) = self.begins[self.next] {
            let count = self.seen.entry(self.hash).or_default();
            *count += 1;
            if let Some(hash) = self.hashes.get_mut(&line) {
                *hash = format!("{:x}:{count}", self.hash);
            }
        }
        let oldest = std::mem::replace(&mut self.block[self.next], unit);
        self.begins[self.next] = begins;
        self.hash = self
            .hash
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(LEAVING.wrapping_mul(u64::from(oldest)));
        self.next = (self.next + 1) % BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// Made by `tests/data/line_hashes.py`, which follows the description of the algorithm without
    /// a rolling hash.
    const EXPECTED: &str = include_str!("../../tests/data/line_hashes.json");

    #[derive(Deserialize)]
    struct Case {
        name: String,
        bytes: Vec<u8>,
        hashes: Vec<String>,
    }

    #[test]
    fn the_hashes_are_those_of_the_description() {
        let cases: Vec<Case> = serde_json::from_str(EXPECTED).expect("the table is JSON");
        assert!(cases.len() >= 40, "the table has been truncated");
        for case in cases {
            let text = String::from_utf8_lossy(&case.bytes);
            let lines = u32::try_from(case.hashes.len()).expect("test texts are short");
            let hashes = hash_lines(text.encode_utf16(), 1..=lines);
            let hashes: Vec<String> = hashes.into_values().collect();
            assert_eq!(hashes, case.hashes, "{}", case.name);
        }
    }

    #[test]
    fn the_line_behind_the_last_newline_has_the_hash_of_nothing() {
        let source = SourceFile::new("a.py".into(), "x = 1\n".to_owned());
        let hashes = LineHashes::of(&source, [2].into_iter());
        assert_eq!(hashes.get(2), Some("c129715d7a2bc9a3:1"));
    }

    #[test]
    fn a_byte_order_mark_counts_though_the_text_is_without_it() {
        let text = "import os\nimport sys\n";
        let marked = SourceFile::new("a.py".into(), text.to_owned());
        let marked = LineHashes::of(&marked.decoded_by(Decoding::MarkRemoved), 1..=2);
        let expected = hash_lines(format!("\u{feff}{text}").encode_utf16(), 1..=2);
        assert_eq!(marked.by_line, expected);
    }

    #[test]
    fn a_transcoded_file_has_no_hashes() {
        let source = SourceFile::new("a.py".into(), "é".to_owned());
        let hashes = LineHashes::of(&source.decoded_by(Decoding::Transcoded), 1..=1);
        assert_eq!(hashes.get(1), None);
    }
}
