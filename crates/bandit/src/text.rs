//! The constants in an f-string, as Python's tree has them.
//!
//! Python joins neighbouring pieces of text, over the borders of implicitly concatenated strings and
//! with what `{x=}` shows of the code.

use std::borrow::Cow;

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::{self, FStringPart, InterpolatedStringElement};

/// A constant or a field of an f-string.
pub(crate) enum Piece<'a> {
    /// A constant and its place.
    Text(Cow<'a, str>, TextRange),
    /// What is put in.
    Field(&'a ast::InterpolatedElement),
}

/// The pieces of an f-string.
pub(crate) fn pieces(expression: &ast::ExprFString) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for part in &expression.value {
        match part {
            FStringPart::Literal(literal) => add_text(&mut pieces, literal, literal.range()),
            FStringPart::FString(part) => add(&mut pieces, &part.elements),
        }
    }
    pieces
}

/// The pieces of what follows the colon of a field.
pub(crate) fn spec_pieces(spec: &ast::InterpolatedStringFormatSpec) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    add(&mut pieces, &spec.elements);
    pieces
}

fn add<'a>(pieces: &mut Vec<Piece<'a>>, elements: &'a [InterpolatedStringElement]) {
    for element in elements {
        match element {
            InterpolatedStringElement::Literal(text) => add_text(pieces, text, text.range()),
            InterpolatedStringElement::Interpolation(field) => {
                if let Some(shown) = &field.debug_text {
                    add_text(pieces, shown.as_str(), field.range());
                }
                pieces.push(Piece::Field(field));
            }
        }
    }
}

fn add_text<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, range: TextRange) {
    if text.is_empty() {
        return;
    }
    if let Some(Piece::Text(before, place)) = pieces.last_mut() {
        before.to_mut().push_str(text);
        *place = place.cover(range);
    } else {
        pieces.push(Piece::Text(Cow::Borrowed(text), range));
    }
}
