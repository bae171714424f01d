//! By which names users reach what a package defines.
//!
//! A class is defined in one module and known by the name of another: what counts is where a package
//! offers it. A path with a private part is no way to reach anything.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::{Fact, Module, What};
use crate::find::{Candidate, Target};
use crate::link::{ClassAt, Found, Key, Library};

/// How many names of one thing are told.
const MOST_NAMES: usize = 3;

/// How many classes that inherit something are told.
const MOST_HEIRS: usize = 40;

/// The same, if the class that they inherit it from can be named itself.
const FEW_HEIRS: usize = 12;

/// Parts of a path that say that nobody should rely on it, though it has no underscore.
const INTERNAL: &[&str] = &["core", "internal", "internals", "impl", "lib", "compat"];

/// Parts of a path below which the code of others is kept.
const FOREIGN: &[&str] = &["vendor", "vendored", "extern", "externals"];

/// The public names of what a package defines.
pub(crate) struct Names<'a> {
    library: &'a Library,
    aliases: FxHashMap<Key, Vec<String>>,
    subclasses: FxHashMap<Key, Vec<ClassAt<'a>>>,
}

/// Whether users may import a module.
pub(crate) fn is_public_module(name: &str) -> bool {
    name.split('.').all(|part| !part.starts_with('_') && !FOREIGN.contains(&part))
}

/// Whether a dotted name has no private part.
pub(crate) fn is_public(path: &str) -> bool {
    path.split('.')
        .all(|part| !part.starts_with('_') && !part.is_empty() && !FOREIGN.contains(&part))
}

impl<'a> Names<'a> {
    pub(crate) fn new(library: &'a Library) -> Self {
        let mut aliases: FxHashMap<Key, Vec<String>> = FxHashMap::default();
        for module in library.modules.values().filter(|module| is_public_module(&module.name)) {
            for name in offered(library, module) {
                let path = format!("{}.{name}", module.name);
                let key = match library.absolute(&path) {
                    Some(Found::Definition(place)) if place.class.is_none() => place.key(),
                    _ => continue,
                };
                aliases.entry(key).or_default().push(path);
            }
        }
        Self { library, aliases, subclasses: library.subclasses() }
    }

    /// The dotted names by which users reach what a deprecation is about.
    pub(crate) fn of(&self, candidate: &Candidate<'a>) -> Vec<String> {
        let module = candidate.module;
        match &candidate.target {
            Target::Module => {
                if is_public_module(&module.name) {
                    vec![module.name.clone()]
                } else {
                    Vec::new()
                }
            }
            Target::Absolute(path) => {
                if is_public(path) {
                    vec![path.clone()]
                } else {
                    Vec::new()
                }
            }
            Target::Name { class: None, name } => self.of_name(module, name),
            Target::Name { class: Some(class), name } => {
                if name.starts_with('_') {
                    return Vec::new();
                }
                let mut owners = self.heirs(*class, name);
                owners.retain(|owner| !is_internal(owner));
                owners.into_iter().map(|owner| format!("{owner}.{name}")).collect()
            }
            Target::Constructor(class) => {
                let mut owners = self.heirs(*class, "__init__");
                owners.retain(|owner| !is_internal(owner));
                owners
            }
        }
    }

    /// The names of something in a module: `name`, or `Class.name`.
    fn of_name(&self, module: &Module, name: &str) -> Vec<String> {
        let (top, rest) = crate::link::split(name);
        let mut names: Vec<String> =
            self.aliases.get(&(module.name.clone(), top.to_owned())).cloned().unwrap_or_default();
        let own = format!("{}.{top}", module.name);
        if is_public(&own) && !names.contains(&own) {
            names.push(own);
        }
        names.retain(|name| is_public(name));
        let names = best(names);
        match rest {
            None => names,
            Some(rest) if is_public(rest) => {
                names.into_iter().map(|name| format!("{name}.{rest}")).collect()
            }
            Some(_) => Vec::new(),
        }
    }

    /// The names of a class, and of those that inherit a member from it.
    fn heirs(&self, class: ClassAt<'a>, member: &str) -> Vec<String> {
        let mut names = self.of_name(class.module, &class.path());
        let is_known = names.iter().any(|name| !is_internal(name));
        let most = if is_known { FEW_HEIRS } else { MOST_HEIRS };
        let mut seen: FxHashSet<Key> = FxHashSet::default();
        let mut pending = vec![class];
        let mut heirs = BTreeSet::new();
        while let Some(next) = pending.pop() {
            for &heir in self.subclasses.get(&next.key()).into_iter().flatten() {
                if heirs.len() >= most || !seen.insert(heir.key()) {
                    continue;
                }
                let owner = self.library.member(heir, member).and_then(|place| place.class);
                let inherits = match owner {
                    Some(owner) => owner.is(&class),
                    // What `__getattr__` answers for is defined nowhere.
                    None => true,
                };
                if inherits {
                    heirs.extend(self.of_name(heir.module, &heir.path()).into_iter().next());
                    pending.push(heir);
                }
            }
        }
        if !is_known && heirs.iter().any(|heir| !is_internal(heir)) {
            names.clear();
            heirs.retain(|heir| !is_internal(heir));
        }
        names.extend(heirs);
        names
    }
}

/// The names that a module offers: those in `__all__`, those it defines, and those that a package brings
/// together from its modules.
fn offered<'a>(library: &'a Library, module: &'a Module) -> BTreeSet<&'a str> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    if let Some(exports) = &module.exports {
        names.extend(exports.iter().map(String::as_str));
    }
    for (name, definitions) in &module.scope.names {
        let is_import = definitions.iter().any(|it| matches!(it.what, What::Import(_)))
            && !definitions.iter().any(|it| {
                matches!(it.what, What::Function(_) | What::Class(_) | What::Value(Fact::Call(_)))
            });
        // A package offers what it imports from its own modules; the rest is for its own use.
        let is_own = definitions.iter().any(|it| {
            matches!(&it.what, What::Import(target)
                if target.strip_prefix(module.name.as_str()).is_some_and(|rest| rest.starts_with('.')))
        });
        let is_offered = module.is_package && module.exports.is_none() && is_own;
        if !name.starts_with('_') && (!is_import || is_offered) {
            names.insert(name);
        }
    }
    if module.exports.is_none() || module.is_package {
        for star in module.stars.iter().filter_map(|star| library.modules.get(star)) {
            names.extend(library.exported(star));
        }
    }
    names
}

fn is_internal(name: &str) -> bool {
    name.split('.').skip(1).any(|part| INTERNAL.contains(&part))
}

/// The names that a person would use: not those of inner modules if there are others, the shortest first.
fn best(mut names: Vec<String>) -> Vec<String> {
    if names.iter().any(|name| !is_internal(name)) {
        names.retain(|name| !is_internal(name));
    }
    names.sort_by_key(|name| (name.matches('.').count(), name.len(), name.clone()));
    names.dedup();
    names.truncate(MOST_NAMES);
    names
}
