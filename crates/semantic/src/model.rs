//! The tables of a file, and the look-up of names in them.

use hognose_core::{TextRange, TextSize};
use hognose_python::ast;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::attributes::AttributeBinding;
use crate::builtins::is_builtin;
use crate::changes::Change;
use crate::{
    Binding, BindingId, BindingKind, Block, BlockId, Declaration, Node, NodeId, Scope, ScopeId,
    ScopeKind, Stop, SymbolId, Syntax,
};

/// What is known about a file.
#[derive(Debug)]
pub struct SemanticModel<'a> {
    pub(crate) module: &'a ast::ModModule,
    pub(crate) scopes: Vec<Scope<'a>>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) bindings: Vec<Binding<'a>>,
    pub(crate) symbols: FxHashMap<(ScopeId, &'a str), Symbol>,
    /// The bindings of each symbol, contiguous: those that its scope makes, in the order in which they
    /// take effect, and then those that other scopes make.
    pub(crate) by_symbol: Vec<BindingId>,
    pub(crate) symbol_ranges: Vec<SymbolRange>,
    pub(crate) attributes: FxHashMap<(ScopeId, &'a str), Vec<AttributeBinding<'a>>>,
    /// The attributes that are assigned to on whatever object, but `self` in a method.
    pub(crate) assigned_attributes: FxHashSet<&'a str>,
    /// The changes of the list that a name holds.
    pub(crate) changes: FxHashMap<SymbolId, Vec<Change<'a>>>,
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) stops: Vec<Stop>,
    /// The attributes and names that were looked for, in the order of the walk.
    pub(crate) mentions: Vec<Mention<'a>>,
    pub(crate) star_imports: Vec<StarImport<'a>>,
    /// The top-level packages that are imported from, anywhere in the file.
    pub(crate) packages: FxHashSet<&'a str>,
    /// The attributes of classes of the file that may be another name of something:
    /// `self.run = os.system`.
    pub(crate) member_aliases: FxHashSet<&'a str>,
    /// The names of the file, of any scope, that may be another name of something:
    /// `run = os.system`.
    pub(crate) aliases: FxHashSet<&'a str>,
}

/// A name in a scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Symbol {
    pub(crate) id: SymbolId,
    pub(crate) declaration: Declaration,
}

/// Where the bindings of a symbol stand in the table of all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SymbolRange {
    pub(crate) start: u32,
    /// From here on they are made by scopes that say `global` or `nonlocal`.
    pub(crate) foreign: u32,
    pub(crate) end: u32,
}

/// `from module import *`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StarImport<'a> {
    pub(crate) module: Option<&'a str>,
    pub(crate) level: u32,
}

/// The use of an attribute or a name whose last word somebody looks for.
#[derive(Clone, Copy, Debug)]
pub struct Mention<'a> {
    /// The attribute or the name.
    pub expr: &'a ast::Expr,
    /// The nearest recorded node around it.
    pub node: NodeId,
    /// From where names in it are looked up.
    pub place: Place,
}

/// How many scopes out a name is looked for. Python refuses code that is nested deeper.
const MAX_NESTING: usize = 256;

/// From where a name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The scope of the use.
    pub scope: ScopeId,
    /// The list of statements of the use.
    pub block: BlockId,
    /// The start of the use.
    pub offset: TextSize,
}

/// What a name in a place refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// A name that is bound in this scope.
    Bound(ScopeId, SymbolId),
    /// A built-in that nothing in the file shadows.
    Builtin,
    /// Nothing in the file binds it: it comes from a star import, or from nowhere.
    Unbound,
}

impl<'a> SemanticModel<'a> {
    /// All recorded nodes; the first one is the module.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node<'a>)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId::next(index), node))
    }

    /// The statements of the module.
    pub fn body(&self) -> &'a [ast::Stmt] {
        &self.module.body
    }

    /// The nodes that rules ask for, in the order of the walk.
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// The attributes and names that were looked for when the model was built, as far as they are read:
    /// what is assigned to, or deleted, is not among them. Names that are not called are only those of
    /// built-ins, and those behind a star import.
    pub fn mentions(&self) -> &[Mention<'a>] {
        &self.mentions
    }

    /// Whether the file assigns to an attribute with this name, on whatever object but `self`.
    pub fn assigns_attribute(&self, name: &str) -> bool {
        self.assigned_attributes.contains(name)
    }

    /// The modules of which the file imports all names, absolute ones only.
    pub fn star_imports(&self) -> impl Iterator<Item = &'a str> {
        self.star_imports.iter().filter(|star| star.level == 0).filter_map(|star| star.module)
    }

    /// Whether a block is another one, or lies in it, functions and classes within included.
    pub fn is_in_block(&self, inner: BlockId, outer: BlockId) -> bool {
        self.is_within(inner, outer)
    }

    /// A recorded node.
    pub fn node(&self, id: NodeId) -> &Node<'a> {
        &self.nodes[id.index()]
    }

    /// The recorded ancestors of a node, nearest first, without the module.
    ///
    /// Chains can be as long as the file is deep: look at a bounded number of them.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = &Node<'a>> {
        std::iter::successors(Some(self.node(id)), |node| Some(self.node(node.parent)))
            .skip(1)
            .take_while(|node| !matches!(node.syntax, Syntax::Module))
    }

    /// The recorded nodes around a node in the order of the source, at most `distance` on each side.
    pub fn near(&self, id: NodeId, distance: usize) -> &[Node<'a>] {
        let start = id.index().saturating_sub(distance);
        let end = self.nodes.len().min(id.index() + distance + 1);
        &self.nodes[start..end]
    }

    /// All scopes, outer ones before the ones within.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope<'a>)> {
        self.scopes.iter().enumerate().map(|(index, scope)| (ScopeId::next(index), scope))
    }

    /// A scope.
    pub fn scope(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.index()]
    }

    /// All bindings in the order of the source.
    pub fn bindings(&self) -> impl Iterator<Item = &Binding<'a>> {
        self.bindings.iter()
    }

    /// A binding.
    pub fn binding(&self, id: BindingId) -> &Binding<'a> {
        &self.bindings[id.index()]
    }

    /// How a scope itself declares a name; none if it only uses it, or does not know it.
    pub fn declaration(&self, scope: ScopeId, name: &str) -> Option<Declaration> {
        self.symbols.get(&(scope, name)).map(|symbol| symbol.declaration)
    }

    /// The bindings of a name, in the order in which they take effect. Those that functions within
    /// make, by `global` or `nonlocal`, come last.
    pub fn bindings_of(&self, symbol: SymbolId) -> &[BindingId] {
        let range = self.symbol_ranges[symbol.index()];
        &self.by_symbol[range.start as usize..range.end as usize]
    }

    /// The bindings of a name that its own scope makes, and those that other scopes make.
    pub(crate) fn bindings_by_origin(&self, symbol: SymbolId) -> (&[BindingId], &[BindingId]) {
        let range = self.symbol_ranges[symbol.index()];
        self.bindings_of(symbol).split_at((range.foreign - range.start) as usize)
    }

    /// Finds what a name that is used in `scope` refers to, by Python's rules. A name that no scope
    /// within a bounded distance binds is taken for one of the module.
    pub fn lookup(&self, name: &str, scope: ScopeId) -> Resolution {
        let mut current = scope;
        // `nonlocal` passes over the module, `global` over everything else.
        let mut only_functions = false;
        for _ in 0..MAX_NESTING {
            let this = self.scope(current);
            let sees = current == scope
                || this.kind.is_visible_from_within()
                || self.is_type_params_in(scope, current);
            if sees && let Some(symbol) = self.symbols.get(&(current, name)) {
                match symbol.declaration {
                    Declaration::Local => {
                        let is_module = current == ScopeId::MODULE;
                        if !(only_functions && is_module) {
                            return Resolution::Bound(current, symbol.id);
                        }
                    }
                    Declaration::Global => return self.lookup_global(name),
                    Declaration::Nonlocal => only_functions = true,
                }
            }
            match this.parent {
                Some(parent) => current = parent,
                None => return Self::not_bound(name),
            }
        }
        self.lookup_global(name)
    }

    /// Whether `scope` holds type parameters that stand directly in the class `class`.
    fn is_type_params_in(&self, scope: ScopeId, class: ScopeId) -> bool {
        let scope = self.scope(scope);
        matches!(scope.kind, ScopeKind::TypeParams) && scope.parent == Some(class)
    }

    fn lookup_global(&self, name: &str) -> Resolution {
        match self.symbols.get(&(ScopeId::MODULE, name)) {
            Some(symbol) => Resolution::Bound(ScopeId::MODULE, symbol.id),
            None => Self::not_bound(name),
        }
    }

    fn not_bound(name: &str) -> Resolution {
        if is_builtin(name) { Resolution::Builtin } else { Resolution::Unbound }
    }

    /// The function that a place lies in, lambdas and comprehensions passed over.
    pub fn enclosing_function(&self, scope: ScopeId) -> Option<&'a ast::StmtFunctionDef> {
        self.enclosing_scopes(scope).find_map(|scope| match scope.kind {
            ScopeKind::Function(function) => Some(function),
            _ => None,
        })
    }

    /// The class that a place lies in, functions passed over.
    pub fn enclosing_class(&self, scope: ScopeId) -> Option<&'a ast::StmtClassDef> {
        self.enclosing_scopes(scope).find_map(|scope| match scope.kind {
            ScopeKind::Class(class) => Some(class),
            _ => None,
        })
    }

    /// A scope and the scopes around it, up to a bounded distance.
    fn enclosing_scopes(&self, scope: ScopeId) -> impl Iterator<Item = &Scope<'a>> {
        const MAX_DISTANCE: usize = 64;
        std::iter::successors(Some(self.scope(scope)), |scope| {
            scope.parent.map(|parent| self.scope(parent))
        })
        .take(MAX_DISTANCE)
    }

    /// Whether the file imports a top-level package, or something from it, anywhere.
    pub fn imports_package(&self, package: &str) -> bool {
        self.packages.contains(package)
    }

    /// The top-level packages that the file imports from, anywhere, in no order.
    pub fn packages(&self) -> impl Iterator<Item = &'a str> {
        self.packages.iter().copied()
    }

    /// The dotted names that the file imports, absolute ones only: modules, and members of modules; of
    /// a star import the module.
    pub fn imported_names(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let bound = self.bindings.iter().filter_map(|binding| match binding.kind {
            BindingKind::Import { module, .. } => Some((module, None)),
            BindingKind::ImportFrom { module: Some(module), level: 0, member } => {
                Some((module, Some(member)))
            }
            _ => None,
        });
        let stars = self.star_imports.iter().filter(|star| star.level == 0);
        bound.chain(stars.filter_map(|star| Some((star.module?, None))))
    }

    /// Whether a function of the file has a parameter with a name.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.bindings.iter().any(|binding| {
            binding.name == name && matches!(binding.kind, BindingKind::Parameter { .. })
        })
    }

    /// Whether a name may stand for something with another name, anywhere in the file.
    pub fn is_alias(&self, name: &str) -> bool {
        self.aliases.contains(name)
    }

    /// Whether an attribute with this name, of a class of this file, may be another name of something.
    pub fn is_member_alias(&self, attribute: &str) -> bool {
        self.member_aliases.contains(attribute)
    }

    /// The lines of a statement on which a comment belongs to it alone: all of a simple one, the
    /// header of a compound one.
    pub fn header(&self, statement: NodeId) -> TextRange {
        crate::build::header(self.node(statement))
    }
}
