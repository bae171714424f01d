//! All that a request brings along, in which there are secrets: its headers; and a form, or another body,
//! if the same function asks it for a password.
//!
//! One entry is a secret if it is called like one ([`secret`](super::secret)). What the entries are called
//! is none, and whoever looks at that leaves the secrets out:
//!
//! ```python
//! log.info("%r", {name: value for name, value in request.headers.items() if name not in HIDDEN})
//! ```

use super::secret::names_secret;
use super::{Hit, Interp, RunningFunction, part};
use crate::call::CallKey;
use crate::state::{Key, State};
use crate::value::{Alt, Const, Taint, Taints, Value};

/// The condition of a source that it is asked for a password.
const ASKED: &str = "<asked-for-password>";

impl Interp<'_> {
    /// Whether data is a secret because there is one among all that came in.
    fn is_whole(&self, taint: &Taint) -> bool {
        self.origins.get(taint.origin.0 as usize).is_some_and(|origin| {
            &*origin.kind == "secret"
                && origin.model.is_some_and(|model| !self.cat.source(model).element.is_empty())
        })
    }

    /// The data of one entry.
    pub(crate) fn one_entry(&self, taints: &Taints) -> Taints {
        taints.map(|taint| {
            let cleared = if self.is_whole(&taint) { self.cat.rules.own } else { 0 };
            Taint { live: taint.live & !cleared, ..taint }
        })
    }

    /// The function that is being run.
    pub(crate) fn running_function(&self) -> Option<RunningFunction> {
        self.running.last().map(CallKey::function)
    }

    /// Notes that a function asks for a password what somebody has sent.
    pub(crate) fn asks_for_password(&mut self, taints: &Taints) {
        let is_remote = |taint: &Taint| {
            let origin = self.origins.get(taint.origin.0 as usize);
            origin.is_some_and(|origin| &*origin.kind == "remote")
        };
        if let Some(function) = self.running_function()
            && taints.iter().any(is_remote)
        {
            self.asking.insert(function);
        }
    }

    /// Whether data does no harm after all: nobody has asked for a password where it came in.
    pub(crate) fn is_without_password(&self, hit: &Hit) -> bool {
        let Some(origin) = self.origins.get(hit.origin.0 as usize) else { return false };
        let needs_password = origin.model.is_some_and(|model| {
            &*origin.kind == "secret" && self.cat.source(model).when.iter().any(|it| it == ASKED)
        });
        needs_password && !origin.within.is_some_and(|function| self.asking.contains(&function))
    }

    /// Notes that an entry is none of the secrets, since its name is compared with theirs: `name not in
    /// HIDDEN`. Of names that nobody knows, it is believed.
    pub(crate) fn named_otherwise(&self, state: &mut State, name: &Value, others: &Value) {
        let mask = self.cat.rules.secret;
        if mask == 0 || name.taints.is_empty() || !self.may_name_secrets(state, others) {
            return;
        }
        for taint in name.taints.iter() {
            // One of all the names, and not what stands under one.
            let is_name = |vid| {
                self.vids.parent(vid).is_some_and(|it| matches!(it.1, part::ELEMENT | part::KEY))
            };
            if self.vids.up(taint.vid).any(is_name) {
                self.vids.up(taint.vid).for_each(|vid| state.facts.add(vid, mask));
            }
        }
    }

    /// Notes that a secret was taken out of a dictionary, or replaced.
    pub(crate) fn secret_taken_out(&self, state: &mut State, dictionary: &Value, key: &Value) {
        let mask = self.cat.rules.secret;
        if mask == 0 || !key.as_str().is_some_and(|key| names_secret(key)) {
            return;
        }
        for taint in self.deep(state, dictionary).iter().filter(|it| self.is_whole(it)) {
            state.facts.add(taint.vid, mask);
        }
    }

    fn may_name_secrets(&self, state: &State, names: &Value) -> bool {
        let mut texts = Vec::new();
        for alt in &names.alts {
            match alt {
                Alt::Const(Const::Str(text)) => texts.push(text.clone()),
                Alt::Obj(id) => {
                    let Some(object) = self.object(state, *id) else { return true };
                    for (key, value) in &object.fields {
                        if let Key::Entry(Const::Str(text)) = key {
                            texts.push(text.clone());
                        }
                        texts.extend(value.as_str().cloned());
                    }
                    let rest = object.rest.iter().flat_map(|rest| &rest.alts);
                    texts.extend(rest.filter_map(|alt| match alt {
                        Alt::Const(Const::Str(text)) => Some(text.clone()),
                        _ => None,
                    }));
                }
                _ => return true,
            }
        }
        texts.is_empty() || texts.iter().any(|text| names_secret(text))
    }
}
