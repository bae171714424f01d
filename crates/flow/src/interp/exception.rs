//! Exceptions of the program that a library hands over to a function: `@app.errorhandler(NoPlan)`.

use std::rc::Rc;

use super::call::Args;
use super::{Interp, Shared};
use crate::limits::MAX_BASES;
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, FuncValue, Value};

/// What parameters of models are called that get an exception.
pub(super) const EXCEPTION: &str = "<exception>";

/// The attribute under which what an exception was made with is seen by whoever handles it.
const MADE_WITH: &str = "<made with>";

impl Interp<'_> {
    /// Notes which exceptions a function handles: the first argument of what says so.
    pub(super) fn note_handler(&mut self, state: &State, handler: &Value, args: Option<&Args>) {
        let Some(handled) = args.and_then(|args| args.position(0)) else { return };
        let several = handled.single().and_then(|alt| match alt {
            Alt::Obj(id) => self.object(state, *id)?.elements(),
            _ => None,
        });
        let several = several.unwrap_or_else(|| vec![handled.clone()]);
        for alt in several.iter().flat_map(|class| &class.alts) {
            let Alt::Class(class) = alt else { continue };
            self.handled.insert(class.number);
            for function in handler.alts.iter().filter_map(|alt| match alt {
                Alt::Func(function) => Some((function.file, function.function)),
                _ => None,
            }) {
                self.handlers.insert(function, Rc::clone(class));
            }
        }
    }

    /// Lets whoever handles an exception see what it was made with.
    pub(super) fn note_raised(&mut self, state: &mut State, exception: &Value) {
        if self.handled.is_empty() {
            return;
        }
        for id in exception.objects().collect::<Vec<_>>() {
            let Some(object) = self.object(state, id).map(Rc::clone) else { continue };
            let Some(class) = &object.class else { continue };
            let mut chain = Vec::new();
            self.bases_of(class, &mut chain, MAX_BASES);
            chain.retain(|class| self.handled.contains(&class.number));
            let made_with = self.names.intern(MADE_WITH);
            for class in chain {
                for (key, value) in &object.fields {
                    if let Key::Attr(name) = key {
                        self.share_all(state, Shared::Attribute(class.number, *name), value);
                    }
                }
                if let Some(rest) = &object.rest {
                    self.share_all(state, Shared::Attribute(class.number, made_with), rest);
                }
            }
        }
    }

    /// The exception that a function gets which handles some.
    pub(super) fn handled_exception(
        &mut self,
        state: &mut State,
        function: &FuncValue,
    ) -> Option<Value> {
        let class = self.handlers.get(&(function.file, function.function)).cloned()?;
        let mut exception = Object::new(Kind::Instance);
        exception.is_shared = true;
        let made_with = self.names.intern(MADE_WITH);
        exception.rest = self.shared(Shared::Attribute(class.number, made_with)).cloned();
        exception.api = self.class_api(&class).and_then(|api| self.apis.call(api));
        exception.class = Some(class);
        Some(self.allocate(state, exception))
    }
}
