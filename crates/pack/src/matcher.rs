//! Runs the condition of a rule at the places that its keys lead to.

use std::rc::Rc;
use std::sync::OnceLock;

use hognose_core::{Applicability, Edit, Fix, Ranged, SourceFile, TextRange, TextSize};
use hognose_python::ast::Expr;
use hognose_semantic::{NodeId, Place, SemanticModel};
use serde::{Deserialize, Serialize};

use crate::conditions::conditions;
use crate::env::{Bound, Env};
use crate::formula::{Clause, Driver, Expression, Filter};
use crate::key::Key;
use crate::pattern::Slot;
use crate::places::{Next, Subject, drive};
use crate::shape::Code;
use crate::solve::Solver;

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

/// Conditions that all have to hold, and which of them has led to a place.
type Passed<'c> = (&'c [Clause], usize);

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

/// As many findings as one place can have.
const MAX_FOUND: usize = 16;
/// A longer piece of code is cut in messages; in characters.
const MAX_SHOWN: usize = 80;

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

    /// For a key that leads to the text of a file: texts of which one stands in what the rule can find
    /// by it, if there are such.
    pub fn literals(&self, driver: usize) -> Option<Vec<Vec<u8>>> {
        let compiled = self.compiled()?;
        let (expression, _) = compiled.searched(&compiled.drivers.get(driver)?.path)?;
        expression.literals()
    }

    /// Asks whether the rule matches at a place that one of its keys has led to.
    pub fn run(&self, driver: usize, node: NodeId, scan: &mut Scan<'_, '_>) -> Vec<Found> {
        let Some(compiled) = self.compiled() else { return Vec::new() };
        let Some(driver) = compiled.drivers.get(driver) else { return Vec::new() };
        let solver = &mut scan.solver;
        solver.refuel();
        let mut found: Vec<Found> = Vec::new();
        if driver.key == Key::Search {
            compiled.search(solver, &driver.path, &mut |solver, _, range, env| {
                found.push(compiled.found(range, solver.source, env));
                false
            });
        } else {
            drive(&compiled.filter, &driver.path, node, solver, &mut |solver, _, range, env| {
                if !found.iter().any(|found| found.range == range) {
                    found.push(compiled.found(range, solver.source, env));
                }
                found.len() >= MAX_FOUND
            });
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

    /// The expression that a path leads to, and the conditions on the way, each with the one that the
    /// way goes through.
    fn searched(&self, path: &[u16]) -> Option<(&Expression, Vec<Passed<'_>>)> {
        let mut filter = &self.filter;
        let mut others = Vec::new();
        for at in path.iter().copied().map(usize::from) {
            filter = match filter {
                Filter::Any(filters) => filters.get(at)?,
                Filter::All(clauses) => {
                    others.push((&clauses[..], at));
                    match clauses.get(at)? {
                        Clause::Is(filter) => filter,
                        _ => return None,
                    }
                }
                _ => return None,
            };
        }
        match filter {
            Filter::Regex(expression) => Some((expression, others)),
            _ => None,
        }
    }

    /// Searches the text of the file.
    fn search<'m, 'a>(&self, solver: &mut Solver<'m, 'a>, path: &[u16], next: Next<'_, 'm, 'a>) {
        let Some((expression, others)) = self.searched(path) else { return };
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
            if all_hold(&others, subject, range, solver, &Env::default(), next) {
                return;
            }
        }
    }
}

/// Checks lists of conditions, from the innermost out, but for the one of each that has led here.
fn all_hold<'m, 'a>(
    lists: &[Passed<'_>],
    subject: Subject<'a>,
    range: TextRange,
    solver: &mut Solver<'m, 'a>,
    env: &Env<'a>,
    next: Next<'_, 'm, 'a>,
) -> bool {
    let Some(((clauses, at), outer)) = lists.split_last() else {
        return next(solver, subject, range, env);
    };
    conditions(
        clauses,
        Some(*at),
        subject,
        range,
        solver,
        env,
        &mut |solver, subject, range, env| all_hold(outer, subject, range, solver, env, next),
    )
}

fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX_SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}
