//! What Bandit makes of the arguments of a call.
//!
//! A name is taken for a text with its spelling, an attribute for one with the spelling of its last
//! part, and so are `True`, `False` and `None`. Whatever is neither that nor a literal is as good as
//! absent.

use std::borrow::Cow;

use hognose_python::ast::{self, Expr, Number};

/// The value of an argument, as far as Bandit sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal<'a> {
    /// A text, a name, an attribute, `True`, `False` or `None`.
    Text(Cow<'a, str>),
    /// A whole number; those that do not fit are the largest that does.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// A list.
    List(Vec<Literal<'a>>),
    /// Something else that has a value: bytes, a tuple, a set, a dictionary, an ellipsis.
    Other,
    /// Not understood, and so taken for absent.
    Unknown,
}

impl<'a> Literal<'a> {
    /// The value of an expression.
    pub(crate) fn of(expression: &'a Expr) -> Self {
        match expression {
            Expr::StringLiteral(text) => Self::Text(Cow::Borrowed(text.value.to_str())),
            Expr::BooleanLiteral(literal) => {
                Self::Text(Cow::Borrowed(if literal.value { "True" } else { "False" }))
            }
            Expr::NoneLiteral(_) => Self::Text(Cow::Borrowed("None")),
            Expr::Name(name) => Self::Text(Cow::Borrowed(name.id.as_str())),
            Expr::NumberLiteral(number) => match &number.value {
                Number::Int(value) => Self::Integer(value.as_i64().unwrap_or(i64::MAX)),
                Number::Float(value) => Self::Float(*value),
                Number::Complex { .. } => Self::Other,
            },
            Expr::List(list) => Self::List(list.elts.iter().map(Self::of_element).collect()),
            Expr::BytesLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::Tuple(_)
            | Expr::Set(_)
            | Expr::Dict(_) => Self::Other,
            _ => Self::Unknown,
        }
    }

    /// An element of a list. What stands deeper is never asked for, and can be as deep as the file.
    fn of_element(element: &'a Expr) -> Self {
        match element {
            Expr::List(_) => Self::Other,
            element => Self::of(element),
        }
    }

    /// The value of an argument: of an attribute, its last part.
    fn of_argument(expression: &'a Expr) -> Self {
        match expression {
            Expr::Attribute(attribute) => Self::Text(Cow::Borrowed(attribute.attr.as_str())),
            expression => Self::of(expression),
        }
    }

    /// The value of the argument with a keyword; unknown without one.
    pub(crate) fn keyword(call: &'a ast::ExprCall, keyword: &str) -> Self {
        call.arguments
            .find_keyword(keyword)
            .map_or(Self::Unknown, |keyword| Self::of_argument(&keyword.value))
    }

    /// The value of the argument at a position, counted from 0; unknown without one.
    pub(crate) fn positional(call: &'a ast::ExprCall, position: usize) -> Self {
        call.arguments.args.get(position).map_or(Self::Unknown, Self::of_argument)
    }

    /// This value, or another one if this is absent or one that Python takes for false.
    pub(crate) fn or(self, other: impl FnOnce() -> Self) -> Self {
        let is_false = match &self {
            Self::Text(text) => text.is_empty(),
            Self::Integer(value) => *value == 0,
            Self::Float(value) => *value == 0.0,
            Self::List(elements) => elements.is_empty(),
            Self::Other => false,
            Self::Unknown => true,
        };
        if is_false { other() } else { self }
    }

    /// The text, if it is taken for one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is taken for this text.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.text() == Some(text)
    }
}

/// The text of a plain string literal.
pub(crate) fn plain_text(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::StringLiteral(text) => Some(text.value.to_str()),
        _ => None,
    }
}

/// Whether an expression is what Python's tree calls a constant.
pub(crate) fn is_constant(expression: &Expr) -> bool {
    expression.is_literal_expr()
}
