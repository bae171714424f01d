//! What is found in something fixed is one of the things in it, however it was looked for.

use std::rc::Rc;

use hognose_ir::BinOp;

use super::Interp;
use super::builtins::MADE_BY;
use crate::state::{Facts, Key, Kind, Object, State};
use crate::value::{Alt, Cond, ObjId, Value};

impl Interp<'_> {
    /// Notes that an element was found in a collection, or an exception was raised: `PAGES.index(page)`.
    pub(crate) fn found(&self, state: &mut State, collection: &Value, element: &Value) {
        if element.taints.is_empty() || !self.deep(state, collection).is_empty() {
            return;
        }
        let all = self.cat.rules.all;
        self.clear(state, element, all);
        self.clear_url(state, element);
    }

    /// The same for `TABLE[key]`: of a dictionary of which all keys are known.
    pub(crate) fn found_key(&mut self, state: &mut State, table: &Value, key: &Value) {
        if !key.taints.is_empty() && self.is_table(state, table) {
            self.found(state, table, key);
        }
    }

    /// What is known of a key if `TABLE.get(key)` gives something.
    pub(crate) fn found_if_true(
        &mut self,
        state: &State,
        table: ObjId,
        key: &Value,
    ) -> Option<Rc<Cond>> {
        let table = Value::of(Alt::Obj(table));
        if key.taints.is_empty()
            || !self.is_table(state, &table)
            || !self.deep(state, &table).is_empty()
        {
            return None;
        }
        let mut facts = Facts::default();
        for taint in key.taints.iter() {
            facts.add(taint.vid, self.cat.rules.all);
        }
        Some(Rc::new(Cond { if_true: Some(facts), if_false: Some(Facts::default()) }))
    }

    /// Whether a value is a dictionary of which all keys are known, and that makes no others.
    fn is_table(&mut self, state: &State, value: &Value) -> bool {
        let made_by = self.names.intern(MADE_BY);
        let Some(Alt::Obj(id)) = value.single() else { return false };
        self.object(state, *id).is_some_and(|object| {
            object.kind == Kind::Dict
                && object.rest.is_none()
                && object.fields.iter().any(|field| matches!(field.0, Key::Entry(_)))
                && object.get(&Key::Attr(made_by)).is_none()
        })
    }

    /// `one & other` and the like, if one of them is a set.
    pub(crate) fn set_operation(
        &mut self,
        state: &mut State,
        op: BinOp,
        one: &Value,
        other: &Value,
    ) -> Option<Value> {
        let is_set = |this: &Self, value: &Value| {
            value
                .objects()
                .any(|id| this.object(state, id).is_some_and(|object| object.kind == Kind::Set))
        };
        if !is_set(self, one) && !is_set(self, other) {
            return None;
        }
        let elements = match op {
            // What is in both is in the one that nobody else has a say in.
            BinOp::And if self.deep(state, one).is_empty() => self.element(state, one),
            BinOp::And if self.deep(state, other).is_empty() => self.element(state, other),
            BinOp::Sub => self.element(state, one),
            BinOp::And | BinOp::Or | BinOp::Xor => {
                let mut both = self.element(state, one);
                both.join(&self.element(state, other));
                both
            }
            _ => return None,
        };
        let mut set = Object::new(Kind::Set);
        set.add(&elements);
        Some(self.allocate(state, set))
    }
}
