//! Values that the program itself has made fit for a text that is interpreted, or that need not be.

use hognose_python::ast::{self, Expr};
use hognose_registry::Context;
use hognose_semantic::Place;

/// Whether a call makes a text fit for what is around it, as the name of the function says:
/// `shlex.quote(x)`, `connection.escape_string(x)`, `x.replace("'", "''")`.
pub(crate) fn is_escaping<'a>(call: &'a ast::ExprCall, place: Place, cx: &Context<'a>) -> bool {
    const WORDS: [&str; 5] = ["adapt", "escape", "literal", "quote", "sanitize"];
    let name = match &*call.func {
        Expr::Name(function) => function.id.as_str(),
        Expr::Attribute(method) => method.attr.as_str(),
        _ => return false,
    };
    if name == "replace" {
        let replaced = call.arguments.find_positional(0);
        let replaced = replaced.and_then(|it| cx.model.constant_str(it, place));
        return replaced.is_some_and(|it| it == "'" || it == "\"");
    }
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Whether a name is written like a constant's: `PAGE_SIZE`, `settings.TAR`.
pub(crate) fn is_named_as_constant(expression: &Expr) -> bool {
    name(expression)
        .is_some_and(|name| name.contains(char::is_uppercase) && !name.contains(char::is_lowercase))
}

/// The name of a variable or attribute.
pub(crate) fn name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}
