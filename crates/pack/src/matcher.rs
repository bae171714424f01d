//! Runs the condition of a rule at the places that its keys lead to.

use std::rc::Rc;
use std::sync::OnceLock;

use hognose_core::{Applicability, Edit, Fix, Ranged, SourceFile, TextRange, TextSize};
use hognose_python::ast::{ExceptHandler, Expr, Stmt};
use hognose_semantic::{NodeId, Place, SemanticModel, Syntax};
use serde::{Deserialize, Serialize};

use crate::comparison::Val;
use crate::formula::{Clause, Driver, Filter};
use crate::key::Key;
use crate::links::{is_link, links};
use crate::pattern::{Pattern, Slot};
use crate::shape::Code;
use crate::solve::{Bound, Env, Solver, is_at_or_below, is_from};

/// The condition of a rule, with what it says where it holds.
#[derive(Debug)]
pub struct Matcher {
    /// The compiled form as it was written at build time.
    bytes: &'static [u8],
    compiled: OnceLock<Option<Compiled>>,
}

/// The compiled form of a rule; by default one that finds nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Compiled {
    pub(crate) names: Vec<String>,
    pub(crate) filter: Filter,
    pub(crate) drivers: Vec<Driver>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) fix: Option<FixTemplate>,
}

/// The change that a rule offers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FixTemplate {
    pub(crate) title: String,
    pub(crate) template: String,
    pub(crate) applicability: Applicability,
}

/// A place where a rule matches.
#[derive(Clone, Debug)]
pub struct Found {
    /// What is to be reported.
    pub range: TextRange,
    /// The message, with what the metavariables stand for.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A change that removes the finding.
    pub fix: Option<Fix>,
}

/// A file that rules are run over.
#[derive(Debug)]
pub struct Scan<'m, 'a> {
    solver: Solver<'m, 'a>,
}

impl<'m, 'a> Scan<'m, 'a> {
    /// A file, before any rule has run.
    pub fn new(model: &'m SemanticModel<'a>, source: &'a SourceFile) -> Self {
        Self { solver: Solver::new(model, source) }
    }

    /// Says what an expression is known to stand for in a place. It need not be resolved again for
    /// the rules that are run next.
    pub fn resolved(&mut self, of: &'a Expr, place: Place, names: &Rc<[String]>) {
        self.solver.resolved(of, place, names);
    }
}

/// The code that a condition is asked of.
#[derive(Clone, Copy)]
struct Subject<'a> {
    code: Code<'a>,
    node: NodeId,
    place: Place,
    range: TextRange,
}

/// How far out the code around a place is looked at.
const MAX_ANCESTORS: usize = 128;
/// How far out from its key a pattern can begin.
const MAX_CLIMB: usize = 12;
/// How many statements before its key a list of statements can begin.
const MAX_BEFORE: usize = 64;
/// As many findings as one place can have.
const MAX_FOUND: usize = 16;
/// A longer piece of code is cut in messages; in characters.
const MAX_SHOWN: usize = 80;

type Next<'d, 'm, 'a> =
    &'d mut dyn FnMut(&mut Solver<'m, 'a>, Subject<'a>, TextRange, &Env<'a>) -> bool;

impl Matcher {
    /// The condition that was written into the program; read when it is first needed.
    pub const fn from_bytes(bytes: &'static [u8]) -> Self {
        Self { bytes, compiled: OnceLock::new() }
    }

    pub(crate) fn from_compiled(compiled: Compiled) -> Self {
        Self { bytes: &[], compiled: OnceLock::from(Some(compiled)) }
    }

    fn compiled(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| postcard::from_bytes(self.bytes).ok()).as_ref()
    }

    /// The words that lead to the places where the rule can match. The numbers are for
    /// [`Self::run`].
    pub fn keys(&self) -> impl Iterator<Item = (&Key, usize)> {
        let drivers = self.compiled().map(|compiled| &compiled.drivers[..]).unwrap_or_default();
        drivers.iter().enumerate().map(|(at, driver)| (&driver.key, at))
    }

    /// Asks whether the rule matches at a place that one of its keys has led to.
    pub fn run(&self, driver: usize, node: NodeId, scan: &mut Scan<'_, '_>) -> Vec<Found> {
        let Some(compiled) = self.compiled() else { return Vec::new() };
        let Some(driver) = compiled.drivers.get(driver) else { return Vec::new() };
        let solver = &mut scan.solver;
        solver.refuel();
        let mut found: Vec<Found> = Vec::new();
        let mut next = |solver: &mut Solver<'_, '_>, _: Subject<'_>, range, env: &Env<'_>| {
            if !found.iter().any(|found| found.range == range) {
                found.push(compiled.found(range, solver.source, env));
            }
            found.len() >= MAX_FOUND
        };
        if driver.key == Key::Search {
            compiled.search(solver, &driver.path, &mut next);
        } else {
            drive(&compiled.filter, &driver.path, node, solver, &mut next);
        }
        found
    }
}

impl Compiled {
    fn found(&self, range: TextRange, source: &SourceFile, env: &Env<'_>) -> Found {
        let shown = |text: &str| self.filled(text, source, env, shortened);
        let fix = self.fix.as_ref().map(|fix| Fix {
            title: shown(&fix.title),
            applicability: fix.applicability,
            edits: vec![Edit {
                range,
                text: self.filled(&fix.template, source, env, str::to_owned),
            }],
        });
        Found { range, message: shown(&self.message), help: self.help.as_deref().map(shown), fix }
    }

    /// A text with its metavariables replaced by the code that they stand for.
    fn filled(
        &self,
        text: &str,
        source: &SourceFile,
        env: &Env<'_>,
        show: fn(&str) -> String,
    ) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let name_at = if after.starts_with("...") { 3 } else { 0 };
            let end = after[name_at..]
                .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
                .map_or(after.len(), |end| name_at + end);
            let name = &after[name_at..end];
            let slot = self.names.iter().position(|known| known == name);
            let bound = slot.and_then(|slot| env.get(Slot::try_from(slot).ok()?));
            match bound {
                Some(Bound::Text(text, _)) => out.push_str(&show(text)),
                Some(bound) => out.push_str(&show(source.slice(bound.range()))),
                None => {
                    out.push('$');
                    out.push_str(&after[..end]);
                }
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        out
    }

    /// Searches the text of the file.
    fn search<'m, 'a>(&self, solver: &mut Solver<'m, 'a>, path: &[u16], next: Next<'_, 'm, 'a>) {
        let mut filter = &self.filter;
        let mut others: Option<(&[Clause], usize)> = None;
        for at in path {
            let at = usize::from(*at);
            filter = match filter {
                Filter::Any(filters) => match filters.get(at) {
                    Some(filter) => filter,
                    None => return,
                },
                Filter::All(clauses) => match clauses.get(at) {
                    Some(Clause::Is(filter)) => {
                        others = Some((clauses, at));
                        filter
                    }
                    _ => return,
                },
                _ => return,
            };
        }
        let Filter::Regex(expression) = filter else { return };
        let Some(regex) = expression.regex() else { return };
        let source = solver.source;
        let module = solver.model.node(NodeId::MODULE);
        let (Some(first), place) = (solver.model.body().first(), module.place()) else { return };
        for found in regex.find_iter(source.text()) {
            let (Ok(start), Ok(end)) =
                (TextSize::try_from(found.start()), TextSize::try_from(found.end()))
            else {
                return;
            };
            let range = TextRange::new(start, end);
            let subject = Subject { code: Code::Stmt(first), node: NodeId::MODULE, place, range };
            solver.refuel();
            let env = Env::default();
            let stop = match others {
                Some((clauses, at)) => {
                    conditions(clauses, Some(at), subject, range, solver, &env, next)
                }
                None => next(solver, subject, range, &env),
            };
            if stop {
                return;
            }
        }
    }
}

fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX_SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

/// Looks for matches around the node that a key has led to.
fn drive<'m, 'a>(
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
fn is_root(pattern: &Pattern, code: Code<'_>) -> bool {
    match code {
        Code::Expr(_) | Code::Handler(_) => true,
        Code::Stmt(Stmt::Expr(_)) => false,
        Code::Stmt(_) => match pattern {
            Pattern::Import(_) => true,
            Pattern::Node { kind, .. } => code.shape().is_some_and(|shape| {
                shape.kind == *kind
                    || shape.kind == crate::pattern::Kind::AnnAssign
                        && *kind == crate::pattern::Kind::Assign
            }),
            _ => false,
        },
        _ => false,
    }
}

fn subject<'a>(node: NodeId, model: &SemanticModel<'a>) -> Option<Subject<'a>> {
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
fn linked<'a>(node: NodeId, model: &SemanticModel<'a>) -> impl Iterator<Item = Subject<'a>> {
    let place = model.node(node).place();
    links(node, model).into_iter().map(move |expression| {
        let code = Code::Expr(expression);
        Subject { code, node, place, range: code.range() }
    })
}

/// Tries a list of statements in the list that a statement stands in, beginning at most `before`
/// statements before it.
fn sequences<'m, 'a>(
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

/// Checks the conditions of a list but the one that has led here.
fn conditions<'m, 'a>(
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
