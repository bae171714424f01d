//! The files of the program: their bodies are run once, when something of them is used.

use super::import::is_to_be_looked_up;
use super::{Frame, Interp, Shared};
use crate::limits::MAX_BODIES;
use crate::names::Name;
use crate::state::{Heap, State, Vars};
use crate::value::{Alt, Value};
use hognose_ir::{FuncId, Module, Stmt};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A file of the program that takes part.
pub(super) struct File {
    module: Rc<Module>,
    /// Its names, program-wide.
    names: Rc<[Name]>,
    globals: FxHashMap<Name, Value>,
    /// All variables of its body, and the objects that it made, as far as others see them.
    vars: Vars,
    heap: Heap,
    is_started: bool,
}

impl Interp<'_> {
    pub(crate) fn module(&mut self, file: u32) -> Option<(Rc<Module>, Rc<[Name]>)> {
        if !self.files.contains_key(&file) {
            let loaded = (self.program.lower)(file).map(|module| {
                let names = module.names.iter().map(|name| self.names.intern(name)).collect();
                File {
                    module: Rc::new(module),
                    names,
                    globals: FxHashMap::default(),
                    vars: Vars::default(),
                    heap: Heap::default(),
                    is_started: false,
                }
            });
            self.files.insert(file, loaded);
        }
        let file = self.files.get(&file)?.as_ref()?;
        Some((Rc::clone(&file.module), Rc::clone(&file.names)))
    }

    /// The code of a function of a file that was loaded.
    pub(crate) fn body(&mut self, file: u32, function: FuncId) -> Rc<[Stmt]> {
        if let Some(known) = self.bodies.get(&(file, function)) {
            return Rc::clone(known);
        }
        let Some(Some(known)) = self.files.get(&file) else { return Rc::default() };
        let body: Rc<[Stmt]> = known.module.function(function).body.unpack().into();
        if self.bodies.len() >= MAX_BODIES {
            self.bodies.clear();
        }
        self.bodies.insert((file, function), Rc::clone(&body));
        body
    }

    /// The variables of functions around it that a function uses; see [`hognose_ir::Function::outer`].
    pub(crate) fn outer(&self, file: u32, function: FuncId) -> Option<&[(u32, u32)]> {
        let file = self.files.get(&file)?.as_ref()?;
        Some(&file.module.function(function).outer)
    }

    /// Runs the body of a module, once.
    pub(crate) fn module_globals(&mut self, file: u32) {
        let Some((module, names)) = self.module(file) else { return };
        match self.files.get_mut(&file) {
            Some(Some(loaded)) if !loaded.is_started => loaded.is_started = true,
            _ => return,
        }
        let slots = module.function(FuncId(0)).slots;
        let mut frame = self.frame(file, module, names, FuncId(0));
        let mut state = State::new(slots);
        let body = self.body(file, FuncId(0));
        self.loading += 1;
        self.block(&mut frame, &mut state, &body);
        self.loading -= 1;
        if let Some(exit) = frame.exit.take() {
            state.join(exit);
        }
        self.publish(&frame, &state);
    }

    /// Lets other functions see what the body of a module has made so far.
    pub(crate) fn publish(&mut self, frame: &Frame, state: &State) {
        if !state.alive {
            return;
        }
        let Some(Some(file)) = self.files.get_mut(&frame.file) else { return };
        // Each call in the body publishes: what has not changed since the last one is left alone.
        let heap = std::mem::replace(&mut file.heap, state.heap.clone());
        let vars = std::mem::replace(&mut file.vars, state.vars.clone());
        for (id, object) in state.heap.since(&heap) {
            self.statics.insert(id, Rc::clone(object));
        }
        for (slot, value) in state.vars.since(&vars) {
            let sym = frame.module.globals.get(slot as usize);
            let Some(name) = sym.and_then(|sym| frame.names.get(sym.0 as usize)) else { continue };
            if value.is_bottom() {
                continue;
            }
            let own = match value.single() {
                Some(Alt::Func(_)) => self.own(frame.file, &self.text(*name)),
                _ => None,
            };
            if let Some(Some(file)) = self.files.get_mut(&frame.file) {
                file.globals.insert(*name, own.unwrap_or_else(|| value.clone()));
            }
        }
    }

    /// What stands for something of the program that a model of the user knows.
    pub(crate) fn own(&mut self, file: u32, rest: &str) -> Option<Value> {
        let path = self.program.paths.get(file as usize)?;
        let path = self.cat.own_path(path, rest)?;
        Some(Value::of(Alt::Api(self.apis.at(&path))))
    }

    /// A variable of a module.
    pub(crate) fn global(&mut self, file: u32, name: Name) -> Option<Value> {
        self.module_globals(file);
        let mut value = self.global_if_started(file, name)?;
        // Functions and classes stay what they are.
        if !matches!(value.single(), Some(Alt::Func(_) | Alt::Class(_) | Alt::Api(_)))
            && let Some(more) = self.shared(Shared::Global(file, name))
        {
            value.join(more);
        }
        Some(value)
    }

    /// Puts something else into a variable of a module, for all that looks there later.
    pub(super) fn set_global(&mut self, file: u32, name: Name, value: &Value) {
        self.module_globals(file);
        if let Some(Some(file)) = self.files.get_mut(&file) {
            file.globals.insert(name, value.clone());
        }
    }

    /// The variables of a module, if its body has been run, or is being run.
    pub(crate) fn global_if_started(&mut self, file: u32, name: Name) -> Option<Value> {
        let globals = &mut self.files.get_mut(&file)?.as_mut()?.globals;
        let value = globals.get(&name)?;
        if !is_to_be_looked_up(value) {
            return Some(value.clone());
        }
        // Two modules may import from each other.
        let value = globals.insert(name, Value::any())?;
        let value = self.looked_up(value);
        self.files.get_mut(&file)?.as_mut()?.globals.insert(name, value.clone());
        Some(value)
    }

    /// What the class of a library is called of which a variable of a module holds an instance:
    /// `Random` for `source = random.Random()`.
    pub(super) fn class_of_global(&self, file: u32, name: Name) -> Option<Rc<str>> {
        let value = self.files.get(&file)?.as_ref()?.globals.get(&name)?;
        let api = match value.single()? {
            Alt::Api(id) => *id,
            Alt::Obj(id) => self.statics.get(*id)?.api?,
            _ => return None,
        };
        let path = self.apis.path(api);
        Some(path.strip_suffix("()")?.rsplit('.').next()?.into())
    }

    /// The variables of the body of a module, as far as others see them.
    pub(crate) fn published(&self, file: u32) -> Vars {
        self.files.get(&file).and_then(Option::as_ref).map(|it| it.vars.clone()).unwrap_or_default()
    }

    /// The values of the variables of a module, in the order of its code.
    pub(crate) fn globals_of(&self, file: u32) -> Option<Vec<Value>> {
        let file = self.files.get(&file)?.as_ref()?;
        let syms = file.module.globals.iter();
        let names = syms.filter_map(|sym| file.names.get(sym.0 as usize));
        Some(names.filter_map(|name| file.globals.get(name).cloned()).collect())
    }

    /// The top-level packages that a file imports.
    pub(crate) fn packages_of(&self, file: u32) -> &[Box<str>] {
        let file = self.files.get(&file).and_then(Option::as_ref);
        file.map_or(&[], |file| &file.module.packages)
    }
}
