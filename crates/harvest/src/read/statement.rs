//! Statements: what they define, and what they call under which conditions.

use std::collections::BTreeSet;
use std::sync::Arc;

use hognose_core::{LineIndex, Ranged, TextSize};
use hognose_python::ast::{self, ExceptHandler, Expr, Stmt};

use super::condition::negated;
use super::docstring::{deprecated_since, docstring};
use super::expression::{Expressions, dotted};
use crate::facts::{
    Call, Class, Condition, Definition, Event, Fact, Function, Parameter, ParameterKind, Scope,
    What,
};
use crate::source::Source;

/// How many conditions of a place are kept. Under more, nobody knows when it is reached.
const MOST_CONDITIONS: usize = 64;

/// How many names an assignment is followed to: `a = b = c = …`.
const MOST_TARGETS: usize = 8;

/// What a list of statements does, with those nested in it.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) scope: Scope,
    pub(super) exports: Option<BTreeSet<String>>,
    pub(super) stars: Vec<String>,
    locals: Vec<(String, Fact)>,
    imports: Vec<(String, String)>,
    inner: Vec<Function>,
    attributes: BTreeSet<String>,
    tests: Vec<Arc<Condition>>,
}

/// What is known about all statements of a file.
#[derive(Clone, Copy)]
struct File<'a> {
    source: &'a Source,
    expressions: Expressions<'a>,
}

/// Whose statements are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner<'a> {
    /// A module or class: names are public.
    Scope,
    /// A function, with the name of its first parameter.
    Function { name: &'a str, first: &'a str },
}

impl Owner<'_> {
    fn is_answering(self) -> bool {
        matches!(self, Self::Function { name: "__getattr__", .. })
    }
}

/// Reads the statements of a module.
pub(super) fn module(body: &[Stmt], source: &Source, lines: &LineIndex) -> Block {
    let file = File { source, expressions: Expressions { lines } };
    Reader::read(file, Owner::Scope, body)
}

/// Reads statements in order, and knows under which conditions they are reached.
struct Reader<'a> {
    file: File<'a>,
    owner: Owner<'a>,
    /// Whether this is a `__getattr__`.
    is_answering: bool,
    conditions: Vec<Arc<Condition>>,
    block: Block,
}

impl<'a> Reader<'a> {
    fn read(file: File<'a>, owner: Owner<'a>, body: &[Stmt]) -> Block {
        let mut reader = Reader {
            file,
            owner,
            is_answering: owner.is_answering(),
            conditions: Vec::new(),
            block: Block::default(),
        };
        reader.statements(body);
        reader.block
    }

    fn line(&self, offset: TextSize) -> u32 {
        self.file.expressions.lines.line(offset)
    }

    /// Reads a list of statements; says whether what follows it is never reached.
    fn statements(&mut self, body: &[Stmt]) -> bool {
        let before = self.conditions.len();
        let leaves = body.iter().any(|statement| self.statement(statement));
        self.conditions.truncate(before);
        leaves
    }

    fn under(&mut self, condition: Arc<Condition>, body: &[Stmt]) -> bool {
        let before = self.conditions.len();
        self.push(condition);
        let leaves = self.statements(body);
        self.conditions.truncate(before);
        leaves
    }

    fn push(&mut self, condition: Arc<Condition>) {
        if self.conditions.len() < MOST_CONDITIONS {
            self.conditions.push(condition);
        } else if let Some(last) = self.conditions.last_mut() {
            *last = Arc::new(Condition::Unknown);
        }
    }

    /// Reads a statement; says whether those that follow are never reached.
    fn statement(&mut self, statement: &Stmt) -> bool {
        match statement {
            Stmt::FunctionDef(it) => self.function(it),
            Stmt::ClassDef(it) => self.class(it),
            Stmt::Import(it) => self.import(it),
            Stmt::ImportFrom(it) => self.import_from(it),
            Stmt::Assign(it) => self.assign(&it.targets, &it.value),
            Stmt::AnnAssign(it) => match &it.value {
                Some(value) => self.assign(std::slice::from_ref(&it.target), value),
                None => self.bind_all(&it.target, Fact::Other),
            },
            Stmt::AugAssign(it) => self.extend_exports(&it.target, &it.value),
            Stmt::Delete(it) => {
                for target in &it.targets {
                    if let Expr::Name(name) = target {
                        self.block.scope.names.remove(name.id.as_str());
                    }
                }
            }
            Stmt::Expr(it) => {
                if let Expr::Call(call) = &*it.value {
                    self.call(call);
                }
            }
            Stmt::Raise(it) => {
                if let Some(exception) = &it.exc {
                    let call = match &**exception {
                        Expr::Call(call) => self.file.expressions.call(call),
                        other => Call {
                            callee: dotted(other).unwrap_or_default(),
                            arguments: Vec::new(),
                            keywords: Vec::new(),
                            line: self.line(other.start()),
                        },
                    };
                    self.event(call, true);
                }
                return true;
            }
            Stmt::Return(_) | Stmt::Break(_) | Stmt::Continue(_) => return true,
            Stmt::If(it) => return self.branches(it),
            Stmt::Match(it) => self.cases(it),
            Stmt::With(it) => {
                // Without the conditions' end: what leaves in it leaves all.
                return it.body.iter().any(|statement| self.statement(statement));
            }
            Stmt::Try(it) => return self.attempt(it),
            Stmt::For(it) => {
                self.bind_all(&it.target, Fact::Other);
                let unknown = Arc::new(Condition::Unknown);
                self.under(Arc::clone(&unknown), &it.body);
                self.statements(&it.orelse);
            }
            Stmt::While(it) => {
                self.under(Arc::new(Condition::Unknown), &it.body);
                self.statements(&it.orelse);
            }
            Stmt::TypeAlias(it) => self.bind_all(&it.name, Fact::Other),
            _ => {}
        }
        false
    }

    fn branches(&mut self, branch: &ast::StmtIf) -> bool {
        let mut rest = Vec::new();
        let mut leaving = Vec::new();
        let mut staying = Vec::new();
        let first = (Some(&*branch.test), &*branch.body);
        let others = branch.elif_else_clauses.iter().map(|it| (it.test.as_ref(), &*it.body));
        let before = self.conditions.len();
        let mut has_else = false;
        let mut refused = false;
        for (test, body) in std::iter::once(first).chain(others) {
            let condition = test.map(|test| Arc::new(self.file.expressions.condition(test)));
            if let Some(condition) = &condition {
                self.block.tests.push(Arc::clone(condition));
            }
            has_else |= condition.is_none();
            let own = condition.clone().unwrap_or_else(|| Arc::new(Condition::All(Vec::new())));
            let leaves = self.under(Arc::clone(&own), body);
            // Where the code refuses to go on, nothing is said about those who are let through; a
            // `__getattr__` refuses whom it does not know.
            if !leaves {
                staying.push(own);
            } else if !self.is_answering && matches!(body.last(), Some(Stmt::Raise(_))) {
                refused = true;
            } else {
                leaving.push(own);
            }
            if let Some(condition) = condition {
                let opposite = Arc::new(negated(&condition));
                self.push(Arc::clone(&opposite));
                rest.push(opposite);
            }
        }
        self.conditions.truncate(before);
        if staying.is_empty() && has_else {
            return true;
        }
        if leaving.is_empty() {
            return false;
        }
        // What follows is reached if no branch was taken that leaves.
        let alone = leaving.len() == rest.len() && !has_else && !refused;
        if alone || staying.is_empty() {
            for opposite in rest {
                self.push(opposite);
            }
        } else if let [only] = staying.as_slice() {
            if has_else && leaving.len() == 1 && rest.len() == 1 {
                let is_else = matches!(&**only, Condition::All(parts) if parts.is_empty());
                let condition = if is_else { Arc::clone(&rest[0]) } else { Arc::clone(only) };
                self.push(condition);
            } else {
                self.push(Arc::new(Condition::Unknown));
            }
        } else {
            self.push(Arc::new(Condition::Unknown));
        }
        false
    }

    fn cases(&mut self, branch: &ast::StmtMatch) {
        let subject = self.file.expressions.fact(&branch.subject);
        for case in &branch.cases {
            let condition = match &case.guard {
                None => self.file.expressions.matches(&subject, &case.pattern),
                Some(_) => Condition::Unknown,
            };
            let condition = Arc::new(condition);
            self.block.tests.push(Arc::clone(&condition));
            self.under(condition, &case.body);
        }
    }

    fn attempt(&mut self, attempt: &ast::StmtTry) -> bool {
        let mut leaves = self.statements(&attempt.body);
        for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
            leaves &= self.under(Arc::new(Condition::Unknown), &handler.body);
        }
        // It is reached if something was there, or went well.
        let else_leaves = self.under(Arc::new(Condition::Unknown), &attempt.orelse);
        let leaves = leaves || (else_leaves && attempt.handlers.is_empty());
        self.statements(&attempt.finalbody) || leaves
    }

    fn call(&mut self, call: &ast::ExprCall) {
        let made = self.file.expressions.call(call);
        if made.callee == "__all__.extend" || made.callee == "__all__.append" {
            if let Some(exports) = &mut self.block.exports {
                exports.extend(made.arguments.iter().flat_map(texts));
            }
            return;
        }
        self.event(made, false);
    }

    fn event(&mut self, call: Call, is_raise: bool) {
        if !call.callee.is_empty() {
            let event = Event { call, is_raise, conditions: self.conditions.clone() };
            self.block.scope.events.push(event);
        }
    }

    fn define(&mut self, name: &str, line: u32, what: What) {
        self.block.scope.names.entry(name.to_owned()).or_default().push(Definition { line, what });
    }

    fn assign(&mut self, targets: &[Expr], value: &Expr) {
        let fact = self.file.expressions.fact(value);
        for target in targets.iter().take(MOST_TARGETS) {
            if let Expr::Name(name) = target
                && name.id.as_str() == "__all__"
                && self.owner == Owner::Scope
            {
                self.block.exports = match &fact {
                    Fact::List(_) => Some(texts(&fact).collect()),
                    _ => None,
                };
            }
            self.bind_all(target, fact.clone());
        }
    }

    fn bind_all(&mut self, target: &Expr, value: Fact) {
        match target {
            Expr::Name(name) => match self.owner {
                Owner::Scope => {
                    let line = self.line(name.start());
                    self.define(name.id.as_str(), line, What::Value(value));
                }
                Owner::Function { .. } => self.block.locals.push((name.id.to_string(), value)),
            },
            Expr::Attribute(attribute) => {
                if let (Owner::Function { first, .. }, Expr::Name(object)) =
                    (self.owner, &*attribute.value)
                    && object.id.as_str() == first
                {
                    self.block.attributes.insert(attribute.attr.to_string());
                }
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                let mut values = match value {
                    Fact::List(values) if values.len() == elts.len() => values,
                    _ => Vec::new(),
                }
                .into_iter();
                for item in elts {
                    self.bind_all(item, values.next().unwrap_or(Fact::Other));
                }
            }
            Expr::Starred(it) => self.bind_all(&it.value, Fact::Other),
            _ => {}
        }
    }

    fn extend_exports(&mut self, target: &Expr, value: &Expr) {
        if let Expr::Name(name) = target
            && name.id.as_str() == "__all__"
            && let Some(exports) = &mut self.block.exports
        {
            exports.extend(texts(&self.file.expressions.fact(value)));
        }
    }

    fn import(&mut self, import: &ast::StmtImport) {
        for alias in &import.names {
            let top = alias.name.split('.').next().unwrap_or_default();
            let (name, target) = match &alias.asname {
                Some(name) => (name.as_str(), alias.name.as_str()),
                None => (top, top),
            };
            self.bind_import(name, target.to_owned(), alias.start());
        }
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) {
        let named = import.module.as_ref().map_or("", ast::Identifier::as_str);
        let Some(module) = self.file.source.absolute(named, import.level) else { return };
        for alias in &import.names {
            if alias.name.as_str() == "*" {
                self.block.stars.push(module.clone());
                continue;
            }
            let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            let target = if module.is_empty() {
                alias.name.to_string()
            } else {
                format!("{module}.{}", alias.name)
            };
            self.bind_import(name, target, alias.start());
        }
    }

    fn bind_import(&mut self, name: &str, target: String, offset: TextSize) {
        match self.owner {
            Owner::Scope => {
                let line = self.line(offset);
                self.define(name, line, What::Import(target));
            }
            Owner::Function { .. } => self.block.imports.push((name.to_owned(), target)),
        }
    }

    fn function(&mut self, definition: &ast::StmtFunctionDef) {
        let function = self.function_facts(definition);
        match self.owner {
            Owner::Scope => {
                let line = self.line(definition.name.start());
                let what = What::Function(Box::new(function));
                self.define(definition.name.as_str(), line, what);
            }
            Owner::Function { .. } => self.block.inner.push(function),
        }
    }

    fn function_facts(&self, definition: &ast::StmtFunctionDef) -> Function {
        let parameters = self.parameters(&definition.parameters);
        let first = definition
            .parameters
            .posonlyargs
            .first()
            .or_else(|| definition.parameters.args.first())
            .map_or("", |it| it.parameter.name.as_str());
        let owner = Owner::Function { name: definition.name.as_str(), first };
        let block = Reader::read(self.file, owner, &definition.body);
        Function {
            parameters,
            decorators: self.decorators(&definition.decorator_list),
            events: block.scope.events,
            locals: block.locals,
            imports: block.imports,
            inner: block.inner,
            attributes: block.attributes,
            tests: if owner.is_answering() { block.tests } else { Vec::new() },
            documented_since: docstring(&definition.body).and_then(deprecated_since),
        }
    }

    fn parameters(&self, parameters: &ast::Parameters) -> Vec<Parameter> {
        let mut all = Vec::new();
        let mut add = |list: &[ast::ParameterWithDefault], kind| {
            all.extend(list.iter().map(|it| Parameter {
                name: it.parameter.name.to_string(),
                kind,
                default: it.default.as_ref().map(|it| self.file.expressions.fact(it)),
            }));
        };
        add(&parameters.posonlyargs, ParameterKind::PositionalOnly);
        add(&parameters.args, ParameterKind::Either);
        add(&parameters.kwonlyargs, ParameterKind::KeywordOnly);
        let rest = |it: &Option<Box<ast::Parameter>>, kind| {
            let name = it.as_ref().map(|it| it.name.to_string());
            name.map(|name| Parameter { name, kind, default: None })
        };
        all.extend(rest(&parameters.vararg, ParameterKind::Rest));
        all.extend(rest(&parameters.kwarg, ParameterKind::Keywords));
        all
    }

    fn decorators(&self, decorators: &[ast::Decorator]) -> Vec<Call> {
        let calls = decorators.iter().filter_map(|decorator| match &decorator.expression {
            Expr::Call(call) => Some(self.file.expressions.call(call)),
            other => Some(Call {
                callee: dotted(other)?,
                arguments: Vec::new(),
                keywords: Vec::new(),
                line: self.line(other.start()),
            }),
        });
        calls.collect()
    }

    fn class(&mut self, definition: &ast::StmtClassDef) {
        let block = Reader::read(self.file, Owner::Scope, &definition.body);
        let mut class = Class {
            decorators: self.decorators(&definition.decorator_list),
            documented_since: docstring(&definition.body).and_then(deprecated_since),
            scope: block.scope,
            ..Class::default()
        };
        if let Some(arguments) = &definition.arguments {
            for base in &arguments.args {
                // `Generic[T]` is `Generic`.
                let base = if let Expr::Subscript(it) = base { &*it.value } else { base };
                match dotted(base) {
                    Some(name) => class.bases.push(name),
                    None => class.is_open = true,
                }
            }
        }
        let methods = class.scope.names.values().flatten().filter_map(|it| match &it.what {
            What::Function(function) => Some(function),
            _ => None,
        });
        class.attributes = methods.flat_map(|it| it.attributes.iter().cloned()).collect();
        match self.owner {
            Owner::Scope => {
                let line = self.line(definition.name.start());
                self.define(definition.name.as_str(), line, What::Class(Box::new(class)));
            }
            // Of a class in a function, only what its methods call is of interest.
            Owner::Function { .. } => {
                for definition in class.scope.names.into_values().flatten() {
                    if let What::Function(function) = definition.what {
                        self.block.inner.push(*function);
                    }
                }
            }
        }
    }
}

/// The texts in a list, and in the lists that it is the sum of.
fn texts(fact: &Fact) -> impl Iterator<Item = String> + '_ {
    let items = match fact {
        Fact::List(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    items.iter().filter_map(Fact::known_text).map(str::to_owned)
}
