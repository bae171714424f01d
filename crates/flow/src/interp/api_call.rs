//! Calls of libraries, as far as the models know them.

use std::rc::Rc;

use super::call::Args;
use super::{Frame, Interp, Shared, part};
use crate::api::ApiId;
use crate::catalogue::Entry;
use crate::models::Shape;
use crate::names::Name;
use crate::places::Places;
use crate::state::{Kind, Object, State};
use crate::value::{Alt, Cond, Mask, Taint, Taints, Type, Value, hash};

impl Interp<'_> {
    /// Calls something of a library.
    pub(crate) fn call_api(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        callee: ApiId,
        receiver: Option<&Value>,
        taints: &Taints,
        args: Args,
    ) -> Value {
        let path = self.apis.path(callee);
        let nothing = Entry::default();
        let entry = self.apis.entry(callee).unwrap_or(&nothing);
        let name = path.trim_end_matches("()").rsplit('.').next().unwrap_or_default();
        let shown = if path.contains(['(', '[']) { name } else { &*path };
        self.check_sinks(frame, state, &entry.sinks, shown, receiver, &args);
        if entry.sinks.is_empty()
            && !self.apis.is_known(callee)
            && let Some(receiver) = receiver
        {
            let name = self.names.intern(name);
            self.sinks_by_name(frame, state, receiver, name, &args);
        }
        if path.starts_with("litestar.") {
            self.note_providers(state, &args);
        }
        if path.starts_with("fastapi.") {
            self.note_dependencies(state, &args);
        }
        if !entry.callers.is_empty() {
            self.handed_over(state, &entry.callers, &args);
        }
        let value = self.result(frame, state, callee, &path, entry, receiver, taints, &args);
        let came_in = self.called_source(state, callee, &args);
        if !came_in.is_empty()
            && let Some(receiver) = receiver
            && let Some(read) = self.declared_arguments(state, receiver, callee, &came_in)
        {
            return read;
        }
        value.with(&came_in)
    }

    #[expect(clippy::too_many_arguments, reason = "what is known about the call")]
    fn result(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        callee: ApiId,
        path: &str,
        entry: &Entry,
        receiver: Option<&Value>,
        taints: &Taints,
        args: &Args,
    ) -> Value {
        let mut cleared = Cleared::default();
        let mut is_sanitizer = false;
        for number in &entry.sanitizers {
            let (model, mask) = self.cat.sanitizer(*number);
            if !self.holds(state, &model.when, args) {
                continue;
            }
            is_sanitizer = true;
            cleared.add(self.cat.fails_in(*number), mask);
            if model.checks {
                for value in args.all() {
                    self.clear(state, value, mask);
                }
                if let Some(receiver) = receiver {
                    self.clear(state, receiver, mask);
                }
            }
        }
        // A thing of a library of which nothing is known has methods as any other. What is in itself, as
        // in a template that somebody sent, it may do as it likes with.
        let last = path.rsplit('.').next().unwrap_or_default();
        if !is_sanitizer
            && receiver.is_some()
            && taints.is_empty()
            && !self.cat.knows(path)
            && let Some(named) = self.cat.name(last)
            && let Some(number) = named.sanitizers.first()
        {
            is_sanitizer = true;
            cleared.add(self.cat.fails_in(*number), self.cat.sanitizer(*number).1);
        }
        for number in &entry.guards {
            let (model, mask) = self.cat.guard(*number);
            let value = match &*model.argument {
                "self" => receiver,
                "" => args.position(0),
                names => self.first_given(args, names.split('|')),
            };
            if let Some(value) = value {
                let against = self.first_given(args, model.against.split('|'));
                return match against.filter(|it| self.have_same_data(state, value, it)) {
                    Some(_) => Value::typed(Type::Bool),
                    None => self.guard(state, value, mask, model.negated),
                };
            }
        }
        if let Some(value) = self.builtin(frame, state, (callee, path), receiver, taints, args) {
            if !is_sanitizer || self.deep(state, &value).is_empty() {
                return value;
            }
            let harmless = self.cleared(state, &value, cleared);
            // A thing of a library stays one.
            return match value.single() {
                Some(Alt::Api(_)) => Value { alts: value.alts, ..harmless },
                _ => harmless,
            };
        }
        if let (Some(receiver), false) = (receiver, taints.is_empty())
            && entry.functions.is_empty()
            && !is_sanitizer
            && !self.apis.is_result_known(callee)
        {
            // Of data that comes in: what texts and mappings can do.
            let object = Value { taints: taints.clone(), ..receiver.clone() };
            let last = path.rsplit('.').next().unwrap_or_default();
            if let Some(value) = self.mapping_method(state, &object, last, args) {
                return value;
            }
            let name = self.names.intern(last);
            let text = Value::tainted(taints.clone());
            if let Some(value) = self.text_method(frame, state, &text, name, args) {
                return value;
            }
        }
        if let Some(parser) = path.strip_suffix("().get")
            && self.parses(parser)
        {
            // What stands under a key is not the key: `MANIFEST.get(name)`.
            let found = Value::tainted(self.part(taints, part::ANY_KEY));
            return match args.position(1) {
                Some(default) => Value { alts: found.alts, ..default.clone() }.with(&found.taints),
                None => found,
            };
        }
        if receiver.is_some() && !self.cat.knows(path) {
            let name = self.names.intern(last);
            if let Some(cond) = self.opaque_match(state, name, args) {
                return self.matched(state, taints, args, cond);
            }
            if is_lookup(last, args) {
                return Value::tainted(self.part(taints, part::ANY_KEY));
            }
            // `resolver.is_view(name)`: what an object of the library knows by its name.
            let is_asked = path.contains("()") && last.trim_start_matches('_').starts_with("is_");
            if let (true, Some(asked)) = (is_asked, args.position(0)) {
                let all = self.cat.rules.all;
                return self.guard(state, asked, all, false);
            }
        }
        let mut known = is_sanitizer;
        let mut parses = false;
        let mut chosen: Option<&[String]> = None;
        for number in &entry.functions {
            let model = self.cat.function(*number);
            if !self.holds(state, &model.when, args) {
                continue;
            }
            if !model.becomes.is_empty()
                && let Some(receiver) = receiver
            {
                let api = self.apis.at(&format!("{}()", model.becomes));
                for id in receiver.objects().collect::<Vec<_>>() {
                    if let Some(object) = self.object_mut(state, id) {
                        object.api = Some(api);
                    }
                }
            }
            match &*model.returns {
                "nothing" => return self.opaque(state, callee, args),
                "object" => return receiver.cloned().unwrap_or_else(Value::any),
                "answer" => {
                    let url = self.argument(args, &model.arguments).cloned().unwrap_or_default();
                    let taints = self.answered(state, &url);
                    let taints = self.part(&taints, hash(path));
                    return self.opaque(state, callee, args).with(&taints);
                }
                "argument" => {
                    let value = self.argument(args, &model.arguments).cloned();
                    return value.unwrap_or_else(|| self.opaque(state, callee, args));
                }
                "instance" => {
                    let class = self.argument(args, &model.arguments).cloned();
                    if let Some(Alt::Class(_)) = class.as_ref().and_then(Value::single) {
                        return self.instance_of(state, &class.unwrap_or_default());
                    }
                }
                "provider" => {
                    let function = self.argument(args, &model.arguments).cloned();
                    let mut object = Object::new(Kind::Instance);
                    object.api = self.apis.call(callee);
                    let dependency = self.names.intern(super::called::DEPENDENCY);
                    let function = function.unwrap_or_else(Value::none);
                    object.set(crate::state::Key::Attr(dependency), function);
                    return self.allocate(state, object);
                }
                // One of its own attributes: `super().clean()` of a form.
                "attribute" => {
                    if let (Some(receiver), Some(name)) = (receiver, model.arguments.first()) {
                        let name = self.names.intern(name);
                        return self.attribute(frame, state, receiver, name, args.site);
                    }
                }
                "view" => {
                    let receiver = receiver.cloned().unwrap_or_else(Value::any);
                    let skipped = model.arguments.first().and_then(|first| first.parse().ok());
                    self.note_view(frame, state, &receiver, skipped.unwrap_or(0), args);
                    return receiver;
                }
                "declares" => {
                    if let Some(receiver) = receiver {
                        self.declare(state, receiver, args);
                    }
                    return receiver.cloned().unwrap_or_else(Value::any);
                }
                "stores" => {
                    let mut all = Taints::default();
                    for value in args.all() {
                        all.join(&self.deep(state, value));
                    }
                    if let Some(receiver) = receiver {
                        let stored = Value::tainted(self.settle(state, &all));
                        for id in receiver.objects().collect::<Vec<_>>() {
                            if let Some(object) = self.object_mut(state, id) {
                                object.add(&stored);
                                if object.is_shared {
                                    self.share(Shared::Object(id), &stored);
                                }
                            }
                        }
                    }
                    return receiver.cloned().unwrap_or_else(Value::any);
                }
                returns => {
                    known = true;
                    parses |= returns == "structure";
                    if !model.arguments.is_empty() {
                        chosen = Some(&model.arguments);
                    }
                }
            }
        }
        let mut all = taints.clone();
        match chosen {
            Some(names) => {
                for name in names {
                    let value = match name.as_str() {
                        "self" => receiver,
                        "*" => {
                            for (value, _) in &args.positions {
                                all.join(&self.deep(state, value));
                            }
                            None
                        }
                        _ => self.argument(args, std::slice::from_ref(name)),
                    };
                    if let Some(value) = value {
                        all.join(&self.deep(state, value));
                    }
                }
            }
            None => {
                for value in args.all() {
                    all.join(&self.deep(state, value));
                }
            }
        }
        let mut all = cleared.taints(&self.settle(state, &all));
        if parses {
            all = all.map(|taint| Taint { flags: taint.flags & !Taint::TEXT, ..taint });
        }
        let all = if known || !entry.sources.is_empty() || self.apis.is_known(callee) {
            self.part(&all, hash(path))
        } else {
            self.part(&self.through_unknown(&all), hash(path))
        };
        let mut value = self.opaque(state, callee, args);
        // An object of a library that somebody may write into.
        if let Some(Alt::Api(id)) = value.single()
            && (last.starts_with(|char: char| char.is_ascii_uppercase())
                && !last.ends_with([')', ']'])
                || self.cat.is_changing(&self.apis.path(*id)))
        {
            let mut object = Object::new(Kind::Instance);
            object.api = Some(*id);
            if !all.is_empty() {
                object.rest = Some(Value::tainted(all.clone()));
            }
            value = self.allocate(state, object);
        }
        value.with(&all)
    }

    /// Whether a function reads what is written down, by its path: `json.load`.
    fn parses(&self, path: &str) -> bool {
        self.cat.path(path).is_some_and(|entry| {
            entry.functions.iter().any(|it| self.cat.function(*it).returns == "structure")
        })
    }

    /// What a call gives back of which nothing more is known than the class of the result.
    pub(super) fn opaque(&mut self, state: &State, callee: ApiId, args: &Args) -> Value {
        if self.apis.is_result_known(callee) {
            let path = format!("{}()", self.apis.path(callee));
            for number in self.cat.conditional(&path) {
                let class = &self.cat.models.class[*number as usize];
                if self.holds(state, &class.when, args) {
                    let instance = format!("{}()", class.name);
                    return Value::of(Alt::Api(self.apis.at(&instance)));
                }
            }
        }
        match self.apis.call(callee) {
            Some(result) => Value::of(Alt::Api(result)),
            None => Value::any(),
        }
    }

    /// The same value, which cannot do some harm any more.
    fn cleared(&mut self, state: &State, value: &Value, cleared: Cleared) -> Value {
        let taints = self.deep(state, value);
        let taints = cleared.taints(&self.settle(state, &taints));
        Value::tainted_text(self.part(&taints, part::SANITIZED))
    }

    /// Calls a method of an object of which nothing is known but the name of the method.
    pub(crate) fn call_by_name(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        name: Name,
        args: &Args,
    ) -> Value {
        self.sinks_by_name(frame, state, object, name, args);
        let text = self.text(name);
        if let Some(entry) = self.names.entry(name) {
            if let Some(number) = entry.sanitizers.first() {
                let value = Value::tainted(self.deep(state, object));
                let mut cleared = Cleared::default();
                cleared.add(self.cat.fails_in(*number), self.cat.sanitizer(*number).1);
                return self.cleared(state, &value, cleared);
            }
            if let Some(number) = entry.guards.first() {
                let (model, mask) = self.cat.guard(*number);
                let value = match &*model.argument {
                    "self" => Some(object),
                    _ => args.position(0),
                };
                if let Some(value) = value {
                    return self.guard(state, value, mask, model.negated);
                }
            }
            if entry.functions.iter().any(|it| self.cat.function(*it).returns == "nothing") {
                return Value::typed(Type::Opaque);
            }
        }
        if is_lookup(&text, args) {
            return Value::tainted(self.part(&object.taints, part::ANY_KEY));
        }
        if let Some(value) = self.mapping_method(state, object, &text, args) {
            return value;
        }
        if let Some(cond) = self.opaque_match(state, name, args) {
            return self.matched(state, &object.taints, args, cond);
        }
        if is_question(&text) {
            return Value::typed(Type::Bool);
        }
        if let Some(value) = self.runs_function(frame, state, &text, args) {
            return value;
        }
        self.unknown_call(state, &object.taints, args)
    }

    /// The data in an answer to a request: whoever says which server is asked may be that server.
    fn answered(&self, state: &State, url: &Value) -> Taints {
        let mut taints = Taints::default();
        for (found, is_limited) in self.dangerous(state, Shape::Url, url) {
            if !is_limited {
                let found = self.settle(state, &found).without(self.cat.rules.secret);
                let chosen = found.iter().filter(|it| it.live & self.cat.rules.ssrf != 0);
                chosen.for_each(|taint| taints.add(*taint));
            }
        }
        taints
    }

    /// What an expression that is not known finds, and what is known if it finds something.
    fn matched(&mut self, state: &State, callee: &Taints, args: &Args, cond: Cond) -> Value {
        let found = self.unknown_call(state, callee, args);
        let taints = self.found_by_expression(&found.taints);
        Value { taints, cond: Some(Rc::new(cond)), ..found }
    }

    /// The data in what comes back of something encoded. Whoever reads a secret in Base64 has it.
    pub(crate) fn encoded(&self, taints: &Taints) -> Taints {
        Self::hidden(taints, self.cat.rules.readable)
    }

    /// The data in a signature of something.
    pub(crate) fn sealed(taints: &Taints) -> Taints {
        Self::hidden(taints, 0)
    }

    /// Data that can do nothing but some harm until it is decoded.
    fn hidden(taints: &Taints, stays: Mask) -> Taints {
        taints.map(|taint| {
            // No place is left in which what was escaped does harm.
            let hidden = if taint.fails_in == 0 { taint.hidden } else { 0 };
            let (hidden, live) = (hidden | taint.live & !stays, taint.live & stays);
            Taint { hidden, live, fails_in: 0, ..taint }
        })
    }

    pub(crate) fn decoded(taints: &Taints) -> Taints {
        taints.map(|taint| match taint.fails_in {
            0 => Taint { live: taint.live | taint.hidden, hidden: 0, ..taint },
            // It was not encoded.
            _ => taint,
        })
    }
}

/// The harm that the result of a call cannot do.
#[derive(Clone, Copy, Default)]
struct Cleared {
    everywhere: Mask,
    /// What it cannot do but for some places.
    escaped: Mask,
    fails_in: Option<Places>,
}

impl Cleared {
    fn add(&mut self, fails_in: Places, mask: Mask) {
        if fails_in == 0 {
            self.everywhere |= mask;
        } else {
            self.escaped |= mask;
            self.fails_in = Some(self.fails_in.unwrap_or(Places::MAX) & fails_in);
        }
    }

    fn taints(self, taints: &Taints) -> Taints {
        match self.fails_in {
            None if self.everywhere == 0 => taints.clone(),
            None => taints.map(|it| it.sanitized(self.everywhere, (0, Places::MAX))),
            Some(fails_in) => {
                taints.map(|it| it.sanitized(self.everywhere, (self.escaped, fails_in)))
            }
        }
    }
}

/// Whether a method looks for something by conditions, `users.get(name=name)`: what a database finds is
/// not what was looked for.
fn is_lookup(name: &str, args: &Args) -> bool {
    let has_conditions = !args.keywords.is_empty() || args.more_keywords.is_some();
    name == "get" && args.positions.is_empty() && args.rest.is_none() && has_conditions
}

/// Whether a method is called like one that says yes or no.
fn is_question(name: &str) -> bool {
    ["is_", "has_", "can_", "exists"].iter().any(|prefix| name.starts_with(prefix))
        || matches!(name, "exists" | "count" | "isdir" | "isfile" | "startswith" | "endswith")
}
