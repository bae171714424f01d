//! Compares a pattern with a piece of code.
//!
//! All ways in which they can agree are tried, one after the other, until the caller is content with
//! one. The work is bounded by fuel: when it is used up, there is no match.

mod code;
mod import;
mod known;

use std::cell::RefCell;
use std::rc::Rc;

use hognose_core::{Ranged, SourceFile};
use hognose_python::ast::{self, Expr, Stmt};
use hognose_semantic::{NodeId, Place, SemanticModel, Syntax};
use rustc_hash::FxHashMap;

use crate::env::{Bound, Env};
use crate::pattern::{Kind, Pattern, Slot};
use crate::shape::Code;

pub(crate) use import::{is_at_or_below, is_from};

/// One comparison that is left to do.
#[derive(Clone, Copy)]
enum Goal<'g, 'a> {
    One(&'g Pattern, Code<'a>, Place),
    List(&'g [Pattern], &'g [Code<'a>], Place),
    /// The first statements of a list; more may follow.
    Prefix(&'g [Pattern], &'a [Stmt], Place),
    Keywords(Keywords<'g, 'a>),
}

#[derive(Clone, Copy)]
struct Keywords<'g, 'a> {
    patterns: &'g [(Pattern, Pattern)],
    given: &'a [ast::Keyword],
    /// Those that a pattern has been found for.
    used: u64,
    open: bool,
    place: Place,
}

/// The comparisons that are left to do, on the stack.
struct Goals<'g, 'a> {
    goal: Goal<'g, 'a>,
    next: Option<&'g Goals<'g, 'a>>,
}

/// Is told of every way to agree, and says whether it is content.
pub(crate) type Done<'d, 'm, 'a> = &'d mut dyn FnMut(&mut Solver<'m, 'a>, &Env<'a>) -> bool;

/// Compares patterns with the code of one file.
#[derive(Debug)]
pub(crate) struct Solver<'m, 'a> {
    pub(crate) model: &'m SemanticModel<'a>,
    pub(crate) source: &'a SourceFile,
    fuel: u32,
    /// The recorded nodes by their syntax, once they have been asked for.
    nodes: Option<FxHashMap<usize, NodeId>>,
    /// The names of the expression that was asked about last: many rules ask about one callee.
    resolved: RefCell<Option<Resolved>>,
}

/// The names that an expression can stand for in a place.
#[derive(Debug)]
struct Resolved {
    of: *const Expr,
    place: Place,
    names: Rc<[String]>,
}

/// The comparisons for one place where a rule could match.
const FUEL: u32 = 4_000;
fn address<T>(reference: &T) -> usize {
    std::ptr::from_ref(reference).addr()
}

impl<'m, 'a> Solver<'m, 'a> {
    pub(crate) fn new(model: &'m SemanticModel<'a>, source: &'a SourceFile) -> Self {
        Self { model, source, fuel: FUEL, nodes: None, resolved: RefCell::new(None) }
    }

    /// Remembers the names that an expression can stand for in a place.
    pub(crate) fn resolved(&mut self, of: &'a Expr, place: Place, names: &Rc<[String]>) {
        self.resolved = RefCell::new(Some(Resolved { of, place, names: Rc::clone(names) }));
    }

    /// Allows as much work as one place is worth.
    pub(crate) fn refuel(&mut self) {
        self.fuel = FUEL;
    }

    /// Takes a step, if there is fuel left.
    pub(crate) fn step(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel > 0
    }

    /// From where names in a statement are looked up.
    fn place_of(&mut self, code: Code<'a>, outer: Place) -> Place {
        let at = match code {
            Code::Stmt(statement) => address(statement),
            Code::Handler(handler) => address(handler),
            Code::Expr(
                expression @ (Expr::Lambda(_)
                | Expr::ListComp(_)
                | Expr::SetComp(_)
                | Expr::DictComp(_)
                | Expr::Generator(_)),
            ) => address(expression),
            _ => return outer,
        };
        let model = self.model;
        let nodes = self.nodes.get_or_insert_with(|| {
            let address = |syntax| match syntax {
                Syntax::Module => 0,
                Syntax::Statement(it) => address(it),
                Syntax::Handler(it) => address(it),
                Syntax::Expression(it) => address(it),
            };
            model.nodes().map(|(id, node)| (address(node.syntax), id)).collect()
        });
        nodes.get(&at).map_or(outer, |id| model.node(*id).place())
    }

    /// Compares a pattern with a piece of code.
    pub(crate) fn one(
        &mut self,
        pattern: &Pattern,
        code: Code<'a>,
        place: Place,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let goals = Goals { goal: Goal::One(pattern, code, place), next: None };
        self.solve(Some(&goals), env, done)
    }

    /// Compares a list of patterns with the first of a list of statements.
    pub(crate) fn prefix(
        &mut self,
        patterns: &[Pattern],
        statements: &'a [Stmt],
        place: Place,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let goals = Goals { goal: Goal::Prefix(patterns, statements, place), next: None };
        self.solve(Some(&goals), env, done)
    }

    fn solve(
        &mut self,
        goals: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Some(Goals { goal, next }) = goals else { return done(self, env) };
        if !self.step() {
            return false;
        }
        match *goal {
            Goal::One(pattern, code, place) => self.compare(pattern, code, place, *next, env, done),
            Goal::List(patterns, list, place) => self.list(patterns, list, place, *next, env, done),
            Goal::Prefix(patterns, list, place) => {
                self.sequence(patterns, list, place, *next, env, done)
            }
            Goal::Keywords(keywords) => self.keywords(keywords, *next, env, done),
        }
    }

    fn list(
        &mut self,
        patterns: &[Pattern],
        list: &[Code<'a>],
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Some((first, patterns)) = patterns.split_first() else {
            return list.is_empty() && self.solve(next, env, done);
        };
        let shortest = if patterns.is_empty() { list.len() } else { 0 };
        match first {
            Pattern::Ellipsis => (shortest..=list.len()).any(|skipped| {
                let rest = list.get(skipped..).unwrap_or_default();
                self.solve(
                    Some(&Goals { goal: Goal::List(patterns, rest, place), next }),
                    env,
                    done,
                )
            }),
            Pattern::Rest(slot) => (shortest..=list.len()).any(|taken| {
                let (taken, rest) = list.split_at(taken);
                let bound = Bound::List(taken.iter().copied().collect());
                match self.bind(*slot, bound, env) {
                    Some(env) => self.solve(
                        Some(&Goals { goal: Goal::List(patterns, rest, place), next }),
                        &env,
                        done,
                    ),
                    None => false,
                }
            }),
            first => {
                let Some((code, rest)) = list.split_first() else { return false };
                let next = Goals { goal: Goal::List(patterns, rest, place), next };
                let place = self.place_of(*code, place);
                let goal = Goal::One(first, *code, place);
                self.solve(Some(&Goals { goal, next: Some(&next) }), env, done)
            }
        }
    }

    /// The first statements of a list; the last `...` takes all the others.
    fn sequence(
        &mut self,
        patterns: &[Pattern],
        list: &'a [Stmt],
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Some((first, patterns)) = patterns.split_first() else {
            return self.solve(next, env, done);
        };
        let ended = |env: &Env<'a>, last: Option<&Stmt>| {
            let mut env = env.clone();
            env.end = last.map_or(env.end, Ranged::end);
            env
        };
        match first {
            Pattern::Ellipsis if patterns.is_empty() => {
                self.solve(next, &ended(env, list.last()), done)
            }
            Pattern::Ellipsis => (0..=list.len()).any(|skipped| {
                let rest = list.get(skipped..).unwrap_or_default();
                self.solve(
                    Some(&Goals { goal: Goal::Prefix(patterns, rest, place), next }),
                    env,
                    done,
                )
            }),
            first => {
                let Some((statement, rest)) = list.split_first() else { return false };
                let next = Goals { goal: Goal::Prefix(patterns, rest, place), next };
                let code = Code::Stmt(statement);
                let place = self.place_of(code, place);
                let goal = Goal::One(first, code, place);
                let env = ended(env, Some(statement));
                self.solve(Some(&Goals { goal, next: Some(&next) }), &env, done)
            }
        }
    }

    fn keywords(
        &mut self,
        goal: Keywords<'_, 'a>,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Some(((name, value), patterns)) = goal.patterns.split_first() else {
            let all = goal.given.len() == goal.used.count_ones() as usize;
            return (goal.open || all) && self.solve(next, env, done);
        };
        goal.given.iter().take(64).enumerate().any(|(at, keyword)| {
            let bit = 1_u64 << at;
            let Some(argument) = &keyword.arg else { return false };
            if goal.used & bit != 0
                || matches!(name, Pattern::Word(word) if word.as_str() != argument.as_str())
            {
                return false;
            }
            let rest = Keywords { patterns, used: goal.used | bit, ..goal };
            let rest = Goals { goal: Goal::Keywords(rest), next };
            let code = Code::Expr(&keyword.value);
            let value = Goals { goal: Goal::One(value, code, goal.place), next: Some(&rest) };
            let word = Goal::One(name, Code::Word(argument), goal.place);
            self.solve(Some(&Goals { goal: word, next: Some(&value) }), env, done)
        })
    }

    fn compare(
        &mut self,
        pattern: &Pattern,
        code: Code<'a>,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let agree = match (pattern, code) {
            (Pattern::Ellipsis, _) => true,
            (Pattern::Meta(slot), Code::Stmt(Stmt::Expr(it))) => {
                return self.bound(
                    *slot,
                    Bound::Code(Code::Expr(&it.value), place),
                    next,
                    env,
                    done,
                );
            }
            (Pattern::Meta(slot), code) => {
                return self.bound(*slot, Bound::Code(code, place), next, env, done);
            }
            (Pattern::Rest(slot), code) => {
                let list = std::iter::once(code).collect();
                return self.bound(*slot, Bound::List(list), next, env, done);
            }
            (Pattern::Word(word), Code::Word(name)) => word.as_str() == name.as_str(),
            (Pattern::Import(import), Code::Stmt(statement)) => {
                return self.import(import, statement, place, next, env, done);
            }
            (Pattern::Node { kind, .. }, Code::Stmt(statement)) if !is_expression(*kind) => {
                return self.node(pattern, Code::Stmt(statement), place, next, env, done);
            }
            (_, Code::Stmt(statement)) => {
                return self.within(pattern, statement, place, next, env, done);
            }
            (pattern, Code::Expr(expression)) => {
                return self.expression(pattern, expression, place, next, env, done);
            }
            _ => return self.node(pattern, code, place, next, env, done),
        };
        agree && self.solve(next, env, done)
    }

    /// Goes on with a metavariable bound.
    fn bound(
        &mut self,
        slot: Slot,
        bound: Bound<'a>,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        match self.bind(slot, bound, env) {
            Some(env) => self.solve(next, &env, done),
            None => false,
        }
    }

    fn bind(&mut self, slot: Slot, bound: Bound<'a>, env: &Env<'a>) -> Option<Env<'a>> {
        match env.get(slot) {
            None => Some(env.with(slot, bound)),
            Some(before) => self.is_same(before, &bound).then(|| env.clone()),
        }
    }
}

fn is_expression(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::AnnAssign
            | Kind::Assert
            | Kind::Assign
            | Kind::AugAssign
            | Kind::Break
            | Kind::Class
            | Kind::Continue
            | Kind::Delete
            | Kind::For
            | Kind::Function
            | Kind::Global
            | Kind::If
            | Kind::Nonlocal
            | Kind::Pass
            | Kind::Raise
            | Kind::Return
            | Kind::Try
            | Kind::While
            | Kind::With
    )
}
