//! The code of an expression, short enough for a message.

use hognose_core::Ranged;
use hognose_python::ast::Expr;
use hognose_registry::Context;

/// Longer code says no more in a message than that there is some.
const MAX_BYTES: usize = 48;

/// The code of an expression in backquotes, or what to say of it where that is too long or would not
/// stay on one line.
pub(crate) fn excerpt<'a>(expression: &'a Expr, cx: &Context<'a>) -> String {
    let code = cx.source().text().get(expression.range().to_std_range()).unwrap_or_default();
    let is_plain = |code: &str| !code.contains(|c: char| c.is_control() || c == '`');
    if (1..=MAX_BYTES).contains(&code.len()) && is_plain(code) {
        format!("`{code}`")
    } else {
        "a computed value".to_owned()
    }
}
