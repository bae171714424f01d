//! SQL statements that a program builds as text, and what it puts into them.

use hognose_python::ast::{self, Expr, Operator};
use hognose_registry::Context;
use hognose_semantic::{Constant, Piece, Place, Template};

use crate::escaping::name;
use crate::identifiers::has_word;

use super::sql_lexer::{HOLE, Token, TokenKind, tokens};
use super::sql_statement::{StatementKind, may_begin_statement, statement};

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

/// What a part of a statement stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A value inside single quotes.
    QuotedValue,
    /// A value: something that a parameter can stand for.
    Value,
    /// The name of a table or column, a keyword, a clause.
    Structure,
}

/// The part of a text that is looked at.
const MAX_BYTES: usize = 1 << 14;

/// The statement that an expression builds, if it builds one from parts that could change it.
pub(super) fn sql_text<'a>(
    expression: &'a Expr,
    place: Place,
    cx: &Context<'a>,
) -> Option<SqlText<'a>> {
    if !begins_like_sql(expression) {
        return None;
    }
    let template = cx.model.template(expression, place)?;
    if !template.has_holes() {
        return None;
    }
    let (text, holes) = flatten(&template);
    if !may_begin_statement(&text) {
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
    may_begin_statement(text) && statement(&tokens(text)).is_some()
}

/// Whether the first known part of an expression does not rule out that it builds a statement. Cheap:
/// asked of every text that is built anywhere.
fn begins_like_sql(expression: &Expr) -> bool {
    let mut current = expression;
    loop {
        current = match current {
            Expr::BinOp(operation) => &operation.left,
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) => &method.value,
                _ => return true,
            },
            Expr::StringLiteral(literal) => return may_begin_statement(literal.value.to_str()),
            Expr::FString(string) => {
                let first = string.value.iter().next();
                return match first {
                    Some(ast::FStringPart::Literal(literal)) => may_begin_statement(literal),
                    Some(ast::FStringPart::FString(part)) => match part.elements.first() {
                        Some(ast::InterpolatedStringElement::Literal(literal)) => {
                            may_begin_statement(&literal.value)
                        }
                        _ => true,
                    },
                    None => false,
                };
            }
            _ => return true,
        };
    }
}

/// The start of a template as one text, and where its holes are.
fn flatten<'a>(template: &Template<'a>) -> (String, Vec<(usize, &'a Expr, Place)>) {
    let mut text = String::new();
    let mut holes = Vec::new();
    for piece in &template.pieces {
        match piece {
            Piece::Text(part) if text.len() + part.len() > MAX_BYTES => break,
            Piece::Text(part) => text.push_str(part),
            Piece::Hole { expression, place } => {
                holes.push((text.len(), *expression, *place));
                text.push(HOLE);
            }
        }
    }
    (text, holes)
}

/// The roles of the tokens that have holes, by their positions.
struct Roles {
    /// Ends of tokens with their roles, in order.
    ends: Vec<(usize, Role)>,
}

impl Roles {
    fn of(tokens: &[Token<'_>]) -> Self {
        let mut ends = Vec::new();
        // Of each open parenthesis, whether there is a list of values in it.
        let mut open: Vec<bool> = Vec::new();
        let mut closed_values = false;
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| &tokens[at]);
            let in_values = open.last().copied().unwrap_or(false);
            if token.has_hole() {
                let role = role(tokens, at, in_values);
                ends.push((token.range().end, role));
            }
            match token.text {
                "(" => {
                    let begins_values = before.is_some_and(|before| {
                        before.is_any(&["IN", "VALUES", "VALUE", "ANY"])
                            || (before.is_sign(",") && closed_values)
                    });
                    open.push(in_values || begins_values);
                }
                ")" => closed_values = open.pop().unwrap_or(false),
                "," => {}
                _ => closed_values = false,
            }
        }
        Self { ends }
    }

    /// The role of the hole at this offset.
    fn at(&self, offset: usize) -> Role {
        let next = self.ends.partition_point(|(end, _)| *end <= offset);
        self.ends.get(next).map_or(Role::Structure, |(_, role)| *role)
    }
}

/// Operators after which a value comes.
const BEFORE_VALUES: &[&str] = &[
    "BETWEEN", "ESCAPE", "GLOB", "ILIKE", "IN", "INTERVAL", "LIKE", "LIMIT", "MATCH", "OFFSET",
    "REGEXP", "RLIKE",
];

/// What the hole in a token stands for.
fn role(tokens: &[Token<'_>], at: usize, in_values: bool) -> Role {
    // `FILE_FORMAT => '{format}'`: settings of functions in `FROM`.
    if at >= 2 && tokens[at - 1].is_sign(">") && tokens[at - 2].is_sign("=") {
        return Role::Structure;
    }
    match tokens[at].kind {
        TokenKind::Text => return Role::QuotedValue,
        TokenKind::Word | TokenKind::DoubleQuoted => {}
        _ => return Role::Structure,
    }
    let Some(before) = at.checked_sub(1).map(|at| tokens[at]) else { return Role::Structure };
    // `{table}.id`, `{function}(x)`
    let is_name_part = tokens.get(at + 1).is_some_and(|next| matches!(next.text, "." | "("));
    if is_name_part {
        return Role::Structure;
    }
    let is_second_bound = before.is("AND") && at >= 3 && tokens[at - 3].is("BETWEEN");
    let follows_operator = matches!(before.text, "=" | "<" | ">" | "!" | "~" | "|")
        || before.is_any(BEFORE_VALUES)
        || is_second_bound;
    let is_element = in_values && matches!(before.text, "(" | ",");
    if follows_operator || is_element { Role::Value } else { Role::Structure }
}

/// Whether what is put into a statement cannot change it: numbers, constants, placeholders.
fn is_harmless<'a>(expression: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let says_so = name(expression)
        .is_some_and(|name| has_word(name, &["placeholder", "placeholders", "qmark", "qmarks"]));
    if says_so || cx.model.is_harmless(expression, place) {
        return true;
    }
    let (value, place) = cx.model.follow(expression, place);
    match value {
        Expr::Generator(ast::ExprGenerator { elt, .. })
        | Expr::ListComp(ast::ExprListComp { elt, .. }) => is_placeholder(elt, place, cx),
        Expr::BinOp(operation) if is_arithmetic(operation, place, cx) => true,
        // `"?," * len(ids)`, `["?"] * len(ids)`
        Expr::BinOp(operation) if matches!(operation.op, Operator::Mult) => {
            [&operation.left, &operation.right]
                .into_iter()
                .any(|side| is_placeholder(side, place, cx) || is_constant(side, place, cx))
        }
        Expr::Subscript(subscript) => match &*subscript.value {
            Expr::BinOp(operation) if matches!(operation.op, Operator::Mult) => {
                [&operation.left, &operation.right].into_iter().any(|it| is_constant(it, place, cx))
            }
            _ => false,
        },
        Expr::Call(call) if cx.model.is_any_of(&call.func, place, &["itertools.repeat"]) => call
            .arguments
            .find_positional(0)
            .is_some_and(|element| is_placeholder(element, place, cx)),
        Expr::If(conditional) => [&conditional.body, &conditional.orelse]
            .into_iter()
            .all(|branch| cx.model.is_harmless(branch, place)),
        _ => false,
    }
}

/// `page + 1`: what can be added to a number is a number.
fn is_arithmetic<'a>(operation: &'a ast::ExprBinOp, place: Place, cx: &Context<'a>) -> bool {
    let is_number = |side: &'a Expr| {
        matches!(cx.model.constant(side, place), Some(Constant::Int(_) | Constant::Float(_)))
    };
    matches!(operation.op, Operator::Add | Operator::Sub)
        && (is_number(&operation.left) || is_number(&operation.right))
}

/// Whether a text is a constant or the name of a parameter: `?`, `:name`, `%(name)s`.
fn is_placeholder<'a>(element: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    if is_constant(element, place, cx) {
        return true;
    }
    let template = cx.model.template(element, place);
    let first = template.as_ref().and_then(|template| template.pieces.first());
    match first {
        Some(Piece::Text(text)) => text.trim_start().starts_with([':', '%', '$', '@', '?']),
        _ => false,
    }
}

fn is_constant<'a>(expression: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    cx.model.constant(expression, place).is_some()
}
