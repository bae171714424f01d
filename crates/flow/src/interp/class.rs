//! Classes, their instances and attributes; decorators and annotations.

use std::cell::RefCell;
use std::rc::Rc;

use hognose_ir::{ArgName, Expr, ExprKind, Lit, Stmt, Sym, Target, Var};

use super::call::Args;
use super::{Frame, Interp, annotation};
use crate::api::ApiId;
use crate::limits::{DATA_DEPTH, MAX_BASES};
use crate::names::Name;
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{Alt, Binding, ClassValue, Const, FuncValue, ObjId, Taints, Type, Value};

impl Interp<'_> {
    pub(crate) fn class_statement(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        statement: &Stmt,
    ) {
        let Stmt::Class { var, name, span, decorators, bases, keywords, body, members } = statement
        else {
            return;
        };
        let header = keywords
            .iter()
            .map(|(name, value)| (frame.name(*name), self.eval(frame, state, value), value.span))
            .collect();
        let bases = bases.iter().map(|base| self.eval(frame, state, base)).collect();
        let entries = self.entry_count();
        self.block(frame, state, body);
        if !state.alive {
            return;
        }
        let class = self.new_class(frame.site(*span), bases);
        let class_name = frame.is_module().then(|| self.text(frame.name(*name)));
        for (name, var) in members {
            let mut value = self.var(frame, state, *var);
            if let (Some(class_name), Some(Alt::Func(_))) = (&class_name, value.single()) {
                let rest = format!("{class_name}().{}", self.text(frame.name(*name)));
                value = self.own(frame.file, &rest).unwrap_or(value);
            }
            if !value.is_bottom() {
                class.members.borrow_mut().push((frame.name(*name), value));
            }
        }
        for statement in body {
            if let Stmt::Annotated(Target::Var(var, _), annotation, _) = statement {
                let name = members.iter().find(|member| member.1 == *var).map(|member| member.0);
                if let Some(name) = name {
                    let class_value = self.annotation(frame, state, annotation);
                    let (class_value, more) =
                        class_value.map_or_else(|| (Value::any(), None), annotation::divided);
                    let name = frame.name(name);
                    // `Annotated[str, Field(pattern="…")]` says what `= Field(pattern="…")` does.
                    let says_more =
                        |it: &Value| it.alts.iter().any(|it| matches!(it, Alt::Regex(_)));
                    if let Some(more) = more.filter(says_more) {
                        let mut members = class.members.borrow_mut();
                        match members.iter_mut().find(|member| member.0 == name) {
                            Some((_, value)) => value.join(&more),
                            None => members.push((name, more)),
                        }
                    }
                    class.fields.borrow_mut().push((name, class_value));
                }
            }
        }
        self.number_members(&class);
        self.forget_declared(frame, &class, (body, members));
        self.name_members(state, &class, frame.site(*span));
        self.adopt_entries(entries, &class);
        self.class_entries(&class);
        if self.has_known_base(&class) {
            self.known_classes.insert(frame.name(*name));
        }
        let made = Value::of(Alt::Class(Rc::clone(&class)));
        let value = self.decorate(frame, state, made, decorators);
        self.set_var(frame, state, *var, value);
        let args = Args { keywords: header, ..Args::new(frame.site(*span)) };
        self.tell_bases(frame, state, &class, args);
    }

    /// Calls what a base wants to be told about each class that is derived from it.
    fn tell_bases(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
        args: Args,
    ) {
        let name = self.names.intern("__init_subclass__");
        let told = class.bases.iter().flat_map(|base| &base.alts).find_map(|alt| match alt {
            Alt::Class(base) => self.class_member(base, name),
            _ => None,
        });
        let Some((mut member, _)) = told else { return };
        for alt in &mut member.alts {
            if let Alt::Func(function) = alt {
                *alt =
                    Alt::Func(Rc::new(FuncValue { kind: Binding::Class, ..(**function).clone() }));
            }
        }
        let method = self.bind_to(&member, &Value::default(), class);
        self.call_value(frame, state, &method, args);
    }

    /// Numbers the members of an enumeration that are told apart by nothing else: `IDLE = auto()`.
    fn number_members(&self, class: &ClassValue) {
        let mut last = 0;
        for (_, value) in class.members.borrow_mut().iter_mut() {
            match value.single() {
                Some(Alt::Api(id)) if &*self.apis.path(*id) == "enum.auto()" => {
                    last += 1;
                    *value = Value::constant(Const::Int(last));
                }
                Some(Alt::Const(Const::Int(number))) => last = *number,
                _ => {}
            }
        }
    }

    /// Takes out of a class what it declares without a value, if `__getattr__` is asked for that.
    fn forget_declared(
        &mut self,
        frame: &Frame,
        class: &ClassValue,
        (body, members): (&[Stmt], &[(Sym, Var)]),
    ) {
        let getattr = self.names.intern("__getattr__");
        let mut known = class.members.borrow_mut();
        if !known.iter().any(|member| member.0 == getattr) {
            return;
        }
        for statement in body {
            if let Stmt::Annotated(Target::Var(var, _), _, None) = statement {
                let names = members.iter().filter(|member| member.1 == *var);
                let names: Vec<Name> = names.map(|member| frame.name(member.0)).collect();
                known.retain(|member| !names.contains(&member.0));
            }
        }
    }

    pub(crate) fn new_class(&mut self, site: Site, bases: Vec<Value>) -> Rc<ClassValue> {
        self.next_class += 1;
        Rc::new(ClassValue {
            number: self.next_class,
            file: site.file,
            span: site.span,
            bases,
            members: RefCell::default(),
            fields: RefCell::default(),
        })
    }

    /// The class that `namedtuple` makes.
    pub(super) fn named_tuple(&mut self, state: &State, args: &Args) -> Option<Value> {
        let fields: Vec<Rc<str>> = match args.position(1)?.single()? {
            Alt::Const(Const::Str(names)) => {
                names.split([' ', ',']).filter(|it| !it.is_empty()).map(Rc::from).collect()
            }
            Alt::Obj(id) => {
                let names = self.object(state, *id)?.elements()?;
                names.iter().filter_map(|it| it.as_str().cloned()).collect()
            }
            _ => return None,
        };
        let fields = fields.iter().map(|it| (self.names.intern(it), Value::any())).collect();
        let class = self.new_class(args.site, Vec::new());
        *class.fields.borrow_mut() = fields;
        Some(Value::of(Alt::Class(class)))
    }

    /// What decorators make of a function or class.
    pub(crate) fn decorate(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        mut value: Value,
        decorators: &[Expr],
    ) -> Value {
        for decorator in decorators.iter().rev() {
            let span = decorator.span;
            if gives_itself(frame, self, decorator) {
                for alt in &value.alts {
                    if let Alt::Func(function) = alt {
                        self.given_themselves.insert((function.file, function.function));
                    }
                }
            }
            self.note_validator(frame, state, decorator, &value);
            if self.note_overload(frame, state, decorator, &value) {
                continue;
            }
            let result = self.eval(frame, state, decorator);
            value = match result.single() {
                Some(Alt::Func(_)) => {
                    // One of the program's own: what it returns, if that can be called.
                    let args = Args::of(frame.site(span), vec![value.clone()]);
                    let wrapped = self.call_value(frame, state, &result, args);
                    let callable =
                        |alt: &Alt| matches!(alt, Alt::Func(_) | Alt::Class(_) | Alt::Partial(_));
                    if let (Some(Alt::Func(outer)), Some(Alt::Func(inner))) =
                        (wrapped.single(), value.single())
                        && (outer.file, outer.function) != (inner.file, inner.function)
                    {
                        let key = |it: &FuncValue| (it.file, it.function, it.closure);
                        self.wrapped.insert(key(outer), key(inner));
                    }
                    if wrapped.alts.iter().any(callable) { wrapped } else { value }
                }
                Some(Alt::Api(id)) => {
                    let path = self.apis.path(*id);
                    if matches!(
                        &*path,
                        "contextlib.contextmanager" | "contextlib.asynccontextmanager"
                    ) {
                        let functions = value.alts.iter().filter_map(|alt| match alt {
                            Alt::Func(function) => Some((function.file, function.function)),
                            _ => None,
                        });
                        self.context_managers.extend(functions);
                    }
                    let kind = match &*path {
                        "staticmethod" => Some(Binding::Static),
                        "classmethod" => Some(Binding::Class),
                        "property"
                        | "functools.cached_property"
                        | "django.utils.functional.cached_property"
                        | "werkzeug.utils.cached_property" => Some(Binding::Property),
                        _ => None,
                    };
                    if let Some(kind) = kind {
                        rebind(&value, kind)
                    } else {
                        self.decorated_by(frame, state, *id, decorator, &value);
                        value
                    }
                }
                _ => {
                    if let Some(property) = self.accessor(&result, &value) {
                        property
                    } else {
                        self.decorated_by_name(frame, state, decorator, &value);
                        value
                    }
                }
            };
        }
        value
    }

    /// Something of a class, of which nothing else is known.
    pub(crate) fn instance_of(&mut self, state: &mut State, class: &Value) -> Value {
        match class.single() {
            Some(Alt::Api(id)) => match self.apis.call(*id) {
                Some(id) => Value::of(Alt::Api(id)),
                None => Value::any(),
            },
            Some(Alt::Class(class)) => {
                let class = Rc::clone(class);
                let object = (*self.prototype(&class)).clone();
                self.allocate(state, object)
            }
            _ => Value::any(),
        }
    }

    /// An instance of a class of the program as its `__init__` leaves it behind, whatever it is given.
    fn prototype(&mut self, class: &Rc<ClassValue>) -> Rc<Object> {
        if let Some(known) = self.prototypes.get(&class.number) {
            return Rc::clone(known);
        }
        let mut plain = Object::new(Kind::Instance);
        plain.class = Some(Rc::clone(class));
        plain.api = self.class_api(class).and_then(|api| self.apis.call(api));
        plain.is_shared = true;
        // Its attributes may be instances of the same class.
        self.prototypes.insert(class.number, Rc::new(plain.clone()));
        let init = self.names.intern("__init__");
        let function = self.class_member(class, init).and_then(|it| match it.0.single() {
            Some(Alt::Func(function)) => Some(Rc::clone(function)),
            _ => None,
        });
        let object =
            if let Some((mut frame, _)) = function.and_then(|function| self.prepare(&function)) {
                let mut inside = State::new(0);
                let instance = self.receiver(&mut frame, &mut inside, class);
                let instance = self.escaped(&mut inside, &instance, &mut Vec::new(), DATA_DEPTH);
                let id = instance.objects().next();
                id.and_then(|id| self.object(&inside, id)).map(Rc::clone)
            } else {
                let mut inside = State::new(0);
                let mut object = plain.clone();
                let is_from_environment = self.is_from_environment(class);
                for (name, annotation) in self.fields_of(class) {
                    if is_from_environment && let Some(default) = self.field_default(class, name) {
                        object.set(Key::Attr(name), default);
                    } else if let Some(Alt::Class(_)) = annotation.single() {
                        let value = self.instance_of(&mut inside, &annotation);
                        let value = self.escaped(&mut inside, &value, &mut Vec::new(), DATA_DEPTH);
                        object.set(Key::Attr(name), value);
                    }
                }
                Some(Rc::new(object))
            };
        let object = object.unwrap_or_else(|| Rc::new(plain));
        self.prototypes.insert(class.number, Rc::clone(&object));
        object
    }

    /// Makes an instance of a class of the program.
    pub(crate) fn instantiate(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
        args: Args,
    ) -> Value {
        let mut object = Object::new(Kind::Instance);
        object.class = Some(Rc::clone(class));
        let api = self.class_api(class);
        object.api = api.and_then(|api| self.apis.call(api));
        if self.is_no_text(&Value::of(Alt::Class(Rc::clone(class)))) {
            // `Enum(x)` is one of its members, or what the class makes of a value that is none.
            let mut member = Value::typed(Type::Opaque);
            let missing = self.names.intern("_missing_");
            if let Some((method, _)) = self.class_member(class, missing) {
                let method = self.bind_to_class(&method, class, class);
                member.join(&self.call_value(frame, state, &method, args));
            }
            return member;
        }
        let path = api.map(|api| self.apis.path(api));
        if matches!(path.as_deref(), Some("typing.TypedDict" | "typing_extensions.TypedDict")) {
            return self.typed_dict(state, &args);
        }
        let instance = self.allocate(state, object);
        let init = self.names.intern("__init__");
        if let Some((member, owner)) = self.class_member(class, init) {
            let method = self.bind_to(&member, &instance, &owner);
            self.call_value(frame, state, &method, args);
        } else {
            self.check_unpickler(frame, state, class, &instance, &args);
            self.fill_fields(frame, state, class, &instance, &args);
            let post_init = self.names.intern("__post_init__");
            if let Some((member, owner)) = self.class_member(class, post_init) {
                let method = self.bind_to(&member, &instance, &owner);
                self.call_value(frame, state, &method, Args::new(args.site));
            }
            if let Some(id) = instance.objects().next() {
                self.validated(frame, state, class, id);
            }
        }
        instance
    }

    /// The dictionary that an instance of such a class is: `class Entry(TypedDict)`.
    fn typed_dict(&mut self, state: &mut State, args: &Args) -> Value {
        let mut dict = Object::new(Kind::Dict);
        for value in args.positions.iter().map(|it| &it.0).chain(&args.more_keywords) {
            self.merge(state, &mut dict, value);
        }
        for (name, value, _) in &args.keywords {
            dict.set(Key::Entry(Const::Str(self.names.text(*name))), value.clone());
        }
        self.allocate(state, dict)
    }

    /// What a class without `__init__` does with its arguments: dataclasses, named tuples, models.
    fn fill_fields(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
        instance: &Value,
        args: &Args,
    ) {
        let Some(id) = instance.objects().next() else { return };
        let fields = self.fields_of(class);
        let named = self.by_any_name(args);
        for (place, (name, class_value)) in fields.iter().enumerate() {
            let given = args.position(place).or_else(|| args.keyword(*name)).cloned();
            let value = given.or_else(|| {
                let default = self.field_default(class, *name);
                let default = default.map(|it| self.default_of(frame, state, &it, args.site));
                // `Order(**body)` may give any of them.
                match &named {
                    Some(named) => Some(self.not_given(Some(named), default)),
                    None => default,
                }
            });
            if let Some(mut value) = value {
                let field = self.text(*name);
                self.given_name(frame, state, &field, &mut value, args.site);
                let value = self.narrow(value, Some(class_value));
                if let Some(object) = self.object_mut(state, id) {
                    object.set(Key::Attr(*name), value);
                }
            }
        }
        for (name, value, _) in &args.keywords {
            if !fields.iter().any(|field| field.0 == *name)
                && let Some(object) = self.object_mut(state, id)
            {
                object.set(Key::Attr(*name), value.clone());
            }
        }
        if fields.is_empty() {
            let mut taints = Taints::default();
            for value in args.positions.iter().map(|arg| &arg.0).chain(&named) {
                taints.join(&self.deep(state, value));
            }
            if let (Some(object), false) = (self.object_mut(state, id), taints.is_empty()) {
                object.add(&Value::tainted(taints));
            }
        }
    }

    /// What a field has that is not given. Settings are what the environment says, if it says something.
    fn field_default(&mut self, class: &Rc<ClassValue>, name: Name) -> Option<Value> {
        let (mut member, _) = self.class_member(class, name)?;
        if self.is_from_environment(class) {
            member.add(Alt::Any);
        }
        Some(member)
    }

    fn is_from_environment(&mut self, class: &Rc<ClassValue>) -> bool {
        self.class_apis(class).iter().any(|path| path.ends_with(".BaseSettings"))
    }

    /// The members of a class and of its bases; those of the class itself come first.
    pub(crate) fn members_of(&self, class: &Rc<ClassValue>) -> Vec<(Name, Value)> {
        let mut chain = Vec::new();
        self.bases_of(class, &mut chain, MAX_BASES);
        let mut members: Vec<(Name, Value)> = Vec::new();
        for class in chain {
            for member in class.members.borrow().iter() {
                if !members.iter().any(|it| it.0 == member.0) {
                    members.push(member.clone());
                }
            }
        }
        members
    }

    /// The same with the classes that have them.
    pub(crate) fn all_members_of(
        &self,
        class: &Rc<ClassValue>,
    ) -> Vec<(Name, Value, Rc<ClassValue>)> {
        let mut chain = Vec::new();
        self.bases_of(class, &mut chain, MAX_BASES);
        let mut members: Vec<(Name, Value, Rc<ClassValue>)> = Vec::new();
        for class in chain {
            for (name, value) in class.members.borrow().iter() {
                if !members.iter().any(|it| it.0 == *name) {
                    members.push((*name, value.clone(), Rc::clone(&class)));
                }
            }
        }
        members
    }

    /// The annotated members of a class and of its bases, in order.
    pub(crate) fn fields_of(&self, class: &Rc<ClassValue>) -> Vec<(Name, Value)> {
        let mut fields = Vec::new();
        let mut chain = Vec::new();
        self.bases_of(class, &mut chain, MAX_BASES);
        for class in chain.iter().rev() {
            for field in class.fields.borrow().iter() {
                if !fields.contains(field) {
                    fields.push(field.clone());
                }
            }
        }
        fields
    }

    /// A class and its bases in the order in which Python looks for members: no class before one that is
    /// derived from it.
    pub(super) fn bases_of(
        &self,
        class: &Rc<ClassValue>,
        all: &mut Vec<Rc<ClassValue>>,
        depth: u32,
    ) {
        if depth == 0 || all.iter().any(|it| it.number == class.number) {
            return;
        }
        let bases: Vec<&Rc<ClassValue>> = class
            .bases
            .iter()
            .flat_map(|base| &base.alts)
            .filter_map(|alt| if let Alt::Class(base) = alt { Some(base) } else { None })
            .collect();
        all.push(Rc::clone(class));
        if let [base] = bases[..] {
            return self.bases_of(base, all, depth - 1);
        }
        let start = all.len();
        for base in bases {
            let mut chain = Vec::new();
            self.bases_of(base, &mut chain, depth - 1);
            // A base that several have comes behind all of them.
            let known = all.split_off(start);
            let is_later = |it: &Rc<ClassValue>| chain.iter().any(|one| one.number == it.number);
            all.extend(known.into_iter().filter(|it| !is_later(it)));
            all.extend(chain);
        }
    }

    /// The classes that `super()` asks in a method of a class, for an object of another one that is
    /// derived from it: `class Client(Timed, Checked)` makes `Checked` follow `Timed`.
    pub(super) fn classes_behind(
        &self,
        class: &Rc<ClassValue>,
        heir: Option<&Rc<ClassValue>>,
    ) -> Vec<Rc<ClassValue>> {
        let mut chain = Vec::new();
        self.bases_of(heir.unwrap_or(class), &mut chain, MAX_BASES);
        match chain.iter().position(|it| it.number == class.number) {
            Some(place) => chain.split_off(place + 1),
            None => self.classes_behind(class, None),
        }
    }

    /// A member of a class or of its bases, and the class that has it.
    pub(crate) fn class_member(
        &mut self,
        class: &Rc<ClassValue>,
        name: Name,
    ) -> Option<(Value, Rc<ClassValue>)> {
        let mut chain = Vec::new();
        self.bases_of(class, &mut chain, MAX_BASES);
        chain.into_iter().find_map(|class| {
            let members = class.members.borrow();
            let found = members.iter().find(|member| member.0 == name).map(|it| it.1.clone());
            drop(members);
            found.map(|value| (value, class))
        })
    }

    /// The library class that a class is derived from, if there is one.
    pub(crate) fn class_api(&mut self, class: &Rc<ClassValue>) -> Option<ApiId> {
        let mut chain = Vec::new();
        self.bases_of(class, &mut chain, MAX_BASES);
        let apis = chain.iter().flat_map(|class| class.bases.iter()).flat_map(|it| it.alts.iter());
        let mut first = None;
        for alt in apis {
            if let Alt::Api(id) = alt {
                if self.apis.is_known(*id) {
                    return Some(*id);
                }
                first = first.or(Some(*id));
            }
        }
        first
    }

    /// The paths of all library classes that a class is derived from.
    pub(crate) fn class_apis(&mut self, class: &Rc<ClassValue>) -> Vec<Rc<str>> {
        let mut chain = Vec::new();
        self.bases_of(class, &mut chain, MAX_BASES);
        let bases = chain.iter().flat_map(|class| class.bases.iter()).flat_map(|it| it.alts.iter());
        bases
            .filter_map(|alt| match alt {
                Alt::Api(id) => Some(self.apis.path(*id)),
                _ => None,
            })
            .collect()
    }

    /// A method of an object, bound to it.
    pub(crate) fn method_of(&mut self, state: &State, id: ObjId, name: Name) -> Option<Value> {
        let object = self.object(state, id)?;
        let class = Rc::clone(object.class.as_ref()?);
        if object.get(&Key::Attr(name)).is_some() {
            return None;
        }
        let (member, owner) = self.class_member(&class, name)?;
        let is_function = member.alts.iter().any(|alt| matches!(alt, Alt::Func(_)));
        let is_of_class =
            |alt: &Alt| matches!(alt, Alt::Func(function) if function.kind == Binding::Class);
        let receiver = match member.single() {
            Some(alt) if is_of_class(alt) => Alt::Class(class),
            _ => Alt::Obj(id),
        };
        let receiver = Value::of(receiver);
        is_function.then(|| self.bind_to(&member, &receiver, &owner))
    }

    /// A method of an object that a model speaks of, although its class is one of the program.
    pub(crate) fn library_method(&mut self, state: &State, id: ObjId, name: Name) -> Option<ApiId> {
        let object = self.object(state, id)?;
        if object.get(&Key::Attr(name)).is_some() {
            return None;
        }
        let class = Rc::clone(object.class.as_ref()?);
        match self.class_member(&class, name)?.0.single() {
            Some(Alt::Api(method)) => Some(*method),
            _ => None,
        }
    }
}

/// Whether a decorator of a task queue lets a function have itself as its first argument:
/// `@app.task(bind=True)`.
fn gives_itself(frame: &Frame, interp: &Interp<'_>, decorator: &Expr) -> bool {
    let ExprKind::Call(_, args) = &decorator.kind else { return false };
    args.iter().any(|arg| {
        matches!(arg.name, ArgName::Keyword(name) if *interp.text(frame.name(name)) == *"bind")
            && matches!(arg.value.kind, ExprKind::Lit(Lit::Bool(true)))
    })
}

/// The same functions, bound in another way.
fn rebind(value: &Value, kind: Binding) -> Value {
    let mut value = value.clone();
    for alt in &mut value.alts {
        if let Alt::Func(function) = alt {
            let mut function = (**function).clone();
            function.kind = kind;
            *alt = Alt::Func(Rc::new(function));
        }
    }
    value
}
