//! Which variables of the functions around them functions get at. The others say nothing about a call.

use hognose_ir::FuncId;
use rustc_hash::FxHashMap;

use crate::interp::Interp;
use crate::limits::OBJECT_DEPTH;
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, FuncValue, ObjId, Value};

/// The variables that a call can get at, by the objects that hold them.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    slots: FxHashMap<ObjId, Vec<u32>>,
    /// The functions that are among them, or among the arguments.
    functions: Vec<(u32, FuncId)>,
}

impl Cells {
    /// What a call of a function can get at.
    pub(crate) fn of(
        interp: &Interp<'_>,
        state: &State,
        function: &FuncValue,
        params: &[Value],
    ) -> Self {
        let mut cells = Self::default();
        cells.note(interp, state, function);
        for alt in params.iter().flat_map(|value| &value.alts) {
            if let Alt::Func(function) = alt {
                cells.functions.push((function.file, function.function));
                cells.note(interp, state, function);
            }
        }
        cells
    }

    /// The functions that a function is given, or sees around it.
    pub(crate) fn functions(&self) -> &[(u32, FuncId)] {
        &self.functions
    }

    /// Notes what a function gets at, and the functions that it can call there. Returns whether that was
    /// not known.
    pub(crate) fn note(
        &mut self,
        interp: &Interp<'_>,
        state: &State,
        function: &FuncValue,
    ) -> bool {
        let mut is_new = false;
        let Some(outer) = interp.outer(function.file, function.function) else { return false };
        let mut around = function.closure;
        let mut called = Vec::new();
        for up in 1..=OBJECT_DEPTH {
            let Some(id) = around else { break };
            let Some(object) = interp.object(state, id) else { break };
            let slots = self.slots.entry(id).or_default();
            for (_, slot) in outer.iter().filter(|it| it.0 == up) {
                if slots.contains(slot) {
                    continue;
                }
                slots.push(*slot);
                is_new = true;
                let value = object.get(&Key::Slot(*slot));
                called.extend(value.iter().flat_map(|value| &value.alts).filter_map(
                    |alt| match alt {
                        Alt::Func(function) => Some(function),
                        _ => None,
                    },
                ));
            }
            around = object.get(&Key::Outer).and_then(|outer| outer.objects().next());
        }
        for function in called {
            self.functions.push((function.file, function.function));
            self.note(interp, state, function);
        }
        is_new
    }

    /// Whether a place in an object can be got at.
    pub(crate) fn shows(&self, id: ObjId, object: &Object, key: &Key) -> bool {
        match key {
            Key::Slot(slot) if object.kind == Kind::Cells => {
                self.slots.get(&id).is_some_and(|slots| slots.contains(slot))
            }
            _ => true,
        }
    }

    /// What of an object can be got at.
    pub(crate) fn seen(&self, id: ObjId, object: &Object) -> Option<Object> {
        let is_whole = object.fields.iter().all(|field| self.shows(id, object, &field.0));
        (!is_whole).then(|| {
            let mut seen = object.clone();
            seen.fields.retain(|field| self.shows(id, object, &field.0));
            seen
        })
    }
}
