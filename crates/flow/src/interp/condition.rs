//! Conditions: what is known where they hold, and where they do not.

use std::rc::Rc;

use hognose_ir::{BoolOp, CmpOp, Expr, ExprKind, UnaryOp, Var};

use super::{Frame, Interp, part};
use crate::charset::Charset;
use crate::rules::UPWARD;
use crate::state::{Facts, Key, Kind, State};
use crate::trace::Site;
use crate::value::{Alt, Cond, Const, Mask, Taint, Taints, Type, Value, Vid};

impl Interp<'_> {
    /// What is known where an expression is true, and where it is false.
    pub(crate) fn branch(
        &mut self,
        frame: &mut Frame,
        mut state: State,
        test: &Expr,
    ) -> (State, State) {
        if !state.alive {
            return (State::dead(), state);
        }
        match &test.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => {
                let (yes, no) = self.branch(frame, state, inner);
                (no, yes)
            }
            ExprKind::Bool(op, values) => {
                let mut done = State::dead();
                for value in values {
                    let (yes, no) = self.branch(frame, state, value);
                    let (leaving, staying) = match op {
                        BoolOp::And => (no, yes),
                        BoolOp::Or => (yes, no),
                    };
                    done.join(leaving);
                    state = staying;
                    if !state.alive {
                        break;
                    }
                }
                match op {
                    BoolOp::And => (state, done),
                    BoolOp::Or => (done, state),
                }
            }
            ExprKind::Compare(left, rest) => {
                let mut left_value = self.eval(frame, &mut state, left);
                let first = left_value.clone();
                let mut before = &**left;
                let mut no = State::dead();
                for (op, right) in rest {
                    let right_value = self.eval(frame, &mut state, right);
                    let site = frame.site(test.span);
                    let sides = (&left_value, &right_value);
                    let (mut yes, mut fails) = self.compare_values(frame, state, *op, sides, site);
                    // `len(text) < 100`, where nobody outside says what the bound is.
                    let is_fixed =
                        [&left_value, &right_value].iter().all(|it| it.taints.is_empty());
                    if is_fixed {
                        match op {
                            CmpOp::Lt | CmpOp::LtE => {
                                self.short(frame, &mut yes, before);
                                self.short(frame, &mut fails, right);
                            }
                            CmpOp::Gt | CmpOp::GtE => {
                                self.short(frame, &mut fails, before);
                                self.short(frame, &mut yes, right);
                            }
                            CmpOp::Eq => self.short(frame, &mut yes, before),
                            CmpOp::NotEq => self.short(frame, &mut fails, before),
                            _ => {}
                        }
                    }
                    if rest.len() == 1
                        && matches!(op, CmpOp::Eq | CmpOp::NotEq | CmpOp::In | CmpOp::NotIn)
                    {
                        let sides = match op {
                            CmpOp::NotEq | CmpOp::NotIn => (&mut fails, &mut yes),
                            _ => (&mut yes, &mut fails),
                        };
                        self.begins(frame, sides, before, *op, &right_value);
                    }
                    before = right;
                    no.join(fails);
                    state = yes;
                    left_value = right_value;
                    if !state.alive {
                        break;
                    }
                }
                // `scheme == host == ""`: the first is what the last is, too.
                if state.alive && rest.len() > 1 && rest.iter().all(|(op, _)| *op == CmpOp::Eq) {
                    (state, _) = self.compare(state, CmpOp::Eq, &first, &left_value);
                }
                (state, no)
            }
            _ => {
                let value = self.eval(frame, &mut state, test);
                self.assume_both(&state, &value, test, frame)
            }
        }
    }

    /// What is known where a comparison holds, and where it does not, by what the classes of its sides or
    /// Python say.
    pub(super) fn compare_values(
        &mut self,
        frame: &mut Frame,
        mut state: State,
        op: CmpOp,
        (left, right): (&Value, &Value),
        site: Site,
    ) -> (State, State) {
        self.compared(frame, &state, op, (left, right), site);
        let Some(result) = self.own_comparison(&mut state, op, left, right, site) else {
            return self.compare(state, op, left, right);
        };
        let holds = !matches!(op, CmpOp::NotEq | CmpOp::NotIn);
        (self.assume(&state, &result, holds), self.assume(&state, &result, !holds))
    }

    /// What is known where a value is true, and where it is false.
    pub(crate) fn assume_both(
        &mut self,
        state: &State,
        value: &Value,
        expr: &Expr,
        frame: &mut Frame,
    ) -> (State, State) {
        let mut yes = self.assume(state, value, true);
        let mut no = self.assume(state, value, false);
        if yes.alive {
            self.assume_debugging(frame, &mut yes, value, expr);
        }
        // What is false is empty: there is no data in it.
        if let ExprKind::Var(var @ Var::Slot(_)) = &expr.kind
            && no.alive
            && !value.taints.is_empty()
            && !frame.is_module()
        {
            let empty = Value { taints: Taints::default(), ..value.clone() };
            self.set_var(frame, &mut no, *var, empty);
        }
        // `if x:` says that `x` is not what was false of it.
        if let ExprKind::Var(var) = &expr.kind
            && yes.alive
            && value.alts.len() > 1
        {
            let mut kept = value.clone();
            kept.alts.retain(|alt| !matches!(alt, Alt::Const(it) if !it.is_truthy()));
            if kept.alts.len() < value.alts.len() && !kept.alts.is_empty() {
                self.set_var(frame, &mut yes, *var, kept);
            }
        }
        (yes, no)
    }

    pub(super) fn assume(&self, state: &State, value: &Value, truth: bool) -> State {
        if value.truth().is_some_and(|known| known != truth) {
            return State::dead();
        }
        if let Some(cond) = &value.cond {
            let facts = if truth { &cond.if_true } else { &cond.if_false };
            let Some(facts) = facts else { return State::dead() };
            let mut state = state.clone();
            state.facts.and(facts);
            return state;
        }
        if !truth && !value.taints.is_empty() {
            let mut state = state.clone();
            self.clear_relative(&mut state, value);
            return state;
        }
        // An empty container is false.
        if let Some(Alt::Obj(id)) = value.single()
            && let Some(object) = self.object(state, *id)
            && let Some(elements) = object.elements()
            && elements.is_empty() == truth
            && object.kind == Kind::Tuple
        {
            return State::dead();
        }
        state.clone()
    }

    pub(super) fn compare(
        &mut self,
        state: State,
        op: CmpOp,
        left: &Value,
        right: &Value,
    ) -> (State, State) {
        if let (Some(left), Some(right)) = (left.as_const(), right.as_const())
            && let Some(result) = compare_constants(op, left, right)
        {
            let dead = State::dead();
            return if result { (state, dead) } else { (dead, state) };
        }
        if let CmpOp::Eq | CmpOp::NotEq = op
            && let Some(pairs) = self.pairs(&state, left, right)
        {
            let (yes, no) = self.when_all_equal(state, &pairs);
            return if op == CmpOp::Eq { (yes, no) } else { (no, yes) };
        }
        match op {
            CmpOp::Eq | CmpOp::Is => self.when_equal(state, left, right),
            CmpOp::NotEq | CmpOp::IsNot => {
                let (yes, no) = self.when_equal(state, left, right);
                (no, yes)
            }
            CmpOp::In => self.when_in(state, left, right),
            CmpOp::NotIn => {
                let (yes, no) = self.when_in(state, left, right);
                (no, yes)
            }
            CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => {
                // An upper bound that somebody chose: sizes cannot be exhausting any more.
                let bound = self.cat.rules.bounded;
                let (mut yes, mut no) = (state.clone(), state);
                let (small, large) = match op {
                    CmpOp::Lt | CmpOp::LtE => (left, right),
                    _ => (right, left),
                };
                if self.deep(&yes, large).is_empty() {
                    self.clear(&mut yes, small, bound);
                    self.measured(&mut yes, small);
                }
                if self.deep(&no, small).is_empty() {
                    self.clear(&mut no, large, bound);
                    self.measured(&mut no, large);
                }
                (yes, no)
            }
        }
    }

    /// Notes that somebody has looked how large what a number was taken from is.
    fn measured(&self, state: &mut State, value: &Value) {
        let mask = self.cat.rules.measured;
        for taint in self.deep(state, value).iter() {
            for vid in self.vids.up(taint.vid) {
                state.facts.add(vid, mask);
            }
        }
    }

    fn when_equal(&mut self, state: State, left: &Value, right: &Value) -> (State, State) {
        for (value, other) in [(left, right), (right, left)] {
            // `f(x) is None`: whether it is true.
            if matches!(other.as_const(), Some(Const::None | Const::Bool(false)))
                && let Some(cond) = &value.cond
            {
                let may_be = value.alts.iter().any(|alt| match alt {
                    Alt::Const(it) => !it.is_truthy() && Some(it) == other.as_const(),
                    // Whether something is so is never `None`.
                    Alt::Typed(Type::Bool) => other.as_const() != Some(&Const::None),
                    _ => true,
                });
                let with = |facts: &Option<Facts>| match facts {
                    Some(facts) => {
                        let mut state = state.clone();
                        state.facts.and(facts);
                        state
                    }
                    None => State::dead(),
                };
                if may_be {
                    return (with(&cond.if_false), with(&cond.if_true));
                }
            }
            if matches!(other.as_const(), Some(Const::Bool(true)))
                && let Some(cond) = &value.cond
            {
                let with = |facts: &Option<Facts>| match facts {
                    Some(facts) => {
                        let mut state = state.clone();
                        state.facts.and(facts);
                        state
                    }
                    None => State::dead(),
                };
                return (with(&cond.if_true), with(&cond.if_false));
            }
        }
        let mut yes = state.clone();
        let mut no = state;
        let (left_taints, right_taints) = (self.deep(&yes, left), self.deep(&yes, right));
        if left_taints.is_empty() != right_taints.is_empty() {
            let (tainted, taints) =
                if right_taints.is_empty() { (left, &left_taints) } else { (right, &right_taints) };
            // `commonpath([base, path]) == base`: the path is below the base, and still any path there.
            let has = |flag| taints.iter().any(|taint| taint.flags & flag != 0);
            let mask = match (has(Taint::COMMON), has(Taint::NORMALIZED)) {
                (true, true) => self.cat.rules.paths,
                (true, false) => 0,
                (false, _) => self.cat.rules.all,
            };
            self.clear(&mut yes, tainted, mask);
            self.clear_url(&mut yes, tainted);
        } else if !left_taints.is_empty() {
            let facts = self.same(&yes, left, right);
            yes.facts.and(&facts);
            self.clear_same_host(&mut yes, left, &right_taints);
            self.clear_same_host(&mut yes, right, &left_taints);
        }
        self.named_otherwise(&mut no, left, right);
        self.named_otherwise(&mut no, right, left);
        if self.are_other_constants(left, right) {
            yes.alive = false;
        }
        // `x is None` where `x` may be nothing else, and so on.
        for (value, other) in [(left, right), (right, left)] {
            if let Some(constant) = other.as_const() {
                let differs = |alt: &Alt| match alt {
                    Alt::Const(it) => it != constant,
                    Alt::Obj(_) | Alt::Func(_) | Alt::Class(_) | Alt::Module(_) => true,
                    Alt::Text(_) | Alt::Typed(_) => *constant == Const::None,
                    _ => false,
                };
                if !value.alts.is_empty() && value.alts.iter().all(differs) {
                    yes.alive = false;
                }
                if value.as_const() == Some(constant) {
                    no.alive = false;
                }
            }
        }
        (yes, no)
    }

    fn when_in(&mut self, state: State, element: &Value, container: &Value) -> (State, State) {
        let mut yes = state.clone();
        let mut no = state;
        let inside = self.deep(&yes, container);
        let outside = self.deep(&yes, element);
        // What unknown code has found by data is no data: `language in engines.get(name).languages`.
        let is_found = inside.iter().all(|taint| taint.flags & Taint::UNSURE != 0);
        // An element can do no more than what is in there.
        let all = if is_found { self.cat.rules.all } else { self.harmless_as(&yes, &inside) };
        if !outside.is_empty() && all != 0 {
            let is_text = container.alts.iter().all(|alt| {
                matches!(
                    alt,
                    Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(crate::value::Type::Str)
                )
            });
            let is_part = outside
                .iter()
                .all(|taint| self.vids.parent(taint.vid).is_some_and(|it| it.1 == part::ELEMENT));
            if let (true, Some(chars)) = (is_part, self.chars_of(&yes, container)) {
                // A character of a text, perhaps: what it can be, the text is made of.
                let mask = self.cat.rules.harmless(Charset::of(&chars));
                self.clear(&mut yes, element, mask);
                let mask = self.cat.rules.harmless_only(Charset::except(&chars));
                self.clear(&mut no, element, mask);
            } else if !is_text {
                self.clear(&mut yes, element, all);
                if is_found {
                    self.clear_url(&mut yes, element);
                }
            }
        } else if outside.is_empty() && !inside.is_empty() {
            // `".." in path`, `"'" in name`: what is refused when it is there.
            if let Some(text) = element.as_str() {
                let cleared = self.cat.rules.without_char(text);
                self.clear(&mut no, container, cleared);
                // `".." in path.split("/")`: what none of the pieces is.
                for whole in inside.iter().filter_map(|taint| self.split(taint.vid)) {
                    no.facts.add(whole, cleared & (self.cat.rules.paths | UPWARD));
                }
            } else if !is_text(container)
                && inside.iter().any(|taint| taint.flags & Taint::NORMALIZED != 0)
            {
                // `base in path.parents`
                let path = self.cat.rules.paths;
                self.clear(&mut yes, container, path);
            }
        }
        self.named_otherwise(&mut no, element, container);
        // `"token" in name`
        self.named_otherwise(&mut no, container, element);
        // A key that is known to be there, or not.
        if let (Some(constant), Some(Alt::Obj(id))) = (element.as_const(), container.single())
            && let Some(object) = self.object(&yes, *id)
            && object.rest.is_none()
            && object.kind == Kind::Dict
            && !object.is_shared
            && object.get(&crate::state::Key::Entry(constant.clone())).is_none()
        {
            yes.alive = false;
        }
        (yes, no)
    }

    /// The text of which another one is a piece.
    fn split(&self, piece: Vid) -> Option<Vid> {
        let (whole, which) = self.vids.parent(piece)?;
        if which == part::PIECE {
            return Some(whole);
        }
        // The first one.
        self.vids.parent(whole).filter(|it| it.1 == part::PIECE).map(|it| it.0)
    }

    /// The characters of a fixed text, or of a fixed collection of single ones.
    fn chars_of(&mut self, state: &State, container: &Value) -> Option<String> {
        let characters = self.names.intern(super::builtins::CHARACTERS);
        match container.single()? {
            Alt::Const(Const::Str(text)) => Some(text.to_string()),
            Alt::Obj(id) => {
                let object = self.object(state, *id)?;
                if let Some(text) = object.get(&Key::Attr(characters)) {
                    return text.as_str().map(ToString::to_string);
                }
                let mut all = String::new();
                for value in object.fields.iter().map(|field| &field.1).chain(&object.rest) {
                    for alt in &value.alts {
                        let Alt::Const(Const::Str(text)) = alt else { return None };
                        if text.chars().nth(1).is_some() {
                            return None;
                        }
                        all.push_str(text);
                    }
                }
                (object.kind != Kind::Dict && !all.is_empty()).then_some(all)
            }
            _ => None,
        }
    }

    /// What is known by the truth of what a function returns, given what is known where it returns.
    pub(crate) fn returned_cond(&self, state: &State, value: &Value) -> Rc<Cond> {
        let truth = value.truth();
        let with = |facts: Option<&Facts>| {
            let mut all = state.facts.clone();
            if let Some(facts) = facts {
                all.and(facts);
            }
            all
        };
        let (if_true, if_false) = match &value.cond {
            Some(cond) => (
                cond.if_true.as_ref().map(|facts| with(Some(facts))),
                cond.if_false.as_ref().map(|facts| with(Some(facts))),
            ),
            None => (Some(with(None)), Some(with(None))),
        };
        Rc::new(Cond {
            if_true: if_true.filter(|_| truth != Some(false)),
            if_false: if_false.filter(|_| truth != Some(true)),
        })
    }

    /// A truth value that says that a text cannot do some harm if it is true (or false).
    pub(crate) fn guard(
        &mut self,
        state: &State,
        value: &Value,
        mask: Mask,
        negated: bool,
    ) -> Value {
        let mut facts = Facts::default();
        for taint in self.deep(state, value).iter() {
            facts.add(taint.vid, mask);
            // `validate_host(parts.hostname, ALLOWED)`
            if let Some((url, harm)) = self.url_of(taint.vid) {
                facts.add(url, harm & mask);
            }
        }
        let (if_true, if_false) =
            if negated { (Facts::default(), facts) } else { (facts, Facts::default()) };
        let cond = Cond { if_true: Some(if_true), if_false: Some(if_false) };
        Value { cond: Some(Rc::new(cond)), ..Value::typed(crate::value::Type::Bool) }
    }
}

/// Whether a value is a text, for sure: `base in path` asks whether something stands anywhere in the path,
/// where `base in path.parents` asks whether the path is below it.
fn is_text(value: &Value) -> bool {
    let of_text = |alt: &Alt| {
        matches!(
            alt,
            Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(crate::value::Type::Str)
        )
    };
    !value.is_bottom() && value.alts.iter().all(of_text)
}

fn compare_constants(op: CmpOp, left: &Const, right: &Const) -> Option<bool> {
    let number = |constant: &Const| match constant {
        #[expect(clippy::cast_precision_loss, reason = "a comparison of constants in code")]
        Const::Int(value) => Some(*value as f64),
        Const::Float(bits) => Some(f64::from_bits(*bits)),
        Const::Bool(value) => Some(f64::from(u8::from(*value))),
        _ => None,
    };
    if let (CmpOp::Eq | CmpOp::Is | CmpOp::NotEq | CmpOp::IsNot, Const::None, _)
    | (CmpOp::Eq | CmpOp::Is | CmpOp::NotEq | CmpOp::IsNot, _, Const::None) = (op, left, right)
    {
        return Some((left == right) == matches!(op, CmpOp::Eq | CmpOp::Is));
    }
    let ordering = match (left, right) {
        (Const::Str(left), Const::Str(right)) | (Const::Bytes(left), Const::Bytes(right)) => {
            Some(left.cmp(right))
        }
        _ => number(left)?.partial_cmp(&number(right)?),
    };
    Some(match op {
        CmpOp::Eq | CmpOp::Is => left == right || ordering == Some(std::cmp::Ordering::Equal),
        CmpOp::NotEq | CmpOp::IsNot => left != right && ordering != Some(std::cmp::Ordering::Equal),
        CmpOp::Lt => ordering?.is_lt(),
        CmpOp::LtE => ordering?.is_le(),
        CmpOp::Gt => ordering?.is_gt(),
        CmpOp::GtE => ordering?.is_ge(),
        CmpOp::In | CmpOp::NotIn => match (left, right) {
            (Const::Str(left), Const::Str(right)) => right.contains(&**left) == (op == CmpOp::In),
            _ => return None,
        },
    })
}
