//! What is known of an expression: the names that it stands for, its text, its class, whether it is the
//! same as another one.

use std::borrow::Cow;
use std::rc::Rc;

use hognose_core::Ranged;
use hognose_python::ast::Expr;
use hognose_semantic::{Constant, Place, Value};

use super::{Resolved, Solver};
use crate::env::Bound;
use crate::lower::dotted;
use crate::pattern::Literal;
use crate::shape::Code;

/// Longer texts are not compared.
const MAX_TEXT: usize = 1 << 12;

impl<'a> Solver<'_, 'a> {
    /// Whether two pieces of code are the same: written the same, or known to be the same.
    pub(super) fn is_same(&self, one: &Bound<'a>, other: &Bound<'a>) -> bool {
        if let (Bound::Text(one, _), Bound::Text(other, _)) = (one, other) {
            return one == other;
        }
        if let (Bound::Text(text, _), Bound::Code(Code::Word(word), _))
        | (Bound::Code(Code::Word(word), _), Bound::Text(text, _)) = (one, other)
        {
            return **text == *word.as_str();
        }
        let (first, second) = (self.source.slice(one.range()), self.source.slice(other.range()));
        if first.len() <= MAX_TEXT && second.len() <= MAX_TEXT && is_same_text(first, second) {
            return true;
        }
        let (Bound::Code(Code::Expr(one), at), Bound::Code(Code::Expr(other), there)) =
            (one, other)
        else {
            return false;
        };
        if let Some(constant) = self.model.constant(one, *at)
            && self.model.constant(other, *there).is_some_and(|other| other == constant)
        {
            return true;
        }
        let names: Vec<String> = self.model.qualified_names(one, *at).collect();
        self.model.qualified_names(other, *there).any(|name| names.contains(&name))
    }

    /// The text that an expression is known to be.
    pub(crate) fn text(&self, expression: &'a Expr, place: Place) -> Option<Cow<'a, str>> {
        self.model.constant_str(expression, place)
    }

    pub(super) fn is_named(
        &self,
        expression: &'a Expr,
        place: Place,
        path: &str,
        builtin: bool,
    ) -> bool {
        if !matches!(
            expression,
            Expr::Name(_)
                | Expr::Attribute(_)
                | Expr::Call(_)
                | Expr::Named(_)
                | Expr::If(_)
                | Expr::BoolOp(_)
                | Expr::Await(_)
        ) {
            return false;
        }
        let mut known = false;
        for name in self.names(expression, place).iter() {
            if name == path {
                return true;
            }
            known = true;
        }
        // A bare name that is no built-in is also matched as it is spelled.
        let resolved = known && (builtin || path.contains('.'));
        if resolved || dotted(expression).is_none_or(|spelled| spelled != path) {
            return false;
        }
        !builtin
            || !self
                .model
                .values(expression, place)
                .iter()
                .any(|value| matches!(value, Value::Function(_) | Value::Class(_)))
    }

    /// The dotted names that an expression can stand for.
    pub(super) fn names(&self, expression: &'a Expr, place: Place) -> Rc<[String]> {
        if let Some(Resolved { of, place: there, names }) = &*self.resolved.borrow()
            && std::ptr::eq(*of, expression)
            && *there == place
        {
            return Rc::clone(names);
        }
        let names: Rc<[String]> = self.model.qualified_names(expression, place).collect();
        let of = std::ptr::from_ref(expression);
        *self.resolved.borrow_mut() = Some(Resolved { of, place, names: Rc::clone(&names) });
        names
    }

    pub(super) fn is_instance(&self, expression: &'a Expr, place: Place, class: &str) -> bool {
        if self.model.is_instance(expression, place, class) {
            return true;
        }
        match self.model.constant(expression, place) {
            Some(Constant::Str(_)) => class == "str",
            Some(Constant::Bytes(_)) => class == "bytes",
            Some(Constant::Bool(_)) => class == "bool",
            Some(Constant::Int(_)) => class == "int",
            Some(Constant::Float(_)) => class == "float",
            _ => false,
        }
    }
}

fn is_same_text(one: &str, other: &str) -> bool {
    let significant = |c: &char| !c.is_whitespace();
    one.chars().filter(significant).eq(other.chars().filter(significant))
}

/// Whether a text consists of these parts, with anything between them.
pub(super) fn has_parts(text: &str, parts: &[String]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    let Some((last, middle)) = rest.split_last() else { return text == first };
    let Some(mut text) = text.strip_prefix(first.as_str()) else { return false };
    for part in middle {
        let Some(at) = text.find(part.as_str()) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(last.as_str())
}

pub(super) fn is_literal(constant: &Constant<'_>, literal: &Literal) -> bool {
    match (constant, literal) {
        (Constant::None, Literal::None) => true,
        (Constant::Bool(one), Literal::Bool(other)) => one == other,
        (Constant::Int(one), Literal::Int(other)) => one == other,
        (Constant::Float(one), Literal::Float(other)) => one.to_bits() == other.to_bits(),
        (Constant::Str(one), Literal::Text(other)) => **one == **other,
        (Constant::Bytes(one), Literal::Bytes(other)) => **one == **other,
        _ => false,
    }
}
