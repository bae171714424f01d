//! What the checks that programs write themselves say: of every element of something, of two texts that
//! are the same, of the way in which the program runs.

use std::rc::Rc;

use hognose_ir::{CmpOp, Expr, ExprKind, Lit};

use super::builtins::is_text;
use super::call::Args;
use super::{Frame, Interp, part};
use crate::charset::Charset;
use crate::names::Name;
use crate::places::Places;
use crate::rules::{ABSOLUTE, FOREIGN, STRUCTURE, UPWARD};
use crate::state::{Facts, Kind, State};
use crate::value::{Alt, Cond, Const, Mask, Taint, Taints, Type, Value, Vid};

impl Interp<'_> {
    /// `any` and `all`: what is known by what was asked of each element.
    pub(super) fn asked_of_each(&mut self, state: &mut State, is_all: bool, list: &Value) -> Value {
        let known = self.elements_in(state, list);
        let cond = if let Some(elements) = known {
            of_known(is_all, &elements)
        } else {
            let element = self.element(state, list);
            let Some(cond) = &element.cond else { return Value::typed(Type::Bool) };
            let facts = |facts: &Option<Facts>| facts.clone().unwrap_or_default();
            let (if_true, if_false) = (facts(&cond.if_true), facts(&cond.if_false));
            // That one element was fine says nothing about the others.
            if is_all {
                (Some(self.about_all(&if_true)), Some(Facts::default()))
            } else {
                (Some(self.about_wholes(&if_true)), Some(self.about_all(&if_false)))
            }
        };
        let cond = Cond { if_true: cond.0, if_false: cond.1 };
        Value { cond: Some(Rc::new(cond)), ..Value::typed(Type::Bool) }
    }

    /// What holds behind a loop in which each element was looked at: what its last statement knows of
    /// one.
    pub(super) fn about_each(&self, state: &State, elements: &Taints) -> Facts {
        let mut known = Facts::default();
        if state.alive {
            for taint in elements.iter() {
                known.add(taint.vid, state.facts.get(taint.vid));
                // How large the members of an archive are says how large all of it is.
                for vid in self.vids.up(taint.vid) {
                    known.add(vid, state.facts.get(vid) & self.cat.rules.measured);
                }
            }
        }
        self.about_all(&known)
    }

    /// What is known of texts that are no elements of something.
    fn about_wholes(&self, facts: &Facts) -> Facts {
        let mut wholes = Facts::default();
        for (vid, mask) in facts.iter() {
            if self.vids.parent(vid).is_none_or(|parent| !is_element(parent.1)) {
                wholes.add(vid, mask);
            }
        }
        wholes
    }

    /// What holds for each element holds for the whole.
    fn about_all(&self, facts: &Facts) -> Facts {
        let mut all = facts.clone();
        for (vid, mask) in facts.iter() {
            if let Some((whole, which)) = self.vids.parent(vid)
                && is_element(which)
            {
                all.add(whole, mask);
            }
        }
        all
    }

    /// Data that is decoded: what was refused may stand there again, `%2e%2e` for `..`, and what was escaped.
    /// A check that left over nothing that can be decoded holds.
    pub(super) fn decoded_again(&mut self, state: &State, taints: &Taints) -> Taints {
        let rules = &self.cat.rules;
        let refused = rules.paths
            | rules.hosts
            | rules.open_redirect
            | rules.ssrf
            | FOREIGN
            | ABSOLUTE
            | UPWARD;
        taints.map(|taint| {
            let cleared = taint.live & !self.live(state, &taint);
            let vid = if cleared & !refused == 0 {
                self.vids.apart(taint.vid, part::DECODED)
            } else {
                self.vids.part(taint.vid, part::DECODED)
            };
            Taint { vid, ..taint.placed(Places::MAX) }
        })
    }

    /// Whether two values have data of the same origin: what is compared with itself is always right.
    pub(super) fn have_same_data(&self, state: &State, one: &Value, other: &Value) -> bool {
        let data = self.deep(state, other);
        let mut own = data.iter();
        let one = self.deep(state, one);
        own.any(|taint| one.iter().any(|it| it.origin == taint.origin))
    }

    /// The elements of two tuples beside each other: `(url.scheme, url.host) == ("https", HOST)`.
    pub(super) fn pairs(
        &self,
        state: &State,
        left: &Value,
        right: &Value,
    ) -> Option<Vec<(Value, Value)>> {
        let elements = |value: &Value| {
            let Alt::Obj(id) = value.single()? else { return None };
            let object = self.object(state, *id).filter(|it| it.kind == Kind::Tuple)?;
            object.elements()
        };
        let (left, right) = (elements(left)?, elements(right)?);
        (left.len() == right.len()).then(|| left.into_iter().zip(right).collect())
    }

    /// What is known where all of some values are the same as others, and where one is not.
    pub(super) fn when_all_equal(
        &mut self,
        mut state: State,
        pairs: &[(Value, Value)],
    ) -> (State, State) {
        let mut no = State::dead();
        for (left, right) in pairs {
            if !state.alive {
                break;
            }
            let (yes, differs) = self.compare(state, CmpOp::Eq, left, right);
            no.join(differs);
            state = yes;
        }
        (state, no)
    }

    /// What is known of two texts with data in them if they are the same: neither can do what the other
    /// cannot. Only one of two is a secret, and stays one.
    pub(super) fn same(&self, state: &State, left: &Value, right: &Value) -> Facts {
        let mut facts = Facts::default();
        let (one, other) = (self.deep(state, left), self.deep(state, right));
        for (texts, others) in [(&one, &other), (&other, &one)] {
            let mask = self.harmless_as(state, others);
            for taint in texts.iter() {
                // What a path has in common with another one: it is below that, if there is no `..` in it.
                let mask = match (taint.flags & Taint::COMMON, taint.flags & Taint::NORMALIZED) {
                    (0, _) => mask,
                    (_, 0) => 0,
                    _ => mask & self.cat.rules.paths,
                };
                facts.add(taint.vid, mask);
            }
        }
        facts
    }

    /// The harm that texts cannot do which are the same as others: what those cannot. A text that is the
    /// same as a secret is one.
    pub(super) fn harmless_as(&self, state: &State, others: &Taints) -> Mask {
        let harm = others.iter().fold(0, |mask, taint| mask | self.live(state, taint));
        self.cat.rules.all & !self.cat.rules.secret & !harm
    }

    /// Whether what is surely a dictionary, a sequence, or a text, is an instance of one of some classes; nothing if
    /// it may be something else, or a class is not known.
    pub(super) fn is_one_of(&self, state: &State, value: &Value, classes: &Value) -> Option<bool> {
        let is_kind = |kinds: &[Kind]| {
            !value.is_bottom()
                && value.alts.iter().all(|alt| match alt {
                    Alt::Obj(id) => {
                        self.object(state, *id).is_some_and(|it| kinds.contains(&it.kind))
                    }
                    _ => false,
                })
        };
        let is_dict = is_kind(&[Kind::Dict]);
        // Which of these it is, is not known for sure: generators are taken for lists.
        let is_sequence = is_kind(&[Kind::List, Kind::Tuple, Kind::Set]);
        // A text that came in is no object of the program.
        let came_as_text = !value.taints.is_empty()
            && value.taints.iter().all(|it| it.flags & Taint::TEXT != 0)
            && value.alts.iter().all(|alt| {
                matches!(
                    alt,
                    Alt::Any | Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(Type::Str)
                )
            });
        if (came_as_text || is_text(value)) && matches!(classes.single(), Some(Alt::Class(_))) {
            return Some(false);
        }
        if !is_dict && !is_sequence && !is_text(value) {
            return None;
        }
        let classes = match classes.single()? {
            Alt::Obj(id) => self.object(state, *id)?.elements()?,
            _ => vec![classes.clone()],
        };
        let mut is_one = false;
        for class in &classes {
            let Alt::Api(id) = class.single()? else { return None };
            match &*self.apis.path(*id) {
                "dict" => is_one |= is_dict,
                "list" | "tuple" | "set" | "frozenset" if !is_sequence => {}
                "str" | "bytes" | "bytearray" | "int" | "float" | "bool"
                    if is_dict || is_sequence => {}
                _ => return None,
            }
        }
        Some(is_one)
    }

    /// What instances of a class, or of one of several, cannot do: a number is no text, and a text is no
    /// dictionary.
    pub(super) fn excluded_by_class(&mut self, state: &State, class: &Value) -> Option<Mask> {
        let mut classes = Vec::new();
        for alt in &class.alts {
            match alt {
                Alt::Obj(id) => classes.extend(self.object(state, *id)?.elements()?),
                // `TYPES.get(name)`: an error where there is none.
                Alt::Const(Const::None) => {}
                other => classes.push(Value::of(other.clone())),
            }
        }
        let is_text = |this: &Self, class: &Value| {
            let api = class.single().map(|alt| match alt {
                Alt::Api(id) => this.apis.path(*id),
                _ => "".into(),
            });
            matches!(api.as_deref(), Some("str" | "bytes"))
        };
        let mut excluded = (!classes.is_empty()).then_some(self.cat.rules.texts)?;
        for class in &classes {
            if is_text(self, class) {
                excluded &= STRUCTURE;
            } else if !self.is_no_text(class) {
                return None;
            }
        }
        Some(excluded)
    }

    /// A look for an expression that is not known in a text: what the program allows, or refuses, is
    /// nothing that does harm. Only what is called like an expression is taken for one.
    pub(super) fn opaque_match(&mut self, state: &State, name: Name, args: &Args) -> Option<Cond> {
        let name = self.text(name);
        if !matches!(&*name, "match" | "fullmatch" | "search") {
            return None;
        }
        let receiver = self.text(args.receiver_name?).to_lowercase();
        let is_expression = ["regex", "regexp", "pattern"].iter().any(|it| receiver.contains(it))
            || receiver.split('_').any(|word| matches!(word, "re" | "rx" | "pat"));
        if !is_expression {
            return None;
        }
        let facts = self.allowed_by_expression(state, args.position(0)?);
        // A text in which something is looked for is as often one that must not have it.
        let if_false = if &*name == "search" { facts.clone() } else { Facts::default() };
        (!facts.is_empty()).then_some(Cond { if_true: Some(facts), if_false: Some(if_false) })
    }

    /// What is known of a text that an expression allows of which nothing is known.
    pub(super) fn allowed_by_expression(&self, state: &State, text: &Value) -> Facts {
        let mask: Mask = self.cat.rules.harmless(Charset::default()) & !self.cat.rules.bounded;
        let mut facts = self.host_facts(state, text);
        self.deep(state, text).iter().for_each(|taint| facts.add(taint.vid, mask));
        facts
    }

    /// What an expression that is not known finds in a text: it may be any part, also of one that is
    /// allowed.
    pub(super) fn found_by_expression(&mut self, taints: &Taints) -> Taints {
        taints.map(|taint| Taint { vid: self.vids.apart(taint.vid, part::MATCH), ..taint })
    }

    /// Notes that the program runs for those who write it, where it has asked for that: what errors say
    /// is for them.
    pub(super) fn assume_debugging(
        &self,
        frame: &Frame,
        state: &mut State,
        value: &Value,
        expr: &Expr,
    ) {
        let of = |sym| {
            let name: Rc<str> = self.text(frame.name(sym));
            is_about_debugging(&name)
        };
        let asks = match &expr.kind {
            ExprKind::Var(var) => {
                frame.name_of(*var).is_some_and(|name| is_about_debugging(&self.text(name)))
            }
            ExprKind::Attr(_, name) => of(*name),
            ExprKind::Index(_, index) => is_debug_key(index),
            ExprKind::Call(callee, args) => {
                matches!(&callee.kind, ExprKind::Attr(_, name) if of(*name))
                    || args.first().is_some_and(|arg| is_debug_key(&arg.value))
            }
            _ => false,
        };
        // Unless somebody else says so.
        if asks && value.taints.is_empty() {
            state.facts.add(Vid::ANY, self.cat.rules.exposure);
        }
    }

    /// Whether two values are different things of a library: `HTTPStatus.OK` and `HTTPStatus.CREATED`.
    pub(super) fn are_other_constants(&self, left: &Value, right: &Value) -> bool {
        let (Some(Alt::Api(one)), Some(Alt::Api(other))) = (left.single(), right.single()) else {
            return false;
        };
        let (one, other) = (self.apis.path(*one), self.apis.path(*other));
        let (Some((class, one)), Some((other_class, other))) =
            (one.rsplit_once('.'), other.rsplit_once('.'))
        else {
            return false;
        };
        let is_constant = |name: &str| {
            name.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_')
        };
        let is_class =
            class.rsplit('.').next().is_some_and(|it| it.starts_with(char::is_uppercase));
        class == other_class && is_class && one != other && is_constant(one) && is_constant(other)
    }
}

fn is_element(which: u64) -> bool {
    matches!(which, part::ELEMENT | part::TAKEN)
}

/// What is known if one of several values is true, or all of them.
fn of_known(is_all: bool, elements: &[Value]) -> (Option<Facts>, Option<Facts>) {
    // As if nothing is asked, `all` is true and `any` is false.
    let mut each = Some(Facts::default());
    let mut one: Option<Facts> = None;
    for element in elements {
        let (if_true, if_false) = element.if_either();
        let (of_each, of_one) = if is_all { (if_true, if_false) } else { (if_false, if_true) };
        one = match (&each, of_one) {
            // What was asked before has been answered.
            (Some(before), Some(mut facts)) => {
                facts.and(before);
                Facts::either(one.as_ref(), Some(&facts))
            }
            _ => one,
        };
        each = match (each, of_each) {
            (Some(mut all), Some(facts)) => {
                all.and(&facts);
                Some(all)
            }
            _ => None,
        };
    }
    if is_all { (each, one) } else { (one, each) }
}

fn is_about_debugging(name: &str) -> bool {
    name.split('_').any(|word| word.eq_ignore_ascii_case("debug"))
}

fn is_debug_key(key: &Expr) -> bool {
    matches!(&key.kind, ExprKind::Lit(Lit::Str(name)) if is_about_debugging(name))
}
