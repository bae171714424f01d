//! Variables: of functions, of those around them, of modules.

use super::{Frame, Interp, Shared};
use crate::state::{Key, State};
use crate::value::{Alt, Value};
use hognose_ir::Var;
use std::rc::Rc;

impl Interp<'_> {
    pub(crate) fn var(&mut self, frame: &mut Frame, state: &mut State, var: Var) -> Value {
        match var {
            Var::Slot(slot) => {
                if let Some(cells) = self.cells_of(frame, slot) {
                    return self.cell(state, cells, slot);
                }
                let value = state.vars.get(slot).cloned().unwrap_or_default();
                if !frame.is_module() {
                    return value;
                }
                let value = self.looked_up(value);
                if let Some(sym) = frame.module.globals.get(slot as usize)
                    && let Some(name) = frame.names.get(sym.0 as usize)
                    && let Some(more) = self.shared(Shared::Global(frame.file, *name))
                {
                    return value.with(&more.taints);
                }
                value
            }
            Var::Outer { up, cell } => {
                let mut cells = frame.closure;
                for _ in 1..up {
                    cells = cells
                        .and_then(|id| self.object(state, id)?.get(&Key::Outer)?.objects().next());
                }
                match cells {
                    Some(cells) => self.cell(state, cells, cell),
                    None => Value::any(),
                }
            }
            Var::Global(sym) | Var::Free(sym) => {
                let name = frame.name(sym);
                if let Some(value) = self.global(frame.file, name) {
                    return value;
                }
                if matches!(var, Var::Global(_)) {
                    return Value::any();
                }
                if let Some(value) = self.star_imported(frame.file, name) {
                    return value;
                }
                let text = self.text(name);
                Value::of(Alt::Api(self.apis.at(&text)))
            }
        }
    }

    pub(super) fn cells_of(&self, frame: &Frame, slot: u32) -> Option<crate::value::ObjId> {
        let function = frame.module.function(frame.function);
        function.captured.binary_search(&slot).is_ok().then_some(frame.cells).flatten()
    }

    pub(super) fn cell(&self, state: &State, cells: crate::value::ObjId, slot: u32) -> Value {
        let object = self.object(state, cells);
        let value = object.and_then(|it| it.get(&Key::Slot(slot)).or(it.rest.as_ref()));
        value.cloned().unwrap_or_default()
    }

    pub(crate) fn set_var(&mut self, frame: &mut Frame, state: &mut State, var: Var, value: Value) {
        match var {
            Var::Slot(slot) => match self.cells_of(frame, slot) {
                Some(cells) => {
                    if let Some(object) = self.object_mut(state, cells) {
                        object.set(Key::Slot(slot), value);
                    }
                }
                None => state.vars.set(slot, value),
            },
            Var::Outer { up, cell } => {
                let mut cells = frame.closure;
                for _ in 1..up {
                    cells = cells
                        .and_then(|id| self.object(state, id)?.get(&Key::Outer)?.objects().next());
                }
                if let Some(object) = cells.and_then(|id| self.object_mut(state, id)) {
                    object.set(Key::Slot(cell), value);
                }
            }
            Var::Global(sym) => {
                self.share_all(state, Shared::Global(frame.file, frame.name(sym)), &value);
            }
            Var::Free(_) => {}
        }
    }

    /// What a variable is called, if a person gave it a name.
    pub(crate) fn var_name(&self, frame: &Frame, var: Var) -> Option<Rc<str>> {
        match var {
            Var::Global(sym) => Some(self.names.text(frame.name(sym))),
            Var::Slot(slot) => {
                let function = frame.module.function(frame.function);
                let name = if frame.is_module() {
                    frame.module.globals.get(slot as usize).copied()
                } else {
                    function.slot_names.get(slot as usize).copied()
                };
                let sym = name?;
                (sym.0 != u32::MAX).then(|| self.names.text(frame.name(sym)))
            }
            _ => None,
        }
    }
}
