//! The parts of statements, in the order of the fields of Python's tree.

use hognose_core::Ranged;
use hognose_python::ast::{self, Stmt};

use super::Walk;
use crate::checks::handlers;
use crate::node::Node;

impl<'a> Walk<'a> {
    #[expect(clippy::too_many_lines, reason = "a line for each part of each statement")]
    pub(super) fn statement_parts(&mut self, statement: &'a Stmt) {
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

    pub(super) fn arguments(&mut self, arguments: &'a ast::Arguments) {
        self.expressions(&arguments.args);
        for keyword in &arguments.keywords {
            self.within(Node::Keyword(keyword), |walk| walk.expression(&keyword.value));
        }
    }

    pub(super) fn parameters(&mut self, parameters: &'a ast::Parameters) {
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
}
