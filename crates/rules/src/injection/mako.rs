//! Mako's templates, and whether they escape what is put into them.

use hognose_python::ast::{self, Expr};
use hognose_registry::Context;
use hognose_semantic::{Constant, Place};

/// Templates.
pub(super) const TEMPLATES: &[&str] = &["mako.template.Template"];
/// What finds templates by their names.
pub(super) const LOOKUPS: &[&str] = &["mako.lookup.TemplateLookup"];

/// Whether the filters of a template or a lookup escape HTML; none if they are not known.
pub(super) fn escapes<'a>(call: &'a ast::ExprCall, place: Place, cx: &Context<'a>) -> Option<bool> {
    let Some(keyword) = call.arguments.find_keyword("default_filters") else {
        // `Template(text, **settings)`
        let is_complete = call.arguments.keywords.iter().all(|keyword| keyword.arg.is_some());
        return is_complete.then_some(false);
    };
    match cx.model.constant(&keyword.value, place)? {
        Constant::Sequence(filters) => Some(filters.iter().any(|filter| match filter.as_str() {
            Some(filter) => matches!(filter, "h" | "x") || filter.contains("escape"),
            None => false,
        })),
        _ => Some(false),
    }
}

/// The call that made an object, if only one can have.
pub(super) fn constructor<'a>(
    object: &'a Expr,
    place: Place,
    cx: &Context<'a>,
) -> Option<(&'a ast::ExprCall, Place)> {
    let (value, place) = match object {
        Expr::Attribute(attribute) => cx.model.follow_attribute(attribute, place)?,
        _ => cx.model.follow(object, place),
    };
    value.as_call_expr().map(|call| (call, place))
}
