//! Statements: what they bind, and the blocks in them.

use hognose_core::{Ranged, TextRange, TextSize};
use hognose_python::ast::{self, ExceptHandler, Expr, Pattern, Stmt};

use super::{Builder, through};
use crate::known::generated_for;
use crate::model::StarImport;
use crate::scope::Arm;
use crate::{BindingKind, Declaration, ScopeId, ScopeKind, StopKind, Syntax};

impl<'a> Builder<'a, '_> {
    pub(super) fn statement(&mut self, statement: &'a Stmt) {
        self.record(Syntax::Statement(statement), |this| this.statement_parts(statement));
    }

    fn statement_parts(&mut self, statement: &'a Stmt) {
        let start = statement.start();
        match statement {
            Stmt::FunctionDef(function) => {
                self.stop(StopKind::Function);
                self.function(function);
            }
            Stmt::ClassDef(class) => {
                self.stop(StopKind::Class);
                self.class(class);
            }
            Stmt::Return(ast::StmtReturn { value, .. }) => self.optional(value.as_deref()),
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    self.target(target, delete.range.end(), BindingKind::Deleted);
                }
            }
            Stmt::TypeAlias(alias) => {
                self.target(&alias.name, alias.range.end(), BindingKind::Opaque);
                self.in_type_params(alias.type_params.as_deref(), |this| {
                    this.expression(&alias.value);
                });
            }
            Stmt::Assign(assign) => {
                self.stop(StopKind::Assignment);
                self.expression(&assign.value);
                for target in &assign.targets {
                    self.target(target, assign.range.end(), BindingKind::Assign(&assign.value));
                }
            }
            Stmt::AugAssign(assign) => {
                self.expression(&assign.value);
                self.target(&assign.target, assign.range.end(), BindingKind::Augmented(assign));
            }
            Stmt::AnnAssign(assign) => {
                if assign.value.is_some() {
                    self.stop(StopKind::Assignment);
                }
                self.expression(&assign.annotation);
                self.optional(assign.value.as_deref());
                let kind = BindingKind::Annotated {
                    annotation: &assign.annotation,
                    value: assign.value.as_deref(),
                };
                if assign.simple || assign.value.is_some() || !assign.target.is_name_expr() {
                    self.target(&assign.target, assign.range.end(), kind);
                }
            }
            Stmt::For(for_loop) => self.for_loop(for_loop),
            Stmt::While(while_loop) => self.while_loop(while_loop),
            Stmt::If(branch) => {
                self.expression(&branch.test);
                self.block(start, Arm::Alternative, &branch.body);
                for clause in &branch.elif_else_clauses {
                    self.optional(clause.test.as_ref());
                    self.block(start, Arm::Alternative, &clause.body);
                }
            }
            Stmt::With(with) => {
                self.stop(StopKind::With);
                for item in &with.items {
                    self.expression(&item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        let kind = BindingKind::With(&item.context_expr);
                        self.target(target, target.end(), kind);
                    }
                }
                // The body runs exactly once: what it binds is bound afterwards.
                self.body(&with.body);
            }
            Stmt::Match(matching) => self.matching(matching),
            Stmt::Raise(raise) => {
                self.optional(raise.exc.as_deref());
                self.optional(raise.cause.as_deref());
            }
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::Assert(assert) => {
                self.stop(StopKind::Assert);
                self.expression(&assert.test);
                self.optional(assert.msg.as_deref());
            }
            Stmt::Import(import) => {
                self.stop(StopKind::Import);
                self.import(import);
            }
            Stmt::ImportFrom(import) => {
                self.stop(StopKind::Import);
                self.import_from(import);
            }
            Stmt::Global(ast::StmtGlobal { names, .. }) => {
                for name in names {
                    self.declare(name.as_str(), Declaration::Global);
                }
            }
            Stmt::Nonlocal(ast::StmtNonlocal { names, .. }) => {
                for name in names {
                    self.declare(name.as_str(), Declaration::Nonlocal);
                }
            }
            Stmt::Expr(ast::StmtExpr { value, .. }) => self.expression(value),
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn for_loop(&mut self, for_loop: &'a ast::StmtFor) {
        let start = for_loop.range.start();
        self.expression(&for_loop.iter);
        let range = through(for_loop.target.start(), &for_loop.body);
        self.in_block(start, Arm::Loop, range, Some(self.block), |this| {
            this.target(&for_loop.target, for_loop.iter.end(), BindingKind::Opaque);
            this.body(&for_loop.body);
        });
        self.block(start, Arm::Only, &for_loop.orelse);
    }

    fn while_loop(&mut self, while_loop: &'a ast::StmtWhile) {
        let start = while_loop.range.start();
        let range = through(while_loop.test.start(), &while_loop.body);
        self.in_block(start, Arm::Loop, range, Some(self.block), |this| {
            this.expression(&while_loop.test);
            this.body(&while_loop.body);
        });
        self.block(start, Arm::Only, &while_loop.orelse);
    }

    fn matching(&mut self, matching: &'a ast::StmtMatch) {
        let start = matching.range.start();
        self.expression(&matching.subject);
        for case in &matching.cases {
            let range = through(case.pattern.start(), &case.body);
            self.in_block(start, Arm::Alternative, range, Some(self.block), |this| {
                this.pattern(&case.pattern);
                this.optional(case.guard.as_deref());
                this.body(&case.body);
            });
        }
    }

    fn declare(&mut self, name: &'a str, declaration: Declaration) {
        // At module level `global` means nothing, and `nonlocal` is an error.
        if self.scope != ScopeId::MODULE && !name.is_empty() {
            self.symbol(self.scope, name, declaration);
        }
    }

    fn import(&mut self, import: &'a ast::StmtImport) {
        for alias in &import.names {
            let module = alias.name.as_str();
            let package = module.split('.').next().unwrap_or(module);
            self.model.packages.insert(package);
            self.model.packages.extend(generated_for(alias.name.as_str()));
            let (name, range) = match &alias.asname {
                Some(name) => (name.as_str(), name.range),
                None => (package, alias.name.range),
            };
            let kind = BindingKind::Import { module, renamed: alias.asname.is_some() };
            self.bind(name, range, import.range.end(), kind);
        }
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
        let module = import.module.as_ref().map(ast::Identifier::as_str);
        if import.level == 0
            && let Some(package) = module.and_then(|module| module.split('.').next())
        {
            self.model.packages.insert(package);
        }
        for alias in &import.names {
            let member = alias.name.as_str();
            if member == "*" {
                self.model.star_imports.push(StarImport { module, level: import.level });
                continue;
            }
            self.model.packages.extend(generated_for(member));
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            let kind = BindingKind::ImportFrom { module, level: import.level, member };
            self.bind_identifier(name, import.range.end(), kind);
        }
    }

    fn attempt(&mut self, attempt: &'a ast::StmtTry) {
        let start = attempt.range.start();
        self.block(start, Arm::Try, &attempt.body);
        for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
            self.record(Syntax::Handler(handler), |this| {
                this.stop(StopKind::Handler);
                this.optional(handler.type_.as_deref());
                let range = handler.range;
                this.in_block(start, Arm::Alternative, range, Some(this.block), |this| {
                    if let Some(name) = &handler.name {
                        let kind = BindingKind::Exception(handler.type_.as_deref());
                        this.bind_identifier(name, name.range.end(), kind);
                    }
                    this.body(&handler.body);
                });
            });
        }
        self.block(start, Arm::Alternative, &attempt.orelse);
        self.body(&attempt.finalbody);
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef) {
        for decorator in &function.decorator_list {
            self.expression(&decorator.expression);
        }
        self.defaults(&function.parameters);
        self.bind_identifier(&function.name, function.range.end(), BindingKind::Function(function));
        self.in_type_params(function.type_params.as_deref(), |this| {
            this.annotations(&function.parameters);
            this.optional(function.returns.as_deref());
            let is_method = this.class_around(Some(this.scope)).is_some()
                && !function.decorator_list.iter().any(|decorator| {
                    matches!(&decorator.expression, Expr::Name(name) if name.id == "staticmethod")
                });
            this.in_scope(ScopeKind::Function(function), function, function.range, |this| {
                let start = function.body.first().map_or(function.range.end(), Ranged::start);
                let range = TextRange::new(start, function.range.end().max(start));
                this.in_block(function.range.start(), Arm::Only, range, None, |this| {
                    this.parameters(&function.parameters, start, is_method);
                    this.body(&function.body);
                });
            });
        });
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) {
        for decorator in &class.decorator_list {
            self.expression(&decorator.expression);
        }
        self.bind_identifier(&class.name, class.range.end(), BindingKind::Class(class));
        self.in_type_params(class.type_params.as_deref(), |this| {
            if let Some(arguments) = &class.arguments {
                this.arguments(arguments);
            }
            this.in_scope(ScopeKind::Class(class), class, class.range, |this| {
                let start = class.body.first().map_or(class.range.end(), Ranged::start);
                let range = TextRange::new(start, class.range.end().max(start));
                this.in_block(class.range.start(), Arm::Only, range, None, |this| {
                    this.body(&class.body);
                });
            });
        });
    }

    fn in_type_params(
        &mut self,
        params: Option<&'a ast::TypeParams>,
        inside: impl FnOnce(&mut Self),
    ) {
        let Some(params) = params else { return inside(self) };
        self.in_scope(ScopeKind::TypeParams, params, params.range, |this| {
            for param in &params.type_params {
                let (name, bound, default) = match param {
                    ast::TypeParam::TypeVar(var) => {
                        (&var.name, var.bound.as_deref(), var.default.as_deref())
                    }
                    ast::TypeParam::TypeVarTuple(var) => (&var.name, None, var.default.as_deref()),
                    ast::TypeParam::ParamSpec(var) => (&var.name, None, var.default.as_deref()),
                };
                this.bind_identifier(name, name.range.end(), BindingKind::Opaque);
                this.optional(bound);
                this.optional(default);
            }
            inside(this);
        });
    }

    /// Binds parameters in the current scope.
    pub(super) fn parameters(
        &mut self,
        parameters: &'a ast::Parameters,
        effective: TextSize,
        method: bool,
    ) {
        let mut receiver = method;
        let plain = parameters.posonlyargs.iter().chain(&parameters.args);
        for (parameter, default) in plain.map(|p| (&p.parameter, p.default.as_deref())) {
            let kind = BindingKind::Parameter { parameter, default, receiver };
            self.bind_identifier(&parameter.name, effective, kind);
            receiver = false;
        }
        let named = parameters.kwonlyargs.iter().map(|p| (&p.parameter, p.default.as_deref()));
        for (parameter, default) in named {
            let kind = BindingKind::Parameter { parameter, default, receiver: false };
            self.bind_identifier(&parameter.name, effective, kind);
        }
        // `*args` and `**kwargs` are containers, whatever their annotation says of the elements.
        for parameter in parameters.vararg.iter().chain(&parameters.kwarg) {
            self.bind_identifier(&parameter.name, effective, BindingKind::Opaque);
        }
    }

    pub(super) fn defaults(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            self.optional(parameter.default.as_deref());
        }
    }

    fn annotations(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters {
            self.optional(parameter.annotation());
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchValue(value) => self.expression(&value.value),
            Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(sequence) => self.patterns(&sequence.patterns),
            Pattern::MatchMapping(mapping) => {
                for key in &mapping.keys {
                    self.expression(key);
                }
                self.patterns(&mapping.patterns);
                self.capture(mapping.rest.as_ref());
            }
            Pattern::MatchClass(class) => {
                self.expression(&class.cls);
                self.patterns(&class.arguments.patterns);
                for keyword in &class.arguments.keywords {
                    self.pattern(&keyword.pattern);
                }
            }
            Pattern::MatchStar(star) => self.capture(star.name.as_ref()),
            Pattern::MatchAs(alias) => {
                if let Some(inner) = &alias.pattern {
                    self.pattern(inner);
                }
                self.capture(alias.name.as_ref());
            }
            Pattern::MatchOr(either) => self.patterns(&either.patterns),
        }
    }

    fn patterns(&mut self, patterns: &'a [Pattern]) {
        for pattern in patterns {
            self.pattern(pattern);
        }
    }

    fn capture(&mut self, name: Option<&'a ast::Identifier>) {
        if let Some(name) = name {
            self.bind_identifier(name, name.range.end(), BindingKind::Opaque);
        }
    }
}
