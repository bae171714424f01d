//! Attributes of which an object of the program says what reading and writing them means.
//!
//! ```python
//! class Page:
//!     address = CheckedUrl()    # has `__set_name__`, `__get__` and `__set__`
//! ```

use std::rc::Rc;

use super::Interp;
use crate::names::Name;
use crate::state::State;
use crate::trace::Site;
use crate::value::{Alt, ClassValue, ObjId, Value};

impl Interp<'_> {
    /// Tells the objects in a new class what they are called there.
    pub(super) fn name_members(&mut self, state: &mut State, class: &Rc<ClassValue>, site: Site) {
        let set_name = self.names.intern("__set_name__");
        let members: Vec<(Name, ObjId)> = class
            .members
            .borrow()
            .iter()
            .filter_map(|(name, value)| match value.single() {
                Some(Alt::Obj(id)) => Some((*name, *id)),
                _ => None,
            })
            .collect();
        for (name, id) in members {
            let owner = Value::of(Alt::Class(Rc::clone(class)));
            let name = Value::text(&self.text(name));
            self.call_special(state, id, set_name, vec![owner, name], site);
        }
    }

    /// What reading an attribute gives of which its class has `member`, if that is asked.
    pub(super) fn read_descriptor(
        &mut self,
        state: &mut State,
        member: &Value,
        (id, class): (ObjId, &Rc<ClassValue>),
        site: Site,
    ) -> Option<Value> {
        let Some(Alt::Obj(descriptor)) = member.single() else { return None };
        let get = self.names.intern("__get__");
        let args = vec![Value::of(Alt::Obj(id)), Value::of(Alt::Class(Rc::clone(class)))];
        self.call_special(state, *descriptor, get, args, site)
    }

    /// Lets an object in the class say what writing an attribute means. Whether it does.
    pub(super) fn write_descriptor(
        &mut self,
        state: &mut State,
        member: &Value,
        id: ObjId,
        new: &Value,
        site: Site,
    ) -> bool {
        let Some(Alt::Obj(descriptor)) = member.single() else { return false };
        let set = self.names.intern("__set__");
        let args = vec![Value::of(Alt::Obj(id)), new.clone()];
        self.call_special(state, *descriptor, set, args, site).is_some()
    }
}
