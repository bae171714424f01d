//! Views that are classes, and the forms of Django that they are given: what libraries make objects with,
//! and what the methods of a form make of its fields.

use std::rc::Rc;

use super::call::Args;
use super::{Frame, Interp};
use crate::names::Name;
use crate::state::{Key, State};
use crate::trace::Site;
use crate::value::{Alt, ClassValue, Const, ObjId, Value};

/// What the methods are called that look at one field of a form.
const CLEANS: &str = "clean_";

impl Interp<'_> {
    /// Lets the methods of a view see what its objects are made with: `Items.as_view("items", storage)`,
    /// where the first `skipped` arguments are about something else.
    pub(super) fn note_view(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        view: &Value,
        skipped: usize,
        args: &Args,
    ) {
        let Some(Alt::Class(class)) = view.single() else { return };
        let mut own = args.clone();
        own.positions = own.positions.into_iter().skip(skipped).collect();
        if own.all().next().is_none() {
            return;
        }
        let made = self.instantiate(frame, state, class, own);
        for id in made.objects() {
            if let Some(object) = self.object(state, id).map(Rc::clone) {
                self.note_attributes(state, &object);
            }
        }
    }

    /// What a method of an object is given that is made of a class which the object names:
    /// `form_class = Search`.
    pub(super) fn of_own_class(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: Option<&Value>,
        attribute: &str,
        site: Site,
    ) -> Value {
        let Some(object) = object else { return Value::any() };
        let id = object.objects().next();
        // `def get_form_class(self)`: it depends on something.
        let chooses = self.names.intern(&format!("get_{attribute}"));
        if id.is_some_and(|id| self.method_of(state, id, chooses).is_some()) {
            return Value::any();
        }
        let name = self.names.intern(attribute);
        let class = self.attribute(frame, state, object, name, site);
        self.instance_of(state, &class)
    }

    /// The fields of a form as its methods leave them behind, `def clean_name(self)`, and kept in its
    /// attribute. A method that looks at a field sees what came in.
    pub(super) fn cleaned(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        (id, class): (ObjId, &Rc<ClassValue>),
        (attribute, fields): (Name, Value),
        site: Site,
    ) -> Value {
        let running = frame.module.function(frame.function).name;
        if self.text(frame.name(running)).starts_with(CLEANS) {
            return fields;
        }
        let Some(dict) = fields.objects().next() else { return fields };
        let received = self.object(state, dict).map(Rc::clone);
        for (name, member, owner) in self.all_members_of(class) {
            let name = self.text(name);
            let (Some(field), Some(Alt::Func(_))) = (name.strip_prefix(CLEANS), member.single())
            else {
                continue;
            };
            let key = Key::Entry(Const::Str(field.into()));
            let is_field = received.as_ref().is_some_and(|it| it.get(&key).is_some());
            if !is_field {
                continue;
            }
            if let Some(form) = self.object_mut(state, id) {
                form.set(Key::Attr(attribute), fields.clone());
            }
            let method = self.bind_to(&member, &Value::of(Alt::Obj(id)), &owner);
            let mut inside = state.clone();
            let value = self.call_value(frame, &mut inside, &method, Args::new(site));
            if !inside.alive {
                continue;
            }
            let value = self.settled(&inside, value);
            *state = inside;
            if let Some(fields) = self.object_mut(state, dict) {
                fields.set(key, value);
            }
        }
        fields
    }
}
