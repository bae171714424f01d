//! Sequences whose elements are in an order that is known: sorted lists, heaps, queues of a given length, and
//! what is put together element by element.

use std::cmp::Ordering;

use super::call::Args;
use super::{Frame, Interp, Shared};
use crate::limits::{MAX_FOLDED, MAX_ONE_BY_ONE, MAX_UNROLLED};
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, Const, Type, Value, hash};

/// The place in a list for how many elements it keeps: of `deque(maxlen=10)`.
pub(super) const LIMIT: &str = "<limit>";

/// The place in a generator for what it returns.
const RETURNED: &str = "<returned>";

impl Interp<'_> {
    /// The elements of a list of which all are known.
    pub(super) fn elements_in(&self, state: &State, list: &Value) -> Option<Vec<Value>> {
        match list.single()? {
            Alt::Obj(id) => self.object(state, *id)?.elements(),
            _ => None,
        }
    }

    /// The elements of a list to which nobody else adds anything.
    pub(super) fn fixed(&self, state: &State, list: &Value) -> Option<Vec<Value>> {
        let elements = self.elements_in(state, list)?;
        let is_own = |id| self.shared(Shared::Object(id)).is_none();
        list.objects().all(is_own).then_some(elements)
    }

    /// What a loop goes over, if it is worth a round for each: constants and functions, or a few things with
    /// data in one of them.
    pub(super) fn one_by_one(&mut self, state: &State, list: &Value) -> Option<Vec<Value>> {
        let elements = self.fixed(state, list)?;
        let is_simple = |value: &Value| {
            value.taints.is_empty()
                && matches!(value.single(), Some(Alt::Const(_) | Alt::Func(_) | Alt::Api(_)))
        };
        // `for old, new in (("<", "&lt;"), (">", "&gt;"))`
        let is_constant = |value: &Value| match value.single() {
            Some(Alt::Obj(id)) => self
                .object(state, *id)
                .filter(|object| object.kind == Kind::Tuple)
                .and_then(|object| object.elements())
                .is_some_and(|elements| elements.iter().all(is_simple)),
            _ => is_simple(value),
        };
        let is_worth_it = match elements.len() {
            0 => false,
            1..=MAX_ONE_BY_ONE if !self.deep(state, list).is_empty() => true,
            count => count <= MAX_UNROLLED && elements.iter().all(is_constant),
        };
        is_worth_it.then_some(elements)
    }

    /// `enumerate`, `zip`: what stands at the same place of several sequences.
    pub(super) fn side_by_side(
        &mut self,
        state: &mut State,
        lists: &[Value],
        start: Option<i64>,
    ) -> Value {
        let known: Option<Vec<Vec<Value>>> =
            lists.iter().map(|list| self.fixed(state, list)).collect();
        let count = known.as_ref().and_then(|lists| lists.iter().map(Vec::len).min());
        if let (Some(known), Some(count @ 1..=MAX_UNROLLED)) = (known, count) {
            let mut tuples = Vec::with_capacity(count);
            for (number, place) in (start.unwrap_or(0)..).zip(0..count) {
                let number = start.map(|_| Value::constant(Const::Int(number)));
                let elements = known.iter().map(|list| list[place].clone());
                let tuple = Object::list(Kind::Tuple, number.into_iter().chain(elements));
                tuples.push(self.allocate(state, tuple));
            }
            return self.allocate(state, Object::list(Kind::List, tuples));
        }
        let number = start.map(|_| Value::typed(Type::Number));
        let elements: Vec<Value> = lists.iter().map(|list| self.element(state, list)).collect();
        let tuple = Object::list(Kind::Tuple, number.into_iter().chain(elements));
        let mut object = Object::new(Kind::List);
        object.rest = Some(self.allocate(state, tuple));
        self.allocate(state, object)
    }

    /// Elements in the order in which Python sorts them, if that is known.
    pub(super) fn in_order(&self, state: &State, elements: Vec<Value>) -> Option<Vec<Value>> {
        let mut sorted: Vec<Value> = Vec::with_capacity(elements.len());
        for element in elements {
            let mut place = sorted.len();
            for (at, other) in sorted.iter().enumerate() {
                if self.order(state, &element, other)? == Ordering::Less {
                    place = place.min(at);
                }
            }
            sorted.insert(place, element);
        }
        Some(sorted)
    }

    /// Which of two values is less: numbers, texts, and sequences that begin with them.
    fn order(&self, state: &State, one: &Value, other: &Value) -> Option<Ordering> {
        match (one.single()?, other.single()?) {
            (Alt::Const(one), Alt::Const(other)) => match (one, other) {
                (Const::Int(one), Const::Int(other)) => Some(one.cmp(other)),
                (Const::Str(one), Const::Str(other)) => Some(one.cmp(other)),
                _ => None,
            },
            (Alt::Obj(one), Alt::Obj(other)) => {
                let (one, other) =
                    (self.object(state, *one)?.prefix(), self.object(state, *other)?.prefix());
                for (one, other) in one.iter().zip(&other) {
                    match self.order(state, one, other)? {
                        Ordering::Equal => {}
                        order => return Some(order),
                    }
                }
                None
            }
            _ => None,
        }
    }

    /// Functions of `heapq`: as long as the order is known, a heap is a sorted list.
    pub(super) fn heap_function(
        &mut self,
        state: &mut State,
        function: &str,
        args: &Args,
    ) -> Option<Value> {
        if matches!(function, "nsmallest" | "nlargest" | "merge") {
            let list = args.position(usize::from(function != "merge"))?.clone();
            let mut some = Object::new(Kind::List);
            some.rest = Some(self.element(state, &list));
            return Some(self.allocate(state, some));
        }
        let heap = args.position(0)?.clone();
        let Some(Alt::Obj(id)) = heap.single() else { return None };
        let (mut taken, new) = (None, args.position(1).cloned());
        let mut take = |this: &mut Self, state: &mut State| {
            let object = this.object_mut(state, *id)?;
            taken = Some(super::change::pop(object, Some(0)).unwrap_or_else(|| object.element()));
            Some(())
        };
        if matches!(function, "heappop" | "heapreplace") {
            take(self, state)?;
        }
        if let Some(new) = &new {
            self.append(state, *id, new, true);
        }
        let known = self.object(state, *id)?.elements();
        let sorted = known.and_then(|elements| self.in_order(state, elements));
        let object = self.object_mut(state, *id)?;
        match sorted {
            Some(sorted) => object.set_elements(sorted),
            None => object.blur(),
        }
        if function == "heappushpop" {
            take(self, state)?;
        }
        Some(taken.unwrap_or_else(Value::none))
    }

    /// What functions of `operator` get out of an object, which is the last argument.
    pub(super) fn got(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        path: &str,
        args: &Args,
    ) -> Option<Value> {
        let (asked, object) = args.positions.split_at(args.positions.len().checked_sub(1)?);
        let object = object.first()?.0.clone();
        if path == "operator.methodcaller()" {
            let name = self.names.intern(asked.first()?.0.as_str()?);
            let args = Args { positions: asked[1..].to_vec(), ..args.clone() };
            return Some(self.call_method(frame, state, &object, name, args));
        }
        let mut all = Vec::with_capacity(asked.len());
        for (key, _) in asked {
            all.push(if path == "operator.itemgetter()" {
                self.index(state, &object, key, args.site)
            } else {
                let mut value = object.clone();
                for name in key.as_str()?.clone().split('.') {
                    let name = self.names.intern(name);
                    value = self.attribute(frame, state, &value, name, args.site);
                }
                value
            });
        }
        match &all[..] {
            [one] => Some(one.clone()),
            _ => Some(self.allocate(state, Object::list(Kind::Tuple, all))),
        }
    }

    /// What a call of a generator gives: what it yields, and what `yield from` gets in the end.
    pub(crate) fn generator(
        &mut self,
        state: &mut State,
        yielded: Value,
        returned: Value,
    ) -> Value {
        let mut generator = Object::new(Kind::Iterator);
        generator.rest = Some(yielded);
        if returned.as_const() != Some(&Const::None) {
            let place = self.names.intern(RETURNED);
            generator.set(Key::Attr(place), returned);
        }
        self.allocate(state, generator)
    }

    /// What `yield from` gets from a generator in the end.
    pub(super) fn returned_in_the_end(&mut self, state: &State, generator: &Value) -> Value {
        let place = Key::Attr(self.names.intern(RETURNED));
        let mut all = Value::default();
        for id in generator.objects() {
            if let Some(returned) = self.object(state, id).and_then(|it| it.get(&place)) {
                all.join(returned);
            }
        }
        if all.is_bottom() { Value::any() } else { all }
    }

    /// `Counter(iterable)`: the elements as keys, under which numbers stand.
    pub(super) fn counted(&mut self, state: &mut State, from: &Value) -> Value {
        let key = self.element(state, from);
        let keys = self.settle(state, &self.deep(state, &key));
        let mut counter = Object::new(Kind::Dict);
        counter.rest = Some(Value::typed(Type::Number));
        self.note_keys(&mut counter, &keys);
        self.allocate(state, counter)
    }

    /// A `deque`, which may forget what came first.
    pub(super) fn limited(&mut self, state: &mut State, queue: &Value, args: &Args) {
        let name = self.names.intern("maxlen");
        let limit = args.keyword(name).or_else(|| args.position(1)).cloned();
        let place = self.names.intern(LIMIT);
        if let (Some(limit), Some(id)) = (limit, queue.objects().next())
            && matches!(limit.as_const(), Some(Const::Int(_)))
            && let Some(object) = self.object_mut(state, id)
        {
            object.fields.insert(0, (Key::Attr(place), limit));
        }
    }

    /// `filter`: what a function lets through.
    pub(super) fn filtered(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        args: &Args,
    ) -> Option<Value> {
        let first = args.position(0).cloned();
        let list = args.position(1)?.clone();
        let element = self.element(state, &list);
        let function = first?;
        let kept =
            self.call_value(frame, state, &function, Args::of(args.site, vec![element.clone()]));
        let element = match &kept.cond {
            Some(cond) => match &cond.if_true {
                Some(facts) => {
                    let mut inside = state.clone();
                    inside.facts.and(facts);
                    self.settled(&inside, element)
                }
                None => Value::default(),
            },
            None => element,
        };
        let mut object = Object::new(Kind::List);
        object.rest = Some(element);
        Some(self.allocate(state, object))
    }

    /// `map`: what a function makes of the elements.
    pub(super) fn mapped(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        args: &Args,
    ) -> Option<Value> {
        let first = args.position(0).cloned();
        let function = first?;
        let lists: Vec<Value> = args.positions.iter().skip(1).map(|it| it.0.clone()).collect();
        let elements = lists.iter().map(|list| self.element(state, list)).collect();
        let result = self.call_value(frame, state, &function, Args::of(args.site, elements));
        let mut object = Object::new(Kind::List);
        object.rest = Some(result);
        Some(self.allocate(state, object))
    }

    /// `reduce`: what a function makes of one element after the other.
    pub(super) fn folded(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        args: &Args,
    ) -> Option<Value> {
        let first = args.position(0).cloned();
        let (function, list) = (first?, args.position(1)?.clone());
        let known = self.elements_in(state, &list);
        let known = known.filter(|all| all.len() <= MAX_FOLDED);
        let is_known = known.is_some();
        // One call after the other, in order; or one that stands for all.
        let elements = known.unwrap_or_else(|| vec![self.element(state, &list)]);
        let mut elements = elements.into_iter();
        let mut folded = match args.position(2) {
            Some(start) => start.clone(),
            None if is_known => elements.next()?,
            None => elements.as_slice().first()?.clone(),
        };
        for element in elements {
            let args = Args::of(args.site, vec![folded, element]);
            folded = self.call_value(frame, state, &function, args);
        }
        Some(folded)
    }

    /// `next`, `min` and the like: one of the elements, or of the arguments.
    pub(super) fn one_of(&mut self, state: &mut State, path: &str, args: &Args) -> Option<Value> {
        let first = args.position(0).cloned();
        let list = first?;
        let mut element = if list.objects().next().is_some() || args.positions.len() == 1 {
            self.element(state, &list)
        } else {
            list
        };
        let mut is_bounded = false;
        for (value, _) in args.positions.iter().skip(1) {
            is_bounded |= value.taints.is_empty() != element.taints.is_empty();
            element.join(value);
        }
        if path == "min" && is_bounded {
            let bound = self.cat.rules.bounded;
            element.taints = self.settle(state, &element.taints).without(bound);
        } else if path == "min" {
            // That one of several is small says nothing of the others.
            element.taints = self.part(&element.taints, hash("min"));
        }
        // What is compared with a number is one, or there is an error.
        let is_number = |value: &Value| {
            matches!(
                value.single(),
                Some(Alt::Typed(Type::Number) | Alt::Const(Const::Int(_) | Const::Float(_)))
            )
        };
        if matches!(path, "min" | "max")
            && args.positions.len() > 1
            && args.positions.iter().any(|it| is_number(&it.0))
        {
            let taints = element.taints.without(self.cat.rules.texts);
            return Some(Value { taints, ..Value::typed(Type::Number) });
        }
        Some(element)
    }
}
