//! Places that everybody sees: what is written there, and which functions have looked before.

use super::Interp;
use crate::api::ApiId;
use crate::limits::{MAX_EFFECTS, MAX_SEEN, OBJECT_DEPTH};
use crate::names::Name;
use crate::state::State;
use crate::value::{Alt, Const, ObjId, Taint, Taints, Type, Value};
use crate::words::is_common;
use std::rc::Rc;

/// A point in time: how often something was written into a shared place before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u32);

/// On what it depends what a function does, beside its arguments.
#[derive(Debug, Default)]
pub(crate) struct Depends {
    /// The shared places that it has looked at, and when first.
    reads: Vec<(Shared, Moment)>,
    /// The numbers of the summaries that were used.
    callees: Vec<u32>,
}

/// An attribute of all instances of a class of the program, or a variable of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shared {
    Attribute(u32, Name),
    Global(u32, Name),
    Object(ObjId),
    /// One entry of a dictionary.
    Entry(ObjId, Name),
    /// The entries of a dictionary, whichever.
    Entries(ObjId),
    /// Something of a library: `flask.g.user`.
    Api(ApiId),
}

impl Shared {
    /// The same place of another object.
    pub(crate) fn map(self, change: impl Fn(ObjId) -> ObjId) -> Self {
        match self {
            Self::Object(id) => Self::Object(change(id)),
            Self::Entry(id, name) => Self::Entry(change(id), name),
            Self::Entries(id) => Self::Entries(change(id)),
            Self::Attribute(..) | Self::Global(..) | Self::Api(_) => self,
        }
    }
}

impl Interp<'_> {
    /// Notes that others may read what is written into a shared place: the data in it.
    pub(crate) fn share(&mut self, place: Shared, value: &Value) {
        let real = without_parameters(&value.taints);
        if value.taints.iter().any(|taint| taint.origin.is_parameter()) {
            self.note_effect(place, &value.taints);
        }
        if real.is_empty() {
            return;
        }
        let known = self.shared.entry(place).or_default();
        let before = known.taints.iter().count();
        known.join(&Value::tainted(real));
        if known.taints.iter().count() > before {
            if let Shared::Attribute(_, name) = place
                && !is_common(&self.text(name))
            {
                self.returning.insert(name);
            }
            self.note_change(place);
        }
    }

    /// Notes that the function that is being run writes what a caller gives it into a shared place.
    fn note_effect(&mut self, place: Shared, taints: &Taints) {
        let count = self.effects.len();
        let known = match self.effects.iter_mut().find(|effect| effect.0 == place) {
            Some(known) => &mut known.1,
            None if count < MAX_EFFECTS => {
                self.effects.push((place, Taints::default()));
                &mut self.effects[count].1
            }
            None => {
                self.counters.too_many_objects += u64::from(count == MAX_EFFECTS);
                return;
            }
        };
        taints.iter().filter(|it| it.origin.is_parameter()).for_each(|it| known.add(*it));
    }

    /// The same for data that is put into a shared dictionary: what stands in one entry is not in others.
    pub(crate) fn share_entry(&mut self, id: ObjId, key: Option<&Const>, taints: Taints) {
        let value = Value::tainted(taints);
        if let Some(key) = key.and_then(Const::as_str) {
            let name = self.names.intern(key);
            self.share(Shared::Entry(id, name), &value);
            self.share(Shared::Entries(id), &value);
        } else {
            self.share(Shared::Object(id), &value);
        }
    }

    /// The data that others have put into an entry of a dictionary, or into any if no key is known. An
    /// entry with a known name is a secret by its name, not because there is one somewhere.
    pub(crate) fn shared_entry(&mut self, id: ObjId, key: Option<&Const>) -> Taints {
        let entry = match key {
            Some(Const::Str(key)) => Some(Shared::Entry(id, self.names.intern(key))),
            Some(_) => None,
            None => Some(Shared::Entries(id)),
        };
        let mut taints = Taints::default();
        if let Some(more) = self.shared(Shared::Object(id)) {
            let mask = if key.is_some() { self.cat.rules.own } else { 0 };
            taints = more.taints.without(mask);
        }
        if let Some(more) = entry.and_then(|place| self.shared(place)) {
            taints.join(&more.taints);
        }
        taints
    }

    pub(super) fn note_change(&mut self, place: Shared) {
        self.now.0 += 1;
        self.shared_changes.insert(place, self.now);
    }

    /// The same for whatever is written there: the objects in it are everybody's from now on.
    pub(crate) fn share_all(&mut self, state: &mut State, place: Shared, value: &Value) {
        let taints = self.deep(state, value);
        let taints = self.settle(state, &taints);
        let known = self.shared.get(&place).map_or(0, |known| known.alts.len());
        let mut seen = Vec::new();
        let escaped = self.escaped(state, value, &mut seen, OBJECT_DEPTH);
        // Rounds make the same objects again: a few stand for all.
        if known < 3 && escaped.alts.iter().any(|alt| !matches!(alt, Alt::Any | Alt::Const(_))) {
            let escaped = Value { taints: Taints::default(), ..escaped };
            self.shared.entry(place).or_default().join(&escaped);
            if known == 0 {
                self.note_change(place);
            }
        }
        // What is in objects is found in them: a secret in one entry is not in the others.
        let inside = match self.shared.get(&place) {
            Some(known) => self.deep(state, &Value { taints: Taints::default(), ..known.clone() }),
            None => Taints::default(),
        };
        let is_inside = |taint: &Taint| inside.iter().any(|it| it.origin == taint.origin);
        let mut outside = self.settle(state, &value.taints);
        let within = taints.without(self.cat.rules.secret);
        within.iter().filter(|it| !is_inside(it)).for_each(|it| outside.add(*it));
        self.share(place, &Value::tainted(outside));
    }

    pub(crate) fn escaped(
        &mut self,
        state: &mut State,
        value: &Value,
        seen: &mut Vec<ObjId>,
        depth: u32,
    ) -> Value {
        // A function has the variables around it.
        let closures = value.alts.iter().filter_map(|alt| match alt {
            Alt::Func(function) => function.closure,
            _ => None,
        });
        for id in value.objects().chain(closures) {
            if seen.contains(&id) || seen.len() > MAX_SEEN || depth == 0 {
                continue;
            }
            seen.push(id);
            let Some(object) = state.heap.get_mut(id) else { continue };
            object.is_shared = true;
            let mut object = object.clone();
            for (_, field) in &mut object.fields {
                *field = self.escaped(state, field, seen, depth - 1);
            }
            if let Some(rest) = object.rest.take() {
                object.rest = Some(self.escaped(state, &rest, seen, depth - 1));
            }
            self.statics.insert(id, Rc::new(object));
        }
        let alts = value
            .alts
            .iter()
            .map(|alt| match alt {
                // The pieces of a text have data that callers put in.
                Alt::Text(_) => Alt::Typed(Type::Str),
                alt => alt.clone(),
            })
            .collect();
        Value { taints: without_parameters(&value.taints), alts, cond: None }
    }

    /// What was written into a shared place.
    pub(crate) fn shared(&self, place: Shared) -> Option<&Value> {
        // Other objects are made anew each time.
        let stays = match place {
            Shared::Object(id) | Shared::Entry(id, _) | Shared::Entries(id) => {
                self.statics.contains(id)
            }
            _ => true,
        };
        if stays {
            let reads = &mut self.depends.borrow_mut().reads;
            // Code looks at the same few places again and again.
            if !reads.iter().rev().take(8).any(|read| read.0 == place) {
                reads.push((place, self.now));
            }
        }
        self.shared.get(&place)
    }

    /// Begins to note on what a function depends. Returns what was noted for the one that calls it.
    pub(crate) fn begin_to_depend(&mut self) -> Depends {
        self.depends.take()
    }

    /// Ends it: `outer` goes on. Returns the number of what was noted.
    pub(crate) fn end_to_depend(&mut self, outer: Depends) -> u32 {
        let mut depends = self.depends.replace(outer);
        depends.reads.sort_unstable();
        depends.reads.dedup_by_key(|read| read.0);
        depends.callees.sort_unstable();
        depends.callees.dedup();
        self.dependencies.push(depends);
        u32::try_from(self.dependencies.len() - 1).unwrap_or(u32::MAX)
    }

    /// Notes that what is known of a function is used.
    pub(crate) fn depend_on(&mut self, number: u32) {
        self.depends.get_mut().callees.push(number);
    }

    /// Forgets what functions do that have looked where something was written later. Returns whether
    /// there are any.
    pub(super) fn forget_outdated(&mut self) -> bool {
        let before = self.memo.len();
        let changes = std::mem::take(&mut self.shared_changes);
        let is_late =
            |(place, read): &(Shared, Moment)| changes.get(place).is_some_and(|it| it > read);
        let mut outdated: Vec<bool> = Vec::with_capacity(self.dependencies.len());
        for depends in &self.dependencies {
            // What a function calls was finished before it, and has a lower number.
            let is_callee_outdated =
                |it: &u32| outdated.get(*it as usize).copied().unwrap_or(false);
            let is_outdated =
                depends.reads.iter().any(is_late) || depends.callees.iter().any(is_callee_outdated);
            outdated.push(is_outdated);
        }
        let (contexts, has_run) = (&mut self.contexts, &mut self.has_run);
        contexts.clear();
        has_run.clear();
        self.memo.retain(|_, summary| {
            let is_valid = !outdated[summary.number as usize];
            if is_valid {
                *contexts.entry(summary.function).or_default() += 1;
                has_run.insert((summary.function.0, summary.function.1));
            }
            is_valid
        });
        self.memo.len() < before
    }
}

/// The data that is the same whoever calls.
pub(super) fn without_parameters(taints: &Taints) -> Taints {
    let mut real = Taints::default();
    taints.iter().filter(|taint| !taint.origin.is_parameter()).for_each(|it| real.add(*it));
    real
}
