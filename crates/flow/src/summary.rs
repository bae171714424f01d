//! What a call of a function of the program does, for one kind of arguments.
//!
//! A function is run on placeholders: whatever data its arguments carry, each text is a parameter of
//! the summary. Where it is called with arguments of the same kind again, the summary is applied: the
//! data of the call takes the places of the parameters, in what the function returns, in the objects
//! that it changes, in what it has checked, and in what it does harm with.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use hognose_ir::FuncId;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::interp::{Frame, Hit, Interp};
use crate::limits::{
    MAX_EXACT, MAX_IDLE_CALLS, MAX_IDLE_EXACT, MAX_IDLE_KINDS, MAX_KINDS, MAX_MADE, MAX_OBJECTS,
    MAX_RECURSION, MAX_WRAPPERS, OBJECT_DEPTH,
};
use crate::mapping::Mapping;
use crate::state::{Facts, Heap, Key, Kind, Object, State};
use crate::trace::Step;
use crate::value::{
    Alt, Cond, Const, FuncValue, Mask, ObjId, Origin, Piece, Taint, Taints, Type, Value, Vid, hash,
};
use crate::words::is_common;

/// What a call does.
#[derive(Debug)]
pub(crate) struct Summary {
    /// The function, by its file and its number there.
    pub(crate) function: (u32, FuncId),
    /// Its number among those of a run, by which it is known on what it depends.
    pub(crate) number: u32,
    /// The parameters: the origin that stands for each, and its text.
    params: Vec<(Origin, Vid)>,
    /// The objects that the arguments hold, in the order in which they are found.
    objects: Vec<ObjId>,
    returned: Value,
    /// Objects that were changed or made.
    heap: Vec<(ObjId, Rc<Object>)>,
    facts: Facts,
    hits: Vec<Hit>,
    raised: Value,
    /// Whether it comes back.
    returns: bool,
}

/// Runs a function, or applies what is known of it.
pub(crate) fn apply(
    interp: &mut Interp<'_>,
    frame: &mut Frame,
    state: &mut State,
    function: &Rc<FuncValue>,
    callee: &Frame,
    mut params: Vec<Value>,
) -> Value {
    let id = (function.file, function.function);
    let kinds = interp.contexts.get(&id).copied().unwrap_or(0);
    let mut called = Call::of(interp, state, function, &params);
    let mut known = interp.memo.get(&called.key).cloned();
    if known.is_none() {
        let (exact, limit) = if called.taints.is_empty() {
            (MAX_IDLE_EXACT, MAX_IDLE_KINDS)
        } else {
            (MAX_EXACT, MAX_KINDS)
        };
        if kinds >= exact {
            interp.counters.too_many_contexts += u64::from(kinds == exact);
            for value in &mut params {
                *value = blurred(interp, state, value, kinds >= limit);
            }
            called = Call::of(interp, state, function, &params);
            known = interp.memo.get(&called.key).cloned();
        }
    }
    let Call { key, taints, objects } = called;
    if let Some(summary) = known {
        interp.depend_on(summary.number);
        return instantiate(interp, frame, state, &summary, &taints, &objects);
    }
    if interp.running.contains(&key)
        || interp.running.iter().filter(|it| it.is_of_same_function(&key)).count() > MAX_RECURSION
    {
        // It calls itself: what goes in may come out. The rounds of loops see the rest.
        return interp.unknown_result(state, &params);
    }
    // What decorators make of functions are as many as there are functions.
    let is_function = |value: &Value| value.alts.iter().any(|alt| matches!(alt, Alt::Func(_)));
    let is_wrapper = function.closure.is_some() || params.iter().any(is_function);
    if kinds > if is_wrapper { MAX_WRAPPERS } else { 2 * MAX_KINDS } {
        return interp.unknown_result(state, &params);
    }
    // Code that no data gets to is of interest for what it makes.
    let idle = if taints.is_empty() { interp.idle + 1 } else { 0 };
    if idle > MAX_IDLE_CALLS {
        return Value::any();
    }
    let outer = std::mem::replace(&mut interp.idle, idle);
    *interp.contexts.entry(id).or_default() += 1;
    let summary = run(interp, state, function, callee, &params, &taints, &objects, &key);
    interp.idle = outer;
    if summary.returned.taints.iter().any(|taint| !taint.origin.is_parameter()) {
        let name = callee.name(callee.module.function(function.function).name);
        if !is_common(&interp.text(name)) {
            interp.returning.insert(name);
        }
    }
    interp.depend_on(summary.number);
    let summary = Rc::new(summary);
    interp.memo.insert(key, Rc::clone(&summary));
    instantiate(interp, frame, state, &summary, &taints, &objects)
}

#[expect(clippy::too_many_arguments, reason = "the function, and what it is called with")]
fn run(
    interp: &mut Interp<'_>,
    state: &State,
    function: &FuncValue,
    callee: &Frame,
    params: &[Value],
    taints: &[Taint],
    objects: &[ObjId],
    key: &CallKey,
) -> Summary {
    let placeholders: Vec<(Origin, Vid)> =
        taints.iter().map(|_| (interp.next_parameter(), interp.vids.fresh())).collect();
    let start = interp.steps.add(Step::Start);
    let mut into = |taint: &Taint| {
        let found = taints.iter().position(|it| same(it, taint));
        Some(match found {
            Some(place) => Taint {
                origin: placeholders[place].0,
                vid: placeholders[place].1,
                step: start,
                live: taints[place].live,
                hidden: taint.hidden,
                flags: taint.flags & (Taint::NORMALIZED | Taint::TEXT | Taint::UNSURE),
            },
            None => Taint { live: 0, hidden: 0, ..*taint },
        })
    };
    let mut mapping = Mapping::new(&mut into, &|it| it);
    let params: Vec<Value> = params.iter().map(|value| mapping.value(value)).collect();
    let slots = callee.module.function(function.function).slots;
    let mut inside = State::new(slots);
    for id in objects {
        if let Some(object) = state.heap.get(*id) {
            let object =
                if carries_data(object) { mapping.object(object) } else { Rc::clone(object) };
            inside.heap.insert(*id, object);
        }
    }
    let before = inside.heap.clone();
    let mut frame = interp.frame(
        callee.file,
        Rc::clone(&callee.module),
        Rc::clone(&callee.names),
        function.function,
    );
    frame.class.clone_from(&function.class);
    frame.closure = function.closure;
    interp.running.push(key.clone());
    let outer = interp.begin_to_depend();
    interp.run_body(&mut frame, inside, params);
    let number = interp.end_to_depend(outer);
    interp.running.pop();
    let is_generator = callee.module.function(function.function).is_generator;
    let mut returned = if is_generator { frame.yielded } else { frame.returned };
    let mut hits = frame.hits;
    hits.append(&mut interp.stray);
    let exit = frame.exit.filter(|exit| exit.alive);
    let returns = exit.is_some();
    let (heap, facts) = match exit {
        Some(exit) => {
            let mut heap = reachable(interp, &exit, &mut returned, &before);
            heap.sort_by_key(|entry| entry.0);
            (heap, exit.facts)
        }
        None => (Vec::new(), Facts::default()),
    };
    Summary {
        function: (callee.file, function.function),
        number,
        params: placeholders,
        objects: objects.to_vec(),
        returned,
        heap,
        facts,
        hits,
        raised: frame.raised,
        returns,
    }
}

/// Whether an object itself holds data, or something that was found out about data.
fn carries_data(object: &Object) -> bool {
    fn in_value(value: &Value) -> bool {
        !value.taints.is_empty()
            || value.cond.is_some()
            || value.alts.iter().any(|alt| match alt {
                Alt::Text(_) | Alt::Partial(_) | Alt::Super(..) => true,
                Alt::Method(method) => in_value(&method.0),
                Alt::Func(function) => function.receiver.as_ref().is_some_and(in_value),
                _ => false,
            })
    }
    object.fields.iter().map(|field| &field.1).chain(&object.rest).any(in_value)
}

/// The objects that the caller sees afterwards, if they are not what they were. Of more new ones than are
/// told apart, only the data stays, in `returned` and in the others: functions that build trees of
/// themselves would make more and more.
fn reachable(
    interp: &mut Interp<'_>,
    exit: &State,
    returned: &mut Value,
    before: &Heap,
) -> Vec<(ObjId, Rc<Object>)> {
    let mut found: Vec<(ObjId, Rc<Object>)> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut cut = FxHashSet::default();
    let mut made = 0;
    let mut todo: VecDeque<ObjId> = objects_in(returned).into();
    todo.extend(before.iter().map(|(id, _)| id));
    // What it writes into the objects of modules is of interest to modules that are being run: the one
    // that has made them, and calls it. Other functions see it by what is shared.
    let is_loading = interp.loading > 0;
    if is_loading {
        todo.extend(exit.heap.iter().map(|(id, _)| id).filter(|id| interp.statics.contains(*id)));
    }
    while let Some(id) = todo.pop_front() {
        if !seen.insert(id) {
            continue;
        }
        let Some(object) = exit.heap.get(id) else { continue };
        let old = before.get(id);
        // What belongs to a module is written down elsewhere, unless its body hands it over.
        let is_of_module = old.is_none() && interp.statics.contains(id);
        if old.is_none() && !is_of_module && object.kind != Kind::Cells {
            made += 1;
            if made > MAX_MADE {
                cut.insert(id);
                continue;
            }
        }
        todo.extend(object.values().flat_map(objects_in));
        let is_same = old.is_some_and(|old| Rc::ptr_eq(old, object) || old == object);
        if !is_same && (!is_of_module || is_loading) {
            found.push((id, Rc::clone(object)));
        }
    }
    if !cut.is_empty() {
        interp.counters.too_many_objects += 1;
        let with_data = |value: &mut Value| {
            if value.objects().any(|id| cut.contains(&id)) {
                let data = interp.deep(exit, value).without(interp.cat.rules.secret);
                let data = Interp::unsure(&data);
                value.alts.retain(|alt| !matches!(alt, Alt::Obj(id) if cut.contains(id)));
                value.add(Alt::Any);
                value.taints.join(&data);
            }
        };
        with_data(returned);
        for (_, object) in &mut found {
            Rc::make_mut(object).values_mut().for_each(with_data);
        }
    }
    found
}

/// The objects that a value refers to, closures included.
fn objects_in(value: &Value) -> Vec<ObjId> {
    let mut all = Vec::new();
    for alt in &value.alts {
        match alt {
            Alt::Obj(id) => all.push(*id),
            Alt::Func(function) => {
                all.extend(function.closure);
                if let Some(receiver) = &function.receiver {
                    all.extend(receiver.objects());
                }
            }
            Alt::Method(method) => all.extend(method.0.objects()),
            Alt::Partial(partial) => {
                all.extend(objects_in(&partial.0));
                all.extend(partial.1.iter().flat_map(objects_in));
                all.extend(partial.2.iter().flat_map(|it| objects_in(&it.1)));
            }
            Alt::Super(_, receiver) => all.extend(receiver.objects()),
            _ => {}
        }
    }
    all
}

/// A summary in the place of a call.
struct Applied<'s> {
    summary: &'s Summary,
    taints: &'s [Taint],
    vids: FxHashMap<Vid, Vid>,
}

impl Applied<'_> {
    /// The data of the caller that stands where the function has a placeholder.
    fn taint(&mut self, interp: &mut Interp<'_>, taint: &Taint) -> Option<Taint> {
        // Placeholders are numbered one after the other.
        let first = self.summary.params.first()?.0;
        let place = taint.origin.0.checked_sub(first.0)?;
        let outer = self.taints.get(place as usize)?;
        let step = Step::Into { caller: outer.step, within: taint.step };
        Some(Taint {
            origin: outer.origin,
            vid: map_vid(interp, &mut self.vids, taint.vid),
            step: interp.steps.add(step),
            live: taint.live & outer.live,
            hidden: taint.hidden,
            flags: taint.flags | outer.flags & Taint::UNSURE,
        })
    }

    fn facts(&mut self, interp: &mut Interp<'_>, facts: &Facts) -> Facts {
        let mut mapped = Facts::default();
        let hosts = interp.cat.rules.hosts;
        for (vid, mask) in facts.iter() {
            let vid = map_vid(interp, &mut self.vids, vid);
            mapped.add(vid, mask);
            // What a function has found out about a host is known of the URL.
            if mask & hosts != 0
                && let Some(url) = interp.url_of(vid)
            {
                mapped.add(url, mask & hosts);
            }
        }
        mapped
    }

    fn hit(&mut self, interp: &mut Interp<'_>, frame: &mut Frame, hit: &Hit) {
        if hit.flags & Taint::PAGE != 0 && interp.says_other_type(frame) {
            return;
        }
        let taint = Taint {
            origin: hit.origin,
            vid: hit.vid,
            step: hit.step,
            live: Mask::MAX,
            hidden: 0,
            flags: hit.flags,
        };
        let taint = self.taint(interp, &taint).unwrap_or(taint);
        if taint.live >> hit.rule & 1 == 1 {
            let Taint { origin, vid, step, flags, .. } = taint;
            interp.hit(frame, Hit { origin, vid, step, flags, ..hit.clone() });
        }
    }
}

fn instantiate(
    interp: &mut Interp<'_>,
    frame: &mut Frame,
    state: &mut State,
    summary: &Summary,
    taints: &[Taint],
    objects: &[ObjId],
) -> Value {
    let mut ids: FxHashMap<ObjId, ObjId> =
        summary.objects.iter().copied().zip(objects.iter().copied()).collect();
    for (id, _) in &summary.heap {
        // Made by the function: a new one for each call.
        if !interp.statics.contains(*id) {
            ids.entry(*id).or_insert_with(|| interp.next_object());
        }
    }
    let vids = summary.params.iter().zip(taints).map(|(param, taint)| (param.1, taint.vid));
    let mut applied = Applied { summary, taints, vids: vids.collect() };
    for hit in &summary.hits {
        applied.hit(interp, frame, hit);
    }
    let place = |id: ObjId| ids.get(&id).copied().unwrap_or(id);
    let mut change = |taint: &Taint| applied.taint(interp, taint);
    let mut mapping = Mapping::new(&mut change, &place);
    if !summary.raised.taints.is_empty() {
        frame.raised.join(&mapping.value(&summary.raised));
    }
    if !summary.returns {
        interp.raise(frame, state);
        return Value::default();
    }
    let heap: Vec<(ObjId, Rc<Object>)> =
        summary.heap.iter().map(|(id, object)| (place(*id), mapping.object(object))).collect();
    let mut returned = mapping.value(&summary.returned);
    for (id, object) in heap {
        if objects.contains(&id) || !interp.statics.contains(id) {
            state.heap.insert(id, object);
        } else if interp.loading > 0 {
            // Something else may have been written there since the function was run.
            let mut known = interp.object(state, id).map_or_else(|| Rc::clone(&object), Rc::clone);
            Rc::make_mut(&mut known).join(&object);
            state.heap.insert(id, known);
        }
    }
    if let Some(cond) = &summary.returned.cond {
        let mut facts =
            |facts: &Option<Facts>| facts.as_ref().map(|facts| applied.facts(interp, facts));
        let (if_true, if_false) = (facts(&cond.if_true), facts(&cond.if_false));
        returned.cond = Some(Rc::new(Cond { if_true, if_false }));
    }
    let facts = applied.facts(interp, &summary.facts);
    state.facts.and(&facts);
    returned
}

/// The text of the caller that a text of the function stands for.
fn map_vid(interp: &mut Interp<'_>, known: &mut FxHashMap<Vid, Vid>, vid: Vid) -> Vid {
    if let Some(mapped) = known.get(&vid) {
        return *mapped;
    }
    let mapped = match interp.vids.parent(vid) {
        Some((parent, which)) => {
            let new = map_vid(interp, known, parent);
            if new == parent { vid } else { interp.vids.part(new, which) }
        }
        None => vid,
    };
    known.insert(vid, mapped);
    mapped
}

fn same(one: &Taint, other: &Taint) -> bool {
    one.origin == other.origin && one.vid == other.vid
}

/// A value of which less is known.
fn blurred(interp: &mut Interp<'_>, state: &mut State, value: &Value, only_data: bool) -> Value {
    if only_data {
        // Which entry of it is read is said by its name: the others' secrets are not in it, and it is
        // not the number that one of the others is.
        let others = interp.cat.rules.secret | interp.cat.rules.bounded;
        let mut taints = interp.deep(state, value).without(others);
        taints.join(&value.taints);
        let alt = value.alts.iter().find_map(|alt| match alt {
            // A decorator makes something else of each function.
            Alt::Func(_) | Alt::Class(_) | Alt::Api(_) => Some(alt.clone()),
            Alt::Obj(id) => {
                // Of an instance its class, which says what its methods are.
                let object = interp.object(state, *id)?;
                object.class.as_ref()?;
                let mut blurred = Object::new(object.kind);
                blurred.class.clone_from(&object.class);
                blurred.api = object.api;
                blurred.is_shared = true;
                interp.allocate(state, blurred).single().cloned()
            }
            _ => None,
        });
        return Value { taints, ..Value::of(alt.unwrap_or(Alt::Any)) };
    }
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

/// What calls that do the same have in common. It is long and asked for often: hashed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallKey {
    hash: u64,
    words: Vec<u64>,
}

impl CallKey {
    fn new(words: Vec<u64>) -> Self {
        Self { hash: hash(&words), words }
    }

    /// The function that is called.
    pub(crate) fn function(&self) -> (u64, u64) {
        (self.words[0], self.words[1])
    }

    /// Whether it is the same function that is called.
    fn is_of_same_function(&self, other: &Self) -> bool {
        self.words[..2] == other.words[..2]
    }
}

impl Hash for CallKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Of what kind a call is, and what it puts in the places of placeholders.
struct Call {
    key: CallKey,
    taints: Vec<Taint>,
    objects: Vec<ObjId>,
}

impl Call {
    fn of(interp: &Interp<'_>, state: &State, function: &FuncValue, params: &[Value]) -> Self {
        let mut collector = Collector::new(interp, state);
        collector.key.extend([u64::from(function.file), u64::from(function.function.0)]);
        for value in params {
            collector.value(value, OBJECT_DEPTH);
        }
        match function.closure {
            Some(closure) => collector.object(closure, OBJECT_DEPTH),
            None => collector.key.push(u64::MAX),
        }
        if let Some(class) = &function.class {
            collector.key.push(u64::from(class.number));
        }
        let Collector { key, taints, objects, .. } = collector;
        Self { key: CallKey::new(key), taints, objects }
    }
}

/// Writes down of what kind arguments are, and collects the data and the objects in them.
struct Collector<'i, 'p> {
    interp: &'i Interp<'p>,
    state: &'i State,
    key: Vec<u64>,
    taints: Vec<Taint>,
    objects: Vec<ObjId>,
}

impl<'i, 'p> Collector<'i, 'p> {
    fn new(interp: &'i Interp<'p>, state: &'i State) -> Self {
        Self { interp, state, key: Vec::with_capacity(64), taints: Vec::new(), objects: Vec::new() }
    }

    fn taints(&mut self, taints: &Taints) {
        for taint in taints.iter() {
            let live = self.interp.live(self.state, taint);
            let place = if let Some(place) = self.taints.iter().position(|it| same(it, taint)) {
                self.taints[place].live |= live;
                place
            } else {
                self.taints.push(Taint { live, ..*taint });
                self.taints.len() - 1
            };
            self.key.push(0x7a17 | (place as u64) << 16 | u64::from(taint.flags) << 48);
            #[expect(clippy::cast_possible_truncation, reason = "both halves are written")]
            self.key.extend([live as u64, (live >> 64) as u64, taint.hidden as u64]);
        }
    }

    fn value(&mut self, value: &Value, depth: u32) {
        self.key.push(0xface ^ (value.alts.len() as u64) << 20);
        self.taints(&value.taints);
        for alt in &value.alts {
            self.alt(alt, depth);
        }
    }

    fn alt(&mut self, alt: &Alt, depth: u32) {
        match alt {
            Alt::Any => self.key.push(1),
            Alt::Const(constant) => self.key.extend([2, hash(constant)]),
            Alt::Typed(kind) => self.key.extend([3, hash(kind)]),
            Alt::Text(pieces) => {
                self.key.push(4);
                for piece in pieces.iter() {
                    match piece {
                        Piece::Text(text) => self.key.push(hash(text)),
                        Piece::Hole(taints) => {
                            self.key.push(41);
                            self.taints(taints);
                        }
                        Piece::Chosen => self.key.push(42),
                    }
                }
            }
            Alt::Obj(id) => self.object(*id, depth),
            Alt::Func(function) => {
                self.key.extend([6, u64::from(function.file), u64::from(function.function.0)]);
                if let Some(closure) = function.closure {
                    self.object(closure, depth);
                }
                if let Some(receiver) = &function.receiver {
                    self.value(receiver, depth);
                }
            }
            Alt::Class(class) => self.key.extend([7, u64::from(class.number)]),
            Alt::Api(id) => self.key.extend([8, u64::from(id.0)]),
            Alt::Module(file) => self.key.extend([9, u64::from(*file)]),
            Alt::Member(file, name) => {
                self.key.extend([15, u64::from(*file), u64::from(name.0)]);
            }
            Alt::Package(name) => self.key.extend([10, hash(name)]),
            Alt::Method(method) => {
                self.key.extend([11, u64::from(method.1.0)]);
                self.value(&method.0, depth);
            }
            Alt::Partial(partial) => {
                self.key.push(12);
                self.value(&partial.0, depth);
                for value in &partial.1 {
                    self.value(value, depth);
                }
                for (name, value) in &partial.2 {
                    self.key.push(u64::from(name.0));
                    self.value(value, depth);
                }
            }
            Alt::Super(class, receiver) => {
                self.key.extend([13, u64::from(class.number)]);
                self.value(receiver, depth);
            }
            Alt::Regex(pattern) => self.key.extend([14, hash(pattern)]),
        }
    }

    fn object(&mut self, id: ObjId, depth: u32) {
        let Some(object) = self.state.heap.get(id) else {
            // Of a module: the same for everybody.
            self.key.extend([51, u64::from(id.0)]);
            return;
        };
        if let Some(place) = self.objects.iter().position(|it| *it == id) {
            self.key.extend([52, place as u64]);
            return;
        }
        if self.objects.len() >= MAX_OBJECTS {
            self.key.push(55);
            let taints = self.interp.deep(self.state, &Value::of(Alt::Obj(id)));
            self.taints(&taints);
            return;
        }
        self.objects.push(id);
        let object = Rc::clone(object);
        self.key.extend([
            53,
            hash(&object.kind),
            object.class.as_ref().map_or(0, |class| u64::from(class.number)),
            object.api.map_or(0, |api| u64::from(api.0) + 1),
            u64::from(object.is_shared),
        ]);
        for (key, value) in &object.fields {
            self.key.push(match key {
                Key::Place(place) => u64::from(*place) << 8,
                other => hash(other),
            });
            match depth.checked_sub(1) {
                Some(depth) => self.value(value, depth),
                None => self.taints(&value.taints),
            }
        }
        if let (Some(rest), Some(depth)) = (&object.rest, depth.checked_sub(1)) {
            self.key.push(54);
            self.value(rest, depth);
        }
    }
}
