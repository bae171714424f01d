//! Methods of lists, dictionaries and sets, and of objects that stand for one.

use super::call::Args;
use super::change::pop;
use super::comprehension::clamp;
use super::sequences::LIMIT;
use super::{Frame, Interp, Shared, part};
use crate::limits::MAX_UNROLLED;
use crate::names::Name;
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, Const, ObjId, Taints, Type, Value};
use hognose_ir::BinOp;
use std::rc::Rc;

impl Interp<'_> {
    /// A method of a list, a dictionary, a set, or of an object that stands for one.
    #[expect(clippy::too_many_lines, reason = "one arm for each group of methods")]
    pub(crate) fn container_method(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        id: ObjId,
        name: Name,
        args: &Args,
    ) -> Option<Value> {
        let text = self.text(name);
        let kind = self.object(state, id)?.kind;
        let first = args.position(0).cloned();
        Some(match (kind, &*text) {
            (Kind::List, "append" | "appendleft") | (Kind::Set, "add") => {
                self.append(state, id, &first?, kind == Kind::List && &*text == "append");
                Value::none()
            }
            (Kind::List, "insert") => {
                let new = args.position(1)?.clone();
                let known = self.object(state, id)?.elements();
                match (known, first.as_ref().and_then(Value::as_const)) {
                    (Some(mut elements), Some(Const::Int(place))) => {
                        let (place, _) = clamp(Some(*place), None, elements.len());
                        elements.insert(place, new.clone());
                        self.object_mut(state, id)?.set_elements(elements);
                        self.share_new(state, id, &new);
                    }
                    _ => self.append(state, id, &new, false),
                }
                Value::none()
            }
            (Kind::List, "extend") | (Kind::Set, "update") => {
                self.extend(state, object, &first?);
                Value::none()
            }
            (Kind::List, "pop" | "popleft") => {
                let place = match first.as_ref().map(Value::as_const) {
                    Some(Some(Const::Int(place))) => Some(*place),
                    None if &*text == "popleft" => Some(0),
                    None => None,
                    Some(_) => {
                        let element = self.object(state, id)?.element();
                        self.object_mut(state, id)?.blur();
                        return Some(element);
                    }
                };
                let object = self.object_mut(state, id)?;
                match pop(object, place) {
                    Some(taken) => taken,
                    None => object.element(),
                }
            }
            (Kind::List, "remove") => {
                let wanted = first.as_ref().and_then(Value::as_const).cloned();
                let object = self.object_mut(state, id)?;
                let place = object.elements().and_then(|elements| {
                    let all = elements.iter().all(|it| it.as_const().is_some());
                    let found = elements.iter().position(|it| it.as_const() == wanted.as_ref());
                    all.then_some(found).flatten()
                });
                match place.and_then(|place| i64::try_from(place).ok()) {
                    Some(place) => {
                        pop(object, Some(place));
                    }
                    None => object.blur(),
                }
                Value::none()
            }
            (Kind::List | Kind::Dict | Kind::Set, "clear") => {
                let object = self.object_mut(state, id)?;
                object.fields.clear();
                object.rest = None;
                Value::none()
            }
            (Kind::List | Kind::Dict | Kind::Set | Kind::Tuple, "copy") => {
                let mut copy = (**self.object(state, id)?).clone();
                copy.is_shared = false;
                self.allocate(state, copy)
            }
            (Kind::List, "reverse") => {
                let object = self.object_mut(state, id)?;
                match object.elements() {
                    Some(mut elements) => {
                        elements.reverse();
                        object.set_elements(elements);
                    }
                    None => object.blur(),
                }
                Value::none()
            }
            (Kind::List, "sort") => {
                let is_plain = args.keywords.is_empty() && args.more_keywords.is_none();
                let known = self.object(state, id)?.elements().filter(|_| is_plain);
                let sorted = known.and_then(|all| self.in_order(state, all));
                let object = self.object_mut(state, id)?;
                match sorted {
                    Some(elements) => object.set_elements(elements),
                    None => object.blur(),
                }
                Value::none()
            }
            (Kind::List | Kind::Tuple, "index" | "count") => {
                if let ("index", Some(element)) = (&*text, &first) {
                    // It raises an exception if the element is not there.
                    self.found(state, object, element);
                }
                Value::typed(Type::Number)
            }
            (Kind::Dict, "get" | "pop" | "setdefault") => {
                let key = first.unwrap_or_else(Value::any);
                let object_ref = self.object(state, id).map(Rc::clone)?;
                let known = key.as_const().and_then(|key| object_ref.get(&Key::Entry(key.clone())));
                let default = args.position(1).cloned();
                let value = if let Some(known) = known {
                    known.clone()
                } else {
                    let mut value = if key.as_const().is_some() && object_ref.rest.is_none() {
                        Value::default()
                    } else {
                        self.index(state, object, &key, args.site)
                    };
                    value.join(&default.clone().unwrap_or_else(Value::none));
                    value
                };
                if &*text == "pop" {
                    self.remove(state, object, &key);
                } else if &*text == "setdefault" && known.is_none() {
                    self.set_element(state, object, &key, value.clone());
                }
                let mut more = self.shared_entry(id, key.as_const());
                if key.as_const().is_none() {
                    more = more.without(self.cat.rules.own);
                }
                let mut value = value.with(&more);
                let is_false = |it: &Value| it.as_const().is_some_and(|it| !it.is_truthy());
                if default.as_ref().is_none_or(is_false) && &*text != "setdefault" {
                    value.cond = self.found_if_true(state, id, &key);
                }
                value
            }
            (Kind::Dict, "update") => {
                let mut copy = (**self.object(state, id)?).clone();
                if let Some(more) = &first {
                    self.merge(state, &mut copy, more);
                }
                for (name, value, _) in &args.keywords {
                    let key = Const::Str(self.names.text(*name));
                    copy.set(Key::Entry(key), value.clone());
                }
                if let Some(more) = &args.more_keywords {
                    copy.add(more);
                }
                let is_shared = copy.is_shared || !state.heap.contains(id);
                let fields = if is_shared { copy.fields.clone() } else { Vec::new() };
                let rest = copy.rest.clone().filter(|_| is_shared);
                state.heap.insert(id, Rc::new(copy));
                for (key, value) in &fields {
                    if let Key::Entry(key) = key {
                        let taints = self.deep(state, value);
                        self.share_entry(id, Some(key), taints);
                    }
                }
                if let Some(rest) = rest {
                    let taints = self.deep(state, &rest);
                    self.share_entry(id, None, taints);
                }
                Value::none()
            }
            (Kind::Dict, "keys") => {
                let element = self.element(state, object);
                let mut list = Object::new(Kind::Set);
                list.rest = Some(element);
                self.allocate(state, list)
            }
            (Kind::Dict, "values") => {
                if let Some(entries) = self.entries(state, id) {
                    let values = entries.into_iter().map(|entry| entry.1);
                    return Some(self.allocate(state, Object::list(Kind::Tuple, values)));
                }
                let mut list = Object::new(Kind::Set);
                list.rest = Some(self.whichever_entry(state, id)?);
                self.allocate(state, list)
            }
            (Kind::Dict, "items") => {
                if let Some(entries) = self.entries(state, id) {
                    let pairs: Vec<Value> = entries
                        .into_iter()
                        .map(|(key, value)| {
                            let pair = vec![Value::constant(key), value];
                            self.allocate(state, Object::list(Kind::Tuple, pair))
                        })
                        .collect();
                    return Some(self.allocate(state, Object::list(Kind::Tuple, pairs)));
                }
                let pair = vec![self.any_key(state, object), self.whichever_entry(state, id)?];
                let pair = self.allocate(state, Object::list(Kind::Tuple, pair));
                let mut list = Object::new(Kind::Set);
                list.rest = Some(pair);
                self.allocate(state, list)
            }
            // What is counted, and how often.
            (Kind::Dict, "most_common") => {
                let pair = vec![self.element(state, object), Value::typed(Type::Number)];
                let mut list = Object::new(Kind::List);
                list.rest = Some(self.allocate(state, Object::list(Kind::Tuple, pair)));
                self.allocate(state, list)
            }
            (Kind::Dict, "popitem") => {
                let pair = vec![self.any_key(state, object), self.whichever_entry(state, id)?];
                self.allocate(state, Object::list(Kind::Tuple, pair))
            }
            (Kind::Set, "union" | "intersection" | "difference" | "symmetric_difference") => {
                let op = match &*text {
                    "union" => BinOp::Or,
                    "intersection" => BinOp::And,
                    "difference" => BinOp::Sub,
                    _ => BinOp::Xor,
                };
                let own = Value::of(Alt::Obj(id));
                let other = first.unwrap_or_default();
                self.set_operation(state, op, &own, &other)?
            }
            (Kind::Set, "remove" | "discard") => Value::none(),
            (Kind::Set | Kind::Iterator, "pop" | "__next__" | "__anext__") => {
                self.object(state, id)?.element()
            }
            (Kind::Iterator, "send" | "asend") => self.sent(frame, state, id, first?),
            (Kind::Instance, "_replace") => self.copied(state, object, args),
            (Kind::Instance, _) => return self.instance_method(state, id, &text, args),
            (Kind::List | Kind::Dict | Kind::Set | Kind::Tuple, "__contains__" | "issubset") => {
                Value::typed(Type::Bool)
            }
            (Kind::List | Kind::Dict | Kind::Set | Kind::Tuple | Kind::Iterator, _) => {
                let _ = frame;
                self.unknown_call(state, &object.taints, args)
            }
            (Kind::Match, name) => return self.match_method(state, id, name, args),
            (Kind::Cells, _) => return None,
        })
    }

    pub(super) fn append(&mut self, state: &mut State, id: ObjId, value: &Value, at_end: bool) {
        let limit = self.names.intern(LIMIT);
        let Some(object) = self.object_mut(state, id) else { return };
        if at_end && object.rest.is_none() && object.kind == Kind::List {
            let place = u32::try_from(object.prefix().len()).unwrap_or(u32::MAX);
            object.set(Key::Place(place), value.clone());
            let limit = object.get(&Key::Attr(limit)).and_then(Value::as_const);
            if limit.is_some_and(|limit| *limit == Const::Int(i64::from(place))) {
                pop(object, Some(0));
            }
        } else {
            object.blur();
            object.add(value);
        }
        self.share_new(state, id, value);
    }

    /// Notes that everybody sees what was put into a container, if everybody has that.
    fn share_new(&mut self, state: &State, id: ObjId, value: &Value) {
        if self.object(state, id).is_some_and(|object| object.is_shared) {
            let taints = self.settle(state, &self.deep(state, value));
            self.share(Shared::Object(id), &Value::tainted(taints));
        }
    }

    /// What any key of a dictionary may be. What was found out about it says nothing about the entry.
    fn any_key(&mut self, state: &mut State, object: &Value) -> Value {
        let known = Value { taints: Taints::default(), ..object.clone() };
        let taints = self.part(&object.taints, part::KEY).without(self.cat.rules.secret);
        or_anything(self.element(state, &known).with(&taints))
    }

    /// What any entry of a dictionary may be, whoever has put it there.
    fn whichever_entry(&mut self, state: &State, id: ObjId) -> Option<Value> {
        let element = self.object(state, id)?.element();
        // A secret in one entry is not in the others.
        let more = self.shared_entry(id, None).without(self.cat.rules.own);
        Some(or_anything(element.with(&more)))
    }

    /// The entries of a dictionary, in order, if they are few, and all of them are known.
    fn entries(&mut self, state: &State, id: ObjId) -> Option<Vec<(Const, Value)>> {
        let is_own = self.shared_entry(id, None).is_empty();
        let object = self.object(state, id)?;
        let is_fixed = is_own
            && !object.is_shared
            && object.rest.is_none()
            && (1..=MAX_UNROLLED).contains(&object.fields.len());
        let entry = |field: &(Key, Value)| match &field.0 {
            Key::Entry(key) => Some((key.clone(), field.1.clone())),
            _ => None,
        };
        is_fixed.then(|| object.fields.iter().map(entry).collect()).flatten()
    }

    /// Methods of library objects that keep what they are given under a name.
    pub(super) fn instance_method(
        &mut self,
        state: &mut State,
        id: ObjId,
        name: &str,
        args: &Args,
    ) -> Option<Value> {
        let api = self.object(state, id)?.api?;
        let path = self.apis.path(api);
        match (&*path, name) {
            ("configparser.ConfigParser()" | "configparser.RawConfigParser()", "set") => {
                let key = two_keys(args)?;
                let value = args.position(2)?.clone();
                self.object_mut(state, id)?.set(Key::Entry(key), value);
                Some(Value::none())
            }
            ("configparser.ConfigParser()" | "configparser.RawConfigParser()", "get") => {
                let key = two_keys(args)?;
                let object = self.object(state, id)?;
                object.get(&Key::Entry(key)).cloned()
            }
            _ => None,
        }
    }
}

/// What is taken out of a container that is empty as far as is known: others have put something in.
fn or_anything(mut value: Value) -> Value {
    if value.is_bottom() {
        value.add(Alt::Any);
    }
    value
}

/// A section and an option, as one key.
pub(super) fn two_keys(args: &Args) -> Option<Const> {
    let section = args.position(0)?.as_str()?;
    let option = args.position(1)?.as_str()?;
    Some(Const::Str(format!("{section}\0{}", option.to_lowercase()).into()))
}
