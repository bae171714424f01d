//! How far lines are indented, and which of them open and close blocks.

use std::cmp::Ordering;

/// The white space before a line, measured twice, because tabs have no certain width. Two lines can
/// be compared only if both measures agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Indentation {
    columns: u32,
    chars: u32,
}

/// Which line is indented more depends on the width of a tab.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unaligned;

impl Indentation {
    const TAB: u32 = 2;

    pub(super) fn add_space(&mut self) {
        self.columns += 1;
        self.chars += 1;
    }

    pub(super) fn add_tab(&mut self) {
        self.columns += Self::TAB - self.columns % Self::TAB;
        self.chars += 1;
    }

    fn compare(self, other: Self) -> Result<Ordering, Unaligned> {
        let by_columns = self.columns.cmp(&other.columns);
        if by_columns == self.chars.cmp(&other.chars) { Ok(by_columns) } else { Err(Unaligned) }
    }
}

/// The indentations of the blocks that are open.
#[derive(Debug, Default)]
pub(super) struct Indentations(Vec<Indentation>);

impl Indentations {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn current(&self) -> Indentation {
        self.0.last().copied().unwrap_or_default()
    }

    /// How the block at hand compares with a line.
    pub(super) fn compare(&self, line: Indentation) -> Result<Ordering, Unaligned> {
        self.current().compare(line)
    }

    pub(super) fn push(&mut self, indentation: Indentation) {
        self.0.push(indentation);
    }

    /// Closes a block at the end of the text. `false` if none is open.
    pub(super) fn pop(&mut self) -> bool {
        self.0.pop().is_some()
    }

    /// Closes a block before a line that is indented less. It is an error if the line is indented
    /// more than the block around.
    pub(super) fn pop_towards(&mut self, line: Indentation) -> Result<(), Unaligned> {
        self.0.pop();
        match line.compare(self.current())? {
            Ordering::Less | Ordering::Equal => Ok(()),
            Ordering::Greater => Err(Unaligned),
        }
    }
}
