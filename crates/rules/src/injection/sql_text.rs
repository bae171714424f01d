//! SQL statements that a program builds as text, and what it puts into them.

use hognose_python::ast::{self, Expr};
use hognose_registry::Context;
use hognose_semantic::{Piece, Place, Template};

use super::sql_lexer::{HOLE, tokens};
use super::sql_placeholders::is_harmless;
use super::sql_role::{Role, Roles};
use super::sql_statement::{StatementKind, may_hold_statement, statement};

/// A statement with holes.
#[derive(Debug)]
pub(super) struct SqlText<'a> {
    /// What the statement does.
    pub(super) kind: StatementKind,
    /// What goes into it and could change it, in order; never empty.
    pub(super) insertions: Vec<Insertion<'a>>,
}

/// Something that is put into the text of a statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insertion<'a> {
    /// What is put in.
    pub(super) expression: &'a Expr,
    /// From where names in it are looked up.
    pub(super) place: Place,
    /// What it stands for in the statement.
    pub(super) role: Role,
}

/// The part of a text that is looked at.
const MAX_BYTES: usize = 1 << 14;
/// Holes in a text that are looked at: the question is asked wherever the text is used.
const MAX_HOLES: usize = 24;

/// The statement that an expression builds, if it builds one from parts that could change it.
pub(super) fn sql_text<'a>(
    expression: &'a Expr,
    place: Place,
    cx: &Context<'a>,
) -> Option<SqlText<'a>> {
    if !may_be_sql(expression) {
        return None;
    }
    let template = cx.model.template(expression, place)?;
    if !template.has_holes() {
        return None;
    }
    let (text, holes) = flatten(&template);
    if !may_hold_statement(&text) {
        return None;
    }
    let tokens = tokens(&text);
    let kind = statement(&tokens)?;
    let roles = Roles::of(&tokens);
    let insertions: Vec<_> = holes
        .into_iter()
        .filter(|(_, expression, place)| !is_harmless(expression, *place, cx))
        .map(|(offset, expression, place)| Insertion { expression, place, role: roles.at(offset) })
        .collect();
    (!insertions.is_empty()).then_some(SqlText { kind, insertions })
}

/// Whether a text that is not built from anything is a statement.
pub(super) fn is_statement(text: &str) -> bool {
    const MAX_CHARS: usize = MAX_BYTES / 4;
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(end, _)| end);
    let text = &text[..end];
    may_hold_statement(text) && statement(&tokens(text)).is_some()
}

/// Whether the first known part of an expression does not rule out that it builds a statement. Cheap:
/// asked of every text that is built anywhere.
fn may_be_sql(expression: &Expr) -> bool {
    const MAX_DEPTH: usize = 64;
    let mut current = expression;
    for _ in 0..MAX_DEPTH {
        current = match current {
            Expr::BinOp(operation) => &operation.left,
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) => &method.value,
                _ => return true,
            },
            Expr::StringLiteral(literal) => return may_hold_statement(literal.value.to_str()),
            Expr::FString(string) => return first_literal(string).is_none_or(may_hold_statement),
            _ => return true,
        };
    }
    true
}

/// The text that an f-string begins with; none if it begins with a hole.
fn first_literal(string: &ast::ExprFString) -> Option<&str> {
    match string.value.iter().next()? {
        ast::FStringPart::Literal(literal) => Some(literal),
        ast::FStringPart::FString(part) => match part.elements.first()? {
            ast::InterpolatedStringElement::Literal(literal) => Some(&literal.value),
            ast::InterpolatedStringElement::Interpolation(_) => None,
        },
    }
}

/// The start of a template as one text, and where its holes are.
fn flatten<'a>(template: &Template<'a>) -> (String, Vec<(usize, &'a Expr, Place)>) {
    let mut text = String::new();
    let mut holes = Vec::new();
    for piece in &template.pieces {
        match piece {
            Piece::Text(part) => push_ends(part, &mut text),
            Piece::Hole { .. } if holes.len() == MAX_HOLES => break,
            Piece::Hole { expression, place } => {
                holes.push((text.len(), *expression, *place));
                text.push(HOLE);
            }
        }
        if text.len() > MAX_BYTES {
            break;
        }
    }
    (text, holes)
}

/// Adds a part of a text; of a very long one its ends, which are what stands beside the holes.
fn push_ends(part: &str, text: &mut String) {
    const MAX_END: usize = MAX_BYTES / 8;
    if part.len() <= 2 * MAX_END {
        text.push_str(part);
    } else {
        text.push_str(&part[..part.floor_char_boundary(MAX_END)]);
        text.push(' ');
        text.push_str(&part[part.ceil_char_boundary(part.len() - MAX_END)..]);
    }
}
