//! What is known at a point of a function: its variables, the objects, what was checked.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::api::ApiId;
use crate::limits::MAX_FIELDS;
use crate::names::Name;
use crate::value::{ClassValue, Const, Mask, ObjId, Value, Vid};

/// Which texts cannot do which harm, because they were checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Facts(Vec<(Vid, Mask)>);

impl Facts {
    pub(crate) fn get(&self, vid: Vid) -> Mask {
        self.0.binary_search_by_key(&vid, |fact| fact.0).map_or(0, |found| self.0[found].1)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Vid, Mask)> {
        self.0.iter().copied()
    }

    pub(crate) fn add(&mut self, vid: Vid, mask: Mask) {
        if mask == 0 {
            return;
        }
        match self.0.binary_search_by_key(&vid, |fact| fact.0) {
            Ok(found) => self.0[found].1 |= mask,
            Err(place) => self.0.insert(place, (vid, mask)),
        }
    }

    /// What holds if both hold.
    pub(crate) fn and(&mut self, other: &Self) {
        for (vid, mask) in other.iter() {
            self.add(vid, mask);
        }
    }

    /// What holds in either case.
    pub(crate) fn or(&mut self, other: &Self) {
        self.0.retain_mut(|(vid, mask)| {
            *mask &= other.get(*vid);
            *mask != 0
        });
    }

    /// What holds in either of two cases that may be impossible.
    pub(crate) fn either(one: Option<&Self>, other: Option<&Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => {
                let mut both = one.clone();
                both.or(other);
                Some(both)
            }
            (one, other) => one.or(other).cloned(),
        }
    }

    /// What holds here and not in `before`.
    pub(crate) fn since(&self, before: &Self) -> Self {
        Self(
            self.iter()
                .map(|(vid, mask)| (vid, mask & !before.get(vid)))
                .filter(|(_, mask)| *mask != 0)
                .collect(),
        )
    }
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    List,
    Tuple,
    Set,
    Dict,
    /// Of a class of the program, or of a library.
    Instance,
    /// The variables of a function that functions within it see.
    Cells,
    /// Something to be iterated over.
    Iterator,
    /// What a regular expression has found.
    Match,
}

/// A place in an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// An element of a list, from 0.
    Place(u32),
    /// An entry of a dictionary.
    Entry(Const),
    /// An attribute.
    Attr(Name),
    /// A variable.
    Slot(u32),
    /// The variables of the next function out.
    Outer,
}

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    pub(crate) kind: Kind,
    /// The class of an instance.
    pub(crate) class: Option<Rc<ClassValue>>,
    /// What it is an instance of in a library.
    pub(crate) api: Option<ApiId>,
    pub(crate) fields: Vec<(Key, Value)>,
    /// What stands in all other places.
    pub(crate) rest: Option<Value>,
    /// Whether others have it, too: what is written there may be read anywhere.
    pub(crate) is_shared: bool,
}

impl Object {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, class: None, api: None, fields: Vec::new(), rest: None, is_shared: false }
    }

    pub(crate) fn list(kind: Kind, elements: impl IntoIterator<Item = Value>) -> Self {
        let mut object = Self::new(kind);
        object.set_elements(elements);
        object
    }

    /// The same, with nothing in it.
    pub(crate) fn bare(&self) -> Self {
        Self {
            class: self.class.clone(),
            api: self.api,
            is_shared: self.is_shared,
            ..Self::new(self.kind)
        }
    }

    /// All values in it.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.fields.iter().map(|field| &field.1).chain(&self.rest)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.fields.iter_mut().map(|field| &mut field.1).chain(&mut self.rest)
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Value> {
        self.fields.iter().find(|field| field.0 == *key).map(|field| &field.1)
    }

    /// Puts a value in a place, instead of what was there.
    pub(crate) fn set(&mut self, key: Key, value: Value) {
        let count = self.fields.len();
        match self.fields.iter_mut().find(|field| field.0 == key) {
            Some(field) => field.1 = value,
            None if count < MAX_FIELDS => self.fields.push((key, value)),
            None => self.add(&value),
        }
    }

    /// Puts a value in a place that is not known.
    pub(crate) fn add(&mut self, value: &Value) {
        self.rest.get_or_insert_default().join(value);
    }

    /// What may stand in any place.
    pub(crate) fn element(&self) -> Value {
        let mut all = self.rest.clone().unwrap_or_default();
        for (key, value) in &self.fields {
            if matches!(key, Key::Place(_) | Key::Entry(_)) {
                all.join(value);
            }
        }
        all
    }

    /// The elements of a list of which all are known, in order.
    pub(crate) fn elements(&self) -> Option<Vec<Value>> {
        if self.rest.is_some() || !matches!(self.kind, Kind::List | Kind::Tuple) {
            return None;
        }
        let places = self.fields.iter().filter(|field| matches!(field.0, Key::Place(_)));
        let count = u32::try_from(places.count()).ok()?;
        (0..count).map(|place| self.get(&Key::Place(place)).cloned()).collect()
    }

    /// Puts elements into a list, in place of all that are known.
    pub(crate) fn set_elements(&mut self, elements: impl IntoIterator<Item = Value>) {
        self.fields.retain(|field| !matches!(field.0, Key::Place(_)));
        for (place, element) in (0..).zip(elements) {
            self.set(Key::Place(place), element);
        }
    }

    /// The elements with which a list begins, as far as they are known.
    pub(crate) fn prefix(&self) -> Vec<Value> {
        (0..).map_while(|place| self.get(&Key::Place(place)).cloned()).collect()
    }

    /// Forgets which element stands where.
    pub(crate) fn blur(&mut self) {
        if let Some(first) = self.fields.iter().position(|it| matches!(it.0, Key::Place(_))) {
            let rest = self.element();
            self.fields.drain(first..);
            self.rest = Some(rest);
        }
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.is_shared |= other.is_shared;
        let count = |object: &Self| object.fields.len();
        let is_list = matches!(self.kind, Kind::List | Kind::Tuple);
        if is_list && count(self) != count(other) {
            let mut theirs = other.clone();
            theirs.blur();
            self.blur();
            if let Some(rest) = theirs.rest {
                self.add(&rest);
            }
            return;
        }
        // What is known of a dictionary itself is none of its entries.
        let is_dict = self.kind == Kind::Dict;
        let is_place = |key: &Key| !is_dict || matches!(key, Key::Entry(_));
        for (key, value) in &mut self.fields {
            let rest = other.rest.as_ref().filter(|_| is_place(key));
            if let Some(theirs) = other.get(key).or(rest) {
                value.join(theirs);
            }
        }
        for (key, value) in &other.fields {
            if self.get(key).is_none() {
                let mut value = value.clone();
                if let Some(rest) = self.rest.as_ref().filter(|_| is_place(key)) {
                    value.join(rest);
                }
                self.set(key.clone(), value);
            }
        }
        if let Some(rest) = &other.rest {
            self.add(rest);
        }
    }
}

/// Objects are kept in chunks of so many, which states share until one changes something: a branch
/// costs what it touches, not what there is.
const OBJECTS: u32 = 32;

/// The same for variables.
const VARIABLES: usize = 8;

/// The objects that a function has seen or made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap(Rc<BTreeMap<u32, Rc<Vec<Located>>>>);

/// An object by its number.
type Located = (ObjId, Rc<Object>);

impl Heap {
    fn chunk(id: ObjId) -> u32 {
        id.0 / OBJECTS
    }

    pub(crate) fn get(&self, id: ObjId) -> Option<&Rc<Object>> {
        let chunk = self.0.get(&Self::chunk(id))?;
        chunk.iter().find(|entry| entry.0 == id).map(|entry| &entry.1)
    }

    pub(crate) fn contains(&self, id: ObjId) -> bool {
        self.get(id).is_some()
    }

    pub(crate) fn get_mut(&mut self, id: ObjId) -> Option<&mut Object> {
        // Looked up first, lest a chunk is copied for nothing.
        self.get(id)?;
        let chunk = Rc::make_mut(&mut self.0).get_mut(&Self::chunk(id))?;
        let chunk = Rc::make_mut(chunk);
        chunk.iter_mut().find(|entry| entry.0 == id).map(|entry| Rc::make_mut(&mut entry.1))
    }

    pub(crate) fn insert(&mut self, id: ObjId, object: Rc<Object>) {
        let chunk = Rc::make_mut(&mut self.0).entry(Self::chunk(id)).or_default();
        let chunk = Rc::make_mut(chunk);
        match chunk.iter_mut().find(|entry| entry.0 == id) {
            Some(entry) => entry.1 = object,
            None => chunk.push((id, object)),
        }
    }

    /// All objects, by their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ObjId, &Rc<Object>)> {
        self.0.values().flat_map(|chunk| chunk.iter()).map(|(id, object)| (*id, object))
    }

    /// The objects that may be other than before, or new.
    pub(crate) fn since(&self, before: &Self) -> impl Iterator<Item = (ObjId, &Rc<Object>)> {
        let is_same = |number: &u32, chunk: &Rc<Vec<Located>>| {
            before.0.get(number).is_some_and(|it| Rc::ptr_eq(it, chunk))
        };
        let changed = self.0.iter().filter(move |(number, chunk)| !is_same(number, chunk));
        changed.flat_map(|(_, chunk)| chunk.iter()).map(|(id, object)| (*id, object))
    }

    /// What is written into an object on one way only is known by what holds on that way.
    fn join(&mut self, other: &Self, only_here: &Facts, only_there: &Facts) {
        if Rc::ptr_eq(&self.0, &other.0) {
            return;
        }
        let chunks = Rc::make_mut(&mut self.0);
        if !only_here.is_empty() {
            for (number, ours) in chunks.iter_mut() {
                let theirs = other.0.get(number);
                if theirs.is_none_or(|theirs| !Rc::ptr_eq(ours, theirs)) {
                    settle(ours, theirs, only_here);
                }
            }
        }
        for (number, theirs) in other.0.iter() {
            match chunks.get_mut(number) {
                Some(ours) if Rc::ptr_eq(ours, theirs) => {}
                Some(ours) => {
                    let mut theirs = Rc::clone(theirs);
                    if !only_there.is_empty() {
                        settle(&mut theirs, Some(ours), only_there);
                    }
                    let mut is_same = true;
                    let all = Rc::make_mut(ours);
                    for (id, object) in theirs.iter() {
                        match all.iter_mut().find(|entry| entry.0 == *id) {
                            Some((_, known)) if Rc::ptr_eq(known, object) => {}
                            Some((_, known)) => {
                                Rc::make_mut(known).join(object);
                                if known == object {
                                    *known = Rc::clone(object);
                                } else {
                                    is_same = false;
                                }
                            }
                            None => all.push((*id, Rc::clone(object))),
                        }
                    }
                    if is_same && all.len() == theirs.len() {
                        *ours = theirs;
                    }
                }
                None => {
                    let mut theirs = Rc::clone(theirs);
                    settle(&mut theirs, None, only_there);
                    chunks.insert(*number, theirs);
                }
            }
        }
    }
}

/// Writes into objects that are others than on another way what was found out of the texts in them.
fn settle(objects: &mut Rc<Vec<Located>>, others: Option<&Rc<Vec<Located>>>, facts: &Facts) {
    let is_other = |(id, object): &Located| {
        let same = others.and_then(|others| others.iter().find(|entry| entry.0 == *id));
        same.is_none_or(|same| !Rc::ptr_eq(&same.1, object))
    };
    let is_concerned =
        |value: &Value| value.taints.iter().any(|it| it.live & facts.get(it.vid) != 0);
    let concerns: Vec<usize> = (0..objects.len())
        .filter(|at| is_other(&objects[*at]) && objects[*at].1.values().any(is_concerned))
        .collect();
    if concerns.is_empty() {
        return;
    }
    let objects = Rc::make_mut(objects);
    for at in concerns {
        for value in Rc::make_mut(&mut objects[at].1).values_mut() {
            *value = value.without_facts(facts);
        }
    }
}

/// The variables of a function, by their slots.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vars(Rc<Vec<Rc<Vec<Value>>>>);

impl Vars {
    fn new(slots: u32) -> Self {
        let chunks = (slots as usize).div_ceil(VARIABLES);
        if chunks == 0 {
            return Self::default();
        }
        // One for all, until they are written to.
        let empty = Rc::new(vec![Value::default(); VARIABLES]);
        Self(Rc::new(vec![empty; chunks]))
    }

    pub(crate) fn get(&self, slot: u32) -> Option<&Value> {
        self.0.get(slot as usize / VARIABLES)?.get(slot as usize % VARIABLES)
    }

    pub(crate) fn set(&mut self, slot: u32, value: Value) {
        let chunks = Rc::make_mut(&mut self.0);
        let chunk = chunks.get_mut(slot as usize / VARIABLES).map(Rc::make_mut);
        if let Some(place) = chunk.and_then(|chunk| chunk.get_mut(slot as usize % VARIABLES)) {
            *place = value;
        }
    }

    /// The variables that may have other values than before.
    pub(crate) fn since(&self, before: &Self) -> impl Iterator<Item = (u32, &Value)> {
        let is_same = |number: usize, chunk: &Rc<Vec<Value>>| {
            before.0.get(number).is_some_and(|it| Rc::ptr_eq(it, chunk))
        };
        let chunks = self.0.iter().enumerate();
        let changed = chunks.filter(move |(number, chunk)| !is_same(*number, chunk));
        changed.flat_map(|(number, chunk)| {
            let first = u32::try_from(number * VARIABLES).unwrap_or(u32::MAX);
            (first..).zip(chunk.iter())
        })
    }

    fn join(&mut self, other: &Self, only_here: &Facts, only_there: &Facts) {
        if Rc::ptr_eq(&self.0, &other.0) {
            return;
        }
        for (ours, theirs) in Rc::make_mut(&mut self.0).iter_mut().zip(other.0.iter()) {
            if Rc::ptr_eq(ours, theirs) {
                continue;
            }
            let mut is_same = true;
            for (ours, theirs) in Rc::make_mut(ours).iter_mut().zip(theirs.iter()) {
                if ours == theirs {
                    continue;
                }
                if !only_here.is_empty() && !ours.taints.is_empty() {
                    *ours = ours.without_facts(only_here);
                }
                if only_there.is_empty() || theirs.taints.is_empty() {
                    ours.join(theirs);
                } else {
                    ours.join(&theirs.without_facts(only_there));
                }
                is_same &= ours == theirs;
            }
            // Shared again, so that the next time nothing has to be compared.
            if is_same {
                *ours = Rc::clone(theirs);
            }
        }
    }
}

/// What is known at a point.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) vars: Vars,
    pub(crate) heap: Heap,
    pub(crate) facts: Facts,
    /// Whether the point can be reached.
    pub(crate) alive: bool,
}

impl State {
    pub(crate) fn new(slots: u32) -> Self {
        Self { vars: Vars::new(slots), heap: Heap::default(), facts: Facts::default(), alive: true }
    }

    /// A state of a point that cannot be reached.
    pub(crate) fn dead() -> Self {
        Self { alive: false, ..Self::new(0) }
    }

    /// What is known where two ways meet.
    pub(crate) fn join(&mut self, other: Self) {
        if !other.alive {
            return;
        }
        if !self.alive {
            *self = other;
            return;
        }
        // What holds on one way only holds for what a variable has on that way, if it has something
        // else on the other: `if not is_safe(x): x = "/"`.
        let only_here = self.facts.since(&other.facts);
        let only_there = other.facts.since(&self.facts);
        self.vars.join(&other.vars, &only_here, &only_there);
        self.heap.join(&other.heap, &only_here, &only_there);
        self.facts.or(&other.facts);
    }
}
