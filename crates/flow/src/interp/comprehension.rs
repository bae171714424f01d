//! Lists, dictionaries and the like where they are written down, comprehensions, slices.

use std::rc::Rc;

use super::{Frame, Interp, part};
use crate::limits::{MAX_COMPREHENDED, MAX_SHOWN, MAX_UNROLLED};
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, Const, Type, Value, hash};
use hognose_ir::{CompKind, Comprehension, Expr, ExprKind, Target};

impl Interp<'_> {
    pub(super) fn display(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        kind: Kind,
        items: &[Expr],
    ) -> Value {
        let mut object = Object::new(kind);
        let mut place = Some(0_u32);
        for item in items {
            if let ExprKind::Star(inner) = &item.kind {
                let value = self.eval(frame, state, inner);
                let known = self.elements_in(state, &value);
                if let (Some(known), Some(mut next)) = (known, place) {
                    for element in known {
                        object.set(Key::Place(next), element);
                        next += 1;
                    }
                    place = Some(next);
                } else {
                    // What stands before it stays where it is.
                    let element = self.element(state, &value);
                    object.rest.get_or_insert_default().join(&element);
                    place = None;
                }
                continue;
            }
            let value = self.eval(frame, state, item);
            match (kind, place) {
                (Kind::List | Kind::Tuple, Some(next)) => {
                    object.set(Key::Place(next), value);
                    place = Some(next + 1);
                }
                (Kind::List | Kind::Tuple, None) => {
                    object.rest.get_or_insert_default().join(&value);
                }
                _ => object.add(&value),
            }
        }
        self.allocate(state, object)
    }

    pub(super) fn comprehension(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        comp: &Comprehension,
    ) -> Value {
        // One list, element by element: what is known of each stays known.
        if let [(target, iterable, conditions)] = &comp.loops[..]
            && conditions.is_empty()
            && matches!(comp.kind, CompKind::List | CompKind::Generator)
        {
            let iterable = self.eval(frame, state, iterable);
            if let Some(known) = self.few_elements(state, &iterable) {
                let mut results = Vec::with_capacity(known.len());
                for element in known {
                    self.assign(frame, state, target, element);
                    results.push(self.eval(frame, state, &comp.element));
                }
                return self.allocate(state, Object::list(Kind::List, results));
            }
            let element = self.each(state, &iterable);
            self.assign(frame, state, target, element);
            let element = self.eval(frame, state, &comp.element);
            let mut object = Object::new(Kind::List);
            object.add(&element);
            return self.allocate(state, object);
        }
        let mut first = None;
        if let ([(target, iterable, conditions)], Some(value)) = (&comp.loops[..], &comp.value) {
            let iterable = self.eval(frame, state, iterable);
            if let Some(known) = self.few_elements(state, &iterable) {
                let entry = (&comp.element, value);
                return self.entries_of(frame, state, (target, conditions), known, entry);
            }
            first = Some(iterable);
        }
        let mut inside = state.clone();
        for (target, iterable, conditions) in &comp.loops {
            let iterable = match first.take() {
                Some(iterable) => iterable,
                None => self.eval(frame, &mut inside, iterable),
            };
            let element = self.each(&mut inside, &iterable);
            self.assign(frame, &mut inside, target, element);
            for condition in conditions {
                let (yes, _) = self.branch(frame, inside, condition);
                inside = yes;
            }
        }
        let mut object = Object::new(match comp.kind {
            CompKind::List | CompKind::Generator => Kind::List,
            CompKind::Set => Kind::Set,
            CompKind::Dict => Kind::Dict,
        });
        if inside.alive {
            let element = self.eval(frame, &mut inside, &comp.element);
            let element = self.settled(&inside, element);
            match &comp.value {
                Some(value) => {
                    let value = self.eval(frame, &mut inside, value);
                    let value = self.settled(&inside, value);
                    self.put(&inside, &mut object, &element, value);
                }
                None => object.add(&element),
            }
        }
        if object.rest.is_none() {
            // It may be empty, or have any number of elements.
            object.rest = Some(Value::default());
        }
        let facts = state.facts.clone();
        if inside.alive {
            state.join(inside);
        }
        state.facts = facts;
        self.allocate(state, object)
    }

    /// The elements of what a comprehension goes over, if all are known and they are few.
    fn few_elements(&self, state: &State, iterable: &Value) -> Option<Vec<Value>> {
        let Alt::Obj(id) = iterable.single()? else { return None };
        let object = self.object(state, *id)?;
        // Others may have put something into what belongs to a module.
        let is_fixed = object.kind == Kind::Tuple || !self.statics.contains(*id);
        object.elements().filter(|known| is_fixed && known.len() <= MAX_COMPREHENDED)
    }

    /// `{key: value for target in known if conditions}`, element by element.
    fn entries_of(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        (target, conditions): (&Target, &[Expr]),
        known: Vec<Value>,
        (key, value): (&Expr, &Expr),
    ) -> Value {
        let mut object = Object::new(Kind::Dict);
        let facts = state.facts.clone();
        for element in known {
            let mut inside = state.clone();
            self.assign(frame, &mut inside, target, element);
            for condition in conditions {
                let (yes, no) = self.branch(frame, inside, condition);
                inside = yes;
                if no.alive {
                    // The entry may be missing.
                    object.rest.get_or_insert_default();
                }
            }
            if !inside.alive {
                continue;
            }
            let key = self.eval(frame, &mut inside, key);
            let key = self.settled(&inside, key);
            let value = self.eval(frame, &mut inside, value);
            let value = self.settled(&inside, value);
            self.put(&inside, &mut object, &key, value);
            state.join(inside);
            state.facts = facts.clone();
        }
        self.allocate(state, object)
    }

    /// The bounds of a slice, as far as they are known.
    pub(super) fn bounds(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        parts: &[Option<Expr>; 3],
    ) -> (Option<Bound>, Option<Bound>) {
        let [lower, upper, _] = parts.each_ref().map(|part| match part {
            None => Some(None),
            Some(part) => match self.eval(frame, state, part).as_const() {
                Some(Const::Int(number)) => Some(Some(*number)),
                _ => None,
            },
        });
        (lower, upper)
    }

    pub(super) fn slice(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        parts: &[Option<Expr>; 3],
    ) -> Value {
        let (lower, upper) = self.bounds(frame, state, parts);
        if let (Some(lower), Some(upper), None) = (lower, upper, &parts[2]) {
            if let Some(Const::Str(text) | Const::Bytes(text)) = object.as_const() {
                let chars: Vec<char> = text.chars().collect();
                let (lower, upper) = clamp(lower, upper, chars.len());
                let part: Rc<str> = chars[lower..upper].iter().collect::<String>().into();
                let is_text = object.as_str().is_some();
                return Value::constant(if is_text {
                    Const::Str(part)
                } else {
                    Const::Bytes(part)
                });
            }
            let known = object.single().and_then(|alt| match alt {
                Alt::Obj(id) => {
                    let object = self.object(state, *id)?;
                    Some((object.kind, object.elements()?))
                }
                _ => None,
            });
            if let Some((kind, known)) = known {
                let (lower, upper) = clamp(lower, upper, known.len());
                let part = Object::list(kind, known[lower..upper].to_vec());
                return self.allocate(state, part);
            }
            // `words[:1]`, of which nobody knows how many there are.
            if let (Some(Alt::Obj(_)), Some(upper)) = (object.single(), upper)
                && let Ok(places @ 1..) = usize::try_from(upper - lower.unwrap_or(0))
                && places <= MAX_UNROLLED
                && lower.unwrap_or(0) >= 0
            {
                let site = self.here;
                let elements: Vec<Value> = (lower.unwrap_or(0)..upper)
                    .map(|place| {
                        self.index(state, object, &Value::constant(Const::Int(place)), site)
                    })
                    .collect();
                return self.allocate(state, Object::list(Kind::List, elements));
            }
        }
        // One of several: each for itself.
        if object.alts.len() > 1 && object.alts.iter().all(|alt| matches!(alt, Alt::Obj(_))) {
            let mut all = Value::default();
            for alt in &object.alts {
                let one =
                    Value { cond: None, taints: object.taints.clone(), ..Value::of(alt.clone()) };
                let part = self.slice(frame, state, &one, parts);
                all.join(&part);
            }
            return all;
        }
        if object.objects().next().is_some() {
            let mut part = Object::new(Kind::List);
            part.rest = Some(self.element(state, object));
            return self.allocate(state, part).with(&object.taints);
        }
        let which = match (lower, upper) {
            (Some(lower), Some(upper)) => hash(&(lower, upper)),
            _ => part::SLICE,
        };
        let cleared = match (lower, upper) {
            (_, Some(Some(upper))) => self.harmless_slice(lower.flatten().or(Some(0)), Some(upper)),
            (Some(lower), Some(None)) => self.harmless_slice(lower, None),
            _ => 0,
        };
        // `card_number[-4:]`: enough to know it again, too little to use it.
        let cleared = match (lower.flatten().unwrap_or(0), upper.flatten()) {
            (lower, None) if (-MAX_SHOWN..0).contains(&lower) => cleared | self.cat.rules.secret,
            (lower, Some(upper)) if (lower < 0) == (upper < 0) && upper - lower <= MAX_SHOWN => {
                cleared | self.cat.rules.secret
            }
            _ => cleared,
        };
        let taints = self.settle(state, &object.taints).without(cleared);
        let taints = self.part(&taints, which);
        let is_text = |alt: &Alt| {
            matches!(alt, Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(Type::Str))
        };
        let part =
            if object.alts.iter().all(is_text) { Value::typed(Type::Str) } else { Value::any() };
        Value { taints, ..part }
    }
}

/// The bounds of a slice of something of a length.
/// A bound of a slice; none if it is the beginning, or the end.
pub(super) type Bound = Option<i64>;

pub(super) fn clamp(lower: Option<i64>, upper: Option<i64>, len: usize) -> (usize, usize) {
    let place = |bound: i64| {
        let len = i64::try_from(len).unwrap_or(i64::MAX);
        let from_start = if bound < 0 { len.saturating_add(bound) } else { bound };
        usize::try_from(from_start.clamp(0, len)).unwrap_or(0)
    };
    let lower = lower.map_or(0, place);
    (lower, upper.map_or(len, place).max(lower))
}
