//! Statements.

use hognose_ir::{Case, Handler, Lit, Pattern, Stmt, Target, Var, WithItem};
use hognose_python::ast::{self, ExceptHandler, Expr};

use super::{Header, Lowering, span};

impl<'a> Lowering<'_, 'a> {
    pub(super) fn body(&mut self, statements: &'a [ast::Stmt]) -> Vec<Stmt> {
        let mut body = Vec::with_capacity(statements.len());
        for statement in statements {
            self.stmt(statement, &mut body);
        }
        body
    }

    fn stmt(&mut self, statement: &'a ast::Stmt, out: &mut Vec<Stmt>) {
        let lowered = match statement {
            ast::Stmt::FunctionDef(function) => self.def(function),
            ast::Stmt::ClassDef(class) => self.class(class),
            ast::Stmt::Return(it) => {
                Stmt::Return(it.value.as_deref().map(|value| self.expr(value)))
            }
            ast::Stmt::Delete(it) => {
                Stmt::Delete(it.targets.iter().map(|target| self.target(target)).collect())
            }
            ast::Stmt::Assign(it) => {
                let value = self.expr(&it.value);
                Stmt::Assign(it.targets.iter().map(|target| self.target(target)).collect(), value)
            }
            ast::Stmt::AugAssign(it) => {
                let value = self.expr(&it.value);
                let op = super::expr::operator(it.op);
                Stmt::Augmented(self.target(&it.target), op, value, span(it.range))
            }
            ast::Stmt::AnnAssign(it) => {
                let value = it.value.as_deref().map(|value| self.expr(value));
                let annotation = self.annotation(&it.annotation);
                Stmt::Annotated(self.target(&it.target), annotation, value)
            }
            ast::Stmt::For(it) => {
                let iterable = self.expr(&it.iter);
                let target = self.target(&it.target);
                Stmt::For(target, iterable, self.body(&it.body), self.body(&it.orelse))
            }
            ast::Stmt::While(it) => {
                Stmt::While(self.expr(&it.test), self.body(&it.body), self.body(&it.orelse))
            }
            ast::Stmt::If(it) => {
                let mut otherwise = Vec::new();
                // From the last clause to the first: each is the `else` of the one before.
                let mut clauses = Vec::with_capacity(it.elif_else_clauses.len());
                let test = self.expr(&it.test);
                let then = self.body(&it.body);
                for clause in &it.elif_else_clauses {
                    let test = clause.test.as_ref().map(|test| self.expr(test));
                    clauses.push((test, self.body(&clause.body)));
                }
                for (test, body) in clauses.into_iter().rev() {
                    otherwise = match test {
                        Some(test) => vec![Stmt::If(test, body, otherwise)],
                        None => body,
                    };
                }
                Stmt::If(test, then, otherwise)
            }
            ast::Stmt::With(it) => {
                let items = it.items.iter().map(|item| self.with_item(item)).collect();
                Stmt::With(items, self.body(&it.body))
            }
            ast::Stmt::Match(it) => {
                let subject = self.expr(&it.subject);
                let cases = it.cases.iter().map(|case| self.case(case)).collect();
                Stmt::Match(subject, cases)
            }
            ast::Stmt::Raise(it) => Stmt::Raise(it.exc.as_deref().map(|exc| self.expr(exc))),
            ast::Stmt::Try(it) => {
                let body = self.body(&it.body);
                let handlers = it.handlers.iter().map(|handler| self.handler(handler)).collect();
                Stmt::Try(body, handlers, self.body(&it.orelse), self.body(&it.finalbody))
            }
            ast::Stmt::Assert(it) => Stmt::Assert(self.expr(&it.test)),
            ast::Stmt::Import(it) => {
                for alias in &it.names {
                    let module = alias.name.as_str();
                    let package = module.split('.').next().unwrap_or(module);
                    let name = alias.asname.as_ref().map_or(package, |name| name.as_str());
                    let var = self.var(name);
                    let module = self.sym(module);
                    out.push(Stmt::Import { module, renamed: alias.asname.is_some(), var });
                }
                return;
            }
            ast::Stmt::ImportFrom(it) => {
                let module = it.module.as_ref().map_or("", |module| module.as_str());
                let module = self.sym(module);
                for alias in &it.names {
                    let name = alias.name.as_str();
                    let member = (name != "*").then(|| {
                        let bound = alias.asname.as_ref().map_or(name, |name| name.as_str());
                        let var = self.var(bound);
                        (self.sym(name), var)
                    });
                    out.push(Stmt::ImportFrom { module, level: it.level, member });
                }
                return;
            }
            ast::Stmt::Expr(it) => Stmt::Expr(self.expr(&it.value)),
            ast::Stmt::Break(_) => Stmt::Break,
            ast::Stmt::Continue(_) => Stmt::Continue,
            ast::Stmt::TypeAlias(_)
            | ast::Stmt::Global(_)
            | ast::Stmt::Nonlocal(_)
            | ast::Stmt::Pass(_)
            | ast::Stmt::IpyEscapeCommand(_) => return,
        };
        out.push(lowered);
    }

    fn def(&mut self, function: &'a ast::StmtFunctionDef) -> Stmt {
        let decorators =
            function.decorator_list.iter().map(|it| self.expr(&it.expression)).collect();
        let defaults = self.defaults(Some(&function.parameters));
        let var = self.var(function.name.as_str());
        let header = Header {
            name: function.name.as_str(),
            range: function.name.range,
            parameters: Some(&function.parameters),
            returns: function.returns.as_deref(),
            is_async: function.is_async,
        };
        let id = self.function(function, header, |this| this.body(&function.body));
        Stmt::Def { var, function: id, decorators, defaults }
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) -> Stmt {
        let decorators = class.decorator_list.iter().map(|it| self.expr(&it.expression)).collect();
        let bases = class.arguments.iter().flat_map(|arguments| &arguments.args);
        let bases = bases.map(|base| self.expr(base)).collect();
        let keywords = class.arguments.iter().flat_map(|arguments| &arguments.keywords);
        let keywords = keywords
            .filter_map(|it| Some((self.sym(it.arg.as_ref()?.as_str()), self.expr(&it.value))))
            .collect();
        let var = self.var(class.name.as_str());
        let name = self.sym(class.name.as_str());
        let (body, members) = self.in_scope(class, |this| {
            let body = this.body(&class.body);
            let names = this.names_of.remove(&this.scope).unwrap_or_default();
            let members = names.into_iter().map(|name| (this.sym(name), this.var(name))).collect();
            (body, members)
        });
        let span = span(class.name.range);
        Stmt::Class { var, name, span, decorators, bases, keywords, body, members }
    }

    fn with_item(&mut self, item: &'a ast::WithItem) -> WithItem {
        WithItem {
            context: self.expr(&item.context_expr),
            target: item.optional_vars.as_deref().map(|target| self.target(target)),
        }
    }

    fn handler(&mut self, handler: &'a ExceptHandler) -> Handler {
        let ExceptHandler::ExceptHandler(handler) = handler;
        Handler {
            kind: handler.type_.as_deref().map(|kind| self.expr(kind)),
            var: handler.name.as_ref().map(|name| self.var(name.as_str())),
            body: self.body(&handler.body),
            span: span(handler.range),
        }
    }

    pub(super) fn target(&mut self, target: &'a Expr) -> Target {
        match target {
            Expr::Name(name) => Target::Var(self.var(name.id.as_str()), span(name.range)),
            Expr::Attribute(it) => {
                let value = Box::new(self.expr(&it.value));
                Target::Attr(value, self.sym(it.attr.as_str()), span(it.range))
            }
            Expr::Subscript(it) => {
                let value = Box::new(self.expr(&it.value));
                Target::Index(value, Box::new(self.expr(&it.slice)), span(it.range))
            }
            Expr::Tuple(it) => Target::Tuple(it.elts.iter().map(|it| self.target(it)).collect()),
            Expr::List(it) => Target::Tuple(it.elts.iter().map(|it| self.target(it)).collect()),
            Expr::Starred(it) => Target::Star(Box::new(self.target(&it.value))),
            _ => Target::Unknown,
        }
    }

    fn case(&mut self, case: &'a ast::MatchCase) -> Case {
        Case {
            pattern: self.pattern(&case.pattern),
            guard: case.guard.as_deref().map(|guard| self.expr(guard)),
            body: self.body(&case.body),
        }
    }

    fn pattern(&mut self, pattern: &'a ast::Pattern) -> Pattern {
        match pattern {
            ast::Pattern::MatchValue(it) => Pattern::Value(self.expr(&it.value)),
            ast::Pattern::MatchSingleton(it) => Pattern::Lit(match it.value {
                ast::Singleton::None => Lit::None,
                ast::Singleton::True => Lit::Bool(true),
                ast::Singleton::False => Lit::Bool(false),
            }),
            ast::Pattern::MatchSequence(it) => {
                Pattern::Sequence(it.patterns.iter().map(|it| self.pattern(it)).collect())
            }
            ast::Pattern::MatchMapping(it) => {
                let keys = it.keys.iter().zip(&it.patterns);
                let entries = keys.map(|(key, value)| (self.expr(key), self.pattern(value)));
                Pattern::Mapping(entries.collect(), self.capture(it.rest.as_ref()))
            }
            ast::Pattern::MatchClass(it) => {
                let class = self.expr(&it.cls);
                let places = it.arguments.patterns.iter().map(|it| self.pattern(it)).collect();
                let names = it.arguments.keywords.iter();
                let names = names
                    .map(|it| (self.sym(it.attr.as_str()), self.pattern(&it.pattern)))
                    .collect();
                Pattern::Class(class, places, names)
            }
            ast::Pattern::MatchStar(it) => Pattern::Star(self.capture(it.name.as_ref())),
            ast::Pattern::MatchAs(it) => {
                let inner = it.pattern.as_deref().map(|inner| self.pattern(inner));
                match (inner, self.capture(it.name.as_ref())) {
                    (Some(inner), Some(var)) => Pattern::As(Box::new(inner), var),
                    (Some(inner), None) => inner,
                    (None, var) => Pattern::Any(var),
                }
            }
            ast::Pattern::MatchOr(it) => {
                Pattern::Or(it.patterns.iter().map(|it| self.pattern(it)).collect())
            }
        }
    }

    fn capture(&mut self, name: Option<&'a ast::Identifier>) -> Option<Var> {
        name.map(|name| self.var(name.as_str()))
    }
}
