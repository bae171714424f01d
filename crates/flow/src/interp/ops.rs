//! Operators, elements and containers.

use std::rc::Rc;

use hognose_ir::BinOp;

use super::builtins::MADE_BY;
use super::declared::LITERAL;
use super::{Frame, Interp, Shared, part, paths};
use crate::limits::MAX_TEXT;
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{Alt, Const, ObjId, Piece, Taint, Taints, Type, Value, hash};

impl Interp<'_> {
    /// What an operator of a class of a library gives that makes its other side harmless: `Markup`.
    fn escaping(&mut self, state: &State, op: BinOp, left: &Value, right: &Value) -> Option<Value> {
        let name = match op {
            BinOp::Add => "__add__",
            BinOp::Mod => "__mod__",
            _ => return None,
        };
        let sides = if op == BinOp::Mod { &[left][..] } else { &[left, right][..] };
        let (side, mask) = sides.iter().find_map(|side| {
            self.apis_of(state, side).into_iter().find_map(|id| {
                let entry = self.cat.path(&format!("{}.{name}", self.apis.path(id)))?;
                let number = *entry.sanitizers.first()?;
                Some((*side, self.cat.sanitizer(number).1))
            })
        })?;
        let taints = self.both(state, left, right);
        let taints = self.settle(state, &taints).without(mask);
        Some(Value { taints: self.part(&taints, part::SANITIZED), ..side.clone() })
    }

    /// `prompt | model | parser`: what models of a library say about `|`.
    fn piped(&mut self, state: &State, left: &Value, right: &Value) -> Option<Value> {
        for (side, method) in [(left, "__or__"), (right, "__ror__")] {
            for api in self.apis_of(state, side) {
                let name = self.names.intern(method);
                let Some(method) = self.apis.attribute(api, name, method) else {
                    continue;
                };
                if self.apis.is_known(method) {
                    return self.apis.call(method).map(|id| Value::of(Alt::Api(id)));
                }
            }
        }
        None
    }

    pub(crate) fn binary(
        &mut self,
        state: &mut State,
        op: BinOp,
        left: &Value,
        right: &Value,
        site: Site,
    ) -> Value {
        if let (Some(left), Some(right)) = (left.as_const(), right.as_const())
            && let Some(constant) = fold(op, left, right)
        {
            return Value::constant(constant);
        }
        if let Some(value) = self.escaping(state, op, left, right) {
            return value;
        }
        if op == BinOp::Or
            && let Some(value) = self.piped(state, left, right)
        {
            return value;
        }
        if matches!(op, BinOp::And | BinOp::Or | BinOp::Sub | BinOp::Xor)
            && let Some(value) = self.set_operation(state, op, left, right)
        {
            return value;
        }
        match op {
            BinOp::Add => self.add(state, left, right, site),
            BinOp::Mod => self.percent(state, left, right, site),
            BinOp::Mul => {
                // `[x] * 3` and `"ab" * n`: what is in it stays in it.
                if let Some(id) = left.objects().next() {
                    let mut object = Object::new(Kind::List);
                    object.rest = self.object(state, id).map(|object| object.element());
                    return self.allocate(state, object);
                }
                let taints = self.both(state, left, right);
                Value { taints, ..Value::any() }
            }
            BinOp::Or if left.objects().chain(right.objects()).next().is_some() => {
                let mut object = Object::new(Kind::Dict);
                self.merge(state, &mut object, left);
                self.merge(state, &mut object, right);
                self.allocate(state, object)
            }
            BinOp::Div => {
                // Paths are put together with it.
                let mut pieces = self.pieces_of(state, left);
                pieces.push(Piece::Text("/".into()));
                pieces.append(&mut paths::joined(self.pieces_of(state, right)));
                let is_path = |value: &Value| {
                    value.alts.iter().any(|alt| match alt {
                        Alt::Api(id) => self.apis.path(*id).starts_with("pathlib."),
                        _ => false,
                    })
                };
                let taints = self.both(state, left, right);
                let is_surely_path = is_path(left) || is_path(right);
                if is_surely_path || !taints.is_empty() {
                    let mut value = self.built(pieces, site);
                    let path = self.apis.at("pathlib.Path()");
                    if is_surely_path {
                        value.alts.clear();
                    }
                    value.alts.push(Alt::Api(path));
                    return value;
                }
                Value::any()
            }
            _ => {
                let taints = self.both(state, left, right);
                Value { taints, ..Value::typed(Type::Number) }
            }
        }
    }

    fn both(&self, state: &State, left: &Value, right: &Value) -> Taints {
        let mut taints = self.deep(state, left);
        taints.join(&self.deep(state, right));
        taints
    }

    fn add(&mut self, state: &mut State, left: &Value, right: &Value, site: Site) -> Value {
        let list = |this: &Self, value: &Value| match value.single() {
            Some(Alt::Obj(id)) => {
                let object = this.object(state, *id)?;
                matches!(object.kind, Kind::List | Kind::Tuple).then(|| Rc::clone(object))
            }
            _ => None,
        };
        if let (Some(one), Some(other)) = (list(self, left), list(self, right)) {
            let object =
                if let (Some(mut one_elements), Some(more)) = (one.elements(), other.elements()) {
                    one_elements.extend(more);
                    Object::list(one.kind, one_elements)
                } else {
                    let mut object = Object::new(one.kind);
                    object.add(&one.element());
                    object.add(&other.element());
                    object
                };
            return self.allocate(state, object);
        }
        if left.objects().chain(right.objects()).next().is_some() {
            let mut object = Object::new(Kind::List);
            let (one, other) = (self.element(state, left), self.element(state, right));
            object.add(&one);
            object.add(&other);
            return self.allocate(state, object);
        }
        let is_number = |value: &Value| {
            value.alts.iter().all(|alt| {
                matches!(
                    alt,
                    Alt::Typed(Type::Number) | Alt::Const(Const::Int(_) | Const::Float(_))
                )
            })
        };
        if is_number(left) && is_number(right) {
            let taints = self.both(state, left, right);
            return Value { taints, ..Value::typed(Type::Number) };
        }
        let is_text = |value: &Value| {
            value.alts.iter().any(|alt| {
                matches!(alt, Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(Type::Str))
            })
        };
        let mut pieces = self.pieces_of(state, left);
        pieces.append(&mut self.pieces_of(state, right));
        if !is_text(left) && !is_text(right) {
            let taints = self.both(state, left, right);
            if taints.is_empty() {
                return Value::any();
            }
        }
        self.built(pieces, site)
    }

    fn percent(&mut self, state: &mut State, left: &Value, right: &Value, site: Site) -> Value {
        let values = match right.single() {
            Some(Alt::Obj(id)) => match self.object(state, *id) {
                Some(object) if object.kind == Kind::Tuple => object.elements(),
                Some(object) if object.kind == Kind::Dict => {
                    let object = Rc::clone(object);
                    if let Some(format) = left.as_str() {
                        return self.percent_named(state, format, &object, site);
                    }
                    None
                }
                _ => None,
            },
            _ => Some(vec![right.clone()]),
        };
        if let (Some(format), Some(values)) = (left.as_str(), values) {
            let mut pieces = Vec::new();
            let mut values = values.into_iter();
            let mut rest = &**format;
            while let Some(at) = rest.find('%') {
                pieces.push(Piece::Text(rest[..at].into()));
                rest = &rest[at + 1..];
                let end = rest
                    .find(|char: char| char.is_ascii_alphabetic() || char == '%')
                    .map_or(rest.len(), |end| end + 1);
                let directive = &rest[..end];
                rest = &rest[end..];
                if directive.ends_with('%') {
                    pieces.push(Piece::Text("%".into()));
                    continue;
                }
                let value = values.next().unwrap_or_else(Value::any);
                let mut inner = self.pieces_of(state, &value);
                match directive.chars().last() {
                    Some('r' | 'a') => inner = self.as_repr(inner),
                    Some('s') => {}
                    // A number, whatever was put in.
                    _ => inner = vec![Piece::Chosen],
                }
                pieces.append(&mut inner);
            }
            pieces.push(Piece::Text(rest.into()));
            self.built(pieces, site)
        } else {
            let taints = self.both(state, left, right);
            if taints.is_empty() && !matches!(left.single(), Some(Alt::Const(_) | Alt::Text(_))) {
                return Value::any();
            }
            let mut pieces = match left.as_str() {
                Some(format) => {
                    let prefix = format.split('%').next().unwrap_or_default();
                    vec![Piece::Text(prefix.into())]
                }
                None => self.pieces_of(state, left),
            };
            pieces.push(Piece::Hole(self.deep(state, right)));
            self.built(pieces, site)
        }
    }

    fn percent_named(&mut self, state: &State, format: &str, object: &Object, site: Site) -> Value {
        let mut pieces = Vec::new();
        let mut rest = format;
        while let Some(at) = rest.find("%(") {
            pieces.push(Piece::Text(rest[..at].into()));
            rest = &rest[at + 2..];
            let Some(close) = rest.find(')') else { break };
            let name = Const::Str(rest[..close].into());
            rest = &rest[close + 1..];
            let end = rest.find(|char: char| char.is_ascii_alphabetic()).map_or(0, |end| end + 1);
            let is_number = !matches!(rest[..end].chars().last(), Some('s' | 'r' | 'a'));
            rest = &rest[end..];
            let value = object.get(&Key::Entry(name)).or(object.rest.as_ref()).cloned();
            match value {
                Some(value) if !is_number => pieces.append(&mut self.pieces_of(state, &value)),
                Some(_) => pieces.push(Piece::Chosen),
                None => pieces.push(Piece::Hole(Taints::default())),
            }
        }
        pieces.push(Piece::Text(rest.into()));
        self.built(pieces, site)
    }

    /// `left op= right`: lists are changed where they are.
    pub(crate) fn augmented(
        &mut self,
        state: &mut State,
        op: BinOp,
        left: &Value,
        right: &Value,
        site: Site,
    ) -> Value {
        if let Some(value) = self.own_augmented(state, op, left, right, site) {
            return value;
        }
        if let Some(value) = self.operator(state, op, left, right, site) {
            return value;
        }
        let lists: Vec<ObjId> = left.objects().collect();
        if op == BinOp::Add && !lists.is_empty() {
            self.extend(state, left, right);
            return left.clone();
        }
        if op == BinOp::Or && !lists.is_empty() {
            for id in lists {
                if let Some(object) = self.object(state, id) {
                    let mut object = (**object).clone();
                    self.merge(state, &mut object, right);
                    state.heap.insert(id, Rc::new(object));
                }
            }
            return left.clone();
        }
        self.binary(state, op, left, right, site)
    }

    // Elements.

    /// What is iterated over.
    pub(crate) fn element(&mut self, state: &mut State, value: &Value) -> Value {
        let mut all = Value::default();
        for alt in &value.alts {
            match alt {
                Alt::Obj(id) => {
                    let Some(object) = self.object(state, *id).map(Rc::clone) else { continue };
                    let element = match object.kind {
                        Kind::Dict => {
                            let mut keys = Value::default();
                            for (key, _) in &object.fields {
                                if let Key::Entry(constant) = key {
                                    keys.join(&Value::constant(constant.clone()));
                                }
                            }
                            if let Some(key) = self.shared(Shared::Object(*id)) {
                                keys = keys.with(&key.taints.clone());
                            }
                            if object.rest.is_some() {
                                keys.join(&Value::any());
                            }
                            keys
                        }
                        Kind::Instance => {
                            let known = self.iterated(state, *id);
                            known.unwrap_or_else(|| {
                                let mut value = object.rest.clone().unwrap_or_else(Value::any);
                                if let Some(api) = object.api {
                                    let none = Taints::default();
                                    value.join(&self.api_element(api, None, &none, self.here));
                                }
                                value
                            })
                        }
                        _ => object.element(),
                    };
                    all.join(&element);
                    // Keys are no entries.
                    let more = if object.kind == Kind::Dict {
                        self.shared(Shared::Object(*id)).map(|more| more.taints.clone())
                    } else {
                        Some(self.shared_entry(*id, None))
                    };
                    if let Some(more) = more {
                        all = all.with(&more);
                    }
                }
                Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(Type::Str) => {
                    all.join(&Value::typed(Type::Str));
                }
                Alt::Api(id) => match self.apis.element(*id) {
                    Some(element) => {
                        let site = self.here;
                        let element = self.read_api(Value::of(Alt::Api(element)), site);
                        all.join(&element);
                    }
                    None => all.join(&Value::any()),
                },
                _ => all.join(&Value::any()),
            }
        }
        if all.is_bottom() && !(value.taints.is_empty() && all.taints.is_empty()) {
            all.add(Alt::Any);
        }
        // A secret is no list.
        let taints = self.part(&value.taints, part::ELEMENT).without(self.cat.rules.secret);
        all.with(&taints)
    }

    /// What a loop takes out of what it goes over, one after the other.
    pub(crate) fn each(&mut self, state: &mut State, value: &Value) -> Value {
        let mut element = self.element(state, value);
        if value.taints.is_empty() {
            element.taints = self.part(&element.taints, part::TAKEN);
        }
        element
    }

    /// What an object gives whose class says how it is iterated over.
    fn iterated(&mut self, state: &mut State, id: ObjId) -> Option<Value> {
        let site = self.here;
        let call = |this: &mut Self, state: &mut State, id: ObjId, names: [&str; 2]| {
            names.into_iter().find_map(|name| {
                let name = this.names.intern(name);
                this.call_special(state, id, name, Vec::new(), site)
            })
        };
        let next = ["__next__", "__anext__"];
        let Some(iterator) = call(self, state, id, ["__iter__", "__aiter__"]) else {
            return call(self, state, id, next);
        };
        let is_instance = |this: &Self, id: ObjId| {
            this.object(state, id).is_some_and(|object| object.kind == Kind::Instance)
        };
        match iterator.objects().next() {
            // An iterator of one's own, often the object itself.
            Some(made) if is_instance(self, made) => call(self, state, made, next),
            _ => Some(self.element(state, &iterator)),
        }
    }

    /// Whether nothing can be iterated over.
    pub(crate) fn is_empty(&self, state: &State, value: &Value) -> bool {
        match value.single() {
            Some(Alt::Obj(id)) => self.object(state, *id).is_some_and(|object| {
                object.kind == Kind::Tuple && object.fields.is_empty() && object.rest.is_none()
            }),
            _ => false,
        }
    }

    /// `value[index]`.
    pub(crate) fn index(
        &mut self,
        state: &mut State,
        value: &Value,
        index: &Value,
        site: Site,
    ) -> Value {
        let key = index.as_const().cloned();
        let mut all = Value::default();
        for alt in &value.alts {
            match alt {
                Alt::Obj(id) => {
                    let element = self.element_at(state, *id, key.as_ref(), index, site);
                    all.join(&element);
                }
                Alt::Api(id)
                    if matches!(
                        &*self.apis.path(*id),
                        "typing.Annotated" | "typing_extensions.Annotated"
                    ) =>
                {
                    // A class, and what is said about it.
                    for id in index.objects() {
                        let elements = self.object(state, id).and_then(|it| it.elements());
                        elements.into_iter().flatten().for_each(|it| all.join(&it));
                    }
                }
                Alt::Api(id)
                    if matches!(
                        &*self.apis.path(*id),
                        "typing.Literal" | "typing_extensions.Literal"
                    ) =>
                {
                    all.add(Alt::Api(self.apis.at(LITERAL)));
                }
                Alt::Api(id) => {
                    let path = self.apis.path(*id);
                    let element = match self.url_element(&path, key.as_ref(), &value.taints) {
                        Some(element) => element,
                        None => self.api_element(*id, key.as_ref(), &value.taints, site),
                    };
                    all.join(&element);
                }
                Alt::Const(Const::Str(text)) if value.taints.is_empty() => {
                    let char = match &key {
                        Some(Const::Int(place)) => {
                            usize::try_from(*place).ok().and_then(|at| text.chars().nth(at))
                        }
                        _ => None,
                    };
                    all.join(&match char {
                        Some(char) => Value::text(&char.to_string()),
                        None => Value::typed(Type::Str),
                    });
                }
                Alt::Const(_) | Alt::Text(_) | Alt::Typed(_) => {
                    all.join(&Value::typed(Type::Str));
                }
                _ => all.join(&Value::any()),
            }
        }
        let is_api = value.alts.iter().any(|alt| matches!(alt, Alt::Api(_)));
        if !value.taints.is_empty() && !is_api {
            let which = key.as_ref().map_or(part::ANY_KEY, hash);
            let mut taints = self.part(&value.taints, which);
            // A secret has no entries: it is in something else that stands here. What an entry is
            // called says whether it is a secret.
            if matches!(key, Some(Const::Str(_))) {
                taints = taints.without(self.cat.rules.own);
            }
            all = all.with(&taints);
            if all.is_bottom() {
                all = Value::any().with(&taints);
            }
        }
        if key.is_none() && index.taints.is_empty() {
            all.taints = self.one_entry(&all.taints);
        }
        if all.is_bottom() { Value::any() } else { all }
    }

    fn element_at(
        &mut self,
        state: &mut State,
        id: ObjId,
        key: Option<&Const>,
        index: &Value,
        site: Site,
    ) -> Value {
        let Some(object) = self.object(state, id).map(Rc::clone) else { return Value::any() };
        let mut found = match (object.kind, key) {
            (Kind::List | Kind::Tuple | Kind::Iterator, Some(Const::Int(place))) => {
                let count = object.fields.len();
                let place = if *place < 0 {
                    object
                        .rest
                        .is_none()
                        .then(|| i64::try_from(count).unwrap_or(0) + place)
                        .and_then(|place| u32::try_from(place).ok())
                } else {
                    u32::try_from(*place).ok()
                };
                match place.and_then(|place| object.get(&Key::Place(place))) {
                    Some(value) => value.clone(),
                    None => match &object.rest {
                        // One of those of which nothing is known: a check of it is none of the others.
                        Some(rest) if let Some(Const::Int(place)) = key => {
                            let taints = self.part(&rest.taints, part::place(*place));
                            Value { taints, ..rest.clone() }
                        }
                        Some(rest) => rest.clone(),
                        None => object.element(),
                    },
                }
            }
            (Kind::Dict, Some(key)) => {
                if let Some(value) = object.get(&Key::Entry(key.clone())) {
                    value.clone()
                } else {
                    let made = self.made(state, id, &object, index);
                    let mut value = made.or_else(|| object.rest.clone()).unwrap_or_default();
                    if matches!(key, Const::Str(_)) {
                        value.taints = value.taints.without(self.cat.rules.own);
                    }
                    value
                }
            }
            (Kind::Match, Some(key)) => {
                let group = object.get(&Key::Entry(key.clone()));
                group.or(object.rest.as_ref()).cloned().unwrap_or_else(Value::any)
            }
            (Kind::Instance, _) => {
                let name = self.names.intern("__getitem__");
                if let Some(value) = self.call_special(state, id, name, vec![index.clone()], site) {
                    return value;
                }
                let known = key.and_then(|key| object.get(&Key::Entry(key.clone())).cloned());
                if let Some(value) = known {
                    value
                } else {
                    let mut value = match object.api {
                        Some(api) => self.api_element(api, key, &Taints::default(), site),
                        None => Value::any(),
                    };
                    if let Some(rest) = &object.rest {
                        value.join(rest);
                    }
                    value
                }
            }
            (Kind::Dict, None) => {
                let mut value = self.made(state, id, &object, index).unwrap_or_default();
                value.join(&self.any_entry(&object, index));
                value
            }
            _ => object.element(),
        };
        let mut more = self.shared_entry(id, key);
        if object.kind == Kind::Dict && key.is_none() {
            more = more.without(self.cat.rules.own);
        }
        found = found.with(&more);
        if found.is_bottom() { Value::any().with(&found.taints) } else { found }
    }

    /// What stands in an entry of a dictionary of which it is not known which one it is. If there is a
    /// secret in one with a name, it is hardly meant: only if the name is among those that it may be.
    fn any_entry(&self, object: &Object, index: &Value) -> Value {
        let is_among = |key: &Key| {
            index.alts.iter().any(|alt| match (alt, key) {
                (Alt::Const(constant), Key::Entry(name)) => constant == name,
                _ => false,
            })
        };
        let are_known = index.alts.iter().all(|alt| matches!(alt, Alt::Const(_)));
        let mut all = object.rest.clone().unwrap_or_default();
        for (key, value) in &object.fields {
            if is_among(key) {
                all.join(value);
            } else if !are_known {
                let taints = value.taints.without(self.cat.rules.own);
                all.join(&Value { taints, ..value.clone() });
            }
        }
        all
    }

    /// The value that a dictionary makes for an entry that it has not: of a `defaultdict`.
    fn made(
        &mut self,
        state: &mut State,
        id: ObjId,
        object: &Object,
        index: &Value,
    ) -> Option<Value> {
        let made_by = self.names.intern(MADE_BY);
        let Alt::Api(factory) = object.get(&Key::Attr(made_by))?.single()?.clone() else {
            return None;
        };
        let kind = match &*self.apis.path(factory) {
            "list" | "collections.deque" => Kind::List,
            "set" => Kind::Set,
            "dict" => Kind::Dict,
            _ => return None,
        };
        let value = self.allocate(state, Object::new(kind));
        self.set_element(state, &Value::of(Alt::Obj(id)), index, value.clone());
        Some(value)
    }

    /// `value[index] = new`.
    pub(crate) fn set_element(
        &mut self,
        state: &mut State,
        value: &Value,
        index: &Value,
        new: Value,
    ) {
        let ids: Vec<ObjId> = value.objects().collect();
        let is_sure = ids.len() == 1 && value.alts.len() == 1;
        self.secret_taken_out(state, value, index);
        let taints = self.deep(state, &new);
        let taints = self.settle(state, &taints);
        self.keep_element(state, value, index, &new);
        let under_key = self.under_key(state, index, new.clone());
        for id in ids {
            let key = index.as_const().cloned();
            let Some(object) = self.object_mut(state, id) else { continue };
            let is_shared = object.is_shared;
            match (object.kind, key) {
                (Kind::List, Some(Const::Int(place))) => {
                    let place = if place < 0 {
                        i64::try_from(object.fields.len()).unwrap_or(0) + place
                    } else {
                        place
                    };
                    match u32::try_from(place) {
                        Ok(place) if object.get(&Key::Place(place)).is_some() && is_sure => {
                            object.set(Key::Place(place), new.clone());
                        }
                        _ => {
                            object.blur();
                            object.add(&new);
                        }
                    }
                }
                (Kind::Dict | Kind::Instance, Some(key)) => {
                    let key = Key::Entry(key);
                    let mut new = new.clone();
                    if !is_sure && let Some(old) = object.get(&key) {
                        new.join(old);
                    }
                    object.set(key, new);
                }
                (Kind::Dict, None) => object.add(&under_key),
                _ => object.add(&new),
            }
            if is_shared {
                self.share_entry(id, index.as_const(), taints.clone());
            }
        }
    }

    /// Puts an entry into a dictionary that is being made.
    pub(crate) fn put(&mut self, state: &State, object: &mut Object, key: &Value, value: Value) {
        if let Some(key) = key.as_const() {
            object.set(Key::Entry(key.clone()), value);
        } else {
            object.add(&self.under_key(state, key, value));
        }
    }

    /// A value that stands under a key that is not known, with the data in that.
    fn under_key(&self, state: &State, key: &Value, value: Value) -> Value {
        let keys = self.settle(state, &self.deep(state, key));
        let live = keys.iter().fold(0, |live, taint| live | taint.live);
        let taints = value.taints.without(self.cat.rules.keys & !live);
        Value { taints, ..value }.with(&keys)
    }

    /// Puts all entries of another dictionary into one.
    pub(crate) fn merge(&mut self, state: &mut State, object: &mut Object, other: &Value) {
        for alt in &other.alts {
            match alt {
                Alt::Obj(id) => {
                    let Some(more) = self.object(state, *id).map(Rc::clone) else { continue };
                    if more.kind == Kind::Dict {
                        if let Some(rest) = &more.rest {
                            self.overwritten(state, object, &Value::of(alt.clone()));
                            object.add(rest);
                        }
                    } else {
                        object.add(&more.element());
                    }
                    for (key, value) in &more.fields {
                        if matches!(key, Key::Entry(_)) {
                            object.set(key.clone(), value.clone());
                        }
                    }
                }
                _ => object.add(&Value::any()),
            }
        }
        if !other.taints.is_empty() {
            let data = Value::tainted(other.taints.clone());
            self.overwritten(state, object, &data);
            object.add(&data);
        }
    }

    /// Known entries of a dictionary, where another one of which not all keys are known is put over it.
    fn overwritten(&mut self, state: &mut State, object: &mut Object, other: &Value) {
        for (key, value) in &mut object.fields {
            let Key::Entry(key) = key else { continue };
            let new = self.index(state, other, &Value::constant(key.clone()), self.here);
            if !new.taints.is_empty() {
                value.join(&new);
            }
        }
    }

    /// Appends all elements of a value to lists.
    pub(crate) fn extend(&mut self, state: &mut State, lists: &Value, more: &Value) {
        let known = more.single().and_then(|alt| match alt {
            Alt::Obj(id) => self.object(state, *id)?.elements(),
            _ => None,
        });
        let element = self.element(state, more);
        for id in lists.objects().collect::<Vec<_>>() {
            let Some(object) = self.object_mut(state, id) else { continue };
            let is_shared = object.is_shared;
            match &known {
                Some(known) if object.kind == Kind::List && object.rest.is_none() => {
                    let start = u32::try_from(object.fields.len()).unwrap_or(u32::MAX);
                    for (place, value) in (start..).zip(known) {
                        object.set(Key::Place(place), value.clone());
                    }
                }
                _ => {
                    object.blur();
                    object.add(&element);
                }
            }
            if is_shared {
                let taints = self.deep(state, &element);
                self.share(Shared::Object(id), &Value::tainted(taints));
            }
        }
    }

    /// Takes a part out of data: who reads it from there again gets nothing.
    pub(crate) fn taken_out(&mut self, state: &mut State, taints: &Taints, which: u64) -> Taints {
        for taint in taints.iter() {
            let vid = self.vids.part(taint.vid, which);
            state.facts.add(vid, self.cat.rules.all);
        }
        taints.map(|taint| Taint { vid: self.vids.apart(taint.vid, which), ..taint })
    }

    /// `del value[index]`.
    pub(crate) fn remove(&mut self, state: &mut State, value: &Value, index: &Value) {
        let key = index.as_const().cloned();
        if let (Some(key), false) = (&key, value.taints.is_empty()) {
            self.taken_out(state, &value.taints, hash(key));
        }
        let Some(Alt::Obj(id)) = value.single() else { return };
        let Some(object) = self.object_mut(state, *id) else { return };
        match (object.kind, key) {
            (Kind::Dict, Some(key)) => {
                object.fields.retain(|field| field.0 != Key::Entry(key.clone()));
            }
            (Kind::List, Some(Const::Int(place))) => {
                pop(object, Some(place));
            }
            (Kind::List, _) => object.blur(),
            _ => {}
        }
    }

    /// The text that a value becomes where a text is wanted: `__str__` is asked.
    pub(crate) fn as_text(
        &mut self,
        _: &mut Frame,
        state: &mut State,
        value: &Value,
        site: Site,
    ) -> Value {
        let Some(Alt::Obj(id)) = value.single() else { return value.clone() };
        for name in ["__str__", "__format__", "__repr__"] {
            let args = if name == "__format__" { vec![Value::text("")] } else { Vec::new() };
            let name = self.names.intern(name);
            if let Some(text) = self.call_special(state, *id, name, args, site) {
                return text;
            }
        }
        value.clone()
    }
}

/// Takes an element out of a list; the last one if no place is given.
pub(super) fn pop(object: &mut Object, place: Option<i64>) -> Option<Value> {
    let mut elements = object.elements()?;
    let count = i64::try_from(elements.len()).ok()?;
    let place = place.unwrap_or(-1);
    let place = usize::try_from(if place < 0 { count + place } else { place }).ok()?;
    if place >= elements.len() {
        return None;
    }
    let taken = elements.remove(place);
    object.fields.clear();
    for (place, element) in (0..).zip(elements) {
        object.set(Key::Place(place), element);
    }
    Some(taken)
}

fn fold(op: BinOp, left: &Const, right: &Const) -> Option<Const> {
    match (op, left, right) {
        (BinOp::Add, Const::Str(left), Const::Str(right)) => (left.len() + right.len() <= MAX_TEXT)
            .then(|| Const::Str(format!("{left}{right}").into())),
        (BinOp::Mul, Const::Str(text), Const::Int(count))
        | (BinOp::Mul, Const::Int(count), Const::Str(text)) => {
            let count = usize::try_from((*count).max(0)).ok()?;
            (text.len().checked_mul(count)? <= MAX_TEXT)
                .then(|| Const::Str(text.repeat(count).into()))
        }
        (_, Const::Int(left), Const::Int(right)) => fold_int(op, *left, *right).map(Const::Int),
        _ => None,
    }
}

fn fold_int(op: BinOp, left: i64, right: i64) -> Option<i64> {
    match op {
        BinOp::Add => left.checked_add(right),
        BinOp::Sub => left.checked_sub(right),
        BinOp::Mul => left.checked_mul(right),
        BinOp::FloorDiv => {
            let quotient = left.checked_div(right)?;
            let rest = left.checked_rem(right)?;
            // Python rounds down.
            Some(quotient - i64::from(rest != 0 && (rest < 0) != (right < 0)))
        }
        BinOp::Mod => {
            let rest = left.checked_rem(right)?;
            Some(if rest != 0 && (rest < 0) != (right < 0) { rest + right } else { rest })
        }
        BinOp::Pow => left.checked_pow(u32::try_from(right).ok()?),
        BinOp::Shl => left.checked_shl(u32::try_from(right).ok()?),
        BinOp::Shr => left.checked_shr(u32::try_from(right).ok()?),
        BinOp::Or => Some(left | right),
        BinOp::And => Some(left & right),
        BinOp::Xor => Some(left ^ right),
        BinOp::Div | BinOp::MatMul => None,
    }
}
