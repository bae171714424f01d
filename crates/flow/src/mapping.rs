//! Values of one place in the place of another: other data, and other objects.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::state::Object;
use crate::value::{Alt, ObjId, Piece, Taint, Taints, Value};

/// What becomes of data and of objects.
pub(crate) struct Mapping<'m> {
    change: &'m mut dyn FnMut(&Taint) -> Option<SmallVec<[Taint; 1]>>,
    id: &'m dyn Fn(ObjId) -> ObjId,
    /// What has become of sets of data: many values share one.
    known: FxHashMap<usize, Taints>,
}

impl<'m> Mapping<'m> {
    /// `change` gives nothing for data that stays what it is. What is mapped has to live as long as this.
    pub(crate) fn new(
        change: &'m mut dyn FnMut(&Taint) -> Option<SmallVec<[Taint; 1]>>,
        id: &'m dyn Fn(ObjId) -> ObjId,
    ) -> Self {
        Self { change, id, known: FxHashMap::default() }
    }

    fn taints(&mut self, taints: &Taints) -> Taints {
        let Some(address) = taints.address() else { return Taints::default() };
        if let Some(known) = self.known.get(&address) {
            return known.clone();
        }
        let changed: Vec<_> = taints.iter().map(|it| (self.change)(it)).collect();
        let mapped = if changed.iter().all(Option::is_none) {
            taints.clone()
        } else {
            let mut mapped = Taints::default();
            for (taint, changed) in taints.iter().zip(changed) {
                match changed {
                    Some(changed) => changed.into_iter().for_each(|it| mapped.add(it)),
                    None => mapped.add(*taint),
                }
            }
            mapped
        };
        self.known.insert(address, mapped.clone());
        mapped
    }

    pub(crate) fn object(&mut self, object: &Rc<Object>) -> Rc<Object> {
        if object.values().all(|value| value.cond.is_none() && is_plain(value)) {
            return Rc::clone(object);
        }
        let mut mapped =
            Object { fields: Vec::with_capacity(object.fields.len()), ..object.bare() };
        for (key, value) in &object.fields {
            mapped.fields.push((key.clone(), self.value(value)));
        }
        mapped.rest = object.rest.as_ref().map(|rest| self.value(rest));
        Rc::new(mapped)
    }

    /// A value, without what was found out about it.
    pub(crate) fn value(&mut self, value: &Value) -> Value {
        if is_plain(value) {
            return Value { taints: Taints::default(), alts: value.alts.clone(), cond: None };
        }
        let alts = value.alts.iter().map(|alt| self.alt(alt)).collect();
        Value { taints: self.taints(&value.taints), alts, cond: None }
    }

    fn alt(&mut self, alt: &Alt) -> Alt {
        match alt {
            Alt::Obj(it) => Alt::Obj((self.id)(*it)),
            Alt::Text(pieces) => Alt::Text(
                pieces
                    .iter()
                    .map(|piece| match piece {
                        known @ (Piece::Text(_) | Piece::Chosen) => known.clone(),
                        Piece::Hole(taints) => Piece::Hole(self.taints(taints)),
                    })
                    .collect(),
            ),
            Alt::Func(function) if function.closure.is_some() || function.receiver.is_some() => {
                let mut mapped = (**function).clone();
                mapped.closure = mapped.closure.map(self.id);
                mapped.receiver = mapped.receiver.map(|it| self.value(&it));
                Alt::Func(Rc::new(mapped))
            }
            Alt::Method(method) => Alt::Method(Rc::new((self.value(&method.0), method.1))),
            Alt::Partial(partial) => {
                let function = self.value(&partial.0);
                let values = partial.1.iter().map(|it| self.value(it)).collect();
                let named = partial.2.iter().map(|(name, it)| (*name, self.value(it))).collect();
                Alt::Partial(Rc::new((function, values, named)))
            }
            Alt::Super(class, receiver) => {
                Alt::Super(Rc::clone(class), Rc::new(self.value(receiver)))
            }
            other => other.clone(),
        }
    }
}

/// Whether a value holds no data, and nothing of a function that is run for each kind of arguments.
fn is_plain(value: &Value) -> bool {
    value.taints.is_empty()
        && value.alts.iter().all(|alt| match alt {
            Alt::Any
            | Alt::Const(_)
            | Alt::Typed(_)
            | Alt::Class(_)
            | Alt::Api(_)
            | Alt::Module(_)
            | Alt::Member(..)
            | Alt::Package(_)
            | Alt::Regex(_) => true,
            Alt::Func(function) => function.closure.is_none() && function.receiver.is_none(),
            Alt::Text(_) | Alt::Obj(_) | Alt::Method(_) | Alt::Partial(_) | Alt::Super(..) => false,
        })
}
