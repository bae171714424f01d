//! Arguments put to parameters, methods to their objects.

use super::call::Args;
use super::{Frame, Interp};
use crate::names::Name;
use crate::state::{Kind, Object, State};
use crate::value::{Alt, Binding, ClassValue, Const, FuncValue, Taints, Value};
use hognose_ir::ParamKind;
use std::rc::Rc;

impl Interp<'_> {
    /// The values of the parameters of a function, in order.
    pub(super) fn bind(
        &mut self,
        callee: &Frame,
        state: &mut State,
        function: &FuncValue,
        args: &Args,
    ) -> Vec<Value> {
        let module = Rc::clone(&callee.module);
        let params = &module.function(function.function).params;
        let annotations = self.annotations(function);
        let mut positions: Vec<Value> = function.receiver.iter().cloned().collect();
        positions.extend(args.positions.iter().map(|arg| arg.0.clone()));
        let mut positions = positions.into_iter();
        let mut used = Vec::new();
        let mut values = Vec::with_capacity(params.len());
        let named = self.by_any_name(args);
        for (place, param) in (0_u32..).zip(params) {
            let name = callee.name(param.name);
            let default = || {
                let default = function.defaults.iter().find(|it| it.0 == place);
                default.map(|it| it.1.clone())
            };
            let mut value = match param.kind {
                ParamKind::PositionalOnly | ParamKind::Normal => match positions.next() {
                    Some(value) => value,
                    None => match args.keyword(name) {
                        Some(value) => {
                            used.push(name);
                            value.clone()
                        }
                        None => self.not_given(args.rest.as_ref().or(named.as_ref()), default()),
                    },
                },
                ParamKind::KeywordOnly => match args.keyword(name) {
                    Some(value) => {
                        used.push(name);
                        value.clone()
                    }
                    None => self.not_given(named.as_ref(), default()),
                },
                ParamKind::Rest => {
                    let mut rest = Object::list(Kind::Tuple, positions.by_ref());
                    if let Some(more) = &args.rest {
                        rest.blur();
                        rest.add(more);
                    }
                    self.allocate(state, rest)
                }
                ParamKind::Keywords => {
                    let mut rest = Object::new(Kind::Dict);
                    for (name, value, _) in &args.keywords {
                        if !used.contains(name)
                            && !params.iter().any(|it| callee.name(it.name) == *name)
                        {
                            let key = Const::Str(self.names.text(*name));
                            rest.set(crate::state::Key::Entry(key), value.clone());
                        }
                    }
                    if let Some(more) = &args.more_keywords {
                        rest.add(more);
                        self.note_keys(&mut rest, &args.names);
                    }
                    self.allocate(state, rest)
                }
            };
            let class = annotations.class(place);
            value = match class {
                Some(class) => self.declared_as(state, value, class),
                None => value,
            };
            values.push(value);
        }
        values
    }

    /// What a parameter may get from `**options`. Which entry that is is said by its name: the others'
    /// secrets are not in it.
    pub(super) fn by_any_name(&self, args: &Args) -> Option<Value> {
        let more = args.more_keywords.clone()?;
        let taints = more.taints.without(self.cat.rules.secret);
        Some(Value { taints, ..more })
    }

    /// A value of which the program says what class it is of: if it is not known, an instance of that.
    pub(super) fn declared_as(&mut self, state: &mut State, value: Value, class: &Value) -> Value {
        let value = self.narrow(value, Some(class));
        let is_own = matches!(class.single(), Some(Alt::Class(_)));
        let is_unknown = |alt: &Alt| match alt {
            Alt::Any => true,
            // A library keeps it for the program: `request.app["store"]`.
            Alt::Api(id) => is_own && self.apis.path(*id).ends_with("[]"),
            _ => false,
        };
        // `None` is the default of what is given otherwise.
        let is_none = |alt: &Alt| *alt == Alt::Const(Const::None);
        if !value.alts.iter().any(is_unknown)
            || !value.alts.iter().all(|alt| is_unknown(alt) || is_none(alt))
        {
            return value;
        }
        let instance = self.instance_of(state, class);
        Value { alts: instance.alts, ..value }
    }

    pub(super) fn not_given(&self, more: Option<&Value>, default: Option<Value>) -> Value {
        match (more, default) {
            (Some(more), Some(mut default)) => {
                default.join(more);
                default
            }
            (Some(value), None) => value.clone(),
            (None, Some(value)) => value,
            (None, None) => Value::any(),
        }
    }

    /// `super()` in a method.
    pub(super) fn super_value(&mut self, frame: &mut Frame, state: &mut State) -> Value {
        let Some(class) = frame.class.clone() else { return Value::any() };
        let module = Rc::clone(&frame.module);
        let first = module.function(frame.function).params.first().map(|param| param.var);
        let receiver = first.map_or_else(Value::any, |var| self.var(frame, state, var));
        Value::of(Alt::Super(class, Rc::new(receiver)))
    }

    pub(super) fn call_super(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
        receiver: &Value,
        name: Name,
        args: Args,
    ) -> Value {
        let heir = self.class_of(state, receiver);
        for base in self.classes_behind(class, heir.as_ref()) {
            let members = base.members.borrow();
            let found = members.iter().find(|member| member.0 == name).map(|it| it.1.clone());
            drop(members);
            if let Some(member) = found {
                let method = self.bind_to(&member, receiver, &base);
                return self.call_value(frame, state, &method, args);
            }
        }
        if let Some(api) = self.class_api(heir.as_ref().unwrap_or(class)) {
            return self.super_api(frame, state, api, receiver, name, args);
        }
        if &*self.text(name) == "__init__" {
            return Value::none();
        }
        self.unknown_call(state, &Taints::default(), &args)
    }

    /// The class of the program that an object is of, or that a class is.
    pub(super) fn class_of(&self, state: &State, object: &Value) -> Option<Rc<ClassValue>> {
        match object.single()? {
            Alt::Obj(id) => self.object(state, *id)?.class.clone(),
            Alt::Class(class) => Some(Rc::clone(class)),
            _ => None,
        }
    }

    pub(super) fn super_api(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: crate::api::ApiId,
        receiver: &Value,
        name: Name,
        args: Args,
    ) -> Value {
        let text = self.text(name);
        if matches!(&*text, "__init__" | "_missing_") {
            return Value::none();
        }
        let instance = self.apis.call(class);
        let method = instance.and_then(|it| self.apis.attribute(it, name, &text));
        match method {
            Some(method) => {
                self.call_api(frame, state, method, Some(receiver), &Taints::default(), args)
            }
            None => self.unknown_call(state, &Taints::default(), &args),
        }
    }

    /// A function with its first argument: a method of an object.
    pub(crate) fn bind_to(
        &mut self,
        member: &Value,
        receiver: &Value,
        owner: &Rc<ClassValue>,
    ) -> Value {
        let mut bound = member.clone();
        for alt in &mut bound.alts {
            if let Alt::Func(function) = alt {
                let mut method = (**function).clone();
                method.class = Some(Rc::clone(owner));
                match method.kind {
                    Binding::Plain | Binding::Property => method.receiver = Some(receiver.clone()),
                    Binding::Class => {
                        let class = match receiver.single() {
                            Some(Alt::Class(class)) => class,
                            _ => owner,
                        };
                        method.receiver = Some(Value::of(Alt::Class(Rc::clone(class))));
                    }
                    Binding::Static => {}
                }
                *alt = Alt::Func(Rc::new(method));
            }
        }
        bound
    }

    pub(crate) fn bind_to_class(
        &mut self,
        member: &Value,
        class: &Rc<ClassValue>,
        owner: &Rc<ClassValue>,
    ) -> Value {
        let mut bound = member.clone();
        for alt in &mut bound.alts {
            if let Alt::Func(function) = alt {
                let mut method = (**function).clone();
                method.class = Some(Rc::clone(owner));
                if method.kind == Binding::Class {
                    method.receiver = Some(Value::of(Alt::Class(Rc::clone(class))));
                }
                *alt = Alt::Func(Rc::new(method));
            }
        }
        bound
    }
}
