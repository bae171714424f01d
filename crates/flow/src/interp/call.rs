//! Calls: of functions of the program, of its classes, and of everything else.

use std::rc::Rc;

use hognose_ir::{Arg, Expr, ExprKind, Span};

use super::{Frame, Interp, part};
use crate::limits::{MAX_CALLS, MAX_INDIRECT};
use crate::names::Name;
use crate::state::State;
use crate::summary;
use crate::trace::Site;
use crate::value::{Alt, FuncValue, ObjId, Taints, Type, Value};

/// The arguments of a call.
#[derive(Clone, Debug)]
pub(crate) struct Args {
    pub(crate) site: Site,
    pub(crate) positions: Vec<(Value, Span)>,
    pub(crate) keywords: Vec<(Name, Value, Span)>,
    /// What may be given by any further position.
    pub(crate) rest: Option<Value>,
    /// What may be given by any name.
    pub(crate) more_keywords: Option<Value>,
    /// The data in those names.
    pub(crate) names: Taints,
    /// The dictionaries of which one is given by `**`, if it is not known which.
    pub(crate) choices: Vec<Value>,
    /// What the object is called on which a method is called.
    pub(crate) receiver_name: Option<Name>,
    /// Whether it is only one of several things that may be called.
    pub(crate) is_choice: bool,
}

impl Args {
    pub(crate) fn new(site: Site) -> Self {
        Self {
            site,
            positions: Vec::new(),
            keywords: Vec::new(),
            rest: None,
            more_keywords: None,
            names: Taints::default(),
            choices: Vec::new(),
            receiver_name: None,
            is_choice: false,
        }
    }

    pub(crate) fn of(site: Site, values: Vec<Value>) -> Self {
        let positions = values.into_iter().map(|value| (value, site.span)).collect();
        Self { positions, ..Self::new(site) }
    }

    pub(crate) fn position(&self, place: usize) -> Option<&Value> {
        self.positions.get(place).map(|arg| &arg.0).or(self.rest.as_ref())
    }

    pub(crate) fn keyword(&self, name: Name) -> Option<&Value> {
        self.keywords.iter().find(|arg| arg.0 == name).map(|arg| &arg.1)
    }

    /// All values.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Value> {
        self.positions
            .iter()
            .map(|arg| &arg.0)
            .chain(self.keywords.iter().map(|arg| &arg.1))
            .chain(&self.rest)
            .chain(&self.more_keywords)
    }
}

impl Interp<'_> {
    pub(crate) fn call_expr(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        callee: &Expr,
        args: &[Arg],
        span: Span,
    ) -> Value {
        if let ExprKind::Attr(object, name) = &callee.kind {
            let object_value = self.eval(frame, state, object);
            let mut args = self.args(frame, state, args, span);
            args.receiver_name = match &object.kind {
                ExprKind::Attr(_, name) => Some(frame.name(*name)),
                ExprKind::Var(var) => self.var_name(frame, *var).map(|it| self.names.intern(&it)),
                _ => None,
            };
            let name = frame.name(*name);
            let key = match &*self.text(name) {
                "get" | "pop" | "getenv" => args.position(0).and_then(Value::as_const).cloned(),
                _ => None,
            };
            let site = args.site;
            let taken = (&*self.text(name) == "pop").then(|| key.clone().map(Value::constant));
            let value = self.call_method(frame, state, &object_value, name, args);
            if let Some(Some(key)) = taken {
                self.secret_taken_out(state, &object_value, &key);
            }
            let value = self.hidden_by(name, value);
            return self.read_by_key(value, key.as_ref(), site);
        }
        let callee_value = self.eval(frame, state, callee);
        let args = self.args(frame, state, args, span);
        if let (ExprKind::Var(hognose_ir::Var::Free(sym)), true) =
            (&callee.kind, args.positions.is_empty())
            && &*self.text(frame.name(*sym)) == "super"
        {
            return self.super_value(frame, state);
        }
        let value = self.call_value(frame, state, &callee_value, args);
        let name = match &callee.kind {
            ExprKind::Var(var) => frame.name_of(*var),
            _ => None,
        };
        match name {
            Some(name) => self.hidden_by(name, value),
            None => value,
        }
    }

    /// Calls whatever a value may be.
    pub(crate) fn call_value(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        callee: &Value,
        args: Args,
    ) -> Value {
        match &callee.alts[..] {
            [] => self.unknown_call(state, &callee.taints, &args),
            [alt] => self.call_alt(frame, state, alt, &callee.taints, args),
            alts => {
                let mut result = Value::default();
                let mut after = State::dead();
                let args = Args { is_choice: true, ..args };
                for alt in alts {
                    let mut inside = state.clone();
                    let value =
                        self.call_alt(frame, &mut inside, alt, &callee.taints, args.clone());
                    if inside.alive {
                        result.join(&value);
                    }
                    after.join(inside);
                }
                *state = after;
                result
            }
        }
    }

    fn call_alt(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        alt: &Alt,
        taints: &Taints,
        args: Args,
    ) -> Value {
        if let Alt::Func(function) = alt {
            let function = Rc::clone(function);
            return match self.overloaded(&function, &args) {
                Some(chosen) => self.call_each(frame, state, &chosen, &args),
                None => self.call_function(frame, state, &function, args),
            };
        }
        if self.indirect >= MAX_INDIRECT {
            self.counters.too_deep += 1;
            return self.unknown_call(state, taints, &args);
        }
        self.indirect += 1;
        let value = self.call_indirect(frame, state, alt, taints, args);
        self.indirect -= 1;
        value
    }

    /// Calls what is no function itself.
    fn call_indirect(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        alt: &Alt,
        taints: &Taints,
        args: Args,
    ) -> Value {
        match alt {
            Alt::Class(class) => {
                let class = Rc::clone(class);
                self.instantiate(frame, state, &class, args)
            }
            Alt::Api(id) => self.call_api(frame, state, *id, None, taints, args),
            Alt::Method(method) => {
                let method = Rc::clone(method);
                self.call_method(frame, state, &method.0, method.1, args)
            }
            Alt::Partial(partial) => {
                let partial = Rc::clone(partial);
                let mut all = args.clone();
                let span = args.site.span;
                all.positions = partial.1.iter().map(|value| (value.clone(), span)).collect();
                all.positions.extend(args.positions);
                for (name, value) in &partial.2 {
                    if all.keyword(*name).is_none() {
                        all.keywords.push((*name, value.clone(), span));
                    }
                }
                self.call_value(frame, state, &partial.0, all)
            }
            Alt::Obj(id) => {
                let name = self.names.intern("__call__");
                let object = Value::of(Alt::Obj(*id));
                if let Some(method) = self.method_of(state, *id, name) {
                    self.call_value(frame, state, &method, args)
                } else {
                    let api = self.object(state, *id).and_then(|object| object.api);
                    match api {
                        Some(api) => self.call_api(frame, state, api, Some(&object), taints, args),
                        None => self.unknown_call(state, taints, &args),
                    }
                }
            }
            _ => self.unknown_call(state, taints, &args),
        }
    }

    /// Code of which nothing is known: what goes in may come out.
    pub(crate) fn unknown_call(&mut self, state: &State, callee: &Taints, args: &Args) -> Value {
        let mut taints = callee.clone();
        for value in args.all() {
            taints.join(&self.deep(state, value));
        }
        let taints = self.settle(state, &taints);
        let taints = self.part(&self.through_unknown(&taints), part::RESULT);
        Value::tainted(taints)
    }

    /// What a function returns that is not followed any further.
    pub(crate) fn unknown_result(&self, state: &State, params: &[Value]) -> Value {
        let mut all = Taints::default();
        for value in params {
            all.join(&self.deep(state, value));
        }
        let taints = self.settle(state, &all).without(self.cat.rules.secret);
        Value::tainted(Self::unsure(&taints))
    }

    /// Calls a method of whatever a value may be.
    pub(crate) fn call_method(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        name: Name,
        args: Args,
    ) -> Value {
        let alts: Vec<Alt> =
            if object.alts.is_empty() { vec![Alt::Any] } else { object.alts.to_vec() };
        let mut result = Value::default();
        let mut after = State::dead();
        let mut left = alts.len();
        let mut args = Some(args);
        for alt in alts {
            left -= 1;
            // The last one may have what the others had copies of.
            let (mut inside, args) = if left == 0 {
                (std::mem::replace(state, State::dead()), args.take())
            } else {
                (state.clone(), args.clone())
            };
            let Some(args) = args else { break };
            let one = Value { taints: object.taints.clone(), cond: None, ..Value::of(alt) };
            let value = self.call_method_of(frame, &mut inside, &one, name, args);
            if inside.alive {
                result.join(&value);
            }
            after.join(inside);
        }
        *state = after;
        result
    }

    fn call_method_of(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        name: Name,
        args: Args,
    ) -> Value {
        let Some(alt) = object.single() else { return Value::any() };
        match alt {
            Alt::Obj(id) => {
                let id = *id;
                if let Some(method) = self.method_of(state, id, name) {
                    return self.call_value(frame, state, &method, args);
                }
                if let Some(method) = self.library_method(state, id, name) {
                    let taints = &object.taints;
                    return self.call_api(frame, state, method, Some(object), taints, args);
                }
                let field = self
                    .object(state, id)
                    .and_then(|it| it.get(&crate::state::Key::Attr(name)).cloned());
                if let Some(field) = field {
                    return self.call_value(frame, state, &field, args);
                }
                if let Some(value) = self.container_method(frame, state, object, id, name, &args) {
                    return value;
                }
                let api = self.object(state, id).and_then(|object| object.api);
                if let Some(api) = api {
                    let text = self.text(name);
                    if let Some(method) = self.apis.attribute(api, name, &text) {
                        let mut taints = object.taints.clone();
                        if let Some(rest) = self.object(state, id).and_then(|it| it.rest.clone()) {
                            taints.join(&self.deep(state, &rest));
                        }
                        if let Some(more) = self.shared(super::Shared::Object(id)) {
                            taints.join(&more.taints);
                        }
                        return self.call_api(frame, state, method, Some(object), &taints, args);
                    }
                }
                self.call_by_name(frame, state, object, name, &args)
            }
            Alt::Api(id) => {
                let text = self.text(name);
                if let Some(kept) = self.kept_entry(*id, &text, &args) {
                    return kept.with(&object.taints);
                }
                match self.apis.attribute(*id, name, &text) {
                    Some(method) => {
                        let taints = object.taints.clone();
                        // What comes in is a text, or a mapping of texts, if nothing else is known.
                        if !taints.is_empty()
                            && !self.apis.is_known(method)
                            && !matches!(
                                &*text,
                                "find" | "rfind" | "index" | "count" | "format" | "translate"
                            )
                            && let Some(value) = self.text_method(frame, state, object, name, &args)
                        {
                            self.sinks_by_name(frame, state, object, name, &args);
                            return value;
                        }
                        self.call_api(frame, state, method, Some(object), &taints, args)
                    }
                    None => self.unknown_call(state, &object.taints, &args),
                }
            }
            Alt::Class(class) => {
                let class = Rc::clone(class);
                match self.class_member(&class, name) {
                    Some((member, owner)) => {
                        let member = self.bind_to_class(&member, &class, &owner);
                        self.call_value(frame, state, &member, args)
                    }
                    None => match self.class_api(&class) {
                        Some(api) => {
                            let text = self.text(name);
                            match self.apis.attribute(api, name, &text) {
                                Some(method) => self.call_api(
                                    frame,
                                    state,
                                    method,
                                    Some(object),
                                    &object.taints,
                                    args,
                                ),
                                None => self.unknown_call(state, &object.taints, &args),
                            }
                        }
                        None => self.unknown_call(state, &object.taints, &args),
                    },
                }
            }
            Alt::Module(_) | Alt::Package(_) => {
                let member = self.member(object, name);
                self.call_value(frame, state, &member, args)
            }
            Alt::Super(class, receiver) => {
                let (class, receiver) = (Rc::clone(class), Rc::clone(receiver));
                self.call_super(frame, state, &class, &receiver, name, args)
            }
            Alt::Regex(pattern) => {
                let pattern = Rc::clone(pattern);
                let text = self.text(name);
                let sinks = self.cat.path(&format!("re.Pattern().{text}")).map(|it| &it.sinks);
                self.check_sinks(
                    frame,
                    state,
                    sinks.map_or(&[], |it| it),
                    &text,
                    Some(object),
                    &args,
                );
                self.regex_method(state, &pattern, name, &args)
            }
            Alt::Func(_) | Alt::Partial(_) | Alt::Method(_) => {
                self.function_method(frame, state, object, name, args)
            }
            // A number, or a date as a text.
            Alt::Typed(Type::Number) if args.all().all(|it| self.is_plain(state, it)) => {
                Value { taints: object.taints.clone(), ..Value::typed(Type::Number) }
            }
            Alt::Const(_) | Alt::Text(_) | Alt::Typed(_) => {
                if !object.taints.is_empty() {
                    self.sinks_by_name(frame, state, object, name, &args);
                }
                match self.text_method(frame, state, object, name, &args) {
                    Some(value) => value,
                    None => self.call_by_name(frame, state, object, name, &args),
                }
            }
            Alt::Any | Alt::Member(..) => {
                if !object.taints.is_empty()
                    && let Some(value) = self.text_method(frame, state, object, name, &args)
                {
                    self.sinks_by_name(frame, state, object, name, &args);
                    return value;
                }
                self.call_by_name(frame, state, object, name, &args)
            }
        }
    }

    /// Whether there is no data in a value.
    fn is_plain(&self, state: &State, value: &Value) -> bool {
        self.deep(state, value).is_empty()
    }

    /// A method with a special name, if the class of an object defines it.
    pub(crate) fn call_special(
        &mut self,
        state: &mut State,
        id: ObjId,
        name: Name,
        args: Vec<Value>,
        site: Site,
    ) -> Option<Value> {
        let method = self.method_of(state, id, name)?;
        let Some(Alt::Func(function)) = method.single() else { return None };
        let function = Rc::clone(function);
        // Whatever it finds is found in its own right.
        let mut frame = self.prepare(&function)?.0;
        let value = self.call_function(&mut frame, state, &function, Args::of(site, args));
        self.stray.append(&mut frame.hits);
        Some(value)
    }

    /// Calls a function of the program.
    pub(crate) fn call_function(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        function: &Rc<FuncValue>,
        args: Args,
    ) -> Value {
        if frame.is_module() {
            self.publish(frame, state);
        }
        if self.depth >= MAX_CALLS {
            self.counters.too_deep += 1;
            return self.unknown_call(state, &Taints::default(), &args);
        }
        let Some((callee, module)) = self.prepare(function) else {
            return self.unknown_call(state, &Taints::default(), &args);
        };
        let site = args.site;
        let definition = module.function(function.function);
        let mut params = self.bind(&callee, state, function, &args);
        let name = self.text(callee.name(definition.name));
        for (param, value) in definition.params.iter().zip(&mut params) {
            if value.taints.is_empty() {
                continue;
            }
            let what = format!("passed to `{name}` as `{}`", self.text(callee.name(param.name)));
            value.taints = self.step(&value.taints, site, &what);
            // What was checked is not brought in again where it is read there.
            if value.taints.iter().all(|taint| self.live(state, taint) == 0)
                && matches!(value.single(), Some(Alt::Api(_)))
            {
                value.alts = Value::any().alts;
            }
        }
        let id = (function.file, function.function);
        let may_go_on = definition.is_generator || self.context_managers.contains(&id);
        let begun = may_go_on.then(|| params.clone());
        // A decorator has looked at what the function reads again: `@checked("name")`.
        let caller = (frame.file, frame.function, frame.closure);
        if !state.facts.is_empty()
            && self.wrapped.get(&caller)
                == Some(&(function.file, function.function, function.closure))
        {
            self.inherited.clone_from(&state.facts);
        }
        self.depth += 1;
        let mut value = summary::apply(self, frame, state, function, &callee, params);
        self.depth -= 1;
        let what = || format!("returned by `{name}`");
        if !value.taints.is_empty() {
            value.taints = self.step(&value.taints, site, &what());
        }
        if definition.is_generator
            && let Some(Alt::Obj(id)) = value.single()
            && let Some(yielded) = self.object(state, *id).and_then(|it| it.rest.clone())
            && !yielded.taints.is_empty()
        {
            let taints = self.step(&yielded.taints, site, &what());
            if let Some(iterator) = self.object_mut(state, *id) {
                iterator.rest = Some(Value { taints, ..yielded });
            }
        }
        if let (Some(params), Some(id)) = (begun, value.objects().next()) {
            self.begun.insert(id, (Rc::clone(function), params));
        }
        value
    }

    /// Attributes of functions that are called: `f.delay(x)`, `f.__call__(x)`.
    fn function_method(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        function: &Value,
        name: Name,
        mut args: Args,
    ) -> Value {
        let receives_itself = |this: &Self| {
            function.alts.iter().any(|alt| match alt {
                Alt::Func(it) => this.given_themselves.contains(&(it.file, it.function)),
                _ => false,
            })
        };
        match &*self.text(name) {
            // Task queues run the function elsewhere, with the same arguments.
            "delay" | "send" | "enqueue" | "defer" | "call_local" | "__call__" | "s" | "si"
            | "spawn" | "remote" | "submit" | "fn" | "func" => {
                if receives_itself(self) {
                    args.positions.insert(0, (Value::any(), args.site.span));
                }
                self.call_value(frame, state, function, args)
            }
            "apply_async" | "send_with_options" => {
                let named = |this: &mut Self, name: &str, args: &Args| {
                    let name = this.names.intern(name);
                    args.keyword(name).cloned()
                };
                let values = args.position(0).cloned().or_else(|| named(self, "args", &args));
                let keywords = args.position(1).cloned().or_else(|| named(self, "kwargs", &args));
                let mut all = Args::new(args.site);
                if let Some(values) = values {
                    let known = self.elements_in(state, &values);
                    match known {
                        Some(known) => {
                            let span = args.site.span;
                            all.positions = known.into_iter().map(|it| (it, span)).collect();
                        }
                        None => all.rest = Some(self.element(state, &values)),
                    }
                }
                if let Some(keywords) = keywords {
                    self.keywords_from(state, &keywords, args.site.span, &mut all);
                }
                if receives_itself(self) {
                    all.positions.insert(0, (Value::any(), args.site.span));
                }
                self.call_value(frame, state, function, all)
            }
            "as_view" | "as_asgi" => function.clone(),
            _ => {
                args.positions.clear();
                Value::any()
            }
        }
    }
}
