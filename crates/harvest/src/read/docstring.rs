//! What a docstring says about its own subject.

use hognose_python::ast::{Expr, Stmt};

/// The docstring of a body.
pub(super) fn docstring(body: &[Stmt]) -> Option<&str> {
    match body.first()? {
        Stmt::Expr(it) => match &*it.value {
            Expr::StringLiteral(it) => Some(it.value.to_str()),
            _ => None,
        },
        _ => None,
    }
}

/// The version that a `deprecated` directive names, if it stands at the level of the whole docstring:
/// one that is indented more is about an argument or an attribute.
pub(super) fn deprecated_since(text: &str) -> Option<String> {
    let directive = ".. deprecated::";
    if !text.contains(directive) {
        return None;
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let others = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let level = others.clone().map(indent).min()?;
    let line = others
        .into_iter()
        .find(|line| indent(line) == level && line.trim_start().starts_with(directive))?;
    let version = line.trim_start()[directive.len()..].split_whitespace().next()?;
    Some(version.to_owned())
}
