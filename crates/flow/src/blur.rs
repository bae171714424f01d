//! Arguments of which a call sees less than is known, where a function is called in too many ways.

use crate::interp::Interp;
use crate::state::{Object, State};
use crate::value::{Alt, Const, ObjId, Taints, Type, Value};

/// What a call does not see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blur {
    /// Constants.
    Texts,
    /// The same, what containers hold where, and what the fields of objects are: only the data in each.
    Fields,
    /// The same, and in which field of an object the data is.
    Objects,
}

/// The objects of which a call sees less, each with the one that stands for it there.
#[derive(Debug, Default)]
pub(crate) struct StandIns(Vec<(ObjId, ObjId)>);

impl StandIns {
    /// A value of which less is known.
    pub(crate) fn blurred(
        &mut self,
        interp: &mut Interp<'_>,
        state: &mut State,
        value: &Value,
        blur: Blur,
    ) -> Value {
        if blur == Blur::Texts {
            return without_constants(value);
        }
        let mut taints = data(interp, state, value);
        let alt = value.alts.iter().find_map(|alt| match alt {
            // A decorator makes something else of each function.
            Alt::Func(_) | Alt::Class(_) | Alt::Api(_) => Some(alt.clone()),
            Alt::Obj(id) => {
                let stand_in = bare(interp, state, *id, blur)?;
                if blur == Blur::Fields && value.alts.len() == 1 {
                    taints.clone_from(&value.taints);
                }
                let stand_in = interp.allocate(state, stand_in);
                self.0.extend(stand_in.objects().map(|stand_in| (*id, stand_in)));
                stand_in.single().cloned()
            }
            _ => None,
        });
        Value { taints, ..Value::of(alt.unwrap_or(Alt::Any)) }
    }

    /// What a call gives back, with the objects themselves in it. What it has written into those that stood
    /// for them is written into them.
    pub(crate) fn replaced(
        self,
        interp: &mut Interp<'_>,
        state: &mut State,
        mut value: Value,
    ) -> Value {
        for (id, stand_in) in self.0 {
            if value.objects().any(|it| it == stand_in) {
                value.alts.retain(|alt| *alt != Alt::Obj(stand_in));
                value.add(Alt::Obj(id));
            }
            let Some(written) = state.heap.get(stand_in).cloned() else { continue };
            let Some(object) = interp.object_mut(state, id) else { continue };
            for (key, value) in &written.fields {
                let mut value = value.clone();
                if let Some(known) = object.get(key) {
                    value.join(known);
                }
                object.set(key.clone(), value);
            }
        }
        value
    }
}

/// Of an instance its class, which says what its methods are, and what is known of its fields.
fn bare(interp: &Interp<'_>, state: &State, id: ObjId, blur: Blur) -> Option<Object> {
    let object = interp.object(state, id)?;
    object.class.as_ref()?;
    let mut bare = object.bare();
    for (key, value) in &object.fields {
        match value.single() {
            // Nothing but what is of libraries is likely to be the same in all of them.
            Some(Alt::Api(_) | Alt::Class(_)) if value.taints.is_empty() => {
                bare.set(key.clone(), value.clone());
            }
            _ if blur == Blur::Fields => {
                let taints = data(interp, state, value);
                let alts = match without_constants(value).single() {
                    Some(Alt::Typed(kind)) => Value::typed(*kind).alts,
                    _ => Value::any().alts,
                };
                bare.set(key.clone(), Value { taints, alts, cond: None });
            }
            _ => {}
        }
    }
    if blur == Blur::Fields {
        bare.rest = object.rest.as_ref().map(|it| Value::tainted(data(interp, state, it)));
    }
    Some(bare)
}

/// The data in a value. Which entry of it is read is said by its name: the others' secrets are not in it,
/// and it is not the number that one of the others is.
fn data(interp: &Interp<'_>, state: &State, value: &Value) -> Taints {
    let others = interp.cat.rules.secret | interp.cat.rules.bounded;
    let mut taints = interp.deep(state, value).without(others);
    taints.join(&value.taints);
    taints
}

fn without_constants(value: &Value) -> Value {
    let alts = value
        .alts
        .iter()
        .map(|alt| match alt {
            Alt::Const(Const::Str(_)) | Alt::Text(_) => Alt::Typed(Type::Str),
            Alt::Const(Const::Int(_) | Const::Float(_)) => Alt::Typed(Type::Number),
            other => other.clone(),
        })
        .collect();
    let mut blurred = Value { taints: value.taints.clone(), alts, cond: None };
    blurred.alts.dedup();
    blurred
}
