//! What the program keeps in objects of libraries: `g.db`, `app["store"]`, `request.state.user`.
//!
//! One function puts it there, another takes it out, and a library stands between them: the path is
//! all that both have in common. What is put there first stays; an object is copied with all that it
//! holds, without the data of callers, of which nothing is known here.

use rustc_hash::FxHashMap;

use super::call::Args;
use super::{Interp, Shared};
use crate::api::ApiId;
use crate::names::Name;
use crate::state::{Kind, State};
use crate::summary::{map_object, map_value, objects_in};
use crate::value::{Alt, Const, ObjId, Taint, Value};

/// So many different things are kept in one place, at most.
const MAX_ALTERNATIVES: usize = 4;
/// So many objects are copied together, at most.
const MAX_OBJECTS: usize = 64;

impl Interp<'_> {
    /// The place of an attribute of something of a library; none if the library itself says what is
    /// there.
    pub(crate) fn attribute_place(&mut self, of: ApiId, name: Name) -> Option<ApiId> {
        let text = self.text(name);
        let place = self.apis.attribute(of, name, &text, self.cat)?;
        (!self.cat.knows(&self.apis.path(place))).then_some(place)
    }

    /// The place of an element of something of a library.
    pub(crate) fn element_place(&mut self, of: ApiId, key: Option<&Const>) -> Option<ApiId> {
        let key = key?.as_str()?.clone();
        let path = self.apis.path(of);
        Some(self.apis.at(&format!("{path}[{key}]"), self.cat))
    }

    /// Notes what is put into a place.
    pub(crate) fn keep(&mut self, state: &State, place: ApiId, value: &Value) {
        let taints = self.deep(state, value);
        let taints = self.settle(state, &taints);
        self.share(Shared::Api(place), &Value::tainted(taints));
        for alt in &value.alts {
            let is_worth = match alt {
                Alt::Obj(id) => self.object(state, *id).is_some_and(|object| {
                    object.kind == Kind::Instance || object.kind == Kind::Dict
                }),
                Alt::Api(id) => self.cat.knows(&self.apis.path(*id)),
                Alt::Func(_) | Alt::Class(_) => true,
                _ => false,
            };
            if !is_worth {
                continue;
            }
            let kind = self.kept_kind(state, alt);
            let known = self.kept.entry(place).or_default();
            if known.iter().any(|it| it.0 == kind) || known.len() >= MAX_ALTERNATIVES {
                continue;
            }
            let copy = self.copy_for_all(state, &Value::of(alt.clone()));
            self.kept.entry(place).or_default().push((kind, copy));
            self.shared_changed = true;
        }
    }

    /// What is kept in a place.
    pub(crate) fn kept(&self, place: ApiId) -> Option<Value> {
        let mut all = Value::default();
        for (_, value) in self.kept.get(&place).into_iter().flatten() {
            all.join(value);
        }
        if let Some(more) = self.shared(Shared::Api(place)) {
            all = all.with(&more.taints);
        }
        (!all.is_bottom() || !all.taints.is_empty()).then_some(all)
    }

    /// What is kept in an attribute; what the library has there, with data, if it is only data.
    pub(crate) fn kept_or(&self, place: ApiId, attribute: ApiId) -> Option<Value> {
        let mut kept = self.kept(place)?;
        if kept.alts.is_empty() {
            kept.add(Alt::Api(attribute));
        }
        Some(kept)
    }

    /// What `get` finds in something of a library in which the program keeps things.
    pub(crate) fn kept_entry(&mut self, of: ApiId, method: &str, args: &Args) -> Option<Value> {
        if !matches!(method, "get" | "pop" | "setdefault") {
            return None;
        }
        let key = args.position(0)?.as_const()?.clone();
        let name = self.names.intern(key.as_str()?);
        let element = self.element_place(of, Some(&key)).and_then(|place| self.kept(place));
        element.or_else(|| self.attribute_place(of, name).and_then(|place| self.kept(place)))
    }

    /// By what things in the same place are told apart.
    fn kept_kind(&self, state: &State, alt: &Alt) -> (u32, u64) {
        match alt {
            Alt::Obj(id) => match self.object(state, *id) {
                Some(object) => match (&object.class, object.api) {
                    (Some(class), _) => (0, u64::from(class.number)),
                    (None, Some(api)) => (1, u64::from(api.0)),
                    (None, None) => (2, 0),
                },
                None => (2, 1),
            },
            Alt::Api(id) => (1, u64::from(id.0)),
            Alt::Func(function) => {
                (3, u64::from(function.file) << 32 | u64::from(function.function.0))
            }
            Alt::Class(class) => (4, u64::from(class.number)),
            _ => (5, 0),
        }
    }

    /// A value with copies of all its objects, which any function may see.
    fn copy_for_all(&mut self, state: &State, value: &Value) -> Value {
        let mut ids: FxHashMap<ObjId, ObjId> = FxHashMap::default();
        let mut objects = Vec::new();
        let mut todo = objects_in(value);
        while let Some(id) = todo.pop() {
            if ids.contains_key(&id) || ids.len() >= MAX_OBJECTS {
                continue;
            }
            // What belongs to a module stays what it is.
            let Some(object) = state.heap.get(id).filter(|_| !self.statics.contains(id))
            else {
                continue;
            };
            for (_, value) in &object.fields {
                todo.extend(objects_in(value));
            }
            todo.extend(object.rest.iter().flat_map(objects_in));
            objects.push((id, std::rc::Rc::clone(object)));
            ids.insert(id, self.next_object());
        }
        let mut real = |taint: &Taint| match taint.origin.is_parameter() {
            true => Taint { live: 0, hidden: 0, ..*taint },
            false => *taint,
        };
        let place = |id: ObjId| ids.get(&id).copied().unwrap_or(id);
        for (id, object) in &objects {
            let mut copy = map_object(object, &mut real, &place);
            std::rc::Rc::make_mut(&mut copy).is_shared = true;
            self.statics.insert(place(*id), copy);
        }
        map_value(value, &mut real, &place)
    }
}
