//! The one walk over the tree that fills the tables of a model.
//!
//! The walk visits expressions in the order of their evaluation where that matters (an assignment's
//! value before its targets), and every node exactly once. Recursion follows the nesting of the
//! source; the parser's façade refuses what is nested too deeply for the stacks that files are
//! analysed on.

mod expression;
mod statement;

use hognose_core::{Ranged, TextRange, TextSize};
use hognose_python::ast::{self, Expr, HasNodeIndex, Stmt};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::attributes::AttributeBinding;
use crate::buffers::emptied;
use crate::changes::{self, Added, Change};
use crate::model::{Symbol, SymbolRange};
use crate::scope::Arm;
use crate::words::Bit;
use crate::{
    Binding, BindingId, BindingKind, Block, BlockId, Buffers, Declaration, Node, NodeId, Place,
    Resolution, Scope, ScopeId, ScopeKind, SemanticModel, Stop, StopKind, SymbolId, Syntax, Words,
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
