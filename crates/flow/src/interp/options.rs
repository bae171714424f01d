//! Options: the arguments of programs and of requests that are declared before they are read.

use std::rc::Rc;

use super::Interp;
use super::call::Args;
use crate::api::ApiId;
use crate::state::{Key, Kind, Object, State};
use crate::value::{Const, Taints, Type, Value};

impl Interp<'_> {
    /// What a parser has read: the arguments that were declared before, of which some are numbers.
    pub(crate) fn declared_arguments(
        &mut self,
        state: &mut State,
        receiver: &Value,
        callee: ApiId,
        taints: &Taints,
    ) -> Option<Value> {
        let number = *self.apis.result_entry(callee)?.sources.first()?;
        if !self.cat.source(number).members {
            return None;
        }
        let parser = self.object(state, receiver.objects().next()?).map(Rc::clone)?;
        let mut object = Object::new(Kind::Instance);
        object.api = self.apis.call(callee);
        for (key, value) in &parser.fields {
            if let Key::Entry(Const::Str(name)) = key {
                let name = self.names.intern(name);
                object.set(key.clone(), value.clone());
                object.set(Key::Attr(name), value.clone());
            }
        }
        object.rest = Some(Value::tainted(taints.clone()));
        Some(self.allocate(state, object))
    }

    /// Notes that an argument of a program or of a request, once it is read, is no text.
    pub(crate) fn declare(&mut self, state: &mut State, receiver: &Value, args: &Args) {
        let Some(name) = self.declared_name(args) else { return };
        if !self.declares_no_text(state, args, false) {
            return;
        }
        for id in receiver.objects().collect::<Vec<_>>() {
            if let Some(object) = self.object_mut(state, id) {
                object.set(Key::Entry(Const::Str(Rc::clone(&name))), Value::typed(Type::Number));
            }
        }
    }

    /// The name that the value of an option gets: of `--dry-run`, `dry_run`.
    pub(crate) fn declared_name(&mut self, args: &Args) -> Option<Rc<str>> {
        let dest = self.names.intern("dest");
        let given = args.keyword(dest).and_then(|value| value.as_str().cloned());
        let texts = args.positions.iter().filter_map(|(value, _)| value.as_str().cloned());
        let name = given.or_else(|| {
            // A name without dashes is the name; or else it is the first long one.
            let rank = |text: &Rc<str>| {
                let dashes = text.chars().take_while(|char| *char == '-').count();
                match dashes {
                    0 => 0,
                    2 => 1,
                    _ => 2,
                }
            };
            texts.min_by_key(rank)
        })?;
        let name = name.split('/').next().unwrap_or_default().trim_start_matches('-');
        Some(name.replace('-', "_").as_str().into())
    }

    /// Whether an option is declared in such a way that its value is a number, or one of a few words.
    /// A default may say so, too.
    pub(crate) fn declares_no_text(
        &mut self,
        state: &State,
        args: &Args,
        by_default: bool,
    ) -> bool {
        let given: Vec<(Rc<str>, Value)> =
            args.keywords.iter().map(|it| (self.text(it.0), it.1.clone())).collect();
        let keyword = |name: &str| given.iter().find(|it| &*it.0 == name).map(|it| &it.1);
        let is_true = |name| keyword(name).is_some_and(|value| value.truth() == Some(true));
        if is_true("is_flag") || is_true("count") || keyword("choices").is_some() {
            return true;
        }
        if let Some(action) = keyword("action").and_then(Value::as_str) {
            return matches!(&**action, "store_true" | "store_false" | "count" | "store_const");
        }
        if let Some(kind) = keyword("type") {
            return self.is_no_text(kind)
                || self.apis_of(state, kind).iter().any(|id| is_number(&self.apis.path(*id)));
        }
        let default = keyword("default").and_then(Value::as_const);
        by_default && matches!(default, Some(Const::Int(_) | Const::Float(_) | Const::Bool(_)))
    }
}

/// Whether a type of an option is one of numbers, or of a few words, by its path.
fn is_number(path: &str) -> bool {
    let name = path.trim_end_matches("()").rsplit('.').next().unwrap_or_default();
    matches!(
        name,
        "Choice"
            | "IntRange"
            | "FloatRange"
            | "INT"
            | "FLOAT"
            | "BOOL"
            | "UUID"
            | "DateTime"
            | "boolean"
            | "natural"
            | "positive"
            | "int_range"
    )
}
