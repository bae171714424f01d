//! What stands around a use: conditions, handlers, early exits, and whoever expects the warning.

use std::cell::OnceCell;

use hognose_core::{Ranged, TextRange, TextSize};
use hognose_python::ast::{self, ExceptHandler, Expr, Stmt};
use hognose_semantic::{
    BindingKind, BlockId, NodeId, Place, ScopeId, SemanticModel, StopKind, Syntax,
};

use crate::condition::{Conditions, Outcomes, Side, Wanted};

/// How a use fails where the API is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// An import: `ImportError`.
    Import,
    /// A name or an attribute: `NameError`, `AttributeError`.
    Name,
    /// An argument: `TypeError`.
    Argument,
}

/// A use, as far as what stands around it matters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    /// The recorded node that it is part of.
    pub(crate) node: NodeId,
    /// From where names are looked up there.
    pub(crate) place: Place,
    /// The code.
    pub(crate) range: TextRange,
    pub(crate) failure: Failure,
}

/// What stands around a use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    /// The releases that get there, and whether the API is there then.
    pub(crate) side: Side,
    /// Whether a warning is expected, or hidden.
    pub(crate) warned: bool,
}

/// A statement that leaves the code after it to some releases.
#[derive(Clone, Copy, Debug)]
struct Exit<'a> {
    test: &'a Expr,
    place: Place,
    /// Whether the code after it is for the case that the test holds.
    goes_on_if: bool,
    block: BlockId,
    end: TextSize,
}

/// Ancestors of a use that are looked at.
const MAX_ANCESTORS: usize = 96;
/// Conditions of a chain of `elif` that are looked at.
const MAX_CLAUSES: usize = 32;
/// Early exits that are looked at for a use.
const MAX_EXITS: usize = 128;
/// A handler of any exception is one for the API if no more statements than these stand in the `try`.
const MAX_ATTEMPTED: usize = 4;
/// Decorators, items of a `with` and classes of a handler that are looked at.
const MAX_PARTS: usize = 8;

/// Calls of a function that are looked at; who has more is no fallback for something.
const MAX_CALLS: usize = 16;
/// How far up from caller to caller.
const MAX_CALLERS_DEEP: u32 = 3;

/// Looks around uses of a file.
pub(crate) struct Guards<'m, 'a> {
    model: &'m SemanticModel<'a>,
    exits: OnceCell<Vec<Exit<'a>>>,
    lazy_annotations: OnceCell<bool>,
    calls: OnceCell<Vec<(&'a str, NodeId)>>,
}

impl<'m, 'a> Guards<'m, 'a> {
    pub(crate) fn new(model: &'m SemanticModel<'a>) -> Self {
        Self {
            model,
            exits: OnceCell::new(),
            lazy_annotations: OnceCell::new(),
            calls: OnceCell::new(),
        }
    }

    /// What stands around a use, and around all calls of the function that it is in, if only the file
    /// calls that.
    pub(crate) fn around(&self, site: Site, wanted: Wanted<'_>) -> Around {
        self.around_within(site, wanted, MAX_CALLERS_DEEP)
    }

    fn around_within(&self, site: Site, wanted: Wanted<'_>, deep: u32) -> Around {
        let mut look = Look {
            guards: self,
            conditions: Conditions { model: self.model, wanted },
            site,
            side: Side::OPEN,
            warned: false,
            deferred: false,
        };
        look.at(site.node);
        let mut id = site.node;
        for _ in 0..MAX_ANCESTORS {
            let parent = self.model.node(id).parent;
            if parent == id {
                break;
            }
            id = parent;
            look.at(id);
        }
        look.exits();
        let Look { mut side, warned, .. } = look;
        if !side.provided
            && let Some(calls) = self.around_calls(site, wanted, deep)
        {
            side = side.and(calls);
        }
        Around { side, warned }
    }

    /// What stands around the calls of the private function that a use is in: `if PY2: _old_way()`.
    fn around_calls(&self, site: Site, wanted: Wanted<'_>, deep: u32) -> Option<Side> {
        let deep = deep.checked_sub(1)?;
        let function = self.model.enclosing_function(site.place.scope)?;
        let name = function.name.as_str();
        let is_private = name.starts_with('_') && !name.ends_with("__");
        // The header of the function runs when it is defined.
        let is_in_body = function.body.first()?.range().start() <= site.range.start();
        if !is_private || !is_in_body {
            return None;
        }
        let mut calls = self.calls().iter().filter(|(called, _)| *called == name);
        let around = |id: NodeId| {
            let node = self.model.node(id);
            let site = Site { node: id, place: node.place(), range: node.range(), ..site };
            // A call of itself says nothing.
            let is_inner = function.range.contains_range(site.range);
            (!is_inner).then(|| self.around_within(site, wanted, deep).side)
        };
        let few: Vec<Side> =
            calls.by_ref().take(MAX_CALLS).filter_map(|(_, id)| around(*id)).collect();
        if calls.next().is_some() { None } else { few.into_iter().reduce(Side::or) }
    }

    /// The calls of functions and methods in the file, by the last words of their names.
    fn calls(&self) -> &[(&'a str, NodeId)] {
        self.calls.get_or_init(|| {
            let stops = self.model.stops().iter().filter(|stop| stop.kind == StopKind::Call);
            let called = stops.filter_map(|stop| {
                let call = self.model.node(stop.node).expression()?.as_call_expr()?;
                Some((last_word(&call.func), stop.node))
            });
            called.collect()
        })
    }

    /// The early exits of the file, in the order of the source.
    fn exits(&self) -> &[Exit<'a>] {
        self.exits.get_or_init(|| {
            let exits = self.model.nodes().filter_map(|(_, node)| {
                let exit = |test, goes_on_if| Exit {
                    test,
                    place: node.place(),
                    goes_on_if,
                    block: node.block,
                    end: node.range().end(),
                };
                match node.as_statement()? {
                    Stmt::If(branch) => match &branch.elif_else_clauses[..] {
                        [] if leaves(&branch.body) => Some(exit(&branch.test, false)),
                        [other] if other.test.is_none() && leaves(&branch.body) => {
                            Some(exit(&branch.test, false))
                        }
                        [other] if other.test.is_none() && leaves(&other.body) => {
                            Some(exit(&branch.test, true))
                        }
                        _ => None,
                    },
                    Stmt::Assert(assertion) => Some(exit(&assertion.test, true)),
                    _ => None,
                }
            });
            exits.collect()
        })
    }

    /// Whether annotations are not evaluated.
    fn lazy_annotations(&self) -> bool {
        *self.lazy_annotations.get_or_init(|| {
            self.model.bindings().any(|binding| {
                matches!(
                    binding.kind,
                    BindingKind::ImportFrom {
                        module: Some("__future__"),
                        member: "annotations",
                        level: 0
                    }
                )
            })
        })
    }
}

/// One look around.
struct Look<'g, 'm, 'a, 'w> {
    guards: &'g Guards<'m, 'a>,
    conditions: Conditions<'m, 'a, 'w>,
    site: Site,
    side: Side,
    warned: bool,
    /// Whether the use runs later than what stands around it: it is in a function.
    deferred: bool,
}

impl<'a> Look<'_, '_, 'a, '_> {
    fn is_in(&self, range: TextRange) -> bool {
        range.contains_range(self.site.range)
    }

    fn is_in_all(&self, statements: &[Stmt]) -> bool {
        match (statements.first(), statements.last()) {
            (Some(first), Some(last)) => self.is_in(first.range().cover(last.range())),
            _ => false,
        }
    }

    fn add(&mut self, side: Side) {
        self.side = self.side.and(side);
    }

    fn evaluate(&self, test: &'a Expr, place: Place) -> Outcomes {
        self.conditions.evaluate(test, place)
    }

    fn at(&mut self, id: NodeId) {
        let node = self.guards.model.node(id);
        let place = node.place();
        match node.syntax {
            Syntax::Statement(statement) => self.statement(statement, place),
            Syntax::Handler(handler) => self.handler(handler, id),
            Syntax::Expression(Expr::If(conditional)) => {
                if self.is_in(conditional.body.range()) {
                    self.add(self.evaluate(&conditional.test, place).yes);
                } else if self.is_in(conditional.orelse.range()) {
                    self.add(self.evaluate(&conditional.test, place).no);
                }
            }
            Syntax::Expression(Expr::BoolOp(operation)) => {
                for operand in operation.values.iter().take(MAX_CLAUSES) {
                    if operand.range().end() > self.site.range.start() {
                        break;
                    }
                    let outcomes = self.evaluate(operand, place);
                    self.add(match operation.op {
                        ast::BoolOp::And => outcomes.yes,
                        ast::BoolOp::Or => outcomes.no,
                    });
                }
            }
            Syntax::Expression(Expr::Lambda(lambda)) => {
                self.deferred |= self.is_in(lambda.body.range());
            }
            Syntax::Expression(_) | Syntax::Module => {}
        }
    }

    fn statement(&mut self, statement: &'a Stmt, place: Place) {
        match statement {
            Stmt::If(branch) => self.branch(branch, place),
            Stmt::While(repeated) if self.is_in_all(&repeated.body) => {
                self.add(self.evaluate(&repeated.test, place).yes);
            }
            Stmt::Try(attempt) if self.is_in_all(&attempt.body) => self.attempt(attempt),
            Stmt::With(with) if self.is_in_all(&with.body) => {
                for item in with.items.iter().take(MAX_PARTS) {
                    self.with_item(&item.context_expr);
                }
            }
            Stmt::FunctionDef(function) => {
                self.decorators(&function.decorator_list, place);
                if self.is_in_all(&function.body) {
                    self.deferred = true;
                } else {
                    let annotated = |it: &ast::Parameters| {
                        it.iter().any(|parameter| {
                            parameter.annotation().is_some_and(|it| self.is_in(it.range()))
                        })
                    };
                    let returns =
                        function.returns.as_ref().is_some_and(|it| self.is_in(it.range()));
                    if returns || annotated(&function.parameters) {
                        self.annotation();
                    }
                }
            }
            Stmt::ClassDef(class) => self.decorators(&class.decorator_list, place),
            Stmt::AnnAssign(assign) if self.is_in(assign.annotation.range()) => self.annotation(),
            _ => {}
        }
    }

    fn annotation(&mut self) {
        if self.guards.lazy_annotations() {
            self.side.types_only = true;
        }
    }

    fn branch(&mut self, branch: &'a ast::StmtIf, place: Place) {
        if self.is_in_all(&branch.body) {
            return self.add(self.evaluate(&branch.test, place).yes);
        }
        let mut before = vec![&*branch.test];
        for clause in branch.elif_else_clauses.iter().take(MAX_CLAUSES) {
            if self.is_in(clause.range) {
                for test in before {
                    self.add(self.evaluate(test, place).no);
                }
                if let Some(test) = &clause.test
                    && self.is_in_all(&clause.body)
                {
                    self.add(self.evaluate(test, place).yes);
                }
                return;
            }
            before.extend(&clause.test);
        }
    }

    /// A use in the body of a `try`: what its handlers catch is no failure.
    fn attempt(&mut self, attempt: &'a ast::StmtTry) {
        if self.deferred {
            return;
        }
        let few = attempt.body.len() <= MAX_ATTEMPTED;
        let failure = self.site.failure;
        let catches = attempt.handlers.iter().take(MAX_CLAUSES).any(|handler| {
            let ExceptHandler::ExceptHandler(handler) = handler;
            caught(handler).any(|name| match name {
                "ImportError" | "ModuleNotFoundError" => failure == Failure::Import,
                "AttributeError" | "NameError" => failure == Failure::Name,
                "TypeError" => failure == Failure::Argument,
                "" | "Exception" | "BaseException" | "StandardError" => few,
                _ => false,
            })
        });
        self.side.provided |= catches;
    }

    /// A use in a handler: what is done where something else is not there.
    fn handler(&mut self, handler: &'a ast::ExceptHandlerExceptHandler, id: NodeId) {
        let model = self.guards.model;
        let Syntax::Statement(Stmt::Try(attempt)) = model.node(model.node(id).parent).syntax else {
            return;
        };
        if !self.is_in_all(&handler.body) {
            return;
        }
        let few = attempt.body.len() <= MAX_ATTEMPTED;
        let is_fallback = caught(handler).any(|name| match name {
            "ImportError" | "ModuleNotFoundError" | "AttributeError" | "NameError" => true,
            "TypeError" => self.site.failure != Failure::Import,
            "" | "Exception" | "BaseException" | "StandardError" => {
                few && attempt.body.iter().any(|it| it.is_import_stmt() || it.is_import_from_stmt())
            }
            _ => false,
        });
        self.side.provided |= is_fallback;
    }

    fn with_item(&mut self, context: &'a Expr) {
        let Expr::Call(call) = context else { return };
        let failure = self.site.failure;
        match last_word(&call.func) {
            "suppress" if !self.deferred => {
                let catches =
                    call.arguments.args.iter().take(MAX_PARTS).any(|class| {
                        match last_word(class) {
                            "ImportError" | "ModuleNotFoundError" => failure == Failure::Import,
                            "AttributeError" | "NameError" => failure == Failure::Name,
                            "TypeError" => failure == Failure::Argument,
                            "Exception" | "BaseException" => true,
                            _ => false,
                        }
                    });
                self.side.provided |= catches;
            }
            "raises" | "assertRaises" | "assertRaisesRegex" | "assertRaisesRegexp" => {
                self.side.provided = true;
            }
            "catch_warnings" | "warns" | "deprecated_call" | "assertWarns" | "assertWarnsRegex"
            | "check_warnings" | "check_no_warnings" | "ignore_warnings" => self.warned = true,
            _ => {}
        }
    }

    fn decorators(&mut self, decorators: &'a [ast::Decorator], place: Place) {
        for decorator in decorators.iter().take(MAX_PARTS) {
            let Expr::Call(call) = &decorator.expression else { continue };
            if self.is_in(decorator.range) {
                continue;
            }
            match (last_word(&call.func), call.arguments.find_argument_value("condition", 0)) {
                ("skipif" | "skipIf", Some(test)) => self.add(self.evaluate(test, place).no),
                ("skipUnless", Some(test)) => self.add(self.evaluate(test, place).yes),
                ("filterwarnings", _) => self.warned = true,
                _ => {}
            }
        }
    }

    /// What early exits before the use leave to it.
    fn exits(&mut self) {
        let exits = self.guards.exits();
        let before = exits.partition_point(|exit| exit.place.offset < self.site.range.start());
        for exit in exits[..before].iter().rev().take(MAX_EXITS) {
            if exit.end <= self.site.range.start()
                && self.guards.model.is_in_block(self.site.place.block, exit.block)
            {
                let outcomes = self.evaluate(exit.test, exit.place);
                self.add(if exit.goes_on_if { outcomes.yes } else { outcomes.no });
            }
        }
        // `pytestmark = pytest.mark.skipif(…)`
        if let Some((test, place)) = self.guards.module_mark() {
            self.add(self.evaluate(test, place).no);
        }
    }
}

impl<'a> Guards<'_, 'a> {
    /// The condition on which all tests of the file are skipped.
    fn module_mark(&self) -> Option<(&'a Expr, Place)> {
        let place = Place {
            scope: ScopeId::MODULE,
            block: BlockId::MODULE,
            offset: TextSize::from(u32::MAX),
        };
        let hognose_semantic::Resolution::Bound(_, symbol) =
            self.model.lookup("pytestmark", ScopeId::MODULE)
        else {
            return None;
        };
        let first = self.model.bindings_of(symbol).first()?;
        match self.model.binding(*first).kind {
            BindingKind::Assign(Expr::Call(mark)) if last_word(&mark.func) == "skipif" => {
                Some((mark.arguments.find_argument_value("condition", 0)?, place))
            }
            _ => None,
        }
    }
}

/// The last words of the names of the classes that a handler catches; an empty one for all.
fn caught(handler: &ast::ExceptHandlerExceptHandler) -> impl Iterator<Item = &str> {
    let (all, classes) = match handler.type_.as_deref() {
        None => (Some(""), &[][..]),
        Some(Expr::Tuple(tuple)) => (None, &tuple.elts[..]),
        Some(class) => (None, std::slice::from_ref(class)),
    };
    all.into_iter().chain(classes.iter().take(MAX_PARTS).map(last_word))
}

/// The last word of a dotted name; empty for what is none.
fn last_word(expr: &Expr) -> &str {
    match expr {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    }
}

/// Whether statements end in one after which the code below does not run.
fn leaves(body: &[Stmt]) -> bool {
    match body.last() {
        Some(Stmt::Return(_) | Stmt::Raise(_) | Stmt::Continue(_) | Stmt::Break(_)) => true,
        Some(Stmt::Expr(statement)) => match &*statement.value {
            Expr::Call(call) => {
                matches!(
                    last_word(&call.func),
                    "exit" | "_exit" | "skip" | "skipTest" | "abort" | "fail"
                )
            }
            _ => false,
        },
        _ => false,
    }
}
