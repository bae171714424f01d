//! The encodings other than UTF-8 that a file may declare, under Python's names for them.
//!
//! `encoding_rs` decodes the encodings of the web, which are not always Python's. Where the two
//! differ, either the difference is mended (see [`table`](super::table)) or the bytes are refused:
//!
//! - `ascii`, `latin_1`, `iso8859_9`, `iso8859_11` and `tis_620` are Windows code pages on the web;
//!   here the bytes 0x80 to 0x9f are control characters, or refused.
//! - Bytes that have no meaning in Python's Windows code pages (0x81 in `cp1252`) are refused.
//! - `koi8_u` has box drawings where the web has Belarusian letters, `cp932` has four more
//!   single bytes, and `euc_jp`, `shift_jis`, `gb2312`, `gb18030`, `big5` and `cp950` have other
//!   characters for a few symbols: mended.
//! - `gbk`, `gb2312`, `euc_kr`, `euc_jp`, `shift_jis`, `big5` and `cp950` know fewer characters than
//!   the web's encodings that extend them: the surplus is refused.
//!
//! Refused although Python decodes them: the rows from 0xc6a1 to 0xc8fe of `big5` and `cp950` (kana,
//! Cyrillic and the like, for which every implementation has its own table), and the syllables that
//! `euc_kr` spells in eight bytes. Not supported at all: DOS and EBCDIC code pages, the ISO 2022
//! family and the other encodings with shift states, JIS X 0213, HKSCS, Johab, UTF-7, UTF-16, UTF-32,
//! and what are transformations rather than encodings (`rot13`, `unicode_escape`, `punycode` and so
//! on).

use super::table::{Encoding, LEGACY, Unit};

/// What a declaration can ask for.
pub(super) enum Declared {
    /// UTF-8, under any of its names.
    Utf8,
    /// Another encoding.
    Legacy(&'static Encoding),
}

const UTF8: [&str; 8] =
    ["utf_8", "utf8", "u8", "utf", "cp65001", "utf_8_sig", "utf8_ucs2", "utf8_ucs4"];

/// What a file asks for that declares `name`. `None` if the encoding is not supported.
pub(super) fn lookup(name: &str) -> Option<Declared> {
    let head: String = name
        .chars()
        .take(12)
        .map(|char| if char == '_' { '-' } else { char.to_ascii_lowercase() })
        .collect();
    let is = |known: &str| {
        head.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    // Suffixes say how an editor ends lines: `utf-8-unix`.
    if is("utf-8") {
        return Some(Declared::Utf8);
    }
    let name = if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "latin_1".to_owned()
    } else {
        normalised(name)
    };
    if UTF8.contains(&name.as_str()) {
        return Some(Declared::Utf8);
    }
    let undotted = name.replace('.', "_");
    let is_meant = |encoding: &&Encoding| {
        let mut aliases = encoding.aliases.split_ascii_whitespace();
        encoding.name == name || aliases.any(|alias| alias == name || alias == undotted)
    };
    LEGACY.iter().find(is_meant).map(Declared::Legacy)
}

/// A name as Python looks it up: lower case, with one underscore for whatever is between words.
fn normalised(name: &str) -> String {
    let words = name.split(|char: char| !char.is_ascii_alphanumeric() && char != '.');
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join("_").to_ascii_lowercase()
}

/// Decodes the bytes of a file.
///
/// # Errors
///
/// The offset of the first byte that has no meaning.
pub(super) fn decode(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = Decoder {
        encoding,
        refused: encoding.refused(),
        mended: encoding.mended(),
        bytes,
        text: String::with_capacity(bytes.len() + bytes.len() / 2),
    };
    // From `run` on, the web's decoder may take the bytes as they are.
    let (mut run, mut at) = (0, 0);
    while let Some(ahead) = bytes[at..].iter().position(|byte| !byte.is_ascii()) {
        at += ahead;
        let unit = unit_at(encoding, &bytes[at..]);
        if decoder.is_refused(unit) {
            decoder.push(run, at)?;
            return Err(at);
        }
        if let Some(mended) = decoder.mend(unit) {
            decoder.push(run, at)?;
            decoder.text.push(mended);
            run = at + unit.len();
        }
        at += unit.len();
    }
    decoder.push(run, bytes.len())?;
    Ok(decoder.text)
}

/// The bytes of the first character, as far as they are there. Not empty if `bytes` is not.
fn unit_at<'a>(encoding: &Encoding, bytes: &'a [u8]) -> &'a [u8] {
    let len = match (encoding.unit, bytes) {
        (Unit::Single, _)
        | (_, [0..=0x7f, ..])
        | (Unit::ShiftJis, [0x80 | 0xa0..=0xdf | 0xfd..=0xff, ..]) => 1,
        (Unit::Gb18030, [_, b'0'..=b'9', ..]) => 4,
        (Unit::EucJp, [0x8f, ..]) => 3,
        _ => 2,
    };
    &bytes[..len.min(bytes.len())]
}

struct Decoder<'a> {
    encoding: &'static Encoding,
    refused: Vec<[u8; 4]>,
    mended: Vec<(u32, char)>,
    bytes: &'a [u8],
    text: String,
}

impl Decoder<'_> {
    fn is_refused(&self, unit: &[u8]) -> bool {
        let (lead, trail) = match *unit {
            [lead] => (lead, 0),
            [lead, trail] => (lead, trail),
            _ => return false,
        };
        self.refused.iter().any(|&[first, last, from, to]| {
            (first..=last).contains(&lead) && (from..=to).contains(&trail)
        })
    }

    fn mend(&self, unit: &[u8]) -> Option<char> {
        if let ([byte @ 0x80..=0x9f], true) = (unit, self.encoding.has_controls) {
            return Some(char::from(*byte));
        }
        let key = unit.iter().fold(0, |key, byte| key << 8 | u32::from(*byte));
        self.mended.iter().find(|(unit, _)| *unit == key).map(|(_, mended)| *mended)
    }

    /// Appends the text of a part of the bytes that need no mending.
    fn push(&mut self, start: usize, end: usize) -> Result<(), usize> {
        let base = self.encoding.base;
        let run = &self.bytes[start..end];
        if let Some(decoded) = base.decode_without_bom_handling_and_without_replacement(run) {
            self.text.push_str(&decoded);
            return Ok(());
        }
        let mut at = 0;
        while at < run.len() {
            let unit = unit_at(self.encoding, &run[at..]);
            if base.decode_without_bom_handling_and_without_replacement(unit).is_none() {
                break;
            }
            at += unit.len();
        }
        Err(start + at)
    }
}
