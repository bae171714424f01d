//! The one walk over the tree that fills the tables of a model.
//!
//! The walk visits expressions in the order of their evaluation where that matters (an assignment's
//! value before its targets), and every node exactly once. Recursion follows the nesting of the
//! source; the parser's façade refuses what is nested too deeply for the stacks that files are
//! analysed on.

use hognose_core::{Ranged, TextRange, TextSize};
use hognose_python::ast::{self, ExceptHandler, Expr, ExprContext, HasNodeIndex, Pattern, Stmt};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::attributes::AttributeBinding;
use crate::buffers::emptied;
use crate::changes::{self, Added, Change};
use crate::known::generated_for;
use crate::model::{StarImport, Symbol, SymbolRange};
use crate::scope::Arm;
use crate::words::Bit;
use crate::{
    Binding, BindingId, BindingKind, Block, BlockId, Buffers, Declaration, Mention, Node, NodeId,
    Place, Resolution, Scope, ScopeId, ScopeKind, SemanticModel, Stop, StopKind, SymbolId, Syntax,
    Words,
};

impl<'a> SemanticModel<'a> {
    /// Builds the model of a module.
    pub fn build(module: &'a ast::ModModule) -> Self {
        Self::build_in(Buffers::default(), module, None)
    }

    /// Builds the model of a module in the memory of another one. The attributes and names that may be
    /// one of `words` are recorded.
    pub fn build_in(buffers: Buffers, module: &'a ast::ModModule, words: Option<&Words>) -> Self {
        let mut builder = Builder::new(buffers, module, words);
        builder.body(&module.body);
        builder.finish()
    }
}

struct Builder<'a, 'w> {
    model: SemanticModel<'a>,
    scope: ScopeId,
    block: BlockId,
    parent: NodeId,
    statement: NodeId,
    /// Bindings of names that their scope declares `nonlocal`: whose they are is known at the end.
    nonlocal: Vec<BindingId>,
    /// Changes of lists, and the names that hold them.
    changes: Vec<(&'a str, Change<'a>)>,
    /// The words whose mentions are recorded.
    words: Option<&'w Words>,
    /// Names of the file that stand for one of these words.
    renamed: FxHashSet<&'a str>,
    /// Their [bits](Bit::small).
    renamed_bits: u64,
}

impl<'a, 'w> Builder<'a, 'w> {
    fn new(buffers: Buffers, module: &'a ast::ModModule, words: Option<&'w Words>) -> Self {
        let estimate = module.range.len().to_usize() / 16;
        let root = Node {
            syntax: Syntax::Module,
            parent: NodeId::MODULE,
            statement: NodeId::MODULE,
            scope: ScopeId::MODULE,
            block: BlockId::MODULE,
        };
        let mut nodes = emptied(buffers.nodes);
        nodes.reserve(estimate);
        nodes.push(root);
        let model = SemanticModel {
            module,
            scopes: vec![Scope {
                kind: ScopeKind::Module,
                parent: None,
                block: BlockId::MODULE,
                range: module.range,
            }],
            blocks: vec![Block {
                parent: None,
                last: BlockId::MODULE,
                owner: module.range.start(),
                arm: Arm::Only,
                range: module.range,
                innermost_loop: None,
            }],
            bindings: emptied(buffers.bindings),
            symbols: FxHashMap::with_capacity_and_hasher(estimate / 4, FxBuildHasher),
            by_symbol: emptied(buffers.by_symbol),
            symbol_ranges: emptied(buffers.symbol_ranges),
            attributes: FxHashMap::default(),
            assigned_attributes: FxHashSet::default(),
            changes: FxHashMap::default(),
            nodes,
            mentions: emptied(buffers.mentions),
            star_imports: Vec::new(),
            packages: FxHashSet::default(),
            member_aliases: FxHashSet::default(),
            aliases: FxHashSet::default(),
            stops: emptied(buffers.stops),
        };
        Self {
            model,
            scope: ScopeId::MODULE,
            block: BlockId::MODULE,
            parent: NodeId::MODULE,
            statement: NodeId::MODULE,
            nonlocal: Vec::new(),
            changes: Vec::new(),
            words,
            renamed: FxHashSet::default(),
            renamed_bits: 0,
        }
    }

    /// Settles whose the `nonlocal` bindings are, and sorts the bindings by symbol.
    fn finish(mut self) -> SemanticModel<'a> {
        for id in std::mem::take(&mut self.nonlocal) {
            let binding = &self.model.bindings[id.index()];
            let (name, inner) = (binding.name, binding.inner_scope);
            if let Resolution::Bound(scope, symbol) = self.model.lookup(name, inner) {
                let binding = &mut self.model.bindings[id.index()];
                (binding.scope, binding.symbol) = (scope, symbol);
            }
        }
        self.model.blocks[BlockId::MODULE.index()].last = last_id(&self.model.blocks);
        self.sort_bindings();
        self.settle_changes();
        self.model
    }

    /// Finds out which lists were changed.
    fn settle_changes(&mut self) {
        for (name, change) in std::mem::take(&mut self.changes) {
            if let Resolution::Bound(_, symbol) = self.model.lookup(name, change.place.scope) {
                self.model.changes.entry(symbol).or_default().push(change);
            }
        }
    }

    /// Makes the table of the bindings of each symbol.
    fn sort_bindings(&mut self) {
        let bindings = &self.model.bindings;
        let mut counts = vec![0_u32; self.model.symbols.len()];
        for binding in bindings {
            counts[binding.symbol.index()] += 1;
        }
        let mut start = 0;
        let empty_range = |count| {
            let range = SymbolRange { start, foreign: start, end: start };
            start += count;
            range
        };
        let mut ranges: Vec<SymbolRange> = counts.into_iter().map(empty_range).collect();
        let mut sorted = vec![BindingId::next(0); bindings.len()];
        for (index, binding) in bindings.iter().enumerate() {
            let range = &mut ranges[binding.symbol.index()];
            sorted[range.end as usize] = BindingId::next(index);
            range.end += 1;
            range.foreign += u32::from(!binding.is_foreign);
        }
        for range in &ranges {
            sorted[range.start as usize..range.end as usize].sort_by_key(|id| {
                let binding = &bindings[id.index()];
                (binding.is_foreign, binding.effective)
            });
        }
        self.model.symbol_ranges = ranges;
        self.model.by_symbol = sorted;
    }

    // Scopes, blocks and nodes.

    /// Runs `inside` in a new scope, whose number is noted on the node that opens it.
    fn in_scope(
        &mut self,
        kind: ScopeKind<'a>,
        node: &impl HasNodeIndex,
        range: TextRange,
        inside: impl FnOnce(&mut Self),
    ) {
        let id = ScopeId::next(self.model.scopes.len());
        self.model.scopes.push(Scope { kind, parent: Some(self.scope), block: self.block, range });
        hognose_python::set_index(node, id.to_u32());
        let outer = std::mem::replace(&mut self.scope, id);
        inside(self);
        self.scope = outer;
    }

    /// Visits a list of statements as a block of its own.
    fn block(&mut self, owner: TextSize, arm: Arm, statements: &'a [Stmt]) {
        let Some(first) = statements.first() else { return };
        let range = through(first.start(), statements);
        self.in_block(owner, arm, range, Some(self.block), |this| this.body(statements));
    }

    fn in_block(
        &mut self,
        owner: TextSize,
        arm: Arm,
        range: TextRange,
        parent: Option<BlockId>,
        inside: impl FnOnce(&mut Self),
    ) {
        let id = BlockId::next(self.model.blocks.len());
        let innermost_loop = match arm {
            Arm::Loop => Some(id),
            _ => parent.and_then(|parent| self.model.blocks[parent.index()].innermost_loop),
        };
        self.model.blocks.push(Block { parent, last: id, owner, arm, range, innermost_loop });
        let outer = std::mem::replace(&mut self.block, id);
        inside(self);
        self.block = outer;
        self.model.blocks[id.index()].last = last_id(&self.model.blocks);
    }

    fn body(&mut self, statements: &'a [Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    /// Notes that rules ask for nodes like the one that is being recorded.
    fn stop(&mut self, kind: StopKind) {
        self.model.stops.push(Stop { kind, node: self.parent });
    }

    /// Records a node and makes it the parent of what is recorded within `inside`.
    fn record(&mut self, syntax: Syntax<'a>, inside: impl FnOnce(&mut Self)) {
        let id = NodeId::next(self.model.nodes.len());
        let is_statement = matches!(syntax, Syntax::Statement(_) | Syntax::Handler(_));
        let outer_statement = self.statement;
        if is_statement {
            self.statement = id;
        }
        self.model.nodes.push(Node {
            syntax,
            parent: self.parent,
            statement: self.statement,
            scope: self.scope,
            block: self.block,
        });
        let outer = std::mem::replace(&mut self.parent, id);
        inside(self);
        self.parent = outer;
        self.statement = outer_statement;
    }

    // Bindings.

    fn symbol(&mut self, scope: ScopeId, name: &'a str, declaration: Declaration) -> Symbol {
        let id = SymbolId::next(self.model.symbols.len());
        *self.model.symbols.entry((scope, name)).or_insert(Symbol { id, declaration })
    }

    fn bind(
        &mut self,
        name: &'a str,
        range: TextRange,
        effective: TextSize,
        kind: BindingKind<'a>,
    ) {
        self.bind_in(self.scope, name, range, effective, kind);
    }

    /// Binds a name of `owner`, or of the scope that `owner` says that it is of.
    fn bind_in(
        &mut self,
        owner: ScopeId,
        name: &'a str,
        range: TextRange,
        effective: TextSize,
        kind: BindingKind<'a>,
    ) {
        if name.is_empty() {
            // The parser's placeholder for a missing identifier.
            return;
        }
        if is_alias(name, kind) {
            self.model.aliases.insert(name);
            if self.is_renamed_word(kind) {
                self.renamed.insert(name);
                self.renamed_bits |= Bit::of(name).small();
            }
            if matches!(self.model.scope(owner).kind, ScopeKind::Class(_)) {
                self.model.member_aliases.insert(name);
            }
        }
        let declared = self.symbol(owner, name, Declaration::Local);
        let id = BindingId::next(self.model.bindings.len());
        let (scope, symbol) = match declared.declaration {
            Declaration::Local => (owner, declared.id),
            Declaration::Global => {
                let global = self.symbol(ScopeId::MODULE, name, Declaration::Local);
                (ScopeId::MODULE, global.id)
            }
            Declaration::Nonlocal => {
                self.nonlocal.push(id);
                (owner, declared.id)
            }
        };
        self.model.bindings.push(Binding {
            name,
            range,
            symbol,
            scope,
            inner_scope: self.scope,
            block: self.block,
            effective,
            is_foreign: declared.declaration != Declaration::Local,
            kind,
        });
    }

    fn bind_identifier(
        &mut self,
        identifier: &'a ast::Identifier,
        effective: TextSize,
        kind: BindingKind<'a>,
    ) {
        self.bind(identifier.as_str(), identifier.range, effective, kind);
    }

    /// Binds the names in an assignment target and visits the expressions in it.
    fn target(&mut self, target: &'a Expr, effective: TextSize, kind: BindingKind<'a>) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), name.range, effective, kind),
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                self.record(Syntax::Expression(target), |this| {
                    for (index, element) in elts.iter().enumerate() {
                        this.target(element, effective, unpacked(kind, elts, index));
                    }
                });
            }
            Expr::Starred(starred) => self.target(&starred.value, effective, BindingKind::Opaque),
            Expr::Attribute(attribute) => {
                match self.class_of_receiver(&attribute.value) {
                    Some(class) => self.member(class, attribute, kind),
                    None => {
                        self.model.assigned_attributes.insert(attribute.attr.as_str());
                    }
                }
                self.expression(&attribute.value);
            }
            other => {
                if let Expr::Subscript(subscript) = other
                    && let Some((name, added)) = changes::by_assignment(subscript, kind)
                {
                    self.change(name, added, other.range());
                }
                self.expression(other);
            }
        }
    }

    fn change(&mut self, name: &'a str, added: Option<Added<'a>>, range: TextRange) {
        let place = Place { scope: self.scope, block: self.block, offset: range.start() };
        self.changes.push((name, Change { added, place }));
    }

    /// The scope of the class, if an expression is the first parameter of the method around it.
    fn class_of_receiver(&self, expression: &Expr) -> Option<ScopeId> {
        let Expr::Name(receiver) = expression else { return None };
        let function = self.model.scope(self.scope);
        let ScopeKind::Function(definition) = function.kind else { return None };
        let class = self.class_around(function.parent)?;
        let first = first_parameter(definition)?;
        (first.name.as_str() == receiver.id.as_str()).then_some(class)
    }

    /// Notes `self.attribute = value` in a method.
    fn member(&mut self, class: ScopeId, attribute: &'a ast::ExprAttribute, kind: BindingKind<'a>) {
        let (value, annotation) = match kind {
            BindingKind::Assign(value) | BindingKind::With(value) => (Some(value), None),
            BindingKind::Annotated { annotation, value } => (value, Some(annotation)),
            _ => (None, None),
        };
        if value.is_some_and(may_be_alias) {
            self.model.member_aliases.insert(attribute.attr.as_str());
        }
        let place =
            Place { scope: self.scope, block: self.block, offset: attribute.range().start() };
        self.model
            .attributes
            .entry((class, attribute.attr.as_str()))
            .or_default()
            .push(AttributeBinding { value, annotation, place });
    }

    /// The class scope that a function with this parent scope is a method of.
    fn class_around(&self, parent: Option<ScopeId>) -> Option<ScopeId> {
        let parent = parent?;
        let scope = &self.model.scopes[parent.index()];
        match scope.kind {
            ScopeKind::Class(_) => Some(parent),
            ScopeKind::TypeParams => self.class_around(scope.parent),
            _ => None,
        }
    }

    // Statements.

    fn statement(&mut self, statement: &'a Stmt) {
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
    fn parameters(&mut self, parameters: &'a ast::Parameters, effective: TextSize, method: bool) {
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

    fn defaults(&mut self, parameters: &'a ast::Parameters) {
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

    // Expressions.

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
            // The leaves and links that are not recorded; see `Node`.
            Expr::Name(ast::ExprName { ctx, id, range, .. }) => {
                // A target in a place where the grammar allows none: keep the tables right.
                if matches!(ctx, ExprContext::Store) {
                    self.bind(id.as_str(), *range, range.end(), BindingKind::Opaque);
                } else {
                    self.name_alone(expression, id.as_str());
                }
            }
            Expr::Attribute(attribute) => {
                self.mention(expression, attribute.attr.as_str());
                self.expression(&attribute.value);
            }
            Expr::UnaryOp(unary) => self.expression(&unary.operand),
            Expr::Slice(slice) => {
                self.optional(slice.lower.as_deref());
                self.optional(slice.upper.as_deref());
                self.optional(slice.step.as_deref());
            }
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => {}
            recorded => self.record(Syntax::Expression(recorded), |this| {
                this.expression_parts(recorded);
            }),
        }
    }

    /// Whether a binding gives another name to what somebody looks for.
    fn is_renamed_word(&self, kind: BindingKind<'a>) -> bool {
        let word = match kind {
            BindingKind::ImportFrom { member, .. } => member,
            BindingKind::Assign(Expr::Attribute(value)) => value.attr.as_str(),
            BindingKind::Assign(Expr::Name(value)) => value.id.as_str(),
            _ => return false,
        };
        self.words.is_some_and(|words| words.may_have(word))
    }

    /// Records a name that is not called: where an import of its own brings it, that is recorded.
    fn name_alone(&mut self, expr: &'a Expr, word: &str) {
        let is_builtin = self.words.is_some_and(|words| words.may_have_builtin(word));
        if is_builtin || !self.model.star_imports.is_empty() {
            self.mention(expr, word);
        }
    }

    /// Records an attribute or a name if somebody looks for its word.
    fn mention(&mut self, expr: &'a Expr, word: &str) {
        let Some(words) = self.words else { return };
        // A third of all names, and nobody looks for it.
        if word == "self" {
            return;
        }
        let bit = Bit::of(word);
        let is_renamed = || self.renamed_bits & bit.small() != 0 && self.renamed.contains(word);
        if words.has(bit) || is_renamed() {
            let place =
                Place { scope: self.scope, block: self.block, offset: expr.range().start() };
            self.model.mentions.push(Mention { expr, node: self.parent, place });
        }
    }

    fn expression_parts(&mut self, expression: &'a Expr) {
        match expression {
            Expr::BoolOp(operation) => self.expressions(&operation.values),
            Expr::Named(named) => {
                self.stop(StopKind::Assignment);
                self.walrus(named);
            }
            Expr::BinOp(operation) => {
                if matches!(operation.op, ast::Operator::Add | ast::Operator::Mod) {
                    self.stop(StopKind::Text);
                }
                self.expression(&operation.left);
                self.expression(&operation.right);
            }
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::If(conditional) => {
                self.expression(&conditional.test);
                self.expression(&conditional.body);
                self.expression(&conditional.orelse);
            }
            Expr::Dict(dict) => {
                self.stop(StopKind::Dict);
                for item in &dict.items {
                    self.optional(item.key.as_ref());
                    self.expression(&item.value);
                }
            }
            Expr::Set(set) => self.expressions(&set.elts),
            Expr::List(list) => self.expressions(&list.elts),
            Expr::Tuple(tuple) => self.expressions(&tuple.elts),
            Expr::ListComp(comprehension) => {
                self.comprehension(comprehension, &comprehension.generators, |this| {
                    this.expression(&comprehension.elt);
                });
            }
            Expr::SetComp(comprehension) => {
                self.comprehension(comprehension, &comprehension.generators, |this| {
                    this.expression(&comprehension.elt);
                });
            }
            Expr::Generator(comprehension) => {
                self.comprehension(comprehension, &comprehension.generators, |this| {
                    this.expression(&comprehension.elt);
                });
            }
            Expr::DictComp(comprehension) => {
                self.comprehension(comprehension, &comprehension.generators, |this| {
                    this.optional(comprehension.key.as_deref());
                    this.expression(&comprehension.value);
                });
            }
            Expr::Await(ast::ExprAwait { value, .. })
            | Expr::YieldFrom(ast::ExprYieldFrom { value, .. })
            | Expr::Starred(ast::ExprStarred { value, .. }) => self.expression(value),
            Expr::Yield(ast::ExprYield { value, .. }) => self.optional(value.as_deref()),
            Expr::Compare(comparison) => {
                self.stop(StopKind::Compare);
                self.expression(&comparison.left);
                self.expressions(&comparison.comparators);
            }
            Expr::Call(call) => {
                self.stop(StopKind::Call);
                if let Some((name, added)) = changes::by_call(call) {
                    self.change(name, added, call.range());
                }
                match &*call.func {
                    callee @ Expr::Name(name) => self.mention(callee, name.id.as_str()),
                    callee => self.expression(callee),
                }
                self.arguments(&call.arguments);
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
            }
            Expr::FString(string) => {
                self.stop(StopKind::Text);
                for part in string.value.f_strings() {
                    self.interpolated(&part.elements);
                }
            }
            Expr::TString(string) => {
                for part in &string.value {
                    self.interpolated(&part.elements);
                }
            }
            Expr::StringLiteral(_) => self.stop(StopKind::Str),
            // Leaves, and the links that `expression` has followed.
            Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_)
            | Expr::Name(_)
            | Expr::Attribute(_)
            | Expr::UnaryOp(_)
            | Expr::Slice(_) => {}
        }
    }

    fn interpolated(&mut self, elements: &'a ast::InterpolatedStringElements) {
        for element in elements.interpolations() {
            self.expression(&element.expression);
            if let Some(spec) = &element.format_spec {
                self.interpolated(&spec.elements);
            }
        }
    }

    fn arguments(&mut self, arguments: &'a ast::Arguments) {
        self.expressions(&arguments.args);
        for keyword in &arguments.keywords {
            self.expression(&keyword.value);
        }
    }

    /// `(name := value)` binds in the nearest scope that is not a comprehension.
    fn walrus(&mut self, named: &'a ast::ExprNamed) {
        self.expression(&named.value);
        let Expr::Name(name) = &*named.target else {
            return self.expression(&named.target);
        };
        let mut scope = self.scope;
        while let Scope { kind: ScopeKind::Comprehension, parent: Some(parent), .. } =
            self.model.scope(scope)
        {
            scope = *parent;
        }
        let kind = BindingKind::Assign(&named.value);
        self.bind_in(scope, name.id.as_str(), name.range, named.range.end(), kind);
    }

    fn lambda(&mut self, lambda: &'a ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters);
        }
        self.in_scope(ScopeKind::Lambda(lambda), lambda, lambda.range, |this| {
            let range = lambda.body.range();
            this.in_block(lambda.range.start(), Arm::Only, range, None, |this| {
                if let Some(parameters) = &lambda.parameters {
                    this.parameters(parameters, range.start(), false);
                }
                this.expression(&lambda.body);
            });
        });
    }

    fn comprehension(
        &mut self,
        node: &(impl HasNodeIndex + Ranged),
        generators: &'a [ast::Comprehension],
        element: impl FnOnce(&mut Self),
    ) {
        if let Some(first) = generators.first() {
            self.expression(&first.iter);
        }
        self.in_scope(ScopeKind::Comprehension, node, node.range(), |this| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    this.expression(&generator.iter);
                }
                // The element comes first in the source, and is evaluated last.
                this.target(&generator.target, node.start(), BindingKind::Opaque);
                this.expressions(&generator.ifs);
            }
            element(this);
        });
    }
}

/// The range from a place to the end of the statements after it.
fn through(start: TextSize, statements: &[Stmt]) -> TextRange {
    let end = statements.last().map_or(start, Ranged::end);
    TextRange::new(start, end.max(start))
}

/// The number of the last block that there is.
fn last_id(blocks: &[Block]) -> BlockId {
    BlockId::next(blocks.len().saturating_sub(1))
}

/// What the element `index` of an unpacked target is bound to.
fn unpacked<'a>(kind: BindingKind<'a>, targets: &[Expr], index: usize) -> BindingKind<'a> {
    match kind {
        BindingKind::Deleted => BindingKind::Deleted,
        BindingKind::Assign(
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }),
        ) if elts.len() == targets.len()
            && !elts.iter().chain(targets).any(Expr::is_starred_expr) =>
        {
            BindingKind::Assign(&elts[index])
        }
        _ => BindingKind::Opaque,
    }
}

/// Whether a binding may give another name to something that has one.
fn is_alias(name: &str, kind: BindingKind<'_>) -> bool {
    match kind {
        BindingKind::Assign(value) => may_be_alias(value),
        BindingKind::Annotated { value, .. } => value.is_none_or(may_be_alias),
        BindingKind::Import { .. } | BindingKind::With(_) => true,
        BindingKind::ImportFrom { member, .. } => member != name,
        _ => false,
    }
}

/// Whether a value may be a function that has another name already.
fn may_be_alias(value: &Expr) -> bool {
    matches!(
        value,
        Expr::Name(_)
            | Expr::Attribute(_)
            | Expr::If(_)
            | Expr::BoolOp(_)
            | Expr::Named(_)
            | Expr::Call(_)
            | Expr::Await(_)
    )
}

/// The first positional parameter of a function.
pub(crate) fn first_parameter(function: &ast::StmtFunctionDef) -> Option<&ast::Parameter> {
    let parameters = &function.parameters;
    parameters.posonlyargs.iter().chain(&parameters.args).next().map(|first| &first.parameter)
}

/// The code of a simple statement, or the header of a compound one up to the start of its body.
pub(crate) fn header(node: &Node<'_>) -> TextRange {
    let range = node.range();
    let body = match node.syntax {
        Syntax::Handler(handler) => handler.body.first(),
        Syntax::Statement(statement) => match statement {
            Stmt::FunctionDef(function) => function.body.first(),
            Stmt::ClassDef(class) => class.body.first(),
            Stmt::For(for_loop) => for_loop.body.first(),
            Stmt::While(while_loop) => while_loop.body.first(),
            Stmt::If(branch) => branch.body.first(),
            Stmt::With(with) => with.body.first(),
            Stmt::Try(attempt) => attempt.body.first(),
            Stmt::Match(matching) => {
                let first = matching.cases.first().map_or(range.end(), Ranged::start);
                return TextRange::new(range.start(), first.max(range.start()));
            }
            _ => None,
        },
        Syntax::Module | Syntax::Expression(_) => None,
    };
    match body {
        Some(first) if first.start() >= range.start() => {
            TextRange::new(range.start(), first.start())
        }
        _ => range,
    }
}
