//! The attributes of `ssl.SSLContext` objects that rules look at.

use hognose_python::ast::{Expr, ExprAttribute};
use hognose_registry::{Assignment, Context};
use hognose_semantic::{Place, Value};

/// The object and the value of `object.attribute = value`.
pub(super) fn attribute_set<'a>(
    assignment: &Assignment<'a>,
    attribute: &str,
) -> Option<(&'a ExprAttribute, &'a Expr)> {
    match assignment.target {
        Expr::Attribute(target) if target.attr.as_str() == attribute => {
            Some((target, assignment.value))
        }
        _ => None,
    }
}

/// Whether a value is `ssl.CERT_NONE`, and nothing else on any way through the program.
pub(super) fn is_cert_none<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let values = cx.model.values(value, place);
    values.iter().all(|value| {
        matches!(value, Value::Path(path)
            if matches!(path.as_str(), "ssl.CERT_NONE" | "ssl.VerifyMode.CERT_NONE"))
    })
}

/// Whether an object is known to be an `ssl.SSLContext`. Those of other libraries have attributes of
/// the same names, and check for themselves.
pub(super) fn is_ssl_context<'a>(object: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    cx.model.is_instance(object, place, "ssl.SSLContext")
}

/// Whether a context is that of a server, which asks its clients for no certificate as a rule.
pub(super) fn is_for_server<'a>(context: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let (Expr::Call(created), place) = cx.model.follow(context, place) else { return false };
    let Some(purpose) = created
        .arguments
        .find_argument_value("protocol", 0)
        .or_else(|| created.arguments.find_keyword("purpose").map(|keyword| &keyword.value))
    else {
        return false;
    };
    cx.model.is_any_of(purpose, place, &["ssl.PROTOCOL_TLS_SERVER", "ssl.Purpose.CLIENT_AUTH"])
}
