//! What is wrong with a pattern.

use thiserror::Error;

/// A longer pattern is refused: the time and the stack that compiling takes grow with the nesting of
/// its braces.
pub(super) const MAX_PATTERN_BYTES: usize = 1024;

/// A pattern that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{pattern}` is not a valid pattern: {reason}")]
pub struct BadPattern {
    /// The pattern as it was given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

impl BadPattern {
    pub(super) fn new(pattern: &str, reason: impl Into<String>) -> Self {
        Self { pattern: pattern.to_owned(), reason: reason.into() }
    }

    pub(super) fn check_length(pattern: &str) -> Result<(), Self> {
        if pattern.len() > MAX_PATTERN_BYTES {
            return Err(Self::new(pattern, format!("it is longer than {MAX_PATTERN_BYTES} bytes")));
        }
        Ok(())
    }
}
