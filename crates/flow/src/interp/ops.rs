//! Operators, elements and containers.

use std::rc::Rc;

use hognose_ir::BinOp;

use super::{Interp, part, paths};
use crate::limits::MAX_TEXT;
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{Alt, Const, ObjId, Piece, Taints, Type, Value};

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
                    _ => inner = self.as_number(state, &value),
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

    /// A number in a text, whatever was put in: harmless, unless it can be guessed.
    fn as_number(&self, state: &State, value: &Value) -> Vec<Piece> {
        let taints = self.deep(state, value).without(self.cat.rules.texts);
        if taints.iter().all(|taint| taint.live == 0) {
            return vec![Piece::Chosen];
        }
        vec![Piece::Hole(taints)]
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
                Some(value) => pieces.append(&mut self.as_number(state, &value)),
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

    /// The text that a value becomes where a text is wanted: the first of some methods is asked.
    pub(crate) fn as_text(
        &mut self,
        state: &mut State,
        value: &Value,
        methods: &[&str],
        site: Site,
    ) -> Value {
        let Some(Alt::Obj(id)) = value.single() else { return value.clone() };
        for name in methods {
            let args = if *name == "__format__" { vec![Value::text("")] } else { Vec::new() };
            let name = self.names.intern(name);
            if let Some(text) = self.call_special(state, *id, name, args, site) {
                return text;
            }
        }
        value.clone()
    }
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
        (BinOp::Add, Const::Bytes(left), Const::Bytes(right)) => (left.len() + right.len()
            <= MAX_TEXT)
            .then(|| Const::Bytes(format!("{left}{right}").into())),
        (BinOp::Mul, Const::Bytes(text), Const::Int(count))
        | (BinOp::Mul, Const::Int(count), Const::Bytes(text)) => {
            let count = usize::try_from((*count).max(0)).ok()?;
            (text.len().checked_mul(count)? <= MAX_TEXT)
                .then(|| Const::Bytes(text.repeat(count).into()))
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

/// The directives of a format in the order of the values that they show: `sd` of `"%s: %3d %%"`.
pub(super) fn directives(format: &str) -> Vec<char> {
    let mut found = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        rest = &rest[at + 1..];
        let is_end = |char: char| char.is_ascii_alphabetic() || char == '%';
        let Some((end, char)) = rest.char_indices().find(|(_, char)| is_end(*char)) else { break };
        // A width that is a value, too.
        found.extend(rest[..end].matches('*').map(|_| 'd'));
        rest = &rest[end + 1..];
        if char != '%' {
            found.push(char);
        }
    }
    found
}
