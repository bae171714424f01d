//! A finding, as both sides have it.

use std::fmt;

/// What both sides must agree on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) line: u32,
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) confidence: String,
    /// The columns of start and end, from 0, in bytes of UTF-8.
    pub(crate) columns: (i64, i64),
    /// The first and the last line that the finding is about.
    pub(crate) lines: (u32, u32),
}

impl Found {
    /// The finding without what cannot be compared: of B613, which looks at no node, Bandit gives
    /// columns of its own kind.
    pub(crate) fn comparable(mut self) -> Self {
        if self.code == "B613" {
            self.columns = (0, 0);
        }
        self
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, code, severity, confidence, columns, lines } = self;
        write!(f, "{line} {code} {severity} {confidence} columns {columns:?} lines {lines:?}")
    }
}
