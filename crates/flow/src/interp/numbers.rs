//! Numbers that are read from bytes.

use super::call::Args;
use super::{Interp, part};
use crate::state::{Kind, Object, State};
use crate::value::{Const, Type, Value};

impl Interp<'_> {
    /// `struct.unpack("!HH", data)`: numbers, which are small if they have two bytes at most.
    pub(super) fn unpacked(&mut self, state: &mut State, args: &Args) -> Option<Value> {
        let are_small = numbers_of_format(args.position(0)?.as_const()?)?;
        let data = args.position(1)?.clone();
        // A look at a number may be one at how large something is.
        let rules = &self.cat.rules;
        let small = if are_small { rules.bounded } else { 0 };
        let cleared = rules.texts & !rules.measured | small;
        let taints = self.taints_of(state, &[&data]).without(cleared);
        let taints = self.part(&taints, part::NUMBER);
        let mut numbers = Object::new(Kind::Tuple);
        numbers.rest = Some(Value { taints, ..Value::typed(Type::Number) });
        Some(self.allocate(state, numbers))
    }
}

/// Whether all numbers of a format are small; none if there is something else than numbers in it.
fn numbers_of_format(format: &Const) -> Option<bool> {
    let (Const::Str(format) | Const::Bytes(format)) = format else { return None };
    let mut are_small = true;
    for char in format.chars() {
        match char {
            '@' | '=' | '<' | '>' | '!' | 'x' | ' ' | '0'..='9' | 'b' | 'B' | '?' | 'h' | 'H' => {}
            'i' | 'I' | 'l' | 'L' | 'q' | 'Q' | 'n' | 'N' | 'e' | 'f' | 'd' => are_small = false,
            _ => return None,
        }
    }
    Some(are_small)
}
