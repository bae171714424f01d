//! The modules of a package together: what a name stands for, through imports, aliases and classes.
//!
//! Every question is answered within a budget of steps: names can lead back to themselves.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::facts::{Class, Definition, Fact, Function, Module, Scope, What};

/// The steps that one question may take.
const FUEL: u32 = 400;

/// The modules of a package.
#[derive(Debug, Default)]
pub(crate) struct Library {
    /// By name. Of a module with a source and a stub, the source.
    pub(crate) modules: BTreeMap<String, Module>,
    /// The stubs of modules that have a source.
    pub(crate) stubs: Vec<Module>,
}

/// A class, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClassAt<'a> {
    pub(crate) module: &'a Module,
    pub(crate) class: &'a Class,
    /// The name of the outermost class that it is in, or its own.
    name: &'a str,
    /// Its own name, if it is in another class.
    inner: Option<&'a str>,
}

/// Where a name is looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) module: &'a Module,
    pub(crate) class: Option<ClassAt<'a>>,
    pub(crate) function: Option<&'a Function>,
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub(crate) enum Found<'a> {
    /// A module of the package.
    Module(&'a Module),
    /// Something that is defined in the package.
    Definition(Place<'a>),
    /// Something else: an absolute dotted name, of a builtin or of another package.
    External(String),
}

/// Something defined in a module, or in a class.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) module: &'a Module,
    /// The class in which it is defined.
    pub(crate) class: Option<ClassAt<'a>>,
    pub(crate) name: &'a str,
    pub(crate) definitions: &'a [Definition],
}

/// The place of a definition, as a key: the module, and the path in it.
pub(crate) type Key = (String, String);

impl<'a> ClassAt<'a> {
    pub(crate) fn new(
        module: &'a Module,
        outer: Option<ClassAt<'a>>,
        name: &'a str,
        class: &'a Class,
    ) -> Self {
        match outer {
            None => Self { module, class, name, inner: None },
            Some(outer) => Self { module, class, name: outer.name, inner: Some(name) },
        }
    }

    /// The path of the class in its module.
    pub(crate) fn path(&self) -> String {
        match self.inner {
            None => self.name.to_owned(),
            Some(inner) => format!("{}.{inner}", self.name),
        }
    }

    pub(crate) fn key(&self) -> Key {
        (self.module.name.clone(), self.path())
    }

    /// Its own name.
    pub(crate) fn own_name(&self) -> &'a str {
        self.inner.unwrap_or(self.name)
    }

    pub(crate) fn is(&self, other: &ClassAt<'_>) -> bool {
        std::ptr::eq(self.class, other.class)
    }

    fn context(self) -> Context<'a> {
        Context { module: self.module, class: Some(self), function: None }
    }

    /// The constructor of the class itself.
    pub(crate) fn constructor(&self) -> Option<&'a Function> {
        ["__init__", "__new__"]
            .into_iter()
            .find_map(|name| function(self.class.scope.names.get(name)?))
    }
}

impl<'a> Context<'a> {
    pub(crate) fn module(module: &'a Module) -> Self {
        Self { module, class: None, function: None }
    }
}

impl<'a> Place<'a> {
    pub(crate) fn key(&self) -> Key {
        let path = match &self.class {
            Some(class) => format!("{}.{}", class.path(), self.name),
            None => self.name.to_owned(),
        };
        (self.module.name.clone(), path)
    }

    /// The class that it is.
    pub(crate) fn class(&self) -> Option<ClassAt<'a>> {
        let class = self.definitions.iter().find_map(|it| match &it.what {
            What::Class(class) => Some(class),
            _ => None,
        })?;
        Some(ClassAt::new(self.module, self.class, self.name, class))
    }

    /// The function that it is.
    pub(crate) fn function(&self) -> Option<&'a Function> {
        function(self.definitions)
    }

    pub(crate) fn context(&self) -> Context<'a> {
        Context { module: self.module, class: self.class, function: self.function() }
    }
}

fn function(definitions: &[Definition]) -> Option<&Function> {
    definitions.iter().rev().find_map(|it| match &it.what {
        What::Function(function) => Some(&**function),
        _ => None,
    })
}

impl Library {
    pub(crate) fn new(modules: Vec<Module>, stubs: Vec<Module>) -> Self {
        let mut library = Self::default();
        for module in modules {
            library.modules.insert(module.name.clone(), module);
        }
        for stub in stubs {
            if library.modules.contains_key(&stub.name) {
                library.stubs.push(stub);
            } else {
                library.modules.insert(stub.name.clone(), stub);
            }
        }
        library
    }

    /// All modules, stubs included.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Module> {
        self.modules.values().chain(&self.stubs)
    }

    /// What a dotted name stands for in a place.
    pub(crate) fn resolve<'a>(&'a self, cx: Context<'a>, dotted: &str) -> Option<Found<'a>> {
        self.resolve_within(cx, dotted, &mut FUEL.clone())
    }

    /// What an absolute dotted name stands for.
    pub(crate) fn absolute<'a>(&'a self, dotted: &str) -> Option<Found<'a>> {
        self.absolute_within(dotted, &mut FUEL.clone())
    }

    /// The member of a class, its own or inherited.
    pub(crate) fn member<'a>(&'a self, class: ClassAt<'a>, name: &str) -> Option<Place<'a>> {
        self.member_within(class, name, &mut FUEL.clone())
    }

    /// The classes of the package that a class is derived from, directly; and whether there are others.
    pub(crate) fn bases<'a>(&'a self, class: ClassAt<'a>) -> (Vec<ClassAt<'a>>, bool) {
        self.bases_within(class, &mut FUEL.clone())
    }

    fn resolve_within<'a>(
        &'a self,
        cx: Context<'a>,
        dotted: &str,
        fuel: &mut u32,
    ) -> Option<Found<'a>> {
        *fuel = fuel.checked_sub(1)?;
        let (first, rest) = split(dotted);
        if let Some(function) = cx.function {
            if let Some((_, target)) = function.imports.iter().find(|(name, _)| name == first) {
                let found = self.absolute_within(target, fuel)?;
                return self.descend(found, rest, fuel);
            }
            if let (Some(class), Some(self_name)) = (cx.class, function.parameters.first())
                && (self_name.name == first || matches!(first, "self" | "cls"))
                && let Some(rest) = rest
            {
                let (member, rest) = split(rest);
                let place = self.member_within(class, member, fuel)?;
                return self.descend(Found::Definition(place), rest, fuel);
            }
            if function.parameter(first).is_some() {
                return None;
            }
            if let Some(Fact::Name(other)) = function.local(first)
                && other != first
            {
                let found = self.resolve_within(cx, other, fuel)?;
                return self.descend(found, rest, fuel);
            }
        } else if let Some(class) = cx.class
            && let Some((name, definitions)) = class.class.scope.names.get_key_value(first)
        {
            // A name of the class that stands for one of the module: `x = x`.
            let place = Place { module: class.module, class: Some(class), name, definitions };
            if let Some(found) = self.follow(place, fuel) {
                return self.descend(found, rest, fuel);
            }
        }
        match self.in_module(cx.module, first, fuel) {
            Some(found) => self.descend(found, rest, fuel),
            None => Some(Found::External(dotted.to_owned())),
        }
    }

    /// What a name of a module stands for.
    fn in_module<'a>(
        &'a self,
        module: &'a Module,
        name: &str,
        fuel: &mut u32,
    ) -> Option<Found<'a>> {
        *fuel = fuel.checked_sub(1)?;
        if let Some((name, definitions)) = module.scope.names.get_key_value(name) {
            return self.follow(Place { module, class: None, name, definitions }, fuel);
        }
        for star in &module.stars {
            if let Some(star) = self.modules.get(star)
                && !std::ptr::eq(star, module)
                && let Some(found) = self.in_module(star, name, fuel)
            {
                return Some(found);
            }
        }
        self.modules.get(&format!("{}.{name}", module.name)).map(Found::Module)
    }

    /// Through imports and aliases to what is meant.
    fn follow<'a>(&'a self, place: Place<'a>, fuel: &mut u32) -> Option<Found<'a>> {
        *fuel = fuel.checked_sub(1)?;
        let defines = |it: &&Definition| matches!(it.what, What::Function(_) | What::Class(_));
        if place.definitions.iter().any(|it| defines(&it)) {
            return Some(Found::Definition(place));
        }
        let mut missing = None;
        for definition in place.definitions {
            match &definition.what {
                What::Import(target) => {
                    if let Some(found) = self.absolute_within(target, fuel) {
                        return Some(found);
                    }
                    // Something that is not there as Python code; another import may take its place.
                    missing = missing.or_else(|| Some(Found::External(target.clone())));
                }
                What::Value(Fact::Name(other)) if other != place.name => {
                    let cx = Context { module: place.module, class: place.class, function: None };
                    if let Some(found) = self.resolve_within(cx, other, fuel) {
                        return Some(found);
                    }
                }
                _ => {}
            }
        }
        missing.or(Some(Found::Definition(place)))
    }

    fn absolute_within<'a>(&'a self, dotted: &str, fuel: &mut u32) -> Option<Found<'a>> {
        let (first, mut rest) = split(dotted);
        let Some(top) = self.modules.get(first) else {
            return Some(Found::External(dotted.to_owned()));
        };
        let mut module = top;
        // The longest name of a module, unless the package binds it to something else.
        while let Some(path) = rest {
            *fuel = fuel.checked_sub(1)?;
            let (name, below) = split(path);
            let inner = format!("{}.{name}", module.name);
            let definitions = module.scope.names.get(name);
            let is_other = definitions.is_some_and(|definitions| {
                !definitions
                    .iter()
                    .any(|it| matches!(&it.what, What::Import(target) if *target == inner))
            });
            match self.modules.get(&inner) {
                Some(next) if !is_other || below.is_some() => {
                    module = next;
                    rest = below;
                }
                _ => {
                    let found = self.in_module(module, name, fuel)?;
                    return self.descend(found, below, fuel);
                }
            }
        }
        Some(Found::Module(module))
    }

    /// From something to its member with a dotted name.
    fn descend<'a>(
        &'a self,
        found: Found<'a>,
        rest: Option<&str>,
        fuel: &mut u32,
    ) -> Option<Found<'a>> {
        let Some(rest) = rest else { return Some(found) };
        *fuel = fuel.checked_sub(1)?;
        let (name, below) = split(rest);
        match found {
            Found::External(outer) => Some(Found::External(format!("{outer}.{rest}"))),
            Found::Module(module) => {
                let found = self.in_module(module, name, fuel)?;
                self.descend(found, below, fuel)
            }
            Found::Definition(place) => {
                let place = self.member_within(place.class()?, name, fuel)?;
                self.descend(Found::Definition(place), below, fuel)
            }
        }
    }

    fn member_within<'a>(
        &'a self,
        class: ClassAt<'a>,
        name: &str,
        fuel: &mut u32,
    ) -> Option<Place<'a>> {
        *fuel = fuel.checked_sub(1)?;
        if let Some((name, definitions)) = class.class.scope.names.get_key_value(name) {
            return Some(Place { module: class.module, class: Some(class), name, definitions });
        }
        let (bases, _) = self.bases_within(class, fuel);
        bases.into_iter().find_map(|base| self.member_within(base, name, fuel))
    }

    fn bases_within<'a>(&'a self, class: ClassAt<'a>, fuel: &mut u32) -> (Vec<ClassAt<'a>>, bool) {
        let mut is_open = class.class.is_open;
        let mut bases = Vec::new();
        for base in &class.class.bases {
            // A class is looked up where it is defined, not among its own members.
            let cx = Context { class: None, ..class.context() };
            match self.resolve_within(cx, base, fuel) {
                Some(Found::Definition(place)) => match place.class() {
                    Some(base) if !base.is(&class) => bases.push(base),
                    _ => is_open = true,
                },
                Some(Found::External(name)) => {
                    let leaf = name.rsplit('.').next().unwrap_or_default();
                    is_open |= !CLOSED.contains(&leaf);
                }
                _ => is_open = true,
            }
        }
        (bases, is_open)
    }

    /// All classes of the package, those in classes included.
    pub(crate) fn classes(&self) -> Vec<ClassAt<'_>> {
        fn collect<'a>(
            module: &'a Module,
            outer: Option<ClassAt<'a>>,
            scope: &'a Scope,
            all: &mut Vec<ClassAt<'a>>,
        ) {
            for (name, definitions) in &scope.names {
                for definition in definitions {
                    let What::Class(class) = &definition.what else { continue };
                    let at = ClassAt::new(module, outer, name, class);
                    all.push(at);
                    if outer.is_none() {
                        collect(module, Some(at), &class.scope, all);
                    }
                }
            }
        }
        let mut all = Vec::new();
        for module in self.modules.values() {
            collect(module, None, &module.scope, &mut all);
        }
        all
    }

    /// The names that a star import of a module binds.
    pub(crate) fn exported<'a>(&'a self, module: &'a Module) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        let mut pending = vec![module];
        let mut seen: Vec<&str> = Vec::new();
        while let Some(module) = pending.pop() {
            if seen.contains(&module.name.as_str()) || seen.len() > 64 {
                continue;
            }
            seen.push(&module.name);
            if let Some(exports) = &module.exports {
                names.extend(exports.iter().map(String::as_str));
                continue;
            }
            names.extend(
                module.scope.names.keys().map(String::as_str).filter(|it| !it.starts_with('_')),
            );
            pending.extend(module.stars.iter().filter_map(|star| self.modules.get(star)));
        }
        names
    }

    /// The classes that are derived from each class, directly.
    pub(crate) fn subclasses(&self) -> FxHashMap<Key, Vec<ClassAt<'_>>> {
        let mut all: FxHashMap<Key, Vec<ClassAt<'_>>> = FxHashMap::default();
        for class in self.classes() {
            for base in self.bases(class).0 {
                all.entry(base.key()).or_default().push(class);
            }
        }
        all
    }
}

/// Classes of Python that add nothing that a package would deprecate.
const CLOSED: &[&str] = &[
    "object",
    "Generic",
    "Protocol",
    "ABC",
    "Enum",
    "dict",
    "list",
    "tuple",
    "set",
    "frozenset",
    "str",
    "bytes",
    "int",
    "float",
    "type",
    "property",
    "Exception",
    "BaseException",
    "ValueError",
    "TypeError",
    "KeyError",
    "AttributeError",
    "RuntimeError",
    "OSError",
    "IOError",
    "Warning",
    "UserWarning",
];

/// The first part of a dotted name, and the rest.
pub(crate) fn split(dotted: &str) -> (&str, Option<&str>) {
    match dotted.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (dotted, None),
    }
}
