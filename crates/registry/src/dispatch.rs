//! Runs rules over a file.
//!
//! Rules are indexed by what they look at, once per run: a call is looked up by its resolved name, so
//! that a thousand rules cost what three cost. A file is passed once, along the nodes that the model
//! has recorded; the tree is not walked again.

use std::path::Path;

use hognose_core::{Finding, RuleIndex, SourceFile, TextRange};
use hognose_deprecation::{Standing, Target};
use hognose_python::SourceKind;
use hognose_python::ast::{self, Expr, Operator, Stmt};
use hognose_semantic::{Node, NodeId, SemanticModel, StopKind, Syntax, Words};
use hognose_usage::Apis;
use rustc_hash::FxHashMap;

use crate::callee::{Callee, CalleeWords, Tables};
use crate::packed::PackIndex;
use crate::rule::{
    AssignmentCheck, CallCheck, FileCheck, ImportCheck, KnownCallCheck, StrCheck, SyntaxCheck,
    TextCheck, UsageCheck,
};
use crate::{
    Assignment, BuiltText, Call, Context, Hook, Import, Registry, Rule, RuleMeta, RuleOptions,
    RuleSet, StrLiteral,
};

/// A check together with the rule that it belongs to.
#[derive(Clone, Copy, Debug)]
struct Entry<C> {
    rule: RuleIndex,
    meta: &'static RuleMeta,
    check: C,
}

/// The enabled rules, indexed by what they look at.
#[derive(Debug, Default)]
pub struct Dispatcher {
    calls: FxHashMap<&'static str, Vec<Entry<KnownCallCheck>>>,
    /// The last words of the names in `calls`, `methods` and `packed`.
    callee_words: CalleeWords,
    methods: FxHashMap<&'static str, Vec<Entry<KnownCallCheck>>>,
    any_call: Vec<Entry<CallCheck>>,
    imports: Vec<Entry<ImportCheck>>,
    strings: Vec<Entry<StrCheck>>,
    built_texts: Vec<Entry<TextCheck>>,
    functions: Vec<Entry<SyntaxCheck<ast::StmtFunctionDef>>>,
    classes: Vec<Entry<SyntaxCheck<ast::StmtClassDef>>>,
    assignments: Vec<Entry<AssignmentCheck>>,
    comparisons: Vec<Entry<SyntaxCheck<ast::ExprCompare>>>,
    dicts: Vec<Entry<SyntaxCheck<ast::ExprDict>>>,
    handlers: Vec<Entry<SyntaxCheck<ast::ExceptHandlerExceptHandler>>>,
    with_items: Vec<Entry<SyntaxCheck<ast::WithItem>>>,
    asserts: Vec<Entry<SyntaxCheck<ast::StmtAssert>>>,
    module_end: Vec<Entry<FileCheck>>,
    raw_text: Vec<Entry<FileCheck>>,
    api_uses: Vec<(Standing, Entry<UsageCheck>)>,
    /// What is known about APIs, if a rule asks for their uses.
    apis: Option<Apis>,
    project_files: FxHashMap<&'static str, Vec<Entry<FileCheck>>>,
    packed: PackIndex,
    /// Any rule's description, for the time when none is running. None: nothing to do.
    any_meta: Option<&'static RuleMeta>,
}

impl Dispatcher {
    /// Indexes the rules of a set.
    pub fn new(registry: &Registry, enabled: &RuleSet) -> Self {
        let mut this = Self::default();
        for rule in enabled.iter() {
            this.add(rule, registry.rule(rule));
        }
        this.packed.finish();
        if let Some(least) = this.api_uses.iter().map(|(standing, _)| *standing).min() {
            this.apis = registry.apis(Target::default()).map(|apis| apis.at_least(least));
        }
        this
    }

    /// The same for a program that runs on some versions, and has these files. `read` reads one of them
    /// again if another one depends on it.
    #[must_use]
    pub fn for_program<'p>(
        mut self,
        target: Target,
        files: impl Iterator<Item = &'p Path>,
        read: hognose_usage::Read,
    ) -> Self {
        self.apis = self.apis.map(|apis| apis.targeting(target).in_program(files, read));
        self
    }

    /// The words that the model of a file has to record.
    pub fn words(&self) -> Option<&Words> {
        self.apis.as_ref().map(Apis::words)
    }

    fn add(&mut self, rule: RuleIndex, declared: &Rule) {
        let meta = declared.meta;
        self.any_meta = Some(meta);
        for hook in declared.hooks {
            match *hook {
                Hook::CallTo(names, check) => {
                    for name in names {
                        self.calls.entry(name).or_default().push(Entry { rule, meta, check });
                        self.callee_words.add(name, Tables::NAMES);
                    }
                }
                Hook::MethodCall(names, check) => {
                    for name in names {
                        self.methods.entry(name).or_default().push(Entry { rule, meta, check });
                        self.callee_words.add(name, Tables::METHODS);
                    }
                }
                Hook::AnyCall(check) => self.any_call.push(Entry { rule, meta, check }),
                Hook::Import(check) => self.imports.push(Entry { rule, meta, check }),
                Hook::Str(check) => self.strings.push(Entry { rule, meta, check }),
                Hook::BuiltText(check) => self.built_texts.push(Entry { rule, meta, check }),
                Hook::Function(check) => self.functions.push(Entry { rule, meta, check }),
                Hook::Class(check) => self.classes.push(Entry { rule, meta, check }),
                Hook::Assignment(check) => self.assignments.push(Entry { rule, meta, check }),
                Hook::Compare(check) => self.comparisons.push(Entry { rule, meta, check }),
                Hook::Dict(check) => self.dicts.push(Entry { rule, meta, check }),
                Hook::ExceptHandler(check) => self.handlers.push(Entry { rule, meta, check }),
                Hook::With(check) => self.with_items.push(Entry { rule, meta, check }),
                Hook::Assert(check) => self.asserts.push(Entry { rule, meta, check }),
                Hook::ModuleEnd(check) => self.module_end.push(Entry { rule, meta, check }),
                Hook::Pattern(matcher) => {
                    self.packed.add(rule, meta, matcher, &mut self.callee_words);
                }
                Hook::ProjectFile(names, check) => {
                    for name in names {
                        let entries = self.project_files.entry(name).or_default();
                        entries.push(Entry { rule, meta, check });
                    }
                }
                Hook::RawText(check) => self.raw_text.push(Entry { rule, meta, check }),
                Hook::ApiUse(standing, check) => {
                    self.api_uses.push((standing, Entry { rule, meta, check }));
                }
            }
        }
    }

    /// Runs the rules over a file. The findings are in no particular order.
    pub fn run<'a>(
        &self,
        model: &'a SemanticModel<'a>,
        source: &'a SourceFile,
        options: &'a RuleOptions,
    ) -> Vec<Finding> {
        let Some(meta) = self.any_meta else { return Vec::new() };
        let mut pass = Pass { rules: self, cx: Context::new(model, source, options, meta) };
        let mut packed = self.packed.pass(&pass.cx);
        pass.each(&self.raw_text, NodeId::MODULE, |check, cx| check(cx));
        packed.search(&mut pass.cx);
        for stop in model.stops().iter().filter(|stop| self.wants(stop.kind)) {
            let node = model.node(stop.node);
            let callee = match node.syntax {
                Syntax::Expression(Expr::Call(call)) => {
                    self.callee_words.look_at(&call.func, model)
                }
                _ => Callee::default(),
            };
            pass.node(stop.node, node, callee);
            packed.node(stop.kind, stop.node, callee, &mut pass.cx);
        }
        pass.each(&self.module_end, NodeId::MODULE, |check, cx| check(cx));
        pass.api_uses();
        pass.cx.into_findings()
    }

    /// Runs the rules about a project's settings over a file of them. The findings are in no
    /// particular order.
    pub fn run_project_file(&self, source: &SourceFile, options: &RuleOptions) -> Vec<Finding> {
        let name = source.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(entries) = self.project_files.get(name) else { return Vec::new() };
        let Some(meta) = self.any_meta else { return Vec::new() };
        let nothing = hognose_python::parse("", SourceKind::Python);
        let model = SemanticModel::build(nothing.module());
        let mut cx = Context::new(&model, source, options, meta);
        for entry in entries {
            cx.enter(entry.rule, entry.meta, NodeId::MODULE);
            (entry.check)(&mut cx);
        }
        let mut findings = cx.into_findings();
        for finding in &mut findings {
            finding.statement = with_comments_above(source, finding.range);
        }
        findings
    }

    /// Whether a rule asks for nodes of a kind.
    fn wants(&self, kind: StopKind) -> bool {
        let texts = !self.built_texts.is_empty();
        self.packed.wants(kind)
            || match kind {
                StopKind::Call => {
                    texts
                        || !self.calls.is_empty()
                        || !self.methods.is_empty()
                        || !self.any_call.is_empty()
                }
                StopKind::Str => !self.strings.is_empty(),
                StopKind::Text => texts,
                StopKind::Compare => !self.comparisons.is_empty(),
                StopKind::Dict => !self.dicts.is_empty(),
                StopKind::Assignment => !self.assignments.is_empty(),
                StopKind::Function => !self.functions.is_empty(),
                StopKind::Class => !self.classes.is_empty(),
                StopKind::Handler => !self.handlers.is_empty(),
                StopKind::With => !self.with_items.is_empty(),
                StopKind::Assert => !self.asserts.is_empty(),
                StopKind::Import => !self.imports.is_empty(),
            }
    }
}

/// One file on its way past the rules.
struct Pass<'d, 'a> {
    rules: &'d Dispatcher,
    cx: Context<'a>,
}

impl<'a> Pass<'_, 'a> {
    fn each<C: Copy>(
        &mut self,
        entries: &[Entry<C>],
        node: NodeId,
        run: impl Fn(C, &mut Context<'a>),
    ) {
        for entry in entries {
            self.cx.enter(entry.rule, entry.meta, node);
            run(entry.check, &mut self.cx);
        }
    }

    fn node(&mut self, id: NodeId, node: &Node<'a>, callee: Callee<'a>) {
        match node.syntax {
            Syntax::Expression(expression) => self.expression(id, node, expression, callee),
            Syntax::Statement(statement) => self.statement(id, node, statement),
            Syntax::Handler(handler) => {
                self.each(&self.rules.handlers, id, |check, cx| check(handler, cx));
            }
            Syntax::Module => {}
        }
    }

    fn statement(&mut self, id: NodeId, node: &Node<'a>, statement: &'a Stmt) {
        let rules = self.rules;
        match statement {
            Stmt::FunctionDef(function) => {
                self.each(&rules.functions, id, |check, cx| check(function, cx));
            }
            Stmt::ClassDef(class) => self.each(&rules.classes, id, |check, cx| check(class, cx)),
            Stmt::Assert(assert) => self.each(&rules.asserts, id, |check, cx| check(assert, cx)),
            Stmt::With(with) => {
                for item in &with.items {
                    self.each(&rules.with_items, id, |check, cx| check(item, cx));
                }
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.assignment(id, node, target, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.assignment(id, node, &assign.target, value);
                }
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let module = alias.name.as_str();
                    let import = Import { module, member: None, level: 0, range: alias.range };
                    self.each(&rules.imports, id, |check, cx| check(&import, cx));
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                for alias in &import.names {
                    let import = Import {
                        module,
                        member: Some(alias.name.as_str()),
                        level: import.level,
                        range: alias.range,
                    };
                    self.each(&rules.imports, id, |check, cx| check(&import, cx));
                }
            }
            _ => {}
        }
    }

    /// An assignment; one of tuple to tuple is several.
    fn assignment(&mut self, id: NodeId, node: &Node<'a>, target: &'a Expr, value: &'a Expr) {
        if let (Expr::Tuple(targets), Expr::Tuple(values)) = (target, value)
            && targets.len() == values.len()
        {
            for (target, value) in targets.iter().zip(values) {
                self.assignment(id, node, target, value);
            }
            return;
        }
        let assignment = Assignment { node: id, target, value, place: node.place() };
        self.each(&self.rules.assignments, id, |check, cx| check(&assignment, cx));
    }

    fn expression(
        &mut self,
        id: NodeId,
        node: &Node<'a>,
        expression: &'a Expr,
        callee: Callee<'a>,
    ) {
        let rules = self.rules;
        match expression {
            Expr::Call(call) => {
                let call = Call { node: id, expr: call, place: node.place() };
                if callee.can_be_in(Tables::NAMES) {
                    self.known_call(&call);
                }
                if callee.tables.have(Tables::METHODS)
                    && let Expr::Attribute(attribute) = &*call.expr.func
                    && let Some((name, entries)) =
                        rules.methods.get_key_value(attribute.attr.as_str())
                {
                    self.each(entries, id, |check, cx| check(&call, name, cx));
                }
                self.each(&rules.any_call, id, |check, cx| check(&call, cx));
            }
            Expr::StringLiteral(literal) if !self.is_bare(node) => {
                let literal = StrLiteral { node: id, expr: literal, value: literal.value.to_str() };
                self.each(&rules.strings, id, |check, cx| check(&literal, cx));
            }
            Expr::Compare(comparison) => {
                self.each(&rules.comparisons, id, |check, cx| check(comparison, cx));
            }
            Expr::Dict(dict) => self.each(&rules.dicts, id, |check, cx| check(dict, cx)),
            Expr::Named(named) => self.assignment(id, node, &named.target, &named.value),
            _ => {}
        }
        if !rules.built_texts.is_empty()
            && builds_text(expression)
            && !self.is_part_of_text(node, expression)
        {
            let text = BuiltText { node: id, expr: expression, place: node.place() };
            self.each(&rules.built_texts, id, |check, cx| check(&text, cx));
        }
    }

    fn known_call(&mut self, call: &Call<'a>) {
        let rules = self.rules;
        if rules.calls.is_empty() {
            return;
        }
        // A rule that knows several of the names that the callee can have is told of the first.
        let mut told: Vec<(RuleIndex, KnownCallCheck)> = Vec::new();
        for name in self.cx.callee_names(call.node, call.expr).iter() {
            let Some((name, entries)) = rules.calls.get_key_value(name.as_str()) else { continue };
            for entry in entries {
                let seen = told.iter().any(|(rule, check)| {
                    *rule == entry.rule && std::ptr::fn_addr_eq(*check, entry.check)
                });
                if !seen {
                    told.push((entry.rule, entry.check));
                    self.cx.enter(entry.rule, entry.meta, call.node);
                    (entry.check)(call, name, &mut self.cx);
                }
            }
        }
    }

    fn api_uses(&mut self) {
        let Some(apis) = &self.rules.apis else { return };
        for usage in hognose_usage::find(self.cx.model, self.cx.source().path(), apis) {
            for (standing, entry) in &self.rules.api_uses {
                if *standing == usage.standing {
                    self.cx.enter(entry.rule, entry.meta, usage.node);
                    (entry.check)(&usage, &mut self.cx);
                }
            }
        }
    }

    /// Whether a string stands alone as a statement: a docstring or a comment in disguise.
    fn is_bare(&self, node: &Node<'a>) -> bool {
        matches!(
            self.cx.model.node(node.parent).syntax,
            Syntax::Statement(Stmt::Expr(statement)) if statement.value.is_string_literal_expr()
        )
    }

    /// Whether a text that is built here goes straight into one that is built around it.
    fn is_part_of_text(&self, node: &Node<'a>, expression: &'a Expr) -> bool {
        match self.cx.model.node(node.parent).syntax {
            Syntax::Expression(Expr::BinOp(outer)) => {
                let (left, right) = (&*outer.left, &*outer.right);
                matches!(outer.op, Operator::Add | Operator::Mod)
                    && (std::ptr::eq(left, expression) || std::ptr::eq(right, expression))
            }
            Syntax::Expression(Expr::Call(outer)) => {
                is_format_of(outer, |receiver| std::ptr::eq(receiver, expression))
            }
            _ => false,
        }
    }
}

/// The names of the project's files of settings that rules of a set look at, each once, sorted.
pub fn project_files(registry: &Registry, enabled: &RuleSet) -> Vec<&'static str> {
    let hooks = enabled.iter().flat_map(|rule| registry.rule(rule).hooks);
    let names = hooks.filter_map(|hook| match hook {
        Hook::ProjectFile(names, _) => Some(names.iter().copied()),
        _ => None,
    });
    let mut names: Vec<_> = names.flatten().collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The lines of a range in a file of settings and the comments directly above them: many such files
/// have no place for a comment behind a value.
fn with_comments_above(source: &SourceFile, range: TextRange) -> TextRange {
    const MOST: u32 = 20;
    let lines = source.lines();
    let first = lines.line(range.start());
    let is_comment = |line: &u32| source.line_text(*line).trim_start().starts_with('#');
    let above = (first.saturating_sub(MOST).max(1)..first).rev().take_while(is_comment).last();
    TextRange::new(lines.start(above.unwrap_or(first)), range.end())
}

fn builds_text(expression: &Expr) -> bool {
    match expression {
        Expr::BinOp(operation) => matches!(operation.op, Operator::Add | Operator::Mod),
        Expr::FString(_) => true,
        Expr::Call(call) => is_format_of(call, |_| true),
        _ => false,
    }
}

/// Whether a call is `receiver.format(…)` or `receiver.join(…)`.
fn is_format_of(call: &ast::ExprCall, is_receiver: impl Fn(&Expr) -> bool) -> bool {
    match &*call.func {
        Expr::Attribute(method) => {
            matches!(method.attr.as_str(), "format" | "join") && is_receiver(&method.value)
        }
        _ => false,
    }
}
