//! Imports.

use std::rc::Rc;

use smallvec::SmallVec;

use super::call::Args;
use super::{Frame, Interp};
use crate::names::Name;
use crate::project::Found;
use crate::state::State;
use crate::value::{Alt, Value};

/// Packages with names that programs give to folders of their own, too.
const COMMON: [&str; 3] = ["agents", "commands", "mcp"];

impl Interp<'_> {
    /// The module that an import names: of the program, or of a library.
    fn find(&mut self, file: u32, module: &str, level: u32) -> Value {
        let root = module.split('.').next().unwrap_or(module);
        // What the models know is what they mean, even where its own source is analysed.
        if level > 0
            || !self.cat.is_library(root)
            || COMMON.contains(&root)
            || module != root && !self.cat.knows(module) && self.is_namesake(file, root)
        {
            match self.program.find(file, module, level) {
                Some(Found::File(found)) => return Value::of(Alt::Module(found)),
                Some(Found::Folder(folder)) => {
                    return Value::of(Alt::Package(folder.into()));
                }
                None => {}
            }
        }
        if level > 0 {
            return Value::any();
        }
        Value::of(Alt::Api(self.apis.at(module)))
    }

    /// Whether the program has a package that is called like a library and is something else: nothing is in
    /// it that the models know of the library.
    fn is_namesake(&mut self, file: u32, root: &str) -> bool {
        if let Some(known) = self.namesakes.get(root) {
            return *known;
        }
        let is_there = |module: &str| self.program.find(file, module, 0).is_some();
        let is_namesake = is_there(root) && !self.cat.members_of(root).any(is_there);
        self.namesakes.insert(root.into(), is_namesake);
        is_namesake
    }

    /// `import module`, which gives its first part, or `import module as name`.
    pub(crate) fn import(&mut self, frame: &Frame, module: &str, renamed: bool) -> Value {
        let module = (self.program.canonical)(module);
        let wanted = if renamed { &*module } else { module.split('.').next().unwrap_or(&module) };
        self.find(frame.file, wanted, 0)
    }

    /// `from module import member`.
    pub(crate) fn import_from(
        &mut self,
        frame: &Frame,
        module: &str,
        level: u32,
        member: Name,
    ) -> Value {
        let text = self.text(member);
        if level == 0 {
            let full = (self.program.canonical)(&format!("{module}.{text}"));
            if let Some((module, member)) = full.rsplit_once('.') {
                let module = self.find(frame.file, module, 0);
                let member = self.names.intern(member);
                return self.member(&module, member);
            }
            return self.find(frame.file, &full, 0);
        }
        let module = self.find(frame.file, module, level);
        self.member(&module, member)
    }

    /// What an import means in the body of a module. Members of other files are looked up when they are
    /// read: most functions that use them are never run.
    pub(crate) fn import_later(
        &mut self,
        frame: &Frame,
        module: &str,
        level: u32,
        member: Name,
    ) -> Value {
        let is_plain = level > 0 || {
            let full = format!("{module}.{}", self.text(member));
            *(self.program.canonical)(&full) == *full
        };
        if is_plain && let Some(Alt::Module(file)) = self.find(frame.file, module, level).single() {
            return Value::of(Alt::Member(*file, member));
        }
        self.import_from(frame, module, level, member)
    }

    /// A value of which it is known what its parts are, where it was imported.
    pub(crate) fn looked_up(&mut self, value: Value) -> Value {
        if !is_to_be_looked_up(&value) {
            return value;
        }
        let mut found = Value { alts: SmallVec::new(), ..value };
        for alt in value.alts {
            match alt {
                Alt::Member(file, name) => {
                    let mut member = self.member(&Value::of(Alt::Module(file)), name);
                    // What a function writes into the variable later is seen in its module only.
                    if let Some(first) = self.global_if_started(file, name) {
                        member.taints = first.taints;
                    }
                    found.join(&member);
                }
                alt => found.add(alt),
            }
        }
        found
    }

    /// A member of a module.
    pub(crate) fn member(&mut self, module: &Value, member: Name) -> Value {
        let text = self.text(member);
        match module.single() {
            Some(Alt::Module(file)) => {
                let file = *file;
                if let Some(value) = self.global(file, member) {
                    return value;
                }
                if let Some(value) = self.star_imported(file, member) {
                    return value;
                }
                let path = self.program.paths.get(file as usize).map_or("", |path| path);
                let package = path.strip_suffix("/__init__.py").unwrap_or(path);
                let found = self.within(package, &text);
                if found.single().is_some_and(|alt| !matches!(alt, Alt::Any)) {
                    return found;
                }
                self.made_by_module(file, &text).unwrap_or(found)
            }
            Some(Alt::Package(folder)) => {
                let folder = Rc::clone(folder);
                self.within(&folder, &text)
            }
            Some(Alt::Api(id)) => {
                let id = *id;
                match self.apis.attribute(id, member, &text) {
                    Some(id) => Value::of(Alt::Api(id)),
                    None => Value::any(),
                }
            }
            _ => Value::any(),
        }
    }

    /// What the function `__getattr__` of a module gives for a name that the module does not have.
    fn made_by_module(&mut self, file: u32, name: &str) -> Option<Value> {
        let getattr = self.names.intern("__getattr__");
        let function = match self.global(file, getattr)?.single()? {
            Alt::Func(function) => Rc::clone(function),
            _ => return None,
        };
        let mut frame = self.prepare(&function)?.0;
        let args = Args::of(self.here, vec![Value::text(name)]);
        let value = self.call_function(&mut frame, &mut State::new(0), &function, args);
        self.stray.append(&mut frame.hits);
        Some(value)
    }

    fn within(&mut self, package: &str, name: &str) -> Value {
        match self.program.within(package, name) {
            Some(Found::File(file)) => Value::of(Alt::Module(file)),
            Some(Found::Folder(folder)) => Value::of(Alt::Package(folder.into())),
            None => Value::any(),
        }
    }

    /// `from module import *`: noted, and asked when a name is not found.
    pub(crate) fn import_star(&mut self, frame: &Frame, module: &str, level: u32) {
        let value = self.find(frame.file, module, level);
        self.stars.entry(frame.file).or_default().push(value);
    }

    /// A name that a star import brings.
    pub(crate) fn star_imported(&mut self, file: u32, name: Name) -> Option<Value> {
        let modules = self.stars.get(&file)?.clone();
        modules.iter().rev().find_map(|module| match module.single() {
            Some(Alt::Module(other)) if *other != file && self.exports(*other, name) => {
                self.global(*other, name)
            }
            Some(Alt::Api(id)) => {
                let path = format!("{}.{}", self.apis.path(*id), self.text(name));
                self.cat.knows(&path).then(|| Value::of(Alt::Api(self.apis.at(&path))))
            }
            _ => None,
        })
    }

    /// Whether a star import of a module brings a name: `__all__` says so, if there is one.
    fn exports(&mut self, file: u32, name: Name) -> bool {
        let all = self.names.intern("__all__");
        let Some(all) = self.global(file, all) else { return !self.text(name).starts_with('_') };
        let Some(Alt::Obj(id)) = all.single() else { return true };
        let names = self.statics.get(*id).and_then(|object| object.elements());
        let text = self.text(name);
        names.is_none_or(|names| {
            names.iter().any(|it| it.as_str().is_none_or(|exported| *exported == text))
        })
    }

    /// What `with value as name` gives.
    pub(crate) fn enter(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        value: &Value,
        site: crate::trace::Site,
    ) -> Value {
        let _ = frame;
        let mut all = Value::default();
        for alt in &value.alts {
            match alt {
                Alt::Obj(id) => {
                    let object = self.object(state, *id).map(Rc::clone);
                    let entered = ["__enter__", "__aenter__"].into_iter().find_map(|name| {
                        let name = self.names.intern(name);
                        self.call_special(state, *id, name, Vec::new(), site)
                    });
                    match (entered, object) {
                        (Some(entered), _) => all.join(&entered),
                        (None, Some(object)) if object.kind == crate::state::Kind::Iterator => {
                            all.join(&object.element());
                        }
                        _ => all.add(alt.clone()),
                    }
                }
                _ => all.add(alt.clone()),
            }
        }
        all.with(&value.taints)
    }
}

/// Whether a value was imported, and nobody has looked yet what it is.
pub(super) fn is_to_be_looked_up(value: &Value) -> bool {
    value.alts.iter().any(|alt| matches!(alt, Alt::Member(..)))
}
