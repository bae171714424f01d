//! What can be put into an SQL statement without changing it: placeholders, numbers, constants.

use hognose_python::ast::{self, Expr, Operator};
use hognose_registry::Context;
use hognose_semantic::{Constant, Piece, Place};

use crate::escaping::name;
use crate::identifiers::has_word;

/// Whether what is put into a statement cannot change it: numbers, constants, placeholders.
pub(super) fn is_harmless<'a>(expression: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let says_so = name(expression)
        .is_some_and(|name| has_word(name, &["placeholder", "placeholders", "qmark", "qmarks"]));
    if says_so || cx.model.is_harmless(expression, place) {
        return true;
    }
    let (value, place) = cx.model.follow(expression, place);
    let value = match value {
        // `("?," * len(ids))[:-1]`
        Expr::Subscript(subscript) if subscript.value.is_bin_op_expr() => &subscript.value,
        other => other,
    };
    match value {
        Expr::Generator(ast::ExprGenerator { elt, .. })
        | Expr::ListComp(ast::ExprListComp { elt, .. }) => is_placeholder(elt, place, cx),
        Expr::BinOp(operation) => {
            is_repetition(operation, place, cx) || is_arithmetic(operation, place, cx)
        }
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

/// `"?," * len(ids)`, `["?"] * len(ids)`
fn is_repetition<'a>(operation: &'a ast::ExprBinOp, place: Place, cx: &Context<'a>) -> bool {
    matches!(operation.op, Operator::Mult)
        && [&operation.left, &operation.right].into_iter().any(|it| is_constant(it, place, cx))
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
        Some(Piece::Text(text)) => {
            let text = text.trim_start();
            text.starts_with([':', '$', '@']) || text.starts_with("%(")
        }
        _ => false,
    }
}

fn is_constant<'a>(expression: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    cx.model.constant(expression, place).is_some()
}
