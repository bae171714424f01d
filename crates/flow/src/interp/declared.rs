//! What declarations of fields and parameters say about the data that a library puts there: an expression
//! that it matches, a function of the program that looks at it.

use std::rc::Rc;

use hognose_ir::{Expr, ExprKind};

use super::call::Args;
use super::{Frame, Interp};
use crate::charset::{Anchoring, alphabet};
use crate::state::{Key, State};
use crate::trace::Site;
use crate::value::{Alt, Binding, ClassValue, ObjId, Value};

impl Interp<'_> {
    /// The expression in `Query(pattern="^[a-z]+$")`.
    pub(crate) fn declared_pattern(&mut self, args: &Args) -> Option<Value> {
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

    /// Data that matches an expression, if a declaration has one.
    pub(crate) fn as_declared(&self, value: Value, declaration: Option<&Value>) -> Value {
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
        let ExprKind::Call(callee, args) = &decorator.kind else { return };
        let name = match &callee.kind {
            ExprKind::Var(var) => frame.name_of(*var),
            ExprKind::Attr(_, name) => Some(frame.name(*name)),
            _ => None,
        };
        let name = name.map(|name| self.text(name));
        if !matches!(name.as_deref(), Some("field_validator" | "validator")) {
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
