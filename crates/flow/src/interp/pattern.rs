//! What `match` and assignments to several targets take out of a value.

use super::{Frame, Interp};
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, Const, Value};
use hognose_ir::{Case, Expr, Pattern, Span};

impl Interp<'_> {
    pub(super) fn matching(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        subject: &Expr,
        cases: &[Case],
    ) {
        let value = self.eval(frame, state, subject);
        let mut after = State::dead();
        for case in cases {
            if !state.alive {
                break;
            }
            let mut inside = state.clone();
            let decided = self.pattern(frame, &mut inside, &case.pattern, &value);
            let mut no = state.clone();
            if decided == Some(true) && case.guard.is_none() {
                no.alive = false;
            }
            if decided == Some(false) {
                inside.alive = false;
            }
            if let Some(guard) = &case.guard
                && inside.alive
            {
                let (yes, otherwise) = self.branch(frame, inside, guard);
                inside = yes;
                if decided == Some(true) {
                    no = otherwise;
                }
            }
            self.block(frame, &mut inside, &case.body);
            after.join(inside);
            *state = no;
        }
        state.join(after);
    }

    /// Binds what a pattern captures. Whether it matches; unknown if it may.
    pub(super) fn pattern(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        pattern: &Pattern,
        value: &Value,
    ) -> Option<bool> {
        match pattern {
            Pattern::Value(expr) => {
                let expected = self.eval(frame, state, expr);
                self.equals(state, value, &expected)
            }
            Pattern::Lit(lit) => {
                let expected = Value::constant(super::expr::constant(lit));
                self.equals(state, value, &expected)
            }
            Pattern::Any(var) | Pattern::Star(var) => {
                if let Some(var) = var {
                    self.set_var(frame, state, *var, value.clone());
                }
                Some(true)
            }
            Pattern::As(inner, var) => {
                let decided = self.pattern(frame, state, inner, value);
                self.set_var(frame, state, *var, value.clone());
                decided
            }
            Pattern::Or(patterns) => {
                // Equal to one of several constants: harmless only if each of them says so.
                let before = state.facts.clone();
                let mut facts: Option<crate::state::Facts> = None;
                let mut decided = Some(false);
                for pattern in patterns {
                    state.facts = before.clone();
                    match self.pattern(frame, state, pattern, value) {
                        Some(false) => continue,
                        Some(true) => decided = Some(true),
                        None if decided == Some(false) => decided = None,
                        None => {}
                    }
                    facts = crate::state::Facts::either(facts.as_ref(), Some(&state.facts));
                }
                state.facts = facts.unwrap_or(before);
                decided
            }
            Pattern::Sequence(patterns) => {
                let elements = self.unpack(state, value, patterns.len(), None);
                for (pattern, element) in patterns.iter().zip(elements) {
                    self.pattern(frame, state, pattern, &element);
                }
                None
            }
            Pattern::Mapping(entries, rest) => {
                for (key, pattern) in entries {
                    let key = self.eval(frame, state, key);
                    let site = frame.site(Span::default());
                    let element = self.index(state, value, &key, site);
                    self.pattern(frame, state, pattern, &element);
                }
                if let Some(var) = rest {
                    self.set_var(frame, state, *var, value.clone());
                }
                None
            }
            Pattern::Class(class, places, names) => {
                let class = self.eval(frame, state, class);
                let narrowed = self.narrow(value.clone(), Some(&class));
                for pattern in places {
                    self.pattern(frame, state, pattern, &narrowed);
                }
                for (name, pattern) in names {
                    let site = frame.site(Span::default());
                    let name = frame.name(*name);
                    let field = self.attribute(frame, state, value, name, site);
                    self.pattern(frame, state, pattern, &field);
                }
                None
            }
        }
    }

    /// Whether a value equals another one, and what is known if it does.
    pub(super) fn equals(
        &mut self,
        state: &mut State,
        value: &Value,
        expected: &Value,
    ) -> Option<bool> {
        if let (Some(one), Some(other)) = (value.as_const(), expected.as_const()) {
            return Some(one == other);
        }
        if self.deep(state, expected).is_empty() {
            let all = self.cat.rules.all;
            self.clear(state, value, all);
        }
        None
    }

    /// The elements of a value for so many targets, of which one takes the rest.
    pub(crate) fn unpack(
        &mut self,
        state: &mut State,
        value: &Value,
        count: usize,
        star: Option<usize>,
    ) -> Vec<Value> {
        let known = value.single().and_then(|alt| match alt {
            Alt::Obj(id) => {
                let object = self.object(state, *id)?;
                object.elements().or_else(|| self.named_elements(object))
            }
            _ => None,
        });
        if let Some(mut known) = known {
            match star {
                None if known.len() == count => return known,
                Some(star) if known.len() + 1 >= count => {
                    let after = count - star - 1;
                    let tail = known.split_off(known.len() - after);
                    let middle = known.split_off(star);
                    let middle = self.allocate(state, Object::list(Kind::List, middle));
                    known.push(middle);
                    known.extend(tail);
                    return known;
                }
                _ => {}
            }
        }
        (0..count)
            .map(|place| {
                if star == Some(place) {
                    let mut rest = Object::new(Kind::List);
                    rest.rest = Some(self.behind(state, value, place));
                    self.allocate(state, rest)
                } else if star.is_none_or(|star| place < star) {
                    let place = i64::try_from(place).unwrap_or(0);
                    let key = Value::constant(Const::Int(place));
                    self.index(state, value, &key, self.here)
                } else {
                    self.element(state, value)
                }
            })
            .collect()
    }

    /// Any of the elements behind the first few.
    pub(super) fn behind(&mut self, state: &mut State, value: &Value, first: usize) -> Value {
        let rest = value.single().and_then(|alt| match alt {
            Alt::Obj(id) => self.object(state, *id).filter(|object| object.fields.len() <= first),
            _ => None,
        });
        match rest.and_then(|object| object.rest.clone()) {
            Some(rest) => rest.with(&value.taints),
            None => self.element(state, value),
        }
    }

    /// The elements of a named tuple, in order; of a class that the program defines, its declared fields.
    pub(super) fn named_elements(&self, object: &Object) -> Option<Vec<Value>> {
        let class = object.class.as_ref()?;
        let fields = self.fields_of(class);
        let elements = fields.iter().map(|field| object.get(&Key::Attr(field.0)).cloned());
        if fields.is_empty() { None } else { elements.collect() }
    }
}
