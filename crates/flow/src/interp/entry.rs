//! Entries: the functions that libraries call, and with what.

use std::rc::Rc;

use hognose_ir::{Expr, ExprKind};

use smallvec::{SmallVec, smallvec};

use super::call::Args;
use super::exception::EXCEPTION;
use super::route::{self, Part};
use super::{Frame, FunctionKey, Interp, Shared};
use crate::api::ApiId;
use crate::limits::{BUDGET_PER_ENTRY, OBJECT_DEPTH};
use crate::state::{Key, Kind, Object, State};
use crate::trace::{Site, Step};
use crate::value::{Alt, ClassValue, FuncValue, Taint, Taints, Value};

/// The place of a class for the options that it is set up with.
pub(super) const OPTIONS: &str = "<options>";

/// A function that a library calls.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) function: Rc<FuncValue>,
    /// The entries of the models; none if the function is only looked at because nobody else calls it.
    pub(crate) models: SmallVec<[u32; 2]>,
    /// What is known of the parts of the URL; nothing if no route is known.
    pub(crate) parts: Option<Vec<Part>>,
    /// The class of the object whose method it is, if it inherits the method.
    pub(crate) heir: Option<Rc<ClassValue>>,
    /// Whether it was run.
    is_done: bool,
}

impl Entry {
    pub(super) fn new(function: Rc<FuncValue>, models: SmallVec<[u32; 2]>) -> Self {
        Self { function, models, parts: None, heir: None, is_done: false }
    }

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
        let found = self.apis.entry(decorator).map(|entry| &entry.decorators);
        match found.filter(|numbers| !numbers.is_empty()) {
            Some(numbers) => {
                let args = self.decorator_args(frame, state, expr);
                for number in numbers {
                    self.add_entries(state, value, *number, args.as_ref());
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
        let Some(numbers) = self.cat.name(&name).map(|entry| &entry.decorators) else {
            return;
        };
        let args = self.decorator_args(frame, state, expr);
        for number in numbers {
            self.add_entries(state, value, *number, args.as_ref());
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
    pub(crate) fn handed_over(&mut self, state: &mut State, callers: &[u32], args: &Args) {
        for number in callers {
            let model = self.cat.entry_model(*number);
            let function = self.argument(args, &model.function).cloned();
            if let Some(function) = function {
                self.add_entries(state, &function, *number, Some(args));
            }
        }
    }

    /// An argument that a model names: the first of several that is given; of none, the first of all.
    pub(crate) fn argument<'a>(&mut self, args: &'a Args, names: &[String]) -> Option<&'a Value> {
        if names.is_empty() {
            return args.position(0);
        }
        self.first_given(args, names.iter().map(String::as_str))
    }

    /// The first of some arguments that is given.
    pub(crate) fn first_given<'a, 'n>(
        &mut self,
        args: &'a Args,
        mut names: impl Iterator<Item = &'n str>,
    ) -> Option<&'a Value> {
        names.find_map(|name| {
            if let Ok(place) = name.parse::<usize>() {
                args.position(place)
            } else {
                let name = self.names.intern(name);
                args.keyword(name)
            }
        })
    }

    fn add_entries(&mut self, state: &mut State, value: &Value, number: u32, args: Option<&Args>) {
        if self.cat.entry_model(number).option {
            if let Some(args) = args {
                self.add_option(state, value, number, args);
            }
            return;
        }
        if self.cat.entry_model(number).parameters.iter().any(|it| it == EXCEPTION) {
            self.note_handler(state, value, args);
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
                self.note_attributes(state, &list);
                let route = args.and_then(|args| self.route(args, number));
                self.add_class(class, number, route.as_ref());
                continue;
            }
            if !matches!(list.kind, Kind::List | Kind::Tuple) {
                continue;
            }
            for item in list.fields.iter().map(|field| field.1.clone()).chain(list.rest.clone()) {
                for id in item.objects() {
                    let Some(pair) = self.object(state, id).map(Rc::clone) else { continue };
                    if let Some(class) = &pair.class {
                        self.note_attributes(state, &pair);
                        self.add_class(class, number, None);
                        continue;
                    }
                    let (Some(route), Some(function)) =
                        (pair.get(&Key::Place(0)).cloned(), pair.get(&Key::Place(1)).cloned())
                    else {
                        continue;
                    };
                    let parts = route.as_str().map(|route| route::parts(route));
                    if let Some(options) = pair.get(&Key::Place(2)).cloned() {
                        self.note_options(state, &function, &options);
                    }
                    self.add_functions(state, &function, number, parts.as_ref());
                }
            }
        }
        let parts = args.and_then(|args| self.route(args, number));
        self.add_functions(state, value, number, parts.as_ref());
    }

    /// Lets methods see what the object was made with whose methods they are: each is run on one of which
    /// only the class is known.
    pub(super) fn note_attributes(&mut self, state: &mut State, object: &Object) {
        let Some(class) = &object.class else { return };
        for (key, value) in &object.fields {
            if let Key::Attr(name) = key {
                self.share_all(state, Shared::Attribute(class.number, *name), value);
            }
        }
    }

    /// Notes what a library calls `initialize` of a class with before it calls another method:
    /// `("/item", Item, {"database": database})` of Tornado.
    fn note_options(&mut self, state: &mut State, class: &Value, options: &Value) {
        if let Some(Alt::Class(class)) = class.single() {
            let name = self.names.intern(OPTIONS);
            self.share_all(state, Shared::Attribute(class.number, name), options);
        }
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
            self.add_entry(Entry::new(function, models));
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
        let route = self.argument(args, &model.route)?.as_str().cloned()?;
        Some(route::parts(&route))
    }

    fn add_functions(
        &mut self,
        state: &mut State,
        value: &Value,
        number: u32,
        parts: Option<&Vec<Part>>,
    ) {
        for alt in &value.alts {
            match alt {
                Alt::Func(function) => {
                    for id in function.receiver.iter().flat_map(Value::objects) {
                        if let Some(object) = self.object(state, id).map(Rc::clone) {
                            self.note_attributes(state, &object);
                        }
                    }
                    let entry = Entry::new(Rc::clone(function), smallvec![number]);
                    self.add_entry(Entry { parts: parts.cloned(), ..entry });
                }
                Alt::Class(class) => {
                    let class = Rc::clone(class);
                    self.add_class(&class, number, parts);
                }
                _ => {}
            }
        }
    }

    /// Notes a function that a function returns which nobody calls.
    pub(crate) fn add_inner_entry(&mut self, function: &Rc<FuncValue>, number: u32) {
        self.add_entry(Entry::new(Rc::clone(function), smallvec![number]));
    }

    /// Lets functions that a library calls later see the variables around them, as they are where the
    /// function ends that has made them: `def create_app(): store = Store(); @app.get("/") def page(): …`.
    pub(super) fn keep_closures(&mut self, state: &mut State, since: usize) {
        let new = self.entries.get(since..).unwrap_or_default();
        let cells: SmallVec<[_; 4]> = new.iter().filter_map(|it| it.function.closure).collect();
        for id in cells {
            if state.heap.contains(id) {
                self.escaped(state, &Value::of(Alt::Obj(id)), &mut Vec::new(), OBJECT_DEPTH);
            }
        }
    }

    /// Notes an entry, or what else is known of one.
    pub(super) fn add_entry(&mut self, entry: Entry) {
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
                    for number in &entry.bases {
                        self.add_class(class, *number, None);
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
                !text.starts_with('_')
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
                    let entry = Entry::new(Rc::new(function), smallvec![number]);
                    self.add_entry(Entry { heir, parts: parts.cloned(), ..entry });
                }
            }
        }
    }

    /// Runs what libraries call, and then what nobody calls.
    pub(crate) fn run_entries(&mut self, files: &[u32]) {
        let before = self.entries.len();
        self.add_makers(files);
        self.entries.rotate_left(before);
        let mut next = 0;
        loop {
            while let Some(entry) = self.entries.get_mut(next) {
                entry.is_done = true;
                let entry = entry.clone();
                next += 1;
                self.entry_end = self.counters.expressions.saturating_add(BUDGET_PER_ENTRY);
                self.run_entry(&entry);
            }
            let before = self.entries.len();
            self.add_uncalled();
            if self.entries.len() == before {
                return;
            }
        }
    }

    /// Runs the same again: of most functions it is known what they do.
    pub(crate) fn run_entries_again(&mut self, files: &[u32]) {
        self.entries.iter_mut().for_each(|entry| entry.is_done = false);
        self.run_entries(files);
    }

    /// Data that comes in: through a source of the models, or as a parameter.
    pub(crate) fn new_source(
        &mut self,
        kind: &str,
        what: &str,
        site: Site,
        model: Option<u32>,
    ) -> Taints {
        let kind: Rc<str> = kind.into();
        let harm = if let Some(harm) = self.harm.get(&kind) {
            *harm
        } else {
            let harm = self.cat.rules.harm(&kind);
            self.harm.insert(Rc::clone(&kind), harm);
            harm
        };
        let what: Rc<str> = what.into();
        let origin = self.origin(model, site, &what, &kind);
        let vid = match self.source_vids.get(&what) {
            Some(vid) if model.is_some() => *vid,
            _ => {
                let vid = self.vids.fresh();
                self.source_vids.insert(Rc::clone(&what), vid);
                vid
            }
        };
        let start = self.steps.add(Step::Start);
        let step = self.steps.add(Step::Next { before: start, site, what });
        let (except, is_structure) = model
            .map_or((0, false), |model| (self.cat.except(model), self.cat.source(model).structure));
        let flags = if is_structure { 0 } else { Taint::TEXT };
        Taints::one(Taint {
            origin,
            vid,
            step,
            live: harm & !except,
            hidden: 0,
            fails_in: 0,
            flags,
        })
    }
}
