//! B610, B611 and B703: Django's ways around its own protections.

use std::collections::HashMap;

use hognose_core::{Confidence, Ranged, Severity, SourceFile};
use hognose_python::ast::{self, Expr, Operator, Stmt};

use super::Call;
use crate::issue::Issue;
use crate::literal::{is_constant, plain_text};
use crate::names::Names;
use crate::node::{Node, function_range};
use crate::walk::Walk;

/// B610. Any method called `extra` is Django's.
pub(crate) fn extra(call: &Call<'_, '_>) -> Option<Issue> {
    const POSITIONS: [&str; 6] =
        ["select", "where", "params", "tables", "order_by", "select_params"];
    if call.last != "extra" {
        return None;
    }
    let mut arguments: HashMap<&str, &Expr> = call
        .keywords()
        .iter()
        .filter_map(|keyword| Some((keyword.arg.as_ref()?.as_str(), &keyword.value)))
        .collect();
    arguments.extend(POSITIONS.into_iter().zip(call.arguments()));
    let is_text = |expression: &Expr| plain_text(expression).is_some();
    let texts = |name: &str| match arguments.get(name) {
        None => true,
        Some(Expr::List(list)) => list.elts.iter().all(is_text),
        Some(_) => false,
    };
    let select = || match arguments.get("select") {
        None => true,
        Some(Expr::Dict(dict)) => dict
            .items
            .iter()
            .all(|item| item.key.as_ref().is_some_and(is_text) && is_text(&item.value)),
        Some(_) => false,
    };
    (!(texts("where") && texts("tables") && select())).then(|| {
        let message = "parts of the query are no constants";
        Issue::new("B610", Severity::Medium, Confidence::Medium, message)
    })
}

/// B611. Bandit fails where no query is given.
pub(crate) fn raw_sql(call: &Call<'_, '_>, names: &Names<'_>) -> Option<Issue> {
    if call.last != "RawSQL" || !names.has_import_like("django.db.models") {
        return None;
    }
    let sql = call.arguments().first().or_else(|| call.keyword_value("sql"))?;
    plain_text(sql).is_none().then(|| {
        let message = "the query is no constant";
        Issue::new("B611", Severity::Medium, Confidence::Medium, message)
    })
}

/// B703.
pub(crate) fn mark_safe<'a>(call: &Call<'_, 'a>, walk: &Walk<'a>) -> Option<Issue> {
    let is_marker =
        matches!(call.last, "mark_safe" | "SafeText" | "SafeUnicode" | "SafeString" | "SafeBytes");
    if !is_marker || !walk.names.has_import_like("django.utils.safestring") {
        return None;
    }
    // Bandit fails without an argument.
    let text = call.arguments().first()?;
    if plain_text(text).is_some() {
        return None;
    }
    let mut evaluation =
        Evaluation { scope: Scope::around(walk), source: walk.source, steps: MAX_STEPS };
    let line = evaluation.line(call.expr);
    let is_secure = match text {
        Expr::Name(name) => evaluation.variable(name.id.as_str(), line),
        Expr::Call(made_by) => evaluation.call(made_by),
        Expr::BinOp(operation) if matches!(operation.op, Operator::Mod) => {
            evaluation.formatted(operation)
        }
        _ => Ok(false),
    };
    let is_secure = is_secure.ok()?;
    (!is_secure).then(|| {
        let message = "a text that is not known to be safe is marked as safe";
        Issue::new("B703", Severity::Medium, Confidence::High, message)
    })
}

/// Bandit fails here, and so finds nothing.
struct Failure;

/// Statements that are looked at for one call. Bandit starts again for every variable that another one
/// is assigned from, which can take exponential time.
const MAX_STEPS: usize = 20_000;

/// Where assignments are looked for.
#[derive(Clone, Copy)]
enum Scope<'a> {
    Module(&'a [Stmt]),
    Function(&'a ast::StmtFunctionDef),
}

impl<'a> Scope<'a> {
    /// The function around the place of a walk, asynchronous ones and classes passed over.
    fn around(walk: &Walk<'a>) -> Self {
        let scope = walk.parents().find_map(|node| match node {
            Node::Module(body) => Some(Self::Module(body)),
            Node::Statement(Stmt::FunctionDef(function)) if !function.is_async => {
                Some(Self::Function(function))
            }
            _ => None,
        });
        scope.unwrap_or(Self::Module(&[]))
    }

    fn body(self) -> &'a [Stmt] {
        match self {
            Self::Module(body) => body,
            Self::Function(function) => &function.body,
        }
    }

    fn has_parameter(self, name: &str) -> bool {
        match self {
            Self::Module(_) => false,
            Self::Function(function) => {
                let mut parameters = function.parameters.args.iter();
                parameters.any(|parameter| parameter.parameter.name.as_str() == name)
            }
        }
    }
}

/// What a statement assigns to a variable.
enum Assigned<'a> {
    Nothing,
    /// A value; nothing for one that cannot be understood.
    One(Option<&'a Expr>),
    /// Those of the statements within a compound one.
    Several(Vec<Option<&'a Expr>>),
}

/// The search for what a text is made of.
struct Evaluation<'a> {
    scope: Scope<'a>,
    source: &'a SourceFile,
    steps: usize,
}

impl<'a> Evaluation<'a> {
    fn line(&self, at: impl Ranged) -> u32 {
        self.source.lines().line(at.start())
    }

    fn line_of_statement(&self, statement: &Stmt) -> u32 {
        match statement {
            Stmt::FunctionDef(function) => self.line(function_range(function, self.source)),
            statement => self.line(statement),
        }
    }

    /// Whether a variable is known to hold a constant text above a line.
    fn variable(&mut self, name: &str, until: u32) -> Result<bool, Failure> {
        if self.scope.has_parameter(name) {
            return Ok(false);
        }
        let mut is_secure = false;
        for statement in self.scope.body() {
            let line = self.line_of_statement(statement);
            if line >= until {
                break;
            }
            is_secure = match self.assigned(statement, name)? {
                Assigned::Nothing => continue,
                Assigned::One(Some(value)) if plain_text(value).is_some() => true,
                Assigned::One(Some(Expr::Name(other))) => {
                    let until = self.line(other);
                    self.variable(other.id.as_str(), until)?
                }
                Assigned::One(Some(Expr::Call(call))) => self.call(call)?,
                Assigned::One(_) => return Ok(false),
                Assigned::Several(values) => {
                    for value in values {
                        let is_secure = match value {
                            Some(Expr::Name(other)) => self.variable(other.id.as_str(), line)?,
                            Some(value) => plain_text(value).is_some(),
                            None => false,
                        };
                        if !is_secure {
                            return Ok(false);
                        }
                    }
                    true
                }
            };
        }
        Ok(is_secure)
    }

    /// Whether a call is `"…".format(…)` with nothing but safe texts.
    fn call(&mut self, call: &'a ast::ExprCall) -> Result<bool, Failure> {
        let is_format = match &*call.func {
            Expr::Attribute(method) => {
                method.attr.as_str() == "format" && is_constant(&method.value)
            }
            _ => false,
        };
        if !is_format || !call.arguments.keywords.is_empty() {
            return Ok(false);
        }
        let arguments = call.arguments.args.iter().collect();
        self.arguments(arguments, self.line(call))
    }

    /// Whether an operation is `"…" % …` with nothing but safe texts.
    fn formatted(&mut self, operation: &'a ast::ExprBinOp) -> Result<bool, Failure> {
        if plain_text(&operation.left).is_none() {
            return Ok(false);
        }
        let arguments = match &*operation.right {
            Expr::Tuple(tuple) => tuple.elts.iter().collect(),
            single => vec![single],
        };
        self.arguments(arguments, self.line(operation))
    }

    fn arguments(&mut self, mut arguments: Vec<&'a Expr>, line: u32) -> Result<bool, Failure> {
        let mut next = 0;
        while let Some(argument) = arguments.get(next).copied() {
            next += 1;
            self.step();
            let is_secure = match argument {
                _ if self.steps == 0 => false,
                Expr::Name(name) => self.variable(name.id.as_str(), line)?,
                Expr::Call(call) => self.call(call)?,
                Expr::Starred(starred) => match &*starred.value {
                    Expr::List(list) => {
                        arguments.extend(&list.elts);
                        true
                    }
                    Expr::Tuple(tuple) => {
                        arguments.extend(&tuple.elts);
                        true
                    }
                    _ => false,
                },
                argument => plain_text(argument).is_some(),
            };
            if !is_secure {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn step(&mut self) {
        self.steps = self.steps.saturating_sub(1);
    }

    /// What a statement assigns to a name.
    fn assigned(&mut self, statement: &'a Stmt, name: &str) -> Result<Assigned<'a>, Failure> {
        self.step();
        if self.steps == 0 {
            return Ok(Assigned::One(None));
        }
        let is_name =
            |target: &Expr| matches!(target, Expr::Name(target) if target.id.as_str() == name);
        let several = |values: Vec<Option<&'a Expr>>| {
            if values.is_empty() { Assigned::Nothing } else { Assigned::Several(values) }
        };
        Ok(match statement {
            Stmt::Assign(assign) => match (assign.targets.first(), &*assign.value) {
                (Some(Expr::Tuple(targets)), Expr::Tuple(values)) => {
                    for (position, target) in targets.elts.iter().enumerate() {
                        let Expr::Name(target) = target else { return Err(Failure) };
                        if target.id.as_str() == name {
                            let value = values.elts.get(position).ok_or(Failure)?;
                            return Ok(Assigned::One(Some(value)));
                        }
                    }
                    Assigned::Nothing
                }
                (Some(target), value) if is_name(target) => Assigned::One(Some(value)),
                _ => Assigned::Nothing,
            },
            Stmt::AugAssign(assign) if is_name(&assign.target) => {
                Assigned::One(Some(&assign.value))
            }
            Stmt::FunctionDef(function) if !function.is_async => {
                several(self.assigned_in(&[&function.body], name)?)
            }
            Stmt::If(branch) => {
                let arms = branch.elif_else_clauses.iter().map(|arm| &arm.body[..]);
                let bodies: Vec<&[Stmt]> = std::iter::once(&branch.body[..]).chain(arms).collect();
                several(self.assigned_in(&bodies, name)?)
            }
            Stmt::For(for_loop) if !for_loop.is_async => {
                several(self.assigned_in(&[&for_loop.body, &for_loop.orelse], name)?)
            }
            Stmt::While(while_loop) => {
                several(self.assigned_in(&[&while_loop.body, &while_loop.orelse], name)?)
            }
            Stmt::Try(attempt) if !attempt.is_star => {
                let handlers = attempt.handlers.iter().map(|handler| {
                    let ast::ExceptHandler::ExceptHandler(handler) = handler;
                    &handler.body[..]
                });
                let bodies: Vec<&[Stmt]> = std::iter::once(&attempt.body[..])
                    .chain(handlers)
                    .chain([&attempt.orelse[..], &attempt.finalbody[..]])
                    .collect();
                several(self.assigned_in(&bodies, name)?)
            }
            Stmt::With(with) if !with.is_async => {
                // The last item decides.
                let last = with.items.last().and_then(|item| item.optional_vars.as_deref());
                if last.is_some_and(is_name) {
                    Assigned::One(None)
                } else {
                    several(self.assigned_in(&[&with.body], name)?)
                }
            }
            _ => Assigned::Nothing,
        })
    }

    fn assigned_in(
        &mut self,
        bodies: &[&'a [Stmt]],
        name: &str,
    ) -> Result<Vec<Option<&'a Expr>>, Failure> {
        let mut values = Vec::new();
        for statement in bodies.iter().copied().flatten() {
            match self.assigned(statement, name)? {
                Assigned::Nothing => {}
                Assigned::One(value) => values.push(value),
                Assigned::Several(more) => values.extend(more),
            }
        }
        Ok(values)
    }
}
