//! Where a pattern can begin: from the node that a key has led to outwards, and in the list of statements
//! around it.

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::{ExceptHandler, Stmt};
use hognose_semantic::{NodeId, Place, SemanticModel, Syntax};

use crate::conditions::conditions;
use crate::env::Env;
use crate::formula::{Clause, Filter};
use crate::links::{is_link, links};
use crate::pattern::{Kind, Pattern};
use crate::shape::Code;
use crate::solve::{Solver, is_at_or_below, is_from};

/// The code that a condition is asked of.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) code: Code<'a>,
    pub(crate) node: NodeId,
    pub(crate) place: Place,
    pub(crate) range: TextRange,
}

/// Is told of every match, and says whether it is content.
pub(crate) type Next<'d, 'm, 'a> =
    &'d mut dyn FnMut(&mut Solver<'m, 'a>, Subject<'a>, TextRange, &Env<'a>) -> bool;

/// How far out from its key a pattern can begin.
const MAX_CLIMB: usize = 12;
/// How many statements before its key a list of statements can begin.
const MAX_BEFORE: usize = 64;

/// Looks for matches around the node that a key has led to.
pub(crate) fn drive<'m, 'a>(
    filter: &Filter,
    path: &[u16],
    node: NodeId,
    solver: &mut Solver<'m, 'a>,
    next: Next<'_, 'm, 'a>,
) -> bool {
    let at = path.first().copied().map(usize::from);
    let inner = path.get(1..).unwrap_or_default();
    match (filter, at) {
        (Filter::Pattern(pattern), _) => roots(pattern, node, solver, next),
        (Filter::Any(filters), Some(at)) => match filters.get(at) {
            Some(filter) => drive(filter, inner, node, solver, next),
            None => false,
        },
        (Filter::All(clauses), Some(at)) => {
            let Some(Clause::Is(filter)) = clauses.get(at) else { return false };
            drive(filter, inner, node, solver, &mut |solver, subject, range, env| {
                conditions(clauses, Some(at), subject, range, solver, env, next)
            })
        }
        _ => false,
    }
}

/// Tries a pattern at a node and at those around it in which it could begin.
fn roots<'m, 'a>(
    pattern: &Pattern,
    node: NodeId,
    solver: &mut Solver<'m, 'a>,
    next: Next<'_, 'm, 'a>,
) -> bool {
    let model = solver.model;
    if let Pattern::Statements(patterns) = pattern {
        let statement = model.node(node).statement;
        return sequences(patterns, statement, MAX_BEFORE, solver, &Env::default(), next);
    }
    let mut current = node;
    for _ in 0..MAX_CLIMB {
        if current == NodeId::MODULE {
            break;
        }
        let recorded = subject(current, model);
        if recorded.is_some_and(|subject| root(pattern, subject, solver, next)) {
            return true;
        }
        if is_link(pattern)
            && linked(current, model).any(|subject| root(pattern, subject, solver, next))
        {
            return true;
        }
        current = model.node(current).parent;
    }
    false
}

/// Tries a pattern at a piece of code.
fn root<'m, 'a>(
    pattern: &Pattern,
    subject: Subject<'a>,
    solver: &mut Solver<'m, 'a>,
    next: Next<'_, 'm, 'a>,
) -> bool {
    if !is_root(pattern, subject.code) {
        return false;
    }
    let range = imported(pattern, subject.code).unwrap_or(subject.range);
    let env = Env::default();
    solver.one(pattern, subject.code, subject.place, &env, &mut |solver, env| {
        next(solver, subject, range, env)
    })
}

/// The part of an import that is about what a pattern asks for.
fn imported(pattern: &Pattern, code: Code<'_>) -> Option<TextRange> {
    let Pattern::Import(import) = pattern else { return None };
    match code {
        Code::Stmt(Stmt::Import(statement)) => statement
            .names
            .iter()
            .find(|alias| is_at_or_below(alias.name.as_str(), &import.module))
            .map(Ranged::range),
        Code::Stmt(Stmt::ImportFrom(statement)) => {
            let module = statement.module.as_ref()?;
            let within = import.member.is_none() && is_at_or_below(module.as_str(), &import.module);
            if within {
                return Some(TextRange::new(statement.start(), module.range().end()));
            }
            let wanted = |name: &str| match import.member.as_deref() {
                None => is_from(module.as_str(), name, &import.module),
                Some(Pattern::Word(word)) => word == name,
                Some(_) => true,
            };
            statement.names.iter().find(|alias| wanted(alias.name.as_str())).map(Ranged::range)
        }
        _ => None,
    }
}

/// Whether a pattern can be this piece of code as a whole: an expression is not a statement that
/// holds it.
pub(crate) fn is_root(pattern: &Pattern, code: Code<'_>) -> bool {
    match code {
        Code::Expr(_) | Code::Handler(_) => true,
        Code::Stmt(Stmt::Expr(_)) => false,
        Code::Stmt(_) => match pattern {
            Pattern::Import(_) => true,
            Pattern::Node { kind, .. } => code.shape().is_some_and(|shape| {
                shape.kind == *kind || shape.kind == Kind::AnnAssign && *kind == Kind::Assign
            }),
            _ => false,
        },
        _ => false,
    }
}

pub(crate) fn subject<'a>(node: NodeId, model: &SemanticModel<'a>) -> Option<Subject<'a>> {
    let recorded = model.node(node);
    let code = match recorded.syntax {
        Syntax::Module => return None,
        Syntax::Statement(it) => Code::Stmt(it),
        Syntax::Handler(it) => Code::Handler(it),
        Syntax::Expression(it) => Code::Expr(it),
    };
    Some(Subject { code, node, place: recorded.place(), range: code.range() })
}

/// The expressions between a node and the one around it that are not recorded.
pub(crate) fn linked<'a>(
    node: NodeId,
    model: &SemanticModel<'a>,
) -> impl Iterator<Item = Subject<'a>> {
    let place = model.node(node).place();
    links(node, model).into_iter().map(move |expression| {
        let code = Code::Expr(expression);
        Subject { code, node, place, range: code.range() }
    })
}

/// Tries a list of statements in the list that a statement stands in, beginning at most `before`
/// statements before it.
pub(crate) fn sequences<'m, 'a>(
    patterns: &[Pattern],
    statement: NodeId,
    before: usize,
    solver: &mut Solver<'m, 'a>,
    env: &Env<'a>,
    next: Next<'_, 'm, 'a>,
) -> bool {
    let Some((list, at)) = siblings(statement, solver.model) else { return false };
    let place = solver.model.node(statement).place();
    // A leading `...` says nothing about where the list begins.
    let first = patterns.iter().position(|it| *it != Pattern::Ellipsis).unwrap_or(0);
    let patterns = patterns.get(first..).unwrap_or_default();
    (at.saturating_sub(before)..=at).rev().any(|start| {
        let (Some(rest), Some(code)) = (list.get(start..), list.get(start)) else { return false };
        let subject =
            Subject { code: Code::Stmt(code), node: statement, place, range: code.range() };
        solver.prefix(patterns, rest, place, env, &mut |solver, env| {
            let end = env.end.max(code.range().end());
            next(solver, subject, TextRange::new(code.start(), end), env)
        })
    })
}

/// The list that a statement stands in, and its place there.
fn siblings<'a>(statement: NodeId, model: &SemanticModel<'a>) -> Option<(&'a [Stmt], usize)> {
    let node = model.node(statement);
    let this = node.as_statement()?;
    let start = this.range().start();
    let lists: Vec<&'a [Stmt]> = match model.node(node.parent).syntax {
        Syntax::Module => vec![model.body()],
        Syntax::Handler(handler) => vec![&handler.body],
        Syntax::Expression(_) => return None,
        Syntax::Statement(outer) => match outer {
            Stmt::FunctionDef(it) => vec![&it.body],
            Stmt::ClassDef(it) => vec![&it.body],
            Stmt::For(it) => vec![&it.body, &it.orelse],
            Stmt::While(it) => vec![&it.body, &it.orelse],
            Stmt::With(it) => vec![&it.body],
            Stmt::If(it) => {
                let clauses = it.elif_else_clauses.iter().take(64).map(|clause| &clause.body[..]);
                std::iter::once(&it.body[..]).chain(clauses).collect()
            }
            Stmt::Try(it) => {
                let handlers = it.handlers.iter().take(64).map(|handler| match handler {
                    ExceptHandler::ExceptHandler(handler) => &handler.body[..],
                });
                [&it.body[..], &it.orelse[..], &it.finalbody[..]]
                    .into_iter()
                    .chain(handlers)
                    .collect()
            }
            Stmt::Match(it) => it.cases.iter().take(64).map(|case| &case.body[..]).collect(),
            _ => return None,
        },
    };
    lists.into_iter().find_map(|list| {
        let at = list.partition_point(|it| it.range().start() < start);
        list.get(at).filter(|it| std::ptr::eq(*it, this)).map(|_| (list, at))
    })
}
