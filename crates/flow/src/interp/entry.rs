//! Entries: the functions that libraries call, and with what.

use std::rc::Rc;

use hognose_ir::{Expr, ExprKind, ParamKind};

use smallvec::{SmallVec, smallvec};

use super::call::Args;
use super::route::{self, Content, Part};
use super::{Frame, FunctionKey, Interp};
use crate::api::ApiId;
use crate::catalogue::PARAMETER;
use crate::models::EntryModel;
use crate::state::{Key, Kind, Object, State};
use crate::trace::{Site, Step};
use crate::value::{Alt, Binding, ClassValue, FuncValue, Taint, Taints, Type, Value};

/// The attribute of an object that stands for the result of a function: that function.
pub(crate) const DEPENDENCY: &str = "dependency";

/// A function that a library calls.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    function: Rc<FuncValue>,
    /// The class that inherits the method; none if it is the class that has it.
    heir: Option<Rc<ClassValue>>,
    /// The entries of the models; none if the function is only looked at because nobody else calls it.
    models: SmallVec<[u32; 2]>,
    /// What is known of the parts of the URL; nothing if no route is known.
    parts: Option<Vec<Part>>,
    /// Whether it was run.
    is_done: bool,
}

impl Entry {
    /// By what entries are told apart.
    fn key(&self) -> (FunctionKey, u32) {
        let heir = self.heir.as_ref().map_or(0, |class| class.number);
        ((self.function.file, self.function.function, self.function.closure), heir)
    }
}

impl Interp<'_> {
    /// Notes what a decorator of a library says about a function.
    pub(crate) fn decorated_by(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        decorator: ApiId,
        expr: &Expr,
        value: &Value,
    ) {
        let path = self.apis.path(decorator);
        let found = self.cat.path(&path).map(|entry| entry.decorators.clone());
        match found.filter(|numbers| !numbers.is_empty()) {
            Some(numbers) => {
                let args = self.decorator_args(frame, state, expr);
                for number in numbers {
                    self.add_entries(state, value, number, args.as_ref());
                }
            }
            None => self.decorated_by_name(frame, state, expr, value),
        }
    }

    /// The same for a decorator of which only the name is known.
    pub(crate) fn decorated_by_name(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        expr: &Expr,
        value: &Value,
    ) {
        let (callee, suffix) = match &expr.kind {
            ExprKind::Call(callee, _) => (&**callee, "()"),
            _ => (expr, ""),
        };
        let ExprKind::Attr(_, name) = &callee.kind else { return };
        let name = format!("{}{suffix}", self.text(frame.name(*name)));
        let Some(numbers) = self.cat.name(&name).map(|entry| entry.decorators.clone()) else {
            return;
        };
        let args = self.decorator_args(frame, state, expr);
        for number in numbers {
            self.add_entries(state, value, number, args.as_ref());
        }
    }

    fn decorator_args(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        expr: &Expr,
    ) -> Option<Args> {
        match &expr.kind {
            ExprKind::Call(_, args) => Some(self.args(frame, state, args, expr.span)),
            _ => None,
        }
    }

    /// Notes the functions that are handed over to a library.
    pub(crate) fn handed_over(&mut self, state: &State, callers: &[u32], args: &Args) {
        for number in callers {
            let model = self.cat.entry_model(*number);
            let function = self.argument(args, &model.function, "0").cloned();
            if let Some(function) = function {
                self.add_entries(state, &function, *number, Some(args));
            }
        }
    }

    /// An argument that a model names: the first of several that is given.
    pub(crate) fn argument<'a>(
        &mut self,
        args: &'a Args,
        names: &[String],
        default: &str,
    ) -> Option<&'a Value> {
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        if names.is_empty() {
            names.push(default);
        }
        names.into_iter().find_map(|name| match name.parse::<usize>() {
            Ok(place) => args.position(place),
            Err(_) => {
                let name = self.names.intern(name);
                args.keyword(name)
            }
        })
    }

    fn add_entries(&mut self, state: &State, value: &Value, number: u32, args: Option<&Args>) {
        if self.cat.entry_model(number).option {
            if let Some(args) = args {
                self.add_option(state, value, number, args);
            }
            return;
        }
        let conditions = &self.cat.entry_model(number).when;
        let none = Args::new(self.here);
        if !conditions.is_empty() && !self.holds(state, conditions, args.unwrap_or(&none)) {
            return;
        }
        // A list of routes: `[("/", Main), ("/item", Item)]`.
        for id in value.objects() {
            let Some(list) = self.object(state, id).map(Rc::clone) else { continue };
            if let Some(class) = &list.class {
                // An object whose methods are called.
                let route = args.and_then(|args| self.route(args, number));
                self.add_class(class, number, route.as_ref());
                continue;
            }
            if !matches!(list.kind, Kind::List | Kind::Tuple) {
                continue;
            }
            for item in list.fields.iter().map(|field| field.1.clone()).chain(list.rest.clone()) {
                for id in item.objects() {
                    let Some(pair) = self.object(state, id) else { continue };
                    let (Some(route), Some(function)) =
                        (pair.get(&Key::Place(0)).cloned(), pair.get(&Key::Place(1)).cloned())
                    else {
                        continue;
                    };
                    let parts = route.as_str().map(|route| route::parts(route));
                    self.add_functions(&function, number, parts.as_ref());
                }
            }
        }
        let parts = args.and_then(|args| self.route(args, number));
        self.add_functions(value, number, parts.as_ref());
    }

    /// Notes that a decorator declares a parameter.
    fn add_option(&mut self, state: &State, value: &Value, number: u32, args: &Args) {
        let Some(name) = self.declared_name(args) else { return };
        let is_number = self.declares_no_text(state, args, true);
        for alt in &value.alts {
            let Alt::Func(function) = alt else { continue };
            let id = (function.file, function.function, function.closure);
            let function = Rc::clone(function);
            let models = smallvec![number];
            let entry = Entry { function, heir: None, models, parts: None, is_done: false };
            self.add_entry(entry);
            if is_number {
                self.numbers.entry(id).or_default().push(Rc::clone(&name));
            }
        }
    }

    /// What the route in a call says.
    fn route(&mut self, args: &Args, number: u32) -> Option<Vec<Part>> {
        let model = self.cat.entry_model(number);
        if model.route.is_empty() {
            return None;
        }
        let route = self.argument(args, &model.route, "0")?.as_str().cloned()?;
        Some(route::parts(&route))
    }

    fn add_functions(&mut self, value: &Value, number: u32, parts: Option<&Vec<Part>>) {
        for alt in &value.alts {
            match alt {
                Alt::Func(function) => {
                    let (function, parts) = (Rc::clone(function), parts.cloned());
                    self.add_entry(Entry {
                        function,
                        heir: None,
                        models: smallvec![number],
                        parts,
                        is_done: false,
                    });
                }
                Alt::Class(class) => {
                    let class = Rc::clone(class);
                    self.add_class(&class, number, parts);
                }
                _ => {}
            }
        }
    }

    /// Notes an entry, or what else is known of one.
    fn add_entry(&mut self, entry: Entry) {
        let function = &entry.function;
        let id = (function.file, function.function, function.closure);
        for number in &entry.models {
            let returns = &self.cat.entry_model(*number).returns;
            if !returns.is_empty() {
                // What stands in the place of a function returns what that function does.
                let (mut file, mut inner) = (id.0, id.1);
                let mut outer = id;
                for _ in 0..8 {
                    let Some(found) = self.wrapped.get(&outer) else { break };
                    (file, inner) = (found.0, found.1);
                    outer = (file, inner, found.2);
                }
                self.returns.insert((file, inner), returns.as_str().into());
            }
        }
        let key = entry.key();
        if self.seen_entries.insert(key) {
            self.entries.push(entry);
            return;
        }
        let is_same = |it: &&mut Entry| it.key() == key;
        let Some(known) = self.entries.iter_mut().rev().find(is_same) else { return };
        if known.function.class.is_none() {
            known.function = entry.function;
        }
        let count = known.models.len();
        for model in entry.models {
            if !known.models.contains(&model) {
                known.models.push(model);
            }
        }
        known.parts = match (known.parts.take(), entry.parts) {
            (Some(one), Some(other)) => Some(route::either(&one, &other)),
            (one, other) => one.or(other),
        };
        // It was run before somebody handed it over.
        if known.is_done && known.models.len() > count {
            let again = Entry { is_done: false, ..known.clone() };
            self.entries.push(again);
        }
    }

    /// Forgets the functions that are only looked at because nobody calls them: modules, in which the others
    /// are noted, are run once.
    pub(crate) fn keep_called_entries(&mut self) {
        self.entries.retain(|entry| !entry.models.is_empty());
        self.entries.iter_mut().for_each(|entry| entry.is_done = false);
        self.seen_entries = self.entries.iter().map(Entry::key).collect();
    }

    /// How many entries there are.
    pub(crate) fn entry_count(&self) -> usize {
        self.entries.len()
    }

    /// Lets the functions that were noted in the body of a class be its methods.
    pub(crate) fn adopt_entries(&mut self, since: usize, class: &Rc<ClassValue>) {
        let members = class.members.borrow();
        for entry in self.entries.iter_mut().skip(since) {
            let is_member =
                members.iter().flat_map(|member| &member.1.alts).find_map(|alt| match alt {
                    Alt::Func(it)
                        if it.file == entry.function.file
                            && it.function == entry.function.function =>
                    {
                        Some(it.kind)
                    }
                    _ => None,
                });
            if let (Some(kind), None) = (is_member, &entry.function.class) {
                let mut function = (*entry.function).clone();
                function.class = Some(Rc::clone(class));
                function.kind = kind;
                entry.function = Rc::new(function);
            }
        }
    }

    /// Notes the methods of a class that its library bases call.
    pub(crate) fn class_entries(&mut self, class: &Rc<ClassValue>) {
        for path in self.class_apis(class) {
            let mut paths = vec![path];
            while let Some(path) = paths.pop() {
                if let Some(entry) = self.cat.path(&path) {
                    for number in entry.bases.clone() {
                        self.add_class(class, number, None);
                    }
                }
                paths.extend(self.cat.bases(&path).iter().map(|base| Rc::from(&**base)));
            }
        }
    }

    fn add_class(&mut self, class: &Rc<ClassValue>, number: u32, parts: Option<&Vec<Part>>) {
        let model = self.cat.entry_model(number);
        for (name, value, owner) in self.all_members_of(class) {
            let text = self.text(name);
            let is_method = if model.methods.is_empty() {
                !text.starts_with("__")
            } else {
                model.methods.iter().any(|method| match method.strip_suffix('*') {
                    Some(prefix) => text.starts_with(prefix),
                    None => *method == *text,
                })
            };
            if !is_method {
                continue;
            }
            for alt in &value.alts {
                if let Alt::Func(function) = alt {
                    let heir = (owner.number != class.number).then(|| Rc::clone(class));
                    let mut function = (**function).clone();
                    function.class = Some(Rc::clone(&owner));
                    let (function, parts) = (Rc::new(function), parts.cloned());
                    self.add_entry(Entry {
                        function,
                        heir,
                        models: smallvec![number],
                        parts,
                        is_done: false,
                    });
                }
            }
        }
    }

    /// Runs what libraries call, and then what nobody calls.
    pub(crate) fn run_entries(&mut self, files: &[u32]) {
        let mut next = 0;
        loop {
            while let Some(entry) = self.entries.get_mut(next) {
                entry.is_done = true;
                let entry = entry.clone();
                next += 1;
                self.run_entry(&entry);
            }
            let before = self.entries.len();
            for file in files {
                self.add_uncalled(*file);
            }
            if self.entries.len() == before {
                return;
            }
        }
    }

    /// The functions of a file that nothing has called so far.
    fn add_uncalled(&mut self, file: u32) {
        let Some(values) = self.globals_of(file) else { return };
        for value in values {
            for alt in &value.alts {
                match alt {
                    Alt::Func(function) if function.file == file => {
                        self.add_uncalled_function(function);
                    }
                    Alt::Class(class) if class.file == file => {
                        let members = class.members.borrow().clone();
                        for (_, member) in members {
                            for alt in &member.alts {
                                if let Alt::Func(function) = alt {
                                    let mut function = (**function).clone();
                                    function.class = Some(Rc::clone(class));
                                    self.add_uncalled_function(&Rc::new(function));
                                }
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn add_uncalled_function(&mut self, function: &Rc<FuncValue>) {
        if !self.contexts.contains_key(&(function.file, function.function)) {
            let models: SmallVec<_> = self.entry_by_parameters(function).into_iter().collect();
            if models.is_empty() && !self.cat.follows_parameters && !self.may_read_source(function)
            {
                return;
            }
            let function = Rc::clone(function);
            self.add_entry(Entry { function, heir: None, models, parts: None, is_done: false });
        }
    }

    /// Whether a function may read a source by itself, as far as the words in it say.
    fn may_read_source(&mut self, function: &FuncValue) -> bool {
        let Some((callee, module)) = self.prepare(function) else { return false };
        let definition = module.function(function.function);
        let params = definition.params.iter().map(|param| param.name);
        let words: Vec<Rc<str>> = definition
            .mentions
            .iter()
            .copied()
            .chain(params)
            .map(|sym| self.text(callee.name(sym)))
            .collect();
        self.cat.may_read_source(&words)
    }

    /// An entry that a function is by the name of its first parameter.
    fn entry_by_parameters(&mut self, function: &FuncValue) -> Option<u32> {
        let (callee, module) = self.prepare(function)?;
        let skip = usize::from(function.class.is_some() && function.kind != Binding::Static);
        let params = &module.function(function.function).params;
        let names: Vec<Rc<str>> =
            params.iter().skip(skip).map(|param| self.text(callee.name(param.name))).collect();
        let first = names.first()?;
        let packages = self.packages_of(function.file);
        (0..).zip(&self.cat.models.entry).find_map(|(number, model)| {
            let is_any = model.package.is_empty();
            let has_package = is_any || packages.iter().any(|package| **package == *model.package);
            let is_first = !model.first.is_empty() && !is_any && model.first == **first;
            let is_called = !model.names.is_empty()
                && (!is_any || function.class.is_none() && model.names.len() == names.len())
                && model.names.len() <= names.len()
                && model.names.iter().zip(&names).all(|(one, other)| *one == **other);
            (has_package && (is_first || is_called)).then_some(number)
        })
    }

    fn run_entry(&mut self, entry: &Entry) {
        let Some((mut callee, module)) = self.prepare(&entry.function) else { return };
        // What parameters are called says more than how the function gets called.
        let named = self.entry_by_parameters(&entry.function).filter(|number| {
            !entry.models.contains(number) && !self.cat.entry_model(*number).names.is_empty()
        });
        let models: Vec<EntryModel> = named
            .iter()
            .chain(&entry.models)
            .map(|number| self.cat.entry_model(*number).clone())
            .collect();
        let mut state = State::new(0);
        let site = callee.site(module.function(entry.function.function).span);
        let receiver = match (&entry.function.class, entry.function.kind) {
            (Some(class), Binding::Plain | Binding::Property) => {
                let class = Rc::clone(entry.heir.as_ref().unwrap_or(class));
                Some(self.receiver(&mut callee, &mut state, &class))
            }
            (Some(class), Binding::Class) => Some(Value::of(Alt::Class(Rc::clone(class)))),
            _ => None,
        };
        let parts = entry.parts.as_deref().unwrap_or_default();
        let mut args =
            self.entry_args(&mut callee, &mut state, &entry.function, &models, parts, receiver, 4);
        args.site = site;
        let mut function = (*entry.function).clone();
        function.receiver = None;
        self.call_function(&mut callee, &mut state, &Rc::new(function), args);
        let hits = std::mem::take(&mut callee.hits);
        debug_assert!(hits.iter().all(|hit| hit.origin.is_parameter()), "nothing called it");
    }

    /// What a library calls a function with.
    #[expect(clippy::too_many_arguments, reason = "what is called, how, and where")]
    fn entry_args(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        function: &FuncValue,
        models: &[EntryModel],
        parts: &[Part],
        receiver: Option<Value>,
        depth: u32,
    ) -> Args {
        let Some((callee, module)) = self.prepare(function) else {
            return Args::new(frame.site(hognose_ir::Span::default()));
        };
        let definition = module.function(function.function);
        let function_name = self.text(callee.name(definition.name));
        let mut args = Args::new(callee.site(definition.span));
        let skip = usize::from(receiver.is_some());
        args.positions.extend(receiver.map(|receiver| (receiver, args.site.span)));
        let has_keywords = definition.params.iter().any(|it| it.kind == ParamKind::Keywords);
        let params = (0_u32..).zip(&definition.params).skip(skip);
        for (place, (number, param)) in params.enumerate() {
            let name = callee.name(param.name);
            let class = function.annotations.iter().find(|it| it.0 == number);
            let class = class.map(|it| it.1.clone());
            let default = function.defaults.iter().find(|it| it.0 == number).map(|it| it.1.clone());
            let site = callee.site(param.span);
            let text = self.text(name);
            let part = parts.iter().find(|part| {
                let given = models.iter().map(|model| model.parameters.len()).max().unwrap_or(0);
                part.is_for(&text, place.checked_sub(given))
            });
            let provided = default.as_ref().and_then(|default| {
                self.provided(frame, state, default, class.as_ref(), models, &text, depth)
            });
            let value = if let Some(value) = provided {
                value
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
                    let taints = self.new_source(PARAMETER, &what, site, 0, u32::MAX);
                    value = self.narrow(value.with(&taints), class.as_ref());
                }
                value
            } else {
                let value = self.parameter(state, models, place, &text, class.as_ref(), site);
                let id = (function.file, function.function, function.closure);
                let is_number = self.numbers.get(&id).is_some_and(|names| names.contains(&text));
                match part.map(|part| part.content) {
                    content if is_number || matches!(content, Some(Content::Number)) => {
                        Value::typed(Type::Number)
                    }
                    Some(Content::Chars(chars)) => {
                        let cleared = self.cat.harmless(chars);
                        Value { taints: value.taints.without(cleared), ..value }
                    }
                    _ => value,
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
                            Content::Chars(chars) => {
                                let cleared = self.cat.harmless(chars);
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
        models: &[EntryModel],
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
                let receiver = function.receiver.clone();
                let args = self.entry_args(frame, state, &function, models, &[], receiver, depth);
                let mut plain = (*function).clone();
                plain.receiver = None;
                let result = self.call_function(frame, state, &Rc::new(plain), args);
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
                match self.class_member(&class, init) {
                    Some((member, _)) => {
                        let Some(Alt::Func(init)) = member.single() else {
                            return Some(Value::any());
                        };
                        let init = Rc::clone(init);
                        let any = Some(Value::any());
                        let mut args =
                            self.entry_args(frame, state, &init, models, &[], any, depth);
                        // The object itself.
                        args.positions = args.positions.into_iter().skip(1).collect();
                        self.instantiate(frame, state, &class, args)
                    }
                    None => {
                        let site = Site { file: class.file, span: class.span };
                        let taints = self.parameter_taints(models, name, site)?;
                        self.tainted_instance(state, &class, &taints, 3)
                    }
                }
            }
            Some(Alt::Obj(id)) => {
                let call = self.names.intern("__call__");
                match self.method_of(state, *id, call) {
                    Some(method) => match method.single() {
                        Some(Alt::Func(method)) => {
                            let method = Rc::clone(method);
                            let receiver = method.receiver.clone();
                            let args = self.entry_args(
                                frame,
                                state,
                                &method,
                                models,
                                &[],
                                receiver,
                                depth,
                            );
                            let mut plain = (*method).clone();
                            plain.receiver = None;
                            self.call_function(frame, state, &Rc::new(plain), args)
                        }
                        _ => Value::any(),
                    },
                    None => Value::any(),
                }
            }
            _ => self.instance_of(state, &function),
        })
    }

    /// Whether an object stands for the result of a function.
    pub(crate) fn is_provider(&mut self, state: &State, id: crate::value::ObjId) -> bool {
        let dependency = self.names.intern(DEPENDENCY);
        self.object(state, id).is_some_and(|it| it.get(&Key::Attr(dependency)).is_some())
    }

    /// The data that a parameter is, if it is data.
    fn parameter_taints(
        &mut self,
        models: &[EntryModel],
        name: &str,
        site: Site,
    ) -> Option<Taints> {
        let model = models.iter().find(|model| !model.kind.is_empty())?;
        let what = if model.what.is_empty() {
            format!("the parameter `{name}`")
        } else {
            model.what.replace("{}", &format!("`{name}`"))
        };
        Some(self.new_source(&model.kind, &what, site, 0, u32::MAX))
    }

    /// What a parameter of an entry gets.
    fn parameter(
        &mut self,
        state: &mut State,
        models: &[EntryModel],
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
                let instance = self.apis.call(*id, self.cat);
                if let Some(instance) = instance
                    && self.cat.knows(&self.apis.path(instance))
                {
                    return Value::of(Alt::Api(instance));
                }
            }
        }
        let wanted =
            models.iter().find_map(|model| model.parameters.get(place)).map(String::as_str);
        match wanted {
            Some("-") => return Value::any(),
            Some("*") => {}
            Some(path) => return Value::of(Alt::Api(self.apis.at(path, self.cat))),
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
                self.tainted_instance(state, &class, &taints, 3)
            }
            _ => Value::tainted(taints),
        }
    }

    /// An instance of a class of the program that a library fills with data.
    fn tainted_instance(
        &mut self,
        state: &mut State,
        class: &Rc<ClassValue>,
        taints: &Taints,
        depth: u32,
    ) -> Value {
        let mut object = Object::new(Kind::Instance);
        object.class = Some(Rc::clone(class));
        object.api = self.class_api(class).and_then(|api| self.apis.call(api, self.cat));
        for (name, class_value) in self.fields_of(class) {
            let taints = self.part(taints, u64::from(name.0) | 0xa77_0000_0000);
            let value = match class_value.single() {
                _ if self.is_no_text(&class_value) => Value::typed(Type::Number),
                Some(Alt::Class(inner)) if depth > 0 => {
                    let inner = Rc::clone(inner);
                    self.tainted_instance(state, &inner, &taints, depth - 1)
                }
                Some(Alt::Api(id)) if matches!(&*self.apis.path(*id), "dict" | "typing.Any") => {
                    Value::tainted(taints.map(|it| Taint { flags: it.flags & !Taint::TEXT, ..it }))
                }
                _ => Value::tainted(taints),
            };
            object.set(Key::Attr(name), value);
        }
        object.rest = Some(Value::tainted(taints.clone()));
        self.allocate(state, object)
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
        object.api = self.class_api(class).and_then(|api| self.apis.call(api, self.cat));
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
                    let models = [self.cat.entry_model(number).clone()];
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
        for name in ["initialize", "setup"] {
            let name = self.names.intern(name);
            let Some((member, owner)) = self.class_member(class, name) else { continue };
            let method = self.bind_to(&member, instance, &owner);
            let mut args = Args::new(Site { file: class.file, span: class.span });
            args.rest = Some(Value::any());
            args.more_keywords = Some(Value::any());
            let mut inside = state.clone();
            self.call_value(frame, &mut inside, &method, args);
            if inside.alive {
                *state = inside;
            }
        }
    }

    /// Data that comes in.
    pub(crate) fn new_source(
        &mut self,
        kind: &str,
        what: &str,
        site: Site,
        except: u128,
        model: u32,
    ) -> Taints {
        let kind: Rc<str> = kind.into();
        let harm = match self.harm.get(&kind) {
            Some(harm) => *harm,
            None => {
                let harm = self.cat.harm(&kind);
                self.harm.insert(Rc::clone(&kind), harm);
                harm
            }
        };
        let what: Rc<str> = what.into();
        let origin = self.origin(model, site, &what, &kind);
        let vid = match self.source_vids.get(&what) {
            Some(vid) if model != u32::MAX => *vid,
            _ => {
                let vid = self.vids.fresh();
                self.source_vids.insert(Rc::clone(&what), vid);
                vid
            }
        };
        let start = self.steps.add(Step::Start);
        let step = self.steps.add(Step::Next { before: start, site, what });
        let is_structure = self.cat.models.source.get(model as usize).is_some_and(|source| {
            source.structure || source.path.iter().any(|path| path.contains("json"))
        });
        let flags = if is_structure { 0 } else { Taint::TEXT };
        Taints::one(Taint { origin, vid, step, live: harm & !except, hidden: 0, flags })
    }
}
