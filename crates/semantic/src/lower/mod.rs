//! From the tree of a file to what outlives it: the code as data flow sees it.
//!
//! One walk, which asks the model whose every name is. Class bodies and comprehensions are part of the
//! function that they stand in, with variables of their own.

mod expr;
mod stmt;

use hognose_core::{Ranged, TextRange};
use hognose_ir::{Body, Expr, FuncId, Function, Module, Param, ParamKind, Span, Stmt, Sym, Var};
use hognose_python::ast::{self, HasNodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Resolution, ScopeId, ScopeKind, SemanticModel, SymbolId};

/// Lowers a module.
pub fn lower(model: &SemanticModel<'_>) -> Module {
    let mut names_of: FxHashMap<ScopeId, Vec<&str>> = FxHashMap::default();
    let mut last = None;
    for id in &model.by_symbol {
        let binding = model.binding(*id);
        if last.replace(binding.symbol) != Some(binding.symbol) {
            names_of.entry(binding.scope).or_default().push(binding.name);
        }
    }
    let mut lowering = Lowering {
        model,
        names_of,
        module: Module::default(),
        names: FxHashMap::default(),
        owners: vec![Owner::new(ScopeId::MODULE)],
        scope: ScopeId::MODULE,
    };
    let name = lowering.sym("<module>");
    lowering.module.functions.push(Function {
        name,
        span: Span { start: 0, end: 0 },
        params: Vec::new(),
        slots: 0,
        slot_names: Vec::new(),
        captured: Vec::new(),
        outer: Vec::new(),
        is_method: false,
        is_generator: false,
        is_async: false,
        mentions: Vec::new(),
        returns: None,
        body: Body::default(),
    });
    let body = lowering.body(model.body());
    let owner = lowering.owners.swap_remove(0);
    let mut globals = vec![Sym(u32::MAX); owner.slots as usize];
    for name in lowering.names_of.remove(&ScopeId::MODULE).unwrap_or_default() {
        if let Resolution::Bound(_, symbol) = model.lookup(name, ScopeId::MODULE)
            && let Some(slot) = owner.by_symbol.get(&symbol)
        {
            globals[*slot as usize] = lowering.sym(name);
        }
    }
    let function = &mut lowering.module.functions[0];
    function.slots = owner.slots;
    function.body = Body::pack(&body);
    lowering.module.globals = globals;
    let mut packages: Vec<Box<str>> = model.packages().map(Into::into).collect();
    packages.sort_unstable();
    lowering.module.packages = packages;
    lowering.module
}

struct Lowering<'m, 'a> {
    model: &'m SemanticModel<'a>,
    module: Module,
    /// The names that each scope binds, each once.
    names_of: FxHashMap<ScopeId, Vec<&'a str>>,
    names: FxHashMap<&'a str, Sym>,
    /// The functions that the walk is in, the outermost first.
    owners: Vec<Owner>,
    scope: ScopeId,
}

/// A function that is being lowered.
struct Owner {
    scope: ScopeId,
    slots: u32,
    slot_names: Vec<Sym>,
    by_symbol: FxHashMap<SymbolId, u32>,
    captured: Vec<u32>,
    outer: Vec<(u32, u32)>,
    mentions: FxHashSet<Sym>,
    is_generator: bool,
}

impl Owner {
    fn new(scope: ScopeId) -> Self {
        Self {
            scope,
            slots: 0,
            slot_names: Vec::new(),
            by_symbol: FxHashMap::default(),
            captured: Vec::new(),
            outer: Vec::new(),
            mentions: FxHashSet::default(),
            is_generator: false,
        }
    }

    /// What the code mentions, in the order of names.
    fn mentioned(&self) -> Vec<Sym> {
        let mut all: Vec<Sym> = self.mentions.iter().copied().collect();
        all.sort_unstable();
        all
    }

    fn slot(&mut self, symbol: SymbolId, name: Sym) -> u32 {
        let next = self.slots;
        let slot = *self.by_symbol.entry(symbol).or_insert(next);
        if slot == next {
            self.slots += 1;
            self.slot_names.push(name);
        }
        slot
    }
}

fn span(range: TextRange) -> Span {
    Span { start: range.start().to_u32(), end: range.end().to_u32() }
}

impl<'a> Lowering<'_, 'a> {
    fn sym(&mut self, name: &'a str) -> Sym {
        let next = Sym(u32::try_from(self.module.names.len()).unwrap_or(u32::MAX));
        let sym = *self.names.entry(name).or_insert(next);
        if sym == next {
            self.module.names.push(name.into());
        }
        sym
    }

    /// The function whose code a scope is part of.
    fn owner_scope(&self, mut scope: ScopeId) -> ScopeId {
        loop {
            let this = self.model.scope(scope);
            match (this.kind, this.parent) {
                (ScopeKind::Module | ScopeKind::Function(_) | ScopeKind::Lambda(_), _)
                | (_, None) => return scope,
                (_, Some(parent)) => scope = parent,
            }
        }
    }

    /// The variable that a name means in the scope that the walk is in.
    fn var(&mut self, name: &'a str) -> Var {
        match self.model.lookup(name, self.scope) {
            Resolution::Bound(scope, symbol) => {
                let sym = self.sym(name);
                let owner = self.owner_scope(scope);
                let found = self.owners.iter().rposition(|it| it.scope == owner);
                match found {
                    Some(index) if index + 1 == self.owners.len() => {
                        Var::Slot(self.owners[index].slot(symbol, sym))
                    }
                    Some(0) | None => {
                        self.mention(sym);
                        Var::Global(sym)
                    }
                    Some(index) => {
                        let up = u32::try_from(self.owners.len() - 1 - index).unwrap_or(u32::MAX);
                        let owner = &mut self.owners[index];
                        let cell = owner.slot(symbol, sym);
                        if !owner.captured.contains(&cell) {
                            owner.captured.push(cell);
                        }
                        // The functions between the two get at it, too: they make the inner ones.
                        for (up, inner) in (1..).zip(&mut self.owners[index + 1..]) {
                            if !inner.outer.contains(&(up, cell)) {
                                inner.outer.push((up, cell));
                            }
                        }
                        Var::Outer { up, cell }
                    }
                }
            }
            Resolution::Builtin | Resolution::Unbound => {
                let sym = self.sym(name);
                self.mention(sym);
                Var::Free(sym)
            }
        }
    }

    fn mention(&mut self, sym: Sym) {
        if let Some(owner) = self.owners.last_mut() {
            owner.mentions.insert(sym);
        }
    }

    /// Runs `inside` in the scope that a node opens.
    fn in_scope<T>(&mut self, node: &impl HasNodeIndex, inside: impl FnOnce(&mut Self) -> T) -> T {
        let Some(number) = hognose_python::index(node) else { return inside(self) };
        let outer = std::mem::replace(&mut self.scope, ScopeId::from_u32(number));
        let result = inside(self);
        self.scope = outer;
        result
    }

    /// Lowers a function, without its decorators and defaults.
    fn function(
        &mut self,
        node: &impl HasNodeIndex,
        header: Header<'a>,
        body: impl FnOnce(&mut Self) -> Vec<Stmt>,
    ) -> FuncId {
        let id = FuncId(u32::try_from(self.module.functions.len()).unwrap_or(u32::MAX));
        let name = self.sym(header.name);
        let is_method = matches!(self.class_scope(), Some(ScopeKind::Class(_)));
        self.module.functions.push(Function {
            name,
            span: span(header.range),
            params: Vec::new(),
            slots: 0,
            slot_names: Vec::new(),
            captured: Vec::new(),
            outer: Vec::new(),
            is_method,
            is_generator: false,
            is_async: header.is_async,
            mentions: Vec::new(),
            returns: None,
            body: Body::default(),
        });
        // Annotations are read where the function is defined.
        let annotations: Vec<Option<Expr>> = header
            .parameters
            .into_iter()
            .flat_map(ast::Parameters::iter)
            .map(|param| param.annotation().map(|annotation| self.annotation(annotation)))
            .collect();
        let returns = header.returns.map(|returns| self.annotation(returns));
        let (owner, params, body) = self.in_scope(node, |this| {
            let scope = this.scope;
            this.owners.push(Owner::new(scope));
            let params = this.params(header.parameters, annotations);
            let body = body(this);
            (this.owners.pop(), params, body)
        });
        let function = &mut self.module.functions[id.0 as usize];
        function.params = params;
        function.body = Body::pack(&body);
        function.returns = returns;
        if let Some(mut owner) = owner {
            owner.captured.sort_unstable();
            owner.outer.sort_unstable();
            function.mentions = owner.mentioned();
            function.slots = owner.slots;
            function.slot_names = owner.slot_names;
            function.captured = owner.captured;
            function.outer = owner.outer;
            function.is_generator = owner.is_generator;
            if let Some(outer) = self.owners.last_mut() {
                outer.mentions.extend(&function.mentions);
                outer.mentions.extend(function.params.iter().map(|param| param.name));
            }
        }
        id
    }

    /// The scope that the walk is in, type parameters passed over.
    fn class_scope(&self) -> Option<ScopeKind<'a>> {
        let scope = self.model.scope(self.scope);
        match scope.kind {
            ScopeKind::TypeParams => scope.parent.map(|parent| self.model.scope(parent).kind),
            kind => Some(kind),
        }
    }

    fn params(
        &mut self,
        parameters: Option<&'a ast::Parameters>,
        annotations: Vec<Option<Expr>>,
    ) -> Vec<Param> {
        let Some(parameters) = parameters else { return Vec::new() };
        let kinds = std::iter::repeat_n(ParamKind::PositionalOnly, parameters.posonlyargs.len())
            .chain(std::iter::repeat_n(ParamKind::Normal, parameters.args.len()))
            .chain(parameters.vararg.iter().map(|_| ParamKind::Rest))
            .chain(std::iter::repeat_n(ParamKind::KeywordOnly, parameters.kwonlyargs.len()))
            .chain(parameters.kwarg.iter().map(|_| ParamKind::Keywords));
        parameters
            .iter()
            .zip(kinds)
            .zip(annotations)
            .map(|((param, kind), annotation)| {
                let name = param.name().as_str();
                let var = self.var(name);
                let name = self.sym(name);
                Param { name, var, kind, annotation, span: span(param.as_parameter().range()) }
            })
            .collect()
    }

    /// The defaults of parameters, by their places.
    fn defaults(&mut self, parameters: Option<&'a ast::Parameters>) -> Vec<(u32, Expr)> {
        let Some(parameters) = parameters else { return Vec::new() };
        let with_place = parameters.iter().zip(0_u32..);
        with_place
            .filter_map(|(param, place)| Some((place, param.default()?)))
            .map(|(place, default)| (place, self.expr(default)))
            .collect()
    }

    /// An annotation, which may be written as a text.
    fn annotation(&mut self, annotation: &'a ast::Expr) -> Expr {
        self.expr(annotation)
    }
}

/// What stands above the body of a function.
#[derive(Clone, Copy)]
struct Header<'a> {
    name: &'a str,
    range: TextRange,
    parameters: Option<&'a ast::Parameters>,
    returns: Option<&'a ast::Expr>,
    is_async: bool,
}
