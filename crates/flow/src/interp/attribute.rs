//! Attributes: of objects, of classes and modules, of things of libraries.

use super::call::Args;
use super::url::is_url;
use super::{Frame, Interp, Shared, part};
use crate::api::ApiId;
use crate::limits::{MAX_ANY_ATTRIBUTE, OBJECT_DEPTH};
use crate::names::Name;
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{Alt, Binding, ClassValue, Const, ObjId, Taint, Taints, Type, Value};
use std::rc::Rc;

impl Interp<'_> {
    /// `value.name`.
    pub(crate) fn attribute(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        value: &Value,
        name: Name,
        site: Site,
    ) -> Value {
        let mut all = Value::default();
        for alt in value.alts.clone() {
            let one = match &alt {
                Alt::Obj(id) => self.object_attribute(frame, state, *id, name, site),
                Alt::Api(id) => {
                    let text = self.text(name);
                    match self.apis.attribute(*id, name, &text) {
                        Some(attribute) if self.carries_nothing(attribute, &text) => {
                            Value::of(Alt::Api(attribute)).with(&self.size(&text, &value.taints))
                        }
                        Some(attribute) => {
                            let found = self.read_api(Value::of(Alt::Api(attribute)), site);
                            let path = self.apis.path(attribute);
                            // What is known of a part of a URL or a path is known of all of it.
                            let is_whole = is_url(&self.apis.path(*id))
                                || ["urllib.", "pathlib.", "yarl."]
                                    .iter()
                                    .any(|package| path.starts_with(package));
                            // The ending of a path says nothing of what stands before it.
                            let is_ending = path.ends_with("Path().suffix");
                            let taints = if is_ending {
                                self.part(&value.taints, part::ENDING)
                            } else if is_whole {
                                value.taints.clone()
                            } else {
                                let taints = self.part(&value.taints, part::attribute(name));
                                taints.without(self.cat.rules.secret)
                            };
                            let taints = self.url_part(&path, &taints);
                            let taints = self.of_attribute(attribute, &taints);
                            self.with_kept(found.with(&taints), attribute)
                        }
                        None => Value::tainted(value.taints.clone()),
                    }
                }
                Alt::Module(_) | Alt::Package(_) => self.member(&Value::of(alt.clone()), name),
                Alt::Class(class) => match self.class_member(class, name) {
                    Some((mut member, owner)) => {
                        if let Some(more) = self.shared(Shared::Attribute(owner.number, name)) {
                            member.join(more);
                        }
                        self.bind_to_class(&member, class, &owner)
                    }
                    None if matches!(
                        &*self.text(name),
                        "__members__" | "_member_map_" | "_value2member_map_"
                    ) =>
                    {
                        // The members of an enumeration by what they are called.
                        let mut members = Object::new(Kind::Dict);
                        members.rest = Some(Value::typed(Type::Opaque));
                        self.allocate(state, members)
                    }
                    None => match self.class_api(class) {
                        Some(api) => {
                            let text = self.text(name);
                            self.apis
                                .attribute(api, name, &text)
                                .map_or_else(Value::any, |api| Value::of(Alt::Api(api)))
                        }
                        None => Value::any(),
                    },
                },
                Alt::Super(class, receiver) => {
                    let (class, receiver) = (Rc::clone(class), Rc::clone(receiver));
                    let heir = self.class_of(state, &receiver);
                    let member =
                        self.classes_behind(&class, heir.as_ref()).into_iter().find_map(|base| {
                            let members = base.members.borrow();
                            let found = members.iter().find(|member| member.0 == name)?.1.clone();
                            drop(members);
                            Some((found, base))
                        });
                    match member {
                        Some((member, owner)) => self.bind_to(&member, &receiver, &owner),
                        None => Value::any(),
                    }
                }
                Alt::Func(_) | Alt::Regex(_) | Alt::Const(_) | Alt::Text(_) | Alt::Typed(_) => {
                    let object = Value {
                        cond: None,
                        taints: value.taints.clone(),
                        ..Value::of(alt.clone())
                    };
                    Value::of(Alt::Method(Rc::new((object, name))))
                }
                _ => Value::any(),
            };
            all.join(&one);
        }
        if !value.taints.is_empty() && !value.alts.iter().any(|alt| matches!(alt, Alt::Api(_))) {
            let which = part::attribute(name);
            let text = self.text(name);
            let taints = if is_measure(&text) {
                self.size(&text, &value.taints)
            } else {
                // A secret has no attributes, either.
                self.part(&value.taints, which).without(self.cat.rules.secret)
            };
            all = all.with(&taints);
        }
        // A field of a form that validators say something about.
        if !all.taints.is_empty() && value.alts.len() > 1 {
            all = self.as_declared(all, Some(value));
        }
        if all.is_bottom() { Value::any().with(&all.taints) } else { all }
    }

    /// What an attribute of something of a library is, and what the program has put there.
    fn with_kept(&self, mut found: Value, attribute: ApiId) -> Value {
        let Some(kept) = self.shared(Shared::Api(attribute)) else { return found };
        let is_own = found.taints.is_empty()
            && self.apis.entry(attribute).is_none()
            && !kept.alts.is_empty()
            && kept.alts.iter().all(|alt| matches!(alt, Alt::Obj(_)));
        // The library knows nothing of it: `app.state.store = Store()`.
        if is_own {
            return kept.clone();
        }
        found.join(kept);
        found
    }

    /// What of some data is in an attribute that says how large it is: it can be looked at.
    fn size(&mut self, name: &str, taints: &Taints) -> Taints {
        if name != "size" {
            return Taints::default();
        }
        let mask = self.cat.rules.measured;
        let number = self.part(taints, part::NUMBER);
        number.map(|it| Taint { live: it.live & mask, hidden: 0, fails_in: 0, ..it })
    }

    /// Whether a member of something that holds data holds none of it.
    pub(super) fn carries_nothing(&self, attribute: ApiId, name: &str) -> bool {
        match self.apis.entry(attribute) {
            Some(entry) => {
                entry.functions.iter().any(|it| self.cat.function(*it).returns == "nothing")
            }
            // What an answer or a process says of itself.
            None => {
                is_measure(name) || matches!(name, "status" | "status_code" | "returncode" | "pid")
            }
        }
    }

    /// The data of a thing of a library in one of its attributes: of a path in its last part, for
    /// instance.
    pub(super) fn of_attribute(&self, attribute: ApiId, taints: &Taints) -> Taints {
        if taints.is_empty() {
            return taints.clone();
        }
        let Some(entry) = self.apis.entry(attribute) else { return taints.clone() };
        let cleared = entry.sanitizers.iter().map(|number| self.cat.sanitizer(*number).1);
        let cleared = cleared.fold(0, |all, mask| all | mask);
        taints.without(cleared)
    }

    pub(super) fn object_attribute(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        id: ObjId,
        name: Name,
        site: Site,
    ) -> Value {
        let Some(object) = self.object(state, id).map(Rc::clone) else { return Value::any() };
        let mut found = object.get(&Key::Attr(name)).cloned().unwrap_or_default();
        let is_set = !found.is_bottom();
        if let Some(class) = &object.class {
            if (object.is_shared || self.statics.contains(id))
                && let Some(more) = self.shared(Shared::Attribute(class.number, name)).cloned()
            {
                // What another method has put there.
                found.join(&more);
                if found.is_bottom() {
                    found.add(Alt::Any);
                }
            }
            if found.is_bottom()
                && let Some((member, owner)) = self.class_member(class, name)
            {
                let class = Rc::clone(class);
                if let Some(value) = self.read_descriptor(state, &member, (id, &class), site) {
                    return value;
                }
                // `store: Store = None`: somebody will put one there.
                if member.as_const() == Some(&Const::None)
                    && let Some(value) = self.annotated(state, &class, name)
                {
                    return value;
                }
                let receiver = Value::of(Alt::Obj(id));
                let bound = self.bind_to(&member, &receiver, &owner);
                let is_property = bound.alts.iter().any(
                    |alt| matches!(alt, Alt::Func(function) if function.kind == Binding::Property),
                );
                if is_property {
                    return self.call_value(frame, state, &bound, Args::new(site));
                }
                return bound;
            }
            if found.is_bottom() {
                let getattr = self.names.intern("__getattr__");
                if let Some(value) = self.call_special(
                    state,
                    id,
                    getattr,
                    vec![Value::constant(Const::Str(self.names.text(name)))],
                    site,
                ) {
                    return value;
                }
            }
            if found.is_bottom()
                && let Some(value) = self.annotated(state, class, name)
            {
                return value;
            }
        }
        if found.is_bottom() {
            if let Some(api) = object.api {
                let text = self.text(name);
                if let Some(attribute) = self.apis.attribute(api, name, &text) {
                    if let Some(class) = &object.class
                        && let Some(fields) = self.declared_fields(state, class, attribute, site)
                    {
                        return self.cleaned(frame, state, (id, class), (name, fields), site);
                    }
                    found = self.read_api(Value::of(Alt::Api(attribute)), site);
                    found = self.with_kept(found, attribute);
                }
            } else if object.class.is_none() {
                let receiver = Value::of(Alt::Obj(id));
                return Value::of(Alt::Method(Rc::new((receiver, name))));
            }
        }
        if let (Some(rest), true, false) = (&object.rest, object.kind == Kind::Instance, is_set) {
            if found.is_bottom() {
                found = Value::any();
            }
            let path = object.api.map(|api| self.apis.path(api)).filter(|path| is_url(path));
            let taints = match path {
                Some(path) => {
                    let path = format!("{path}.{}", self.text(name));
                    self.url_part(&path, &rest.taints)
                }
                None => self.part(&rest.taints, part::attribute(name)),
            };
            found = found.with(&taints.without(self.cat.rules.secret));
        }
        found
    }

    /// What an attribute is of which a class only says which other class it is of.
    fn annotated(
        &mut self,
        state: &mut State,
        class: &Rc<ClassValue>,
        name: Name,
    ) -> Option<Value> {
        let fields = self.fields_of(class);
        let declared = fields.into_iter().find(|field| field.0 == name)?.1;
        matches!(declared.single(), Some(Alt::Class(_))).then(|| self.instance_of(state, &declared))
    }

    /// `value.name = new`.
    pub(crate) fn set_attribute(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        value: &Value,
        name: Name,
        new: Value,
    ) {
        let ids: Vec<ObjId> = value.objects().collect();
        let is_sure = ids.len() == 1 && value.alts.len() == 1;
        for id in ids {
            let Some(object) = self.object(state, id) else { continue };
            let (class, api) = (object.class.clone(), object.api);
            // While a module is loaded, its objects are being made.
            let is_shared = object.is_shared || self.loading == 0 && self.statics.contains(id);
            if let (None, Some(api)) = (&class, api) {
                let text = self.text(name);
                if let Some(attribute) = self.apis.attribute(api, name, &text) {
                    self.share_all(state, Shared::Api(attribute), &new);
                }
            }
            if self.set_property(frame, state, id, name, &new) {
                continue;
            }
            if let Some(class) = &class
                && (is_shared || frame.is_module())
            {
                self.share_all(state, Shared::Attribute(class.number, name), &new);
            }
            let Some(object) = self.object_mut(state, id) else { continue };
            let mut new = new.clone();
            if !is_sure && let Some(old) = object.get(&Key::Attr(name)) {
                new.join(old);
            }
            object.set(Key::Attr(name), new);
        }
        for alt in &value.alts {
            match alt {
                // A decorator may put another function into the place of a method.
                Alt::Class(class)
                    if frame.is_module()
                        || self.loading > 0 && matches!(new.single(), Some(Alt::Func(_))) =>
                {
                    // It has the variables around it.
                    let new = if frame.is_module() {
                        new.clone()
                    } else {
                        self.escaped(state, &new, &mut Vec::new(), OBJECT_DEPTH)
                    };
                    let mut members = class.members.borrow_mut();
                    match members.iter_mut().find(|member| member.0 == name) {
                        Some(member) => member.1 = new,
                        None => members.push((name, new)),
                    }
                }
                Alt::Class(class) => {
                    self.share_all(state, Shared::Attribute(class.number, name), &new);
                }
                // `naming.quote = quote_otherwise`, while the program starts.
                Alt::Module(file) if frame.is_module() => self.set_global(*file, name, &new),
                Alt::Module(file) => {
                    self.share_all(state, Shared::Global(*file, name), &new);
                }
                Alt::Api(id) => {
                    let text = self.text(name);
                    if let Some(attribute) = self.apis.attribute(*id, name, &text) {
                        self.share_all(state, Shared::Api(attribute), &new);
                    }
                }
                _ => {}
            }
        }
    }

    /// `setattr(value, name, new)` with a name that comes in, too: any attribute may be the one.
    pub(super) fn set_any_attribute(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        value: &Value,
        new: &Value,
    ) {
        for id in value.objects().collect::<Vec<_>>() {
            let Some(object) = self.object(state, id).map(Rc::clone) else { continue };
            let Some(class) = &object.class else { continue };
            let own = object.fields.iter().filter_map(|(key, known)| match key {
                Key::Attr(name) => Some((*name, known.clone())),
                _ => None,
            });
            let mut all: Vec<(Name, Value)> = own.collect();
            let members = self.all_members_of(class).into_iter().map(|it| (it.0, it.1));
            for (name, member) in members {
                let is_code = |alt: &Alt| matches!(alt, Alt::Func(_) | Alt::Class(_));
                if !member.alts.iter().any(is_code) && !all.iter().any(|it| it.0 == name) {
                    all.push((name, member));
                }
            }
            for (name, known) in all.into_iter().take(MAX_ANY_ATTRIBUTE) {
                let mut either = known;
                either.join(new);
                self.set_attribute(frame, state, &Value::of(Alt::Obj(id)), name, either);
            }
        }
    }
}

/// Whether an attribute says how a thing is, not what it says.
pub(super) fn is_measure(name: &str) -> bool {
    matches!(
        name,
        "size"
            | "length"
            | "content_length"
            | "year"
            | "month"
            | "day"
            | "_meta"
            | "__class__"
            | "__doc__"
            | "__module__"
            | "__name__"
            | "__qualname__"
    )
}
