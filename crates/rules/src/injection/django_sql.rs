//! The places where Django's queries take SQL as text, and what is put into it there.

use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context};
use hognose_semantic::{Piece, Place};

/// Expressions that are SQL.
pub(super) const RAW_SQL: &[&str] = &[
    "django.contrib.gis.db.models.expressions.RawSQL",
    "django.db.models.RawSQL",
    "django.db.models.expressions.RawSQL",
];

/// The arguments of `QuerySet.extra` that become part of the statement, with their positions.
const EXTRA_ARGUMENTS: [(&str, usize); 3] = [("select", 0), ("where", 1), ("tables", 3)];

/// The SQL of a call of [`RAW_SQL`].
pub(super) fn raw_sql<'a>(call: &Call<'a>) -> Option<&'a Expr> {
    // `RawSQL(*arguments)`
    call.argument("sql", 0).or_else(|| call.expr.arguments.args.first())
}

/// The arguments with SQL of a call of `extra`, if it is that of a query and not of something else
/// with a method of this name.
pub(super) fn extra_arguments<'a>(
    call: &Call<'a>,
    cx: &Context<'a>,
) -> impl Iterator<Item = &'a Expr> + use<'a> {
    let has_keyword = EXTRA_ARGUMENTS.iter().any(|(name, _)| call.keyword(name).is_some());
    let is_query = has_keyword || cx.model.imports_package("django");
    let call = *call;
    EXTRA_ARGUMENTS
        .into_iter()
        .filter(move |_| is_query)
        .filter_map(move |(name, position)| call.argument(name, position))
}

/// Elements of one argument that are looked at.
const MAX_ELEMENTS: usize = 64;

/// The texts that an argument of `extra` is made of: the elements of a list, the values of a
/// dictionary. An argument that is not understood is its own text.
pub(super) fn texts<'a>(
    argument: &'a Expr,
    place: Place,
    cx: &Context<'a>,
) -> (Vec<&'a Expr>, Place) {
    let (followed, place) = cx.model.follow(argument, place);
    let texts = match followed {
        Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) => {
            elts.iter().take(MAX_ELEMENTS).collect()
        }
        Expr::Dict(dict) => dict
            .items
            .iter()
            .take(MAX_ELEMENTS)
            .flat_map(|item| item.key.iter().chain([&item.value]))
            .collect(),
        // `dict(total="…")`
        Expr::Call(call)
            if call.arguments.args.is_empty()
                && cx.model.is_any_of(&call.func, place, &["dict"]) =>
        {
            call.arguments.keywords.iter().take(MAX_ELEMENTS).map(|it| &it.value).collect()
        }
        other => vec![other],
    };
    (texts, place)
}

/// Whether nothing that could change a statement goes into a text.
pub(super) fn is_fixed<'a>(text: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    if cx.model.constant(text, place).is_some() {
        return true;
    }
    cx.model.template(text, place).is_some_and(|template| {
        !template.truncated
            && template.pieces.iter().all(|piece| match piece {
                Piece::Text(_) => true,
                Piece::Hole { expression, place } => cx.model.is_harmless(expression, *place),
            })
    })
}
