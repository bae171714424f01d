//! Elements: what stands at a place or under a key, and what is iterated over.

use super::builtins::MADE_BY;
use super::change::KEYS;
use super::declared::LITERAL;
use super::{Interp, Shared, part};
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{Alt, Const, ObjId, Taints, Type, Value, hash};
use std::rc::Rc;

impl Interp<'_> {
    /// What is iterated over.
    pub(crate) fn element(&mut self, state: &mut State, value: &Value) -> Value {
        let mut all = Value::default();
        for alt in &value.alts {
            match alt {
                Alt::Obj(id) => {
                    let Some(object) = self.object(state, *id).map(Rc::clone) else { continue };
                    let element = match object.kind {
                        Kind::Dict => {
                            let mut keys = Value::default();
                            for (key, _) in &object.fields {
                                if let Key::Entry(constant) = key {
                                    keys.join(&Value::constant(constant.clone()));
                                }
                            }
                            if let Some(key) = self.shared(Shared::Object(*id)) {
                                keys = keys.with(&key.taints.clone());
                            }
                            if object.rest.is_some() {
                                keys.join(&Value::any());
                                let place = Key::Attr(self.names.intern(KEYS));
                                if let Some(data) = object.get(&place) {
                                    keys = keys.with(&data.taints);
                                }
                            }
                            keys
                        }
                        Kind::Instance => {
                            let known = self.iterated(state, *id);
                            known.unwrap_or_else(|| {
                                let mut value = object.rest.clone().unwrap_or_else(Value::any);
                                if let Some(api) = object.api {
                                    let none = Taints::default();
                                    value.join(&self.api_element(api, None, &none, self.here));
                                }
                                value
                            })
                        }
                        _ => object.element(),
                    };
                    all.join(&element);
                    // Keys are no entries.
                    let more = if object.kind == Kind::Dict {
                        self.shared(Shared::Object(*id)).map(|more| more.taints.clone())
                    } else {
                        Some(self.shared_entry(*id, None))
                    };
                    if let Some(more) = more {
                        all = all.with(&more);
                    }
                }
                Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(Type::Str) => {
                    all.join(&Value::typed(Type::Str));
                }
                Alt::Api(id) => match self.apis.element(*id) {
                    Some(element) => {
                        let site = self.here;
                        let element = self.read_api(Value::of(Alt::Api(element)), site);
                        all.join(&element);
                    }
                    None => all.join(&Value::any()),
                },
                _ => all.join(&Value::any()),
            }
        }
        if all.is_bottom() && !(value.taints.is_empty() && all.taints.is_empty()) {
            all.add(Alt::Any);
        }
        // A secret is no list.
        let taints = self.part(&value.taints, part::ELEMENT).without(self.cat.rules.secret);
        all.with(&taints)
    }

    /// What a loop takes out of what it goes over, one after the other.
    pub(crate) fn each(&mut self, state: &mut State, value: &Value) -> Value {
        let mut element = self.element(state, value);
        if value.taints.is_empty() {
            element.taints = self.part(&element.taints, part::TAKEN);
        }
        element
    }

    /// What an object gives whose class says how it is iterated over.
    pub(super) fn iterated(&mut self, state: &mut State, id: ObjId) -> Option<Value> {
        let site = self.here;
        let call = |this: &mut Self, state: &mut State, id: ObjId, names: [&str; 2]| {
            names.into_iter().find_map(|name| {
                let name = this.names.intern(name);
                this.call_special(state, id, name, Vec::new(), site)
            })
        };
        let next = ["__next__", "__anext__"];
        let Some(iterator) = call(self, state, id, ["__iter__", "__aiter__"]) else {
            return call(self, state, id, next);
        };
        let is_instance = |this: &Self, id: ObjId| {
            this.object(state, id).is_some_and(|object| object.kind == Kind::Instance)
        };
        match iterator.objects().next() {
            // An iterator of one's own, often the object itself.
            Some(made) if is_instance(self, made) => call(self, state, made, next),
            _ => Some(self.element(state, &iterator)),
        }
    }

    /// Whether nothing can be iterated over.
    pub(crate) fn is_empty(&self, state: &State, value: &Value) -> bool {
        match value.single() {
            Some(Alt::Obj(id)) => self.object(state, *id).is_some_and(|object| {
                object.kind == Kind::Tuple && object.fields.is_empty() && object.rest.is_none()
            }),
            _ => false,
        }
    }

    /// `value[index]`.
    pub(crate) fn index(
        &mut self,
        state: &mut State,
        value: &Value,
        index: &Value,
        site: Site,
    ) -> Value {
        let key = index.as_const().cloned();
        let mut all = Value::default();
        for alt in &value.alts {
            match alt {
                Alt::Obj(id) => {
                    let element = self.element_at(state, *id, key.as_ref(), index, site);
                    all.join(&element);
                }
                Alt::Api(id)
                    if matches!(
                        &*self.apis.path(*id),
                        "typing.Annotated" | "typing_extensions.Annotated"
                    ) =>
                {
                    // A class, and what is said about it.
                    for id in index.objects() {
                        let elements = self.object(state, id).and_then(|it| it.elements());
                        elements.into_iter().flatten().for_each(|it| all.join(&it));
                    }
                }
                Alt::Api(id)
                    if matches!(
                        &*self.apis.path(*id),
                        "typing.Literal" | "typing_extensions.Literal"
                    ) =>
                {
                    all.add(Alt::Api(self.apis.at(LITERAL)));
                }
                Alt::Api(id) => {
                    let path = self.apis.path(*id);
                    let element = match self.url_element(&path, key.as_ref(), &value.taints) {
                        Some(element) => element,
                        None => self.api_element(*id, key.as_ref(), &value.taints, site),
                    };
                    all.join(&element);
                }
                Alt::Const(Const::Str(text)) if value.taints.is_empty() => {
                    let char = match &key {
                        Some(Const::Int(place)) => {
                            usize::try_from(*place).ok().and_then(|at| text.chars().nth(at))
                        }
                        _ => None,
                    };
                    all.join(&match char {
                        Some(char) => Value::text(&char.to_string()),
                        None => Value::typed(Type::Str),
                    });
                }
                Alt::Const(_) | Alt::Text(_) | Alt::Typed(_) => {
                    all.join(&Value::typed(Type::Str));
                }
                _ => all.join(&Value::any()),
            }
        }
        let is_api = value.alts.iter().any(|alt| matches!(alt, Alt::Api(_)));
        if !value.taints.is_empty() && !is_api {
            let which = key.as_ref().map_or(part::ANY_KEY, hash);
            let mut taints = self.part(&value.taints, which);
            // A secret has no entries: it is in something else that stands here. What an entry is
            // called says whether it is a secret.
            if matches!(key, Some(Const::Str(_))) {
                taints = taints.without(self.cat.rules.own);
            }
            all = all.with(&taints);
            if all.is_bottom() {
                all = Value::any().with(&taints);
            }
        }
        if key.is_none() && index.taints.is_empty() {
            all.taints = self.one_entry(&all.taints);
        }
        if all.is_bottom() { Value::any() } else { all }
    }

    pub(super) fn element_at(
        &mut self,
        state: &mut State,
        id: ObjId,
        key: Option<&Const>,
        index: &Value,
        site: Site,
    ) -> Value {
        let Some(object) = self.object(state, id).map(Rc::clone) else { return Value::any() };
        let mut found = match (object.kind, key) {
            (Kind::List | Kind::Tuple | Kind::Iterator, Some(Const::Int(place))) => {
                let count = object.fields.len();
                let place = if *place < 0 {
                    object
                        .rest
                        .is_none()
                        .then(|| i64::try_from(count).unwrap_or(0) + place)
                        .and_then(|place| u32::try_from(place).ok())
                } else {
                    u32::try_from(*place).ok()
                };
                match place.and_then(|place| object.get(&Key::Place(place))) {
                    Some(value) => value.clone(),
                    None => match &object.rest {
                        // One of those of which nothing is known: a check of it is none of the others.
                        Some(rest) if let Some(Const::Int(place)) = key => {
                            let taints = self.part(&rest.taints, part::place(*place));
                            Value { taints, ..rest.clone() }
                        }
                        Some(rest) => rest.clone(),
                        None => object.element(),
                    },
                }
            }
            (Kind::Dict, Some(key)) => {
                if let Some(value) = object.get(&Key::Entry(key.clone())) {
                    value.clone()
                } else {
                    let made = self.made(state, id, &object, index);
                    let mut value = made.or_else(|| object.rest.clone()).unwrap_or_default();
                    // A check of what stands under one key is none of what stands under another.
                    value.taints = self.part(&value.taints, hash(key));
                    if matches!(key, Const::Str(_)) {
                        value.taints = value.taints.without(self.cat.rules.own);
                    }
                    value
                }
            }
            (Kind::Match, Some(key)) => {
                let group = object.get(&Key::Entry(key.clone()));
                group.or(object.rest.as_ref()).cloned().unwrap_or_else(Value::any)
            }
            (Kind::Instance, _) => {
                let name = self.names.intern("__getitem__");
                if let Some(value) = self.call_special(state, id, name, vec![index.clone()], site) {
                    return value;
                }
                let known = key.and_then(|key| object.get(&Key::Entry(key.clone())).cloned());
                if let Some(value) = known {
                    value
                } else {
                    let missing = self.names.intern("__missing__");
                    let made = self.call_special(state, id, missing, vec![index.clone()], site);
                    let mut value = match (made, object.api) {
                        (Some(made), _) => made,
                        (None, Some(api)) => self.api_element(api, key, &Taints::default(), site),
                        (None, None) => Value::any(),
                    };
                    if let Some(rest) = &object.rest {
                        value.join(rest);
                    }
                    value
                }
            }
            (Kind::Dict, None) => {
                let mut value = self.made(state, id, &object, index).unwrap_or_default();
                value.join(&self.any_entry(&object, index));
                value
            }
            _ => object.element(),
        };
        let mut more = self.shared_entry(id, key);
        if object.kind == Kind::Dict && key.is_none() {
            more = more.without(self.cat.rules.own);
        }
        found = found.with(&more);
        if found.is_bottom() { Value::any().with(&found.taints) } else { found }
    }

    /// What stands in an entry of a dictionary of which it is not known which one it is. If there is a
    /// secret in one with a name, it is hardly meant: only if the name is among those that it may be.
    pub(super) fn any_entry(&self, object: &Object, index: &Value) -> Value {
        let is_among = |key: &Key| {
            index.alts.iter().any(|alt| match (alt, key) {
                (Alt::Const(constant), Key::Entry(name)) => constant == name,
                _ => false,
            })
        };
        let are_known = index.alts.iter().all(|alt| matches!(alt, Alt::Const(_)));
        let mut all = object.rest.clone().unwrap_or_default();
        for (key, value) in &object.fields {
            if is_among(key) {
                all.join(value);
            } else if !are_known {
                let taints = value.taints.without(self.cat.rules.own);
                all.join(&Value { taints, ..value.clone() });
            }
        }
        all
    }

    /// The value that a dictionary makes for an entry that it has not: of a `defaultdict`.
    pub(super) fn made(
        &mut self,
        state: &mut State,
        id: ObjId,
        object: &Object,
        index: &Value,
    ) -> Option<Value> {
        let made_by = self.names.intern(MADE_BY);
        let Alt::Api(factory) = object.get(&Key::Attr(made_by))?.single()?.clone() else {
            return None;
        };
        let kind = match &*self.apis.path(factory) {
            "list" | "collections.deque" => Kind::List,
            "set" => Kind::Set,
            "dict" => Kind::Dict,
            _ => return None,
        };
        let value = self.allocate(state, Object::new(kind));
        self.set_element(state, &Value::of(Alt::Obj(id)), index, value.clone());
        Some(value)
    }
}
