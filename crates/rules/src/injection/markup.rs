//! The types that say of a text that it is markup, and may go into a page as it is.

use hognose_python::ast::Expr;
use hognose_registry::Call;

/// Django's.
pub(super) const DJANGO: &[&str] = &[
    "django.utils.html.mark_safe",
    "django.utils.safestring.SafeBytes",
    "django.utils.safestring.SafeString",
    "django.utils.safestring.SafeText",
    "django.utils.safestring.SafeUnicode",
    "django.utils.safestring.mark_safe",
];

/// Those of `markupsafe`, under all of its names.
pub(super) const MARKUPSAFE: &[&str] =
    &["flask.Markup", "jinja2.Markup", "jinja2.utils.Markup", "markupsafe.Markup"];

/// The text that a call says to be markup.
pub(super) fn marked<'a>(call: &Call<'a>) -> Option<&'a Expr> {
    ["s", "object", "base"]
        .iter()
        .find_map(|keyword| call.keyword(keyword))
        .or_else(|| call.positional(0))
        // `Markup(*parts)`
        .or_else(|| call.expr.arguments.args.first())
}
