//! What libraries call the functions of a program with.

use std::rc::Rc;

use hognose_ir::{ExprKind, Param, ParamKind};

use super::call::Args;
use super::declared::{UNBOUNDED, is_unbounded_field};
use super::entry::{Entry, OPTIONS};
use super::exception::EXCEPTION;
use super::route::{Content, Part};
use super::url::is_url;
use super::{Frame, Interp, Shared, part};
use crate::catalogue::PARAMETER;
use crate::limits::OBJECT_DEPTH;
use crate::models::EntryModel;
use crate::rules::ABSOLUTE;
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{
    Alt, Binding, ClassValue, Const, FuncValue, Mask, ObjId, Taint, Taints, Type, Value, hash,
};

/// The entry that functions are which `FastAPI` calls before others.
const CALLED_BEFORE: &str = "fastapi.dependency";

/// The attribute of an object that stands for the result of a function: that function.
pub(crate) const DEPENDENCY: &str = "dependency";

impl Interp<'_> {
    pub(crate) fn run_entry(&mut self, entry: &Entry) {
        let Some((mut callee, module)) = self.prepare(&entry.function) else { return };
        // What parameters are called says more than how the function gets called.
        let named = self.entry_by_parameters(&entry.function).filter(|number| {
            !entry.models.contains(number) && !self.cat.entry_model(*number).names.is_empty()
        });
        let models: Vec<&EntryModel> =
            named.iter().chain(&entry.models).map(|number| self.cat.entry_model(*number)).collect();
        let mut state = State::new(0);
        let site = callee.site(module.function(entry.function.function).span);
        let receiver = match (&entry.function.class, entry.function.kind) {
            (Some(class), Binding::Plain | Binding::Property) => {
                let class = Rc::clone(entry.heir.as_ref().unwrap_or(class));
                let receiver = self.receiver(&mut callee, &mut state, &class);
                if let Some(parts) = &entry.parts {
                    self.keep_parts(&mut state, &receiver, parts, site);
                }
                Some(receiver)
            }
            (Some(class), Binding::Class) => Some(Value::of(Alt::Class(Rc::clone(class)))),
            _ => None,
        };
        let parts = entry.parts.as_deref().unwrap_or_default();
        let mut args = self.entry_args(
            &mut callee,
            &mut state,
            &entry.function,
            &models,
            parts,
            receiver,
            OBJECT_DEPTH,
        );
        args.site = site;
        let mut function = (*entry.function).clone();
        function.receiver = None;
        let result = self.call_function(&mut callee, &mut state, &Rc::new(function), args);
        if models.is_empty() {
            // `def middleware(get_response): def inner(request): …; return inner`
            for alt in &result.alts {
                if let Alt::Func(inner) = alt
                    && let Some(number) = self.entry_by_parameters(inner)
                {
                    self.add_inner_entry(inner, number);
                }
            }
        }
        let hits = std::mem::take(&mut callee.hits);
        debug_assert!(hits.iter().all(|hit| hit.origin.is_parameter()), "nothing called it");
    }

    /// Puts what is known of the parts of the URL where views of a class find them: `self.kwargs`.
    fn keep_parts(&mut self, state: &mut State, receiver: &Value, parts: &[Part], site: Site) {
        let kwargs = self.names.intern("kwargs");
        let Some(id) = receiver.objects().next() else { return };
        let Some(api) = self.object(state, id).and_then(|object| object.api) else { return };
        let Some(place) = self.apis.attribute(api, kwargs, "kwargs") else { return };
        if parts.is_empty() || !self.apis.is_known(place) {
            return;
        }
        let all = self.read_api(Value::of(Alt::Api(place)), site);
        let mut object = Object::new(Kind::Instance);
        object.api = Some(place);
        for part in parts {
            let Some(name) = part.name().map(Rc::from) else { continue };
            let key = Const::Str(name);
            let value = match part.content {
                Content::Number => Value::typed(Type::Number),
                content => {
                    let cleared = self.excluded_by(content);
                    let value = self.index(state, &all, &Value::constant(key.clone()), site);
                    Value { taints: value.taints.without(cleared), ..value }
                }
            };
            object.set(Key::Entry(key), value);
        }
        object.rest = Some(Value::tainted(all.taints));
        let object = self.allocate(state, object);
        if let Some(view) = self.object_mut(state, id) {
            view.set(Key::Attr(kwargs), object);
        }
    }

    /// The harm that a part of a URL cannot do.
    fn excluded_by(&self, content: Content) -> Mask {
        match content {
            Content::Number => self.cat.rules.all,
            Content::Chars(chars) => self.cat.rules.harmless(chars),
            Content::Relative => ABSOLUTE,
        }
    }

    /// What a library calls a function with.
    #[expect(clippy::too_many_arguments, reason = "what is called, how, and where")]
    fn entry_args(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        function: &FuncValue,
        models: &[&EntryModel],
        parts: &[Part],
        receiver: Option<Value>,
        depth: u32,
    ) -> Args {
        let Some((callee, module)) = self.prepare(function) else {
            return Args::new(frame.site(hognose_ir::Span::default()));
        };
        let annotations = self.annotations(function);
        let definition = module.function(function.function);
        let function_name = self.text(callee.name(definition.name));
        let mut args = Args::new(callee.site(definition.span));
        let skip = usize::from(receiver.is_some());
        args.positions.extend(receiver.map(|receiver| (receiver, args.site.span)));
        let has_keywords = definition.params.iter().any(|it| it.kind == ParamKind::Keywords);
        let params = (0_u32..).zip(&definition.params).skip(skip);
        for (place, (number, param)) in params.enumerate() {
            let name = callee.name(param.name);
            let class = annotations.class(number).cloned();
            let default = function.defaults.iter().find(|it| it.0 == number).map(|it| &it.1);
            let site = callee.site(param.span);
            let text = self.text(name);
            let default = default.or(annotations.provider(number));
            let named = || self.providers.get(&text).filter(|_| !models.is_empty());
            let default = default.or_else(named).cloned();
            let part = parts.iter().find(|part| {
                let given = models.iter().map(|model| model.parameters.len()).max().unwrap_or(0);
                part.is_for(&text, place.checked_sub(given))
            });
            let provided = default.as_ref().and_then(|default| {
                self.provided(frame, state, default, class.as_ref(), models, &text, depth)
            });
            let of_own = models.iter().find_map(|model| {
                model.parameters.get(place)?.strip_prefix("self.")?.strip_suffix("()")
            });
            let gets_exception = models
                .iter()
                .any(|model| model.parameters.get(place).is_some_and(|it| it == EXCEPTION));
            let exception =
                if gets_exception { self.handled_exception(state, function) } else { None };
            let value = if let Some(value) = exception.or(provided) {
                value
            } else if let Some(attribute) = of_own {
                let own = args.positions.first().map(|own| own.0.clone());
                self.of_own_class(frame, state, own.as_ref(), attribute, site)
            } else if models.is_empty() {
                let mut value = match &class {
                    Some(class) => self.instance_of(state, class),
                    None => Value::any(),
                };
                if let Some(default) = &default {
                    value.join(default);
                }
                let is_public = !function_name.starts_with('_') || &*function_name == "__init__";
                if self.cat.follows_parameters && is_public {
                    let what = format!("the parameter `{text}` of `{function_name}`");
                    let taints = self.new_source(PARAMETER, &what, site, None);
                    value = self.narrow(value.with(&taints), class.as_ref());
                }
                value
            } else {
                let value = if self.is_unbounded(param, class.as_ref(), default.as_ref()) {
                    // Its sender says how large it is.
                    let text = self.parameter(frame, state, models, place, &text, None, site);
                    let taints = text.taints.without(self.cat.rules.texts);
                    Value { taints, ..Value::typed(Type::Number) }
                } else {
                    self.parameter(frame, state, models, place, &text, class.as_ref(), site)
                };
                let declaration = annotations.declaration(number).or(default.as_ref());
                let value = self.as_declared(value, declaration);
                let id = (function.file, function.function, function.closure);
                let is_number = self.numbers.get(&id).is_some_and(|names| names.contains(&text));
                match part.map(|part| part.content) {
                    content if is_number || matches!(content, Some(Content::Number)) => {
                        Value::typed(Type::Number)
                    }
                    Some(content) => {
                        let cleared = self.excluded_by(content);
                        Value { taints: value.taints.without(cleared), ..value }
                    }
                    None => value,
                }
            };
            match param.kind {
                // Parts of a URL are handed over by their names.
                ParamKind::Rest if has_keywords && !parts.is_empty() => {}
                ParamKind::Rest => args.rest = Some(value),
                ParamKind::Keywords => {
                    for part in parts {
                        let Some(name) = part.name() else { continue };
                        let name = self.names.intern(name);
                        if definition.params.iter().any(|it| callee.name(it.name) == name) {
                            continue;
                        }
                        let value = match part.content {
                            Content::Number => Value::typed(Type::Number),
                            content => {
                                let cleared = self.excluded_by(content);
                                Value { taints: value.taints.without(cleared), ..value.clone() }
                            }
                        };
                        args.keywords.push((name, value, param.span));
                    }
                    args.more_keywords = Some(value);
                }
                ParamKind::KeywordOnly => args.keywords.push((name, value, param.span)),
                _ => args.positions.push((value, param.span)),
            }
        }
        args
    }

    /// The value of a parameter whose default stands for the result of a function: `Depends(session)`.
    #[expect(clippy::too_many_arguments, reason = "what is called, how, and where")]
    fn provided(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        default: &Value,
        class: Option<&Value>,
        models: &[&EntryModel],
        name: &str,
        depth: u32,
    ) -> Option<Value> {
        let dependency = self.names.intern(DEPENDENCY);
        let id = default.objects().next()?;
        let object = self.object(state, id)?;
        let function = object.get(&Key::Attr(dependency))?.clone();
        let Some(depth) = depth.checked_sub(1) else { return Some(Value::any()) };
        // `Depends()` means the class of the parameter.
        let is_given = !matches!(function.single(), None | Some(Alt::Const(_)));
        let function = if is_given { function } else { class.cloned()? };
        Some(match function.single() {
            Some(Alt::Func(function)) => {
                let function = Rc::clone(function);
                let result = self.call_as_entry(frame, state, &function, models, depth);
                // What a generator yields.
                match result.single() {
                    Some(Alt::Obj(id)) => match self.object(state, *id) {
                        Some(object) if object.kind == Kind::Iterator => object.element(),
                        _ => result,
                    },
                    _ => result,
                }
            }
            Some(Alt::Class(class)) => {
                let class = Rc::clone(class);
                let init = self.names.intern("__init__");
                if let Some((member, _)) = self.class_member(&class, init) {
                    let Some(Alt::Func(init)) = member.single() else { return Some(Value::any()) };
                    let (init, own) = (Rc::clone(init), Some(Value::any()));
                    let mut args = self.entry_args(frame, state, &init, models, &[], own, depth);
                    // The object itself.
                    args.positions = args.positions.into_iter().skip(1).collect();
                    self.instantiate(frame, state, &class, args)
                } else {
                    let site = Site { file: class.file, span: class.span };
                    let taints = self.parameter_taints(models, name, site)?;
                    self.tainted_instance(frame, state, &class, &taints, OBJECT_DEPTH - 1)
                }
            }
            Some(Alt::Obj(id)) => {
                let call = self.names.intern("__call__");
                let method = self.method_of(state, *id, call);
                if let Some(Alt::Func(method)) = method.as_ref().and_then(Value::single) {
                    let method = Rc::clone(method);
                    self.call_as_entry(frame, state, &method, models, depth)
                } else {
                    // One of a library: what it gives when it is called.
                    let args = Args::new(self.here);
                    self.call_value(frame, state, &function, args)
                }
            }
            _ => self.instance_of(state, &function),
        })
    }

    /// Calls a function as the library does that calls the entry it belongs to.
    fn call_as_entry(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        function: &Rc<FuncValue>,
        models: &[&EntryModel],
        depth: u32,
    ) -> Value {
        let receiver = function.receiver.clone();
        let args = self.entry_args(frame, state, function, models, &[], receiver, depth);
        let plain = FuncValue { receiver: None, ..(**function).clone() };
        self.call_function(frame, state, &Rc::new(plain), args)
    }

    /// Notes what gives the values of parameters with some names, if a call says so.
    pub(crate) fn note_providers(&mut self, state: &mut State, args: &Args) {
        let dependencies = self.names.intern("dependencies");
        let given = args.keyword(dependencies).and_then(Value::single);
        let Some(Alt::Obj(id)) = given else { return };
        let Some(object) = self.object(state, *id).map(Rc::clone) else { return };
        for (key, provider) in &object.fields {
            let Key::Entry(Const::Str(name)) = key else { continue };
            if provider.objects().any(|id| self.is_provider(state, id)) {
                let provider = self.escaped(state, provider, &mut Vec::new(), OBJECT_DEPTH);
                self.providers.insert(Rc::clone(name), provider);
            }
        }
    }

    /// Notes functions that are called before others, and whose results nobody wants, if a call says so:
    /// `dependencies=[Depends(only_admins)]`.
    pub(crate) fn note_dependencies(&mut self, state: &mut State, args: &Args) {
        let dependencies = self.names.intern("dependencies");
        let given = args.keyword(dependencies).and_then(Value::single);
        let Some(Alt::Obj(id)) = given else { return };
        let Some(elements) = self.object(state, *id).and_then(|it| it.elements()) else { return };
        let Some(entry) = self.cat.path(CALLED_BEFORE) else { return };
        let dependency = self.names.intern(DEPENDENCY);
        for id in elements.iter().flat_map(Value::objects) {
            let function = self.object(state, id).and_then(|it| it.get(&Key::Attr(dependency)));
            for alt in function.map(|it| it.alts.clone()).unwrap_or_default() {
                if let Alt::Func(function) = alt {
                    let models = entry.decorators.iter().copied().collect();
                    self.add_entry(Entry::new(function, models));
                }
            }
        }
    }

    /// Whether an object stands for the result of a function.
    pub(crate) fn is_provider(&mut self, state: &State, id: ObjId) -> bool {
        let dependency = self.names.intern(DEPENDENCY);
        self.object(state, id).is_some_and(|it| it.get(&Key::Attr(dependency)).is_some())
    }

    /// The data that a parameter is, if it is data.
    fn parameter_taints(
        &mut self,
        models: &[&EntryModel],
        name: &str,
        site: Site,
    ) -> Option<Taints> {
        let model = models.iter().find(|model| !model.kind.is_empty())?;
        let what = if model.what.is_empty() {
            format!("the parameter `{name}`")
        } else {
            model.what.replace("{}", &format!("`{name}`"))
        };
        Some(self.new_source(&model.kind, &what, site, None))
    }

    /// Whether a parameter is a whole number of which nothing says how large it can be: nothing but
    /// `count: int`, with a constant as default at most, or with a declaration of `FastAPI` without an upper
    /// bound: `Query(20, ge=1)`.
    fn is_unbounded(&self, param: &Param, class: Option<&Value>, default: Option<&Value>) -> bool {
        let is_plain =
            param.annotation.as_ref().is_some_and(|it| matches!(it.kind, ExprKind::Var(_)));
        let is_int = class
            .and_then(Value::single)
            .is_some_and(|class| matches!(class, Alt::Api(id) if &*self.apis.path(*id) == "int"));
        let says_no_bound = |default: &Value| match default.single() {
            Some(Alt::Const(_)) => true,
            Some(Alt::Api(id)) => &*self.apis.path(*id) == UNBOUNDED,
            _ => false,
        };
        is_plain && is_int && default.is_none_or(says_no_bound)
    }

    /// What a parameter of an entry gets.
    #[expect(clippy::too_many_arguments, reason = "what is called, how, and where")]
    fn parameter(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        models: &[&EntryModel],
        place: usize,
        name: &str,
        class: Option<&Value>,
        site: Site,
    ) -> Value {
        // What the annotation says about an object of a library is more exact.
        if let Some(class) = class {
            if self.is_no_text(class) {
                return Value::typed(Type::Number);
            }
            if let Some(Alt::Api(id)) = class.single() {
                let instance = self.apis.call(*id);
                if let Some(instance) = instance
                    && self.apis.is_known(instance)
                {
                    return Value::of(Alt::Api(instance));
                }
            }
        }
        let wanted =
            models.iter().find_map(|model| model.parameters.get(place)).map(String::as_str);
        match wanted {
            Some("-" | EXCEPTION) => return Value::any(),
            Some("*") => {}
            Some(path) => {
                let given = Value::of(Alt::Api(self.apis.at(path)));
                return self.read_api(given, site);
            }
            None if models.iter().all(|model| {
                model.only || !model.data.is_empty() && !model.data.iter().any(|it| **it == *name)
            }) =>
            {
                return Value::any();
            }
            None => {}
        }
        let Some(mut taints) = self.parameter_taints(models, name, site) else {
            return Value::any();
        };
        if let Some(Alt::Api(id)) = class.and_then(|class| class.single())
            && matches!(&*self.apis.path(*id), "dict" | "object" | "typing.Any" | "typing.Dict")
        {
            taints = taints.map(|taint| Taint { flags: taint.flags & !Taint::TEXT, ..taint });
        }
        match class.and_then(|class| class.single()) {
            Some(Alt::Class(class)) => {
                let class = Rc::clone(class);
                self.tainted_instance(frame, state, &class, &taints, OBJECT_DEPTH - 1)
            }
            class => self.data_of(class, &taints),
        }
    }

    /// Data of which a library makes something of a class: URLs, whose host can be looked at.
    fn data_of(&mut self, class: Option<&Alt>, taints: &Taints) -> Value {
        let Some(Alt::Api(id)) = class else { return Value::tainted(taints.clone()) };
        let parser = self.apis.path(*id);
        match self.apis.call(*id) {
            Some(url) if is_url(&self.apis.path(url)) => {
                Value::of(Alt::Api(url)).with(&self.part(taints, hash(&*parser)))
            }
            _ => Value::tainted(taints.clone()),
        }
    }

    /// An instance of a class of the program that a library fills with data.
    fn tainted_instance(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
        taints: &Taints,
        depth: u32,
    ) -> Value {
        let mut object = Object::new(Kind::Instance);
        object.class = Some(Rc::clone(class));
        object.api = self.class_api(class).and_then(|api| self.apis.call(api));
        for (name, class_value) in self.fields_of(class) {
            let taints = self.part(taints, part::attribute(name));
            let declaration = self.class_member(class, name).map(|member| member.0);
            let value = match class_value.single() {
                // Its sender says how large it is.
                _ if is_unbounded_field(self, &class_value, declaration.as_ref()) => {
                    let taints = taints.without(self.cat.rules.texts);
                    Value { taints, ..Value::typed(Type::Number) }
                }
                _ if self.is_no_text(&class_value) => Value::typed(Type::Number),
                Some(Alt::Class(inner)) if depth > 0 => {
                    let inner = Rc::clone(inner);
                    self.tainted_instance(frame, state, &inner, &taints, depth - 1)
                }
                Some(Alt::Api(id)) if matches!(&*self.apis.path(*id), "dict" | "typing.Any") => {
                    Value::tainted(taints.map(|it| Taint { flags: it.flags & !Taint::TEXT, ..it }))
                }
                class => self.data_of(class, &taints),
            };
            let value = self.as_declared(value, declaration.as_ref());
            object.set(Key::Attr(name), value);
        }
        object.rest = Some(Value::tainted(taints.clone()));
        let instance = self.allocate(state, object);
        if let Some(id) = instance.objects().next() {
            self.validated(frame, state, class, id);
        }
        instance
    }

    /// The object that a library calls methods of: what its `__init__` leaves behind.
    pub(crate) fn receiver(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
    ) -> Value {
        let init = self.names.intern("__init__");
        let mut object = Object::new(Kind::Instance);
        object.class = Some(Rc::clone(class));
        object.api = self.class_api(class).and_then(|api| self.apis.call(api));
        let instance = self.allocate(state, object);
        if let Some((member, owner)) = self.class_member(class, init) {
            let method = self.bind_to(&member, &instance, &owner);
            let site = Site { file: class.file, span: class.span };
            let mut args = Args::new(site);
            args.rest = Some(Value::any());
            args.more_keywords = Some(Value::any());
            let mut inside = state.clone();
            // A library may hand over the request here already.
            if let Some(Alt::Func(init)) = member.single() {
                let init = Rc::new(FuncValue { class: Some(Rc::clone(class)), ..(**init).clone() });
                if let Some(number) = self.entry_by_parameters(&init) {
                    let models = [self.cat.entry_model(number)];
                    let own = Some(instance.clone());
                    args = self.entry_args(frame, &mut inside, &init, &models, &[], own, 2);
                    args.site = site;
                    args.positions = args.positions.into_iter().skip(1).collect();
                }
            }
            self.call_value(frame, &mut inside, &method, args);
            if inside.alive {
                *state = inside;
            }
        }
        if !self.class_apis(class).is_empty() {
            self.set_up(frame, state, class, &instance);
        }
        if let Some(id) = instance.objects().next()
            && let Some(object) = self.object_mut(state, id)
        {
            object.is_shared = true;
        }
        instance
    }

    /// Calls what a library calls before anything else: it puts into the object what others need.
    fn set_up(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
        instance: &Value,
    ) {
        let options = self.names.intern(OPTIONS);
        let options = self.shared(Shared::Attribute(class.number, options)).cloned();
        for name in ["initialize", "setup"] {
            let name = self.names.intern(name);
            let Some((member, owner)) = self.class_member(class, name) else { continue };
            let method = self.bind_to(&member, instance, &owner);
            let mut args = Args::new(Site { file: class.file, span: class.span });
            if let Some(options) = &options {
                self.keywords_from(state, options, class.span, &mut args);
            } else {
                args.rest = Some(Value::any());
                args.more_keywords = Some(Value::any());
            }
            let mut inside = state.clone();
            self.call_value(frame, &mut inside, &method, args);
            if inside.alive {
                *state = inside;
            }
        }
    }
}
