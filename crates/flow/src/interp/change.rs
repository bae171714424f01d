//! Changes of lists and dictionaries.

use super::comprehension::{Bound, clamp};
use super::{Frame, Interp, Shared};
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, Const, ObjId, Taint, Taints, Value, hash};
use hognose_ir::Expr;
use std::rc::Rc;

/// Where a dictionary has the data in its keys.
pub(super) const KEYS: &str = "<keys>";

impl Interp<'_> {
    /// `value[index] = new`.
    pub(crate) fn set_element(
        &mut self,
        state: &mut State,
        value: &Value,
        index: &Value,
        new: Value,
    ) {
        let ids: Vec<ObjId> = value.objects().collect();
        let is_sure = ids.len() == 1 && value.alts.len() == 1;
        self.secret_taken_out(state, value, index);
        if let (Some(key @ Const::Str(_)), true) = (index.as_const(), new.taints.is_empty()) {
            // What came in under that name is not there any more.
            let which = hash(key);
            for taint in value.taints.iter() {
                let vid = self.vids.part(taint.vid, which);
                state.facts.add(vid, self.cat.rules.all);
            }
        }
        let taints = self.deep(state, &new);
        let taints = self.settle(state, &taints);
        self.keep_element(state, value, index, &new);
        let under_key =
            index.as_const().is_none().then(|| self.under_key(state, index, new.clone()));
        let keys = match &under_key {
            Some(_) => self.settle(state, &self.deep(state, index)),
            None => Taints::default(),
        };
        for id in ids {
            let key = index.as_const().cloned();
            let Some(object) = self.object_mut(state, id) else { continue };
            let is_shared = object.is_shared;
            match (object.kind, key) {
                (Kind::List, Some(Const::Int(place))) => {
                    let place = if place < 0 {
                        i64::try_from(object.fields.len()).unwrap_or(0) + place
                    } else {
                        place
                    };
                    match u32::try_from(place) {
                        Ok(place) if object.get(&Key::Place(place)).is_some() && is_sure => {
                            object.set(Key::Place(place), new.clone());
                        }
                        _ => {
                            object.blur();
                            object.add(&new);
                        }
                    }
                }
                (Kind::Dict | Kind::Instance, Some(key)) => {
                    let key = Key::Entry(key);
                    let mut new = new.clone();
                    if !is_sure && let Some(old) = object.get(&key) {
                        new.join(old);
                    }
                    object.set(key, new);
                }
                (Kind::Dict, None) => {
                    object.add(under_key.as_ref().unwrap_or(&new));
                    self.note_keys(object, &keys);
                }
                _ => object.add(&new),
            }
            if is_shared {
                self.share_entry(id, index.as_const(), taints.clone());
            }
        }
    }

    /// `value[lower:upper] = new`, of lists.
    pub(crate) fn set_slice(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        value: &Value,
        parts: &[Option<Expr>; 3],
        new: &Value,
    ) {
        let (lower, upper) = self.bounds(frame, state, parts);
        let bounds = lower.zip(upper).filter(|_| parts[2].is_none());
        let known = self.elements_in(state, new);
        let element = self.element(state, new);
        let ids: Vec<ObjId> = value.objects().collect();
        let is_sure = ids.len() == 1 && value.alts.len() == 1;
        for id in ids {
            let Some(object) = self.object(state, id).filter(|it| it.kind == Kind::List) else {
                continue;
            };
            if object.is_shared {
                let taints = self.deep(state, &element);
                self.share(Shared::Object(id), &Value::tainted(taints));
            }
            let Some(object) = self.object_mut(state, id) else { continue };
            let prefix = object.prefix();
            // Of an open list, all behind a place can be replaced.
            let is_rest = |lower: Bound, upper: Bound| {
                upper.is_none()
                    && lower.is_none_or(|it| usize::try_from(it).is_ok_and(|it| it <= prefix.len()))
            };
            let replaced = bounds.filter(|(lower, upper)| {
                is_sure && (object.rest.is_none() || is_rest(*lower, *upper))
            });
            let Some((lower, upper)) = replaced else {
                object.blur();
                object.add(&element);
                continue;
            };
            let (from, to) = clamp(lower, upper, prefix.len());
            let (before, behind) = (&prefix[..from], &prefix[to..]);
            object.rest = None;
            if let Some(known) = &known {
                object.set_elements([before, known, behind].concat());
            } else {
                object.set_elements(before.to_vec());
                object.add(&element);
                for element in behind {
                    object.add(element);
                }
            }
        }
    }

    /// Puts an entry into a dictionary that is being made.
    pub(crate) fn put(&mut self, state: &State, object: &mut Object, key: &Value, value: Value) {
        if let Some(key) = key.as_const() {
            object.set(Key::Entry(key.clone()), value);
        } else {
            object.add(&self.under_key(state, key, value));
            let keys = self.settle(state, &self.deep(state, key));
            self.note_keys(object, &keys);
        }
    }

    /// Notes the data in the keys of a dictionary: who goes over it gets that, and not what is in the values.
    pub(super) fn note_keys(&mut self, object: &mut Object, keys: &Taints) {
        if keys.is_empty() || object.kind != Kind::Dict {
            return;
        }
        let place = Key::Attr(self.names.intern(KEYS));
        let mut all = object.get(&place).cloned().unwrap_or_default();
        all.join(&Value::tainted(keys.clone()));
        object.set(place, all);
    }

    /// A value that stands under a key that is not known, with the data in that.
    pub(super) fn under_key(&self, state: &State, key: &Value, value: Value) -> Value {
        let keys = self.settle(state, &self.deep(state, key));
        let live = keys.iter().fold(0, |live, taint| live | taint.live);
        let taints = value.taints.without(self.cat.rules.keys & !live);
        Value { taints, ..value }.with(&keys)
    }

    /// Puts all entries of another dictionary into one.
    pub(crate) fn merge(&mut self, state: &mut State, object: &mut Object, other: &Value) {
        for alt in &other.alts {
            match alt {
                Alt::Obj(id) => {
                    let Some(more) = self.object(state, *id).map(Rc::clone) else { continue };
                    if more.kind == Kind::Dict {
                        if let Some(rest) = &more.rest {
                            self.overwritten(state, object, &Value::of(alt.clone()));
                            object.add(rest);
                        }
                        let place = Key::Attr(self.names.intern(KEYS));
                        if let Some(keys) = more.get(&place) {
                            self.note_keys(object, &keys.taints);
                        }
                    } else {
                        object.add(&more.element());
                    }
                    for (key, value) in &more.fields {
                        if matches!(key, Key::Entry(_)) {
                            object.set(key.clone(), value.clone());
                        }
                    }
                }
                _ => object.add(&Value::any()),
            }
        }
        if !other.taints.is_empty() {
            let data = Value::tainted(other.taints.clone());
            self.overwritten(state, object, &data);
            object.add(&data);
        }
    }

    /// Known entries of a dictionary, where another one of which not all keys are known is put over it.
    pub(super) fn overwritten(&mut self, state: &mut State, object: &mut Object, other: &Value) {
        for (key, value) in &mut object.fields {
            let Key::Entry(key) = key else { continue };
            let new = self.index(state, other, &Value::constant(key.clone()), self.here);
            if !new.taints.is_empty() {
                value.join(&new);
            }
        }
    }

    /// Appends all elements of a value to lists.
    pub(crate) fn extend(&mut self, state: &mut State, lists: &Value, more: &Value) {
        let known = self.elements_in(state, more);
        let element = self.element(state, more);
        for id in lists.objects().collect::<Vec<_>>() {
            let Some(object) = self.object_mut(state, id) else { continue };
            let is_shared = object.is_shared;
            match &known {
                Some(known) if object.kind == Kind::List && object.rest.is_none() => {
                    let start = u32::try_from(object.fields.len()).unwrap_or(u32::MAX);
                    for (place, value) in (start..).zip(known) {
                        object.set(Key::Place(place), value.clone());
                    }
                }
                _ => {
                    object.blur();
                    object.add(&element);
                }
            }
            if is_shared {
                let taints = self.deep(state, &element);
                self.share(Shared::Object(id), &Value::tainted(taints));
            }
        }
    }

    /// Takes a part out of data: who reads it from there again gets nothing.
    pub(crate) fn taken_out(&mut self, state: &mut State, taints: &Taints, which: u64) -> Taints {
        for taint in taints.iter() {
            let vid = self.vids.part(taint.vid, which);
            state.facts.add(vid, self.cat.rules.all);
        }
        taints.map(|taint| Taint { vid: self.vids.apart(taint.vid, which), ..taint })
    }

    /// `del value[index]`.
    pub(crate) fn remove(&mut self, state: &mut State, value: &Value, index: &Value) {
        let key = index.as_const().cloned();
        if let (Some(key), false) = (&key, value.taints.is_empty()) {
            self.taken_out(state, &value.taints, hash(key));
        }
        let Some(Alt::Obj(id)) = value.single() else { return };
        let Some(object) = self.object_mut(state, *id) else { return };
        match (object.kind, key) {
            (Kind::Dict, Some(key)) => {
                object.fields.retain(|field| field.0 != Key::Entry(key.clone()));
            }
            (Kind::List, Some(Const::Int(place))) => {
                pop(object, Some(place));
            }
            (Kind::List, _) => object.blur(),
            _ => {}
        }
    }
}

/// Takes an element out of a list; the last one if no place is given.
pub(super) fn pop(object: &mut Object, place: Option<i64>) -> Option<Value> {
    let mut elements = object.elements()?;
    let count = i64::try_from(elements.len()).ok()?;
    let place = place.unwrap_or(-1);
    let place = usize::try_from(if place < 0 { count + place } else { place }).ok()?;
    if place >= elements.len() {
        return None;
    }
    let taken = elements.remove(place);
    object.set_elements(elements);
    Some(taken)
}
