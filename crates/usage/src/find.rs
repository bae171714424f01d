//! Along the recorded nodes of a file to the uses in it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::path::Path;

use hognose_core::{Ranged, TextRange};
use hognose_deprecation::{Entry, Index, Kind, Leaf, Leaves, Standing};
use hognose_python::ast::{self, Expr, Stmt};
use hognose_semantic::{
    Mention, NodeId, Place, ScopeId, SemanticModel, StopKind, Syntax, related_packages,
};

use crate::condition::{Side, Wanted};
use crate::guard::{Failure, Guards, Site};
use crate::names::{DYNAMIC_WORDS, Names, base_names, names};
use crate::releases::Releases;
use crate::{Apis, Basis, Certainty, Evaluation, Usage, arguments};

/// The uses in a file of APIs that are deprecated or gone, in the order of the source.
///
/// The model has to have recorded [`Apis::words`].
pub fn find<'t>(model: &SemanticModel<'_>, path: &Path, apis: &'t Apis) -> Vec<Usage<'t>> {
    let mut packages: Vec<&str> = model.packages().collect();
    for package in model.packages() {
        packages.extend(related_packages(package));
    }
    packages.push("builtins");
    packages.sort_unstable();
    packages.dedup();
    packages.retain(|package| {
        apis.table.knows_module(package) && !is_provided(model, path, apis, package)
    });
    let indexes: Vec<&Index> =
        packages.iter().flat_map(|package| apis.table.of_module(package)).collect();
    if indexes.is_empty() {
        return Vec::new();
    }
    let has_star = model.star_imports().next().is_some();
    let guards = Guards::new(model);
    let (mut leaves, mut builtins) = (Leaves::default(), Leaves::default());
    for word in DYNAMIC_WORDS {
        leaves.insert(Leaf::new(word));
    }
    for index in &indexes {
        leaves.extend(index.leaves());
        if index.has_module("builtins") {
            builtins.extend(index.leaves());
        }
    }
    let mut finder = Finder {
        path,
        model,
        apis,
        indexes,
        leaves,
        builtins,
        guards,
        imported_at_import: OnceCell::new(),
        imported_later: OnceCell::new(),
        has_star,
        object: None,
        found: Vec::new(),
    };
    finder.imports_and_classes();
    for mention in model.mentions() {
        finder.mention(mention);
    }
    let mut found = finder.found;
    found.sort_by_key(|usage| (usage.range.start(), usage.range.end()));
    found.dedup_by_key(|usage| (usage.range, usage.entry.name.as_str(), usage.entry.kind));
    found
}

/// Whether a top-level module is one of the program itself, or one that a package brings back.
fn is_provided(model: &SemanticModel<'_>, path: &Path, apis: &Apis, module: &str) -> bool {
    let is_brought_by = |package: &str| {
        let program = apis.program.as_ref();
        model.imports_package(package)
            || apis.is_own(package, path)
            || program.is_some_and(|program| program.brings(model, path, package))
    };
    let libraries = &apis.target.libraries;
    let is_installed = |package: &String| libraries.get(package).is_some();
    apis.is_own(module, path)
        || apis.table.back(module).any(|back| {
            back.backports.iter().any(|package| libraries.names(package))
                || back.brought_by.iter().any(|it| is_installed(it) || is_brought_by(it))
        })
}

struct Finder<'m, 'a, 't> {
    path: &'m Path,
    model: &'m SemanticModel<'a>,
    apis: &'t Apis,
    /// What is known about the packages that the file imports.
    indexes: Vec<&'t Index>,
    /// The last parts of all names in them.
    leaves: Leaves,
    /// Those of built-ins.
    builtins: Leaves,
    guards: Guards<'m, 'a>,
    /// Under which conditions the program imports the file, as far as that matters to what fails then.
    imported_at_import: OnceCell<Option<Side>>,
    /// The same for what fails later.
    imported_later: OnceCell<Option<Side>>,
    /// Whether names come from a star import.
    has_star: bool,
    /// The name of the object of the attribute that is looked at, if it has one.
    object: Option<&'a str>,
    found: Vec<Usage<'t>>,
}

/// Modules of a dotted name that are looked up.
const MAX_PARENTS: usize = 8;

impl<'a, 't> Finder<'_, 'a, 't> {
    fn imports_and_classes(&mut self) {
        let has_hooks = self.indexes.iter().any(|index| index.has_hooks());
        for stop in self.model.stops() {
            if !matches!(stop.kind, StopKind::Import | StopKind::Class) {
                continue;
            }
            let node = self.model.node(stop.node);
            match (stop.kind, node.syntax) {
                (StopKind::Import, Syntax::Statement(Stmt::Import(import))) => {
                    for alias in &import.names {
                        self.module(alias.name.as_str(), alias.name.range, stop.node, node.place());
                    }
                }
                (StopKind::Import, Syntax::Statement(Stmt::ImportFrom(import))) => {
                    self.import_from(import, stop.node, node.place());
                }
                (StopKind::Class, Syntax::Statement(Stmt::ClassDef(class))) if has_hooks => {
                    self.class(class, stop.node);
                }
                _ => {}
            }
        }
    }

    /// An imported module: what is known about it, or about a package that it is in.
    fn module(
        &mut self,
        module: &str,
        range: TextRange,
        node: NodeId,
        place: Place,
    ) -> Option<&'t Entry> {
        let top = module.split('.').next().unwrap_or(module);
        if !self.indexes.iter().any(|index| index.has_module(top)) {
            return None;
        }
        let site = Site { node, place, range, failure: Failure::Import };
        let parents = std::iter::successors(Some(module), |it| Some(it.rsplit_once('.')?.0));
        parents
            .take(MAX_PARENTS)
            .find_map(|name| self.report(name, |kind| kind == Kind::Module, site, Certainty::Sure))
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom, node: NodeId, place: Place) {
        let (0, Some(module)) = (import.level, &import.module) else { return };
        let outer = self.module(module.as_str(), module.range, node, place);
        for alias in &import.names {
            let name = alias.name.as_str();
            if !self.leaves.may_have(Leaf::new(name)) {
                continue;
            }
            let range = alias.name.range;
            let site = Site { node, place, range, failure: Failure::Import };
            let name = hognose_semantic::canonical_name(&format!("{module}.{name}"));
            if outer.is_none_or(|outer| self.goes_before(&name, outer)) {
                self.report(&name, is_name, site, Certainty::Sure);
            }
        }
    }

    /// Whether a name of a module is worse off than the module, about which enough is said otherwise.
    fn goes_before(&self, name: &str, module: &Entry) -> bool {
        let Some((entry, package)) = self.known(name, is_name) else { return false };
        let Some((range, _)) = self.apis.releases(package) else { return false };
        let (own, outer) = (entry.standing(range), module.standing(range));
        own > outer || own == Standing::Removed && entry.removed < module.removed
    }

    /// Methods that the base class of a library no longer calls.
    fn class(&mut self, class: &'a ast::StmtClassDef, node: NodeId) {
        let mut bases = None;
        for statement in &class.body {
            let Stmt::FunctionDef(function) = statement else { continue };
            let name = function.name.as_str();
            let leaf = Leaf::new(name);
            if !self.leaves.may_have(leaf) {
                continue;
            }
            let is_hook = |index: &&Index| index.with_leaf(leaf).any(|it| it.kind == Kind::Hook);
            if !self.indexes.iter().any(is_hook) {
                continue;
            }
            let bases = bases.get_or_insert_with(|| base_names(self.model, class));
            let place = self.model.node(node).place();
            let range = function.name.range;
            let site = Site { node, place, range, failure: Failure::Name };
            for base in bases.clone() {
                let hook = format!("{base}.{name}");
                let is_hook = |kind| kind == Kind::Hook;
                if self.report(&hook, is_hook, site, Certainty::Sure).is_some() {
                    break;
                }
            }
        }
    }

    fn mention(&mut self, mention: &Mention<'a>) {
        let Mention { expr, node, place } = *mention;
        let (word, is_name) = match expr {
            Expr::Attribute(attribute) => (attribute.attr.as_str(), false),
            Expr::Name(name) => (name.id.as_str(), true),
            _ => return,
        };
        // Most end here: what is around them in the tree is no longer in the cache.
        let leaf = Leaf::new(word);
        let is_leaf = self.leaves.may_have(leaf);
        let is_alias = || is_name && self.model.is_alias(word);
        if !is_leaf && !is_alias() {
            return;
        }
        let call = match self.model.node(node).syntax {
            Syntax::Expression(Expr::Call(call)) if std::ptr::eq(&raw const *call.func, expr) => {
                Some(call)
            }
            _ => None,
        };
        self.object = match expr {
            Expr::Attribute(attribute) => {
                attribute.value.as_name_expr().map(|name| name.id.as_str())
            }
            _ => None,
        };
        if let Some(call) = call
            && DYNAMIC_WORDS.contains(&word)
        {
            self.dynamic(call, expr, node, place);
        }
        let is_renamed = call.is_some() && is_alias();
        if !is_leaf && !is_renamed {
            return;
        }
        // A name that is only read is of interest if no import of its own brings it.
        if is_name && call.is_none() && !self.has_star && !self.builtins.may_have(leaf) {
            return;
        }
        // What is imported is reported where it is imported.
        let (mut by_name, mut by_argument) = (false, is_renamed);
        for entry in self.indexes.iter().flat_map(|index| index.with_leaf(leaf)) {
            match entry.kind {
                Kind::Hook => {}
                Kind::Argument => {
                    by_argument |= call.is_some_and(|call| arguments::may_be_given(call, entry))
                        && self.is_wanted(entry);
                }
                _ => by_name |= self.is_wanted(entry),
            }
        }
        if !by_name && !by_argument {
            return;
        }
        let indexes = &self.indexes;
        let is_class = |name: &str| indexes.iter().any(|index| index.has_class(name));
        let names = names(self.model, expr, place, &is_class);
        if let Some(call) = call
            && by_argument
        {
            self.call(call, &names, node, place);
        }
        if is_name {
            self.bare_name(expr, word, &names, node, place);
        } else if by_name {
            self.attribute(expr, word, &names, node, place);
        }
    }

    /// `getattr(module, "name")`, `import_module("name")`, `__import__("name")`.
    fn dynamic(&mut self, call: &'a ast::ExprCall, callee: &'a Expr, node: NodeId, place: Place) {
        let mut functions = self.model.qualified_names(callee, place);
        let is_getattr = functions.any(|name| name == "getattr");
        // With a default, nothing breaks.
        if is_getattr && call.arguments.len() > 2 {
            return;
        }
        let Some(call_expr) = self.model.node(node).expression() else { return };
        let range = match call.arguments.args.get(usize::from(is_getattr)) {
            Some(argument) => argument.range(),
            None => call.range(),
        };
        let failure = if is_getattr { Failure::Name } else { Failure::Import };
        let site = Site { node, place, range, failure };
        for name in self.model.qualified_names(call_expr, place) {
            if is_getattr {
                self.report(&name, is_name, site, Certainty::Sure);
            } else {
                // `__import__("a.b")` is `a`, and imports `a.b`.
                let given = call.arguments.find_argument_value("name", 0);
                let given = given.and_then(|it| self.model.constant_str(it, place));
                let module = given.as_deref().unwrap_or(&name).to_owned();
                self.dynamic_module(&module, site);
            }
        }
    }

    /// A module that is imported by a text: the file need not import it otherwise.
    fn dynamic_module(&mut self, module: &str, site: Site) {
        let top = module.split('.').next().unwrap_or_default();
        if self.indexes.iter().any(|index| index.has_module(top)) {
            self.module(module, site.range, site.node, site.place);
            return;
        }
        if is_provided(self.model, self.path, self.apis, top) {
            return;
        }
        let (known, leaves) = (self.indexes.len(), self.leaves.clone());
        for index in self.apis.table.of_module(top) {
            self.indexes.push(index);
            self.leaves.extend(index.leaves());
        }
        self.module(module, site.range, site.node, site.place);
        self.indexes.truncate(known);
        self.leaves = leaves;
    }

    fn call(&mut self, call: &'a ast::ExprCall, names: &Names, node: NodeId, place: Place) {
        let certainty = names.certainty();
        for name in names.things.iter().flatten() {
            let name = &*dotted(name);
            if !self.leaves.may_have(Leaf::of(name)) {
                continue;
            }
            for at in 0..self.indexes.len() {
                let index = self.indexes[at];
                for entry in index.named(name) {
                    if entry.kind != Kind::Argument || !self.is_wanted(entry) {
                        continue;
                    }
                    let through_class = names.through_class && self.is_method(entry);
                    let given = arguments::given(self.model, call, place, entry, through_class);
                    if let Some(range) = given {
                        let site = Site { node, place, range, failure: Failure::Argument };
                        self.judge(entry, index, site, certainty);
                    }
                }
            }
        }
    }

    /// Whether the callable of an argument is a method, as far as names tell.
    fn is_method(&self, entry: &Entry) -> bool {
        let Some((owner, _)) = entry.name.rsplit_once('.') else { return false };
        let last = owner.rsplit('.').next().unwrap_or(owner);
        last.starts_with(char::is_uppercase)
            || self.indexes.iter().any(|index| index.has_class(owner))
    }

    /// A name that no import of its own brings: a built-in, or one of a star import.
    fn bare_name(&mut self, expr: &Expr, word: &str, names: &Names, node: NodeId, place: Place) {
        let is_bound =
            matches!(self.model.lookup(word, place.scope), hognose_semantic::Resolution::Bound(..));
        if is_bound {
            return;
        }
        let site = Site { node, place, range: expr.range(), failure: Failure::Name };
        for name in names.things.iter().flatten() {
            self.report(&dotted(name), is_name, site, names.certainty());
        }
    }

    fn attribute(&mut self, expr: &'a Expr, word: &str, names: &Names, node: NodeId, place: Place) {
        let range = match expr {
            Expr::Attribute(attribute) => attribute.range,
            other => other.range(),
        };
        let site = Site { node, place, range, failure: Failure::Name };
        let is_meant = |entry: &Entry| match entry.kind {
            Kind::Argument | Kind::Hook => false,
            // Where it is imported, that is reported.
            Kind::Module => {
                !self.model.imported_names().any(|(module, _)| is_within(module, &entry.name))
            }
            _ => true,
        };
        let is_known =
            |name: &String| self.indexes.iter().any(|index| index.named(name).any(is_meant));
        // Where one of several things is meant, another one is the way out.
        let known = names.things.iter().filter(|thing| thing.iter().any(is_known)).count();
        if known > 0 && (known == names.things.len() || names.starred) {
            for name in names.things.iter().flatten() {
                self.report(name, is_name, site, names.certainty());
            }
        } else if names.unknown && names.things.is_empty()
            || names.bases.as_ref().is_some_and(|bases| self.leaves_open(bases))
        {
            self.distinctive(word, site);
        }
    }

    /// Whether a class with these bases may have members that nobody knows of: it is mixed in with other
    /// classes, or derived from one of the program or of a library.
    fn leaves_open(&self, bases: &[String]) -> bool {
        let is_standard = |base: &String| {
            let top = base.split('.').next().unwrap_or_default();
            self.indexes.iter().any(|it| it.is_standard_library() && it.has_module(top))
        };
        bases.iter().all(|base| base == "object" || base.contains('.') && !is_standard(base))
    }

    /// A name that nothing else has, on an object of which nothing is known.
    fn distinctive(&mut self, word: &str, site: Site) {
        let leaf = Leaf::new(word);
        let meant: Vec<_> = self
            .indexes
            .iter()
            .flat_map(|index| index.with_leaf(leaf).map(move |entry| (entry, *index)))
            .filter(|(entry, _)| entry.distinctive && entry.is_member() && entry.kind != Kind::Hook)
            .collect();
        // What several classes have says nothing about one of them, but all say the same.
        let Some((entry, index)) = meant.first().copied() else { return };
        let class = entry.name.rsplit_once('.').map_or("", |(class, _)| class);
        let (module, class) = class.rsplit_once('.').unwrap_or((class, ""));
        // Who imports something else of the module need not have such an object.
        let is_imported = self.model.imported_names().any(|(imported, member)| match member {
            None => imported == module,
            Some(member) if imported == module => member == class,
            Some(member) => {
                let package = module.strip_suffix(member).and_then(|it| it.strip_suffix('.'));
                package == Some(imported)
            }
        });
        let is_own = self.model.bindings().any(|binding| {
            binding.name == word
                && matches!(binding.kind, hognose_semantic::BindingKind::Function(_))
        });
        if is_imported && !is_own && self.is_wanted(entry) {
            self.judge(entry, index, site, Certainty::Named);
        }
    }

    /// Reports what is known about a name, if something is.
    fn report(
        &mut self,
        name: &str,
        is_meant: impl Fn(Kind) -> bool,
        site: Site,
        certainty: Certainty,
    ) -> Option<&'t Entry> {
        let (entry, index) = self.known(name, is_meant)?;
        if self.is_wanted(entry) {
            self.judge(entry, index, site, certainty);
        }
        Some(entry)
    }

    /// What is known about a name, and what it belongs to.
    fn known(&self, name: &str, is_meant: impl Fn(Kind) -> bool) -> Option<(&'t Entry, &'t Index)> {
        if !self.leaves.may_have(Leaf::of(name)) {
            return None;
        }
        self.indexes.iter().find_map(|index| {
            index.named(name).find(|it| is_meant(it.kind)).map(|entry| (entry, *index))
        })
    }

    /// Whether an entry can be reported at all.
    fn is_wanted(&self, entry: &Entry) -> bool {
        let python = self.apis.target.python;
        let gets_there = [entry.removed, entry.planned, entry.deprecated, entry.soft];
        // Of a library the versions come later: they are looked up only if a use is found.
        self.apis.least <= Standing::Discouraged
            || gets_there[..3].iter().any(Option::is_some)
            || entry.standing(python) >= self.apis.least
    }

    /// Under which conditions the rest of the program imports the file.
    fn imported(&self, site: Site) -> Option<Side> {
        let is_at_import = site.failure == Failure::Import && site.place.scope == ScopeId::MODULE;
        let (known, failure) = if is_at_import {
            (&self.imported_at_import, Failure::Import)
        } else {
            (&self.imported_later, Failure::Argument)
        };
        *known.get_or_init(|| self.apis.program.as_ref()?.imported(self.path, failure))
    }

    fn judge(&mut self, entry: &'t Entry, package: &'t Index, site: Site, certainty: Certainty) {
        let Some((range, basis)) = self.apis.releases(package) else { return };
        let least = self.apis.least;
        if entry.standing(range) < least {
            return;
        }
        let is_of_module = !entry.is_member() && site.failure == Failure::Name;
        if is_of_module && self.model.assigns_attribute(entry.leaf()) {
            // The file puts it there itself.
            return;
        }
        let replacement = entry.replacement.as_deref();
        let replacement = replacement.map(|name| name.rsplit('.').next().unwrap_or(name));
        let is_gone_too = |name: &str| {
            let mut others = self.indexes.iter().flat_map(|index| index.named(name));
            others.any(|it| it.removed.is_some() && it.removed <= entry.removed)
        };
        let object = self.object;
        let wanted = Wanted { name: &entry.name, replacement, object, is_gone_too: &is_gone_too };
        let around = self.guards.around(site, wanted);
        let mut reached = around.side;
        if !reached.provided
            && package.is_standard_library()
            && entry.standing(range) == Standing::Removed
            && let Some(imported) = self.imported(site)
        {
            reached = reached.and(imported);
        }
        let Side { releases, provided, types_only } = reached;
        if provided {
            return;
        }
        let mut range = range;
        let mut wrong_guard = false;
        let mut is_for_old = false;
        if package.is_standard_library() {
            let Some(narrowed) = Releases::of(range).and(releases).range() else { return };
            // What is kept for the older releases only is prepared for the newer ones.
            is_for_old = narrowed.high < range.high;
            range = narrowed;
            let guarded = releases.range().filter(|_| releases != Releases::ALL);
            wrong_guard = guarded.zip(entry.removed).is_some_and(|(it, removed)| removed <= it.low);
        }
        let standing = entry.standing(range);
        if standing < least || (around.warned || is_for_old) && standing != Standing::Removed {
            return;
        }
        let evaluation = if types_only { Evaluation::TypesOnly } else { Evaluation::Always };
        self.found.push(Usage {
            entry,
            package,
            standing,
            releases: range,
            basis: if package.is_standard_library() { Basis::Known } else { basis },
            range: site.range,
            node: site.node,
            certainty,
            evaluation,
            wrong_guard,
        });
    }
}

/// Whether an entry of this kind is about a name itself.
fn is_name(kind: Kind) -> bool {
    !matches!(kind, Kind::Argument | Kind::Hook)
}

/// The name under which a table knows something: built-ins are of a module, too.
fn dotted(name: &str) -> Cow<'_, str> {
    if name.contains('.') { name.into() } else { format!("builtins.{name}").into() }
}

/// Whether a module is another one, or in it.
fn is_within(module: &str, outer: &str) -> bool {
    module.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
