//! Rules of packs: from what a pack says to a rule like any other, and the tables by which their
//! conditions are found.

use hognose_core::RuleIndex;
use hognose_pack::{Description, Key, Matcher, Scan};
use hognose_python::ast::{self, Expr, Stmt};
use hognose_semantic::{NodeId, StopKind, Syntax};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::callee::{Callee, CalleeWords, Tables, last_word};
use crate::packages::Packages;
use crate::search::Search;
use crate::{Context, Family, Hook, Rule, RuleMeta, Tier};

/// Makes rules of what packs say. They live as long as the program.
pub fn pack_rules(
    rules: impl IntoIterator<Item = (Description, &'static Matcher)>,
) -> impl Iterator<Item = Rule> {
    rules.into_iter().map(|(description, matcher)| Rule {
        meta: Box::leak(Box::new(meta(description))),
        hooks: Box::leak(Box::new([Hook::Pattern(matcher)])),
    })
}

fn meta(rule: Description) -> RuleMeta {
    let family = Family::ALL.into_iter().find(|family| family.as_str() == rule.family);
    RuleMeta {
        id: rule.id,
        family: family.unwrap_or(Family::Custom),
        tier: if rule.tier == "audit" { Tier::Audit } else { Tier::Default },
        severity: rule.severity(),
        confidence: rule.confidence(),
        aliases: Vec::leak(rule.aliases),
        silenced_by: Vec::leak(rule.silenced_by),
        security_severity: rule.security_severity,
        cwe: Vec::leak(rule.cwe),
        summary: rule.summary,
        why: rule.why,
        fix: rule.remedy,
        bad: rule.bad,
        good: rule.good,
        references: Vec::leak(rule.references),
        options: &[],
    }
}

/// One way to find one rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    rule: RuleIndex,
    meta: &'static RuleMeta,
    pub(crate) matcher: &'static Matcher,
    pub(crate) driver: usize,
}

type Table = FxHashMap<&'static str, Vec<Entry>>;

/// The conditions of the enabled rules, by the words that lead to them.
#[derive(Debug, Default)]
pub(crate) struct PackIndex {
    calls: Table,
    paths: Table,
    keywords: Table,
    imports: Table,
    definitions: Table,
    attached: Table,
    assignments: Table,
    texts: Table,
    /// The length of the longest text in `texts`: a longer literal need not be looked up.
    longest_text: usize,
    handlers: Table,
    packages: Table,
    package_names: Packages,
    search: Search,
}

impl PackIndex {
    /// Adds a rule, and the last words of what it wants to see called.
    pub(crate) fn add(
        &mut self,
        rule: RuleIndex,
        meta: &'static RuleMeta,
        matcher: &'static Matcher,
        callees: &mut CalleeWords,
    ) {
        for (key, driver) in matcher.keys() {
            let entry = Entry { rule, meta, matcher, driver };
            let (table, word) = match key {
                Key::Call(word) => {
                    callees.add(word, Tables::WORDS);
                    (&mut self.calls, word)
                }
                Key::Path(path) => {
                    callees.add(path, Tables::PATHS);
                    (&mut self.paths, path)
                }
                Key::Keyword(word) => (&mut self.keywords, word),
                Key::Import(word) => (&mut self.imports, word),
                Key::Definition(word) => (&mut self.definitions, word),
                Key::Attached(word) => (&mut self.attached, word),
                Key::Assignment(word) => (&mut self.assignments, word),
                Key::Text(word) => {
                    self.longest_text = self.longest_text.max(word.len());
                    (&mut self.texts, word)
                }
                Key::Handler(word) => (&mut self.handlers, word),
                Key::Package(word) => (&mut self.packages, word),
                Key::Search => {
                    self.search.add(entry);
                    continue;
                }
            };
            table.entry(word.as_str()).or_default().push(entry);
        }
    }

    /// Makes ready for use, once all rules are added.
    pub(crate) fn finish(&mut self) {
        self.search.finish();
        let mut names: Vec<&str> = self.packages.keys().copied().collect();
        names.sort_unstable();
        self.package_names = Packages::new(&names);
    }

    /// Whether a rule asks for nodes of a kind.
    pub(crate) fn wants(&self, kind: StopKind) -> bool {
        match kind {
            StopKind::Call => {
                !self.calls.is_empty()
                    || !self.paths.is_empty()
                    || !self.keywords.is_empty()
                    || !self.packages.is_empty()
                    || !self.imports.is_empty()
            }
            StopKind::Import => !self.imports.is_empty(),
            StopKind::Function | StopKind::Class => {
                !self.definitions.is_empty() || !self.attached.is_empty()
            }
            StopKind::Assignment => !self.assignments.is_empty(),
            StopKind::Str => !self.texts.is_empty(),
            StopKind::Handler => !self.handlers.is_empty(),
            StopKind::Text
            | StopKind::Compare
            | StopKind::Dict
            | StopKind::With
            | StopKind::Assert => false,
        }
    }

    /// A file, before any of these rules has run.
    pub(crate) fn pass<'m, 'a>(&self, cx: &Context<'a>) -> PackPass<'_, 'm, 'a>
    where
        'a: 'm,
    {
        PackPass {
            index: self,
            scan: Scan::new(cx.model, cx.source()),
            told: FxHashSet::default(),
            has_packages: !self.packages.is_empty() && self.package_names.may_be_called(cx),
        }
    }
}

/// One file on its way past the rules of packs.
pub(crate) struct PackPass<'d, 'm, 'a> {
    index: &'d PackIndex,
    scan: Scan<'m, 'a>,
    told: FxHashSet<(RuleIndex, u32, u32)>,
    /// Whether something of the packages that rules are about can be called.
    has_packages: bool,
}

impl<'a> PackPass<'_, '_, 'a> {
    /// Searches the text of the file.
    pub(crate) fn search(&mut self, cx: &mut Context<'a>) {
        let index = self.index;
        for entry in index.search.candidates(cx.source().text()) {
            self.run(entry, NodeId::MODULE, cx);
        }
    }

    /// Looks at a node.
    pub(crate) fn node(
        &mut self,
        kind: StopKind,
        node: NodeId,
        callee: Callee<'a>,
        cx: &mut Context<'a>,
    ) {
        if !self.index.wants(kind) {
            return;
        }
        let index = self.index;
        let syntax = cx.model.node(node).syntax;
        match (kind, syntax) {
            (StopKind::Call, Syntax::Expression(Expr::Call(call))) => {
                self.call(call, callee, node, cx);
            }
            (StopKind::Import, Syntax::Statement(Stmt::Import(import))) => {
                for alias in &import.names {
                    self.look_up(&index.imports, first(alias.name.as_str()), node, cx);
                }
            }
            (StopKind::Import, Syntax::Statement(Stmt::ImportFrom(import))) => {
                if let Some(module) = import.module.as_ref().filter(|_| import.level == 0) {
                    self.look_up(&index.imports, first(module.as_str()), node, cx);
                }
            }
            (StopKind::Function, Syntax::Statement(Stmt::FunctionDef(function))) => {
                self.look_up(&index.definitions, function.name.as_str(), node, cx);
                self.attached(&function.decorator_list, node, cx);
            }
            (StopKind::Class, Syntax::Statement(Stmt::ClassDef(class))) => {
                self.look_up(&index.definitions, class.name.as_str(), node, cx);
                self.attached(&class.decorator_list, node, cx);
                for base in class.bases().iter().take(MAX_WORDS) {
                    self.named(&index.attached, base, node, cx);
                }
            }
            (StopKind::Assignment, Syntax::Statement(Stmt::Assign(assign))) => {
                for target in assign.targets.iter().take(MAX_WORDS) {
                    self.target(target, node, cx);
                }
            }
            (StopKind::Assignment, Syntax::Statement(Stmt::AnnAssign(assign))) => {
                self.target(&assign.target, node, cx);
            }
            (StopKind::Assignment, Syntax::Expression(Expr::Named(named))) => {
                self.target(&named.target, node, cx);
            }
            (StopKind::Str, Syntax::Expression(Expr::StringLiteral(literal))) => {
                let text = literal.value.to_str();
                if text.len() <= index.longest_text {
                    self.look_up(&index.texts, text, node, cx);
                }
            }
            (StopKind::Handler, Syntax::Handler(handler)) => {
                if let Some(caught) = &handler.type_ {
                    self.named(&index.handlers, caught, node, cx);
                }
            }
            _ => {}
        }
    }

    fn call(
        &mut self,
        call: &'a ast::ExprCall,
        callee: Callee<'a>,
        node: NodeId,
        cx: &mut Context<'a>,
    ) {
        let index = self.index;
        self.called(call, callee, node, cx);
        if !index.keywords.is_empty() {
            for keyword in call.arguments.keywords.iter().take(MAX_WORDS) {
                if let Some(name) = &keyword.arg {
                    self.look_up(&index.keywords, name.as_str(), node, cx);
                }
            }
        }
        let imports = matches!(callee.word, Some("__import__" | "import_module"));
        if imports && !index.imports.is_empty() {
            let argument = call.arguments.find_argument_value("name", 0);
            let place = cx.model.node(node).place();
            let module = argument.and_then(|it| cx.model.constant_str(it, place));
            if let Some(module) = module {
                self.look_up(&index.imports, first(&module), node, cx);
            }
        }
        if self.has_packages {
            let spelled = owner(&call.func);
            if let Some(package) = spelled {
                self.look_up(&index.packages, package, node, cx);
            }
            let mut seen = spelled;
            for name in cx.callee_names(node, call).iter() {
                let package = first(name);
                if seen != Some(package) && spelled != Some(package) {
                    self.look_up(&index.packages, package, node, cx);
                    seen = Some(package);
                }
            }
        }
    }

    /// Looks up what is called: by the last words of its names, and by its whole names, or by the one
    /// that it is spelled with if it is not known to have any.
    fn called(
        &mut self,
        call: &'a ast::ExprCall,
        callee: Callee<'a>,
        node: NodeId,
        cx: &mut Context<'a>,
    ) {
        let index = self.index;
        if let Some(word) = callee.word
            && callee.tables.have(Tables::WORDS)
        {
            self.look_up(&index.calls, word, node, cx);
        }
        let has_words = callee.renamed && !index.calls.is_empty();
        let has_paths = callee.can_be_in(Tables::PATHS) && !index.paths.is_empty();
        if !has_words && !has_paths {
            return;
        }
        let names = cx.callee_names(node, call);
        self.scan.resolved(&call.func, cx.model.node(node).place(), &names);
        for name in names.iter() {
            let last = last_word(name);
            if has_words && callee.word != Some(last) {
                self.look_up(&index.calls, last, node, cx);
            }
            if has_paths {
                self.look_up(&index.paths, name, node, cx);
            }
        }
        if names.is_empty()
            && callee.tables.have(Tables::PATHS)
            && let Some(spelled) = hognose_pack::dotted(&call.func)
        {
            self.look_up(&index.paths, &spelled, node, cx);
        }
    }

    fn attached(&mut self, decorators: &'a [ast::Decorator], node: NodeId, cx: &mut Context<'a>) {
        let index = self.index;
        for decorator in decorators.iter().take(MAX_WORDS) {
            let expression = match &decorator.expression {
                Expr::Call(call) => &call.func,
                other => other,
            };
            self.named(&index.attached, expression, node, cx);
        }
    }

    /// The name, attribute or owner of elements that is assigned to.
    fn target(&mut self, target: &'a Expr, node: NodeId, cx: &mut Context<'a>) {
        let index = self.index;
        match target {
            Expr::Subscript(subscript) => match &*subscript.value {
                Expr::Call(call) => self.named(&index.assignments, &call.func, node, cx),
                Expr::Subscript(inner) => self.named(&index.assignments, &inner.value, node, cx),
                other => self.named(&index.assignments, other, node, cx),
            },
            other => self.named(&index.assignments, other, node, cx),
        }
    }

    /// Looks up the last words of the names that an expression can have.
    fn named(&mut self, table: &Table, expression: &'a Expr, node: NodeId, cx: &mut Context<'a>) {
        if table.is_empty() {
            return;
        }
        let model = cx.model;
        let (spelled, is_alias) = match expression {
            Expr::Attribute(it) => {
                let name = it.attr.as_str();
                (Some(name), model.is_member_alias(name))
            }
            Expr::Name(it) => (Some(it.id.as_str()), model.is_alias(it.id.as_str())),
            Expr::Call(_) | Expr::If(_) | Expr::BoolOp(_) | Expr::Named(_) | Expr::Await(_) => {
                (None, true)
            }
            _ => return,
        };
        if let Some(spelled) = spelled {
            self.look_up(table, spelled, node, cx);
        }
        if is_alias {
            let place = model.node(node).place();
            for name in model.qualified_names(expression, place) {
                let last = last_word(&name);
                if spelled != Some(last) {
                    self.look_up(table, last, node, cx);
                }
            }
        }
    }

    fn look_up(&mut self, table: &Table, word: &str, node: NodeId, cx: &mut Context<'a>) {
        let Some(entries) = table.get(word) else { return };
        for entry in entries {
            self.run(entry, node, cx);
        }
    }

    fn run(&mut self, entry: &Entry, node: NodeId, cx: &mut Context<'a>) {
        for found in entry.matcher.run(entry.driver, node, &mut self.scan) {
            let place = (entry.rule, found.range.start().to_u32(), found.range.end().to_u32());
            if !self.told.insert(place) {
                continue;
            }
            cx.enter(entry.rule, entry.meta, node);
            let mut report = cx.report(found.range, found.message);
            if let Some(help) = found.help {
                report.help(help);
            }
            if let Some(fix) = found.fix {
                report.fix(fix);
            }
        }
    }
}

/// As many bases, decorators, targets and keywords of one node are looked up.
const MAX_WORDS: usize = 64;

/// The name that a chain of attributes begins with.
fn owner(callee: &Expr) -> Option<&str> {
    const MAX_PARTS: usize = 32;
    let mut current = callee;
    for _ in 0..MAX_PARTS {
        current = match current {
            Expr::Attribute(attribute) => &attribute.value,
            Expr::Name(name) => return Some(name.id.as_str()),
            _ => return None,
        };
    }
    None
}

fn first(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}
