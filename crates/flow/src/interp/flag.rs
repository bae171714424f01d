//! Flags: variables that say which way was taken, and with it what was found out there.
//!
//! ```python
//! ok = False
//! for allowed in ("a.txt", "b.txt"):
//!     if name == allowed:
//!         ok = True
//! if not ok:
//!     abort(404)
//! ```

use std::rc::Rc;

use super::Frame;
use crate::state::{Facts, State};
use crate::value::{Alt, Cond, Type, Value};

/// What is known where two ways meet. A variable that is true on one of them and false on the other
/// keeps what was found out there. Not in a loop over data: what is found out about one element does
/// not hold for the next.
pub(crate) fn meet(frame: &Frame, one: &mut State, other: State) {
    let is_kept = one.alive && other.alive && frame.data_loops == 0;
    let flags = if is_kept { flags(one, &other) } else { Vec::default() };
    one.join(other);
    for (slot, cond) in flags {
        if let Some(value) = one.vars.get(slot) {
            let value = Value { cond: Some(Rc::new(cond)), ..value.clone() };
            one.vars.set(slot, value);
        }
    }
}

/// The variables that say which way was taken, and what they say.
fn flags(one: &State, other: &State) -> Vec<(u32, Cond)> {
    let only_one = one.facts.since(&other.facts);
    let only_other = other.facts.since(&one.facts);
    let mut flags = Vec::new();
    if only_one.is_empty() && only_other.is_empty() {
        return flags;
    }
    for (slot, value) in one.vars.since(&other.vars) {
        let Some(theirs) = other.vars.get(slot) else { continue };
        if value == theirs || !is_flag(value) || !is_flag(theirs) {
            continue;
        }
        let (ours, theirs) = (said_by(value, &only_one), said_by(theirs, &only_other));
        let cond = Cond {
            if_true: Facts::either(ours.if_true.as_ref(), theirs.if_true.as_ref()),
            if_false: Facts::either(ours.if_false.as_ref(), theirs.if_false.as_ref()),
        };
        let says_something =
            |facts: &Option<Facts>| facts.as_ref().is_some_and(|it| !it.is_empty());
        if says_something(&cond.if_true) || says_something(&cond.if_false) {
            flags.push((slot, cond));
        }
    }
    flags
}

/// Whether a value is there to be asked whether it is true: a constant, a message, the result of a test.
fn is_flag(value: &Value) -> bool {
    !value.is_bottom()
        && value.alts.iter().all(|alt| {
            matches!(alt, Alt::Const(_) | Alt::Text(_) | Alt::Typed(Type::Bool | Type::Str))
        })
}

/// What is known by the truth of a value where some facts hold.
fn said_by(value: &Value, here: &Facts) -> Cond {
    let with = |facts: &Facts| {
        let mut all = facts.clone();
        all.and(here);
        all
    };
    match &value.cond {
        Some(cond) => Cond {
            if_true: cond.if_true.as_ref().map(with),
            if_false: cond.if_false.as_ref().map(with),
        },
        None => Cond {
            if_true: (value.truth() != Some(false)).then(|| here.clone()),
            if_false: (value.truth() != Some(true)).then(|| here.clone()),
        },
    }
}
