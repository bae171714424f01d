//! What declarations of fields and parameters say about the data that a library puts there: an expression
//! that it matches, a function of the program that looks at it.

use std::rc::Rc;

use hognose_ir::{Expr, ExprKind};

use super::call::Args;
use super::{Frame, Interp};
use crate::api::ApiId;
use crate::charset::{Anchoring, alphabet};
use crate::state::{Key, State};
use crate::trace::Site;
use crate::value::{Alt, Binding, ClassValue, Const, ObjId, Type, Value};

/// The path of what stands for one of a few fixed values.
pub(crate) const LITERAL: &str = "typing.Literal";

/// The paths of what declares a parameter of `FastAPI` with an upper bound, and without one.
const BOUNDED: &str = "fastapi.bounded()";
pub(super) const UNBOUNDED: &str = "fastapi.unbounded()";

impl Interp<'_> {
    /// What `Query(…)` says about a parameter: an expression that it matches, or whether it has an upper
    /// bound.
    pub(crate) fn declared_parameter(&mut self, path: &str, args: &Args) -> Option<Value> {
        if let Some(pattern) = self.declared_pattern(args) {
            return Some(pattern);
        }
        let is_bounded = self.first_given(args, ["le", "lt"].into_iter()).is_some();
        if !path.starts_with("fastapi.") && !is_bounded {
            return None;
        }
        let declared = if is_bounded { BOUNDED } else { UNBOUNDED };
        Some(Value::of(Alt::Api(self.apis.at(declared))))
    }

    /// What a field of a class has if it is not given, `field(default_factory=list)`, beside what the
    /// library makes of the declaration. What makes it anew for each instance stands there as a function
    /// without arguments.
    pub(crate) fn declared_default(
        &mut self,
        state: &State,
        callee: ApiId,
        args: &Args,
    ) -> Option<Value> {
        let factory = self.first_given(args, ["default_factory", "factory"].into_iter()).cloned();
        let is_field = matches!(&*self.apis.path(callee), "pydantic.Field" | "sqlmodel.Field");
        let names: &[&str] = if is_field { &["0", "default"] } else { &["default"] };
        let default = self.first_given(args, names.iter().copied()).cloned();
        let mut value = self.opaque(state, callee, args);
        match (factory, default) {
            (Some(factory), _) => {
                value.add(Alt::Partial(Rc::new((factory, Vec::new(), Vec::new()))));
            }
            (None, Some(default)) if default.as_const() != Some(&Const::Ellipsis) => {
                value.join(&default);
            }
            _ => return None,
        }
        Some(value)
    }

    /// What a field has that is declared so, and not given.
    pub(crate) fn default_of(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        declared: &Value,
        site: Site,
    ) -> Value {
        let is_declaration =
            |alt: &Alt| matches!(alt, Alt::Api(id) if is_declaration(&self.apis.path(*id)));
        if declared.alts.len() < 2 || !declared.alts.iter().any(is_declaration) {
            return declared.clone();
        }
        let alts = declared.alts.iter().filter(|alt| !is_declaration(alt)).cloned().collect();
        let value = Value { alts, ..declared.clone() };
        match value.single() {
            Some(Alt::Partial(factory)) => {
                let factory = Rc::clone(factory);
                self.call_value(frame, state, &factory.0, Args::new(site))
            }
            _ => value,
        }
    }

    /// The expression in `Query(pattern="^[a-z]+$")`.
    fn declared_pattern(&mut self, args: &Args) -> Option<Value> {
        let [pattern, regex] = ["pattern", "regex"].map(|name| {
            let name = self.names.intern(name);
            args.keyword(name).and_then(Value::as_str).cloned()
        });
        // Pydantic's own expressions know no line break before the end.
        let pattern = pattern.map(|text| match text.strip_suffix('$') {
            Some(rest) if !rest.ends_with('\\') => Rc::from(format!("{rest}\\Z")),
            _ => text,
        });
        pattern.or(regex).map(|text| Value::of(Alt::Regex(text)))
    }

    /// What a validator of a field of a form or a schema says: `Regexp(r"\A[a-z]+\Z")`, `OneOf(NAMES)`.
    pub(crate) fn validator(&mut self, state: &State, path: &str, args: &Args) -> Option<Value> {
        let first = self.first_given(args, ["0", "regex", "values", "choices"].into_iter())?;
        if matches!(path.rsplit('.').next(), Some("AnyOf" | "any_of" | "OneOf")) {
            return self.deep(state, first).is_empty().then(|| self.literal());
        }
        let inverse = self.names.intern("inverse_match");
        let pattern = first.as_str().filter(|_| args.keyword(inverse).is_none())?;
        // Of Django it is found anywhere in the text, of others at its start.
        let pattern = if path.starts_with("django") {
            Rc::clone(pattern)
        } else {
            format!(r"\A(?:{pattern})").into()
        };
        Some(Value::of(Alt::Regex(pattern)))
    }

    /// A field of a form or a schema with what its validators say, if they say something.
    pub(crate) fn validated_field(
        &mut self,
        state: &State,
        field: ApiId,
        args: &Args,
    ) -> Option<Value> {
        let path = self.apis.path(field);
        // Whoever looks at a number looks at how large it is.
        let bounds = ["max_value", "validators", "validate"];
        if is_whole_number(&path) && self.first_given(args, bounds.into_iter()).is_some() {
            let mut value = Value::of(Alt::Api(self.apis.call(field)?));
            value.add(Alt::Api(self.apis.at(LITERAL)));
            return Some(value);
        }
        let is_expression = path.ends_with("RegexField");
        let places = ["validators", "validate", "1", "0"];
        let says_something =
            |alt: &Alt, this: &Self| matches!(alt, Alt::Regex(_)) || this.is_literal(alt);
        let said = places.into_iter().find_map(|place| {
            let given = self.first_given(args, [place].into_iter())?;
            if let (true, Some(pattern)) = (is_expression, given.as_str()) {
                return Some(Alt::Regex(Rc::clone(pattern)));
            }
            let elements = given
                .objects()
                .filter_map(|id| self.object(state, id)?.elements())
                .flatten()
                .flat_map(|element| element.alts);
            let mut alts = given.alts.iter().cloned().chain(elements);
            alts.find(|alt| says_something(alt, self))
        })?;
        let mut value = Value::of(Alt::Api(self.apis.call(field)?));
        value.add(said);
        Some(value)
    }

    /// One of a few fixed values.
    fn literal(&mut self) -> Value {
        Value::of(Alt::Api(self.apis.at(LITERAL)))
    }

    pub(super) fn is_literal(&self, alt: &Alt) -> bool {
        matches!(alt, Alt::Api(id) if *self.apis.path(*id) == *LITERAL)
    }

    /// Data that is as a declaration says: it matches an expression, or is one of a few values.
    pub(crate) fn as_declared(&self, value: Value, declaration: Option<&Value>) -> Value {
        if declaration.is_some_and(|it| it.alts.iter().any(|alt| self.is_literal(alt))) {
            return Value::typed(Type::Opaque);
        }
        let pattern = declaration.and_then(|it| {
            it.alts.iter().find_map(|alt| match alt {
                Alt::Regex(pattern) => Some(Rc::clone(pattern)),
                _ => None,
            })
        });
        match pattern.and_then(|pattern| alphabet(&pattern, Anchoring::None)) {
            Some(chars) => {
                let cleared = self.cat.rules.harmless(chars);
                Value { taints: value.taints.without(cleared), ..value }
            }
            None => value,
        }
    }

    /// Notes which fields a function looks at: `@field_validator("host")`.
    pub(crate) fn note_validator(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        decorator: &Expr,
        value: &Value,
    ) {
        let (callee, args) = match &decorator.kind {
            ExprKind::Call(callee, args) => (&**callee, &args[..]),
            _ => (decorator, &[][..]),
        };
        let name = match &callee.kind {
            ExprKind::Var(var) => frame.name_of(*var),
            ExprKind::Attr(_, name) => Some(frame.name(*name)),
            _ => None,
        };
        let name = name.map(|name| self.text(name));
        if name.as_deref() == Some("post_load") {
            let functions = value.alts.iter().filter_map(|alt| match alt {
                Alt::Func(function) => Some((function.file, function.function)),
                _ => None,
            });
            self.makers.extend(functions);
        }
        if !matches!(name.as_deref(), Some("field_validator" | "validator" | "validates")) {
            return;
        }
        let args = self.args(frame, state, args, decorator.span);
        let fields: Vec<_> = args.positions.iter().filter_map(|it| it.0.as_str()).collect();
        for alt in &value.alts {
            let Alt::Func(function) = alt else { continue };
            let id = (function.file, function.function);
            let names = fields.iter().map(|field| self.names.intern(field)).collect();
            self.validators.insert(id, names);
        }
    }

    /// Calls the functions of a model that look at its fields, as its library does when it makes one.
    pub(crate) fn validated(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
        id: ObjId,
    ) {
        if self.validators.is_empty() {
            return;
        }
        let is_model =
            |path: &Rc<str>| path.starts_with("pydantic") || path.starts_with("sqlmodel");
        if !self.class_apis(class).iter().any(is_model) {
            return;
        }
        for (_, member, owner) in self.all_members_of(class) {
            let Some(Alt::Func(function)) = member.single() else { continue };
            let names = self.validators.get(&(function.file, function.function)).cloned();
            for name in names.into_iter().flatten() {
                let field = self.object(state, id).and_then(|it| it.get(&Key::Attr(name)).cloned());
                let Some(field) = field.filter(|field| !field.taints.is_empty()) else { continue };
                let bound = self.bind_to_class(&member, class, &owner);
                let mut values = vec![field];
                // Older versions make a method of the class of it themselves.
                if function.kind == Binding::Plain {
                    values.insert(0, Value::of(Alt::Class(Rc::clone(class))));
                }
                let args = Args::of(Site { file: class.file, span: class.span }, values);
                let mut inside = state.clone();
                let checked = self.call_value(frame, &mut inside, &bound, args);
                if !inside.alive {
                    continue;
                }
                *state = inside;
                if let Some(object) = self.object_mut(state, id) {
                    object.set(Key::Attr(name), checked);
                }
            }
        }
    }
}

impl Interp<'_> {
    /// What a schema gives back that has loaded some data: it calls its own functions that look at fields,
    /// and those that make something of all of them.
    pub(super) fn after_loading(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        schema: &Value,
        class: &Rc<ClassValue>,
        mut loaded: Value,
    ) -> Value {
        let members = self.all_members_of(class);
        let functions =
            members.into_iter().filter_map(|(_, member, owner)| match member.single() {
                Some(Alt::Func(function)) => {
                    Some(((function.file, function.function), member.clone(), owner))
                }
                _ => None,
            });
        // What makes something of the data gets what was looked at.
        let (makers, others): (Vec<_>, Vec<_>) =
            functions.partition(|function| self.makers.contains(&function.0));
        let site = Site { file: class.file, span: class.span };
        for (id, member, owner) in others {
            for name in self.validators.get(&id).cloned().into_iter().flatten() {
                let key = Key::Entry(Const::Str(self.text(name)));
                let object = loaded.objects().next().and_then(|id| self.object(state, id));
                let Some(field) = object.and_then(|it| it.get(&key)).cloned() else { continue };
                let bound = self.bind_to(&member, schema, &owner);
                let mut inside = state.clone();
                self.call_value(frame, &mut inside, &bound, Args::of(site, vec![field]));
                if inside.alive {
                    *state = inside;
                }
            }
        }
        for (_, member, owner) in makers {
            let bound = self.bind_to(&member, schema, &owner);
            let mut inside = state.clone();
            let args = Args::of(site, vec![loaded.clone()]);
            let made = self.call_value(frame, &mut inside, &bound, args);
            if inside.alive {
                *state = inside;
                loaded = made;
            }
        }
        loaded
    }
}

/// Whether something is what a library makes of `field(default_factory=list)`, by its path.
fn is_declaration(path: &str) -> bool {
    matches!(
        path,
        "dataclasses.field()"
            | "dataclasses.field.hidden()"
            | "pydantic.Field()"
            | "sqlmodel.Field()"
            | "msgspec.field()"
            | "attr.ib()"
            | "attr.attrib()"
            | "attr.field()"
            | "attrs.field()"
    )
}

/// Whether a field of a class may be any number, however large: no declaration or annotation says more.
pub(super) fn is_unbounded_field(
    interp: &Interp<'_>,
    class: &Value,
    declared: Option<&Value>,
) -> bool {
    let path = |alt: &Alt| match alt {
        Alt::Api(id) => interp.apis.path(*id),
        _ => "".into(),
    };
    let says_nothing = |alt: &Alt| {
        let path = path(alt);
        // Without a value, it is what the annotation says.
        matches!(alt, Alt::Const(_)) || is_declaration(&path) || &*path == "int()"
    };
    class.single().is_some_and(|class| &*path(class) == "int")
        && declared.is_none_or(|declared| declared.alts.iter().all(says_nothing))
}

/// Whether a field of a form or a schema is one of whole numbers, by its path.
pub(super) fn is_whole_number(path: &str) -> bool {
    let name = path.trim_end_matches("()").rsplit('.').next().unwrap_or_default();
    matches!(name, "IntegerField" | "Integer" | "Int")
}
