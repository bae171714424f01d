//! Whether the conditions of a rule hold for a piece of code.

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::Stmt;
use hognose_semantic::NodeId;

use crate::comparison::Val;
use crate::env::{Bound, Env};
use crate::formula::{Clause, Filter};
use crate::links::is_link;
use crate::pattern::Pattern;
use crate::places::{Next, Subject, is_root, linked, sequences, subject};
use crate::shape::Code;
use crate::solve::Solver;

/// How far out the code around a place is looked at.
const MAX_ANCESTORS: usize = 128;

/// Checks the conditions of a list but the one that has led here.
pub(crate) fn conditions<'m, 'a>(
    clauses: &[Clause],
    driver: Option<usize>,
    subject: Subject<'a>,
    range: TextRange,
    solver: &mut Solver<'m, 'a>,
    env: &Env<'a>,
    next: Next<'_, 'm, 'a>,
) -> bool {
    if !solver.step() {
        return false;
    }
    let Some((clause, rest)) = clauses.split_first() else {
        return next(solver, subject, range, env);
    };
    let left = driver.and_then(|driver| driver.checked_sub(1));
    if driver == Some(0) {
        return conditions(rest, None, subject, range, solver, env, next);
    }
    let holds = match clause {
        Clause::Is(filter) => {
            return at(filter, subject, range, solver, env, &mut |solver, env| {
                conditions(rest, left, subject, range, solver, env, next)
            });
        }
        Clause::Inside(filter) => {
            return inside(filter, subject, range, solver, env, &mut |solver, env| {
                conditions(rest, left, subject, range, solver, env, next)
            });
        }
        Clause::MetaPattern(slot, filter) => {
            let Some(Bound::Code(code, place)) = env.get(*slot).cloned() else { return false };
            let inner = Subject { code, node: subject.node, place, range: code.range() };
            return at(filter, inner, inner.range, solver, env, &mut |solver, env| {
                conditions(rest, left, subject, range, solver, env, next)
            });
        }
        Clause::Not(filter) => !at(filter, subject, range, solver, env, &mut |_, _| true),
        Clause::NotInside(filter) => !inside(filter, subject, range, solver, env, &mut |_, _| true),
        Clause::MetaRegex(slot, expression) => {
            let text = env.get(*slot).and_then(|bound| text(bound, solver));
            text.is_some_and(|text| expression.regex().is_some_and(|it| it.is_match(&text)))
        }
        Clause::Compare(term) => {
            let of = |slot| value(env.get(slot)?, solver);
            term.value(&of).is_some_and(|value| value.is_truthy())
        }
        Clause::Focus(slots) => {
            return slots.iter().any(|slot| {
                env.get(*slot).is_some_and(|bound| {
                    let focus = bound.range();
                    conditions(rest, left, subject, focus, solver, env, next)
                })
            });
        }
    };
    holds && conditions(rest, left, subject, range, solver, env, next)
}

type Holds<'d, 'm, 'a> = &'d mut dyn FnMut(&mut Solver<'m, 'a>, &Env<'a>) -> bool;

/// Asks whether a piece of code is something.
fn at<'m, 'a>(
    filter: &Filter,
    subject: Subject<'a>,
    range: TextRange,
    solver: &mut Solver<'m, 'a>,
    env: &Env<'a>,
    holds: Holds<'_, 'm, 'a>,
) -> bool {
    match filter {
        Filter::Pattern(Pattern::Statements(patterns)) => {
            let statement = solver.model.node(subject.node).statement;
            sequences(patterns, statement, 0, solver, env, &mut |solver, _, found, env| {
                found.contains_range(range) && holds(solver, env)
            })
        }
        Filter::Pattern(pattern) => {
            if solver.one(pattern, subject.code, subject.place, env, holds) {
                return true;
            }
            // `f()` as a statement is the statement, too.
            let model = solver.model;
            let statement = model.node(model.node(subject.node).statement);
            match (subject.code, statement.as_statement()) {
                (Code::Expr(_), Some(outer @ (Stmt::Assign(_) | Stmt::Return(_))))
                    if is_root(pattern, Code::Stmt(outer)) && outer.range() == range =>
                {
                    solver.one(pattern, Code::Stmt(outer), statement.place(), env, holds)
                }
                _ => false,
            }
        }
        Filter::Regex(expression) => {
            let text = solver.source.slice(range);
            expression.regex().is_some_and(|it| it.is_match(text)) && holds(solver, env)
        }
        Filter::Any(filters) => {
            filters.iter().any(|filter| at(filter, subject, range, solver, env, holds))
        }
        Filter::All(clauses) => {
            conditions(clauses, None, subject, range, solver, env, &mut |solver, _, _, env| {
                holds(solver, env)
            })
        }
    }
}

/// Asks whether a piece of code stands within something.
fn inside<'m, 'a>(
    filter: &Filter,
    subject: Subject<'a>,
    range: TextRange,
    solver: &mut Solver<'m, 'a>,
    env: &Env<'a>,
    holds: Holds<'_, 'm, 'a>,
) -> bool {
    if let Filter::Any(filters) = filter {
        return filters.iter().any(|filter| inside(filter, subject, range, solver, env, holds));
    }
    let model = solver.model;
    let mut current = subject.node;
    for _ in 0..MAX_ANCESTORS {
        if current == NodeId::MODULE {
            return false;
        }
        let node = model.node(current);
        if let (Filter::Pattern(Pattern::Statements(patterns)), Some(_)) =
            (filter, node.as_statement())
        {
            let found = sequences(
                patterns,
                current,
                usize::MAX,
                solver,
                env,
                &mut |solver, _, found, env| found.contains_range(range) && holds(solver, env),
            );
            if found {
                return true;
            }
        } else {
            let recorded = self::subject(current, model).into_iter();
            let linked = has_link(filter).then(|| linked(current, model)).into_iter().flatten();
            let fits = recorded
                .chain(linked)
                .filter(|outer| outer.range.contains_range(range))
                .any(|outer| around(filter, outer, solver, env, holds));
            if fits {
                return true;
            }
        }
        current = node.parent;
    }
    false
}

/// Asks whether a piece of code that stands around something is what it shall stand within.
fn around<'m, 'a>(
    filter: &Filter,
    outer: Subject<'a>,
    solver: &mut Solver<'m, 'a>,
    env: &Env<'a>,
    holds: Holds<'_, 'm, 'a>,
) -> bool {
    match filter {
        Filter::Pattern(pattern) => {
            is_root(pattern, outer.code) && solver.one(pattern, outer.code, outer.place, env, holds)
        }
        other => at(other, outer, outer.range, solver, env, holds),
    }
}

/// Whether a condition can hold for an expression that is not recorded.
fn has_link(filter: &Filter) -> bool {
    match filter {
        Filter::Pattern(pattern) => is_link(pattern),
        Filter::All(clauses) => {
            clauses.iter().any(|clause| matches!(clause, Clause::Is(filter) if has_link(filter)))
        }
        Filter::Any(filters) => filters.iter().any(has_link),
        Filter::Regex(_) => false,
    }
}

/// The text of what a metavariable stands for: what a text says, or the code.
fn text(bound: &Bound<'_>, solver: &Solver<'_, '_>) -> Option<String> {
    const MAX_BYTES: usize = 1 << 16;
    let text = match bound {
        Bound::Text(text, _) => text.to_string(),
        bound => solver.source.slice(bound.range()).to_owned(),
    };
    (text.len() <= MAX_BYTES).then_some(text)
}

/// The value of what a metavariable stands for.
fn value<'a>(bound: &Bound<'a>, solver: &Solver<'_, 'a>) -> Option<Val> {
    match bound {
        Bound::Text(text, _) => Some(Val::Text(text.to_string())),
        Bound::Code(Code::Expr(expression), place) => {
            Val::of(solver.model.constant(expression, *place)?)
        }
        _ => None,
    }
}
