//! The walk of the tree, in the order in which Bandit takes it.
//!
//! A node is judged before its parts are, and they come in the order of the fields of Python's tree:
//! of a function the parameters, the body, the decorators, the result; of a dictionary all keys, then
//! all values. It recurses as deeply as the code nests, as every walk of a tree here does.

use hognose_core::{Confidence, Ranged, Severity, SourceFile, TextRange};
use hognose_python::ast::{self, Expr, Stmt};

use crate::checks::{handlers, passwords, sql, strings};
use crate::names::Names;
use crate::node::{Node, function_range};
use crate::nosec::NosecComments;
use crate::text::{Piece, pieces, spec_pieces};
use crate::{BanditOptions, PythonGeneration, Tests, blacklist, checks};

/// Something that Bandit reports.
#[derive(Debug)]
pub(crate) struct Issue {
    /// The code of the test.
    pub(crate) test: &'static str,
    /// How bad Bandit finds it.
    pub(crate) severity: Severity,
    /// How sure Bandit is.
    pub(crate) confidence: Confidence,
    /// What is wrong.
    pub(crate) message: String,
    /// Another place than the node that is judged: its line is reported.
    pub(crate) at: Option<TextRange>,
}

impl Issue {
    /// A finding of a test.
    pub(crate) fn new(
        test: &'static str,
        severity: Severity,
        confidence: Confidence,
        message: impl Into<String>,
    ) -> Self {
        Self { test, severity, confidence, message: message.into(), at: None }
    }

    /// The same, reported on the line of an expression.
    pub(crate) fn at(mut self, place: Option<&Expr>) -> Self {
        self.at = place.map(Ranged::range);
        self
    }
}

/// A finding with its place.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) issue: Issue,
    /// The node that was judged.
    pub(crate) node: TextRange,
    /// The code whose lines the finding is about.
    pub(crate) lines: TextRange,
}

/// A string with its surroundings.
pub(crate) struct StrNode<'w, 'a> {
    pub(crate) value: &'w str,
    /// The expression, unless it is a part of an f-string.
    pub(crate) expression: Option<&'a Expr>,
    /// The nodes around it, the nearest last.
    pub(crate) parents: &'w [Frame<'a>],
    /// The item of which it is the key, if it is one of a dictionary.
    pub(crate) key_of: Option<&'a ast::DictItem>,
    /// The texts of the f-string that it is the first text of, joined.
    pub(crate) joined: Option<&'w str>,
}

/// A node on the way down.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) node: Node<'a>,
    /// Of a binary operation, where on the stack the outermost operation stands that it is part of.
    pub(crate) chain: usize,
}

impl<'a> StrNode<'_, 'a> {
    /// The node at a distance: 0 for the parent.
    pub(crate) fn parent(&self, distance: usize) -> Option<Node<'a>> {
        let index = self.parents.len().checked_sub(distance + 1)?;
        self.parents.get(index).map(|frame| frame.node)
    }
}

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

    #[expect(clippy::too_many_lines, reason = "a line for each part of each statement")]
    fn statement_parts(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                self.parameters(&function.parameters);
                self.statements(&function.body);
                self.decorators(&function.decorator_list);
                self.optional(function.returns.as_deref());
                self.type_params(function.type_params.as_deref());
            }
            Stmt::ClassDef(class) => {
                if let Some(arguments) = &class.arguments {
                    self.arguments(arguments);
                }
                self.statements(&class.body);
                self.decorators(&class.decorator_list);
                self.type_params(class.type_params.as_deref());
            }
            Stmt::Return(statement) => self.optional(statement.value.as_deref()),
            Stmt::Delete(statement) => self.expressions(&statement.targets),
            Stmt::Assign(statement) => {
                self.expressions(&statement.targets);
                self.expression(&statement.value);
            }
            Stmt::TypeAlias(statement) => {
                self.expression(&statement.name);
                self.type_params(statement.type_params.as_deref());
                self.expression(&statement.value);
            }
            Stmt::AugAssign(statement) => {
                self.expression(&statement.target);
                self.expression(&statement.value);
            }
            Stmt::AnnAssign(statement) => {
                self.expression(&statement.target);
                self.expression(&statement.annotation);
                self.optional(statement.value.as_deref());
            }
            Stmt::For(statement) => {
                self.expression(&statement.target);
                self.expression(&statement.iter);
                self.statements(&statement.body);
                self.statements(&statement.orelse);
            }
            Stmt::While(statement) => {
                self.expression(&statement.test);
                self.statements(&statement.body);
                self.statements(&statement.orelse);
            }
            Stmt::If(statement) => {
                self.expression(&statement.test);
                self.statements(&statement.body);
                self.arms(&statement.elif_else_clauses, statement);
            }
            Stmt::With(statement) => {
                for item in &statement.items {
                    self.within(Node::WithItem(item), |walk| {
                        walk.expression(&item.context_expr);
                        walk.optional(item.optional_vars.as_deref());
                    });
                }
                self.statements(&statement.body);
            }
            Stmt::Match(statement) => {
                self.expression(&statement.subject);
                for case in &statement.cases {
                    self.within(Node::Case(case), |walk| {
                        walk.pattern(&case.pattern);
                        walk.optional(case.guard.as_deref());
                        walk.statements(&case.body);
                    });
                }
            }
            Stmt::Raise(statement) => {
                self.optional(statement.exc.as_deref());
                self.optional(statement.cause.as_deref());
            }
            Stmt::Try(statement) => {
                self.statements(&statement.body);
                for ast::ExceptHandler::ExceptHandler(handler) in &statement.handlers {
                    let range = handler.range();
                    self.report(range, range, handlers::handler(handler, self.options));
                    self.within(Node::Handler(handler), |walk| {
                        walk.optional(handler.type_.as_deref());
                        walk.statements(&handler.body);
                    });
                }
                self.statements(&statement.orelse);
                self.statements(&statement.finalbody);
            }
            Stmt::Assert(statement) => {
                self.expression(&statement.test);
                self.optional(statement.msg.as_deref());
            }
            Stmt::Expr(statement) => self.expression(&statement.value),
            Stmt::Import(_)
            | Stmt::ImportFrom(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    /// The `elif` and `else` of an `if`. Python nests each `elif` in the one before it; here they
    /// follow each other, so that the stack stays as flat as the code.
    fn arms(&mut self, arms: &'a [ast::ElifElseClause], statement: &'a ast::StmtIf) {
        for arm in arms {
            match &arm.test {
                Some(test) => self.within(Node::Elif(arm, statement.end()), |walk| {
                    walk.expression(test);
                    walk.statements(&arm.body);
                }),
                None => self.statements(&arm.body),
            }
        }
    }

    fn decorators(&mut self, decorators: &'a [ast::Decorator]) {
        for decorator in decorators {
            self.expression(&decorator.expression);
        }
    }

    fn arguments(&mut self, arguments: &'a ast::Arguments) {
        self.expressions(&arguments.args);
        for keyword in &arguments.keywords {
            self.within(Node::Keyword(keyword), |walk| walk.expression(&keyword.value));
        }
    }

    fn parameters(&mut self, parameters: &'a ast::Parameters) {
        self.within(Node::Parameters(parameters), |walk| {
            let positional = || parameters.posonlyargs.iter().chain(&parameters.args);
            for parameter in positional() {
                walk.parameter(&parameter.parameter);
            }
            if let Some(parameter) = &parameters.vararg {
                walk.parameter(parameter);
            }
            for parameter in &parameters.kwonlyargs {
                walk.parameter(&parameter.parameter);
            }
            for parameter in &parameters.kwonlyargs {
                walk.optional(parameter.default.as_deref());
            }
            if let Some(parameter) = &parameters.kwarg {
                walk.parameter(parameter);
            }
            for parameter in positional() {
                walk.optional(parameter.default.as_deref());
            }
        });
    }

    fn parameter(&mut self, parameter: &'a ast::Parameter) {
        self.within(Node::Parameter(parameter), |walk| {
            walk.optional(parameter.annotation.as_deref());
        });
    }

    fn type_params(&mut self, parameters: Option<&'a ast::TypeParams>) {
        for parameter in parameters.iter().flat_map(|parameters| parameters.iter()) {
            self.within(Node::TypeParam(parameter), |walk| {
                if let ast::TypeParam::TypeVar(variable) = parameter {
                    walk.optional(variable.bound.as_deref());
                }
                walk.optional(parameter.default());
            });
        }
    }

    fn pattern(&mut self, pattern: &'a ast::Pattern) {
        self.within(Node::Pattern(pattern), |walk| match pattern {
            ast::Pattern::MatchValue(pattern) => walk.expression(&pattern.value),
            ast::Pattern::MatchSequence(pattern) => walk.patterns(&pattern.patterns),
            ast::Pattern::MatchMapping(pattern) => {
                walk.expressions(&pattern.keys);
                walk.patterns(&pattern.patterns);
            }
            ast::Pattern::MatchClass(pattern) => {
                walk.expression(&pattern.cls);
                walk.patterns(&pattern.arguments.patterns);
                for keyword in &pattern.arguments.keywords {
                    walk.pattern(&keyword.pattern);
                }
            }
            ast::Pattern::MatchAs(pattern) => {
                if let Some(pattern) = &pattern.pattern {
                    walk.pattern(pattern);
                }
            }
            ast::Pattern::MatchOr(pattern) => walk.patterns(&pattern.patterns),
            ast::Pattern::MatchSingleton(_) | ast::Pattern::MatchStar(_) => {}
        });
    }

    fn patterns(&mut self, patterns: &'a [ast::Pattern]) {
        for pattern in patterns {
            self.pattern(pattern);
        }
    }

    fn optional(&mut self, expression: Option<&'a Expr>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    fn expressions(&mut self, expressions: &'a [Expr]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(_) => return,
            Expr::StringLiteral(text) => {
                self.string(text.value.to_str(), Some(expression), expression.range(), None);
                return;
            }
            Expr::Call(call) => {
                let issues = checks::call(self, call);
                self.report(call.range(), call.range(), issues);
            }
            _ => {}
        }
        self.within(Node::Expression(expression), |walk| walk.expression_parts(expression));
    }

    fn expression_parts(&mut self, expression: &'a Expr) {
        match expression {
            Expr::BoolOp(operation) => self.expressions(&operation.values),
            Expr::Named(named) => {
                self.expression(&named.target);
                self.expression(&named.value);
            }
            Expr::BinOp(operation) => {
                self.expression(&operation.left);
                self.expression(&operation.right);
            }
            Expr::UnaryOp(operation) => self.expression(&operation.operand),
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.parameters(parameters);
                }
                self.expression(&lambda.body);
            }
            Expr::If(condition) => {
                self.expression(&condition.test);
                self.expression(&condition.body);
                self.expression(&condition.orelse);
            }
            Expr::Dict(dict) => {
                for item in &dict.items {
                    if let Some(key) = &item.key {
                        self.key_of = key.is_string_literal_expr().then_some(item);
                        self.expression(key);
                        self.key_of = None;
                    }
                }
                for item in &dict.items {
                    self.expression(&item.value);
                }
            }
            Expr::Set(set) => self.expressions(&set.elts),
            Expr::ListComp(comprehension) => {
                self.expression(&comprehension.elt);
                self.generators(&comprehension.generators);
            }
            Expr::SetComp(comprehension) => {
                self.expression(&comprehension.elt);
                self.generators(&comprehension.generators);
            }
            Expr::DictComp(comprehension) => {
                self.optional(comprehension.key.as_deref());
                self.expression(&comprehension.value);
                self.generators(&comprehension.generators);
            }
            Expr::Generator(generator) => {
                self.expression(&generator.elt);
                self.generators(&generator.generators);
            }
            Expr::Await(awaited) => self.expression(&awaited.value),
            Expr::Yield(yielded) => self.optional(yielded.value.as_deref()),
            Expr::YieldFrom(yielded) => self.expression(&yielded.value),
            Expr::Compare(comparison) => {
                self.expression(&comparison.left);
                self.expressions(&comparison.comparators);
            }
            Expr::Call(call) => {
                self.expression(&call.func);
                self.arguments(&call.arguments);
            }
            Expr::FString(text) => self.pieces(&pieces(text), expression.range()),
            Expr::TString(text) => {
                for field in text.value.elements().filter_map(|it| it.as_interpolation()) {
                    self.field(field, expression.range());
                }
            }
            Expr::Attribute(attribute) => self.expression(&attribute.value),
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
            }
            Expr::Starred(starred) => self.expression(&starred.value),
            Expr::List(list) => self.expressions(&list.elts),
            Expr::Tuple(tuple) => self.expressions(&tuple.elts),
            Expr::Slice(slice) => {
                self.optional(slice.lower.as_deref());
                self.optional(slice.upper.as_deref());
                self.optional(slice.step.as_deref());
            }
            Expr::Name(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => {}
        }
    }

    fn generators(&mut self, generators: &'a [ast::Comprehension]) {
        for generator in generators {
            self.within(Node::Comprehension(generator), |walk| {
                walk.expression(&generator.target);
                walk.expression(&generator.iter);
                walk.expressions(&generator.ifs);
            });
        }
    }

    /// The pieces of an f-string whose whole code is `whole`.
    fn pieces(&mut self, pieces: &[Piece<'a>], whole: TextRange) {
        let texts = || {
            pieces.iter().filter_map(|piece| match piece {
                Piece::Text(text, _) => Some(&**text),
                Piece::Field(_) => None,
            })
        };
        let joined: String = texts().collect();
        let mut first = Some(joined.as_str());
        for piece in pieces {
            match piece {
                Piece::Text(text, range) => {
                    let place = match self.python {
                        PythonGeneration::Before312 => whole,
                        PythonGeneration::Since312 => *range,
                    };
                    self.string(text, None, place, first.take());
                }
                Piece::Field(field) => self.field(field, whole),
            }
        }
    }

    fn field(&mut self, field: &'a ast::InterpolatedElement, whole: TextRange) {
        self.within(Node::Field(field), |walk| {
            walk.expression(&field.expression);
            if let Some(spec) = field.format_spec.as_deref() {
                walk.within(Node::FormatSpec(spec), |walk| {
                    walk.pieces(&spec_pieces(spec), whole);
                });
            }
        });
    }

    /// A string: a literal, or a text in an f-string.
    fn string(
        &mut self,
        value: &str,
        expression: Option<&'a Expr>,
        range: TextRange,
        joined: Option<&str>,
    ) {
        let Some(parent) = self.stack.last().map(|frame| frame.node) else { return };
        if matches!(parent, Node::Statement(Stmt::Expr(_))) {
            return;
        }
        let string =
            StrNode { value, expression, parents: &self.stack, key_of: self.key_of, joined };
        let issues = [
            strings::bind_all_interfaces(&string),
            passwords::string(&string),
            sql::query(&string),
            strings::temporary_path(&string, self.options),
        ];
        if issues.iter().any(Option::is_some) {
            let lines = parent.range(self.source);
            self.report(range, lines, issues.into_iter().flatten());
        }
    }

    /// The nodes around the place that the walk is at, the nearest first.
    pub(crate) fn parents(&self) -> impl Iterator<Item = Node<'a>> + '_ {
        self.stack.iter().rev().map(|frame| frame.node)
    }
}

/// The findings of a walk that no comment hides, and those that one does.
pub(crate) fn suppression(
    found: &Found,
    source: &SourceFile,
    comments: &NosecComments,
) -> Option<hognose_core::Suppression> {
    let lines = source.lines();
    let reported = found.issue.at.map(|range| lines.line(range.start()));
    let around = if found.issue.test == strings::TROJAN_SOURCE {
        // Bandit has no node to look at here, and looks at the first line.
        (0, 1)
    } else {
        (lines.line(found.lines.start()), lines.line(found.lines.end()))
    };
    comments.hides(found.issue.test, around, reported)
}
