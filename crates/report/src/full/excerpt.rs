//! The few lines of a file that a finding is about, cut out, clipped and made safe to show.
//!
//! codespan-reporting copies whole lines and walks over every line of a range. So it gets to see not
//! the file but an excerpt of bounded size: the lines that it would draw, with their real numbers,
//! each no longer than a screen takes. Where lines are left out, their indices leave a gap, which it
//! draws as a break.

use std::ops::Range;

use codespan_reporting::diagnostic::{Label as Drawn, LabelStyle};
use codespan_reporting::files::{Error, Files, Location};
use codespan_reporting::term::Config;
use hognose_core::{ColumnUnit, Label, SourceFile, TextRange, TextSize};

use crate::path::visible_path;
use crate::text::visible_code;

/// A line of more bytes than this is clipped.
const MAX_LINE_BYTES: usize = 240;

/// What is kept of a clipped line on either side of the place it is shown for.
const CLIP_BYTES: u32 = 100;

/// Stands where a line was clipped.
const CLIPPED: &str = "…";

/// A gap between line indices that is drawn as a break: at least two lines are missing.
const BREAK: usize = 3;

/// Part of a file, as codespan-reporting sees it.
pub(super) struct Excerpt<'a> {
    source: &'a SourceFile,
    name: String,
    location: Location,
    text: String,
    lines: Vec<Line>,
}

/// A line of the excerpt.
struct Line {
    /// Its index for codespan-reporting.
    index: usize,
    /// Its number in the file, from 1.
    number: u32,
    /// What is shown of it, in the file.
    clip: TextRange,
    /// Where it is in the text of the excerpt, without the newline.
    whole: Range<usize>,
    /// `whole` without the marks of clipping.
    shown: Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// The lines at the ends of a finding's ranges, with as many lines in between as are drawn.
    pub(super) fn new(
        source: &'a SourceFile,
        primary: TextRange,
        labels: &[Label],
        config: &Config,
    ) -> Self {
        let ranges = || std::iter::once(primary).chain(labels.iter().map(|label| label.range));
        let numbers = numbers(ranges().map(|range| ends(source, range)), config);
        let at = source.position(primary.start(), ColumnUnit::CodePoint);
        let mut excerpt = Self {
            source,
            name: visible_path(source.path()),
            location: Location { line_number: at.line as usize, column_number: at.column as usize },
            text: String::new(),
            lines: Vec::with_capacity(numbers.len()),
        };
        for number in numbers {
            // The place that a clipped line is shown for: the first one that lies on it.
            let focus = ranges().find_map(|range| {
                let (first, last) = ends(source, range);
                let start = (number == first).then_some(range.start());
                start.or((number == last).then_some(range.end()))
            });
            excerpt.push(number, focus);
        }
        excerpt
    }

    fn push(&mut self, number: u32, focus: Option<TextSize>) {
        let index = self
            .lines
            .last()
            .map_or(0, |last| last.index + ((number - last.number) as usize).min(BREAK));
        let start = self.source.lines().start(number);
        let line = self.source.line_text(number);
        let end = start + TextSize::of(line);
        let clip = match line.len() {
            ..=MAX_LINE_BYTES => TextRange::new(start, end),
            _ => clip(self.source.text(), TextRange::new(start, end), focus.unwrap_or(start)),
        };

        let whole_start = self.text.len();
        if clip.start() > start {
            self.text.push_str(CLIPPED);
        }
        let shown_start = self.text.len();
        self.text.push_str(&visible_code(self.source.slice(clip)));
        let shown = shown_start..self.text.len();
        if clip.end() < end {
            self.text.push_str(CLIPPED);
        }
        let whole = whole_start..self.text.len();
        self.text.push('\n');
        self.lines.push(Line { index, number, clip, whole, shown });
    }

    /// A range of the file, to be drawn in the excerpt.
    pub(super) fn label(&self, style: LabelStyle, range: TextRange, message: &str) -> Drawn<()> {
        let (first, last) = ends(self.source, range);
        let start = self.find(first).map_or(0, |line| line.start(self.source, range.start()));
        let end = self.find(last).map_or(start, |line| line.end(self.source, range.end()));
        Drawn::new(style, (), start..end.max(start)).with_message(message)
    }

    fn find(&self, number: u32) -> Option<&Line> {
        let found = self.lines.binary_search_by_key(&number, |line| line.number).ok()?;
        Some(&self.lines[found])
    }

    /// The last of the leading lines for which something holds.
    fn last_where(&self, holds: impl Fn(&Line) -> bool) -> Result<&Line, Error> {
        let count = self.lines.partition_point(holds);
        self.lines[..count].last().ok_or(Error::FileMissing)
    }
}

impl Line {
    /// Where a label begins in the text of the excerpt that begins at `offset` in the file.
    fn start(&self, source: &SourceFile, offset: TextSize) -> usize {
        if offset < self.clip.start() { self.whole.start } else { self.place(source, offset) }
    }

    /// Where a label ends in the text of the excerpt that ends at `offset` in the file.
    fn end(&self, source: &SourceFile, offset: TextSize) -> usize {
        if offset > self.clip.end() { self.whole.end } else { self.place(source, offset) }
    }

    fn place(&self, source: &SourceFile, offset: TextSize) -> usize {
        let before =
            TextRange::new(self.clip.start(), offset.clamp(self.clip.start(), self.clip.end()));
        self.shown.start + visible_code(source.slice(before)).len()
    }
}

/// The numbers of the lines that a range begins and ends on. A range that reaches up to the start of
/// a line ends on the line before.
fn ends(source: &SourceFile, range: TextRange) -> (u32, u32) {
    let lines = source.lines();
    let first = lines.line(range.start());
    let last = lines.line(range.end());
    let reaches_over = last > first && lines.start(last) == range.end();
    (first, if reaches_over { last - 1 } else { last })
}

/// The numbers of the lines of an excerpt, given the first and last lines of the ranges in it.
fn numbers(ends: impl Iterator<Item = (u32, u32)>, config: &Config) -> Vec<u32> {
    let context = |lines: usize| u32::try_from(lines).unwrap_or(u32::MAX);
    let after_start = context(config.start_context_lines);
    let before_end = context(config.end_context_lines);
    let mut numbers: Vec<u32> = ends
        .flat_map(|(first, last)| {
            let head = first..=first.saturating_add(after_start).min(last);
            let tail = last.saturating_sub(before_end).max(first)..=last;
            head.chain(tail)
        })
        .collect();
    numbers.sort_unstable();
    // A single line that is missing takes no more room than the break.
    let between: Vec<u32> =
        numbers.windows(2).filter(|pair| pair[1] - pair[0] == 2).map(|pair| pair[0] + 1).collect();
    numbers.extend(between);
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The part of a line around a place on it.
fn clip(text: &str, line: TextRange, focus: TextSize) -> TextRange {
    let reach = TextSize::new(CLIP_BYTES);
    let start = focus.checked_sub(reach).unwrap_or_default().clamp(line.start(), line.end());
    let end = focus.checked_add(reach).unwrap_or(line.end()).clamp(line.start(), line.end());
    let boundary = |at: TextSize| {
        // Rounding down cannot leave the 32 bits that it started in.
        TextSize::try_from(text.floor_char_boundary(at.to_usize())).unwrap_or(at)
    };
    TextRange::new(boundary(start), boundary(end))
}

impl<'files> Files<'files> for Excerpt<'_> {
    type FileId = ();
    type Name = &'files str;
    type Source = &'files str;

    fn name(&'files self, (): ()) -> Result<&'files str, Error> {
        Ok(&self.name)
    }

    fn source(&'files self, (): ()) -> Result<&'files str, Error> {
        Ok(&self.text)
    }

    fn line_index(&'files self, (): (), byte_index: usize) -> Result<usize, Error> {
        Ok(self.last_where(|line| line.whole.start <= byte_index)?.index)
    }

    fn line_number(&'files self, (): (), line_index: usize) -> Result<usize, Error> {
        Ok(self.last_where(|line| line.index <= line_index)?.number as usize)
    }

    fn line_range(&'files self, (): (), line_index: usize) -> Result<Range<usize>, Error> {
        Ok(self.last_where(|line| line.index <= line_index)?.whole.clone())
    }

    /// Asked for the place that the header names only: where the primary range begins.
    fn location(&'files self, (): (), _: usize) -> Result<Location, Error> {
        Ok(self.location)
    }
}
