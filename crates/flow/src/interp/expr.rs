//! Expressions: what is known about their values.

use std::rc::Rc;

use hognose_ir::{
    Arg, ArgName, BoolOp, Conversion, Expr, ExprKind, FormatPart, FuncId, Lit, Span, UnaryOp,
};

use super::call::Args;
use super::change::KEYS;
use super::{Frame, Interp, part};
use crate::limits::MAX_CHOICES;
use crate::limits::{MAX_PIECES, MAX_TEXT};
use crate::places::{ADDRESS, may_have_address, places_of_holes};
use crate::rules::ABSOLUTE;
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{Alt, Binding, Const, FuncValue, ObjId, Piece, Taint, Taints, Type, Value};

/// The constant that a literal is.
pub(super) fn constant(lit: &Lit) -> Const {
    match lit {
        Lit::None => Const::None,
        Lit::Bool(value) => Const::Bool(*value),
        Lit::Int(value) => Const::Int(*value),
        Lit::Float(value) => Const::Float(value.to_bits()),
        Lit::Str(text) => Const::Str(Rc::from(&**text)),
        Lit::Bytes(text) => Const::Bytes(Rc::from(&**text)),
        Lit::Ellipsis => Const::Ellipsis,
    }
}

impl Interp<'_> {
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
    pub(crate) fn eval(&mut self, frame: &mut Frame, state: &mut State, expr: &Expr) -> Value {
        self.counters.expressions += 1;
        let site = frame.site(expr.span);
        self.here = site;
        match &expr.kind {
            ExprKind::Lit(lit) => Value::constant(constant(lit)),
            ExprKind::Var(var) => {
                let value = self.var(frame, state, *var);
                let value = if value.is_bottom() { Value::any() } else { value };
                let value = self.read_api(value, site);
                match self.cat.secrets().and_then(|_| frame.name_of(*var)) {
                    Some(name) => self.read_by_name(value, name, site),
                    None => value,
                }
            }
            ExprKind::Attr(object, name) => {
                let object = self.eval(frame, state, object);
                let value = self.attribute(frame, state, &object, frame.name(*name), site);
                self.read_by_name(value, frame.name(*name), site)
            }
            ExprKind::Index(object, index) => {
                let object = self.eval(frame, state, object);
                if let ExprKind::Slice(parts) = &index.kind {
                    return self.slice(frame, state, &object, parts);
                }
                let index = self.key(frame, state, index);
                let value = self.index(state, &object, &index, site);
                self.found_key(state, &object, &index);
                self.read_by_key(value, index.as_const(), site)
            }
            ExprKind::Slice(parts) => {
                for part in parts.iter().flatten() {
                    self.eval(frame, state, part);
                }
                Value::typed(Type::Opaque)
            }
            ExprKind::Call(callee, args) => self.call_expr(frame, state, callee, args, expr.span),
            ExprKind::Bin(op, left, right) => {
                let left = self.eval(frame, state, left);
                let right = self.eval(frame, state, right);
                self.repeated(frame, state, *op, (&left, &right), site);
                if let Some(value) = self.operator(state, *op, &left, &right, site) {
                    return value;
                }
                self.binary(state, *op, &left, &right, site)
            }
            ExprKind::Unary(UnaryOp::Not, _) | ExprKind::Compare(..) | ExprKind::Bool(..) => {
                self.truth_value(frame, state, expr)
            }
            ExprKind::Unary(op, value) => {
                let value = self.eval(frame, state, value);
                match (op, value.as_const()) {
                    (UnaryOp::Neg, Some(Const::Int(number))) => {
                        Value::constant(Const::Int(number.wrapping_neg()))
                    }
                    (UnaryOp::Invert, Some(Const::Int(number))) => {
                        Value::constant(Const::Int(!number))
                    }
                    _ => Value { taints: value.taints, ..Value::typed(Type::Number) },
                }
            }
            ExprKind::If(parts) => {
                let [test, then, otherwise] = &**parts;
                let (mut yes, mut no) = self.branch(frame, state.clone(), test);
                let mut value = Value::default();
                if yes.alive {
                    let then = self.eval(frame, &mut yes, then);
                    value = self.settled(&yes, then);
                }
                if no.alive {
                    let otherwise = self.eval(frame, &mut no, otherwise);
                    let otherwise = self.settled(&no, otherwise);
                    value.join(&otherwise);
                }
                yes.join(no);
                *state = yes;
                value
            }
            ExprKind::Tuple(items) => self.display(frame, state, Kind::Tuple, items),
            ExprKind::List(items) => self.display(frame, state, Kind::List, items),
            ExprKind::Set(items) => self.display(frame, state, Kind::Set, items),
            ExprKind::Dict(entries) => {
                let mut object = Object::new(Kind::Dict);
                for (key, value) in entries {
                    let key = key.as_ref().map(|key| self.key(frame, state, key));
                    let value = self.eval(frame, state, value);
                    match key {
                        Some(key) => self.put(state, &mut object, &key, value),
                        None => self.merge(state, &mut object, &value),
                    }
                }
                self.allocate(state, object)
            }
            ExprKind::Format(parts) => {
                let pieces = self.format(frame, state, parts);
                self.built(pieces, site)
            }
            ExprKind::Lambda(function, defaults) => {
                self.function_value(frame, state, *function, defaults)
            }
            ExprKind::Comp(comprehension) => self.comprehension(frame, state, comprehension),
            ExprKind::Walrus(target, value) => {
                let value = self.eval(frame, state, value);
                self.assign(frame, state, target, value.clone());
                value
            }
            ExprKind::Await(value) | ExprKind::Star(value) => self.eval(frame, state, value),
            ExprKind::Yield(value) => {
                if let Some(value) = value {
                    let value = self.eval(frame, state, value);
                    if let Some(resumed) = frame.resumed.take() {
                        self.resume(state, &value, &resumed);
                    }
                    let value = self.settled(state, value);
                    frame.yielded.join(&value);
                }
                frame.paused = Some(state.clone());
                frame.sent.clone().unwrap_or_else(Value::any)
            }
            ExprKind::YieldFrom(value) => {
                let value = self.eval(frame, state, value);
                let element = self.element(state, &value);
                let element = self.settled(state, element);
                frame.yielded.join(&element);
                self.returned_in_the_end(state, &value)
            }
            ExprKind::Unknown => Value::any(),
        }
    }

    /// What an entry is called. A constant that says so is a name, whatever it is called itself:
    /// `CONF_PASSWORD` in `data[CONF_PASSWORD]` is no secret.
    pub(crate) fn key(&mut self, frame: &mut Frame, state: &mut State, expr: &Expr) -> Value {
        let value = self.eval(frame, state, expr);
        let name = match &expr.kind {
            ExprKind::Var(var) => frame.name_of(*var),
            ExprKind::Attr(_, name) => Some(frame.name(*name)),
            _ => None,
        };
        match name {
            Some(name) if !value.taints.is_empty() && is_constant(&self.text(name)) => {
                Value { taints: Taints::default(), ..value }
            }
            _ => value,
        }
    }

    /// A value whose data is what can still do harm.
    pub(crate) fn settled(&self, state: &State, mut value: Value) -> Value {
        if state.facts.is_empty() {
            return value;
        }
        value.taints = self.settle(state, &value.taints);
        for alt in &mut value.alts {
            if let Alt::Text(pieces) = alt {
                *pieces = pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Hole(taints) => Piece::Hole(self.settle(state, taints)),
                        piece @ (Piece::Text(_) | Piece::Chosen) => piece.clone(),
                    })
                    .collect();
            }
        }
        value
    }

    /// A text that was built; a step on the way of the data in it.
    pub(crate) fn built(&mut self, pieces: Vec<Piece>, site: Site) -> Value {
        // Behind something fixed, data is not what the text begins with.
        let begins = matches!(pieces.first(), Some(Piece::Text(text)) if !text.is_empty());
        let mut leading = if begins { self.cat.rules.leading } else { 0 };
        // A command may be split into its words again.
        let has_space = |piece: &Piece| matches!(piece, Piece::Text(text) if text.contains(char::is_whitespace));
        if pieces.iter().any(has_space) {
            leading &= !self.cat.rules.argument_injection;
        }
        let pieces = self
            .in_places(pieces)
            .into_iter()
            .enumerate()
            .map(|(place, piece)| match piece {
                Piece::Hole(taints) => {
                    // An address begins there, though the text does not.
                    let is_address = taints.iter().any(|it| it.flags & Taint::ADDRESS != 0);
                    let kept = if is_address { self.cat.rules.script_url } else { 0 };
                    let taints = taints.without(leading & !kept);
                    let mut taints = self.step(&taints, site, "put into a text");
                    // Behind something else, `..` leads somewhere.
                    if place > 0 {
                        let normal = Taint::NORMALIZED | Taint::COMMON | Taint::ROOTED;
                        let paths = self.cat.rules.paths;
                        taints = taints.map(|it| {
                            let rooted = if it.flags & Taint::ROOTED == 0 { 0 } else { paths };
                            let absolute = if it.flags & Taint::JOINED == 0 { ABSOLUTE } else { 0 };
                            let live = it.live & !(rooted | absolute);
                            Taint { flags: it.flags & !normal, live, ..it }
                        });
                    }
                    Piece::Hole(taints)
                }
                piece @ (Piece::Text(_) | Piece::Chosen) => piece,
            })
            .collect();
        Value::pieces(merged(pieces))
    }

    /// The pieces of a text, with what their data does in the places where it stands now.
    pub(crate) fn in_places(&self, mut pieces: Vec<Piece>) -> Vec<Piece> {
        let is_escaped = |piece: &Piece| match piece {
            Piece::Hole(taints) => taints.iter().any(|it| it.fails_in != 0),
            Piece::Text(_) | Piece::Chosen => false,
        };
        if !may_have_address(&pieces) && !pieces.iter().any(is_escaped) {
            return pieces;
        }
        let places = places_of_holes(&pieces);
        let holes = pieces.iter_mut().filter_map(|piece| match piece {
            Piece::Hole(taints) => Some(taints),
            Piece::Text(_) | Piece::Chosen => None,
        });
        for (taints, places) in holes.zip(places).filter(|(_, places)| *places != 0) {
            let flag = if places & ADDRESS == 0 { 0 } else { Taint::ADDRESS };
            *taints = taints.map(|it| Taint { flags: it.flags | flag, ..it.placed(places) });
        }
        pieces
    }

    fn format(&mut self, frame: &mut Frame, state: &mut State, parts: &[FormatPart]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in parts {
            match part {
                FormatPart::Text(text) => pieces.push(Piece::Text(Rc::from(&**text))),
                FormatPart::Value { value, conversion, spec } => {
                    let value = self.eval(frame, state, value);
                    let methods: &[&str] = match conversion {
                        Conversion::Format => &["__format__", "__str__", "__repr__"],
                        Conversion::Str => &["__str__", "__repr__"],
                        Conversion::Repr => &["__repr__"],
                    };
                    let value = self.as_text(state, &value, methods, value_site(frame, part));
                    let mut more = self.format(frame, state, spec);
                    let mut inner = self.pieces_of(state, &value);
                    if *conversion == Conversion::Repr {
                        inner = self.as_repr(inner);
                    }
                    pieces.append(&mut inner);
                    more.retain(|piece| matches!(piece, Piece::Hole(taints) if !taints.is_empty()));
                    pieces.append(&mut more);
                }
            }
        }
        pieces
    }

    /// What `repr` shows holds no line breaks, and is a literal of Python again.
    pub(crate) fn as_repr(&self, pieces: Vec<Piece>) -> Vec<Piece> {
        let visible = crate::charset::Charset::printable();
        let cleared = self.cat.rules.harmless(visible) | self.cat.rules.code;
        pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Hole(taints) => Piece::Hole(taints.without(cleared)),
                piece @ (Piece::Text(_) | Piece::Chosen) => piece,
            })
            .collect()
    }

    /// The pieces of the text that a value becomes.
    pub(crate) fn pieces_of(&self, state: &State, value: &Value) -> Vec<Piece> {
        match value.single() {
            Some(Alt::Const(constant)) if value.taints.is_empty() => {
                let text: Rc<str> = match constant {
                    Const::Str(text) | Const::Bytes(text) => Rc::clone(text),
                    Const::Int(number) => number.to_string().into(),
                    Const::Bool(true) => "True".into(),
                    Const::Bool(false) => "False".into(),
                    Const::None => "None".into(),
                    Const::Float(_) | Const::Ellipsis => {
                        return vec![Piece::Chosen];
                    }
                };
                vec![Piece::Text(text)]
            }
            Some(Alt::Text(pieces)) => pieces.to_vec(),
            _ if is_chosen(value) => vec![Piece::Chosen],
            _ => {
                let whole = vec![Piece::Hole(self.shown(state, value))];
                let is_container = |id: ObjId| {
                    self.object(state, id).is_some_and(|object| {
                        matches!(object.kind, Kind::List | Kind::Tuple | Kind::Set | Kind::Dict)
                    })
                };
                // A container shows its elements as `repr` does.
                match value.single() {
                    Some(Alt::Obj(id)) if is_container(*id) => self.as_repr(whole),
                    _ => whole,
                }
            }
        }
    }

    /// The data in the text that a value becomes. An object of a class is shown by its name, without the
    /// secrets that it knows.
    pub(crate) fn shown(&self, state: &State, value: &Value) -> Taints {
        let is_instance = |alt: &Alt| match alt {
            Alt::Obj(id) => {
                self.object(state, *id).is_some_and(|object| object.kind == Kind::Instance)
            }
            _ => false,
        };
        let taints = self.deep(state, value);
        if !value.alts.iter().any(is_instance) {
            return taints;
        }
        let mut shown = taints.without(self.cat.rules.secret);
        for alt in value.alts.iter().filter(|alt| !is_instance(alt)) {
            shown.join(&self.deep(state, &Value::of(alt.clone())));
        }
        shown.join(&value.taints);
        shown
    }

    /// A function as a value, from the place of its definition.
    pub(crate) fn function_value(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        function: FuncId,
        defaults: &[(u32, Expr)],
    ) -> Value {
        let defaults: Vec<(u32, Value)> =
            defaults.iter().map(|(place, expr)| (*place, self.eval(frame, state, expr))).collect();
        let is_inner = !frame.is_module();
        let annotations = is_inner.then(|| Rc::new(self.read_annotations(frame, state, function)));
        Value::of(Alt::Func(Rc::new(FuncValue {
            file: frame.file,
            function,
            closure: if frame.is_module() { None } else { frame.cells },
            receiver: None,
            class: None,
            defaults: defaults.into(),
            annotations,
            kind: Binding::Plain,
        })))
    }

    /// The arguments of a call.
    pub(crate) fn args(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        args: &[Arg],
        span: Span,
    ) -> Args {
        let mut all = Args::new(frame.site(span));
        for arg in args {
            let value = self.eval(frame, state, &arg.value);
            let at = arg.value.span;
            match arg.name {
                ArgName::Position => match &mut all.rest {
                    Some(rest) => rest.join(&value),
                    None => all.positions.push((value, at)),
                },
                ArgName::Keyword(name) => all.keywords.push((frame.name(name), value, at)),
                ArgName::Star => {
                    let known = self.elements_in(state, &value);
                    if let (Some(known), None) = (known, &mut all.rest) {
                        all.positions.extend(known.into_iter().map(|value| (value, at)));
                    } else {
                        let element = self.element(state, &value);
                        all.rest.get_or_insert_default().join(&element);
                    }
                }
                ArgName::StarStar => self.keywords_from(state, &value, at, &mut all),
            }
        }
        all
    }

    pub(crate) fn keywords_from(
        &mut self,
        state: &mut State,
        value: &Value,
        at: Span,
        all: &mut Args,
    ) {
        let known = value.single().and_then(|alt| match alt {
            Alt::Obj(id) => self.object(state, *id).map(Rc::clone),
            _ => None,
        });
        if let Some(object) = known
            && object.kind == Kind::Dict
        {
            for (key, value) in &object.fields {
                if let Key::Entry(Const::Str(name)) = key {
                    all.keywords.push((self.names.intern(name), value.clone(), at));
                }
            }
            if let Some(rest) = &object.rest {
                all.more_keywords.get_or_insert_default().join(rest);
            }
            let keys = Key::Attr(self.names.intern(KEYS));
            if let Some(keys) = object.get(&keys) {
                all.names.join(&keys.taints);
            }
            return;
        }
        let is_dict = |alt: &Alt| match alt {
            Alt::Obj(id) => self.object(state, *id).is_some_and(|it| it.kind == Kind::Dict),
            _ => false,
        };
        if value.alts.len() <= MAX_CHOICES && value.alts.iter().all(is_dict) {
            all.choices.extend(value.alts.iter().cloned().map(Value::of));
        }
        let element = self.element(state, value);
        all.more_keywords.get_or_insert_default().join(&element);
        all.names.join(&self.part(&value.taints, part::KEY));
    }

    /// The value of `and`, `or`, `not` and comparisons: what it is, and what is known if it is true.
    fn truth_value(&mut self, frame: &mut Frame, state: &mut State, expr: &Expr) -> Value {
        if let ExprKind::Bool(op, values) = &expr.kind {
            return self.short_circuit(frame, state, *op, values);
        }
        let sides = self.branch(frame, state.clone(), expr);
        Self::truth_of(state, sides)
    }

    /// The value of something that is true in one state, and false in another one.
    pub(super) fn truth_of(state: &mut State, (yes, no): (State, State)) -> Value {
        let before = &state.facts;
        let mut value = match (yes.alive, no.alive) {
            (true, false) => Value::bool(true),
            (false, true) => Value::bool(false),
            _ => Value::typed(Type::Bool),
        };
        let cond = crate::value::Cond {
            if_true: yes.alive.then(|| yes.facts.since(before)),
            if_false: no.alive.then(|| no.facts.since(before)),
        };
        value.cond = Some(Rc::new(cond));
        let mut after = yes;
        after.join(no);
        *state = after;
        value
    }

    /// `a or b` is `a` if that is true.
    fn short_circuit(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        op: BoolOp,
        values: &[Expr],
    ) -> Value {
        let before = state.facts.clone();
        let mut result = Value::default();
        let mut left = State::dead();
        let mut if_left: Option<crate::state::Facts> = None;
        let mut inside = state.clone();
        for (place, expr) in values.iter().enumerate() {
            let is_last = place + 1 == values.len();
            let value = self.eval(frame, &mut inside, expr);
            let (yes, no) = self.assume_both(&inside, &value, expr, frame);
            let (leaving, staying) = match op {
                BoolOp::And => (no, yes),
                BoolOp::Or => (yes, no),
            };
            if is_last {
                result.join(&self.settled(&inside, value));
                let (if_true, if_false) = match op {
                    BoolOp::And => (&staying, &leaving),
                    BoolOp::Or => (&leaving, &staying),
                };
                let facts = |state: &State| state.alive.then(|| state.facts.since(&before));
                let either = crate::state::Facts::either;
                let cond = match op {
                    BoolOp::And => crate::value::Cond {
                        if_true: facts(if_true),
                        if_false: either(if_left.as_ref(), facts(if_false).as_ref()),
                    },
                    BoolOp::Or => crate::value::Cond {
                        if_true: either(if_left.as_ref(), facts(if_true).as_ref()),
                        if_false: facts(if_false),
                    },
                };
                left.join(leaving);
                left.join(staying);
                result.cond = Some(Rc::new(cond));
                break;
            }
            if leaving.alive {
                let mut value = self.settled(&leaving, value);
                // What is left over is false (or true) for sure.
                if op == BoolOp::Or {
                    value.alts.retain(|alt| !matches!(alt, Alt::Const(it) if !it.is_truthy()));
                }
                result.join(&value);
                if_left = crate::state::Facts::either(
                    if_left.as_ref(),
                    Some(&leaving.facts.since(&before)),
                );
            }
            left.join(leaving);
            inside = staying;
            if !inside.alive {
                break;
            }
        }
        *state = left;
        if result.is_bottom() { Value::any() } else { result }
    }

    /// The data in values that go through code of which nothing is known.
    pub(crate) fn unsure(taints: &Taints) -> Taints {
        taints.map(|taint| Taint { flags: taint.flags | Taint::UNSURE, ..taint })
    }
}

/// Whether a name is written as those of constants are.
fn is_constant(name: &str) -> bool {
    name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
}

fn value_site(frame: &Frame, part: &FormatPart) -> Site {
    match part {
        FormatPart::Value { value, .. } => frame.site(value.span),
        FormatPart::Text(_) => frame.site(Span::default()),
    }
}

/// Whether a value is a number, or one of several constants: nothing that anybody outside says.
fn is_chosen(value: &Value) -> bool {
    value.taints.is_empty()
        && !value.alts.is_empty()
        && value.alts.iter().all(|alt| match alt {
            Alt::Const(_) | Alt::Typed(Type::Number | Type::Bool) => true,
            Alt::Text(pieces) => {
                pieces.iter().all(|it| matches!(it, Piece::Text(_) | Piece::Chosen))
            }
            _ => false,
        })
}

/// Pieces with neighbouring texts put together, and no more than are worth having.
pub(super) fn merged(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let count = merged.len();
        match (merged.last_mut(), piece) {
            (Some(Piece::Text(before)), Piece::Text(text))
                if before.len() + text.len() <= MAX_TEXT =>
            {
                *before = format!("{before}{text}").into();
            }
            (Some(Piece::Hole(before)), Piece::Hole(taints)) => before.join(&taints),
            (_, piece) if count < MAX_PIECES => merged.push(piece),
            (_, Piece::Hole(taints)) => {
                let hole = merged.iter_mut().rev().find_map(|piece| match piece {
                    Piece::Hole(hole) => Some(hole),
                    Piece::Text(_) | Piece::Chosen => None,
                });
                if let Some(hole) = hole {
                    hole.join(&taints);
                }
            }
            _ => {}
        }
    }
    if merged.is_empty() {
        merged.push(Piece::Text("".into()));
    }
    merged
}
