//! Lists made of others, copies of objects, and objects as dictionaries.

use super::builtins::{CHARACTERS, MADE_BY};
use super::call::Args;
use super::{Frame, Interp};
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, ClassValue, Const, ObjId, Type, Value};
use std::rc::Rc;

impl Interp<'_> {
    pub(super) fn sequence(
        &mut self,
        state: &mut State,
        path: &str,
        from: Option<&Value>,
    ) -> Value {
        let kind = match path {
            "tuple" => Kind::Tuple,
            "set" | "frozenset" => Kind::Set,
            _ => Kind::List,
        };
        let Some(from) = from else { return self.allocate(state, Object::new(kind)) };
        if let ("reversed", Some(id)) = (path, from.objects().next())
            && let Some(element) = self.backwards(state, id)
        {
            let mut object = Object::new(kind);
            object.rest = Some(element);
            return self.allocate(state, object);
        }
        let known = self.fixed(state, from);
        let object = match (known, path) {
            (Some(elements), "list" | "tuple" | "iter" | "collections.deque") => {
                Object::list(kind, elements)
            }
            (Some(mut elements), "reversed") => {
                elements.reverse();
                Object::list(kind, elements)
            }
            (Some(elements), "sorted")
                if let Some(sorted) = self.in_order(state, elements.clone()) =>
            {
                Object::list(kind, sorted)
            }
            (_, "itertools.chain.from_iterable") => {
                let inner = self.element(state, from);
                let mut object = Object::new(Kind::List);
                object.rest = Some(self.element(state, &inner));
                object
            }
            (None, "set" | "frozenset" | "list" | "tuple") if from.as_str().is_some() => {
                let mut object = Object::new(kind);
                let characters = self.names.intern(CHARACTERS);
                object.set(Key::Attr(characters), from.clone());
                object.rest = Some(Value::typed(Type::Str));
                object
            }
            _ => {
                let mut object = Object::new(kind);
                let element = self.element(state, from);
                object.rest = Some(element);
                object
            }
        };
        self.allocate(state, object)
    }

    /// What `reversed` takes out of an object whose class says what that is.
    fn backwards(&mut self, state: &mut State, id: ObjId) -> Option<Value> {
        let site = self.here;
        let reversed = self.names.intern("__reversed__");
        if let Some(list) = self.call_special(state, id, reversed, Vec::new(), site) {
            return Some(self.element(state, &list));
        }
        let item = self.names.intern("__getitem__");
        self.call_special(state, id, item, vec![Value::typed(Type::Number)], site)
    }

    /// The fields of an object as a dictionary, and those of objects in it.
    pub(super) fn as_dict(&mut self, state: &mut State, value: &Value, depth: u32) -> Value {
        let object = if depth > 0 { self.instance(state, value) } else { None };
        let Some(object) = object else { return value.clone() };
        let mut dict = Object::new(Kind::Dict);
        for (key, field) in &object.fields {
            if let Key::Attr(name) = key {
                let key = Key::Entry(Const::Str(self.names.text(*name)));
                let field = self.as_dict(state, field, depth - 1);
                dict.set(key, field);
            }
        }
        dict.rest.clone_from(&object.rest);
        self.allocate(state, dict).with(&value.taints)
    }

    /// What a class has itself, `vars(Form)`.
    pub(super) fn class_as_dict(&mut self, state: &mut State, class: &Rc<ClassValue>) -> Value {
        let mut dict = Object::new(Kind::Dict);
        for (name, member) in class.members.borrow().iter() {
            dict.set(Key::Entry(Const::Str(self.names.text(*name))), member.clone());
        }
        self.allocate(state, dict)
    }

    /// The instance that a value is; if it is one of several of a class, what is known of all of them.
    fn instance(&self, state: &State, value: &Value) -> Option<Rc<Object>> {
        let mut objects = value.alts.iter().map(|alt| match alt {
            Alt::Obj(id) => self.object(state, *id).filter(|it| it.kind == Kind::Instance),
            _ => None,
        });
        let first = Rc::clone(objects.next()??);
        if value.alts.len() == 1 {
            return Some(first);
        }
        let mut all = (*first).clone();
        for object in objects {
            let object = object.filter(|it| it.class == all.class)?;
            for (key, field) in &object.fields {
                let mut both = field.clone();
                if let Some(known) = all.get(key) {
                    both.join(known);
                }
                all.set(key.clone(), both);
            }
            if let Some(rest) = &object.rest {
                all.add(rest);
            }
        }
        Some(Rc::new(all))
    }

    /// A copy of an object, with other values in some of its fields.
    pub(super) fn copied(&mut self, state: &mut State, from: &Value, args: &Args) -> Value {
        let object = match from.single() {
            Some(Alt::Obj(id)) => self.object(state, *id).map(Rc::clone),
            _ => self.instance(state, from),
        };
        let Some(object) = object else { return from.clone() };
        let mut copy = (*object).clone();
        copy.is_shared = false;
        // `replace(order, **body)` may give any of them.
        if let Some(named) = self.by_any_name(args) {
            for (key, value) in &mut copy.fields {
                if matches!(key, Key::Attr(_)) {
                    value.join(&named);
                }
            }
        }
        for (name, value, _) in &args.keywords {
            copy.set(Key::Attr(*name), value.clone());
        }
        self.allocate(state, copy).with(&from.taints)
    }

    /// The same by `dataclasses.replace`, which makes a new instance, and has it look at its fields.
    pub(super) fn replaced(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        from: &Value,
        args: &Args,
    ) -> Value {
        let copy = self.copied(state, from, args);
        let post_init = self.names.intern("__post_init__");
        let id = copy.objects().next();
        if let Some(method) = id.and_then(|id| self.method_of(state, id, post_init)) {
            self.call_value(frame, state, &method, Args::new(args.site));
        }
        copy
    }

    /// A copy of an object, and of the objects in it.
    pub(super) fn copied_deep(&mut self, state: &mut State, from: &Value, depth: u32) -> Value {
        let Some(Alt::Obj(id)) = from.single() else { return from.clone() };
        let Some(object) = self.object(state, *id).filter(|_| depth > 0) else {
            return from.clone();
        };
        let mut copy = (**object).clone();
        copy.is_shared = false;
        // What others have put into it is copied, too.
        let more = self.shared_entry(*id, None);
        for value in copy.values_mut() {
            *value = self.copied_deep(state, value, depth - 1);
        }
        if !more.is_empty() {
            copy.add(&Value::tainted(more));
        }
        self.allocate(state, copy).with(&from.taints)
    }

    /// A dictionary that is made of another one, of pairs, or of what has names.
    pub(super) fn dictionary(&mut self, state: &mut State, path: &str, args: &Args) -> Value {
        let first = args.position(0).cloned();
        let mut object =
            Object::new(if path == "types.SimpleNamespace" { Kind::Instance } else { Kind::Dict });
        if let Some(first) = &first
            && path != "collections.defaultdict"
        {
            let is_mapping = first
                .objects()
                .any(|id| self.object(state, id).is_some_and(|it| it.kind == Kind::Dict));
            if is_mapping {
                self.merge(state, &mut object, first);
            } else {
                // Pairs.
                let pair = self.element(state, first);
                let value = self.index(state, &pair, &Value::constant(Const::Int(1)), args.site);
                object.add(&value);
                // Or a mapping of which nothing is known, with the secrets in it.
                if first.objects().next().is_none() {
                    let others = !self.cat.rules.own;
                    object.add(&Value::tainted(first.taints.without(others)));
                }
            }
        }
        if let (Some(factory), "collections.defaultdict") = (first, path) {
            let made_by = self.names.intern(MADE_BY);
            object.set(Key::Attr(made_by), factory);
        }
        for (name, value, _) in &args.keywords {
            let key = if path == "types.SimpleNamespace" {
                Key::Attr(*name)
            } else {
                Key::Entry(Const::Str(self.names.text(*name)))
            };
            object.set(key, value.clone());
        }
        self.allocate(state, object)
    }
}
