//! Expressions, and what is compared part by part.

use std::borrow::Cow;

use hognose_core::Ranged;
use hognose_python::ast::{Expr, Stmt};
use hognose_semantic::Place;

use super::import::{IMPORT_FUNCTIONS, is_at_or_below};
use super::known::{has_parts, is_literal};
use super::{Done, Goal, Goals, Keywords, Solver};
use crate::env::{Bound, Env};
use crate::pattern::{Import, Kind, Pattern};
use crate::shape::{Code, Parts};

/// How deep in a statement an expression is looked for.
const MAX_DEPTH: u32 = 8;

impl<'m, 'a> Solver<'m, 'a> {
    pub(super) fn expression(
        &mut self,
        pattern: &Pattern,
        expression: &'a Expr,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let code = Code::Expr(expression);
        let agree = match pattern {
            Pattern::Typed(slot, class) => {
                let bound = Bound::Code(code, place);
                return self.is_instance(expression, place, class)
                    && self.bound(*slot, bound, next, env, done);
            }
            Pattern::Name { path, builtin } => self.is_named(expression, place, path, *builtin),
            Pattern::AnyText => self.text(expression, place).is_some(),
            Pattern::MetaText(slot) => {
                let Some(text) = self.text(expression, place) else { return false };
                return self.bound(*slot, Bound::Text(text, code.range()), next, env, done);
            }
            Pattern::TextParts(parts) => {
                self.text(expression, place).is_some_and(|text| has_parts(&text, parts))
            }
            Pattern::Literal(literal) => self
                .model
                .constant(expression, place)
                .is_some_and(|constant| is_literal(&constant, literal)),
            Pattern::Call { callee, arguments, keywords, open } => {
                let Expr::Call(call) = expression else { return false };
                let keywords = Keywords {
                    patterns: keywords,
                    given: &call.arguments.keywords,
                    used: 0,
                    open: *open,
                    place,
                };
                let list: Parts<'a> = call.arguments.args.iter().map(Code::Expr).collect();
                let rest = Goals { goal: Goal::Keywords(keywords), next };
                let rest = Goals { goal: Goal::List(arguments, &list, place), next: Some(&rest) };
                let goal = Goal::One(callee, Code::Expr(&call.func), place);
                return self.solve(Some(&Goals { goal, next: Some(&rest) }), env, done);
            }
            Pattern::Import(Import { module, member: None }) => {
                // `importlib.import_module("module")`
                let Expr::Call(call) = expression else { return false };
                let name = call.arguments.find_argument_value("name", 0);
                name.and_then(|name| self.text(name, place))
                    .is_some_and(|name| is_at_or_below(&name, module))
                    && self.model.is_any_of(&call.func, place, IMPORT_FUNCTIONS)
            }
            Pattern::Node { kind: Kind::Attribute, parts, .. } => {
                return self.node(pattern, code, place, next, env, done)
                    || self.imported_attribute(parts, expression, place, next, env, done);
            }
            _ => {
                let place = self.place_of(code, place);
                return self.node(pattern, code, place, next, env, done);
            }
        };
        agree && self.solve(next, env, done)
    }

    /// Compares what is compared part by part.
    pub(super) fn node(
        &mut self,
        pattern: &Pattern,
        code: Code<'a>,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Pattern::Node { kind, text, parts } = pattern else { return false };
        let Some(mut shape) = code.shape() else { return false };
        if *kind == Kind::Assign && shape.kind == Kind::AnnAssign {
            // `x: int = 1` is an assignment, too.
            shape.kind = Kind::Assign;
            shape.parts.remove(1);
        }
        let is_async = &*shape.text == "async" && text.is_empty();
        if shape.kind != *kind || shape.parts.len() != parts.len() {
            return false;
        }
        if *shape.text != **text && !is_async {
            return false;
        }
        self.parts(parts, &shape.parts, place, next, env, done)
    }

    /// Compares lists of parts, one after the other.
    pub(super) fn parts(
        &mut self,
        patterns: &[Vec<Pattern>],
        parts: &[Parts<'a>],
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let (Some((pattern, patterns)), Some((last, parts))) =
            (patterns.split_last(), parts.split_last())
        else {
            return self.solve(next, env, done);
        };
        let goals = Goals { goal: Goal::List(pattern, last, place), next };
        self.parts(patterns, parts, place, Some(&goals), env, done)
    }

    /// `module.$X` and a name that was imported from the module.
    pub(super) fn imported_attribute(
        &mut self,
        parts: &[Vec<Pattern>],
        expression: &'a Expr,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let [base, attribute] = parts else { return false };
        let ([Pattern::Name { path, .. }], [attribute]) = (&base[..], &attribute[..]) else {
            return false;
        };
        let names: Vec<String> = self.model.qualified_names(expression, place).collect();
        names.into_iter().any(|name| {
            let Some((module, last)) = name.rsplit_once('.') else { return false };
            if module != path {
                return false;
            }
            match attribute {
                Pattern::Meta(slot) => {
                    let bound = Bound::Text(Cow::Owned(last.to_owned()), expression.range());
                    self.bound(*slot, bound, next, env, done)
                }
                Pattern::Word(word) => word == last && self.solve(next, env, done),
                _ => false,
            }
        })
    }

    /// Looks for an expression in a simple statement.
    pub(super) fn within(
        &mut self,
        pattern: &Pattern,
        statement: &'a Stmt,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let simple = matches!(
            statement,
            Stmt::Expr(_)
                | Stmt::Assign(_)
                | Stmt::AnnAssign(_)
                | Stmt::AugAssign(_)
                | Stmt::Return(_)
        );
        let mut waiting: Vec<(Code<'a>, u32)> = match statement {
            Stmt::Expr(it) => vec![(Code::Expr(&it.value), 0)],
            other if simple => vec![(Code::Stmt(other), 0)],
            _ => return false,
        };
        while let Some((code, depth)) = waiting.pop() {
            if !self.step() {
                return false;
            }
            if let Code::Expr(expression) = code
                && self.expression(pattern, expression, place, next, env, done)
            {
                return true;
            }
            if depth >= MAX_DEPTH {
                continue;
            }
            if let Code::Expr(Expr::Call(call)) = code {
                waiting.extend(call.arguments.args.iter().map(|it| (Code::Expr(it), depth + 1)));
                let values = call.arguments.keywords.iter().map(|it| Code::Expr(&it.value));
                waiting.extend(values.map(|it| (it, depth + 1)));
                waiting.push((Code::Expr(&call.func), depth + 1));
            } else if let Some(shape) = code.shape() {
                let parts = shape.parts.into_iter().flatten().take(256);
                waiting.extend(parts.map(|part| (part, depth + 1)));
            }
        }
        false
    }
}
