//! Comments.
use crate::Parsed;
use hognose_core::TextRange;
/// The comments of a file.
pub fn comments(parsed: &Parsed) -> impl Iterator<Item = TextRange> + '_ {
    parsed.comment_ranges()
}
