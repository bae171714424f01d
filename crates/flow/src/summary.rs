//! What a call of a function of the program does, for one kind of arguments.
//!
//! A function is run on placeholders: whatever data its arguments carry, each text is a parameter of
//! the summary. Where it is called with arguments of the same kind again, the summary is applied: the
//! data of the call takes the places of the parameters, in what the function returns, in the objects
//! that it changes, in what it has checked, and in what it does harm with.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::{SmallVec, smallvec};

use crate::blur::{Blur, StandIns};
use crate::call::{Call, CallKey, Called, Group, SEEN};
use crate::interp::{Frame, Hit, Interp, Shared};
use crate::limits::{
    MAX_EXACT, MAX_IDLE_CALLS, MAX_IDLE_EXACT, MAX_IDLE_KINDS, MAX_KINDS, MAX_MADE, MAX_RECURSION,
    MAX_SAME_CODE,
};
use crate::mapping::Mapping;
use crate::state::{Facts, Heap, Kind, Object, State};
use crate::trace::Step;
use crate::value::{Alt, Cond, FuncValue, Mask, ObjId, Origin, Taint, Taints, Value, Vid};
use crate::words::is_common;

/// What a call does.
#[derive(Debug)]
pub(crate) struct Summary {
    /// The function.
    pub(crate) function: Called,
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
    /// What it writes into shared places of what its caller gives it.
    effects: Vec<(Shared, Taints)>,
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
    params: Vec<Value>,
) -> Value {
    let mut stand_ins = StandIns::default();
    let value = apply_to(interp, frame, state, function, callee, params, &mut stand_ins);
    stand_ins.replaced(interp, state, value)
}

/// The same. Objects in the arguments for which others stand in the call are noted in `stand_ins`.
fn apply_to(
    interp: &mut Interp<'_>,
    frame: &mut Frame,
    state: &mut State,
    function: &Rc<FuncValue>,
    callee: &Frame,
    mut params: Vec<Value>,
    stand_ins: &mut StandIns,
) -> Value {
    // What it does then is no summary for others.
    let inherited = std::mem::take(&mut interp.inherited);
    let mut called = Call::of(interp, state, function, &params);
    let id = called.function;
    let kinds = interp.contexts.get(&id).copied().unwrap_or(0);
    let mut known = if inherited.is_empty() { interp.memo.get(&called.key).cloned() } else { None };
    if known.is_none() && inherited.is_empty() {
        let (exact, limit) = if called.groups.is_empty() {
            (MAX_IDLE_EXACT, MAX_IDLE_KINDS)
        } else {
            (MAX_EXACT, MAX_KINDS)
        };
        if kinds >= exact {
            interp.counters.too_many_contexts += u64::from(kinds == exact);
            let blur = match kinds {
                _ if kinds < limit => Blur::Texts,
                _ if kinds < limit + limit / 2 => Blur::Fields,
                _ => Blur::Objects,
            };
            for value in &mut params {
                *value = stand_ins.blurred(interp, state, value, blur);
            }
            let holds_objects = |value: &Value| value.objects().next().is_some();
            let is_blurred = blur != Blur::Texts && params.iter().any(holds_objects);
            called = Call { is_blurred, ..Call::of(interp, state, function, &params) };
            known = interp.memo.get(&called.key).cloned();
        }
    }
    if let Some(summary) = known {
        interp.depend_on(summary.number);
        return instantiate(interp, frame, state, &summary, &called);
    }
    if interp.running.last() == Some(&called.key) {
        // It calls itself: what it does is found out in two rounds. The first one does not know it.
        if let Some(first) = interp.first_rounds.get(&called.key).cloned() {
            return instantiate(interp, frame, state, &first, &called);
        }
        interp.recursive.insert(called.key.clone());
        return Value::any();
    }
    let is_same = |it: &&CallKey| it.is_of_same_function(&called.key);
    let is_same_code = |it: &&CallKey| it.is_of_same_code(&called.key);
    if interp.running.contains(&called.key)
        || interp.running.iter().filter(is_same).count() > MAX_RECURSION
        || interp.running.iter().filter(is_same_code).count() > MAX_SAME_CODE
    {
        // It calls itself by others: what goes in may come out. The rounds of loops see the rest.
        return interp.unknown_result(state, &params);
    }
    if kinds > 2 * MAX_KINDS {
        return interp.unknown_result(state, &params);
    }
    if interp.is_entry_spent() {
        interp.counters.out_of_budget += 1;
        return interp.unknown_result(state, &params);
    }
    // Code that no data gets to is of interest for what it makes.
    let idle = if called.groups.is_empty() { interp.idle + 1 } else { 0 };
    if idle > MAX_IDLE_CALLS {
        return Value::any();
    }
    let outer = std::mem::replace(&mut interp.idle, idle);
    *interp.contexts.entry(id).or_default() += 1;
    interp.has_run.insert((function.file, function.function));
    let mut summary = run(interp, state, function, callee, &params, &called, &inherited);
    if interp.recursive.remove(&called.key) {
        interp.first_rounds.insert(called.key.clone(), Rc::new(summary));
        summary = run(interp, state, function, callee, &params, &called, &inherited);
        interp.first_rounds.remove(&called.key);
    }
    interp.idle = outer;
    if summary.returned.taints.iter().any(|taint| !taint.origin.is_parameter()) {
        let name = callee.name(callee.module.function(function.function).name);
        if !is_common(&interp.text(name)) {
            interp.returning.insert(name);
        }
    }
    interp.depend_on(summary.number);
    let summary = Rc::new(summary);
    if inherited.is_empty() {
        interp.memo.insert(called.key.clone(), Rc::clone(&summary));
    }
    instantiate(interp, frame, state, &summary, &called)
}

fn run(
    interp: &mut Interp<'_>,
    state: &State,
    function: &FuncValue,
    callee: &Frame,
    params: &[Value],
    called: &Call,
    inherited: &Facts,
) -> Summary {
    let groups = &called.groups;
    let placeholders: Vec<(Origin, Vid)> =
        groups.iter().map(|_| (interp.next_parameter(), interp.vids.fresh())).collect();
    let start = interp.steps.add(Step::Start);
    let mut into = |taint: &Taint| {
        let place = groups.iter().position(|group| group.holds(taint));
        let one = match place {
            Some(place) => Taint {
                origin: placeholders[place].0,
                vid: placeholders[place].1,
                step: start,
                live: groups[place].live,
                hidden: taint.hidden,
                fails_in: taint.fails_in,
                flags: taint.flags & SEEN,
            },
            None => Taint { live: 0, hidden: 0, ..*taint },
        };
        Some(smallvec![one])
    };
    // What is mapped has to live as long as the mapping.
    let mut seen_objects: Vec<Rc<Object>> = Vec::new();
    let mut mapping = Mapping::new(&mut into, &|it| it);
    let params: Vec<Value> = params.iter().map(|value| mapping.value(value)).collect();
    let slots = callee.module.function(function.function).slots;
    let mut inside = State::new(slots);
    inside.facts.clone_from(inherited);
    for id in &called.objects {
        if let Some(object) = state.heap.get(*id) {
            let seen = called.cells.seen(*id, object).map(Rc::new);
            seen_objects.extend(seen.clone());
            let object = seen.as_ref().unwrap_or(object);
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
    interp.running.push(called.key.clone());
    let outer = interp.begin_to_depend();
    let outer_effects = std::mem::take(&mut interp.effects);
    interp.run_body(&mut frame, inside, params);
    let effects = std::mem::replace(&mut interp.effects, outer_effects);
    let number = interp.end_to_depend(outer);
    interp.running.pop();
    let mut hits = frame.hits;
    hits.append(&mut interp.stray);
    let mut exit = frame.exit.filter(|exit| exit.alive);
    // A generator that never ends comes back all the same. What it knows where it yields, nobody else does.
    if exit.is_none()
        && let Some(paused) = frame.paused
    {
        exit = Some(State { facts: Facts::default(), ..paused });
    }
    let mut returned = frame.returned;
    if callee.module.function(function.function).is_generator
        && let Some(exit) = &mut exit
    {
        returned = interp.generator(exit, frame.yielded, returned);
    }
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
        function: called.function,
        number,
        params: placeholders,
        objects: called.objects.clone(),
        returned,
        heap,
        facts,
        hits,
        raised: frame.raised,
        effects,
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
    groups: &'s [Group],
    /// What is to be said of all that the function does.
    flags: u8,
    /// The texts of the caller that those of the function stand for, by the members of groups.
    vids: FxHashMap<(Vid, usize), Vid>,
}

impl Applied<'_> {
    /// The data of the caller that stands where the function has a placeholder; none if it has none there.
    fn taint(&mut self, interp: &mut Interp<'_>, taint: &Taint) -> Option<SmallVec<[Taint; 1]>> {
        // Placeholders are numbered one after the other.
        let first = self.summary.params.first()?.0;
        let place = taint.origin.0.checked_sub(first.0)?;
        let group = self.groups.get(place as usize)?;
        let members = group.members.iter().enumerate().map(|(member, outer)| {
            let step = Step::Into { caller: outer.step, within: taint.step };
            let harm = outer.live | outer.hidden;
            Taint {
                origin: outer.origin,
                vid: self.vid(interp, taint.vid, member),
                step: interp.steps.add(step),
                live: taint.live & harm,
                hidden: taint.hidden & harm,
                fails_in: taint.fails_in,
                flags: taint.flags | outer.flags & Taint::UNSURE,
            }
        });
        Some(members.collect())
    }

    /// The group whose placeholder a text is.
    fn group(&self, vid: Vid) -> Option<&Group> {
        let first = self.summary.params.first()?.1;
        self.groups.get(vid.0.checked_sub(first.0)? as usize)
    }

    /// The text of a member of a group that a text of the function stands for.
    fn vid(&mut self, interp: &mut Interp<'_>, vid: Vid, member: usize) -> Vid {
        if let Some(mapped) = self.vids.get(&(vid, member)) {
            return *mapped;
        }
        let mapped = match interp.vids.parent(vid) {
            Some((parent, which)) => {
                let new = self.vid(interp, parent, member);
                if new == parent { vid } else { interp.vids.part(new, which) }
            }
            None => match self.group(vid) {
                Some(group) => {
                    let outer = group.members.get(member).or(group.members.first());
                    outer.map_or(vid, |outer| outer.vid)
                }
                None => vid,
            },
        };
        self.vids.insert((vid, member), mapped);
        mapped
    }

    fn facts(&mut self, interp: &mut Interp<'_>, facts: &Facts) -> Facts {
        let mut mapped = Facts::default();
        let of_urls = interp.cat.rules.hosts | interp.cat.rules.script_url;
        for (vid, mask) in facts.iter() {
            let root = interp.vids.up(vid).last().unwrap_or(vid);
            let members = self.group(root).map_or(1, |group| group.members.len());
            for member in 0..members {
                let vid = self.vid(interp, vid, member);
                mapped.add(vid, mask);
                // What a function has found out about a host is known of the URL.
                if mask & of_urls != 0
                    && let Some((url, harm)) = interp.url_of(vid)
                {
                    mapped.add(url, mask & harm);
                }
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
            fails_in: 0,
            flags: hit.flags | self.flags,
        };
        for taint in self.taint(interp, &taint).unwrap_or_else(|| smallvec![taint]) {
            if taint.live >> hit.rule & 1 == 1 {
                let Taint { origin, vid, step, flags, .. } = taint;
                interp.hit(frame, Hit { origin, vid, step, flags, ..hit.clone() });
            }
        }
    }
}

fn instantiate(
    interp: &mut Interp<'_>,
    frame: &mut Frame,
    state: &mut State,
    summary: &Summary,
    called: &Call,
) -> Value {
    let Call { groups, objects, cells, .. } = called;
    let mut ids: FxHashMap<ObjId, ObjId> =
        summary.objects.iter().copied().zip(objects.iter().copied()).collect();
    for (id, _) in &summary.heap {
        // Made by the function: a new one for each call.
        if !interp.statics.contains(*id) {
            ids.entry(*id).or_insert_with(|| interp.next_object());
        }
    }
    let flags = if called.is_blurred { Taint::UNSURE } else { 0 };
    let mut applied = Applied { summary, groups, flags, vids: FxHashMap::default() };
    for hit in &summary.hits {
        applied.hit(interp, frame, hit);
    }
    let place = |id: ObjId| ids.get(&id).copied().unwrap_or(id);
    for (shared, data) in &summary.effects {
        let mut given = Taints::default();
        for taint in data.iter() {
            let members = applied.taint(interp, taint).unwrap_or_else(|| smallvec![*taint]);
            members.into_iter().for_each(|it| given.add(it));
        }
        interp.share(shared.map(place), &Value::tainted(given));
    }
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
            // What the function did not get at is what it was.
            let known = state.heap.get(id).filter(|known| cells.seen(id, known).is_some());
            let object = match known {
                Some(known) => {
                    let mut known = (**known).clone();
                    for (key, value) in &object.fields {
                        known.set(key.clone(), value.clone());
                    }
                    Rc::new(known)
                }
                None => object,
            };
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
