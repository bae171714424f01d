//! Sources: where data comes in.

use std::rc::Rc;

use super::declared::is_whole_number;
use super::{Frame, Interp, OriginInfo, part};
use crate::api::ApiId;
use crate::catalogue::Entry;
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{Alt, ClassValue, Const, Origin, Taint, Taints, Type, Value, hash};

impl Interp<'_> {
    pub(crate) fn origin(
        &mut self,
        model: Option<u32>,
        site: Site,
        what: &Rc<str>,
        kind: &Rc<str>,
    ) -> Origin {
        let next = Origin(u32::try_from(self.origins.len()).unwrap_or(u32::MAX));
        let key = (model, site, Rc::clone(what));
        let origin = *self.origin_numbers.entry(key).or_insert(next);
        if origin == next {
            let within = self.running_function();
            self.origins.push(OriginInfo {
                within,
                what: Rc::clone(what),
                kind: Rc::clone(kind),
                site,
                model,
            });
        }
        origin
    }

    /// The data of the source at a path; none if there is no such source.
    pub(crate) fn source_at(&mut self, path: &str, site: Site) -> Taints {
        self.sources(self.cat.path(path), path.ends_with("()"), site)
    }

    fn sources(&mut self, entry: Option<&Entry>, is_received: bool, site: Site) -> Taints {
        let mut taints = Taints::default();
        for number in entry.iter().flat_map(|entry| &entry.sources) {
            let source = self.cat.source(*number);
            let found = self.new_source(&source.kind, &source.what, site, Some(*number));
            // What is received twice is not the same.
            let found = if is_received {
                self.part(&found, u64::from(site.span.start) | u64::from(site.file) << 32)
            } else {
                found
            };
            taints.join(&found);
        }
        taints
    }

    /// A value with the data that comes in through what it is.
    pub(crate) fn read_api(&mut self, value: Value, site: Site) -> Value {
        let Some(Alt::Api(id)) = value.single() else { return value };
        let path = self.apis.path(*id);
        if let Some(text) = path.strip_prefix("string.").and_then(characters) {
            return Value::text(text);
        }
        if let Some(flag) = super::slow::flag(&path) {
            return Value::constant(Const::Int(flag));
        }
        if let Some(number) = (self.program.constant)(&path) {
            return Value::constant(Const::Int(number));
        }
        let entry = self.apis.entry(*id);
        // What was brought is not brought again wherever it is read: by a call, or as one text.
        let is_one = || {
            entry.is_some_and(|entry| {
                entry.sources.iter().all(|number| self.cat.source(*number).element.is_empty())
            })
        };
        if !value.taints.is_empty() && (path.ends_with("()") || is_one()) {
            return value;
        }
        let taints = self.sources(entry, path.ends_with("()"), site);
        // Where it came in says whether there is a password in it, and not where it is handed on.
        let is_handed_on = !value.taints.is_empty();
        let taints = if is_handed_on { self.one_entry(&taints) } else { taints };
        value.with(&taints)
    }

    /// What a form or a serializer has read: one value for each field that its class declares.
    pub(crate) fn declared_fields(
        &mut self,
        state: &mut State,
        class: &Rc<ClassValue>,
        attribute: ApiId,
        site: Site,
    ) -> Option<Value> {
        let entry = self.apis.entry(attribute)?;
        let number = *entry.sources.first()?;
        if !self.cat.source(number).members {
            return None;
        }
        let taints = self.sources(Some(entry), self.apis.path(attribute).ends_with("()"), site);
        Some(self.fields_with(state, class, &taints, site))
    }

    /// What a schema makes of data: one value for each field that its class declares.
    pub(crate) fn loaded(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        schema: &Value,
        data: &Value,
        site: Site,
    ) -> Option<Value> {
        let id = schema.objects().next()?;
        let class = self.object(state, id)?.class.clone()?;
        let taints = self.deep(state, data);
        let loaded = self.fields_with(state, &class, &taints, site);
        Some(self.after_loading(frame, state, schema, &class, loaded))
    }

    fn fields_with(
        &mut self,
        state: &mut State,
        class: &Rc<ClassValue>,
        taints: &Taints,
        site: Site,
    ) -> Value {
        let mut object = Object::new(Kind::Dict);
        for (name, member) in self.members_of(class) {
            let Some(api) = self.apis_of(state, &member).first().copied() else { continue };
            let key = Const::Str(self.text(name));
            let path = self.apis.path(api);
            let value = if holds_no_text(&path) {
                let is_bounded = member.alts.iter().any(|alt| self.is_literal(alt));
                let taints = if is_whole_number(&path) && !is_bounded {
                    // Its sender says how large it is.
                    let taints = self.part(taints, hash(&key)).without(self.cat.rules.texts);
                    self.named_element(&taints, Some(&key), site)
                } else {
                    Taints::default()
                };
                Value { taints, ..Value::typed(Type::Number) }
            } else if is_uploaded_file(&path) {
                let taints = self.part(taints, hash(&key));
                let taints = self.named_element(&taints, Some(&key), site);
                let file = self.apis.at("django.core.files.uploadedfile.UploadedFile()");
                Value { taints, ..Value::of(Alt::Api(file)) }
            } else {
                let taints = self.part(taints, hash(&key));
                let value = Value::tainted(self.named_element(&taints, Some(&key), site));
                self.as_declared(value, Some(&member))
            };
            object.set(Key::Entry(key), value);
        }
        object.rest = Some(Value::tainted(taints.clone()));
        self.allocate(state, object)
    }

    /// An element of something of a library.
    pub(crate) fn api_element(
        &mut self,
        id: ApiId,
        key: Option<&Const>,
        taints: &Taints,
        site: Site,
    ) -> Value {
        let which = key.map_or(part::ANY_KEY, hash);
        let taints = self.part(taints, which);
        let taints = self.named_element(&taints, key, site);
        if let Some(place) = self.element_place(id, key)
            && let Some(kept) = self.shared(place)
        {
            return kept.clone().with(&taints);
        }
        let Some(element) = self.apis.element(id) else { return Value::tainted(taints) };
        let came_in = self.sources(self.apis.entry(element), false, site);
        let came_in = self.part(&came_in, which);
        let came_in = self.named_element(&came_in, key, site);
        Value::of(Alt::Api(element)).with(&taints).with(&came_in)
    }

    /// The same data, called by the name of the element that is read: `the query parameter q`.
    pub(crate) fn named_element(
        &mut self,
        taints: &Taints,
        key: Option<&Const>,
        site: Site,
    ) -> Taints {
        let Some(name) = key.and_then(Const::as_str).cloned() else { return taints.clone() };
        taints.map(|taint| {
            let Some(info) = self.origins.get(taint.origin.0 as usize).cloned() else {
                return taint;
            };
            let Some(source) = info.model.map(|model| self.cat.source(model)) else {
                return taint;
            };
            if &*info.kind == "secret" && !source.element.is_empty() {
                return Taint { live: 0, hidden: 0, ..taint };
            }
            if *info.what == *source.what && source.harmless.iter().any(|it| **it == *name) {
                return Taint { live: 0, hidden: 0, ..taint };
            }
            if source.element.is_empty() || *info.what != *source.what {
                return taint;
            }
            let what: Rc<str> = source.element.replace("{}", &format!("`{name}`")).into();
            let origin = self.origin(info.model, info.site, &what, &info.kind);
            let start = self.steps.add(crate::trace::Step::Start);
            let step = crate::trace::Step::Next { before: start, site, what };
            Taint { origin, step: self.steps.add(step), ..taint }
        })
    }

    /// The data that a call of something of a library brings.
    pub(crate) fn called_source(
        &mut self,
        state: &State,
        callee: ApiId,
        args: &super::call::Args,
    ) -> Taints {
        let Some(entry) = self.apis.result_entry(callee) else { return Taints::default() };
        let sources = &entry.sources;
        let cat = self.cat;
        let holds = |number: &u32| self.holds(state, &cat.source(*number).when, args);
        if sources.is_empty() || !sources.iter().all(holds) {
            return Taints::default();
        }
        let taints = self.sources(Some(entry), true, args.site);
        let key = args.position(0).and_then(Value::as_const).cloned();
        let taints = match &key {
            Some(key) => self.part(&taints, hash(key)),
            None => taints,
        };
        self.named_element(&taints, key.as_ref(), args.site)
    }
}

/// Whether a field of a form holds something else than a text, by its path.
fn holds_no_text(path: &str) -> bool {
    let name = path.trim_end_matches("()").rsplit('.').next().unwrap_or_default();
    matches!(
        name.strip_suffix("Field").unwrap_or(name),
        "Integer"
            | "Int"
            | "Float"
            | "Decimal"
            | "Number"
            | "Boolean"
            | "Bool"
            | "NullBoolean"
            | "UUID"
            | "Date"
            | "DateTime"
            | "AwareDateTime"
            | "NaiveDateTime"
            | "Time"
            | "Duration"
            | "TimeDelta"
            | "Choice"
            | "TypedChoice"
            | "MultipleChoice"
            | "ModelChoice"
            | "ModelMultipleChoice"
            | "PrimaryKeyRelated"
            | "IPAddress"
            | "GenericIPAddress"
            | "IntegerRange"
            | "DecimalRange"
            | "SplitDateTime"
            | "BigInteger"
            | "Slug"
    )
}

/// The texts of the module `string`.
fn characters(name: &str) -> Option<&'static str> {
    Some(match name {
        "ascii_lowercase" => "abcdefghijklmnopqrstuvwxyz",
        "ascii_uppercase" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ascii_letters" => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "digits" => "0123456789",
        "hexdigits" => "0123456789abcdefABCDEF",
        "octdigits" => "01234567",
        "punctuation" => r##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##,
        _ => return None,
    })
}

/// Whether a field of a form of Django is a file, by its path.
fn is_uploaded_file(path: &str) -> bool {
    path.starts_with("django.forms.")
        && matches!(path.rsplit('.').next(), Some("FileField()" | "ImageField()"))
}
