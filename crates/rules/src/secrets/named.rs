//! The places where code ties a value to a name.

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::{self, BoolOp, CmpOp, Expr, Stmt};
use hognose_registry::{Assignment, Call};

/// A value with the name that the code gives it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    /// A variable, attribute, key, keyword or parameter.
    pub(super) name: &'a str,
    /// What it is given, or compared with.
    pub(super) value: &'a Expr,
    /// What a finding points at: the value, together with the name where that belongs to it.
    pub(super) range: TextRange,
}

impl<'a> Named<'a> {
    fn new(name: &'a str, value: &'a Expr) -> Self {
        Self { name, value, range: value.range() }
    }

    /// The same, with what the value is if it is nowhere else: `os.environ.get("KEY", fallback)`.
    pub(super) fn or_fallback(self) -> Self {
        Self { value: fallback(self.value).unwrap_or(self.value), ..self }
    }

    /// The text of the value, if it is a literal text; bytes that are not UTF-8 are none.
    pub(super) fn literal(&self) -> Option<&'a str> {
        match self.value {
            Expr::StringLiteral(text) => Some(text.value.to_str()),
            Expr::BytesLiteral(bytes) => match bytes.value.as_slice() {
                [single] => std::str::from_utf8(single.as_slice()).ok(),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What an expression is if a setting is missing: the end of `setting or fallback`, and the default of a
/// call that looks for one.
fn fallback(expression: &Expr) -> Option<&Expr> {
    match expression {
        Expr::BoolOp(either) if either.op == BoolOp::Or => either.values.last(),
        Expr::Call(call) => {
            let arguments = &call.arguments;
            let named = arguments.keywords.iter().find(|keyword| {
                keyword.arg.as_ref().is_some_and(|name| name.as_str() == "default")
            });
            let looks_up = match &*call.func {
                Expr::Attribute(method) => matches!(method.attr.as_str(), "get" | "getenv"),
                Expr::Name(name) => name.id.as_str() == "getenv",
                _ => false,
            };
            let second = arguments.args.get(1).filter(|_| looks_up);
            named.map(|keyword| &keyword.value).or(second)
        }
        _ => None,
    }
}

/// `def name(self): return value`, of what a function returns in the end.
pub(super) fn in_return(function: &ast::StmtFunctionDef) -> Option<Named<'_>> {
    match function.body.last()? {
        Stmt::Return(last) => Some(Named::new(function.name.as_str(), last.value.as_deref()?)),
        _ => None,
    }
}

/// `name = value`, `object.name = value`, `mapping["name"] = value`.
pub(super) fn in_assignment<'a>(assignment: &Assignment<'a>) -> Option<Named<'a>> {
    let named = Named::new(variable(assignment.target)?, assignment.value);
    Some(match assignment.target {
        Expr::Subscript(target) => {
            Named { range: target.slice.range().cover(named.range), ..named }
        }
        _ => named,
    })
}

/// `{"name": value}`.
pub(super) fn in_dict(dict: &ast::ExprDict) -> impl Iterator<Item = Named<'_>> {
    dict.items.iter().filter_map(|item| match &item.key {
        Some(key @ Expr::StringLiteral(name)) => {
            let range = key.range().cover(item.value.range());
            Some(Named { name: name.value.to_str(), value: &item.value, range })
        }
        _ => None,
    })
}

/// `function(name=value)`.
pub(super) fn in_call<'a>(call: &Call<'a>) -> impl Iterator<Item = Named<'a>> + use<'a> {
    call.expr.arguments.keywords.iter().filter_map(|keyword| {
        let name = keyword.arg.as_ref()?;
        Some(Named::new(name.as_str(), &keyword.value))
    })
}

/// `compare_digest(name, value)`, and the other way round: a comparison.
pub(super) fn in_digests<'a>(call: &Call<'a>) -> Option<Named<'a>> {
    let [left, right] = &call.expr.arguments.args[..] else { return None };
    // `name.encode()`, `b"value"`, `"value".encode()`
    match (variable(decoded(left)), variable(decoded(right))) {
        (Some(name), None) => Some(Named::new(name, decoded(right))),
        (None, Some(name)) => Some(Named::new(name, decoded(left))),
        _ => None,
    }
}

/// `text` of `text.encode()`.
fn decoded(expression: &Expr) -> &Expr {
    match expression {
        Expr::Call(call) => match &*call.func {
            Expr::Attribute(method) if method.attr.as_str() == "encode" => &method.value,
            _ => expression,
        },
        _ => expression,
    }
}

/// `def function(name=value)`.
pub(super) fn in_function(function: &ast::StmtFunctionDef) -> impl Iterator<Item = Named<'_>> {
    function.parameters.iter_non_variadic_params().filter_map(|parameter| {
        let default = parameter.default.as_deref()?;
        Some(Named { range: parameter.range(), ..Named::new(parameter.name().as_str(), default) })
    })
}

/// `name == value` and the other comparisons, `value == name`, and every pair of a chain.
pub(super) fn in_comparison(comparison: &ast::ExprCompare) -> impl Iterator<Item = Named<'_>> {
    let lefts = std::iter::once(&*comparison.left).chain(&comparison.comparators);
    lefts.zip(&comparison.comparators).zip(&comparison.ops).filter_map(|((left, right), op)| {
        let is_equality = matches!(op, CmpOp::Eq | CmpOp::NotEq);
        match (variable(left), variable(right)) {
            (Some(name), _) => Some(Named::new(name, right)),
            (None, Some(name)) if is_equality => Some(Named::new(name, left)),
            _ => None,
        }
    })
}

/// The name of a variable, an attribute or an element with a constant key.
fn variable(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Subscript(subscript) => match &*subscript.slice {
            Expr::StringLiteral(key) => Some(key.value.to_str()),
            _ => None,
        },
        _ => None,
    }
}
