//! Comments, which the tree does not have.

use hognose_core::{Ranged, TextRange};
use ruff_python_ast::token::TokenKind;

use crate::Parsed;

/// The comments of a file in the order of the text, from `#` to the end of the line, those in the
/// replacement fields of f-strings included.
///
/// Looks at every token: ask only if the text has the words that are looked for.
pub fn comments(parsed: &Parsed) -> impl Iterator<Item = TextRange> + '_ {
    let tokens = parsed.tokens().iter();
    tokens.filter(|token| token.kind() == TokenKind::Comment).map(Ranged::range)
}
