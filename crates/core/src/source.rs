//! A decoded file, and the way from byte offsets to lines and columns.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ruff_text_size::{TextLen, TextRange, TextSize};
use serde::{Deserialize, Serialize};

/// A file's path and decoded text. Lines are found the first time that somebody asks for one.
#[derive(Debug)]
pub struct SourceFile {
    path: PathBuf,
    text: String,
    decoding: Decoding,
    lines: OnceLock<LineIndex>,
}

/// What was done to the bytes of a file to get its text. Who hashes or rewrites the file as it lies
/// on the disk has to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decoding {
    /// Nothing: the bytes are the text, in UTF-8.
    #[default]
    Verbatim,
    /// A UTF-8 byte order mark was taken off the front.
    MarkRemoved,
    /// The bytes are in another encoding.
    Transcoded,
}

/// The unit in which a column is counted. Every consumer has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnUnit {
    /// Unicode code points: terminals, `path:line:column`.
    CodePoint,
    /// UTF-16 code units: SARIF as we write it, editors.
    Utf16,
    /// UTF-8 bytes: Bandit, reviewdog.
    Utf8,
}

/// A place in a file as people and formats name it. Both numbers count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in the unit that was asked for.
    pub column: u32,
}

impl SourceFile {
    /// A file with its text, decoded and without a byte order mark.
    ///
    /// `path` is the path as reports show it: relative to the working directory where it lies below.
    pub fn new(path: PathBuf, text: String) -> Self {
        Self { path, text, decoding: Decoding::Verbatim, lines: OnceLock::new() }
    }

    /// The same file, whose bytes are not its text as it stands.
    #[must_use]
    pub fn decoded_by(mut self, decoding: Decoding) -> Self {
        self.decoding = decoding;
        self
    }

    /// What was done to the bytes to get the text. `Verbatim` unless somebody said otherwise.
    pub fn decoding(&self) -> Decoding {
        self.decoding
    }

    /// The path as reports show it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a range. Empty if the range does not lie within the text on character boundaries.
    pub fn slice(&self, range: TextRange) -> &str {
        self.text.get(usize::from(range.start())..usize::from(range.end())).unwrap_or_default()
    }

    /// Where the lines begin.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The line and column of an offset.
    pub fn position(&self, offset: TextSize, unit: ColumnUnit) -> Position {
        let lines = self.lines();
        let line = lines.line(offset);
        let before_line = self.units_before(lines.start(line), unit);
        let column = self.units_before(offset, unit).saturating_sub(before_line);
        Position { line, column: column.saturating_add(1) }
    }

    /// The number of units from the start of the text to `offset`.
    fn units_before(&self, offset: TextSize, unit: ColumnUnit) -> u32 {
        let lines = self.lines();
        if unit == ColumnUnit::Utf8 || lines.checkpoints.is_empty() {
            return offset.to_u32();
        }
        let nearest = (offset.to_usize() / CHECKPOINT_BYTES).min(lines.checkpoints.len() - 1);
        let checkpoint = &lines.checkpoints[nearest];
        let rest = self.slice(TextRange::new(checkpoint.offset, offset.max(checkpoint.offset)));
        let (known, more) = match unit {
            ColumnUnit::Utf16 => (checkpoint.utf16, rest.chars().map(char::len_utf16).sum()),
            _ => (checkpoint.code_points, rest.chars().count()),
        };
        known.saturating_add(u32::try_from(more).unwrap_or(u32::MAX))
    }

    /// The text of a line (counted from 1) without its line ending. Empty past the end.
    pub fn line_text(&self, line: u32) -> &str {
        self.slice(self.lines().range(line)).trim_end_matches(['\n', '\r'])
    }
}

/// The offsets at which lines begin. As in Python, `\n`, `\r` and `\r\n` end a line; form feeds and
/// the other separators of Unicode do not.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<TextSize>,
    end: TextSize,
    /// Where the units of the text have been counted; empty if the text is ASCII. They keep the cost
    /// of a column constant, even in a file that is one line of 50 MB.
    checkpoints: Vec<Checkpoint>,
}

/// The number of units before an offset.
#[derive(Debug)]
struct Checkpoint {
    offset: TextSize,
    code_points: u32,
    utf16: u32,
}

/// There is a checkpoint at the first character at or after each multiple of this.
const CHECKPOINT_BYTES: usize = 1024;

impl LineIndex {
    /// Finds the lines of a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        // A text longer than 4 GiB never gets here: `TextSize` is 32 bits wide.
        let after = |at: usize| TextSize::try_from(at + 1).unwrap_or(text.text_len());
        let mut starts = vec![TextSize::new(0)];
        if memchr::memchr(b'\r', bytes).is_none() {
            // One byte is found in half the time of two.
            starts.extend(memchr::memchr_iter(b'\n', bytes).map(after));
        } else {
            let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
                .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
            starts.extend(ends.map(after));
        }
        let checkpoints = if text.is_ascii() { Vec::new() } else { Self::checkpoints(text) };
        Self { starts, end: text.text_len(), checkpoints }
    }

    /// Counts whole pieces of the text by their bytes, which is some ten times as fast as to decode
    /// its characters.
    fn checkpoints(text: &str) -> Vec<Checkpoint> {
        let mut checkpoints = Vec::with_capacity(text.len() / CHECKPOINT_BYTES + 1);
        let (mut offset, mut code_points, mut utf16) = (0, 0_usize, 0_usize);
        while offset < text.len() {
            let count = |units| u32::try_from(units).unwrap_or(u32::MAX);
            checkpoints.push(Checkpoint {
                offset: TextSize::try_from(offset).unwrap_or(text.text_len()),
                code_points: count(code_points),
                utf16: count(utf16),
            });
            let end = text.ceil_char_boundary(checkpoints.len() * CHECKPOINT_BYTES);
            let piece = text.as_bytes().get(offset..end).unwrap_or_default();
            // A character begins with a byte that continues none. One that takes two units of UTF-16
            // takes four bytes, and no other begins with so high a byte.
            let characters = count_bytes(piece, |byte| !(0x80..0xC0).contains(&byte));
            code_points += characters;
            utf16 += characters + count_bytes(piece, |byte| byte >= 0xF0);
            offset = end;
        }
        checkpoints
    }

    /// The number of lines; a text that ends in a line ending has an empty last one. At least 1.
    pub fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// The line, counted from 1, that an offset lies in.
    pub fn line(&self, offset: TextSize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }

    /// The offset at which a line (counted from 1) begins; the end of the text past the last line.
    pub fn start(&self, line: u32) -> TextSize {
        self.starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.end)
    }

    /// The range of a line (counted from 1), its line ending included.
    pub fn range(&self, line: u32) -> TextRange {
        TextRange::new(self.start(line), self.start(line.saturating_add(1)))
    }
}

/// Counts bytes, in pieces whose counts fit a byte: then many are counted at once.
fn count_bytes(bytes: &[u8], is_counted: impl Fn(u8) -> bool) -> usize {
    const PIECE: usize = 128;
    let counts = bytes.chunks(PIECE).map(|piece| {
        let count: u8 = piece.iter().map(|byte| u8::from(is_counted(*byte))).sum();
        usize::from(count)
    });
    counts.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str, needle: &str) -> [(u32, u32); 3] {
        let source = SourceFile::new("t.py".into(), text.to_owned());
        let offset = TextSize::try_from(text.find(needle).expect("the needle is in the text"))
            .expect("test texts are short");
        [ColumnUnit::CodePoint, ColumnUnit::Utf16, ColumnUnit::Utf8].map(|unit| {
            let position = source.position(offset, unit);
            (position.line, position.column)
        })
    }

    #[test]
    fn columns_count_in_the_unit_asked_for() {
        let text = "x = 1\n    msg = \"naïve 🐍 snake\"; call()\n";
        assert_eq!(columns(text, "call"), [(2, 28), (2, 29), (2, 32)]);
    }

    #[test]
    fn columns_far_from_the_start_of_a_line_are_right() {
        let text = format!("x\ny = '{}'; call()\n", "é🐍".repeat(2000));
        assert_eq!(columns(&text, "call"), [(2, 4009), (2, 6009), (2, 12009)]);
    }

    /// Every offset, with the checkpoints before, at and within characters of all lengths.
    #[test]
    fn columns_are_those_of_counting_from_the_start() {
        for shift in 0..5 {
            let text = format!("{}{}", "a".repeat(shift), "éa€🐍".repeat(700));
            let source = SourceFile::new("t.py".into(), text.clone());
            let (mut code_points, mut utf16) = (1, 1);
            for (at, char) in text.char_indices() {
                let at = TextSize::try_from(at).expect("test texts are short");
                let column = |unit| source.position(at, unit).column as usize;
                assert_eq!(column(ColumnUnit::CodePoint), code_points);
                assert_eq!(column(ColumnUnit::Utf16), utf16);
                code_points += 1;
                utf16 += char.len_utf16();
            }
        }
    }

    #[test]
    fn every_python_line_ending_ends_a_line_and_nothing_else_does() {
        let source = SourceFile::new("t.py".into(), "a\rb\r\nc\u{c}d\u{2028}e\nf".to_owned());
        let lines: Vec<_> =
            (1..=source.lines().count()).map(|line| source.line_text(line)).collect();
        assert_eq!(lines, ["a", "b", "c\u{c}d\u{2028}e", "f"]);
    }

    #[test]
    fn a_line_past_the_end_is_empty() {
        let source = SourceFile::new("t.py".into(), "a\n".to_owned());
        assert_eq!(source.lines().count(), 2);
        assert_eq!(source.line_text(2), "");
        assert_eq!(source.line_text(99), "");
    }
}
