//! The walk of the tree, in the order in which Bandit takes it.
//!
//! A node is judged before its parts are, and they come in the order of the fields of Python's tree:
//! of a function the parameters, the body, the decorators, the result; of a dictionary all keys, then
//! all values. It recurses as deeply as the code nests, as every walk of a tree here does.
//!
//! Here is what the walk knows and how it judges statements; `statements` and `expressions` go down.

mod expressions;
mod statements;

use hognose_core::{Ranged, SourceFile, TextRange};
use hognose_python::ast::{self, Expr, Stmt};

use crate::checks::{self, handlers, passwords, strings};
use crate::issue::{Found, Issue};
use crate::names::Names;
use crate::node::{Node, function_range};
use crate::string::Frame;
use crate::{BanditOptions, PythonGeneration, Tests, blacklist};

/// What becomes of assertions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assertions {
    Reported,
    /// A pattern of the user's matches the file.
    PassedOver,
}

/// The state of a walk.
pub(crate) struct Walk<'a> {
    pub(crate) source: &'a SourceFile,
    pub(crate) options: &'a BanditOptions,
    pub(crate) tests: &'a Tests,
    pub(crate) names: Names<'a>,
    python: PythonGeneration,
    assertions: Assertions,
    stack: Vec<Frame<'a>>,
    key_of: Option<&'a ast::DictItem>,
    found: Vec<Found>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        source: &'a SourceFile,
        options: &'a BanditOptions,
        tests: &'a Tests,
        python: PythonGeneration,
        assertions: Assertions,
    ) -> Self {
        Self {
            source,
            options,
            tests,
            names: Names::default(),
            python,
            assertions,
            stack: Vec::new(),
            key_of: None,
            found: Vec::new(),
        }
    }

    /// Walks a file and returns what was found, in Bandit's order.
    pub(crate) fn run(mut self, module: &'a [Stmt]) -> Vec<Found> {
        self.within(Node::Module(module), |walk| walk.statements(module));
        if let Some(found) = strings::trojan_source(self.source)
            && self.tests.contains(found.issue.test)
        {
            self.found.push(found);
        }
        self.found
    }

    /// Reports findings about a node.
    fn report(
        &mut self,
        node: TextRange,
        lines: TextRange,
        issues: impl IntoIterator<Item = Issue>,
    ) {
        for issue in issues {
            if self.tests.contains(issue.test) {
                self.found.push(Found { issue, node, lines });
            }
        }
    }

    /// Walks the parts of a node.
    fn within(&mut self, node: Node<'a>, walk: impl FnOnce(&mut Self)) {
        let here = self.stack.len();
        let is_operation = |node: Node<'_>| matches!(node, Node::Expression(Expr::BinOp(_)));
        let chain = match self.stack.last() {
            Some(parent) if is_operation(node) && is_operation(parent.node) => parent.chain,
            _ => here,
        };
        self.stack.push(Frame { node, chain });
        walk(self);
        self.stack.pop();
    }

    fn statements(&mut self, statements: &'a [Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'a Stmt) {
        self.judge_statement(statement);
        self.within(Node::Statement(statement), |walk| walk.statement_parts(statement));
    }

    fn judge_statement(&mut self, statement: &'a Stmt) {
        let range = statement.range();
        match statement {
            Stmt::FunctionDef(function) if !function.is_async => {
                let range = function_range(function, self.source);
                let issues = [
                    passwords::default(function),
                    checks::tls::bad_default(function, self.options),
                ];
                self.report(range, range, issues.into_iter().flatten());
            }
            Stmt::Assert(_) if self.assertions == Assertions::Reported => {
                self.report(range, range, Some(handlers::assertion()));
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.names.import(alias);
                }
                let entry =
                    blacklist::import(None, &import.names, |test| self.tests.contains(test));
                self.report(range, range, entry.map(strings::blacklisted_import));
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map(ast::Identifier::as_str);
                for alias in &import.names {
                    match module {
                        Some(module) => self.names.import_from(module, alias),
                        None => self.names.import(alias),
                    }
                }
                let entry =
                    blacklist::import(module, &import.names, |test| self.tests.contains(test));
                self.report(range, range, entry.map(strings::blacklisted_import));
            }
            _ => {}
        }
    }

    /// The nodes around the place that the walk is at, the nearest first.
    pub(crate) fn parents(&self) -> impl Iterator<Item = Node<'a>> + '_ {
        self.stack.iter().rev().map(|frame| frame.node)
    }
}
