//! Expressions that the model does not record: attributes, and `not` and the signs before something.
//!
//! They link a recorded expression with the recorded node around it. That node does not say where in
//! it the expression stands, so the way is found from the outside in: lists are searched by bisection,
//! so that a list of a hundred thousand elements costs no more than a short one.

use std::ptr;

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::{self, Expr, InterpolatedStringElement, Stmt};
use hognose_semantic::{NodeId, SemanticModel, Syntax};
use smallvec::SmallVec;

use crate::pattern::{Kind, Pattern};

/// Whether a pattern is of a kind that is not recorded.
pub(crate) fn is_link(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::Node { kind: Kind::Attribute | Kind::UnaryOp, .. })
}

/// The links of one expression.
pub(crate) type Links<'a> = SmallVec<[&'a Expr; 4]>;

/// As many links stand around one expression.
const MAX_LINKS: usize = 64;
/// As many holes of one f-string are looked at.
const MAX_HOLES: usize = 256;

/// The links around a recorded expression, the innermost first.
pub(crate) fn links<'a>(node: NodeId, model: &SemanticModel<'a>) -> Links<'a> {
    let mut links = Links::new();
    let recorded = model.node(node);
    let Syntax::Expression(inner) = recorded.syntax else { return links };
    let mut current = part(model.node(recorded.parent).syntax, inner.range());
    for _ in 0..MAX_LINKS {
        let Some(expression) = current else { break };
        if ptr::eq(expression, inner) {
            links.reverse();
            return links;
        }
        current = match expression {
            Expr::Attribute(it) => {
                links.push(expression);
                Some(&it.value)
            }
            Expr::UnaryOp(it) => {
                links.push(expression);
                Some(&it.operand)
            }
            Expr::Slice(it) => any([&it.lower, &it.upper, &it.step], inner.range()),
            _ => None,
        };
    }
    Links::new()
}

/// The one of a list in the order of the text that holds a range.
fn among<T: Ranged>(list: &[T], range: TextRange) -> Option<&T> {
    let at = list.partition_point(|it| it.range().end() < range.end());
    list.get(at).filter(|it| it.range().contains_range(range))
}

/// The one of some parts that holds a range.
fn any<const N: usize>(parts: [&Option<Box<Expr>>; N], range: TextRange) -> Option<&Expr> {
    parts.into_iter().flatten().map(|it| &**it).find(|it| it.range().contains_range(range))
}

fn one<const N: usize>(parts: [&Expr; N], range: TextRange) -> Option<&Expr> {
    parts.into_iter().find(|it| it.range().contains_range(range))
}

/// The expression directly in a recorded node that holds a range.
fn part(outer: Syntax<'_>, range: TextRange) -> Option<&Expr> {
    match outer {
        Syntax::Module => None,
        Syntax::Handler(handler) => any([&handler.type_], range),
        Syntax::Statement(statement) => of_statement(statement, range),
        Syntax::Expression(expression) => of_expression(expression, range),
    }
}

fn of_expression(expression: &Expr, range: TextRange) -> Option<&Expr> {
    match expression {
        Expr::BoolOp(it) => among(&it.values, range),
        Expr::Named(it) => one([&it.target, &it.value], range),
        Expr::BinOp(it) => one([&it.left, &it.right], range),
        Expr::UnaryOp(it) => Some(&it.operand),
        Expr::Lambda(it) => {
            let parameters = it.parameters.as_deref().and_then(|it| of_parameters(it, range));
            parameters.or(Some(&*it.body))
        }
        Expr::If(it) => one([&it.test, &it.body, &it.orelse], range),
        Expr::Dict(it) => {
            let at = it.items.partition_point(|item| item.value.end() < range.end());
            let item = it.items.get(at)?;
            let parts = item.key.iter().chain([&item.value]);
            parts.into_iter().find(|part| part.range().contains_range(range))
        }
        Expr::Set(it) => among(&it.elts, range),
        Expr::List(it) => among(&it.elts, range),
        Expr::Tuple(it) => among(&it.elts, range),
        Expr::ListComp(it) => one([&it.elt], range).or(of_generators(&it.generators, range)),
        Expr::SetComp(it) => one([&it.elt], range).or(of_generators(&it.generators, range)),
        Expr::Generator(it) => one([&it.elt], range).or(of_generators(&it.generators, range)),
        Expr::DictComp(it) => any([&it.key], range)
            .or(one([&it.value], range))
            .or(of_generators(&it.generators, range)),
        Expr::Await(it) => Some(&it.value),
        Expr::Yield(it) => it.value.as_deref(),
        Expr::YieldFrom(it) => Some(&it.value),
        Expr::Starred(it) => Some(&it.value),
        Expr::Compare(it) => one([&it.left], range).or(among(&it.comparators, range)),
        Expr::Call(it) => one([&it.func], range).or(of_arguments(&it.arguments, range)),
        Expr::FString(it) => {
            it.value.elements().take(MAX_HOLES).find_map(|element| match element {
                InterpolatedStringElement::Interpolation(hole) => one([&hole.expression], range),
                InterpolatedStringElement::Literal(_) => None,
            })
        }
        Expr::Subscript(it) => one([&it.value, &it.slice], range),
        _ => None,
    }
}

fn of_statement(statement: &Stmt, range: TextRange) -> Option<&Expr> {
    match statement {
        Stmt::FunctionDef(it) => of_decorators(&it.decorator_list, range)
            .or_else(|| of_parameters(&it.parameters, range))
            .or_else(|| any([&it.returns], range)),
        Stmt::ClassDef(it) => of_decorators(&it.decorator_list, range)
            .or_else(|| it.arguments.as_deref().and_then(|it| of_arguments(it, range))),
        Stmt::Return(it) => it.value.as_deref(),
        Stmt::Delete(it) => among(&it.targets, range),
        Stmt::Assign(it) => one([&it.value], range).or(among(&it.targets, range)),
        Stmt::AugAssign(it) => one([&it.target, &it.value], range),
        Stmt::AnnAssign(it) => one([&it.target, &it.annotation], range).or(any([&it.value], range)),
        Stmt::For(it) => one([&it.target, &it.iter], range),
        Stmt::While(it) => Some(&it.test),
        Stmt::If(it) => one([&it.test], range)
            .or_else(|| among(&it.elif_else_clauses, range)?.test.as_ref())
            .filter(|test| test.range().contains_range(range)),
        Stmt::With(it) => {
            let item = among(&it.items, range)?;
            one([&item.context_expr], range).or(any([&item.optional_vars], range))
        }
        Stmt::Match(it) => {
            one([&it.subject], range).or_else(|| any([&among(&it.cases, range)?.guard], range))
        }
        Stmt::Raise(it) => any([&it.exc, &it.cause], range),
        Stmt::Assert(it) => one([&it.test], range).or(any([&it.msg], range)),
        Stmt::Expr(it) => Some(&it.value),
        _ => None,
    }
}

fn of_decorators(decorators: &[ast::Decorator], range: TextRange) -> Option<&Expr> {
    among(decorators, range).map(|decorator| &decorator.expression)
}

fn of_arguments(arguments: &ast::Arguments, range: TextRange) -> Option<&Expr> {
    among(&arguments.args, range)
        .or_else(|| among(&arguments.keywords, range).map(|keyword| &keyword.value))
}

fn of_generators(generators: &[ast::Comprehension], range: TextRange) -> Option<&Expr> {
    let generator = among(generators, range)?;
    one([&generator.target, &generator.iter], range).or(among(&generator.ifs, range))
}

fn of_parameters(parameters: &ast::Parameters, range: TextRange) -> Option<&Expr> {
    let plain = [&parameters.posonlyargs, &parameters.args, &parameters.kwonlyargs];
    let found = plain.into_iter().find_map(|list| among(list, range));
    if let Some(found) = found {
        return any([&found.default, &found.parameter.annotation], range);
    }
    [&parameters.vararg, &parameters.kwarg]
        .into_iter()
        .flatten()
        .find_map(|starred| any([&starred.annotation], range))
}
