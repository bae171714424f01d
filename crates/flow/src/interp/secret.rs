//! Data by its name: what is called like a secret is one.

use std::rc::Rc;

use hognose_ir::{BinOp, CmpOp};

use super::call::Args;
use super::{Frame, Hit, Interp};
use crate::names::Name;
use crate::state::{Facts, State};
use crate::trace::Site;
use crate::value::{Alt, Cond, Const, Taint, Taints, Type, Value};

/// The headers of requests by which whoever sends them proves who that is.
const HEADERS: [&str; 4] =
    ["authorization", "http_authorization", "proxy-authorization", "x-api-key"];

impl Interp<'_> {
    /// A value that is read by a name: a secret, if it is called like one.
    pub(crate) fn read_by_name(&mut self, value: Value, name: Name, site: Site) -> Value {
        let Some(mut model) = self.cat.secrets() else { return value };
        let said = self.word(name).said;
        if !said.is_secret {
            return value;
        }
        if said.is_password {
            model = self.cat.passwords().unwrap_or(model);
        }
        self.as_secret(value, model, name, site)
    }

    /// A value that is a secret, if it is a text at all.
    fn as_secret(&mut self, value: Value, model: u32, name: Name, site: Site) -> Value {
        if !value.alts.iter().any(|alt| self.may_be_secret(alt)) {
            return value;
        }
        let what = format!("the secret `{}`", self.text(name));
        let kind = &self.cat.source(model).kind;
        let taints = self.new_source(kind, &what, site, Some(model));
        let hashed = if self.is_digest(&value) { self.cat.rules.hashing } else { 0 };
        value.with(&taints.without(hashed))
    }

    /// A value that is read by a constant key, `settings["password"]`, or by the name of a variable of
    /// the environment.
    pub(crate) fn read_by_key(&mut self, value: Value, key: Option<&Const>, site: Site) -> Value {
        let Some(model) = self.cat.secrets() else { return value };
        match key {
            Some(Const::Str(key)) => {
                let name = self.names.intern(key);
                // The header has a password or a token in it. A variable that is called so may be
                // anything.
                if HEADERS.iter().any(|header| key.eq_ignore_ascii_case(header)) {
                    return self.as_secret(value, model, name, site);
                }
                self.read_by_name(value, name, site)
            }
            _ => value,
        }
    }

    /// What a function gives back that is called after what it does to secrets: `redact(text)`.
    pub(crate) fn hidden_by(&mut self, name: Name, value: Value) -> Value {
        let mask = self.cat.rules.secret;
        if value.taints.iter().all(|taint| taint.live & mask == 0) || !self.word(name).said.hides {
            return value;
        }
        Value { taints: value.taints.without(mask), ..value }
    }

    /// Texts, and what may be one; no module, function, number or object of the program.
    fn may_be_secret(&self, alt: &Alt) -> bool {
        match alt {
            Alt::Any | Alt::Text(_) | Alt::Typed(Type::Str) => true,
            Alt::Api(id) => self.apis.path(*id).contains(['.', '(', '[']),
            _ => false,
        }
    }

    /// The data in what an exception says: of the objects that it knows, as of the connection that is
    /// broken, it does not show the secrets.
    pub(crate) fn said(&self, state: &State, exception: &Value) -> Taints {
        let mut said = self.deep(state, exception).without(self.cat.rules.secret);
        said.join(&exception.taints);
        for id in exception.objects() {
            for value in self.object(state, id).iter().flat_map(|object| object.values()) {
                said.join(&self.shown(state, value));
            }
        }
        said
    }

    /// Whether a value is what a hash function has made.
    fn is_digest(&self, value: &Value) -> bool {
        let Some(Alt::Api(id)) = value.single() else { return false };
        [".digest()", ".hexdigest()"].iter().any(|method| self.apis.path(*id).ends_with(method))
    }

    /// Looks at what is given a name that says that it must not be guessed. It was judged then: by what
    /// other names it goes later does not matter any more.
    pub(crate) fn given_name(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        name: &str,
        value: &mut Value,
        site: Site,
    ) {
        if value.taints.is_empty() {
            return;
        }
        let Some(entry) = self.cat.path("<secret>=") else { return };
        let word = self.names.intern(name);
        if self.word(word).said.is_unpredictable {
            let args = Args::of(site, vec![value.clone()]);
            self.check_sinks(frame, state, &entry.sinks, name, None, &args);
            let harms = entry.sinks.iter().filter_map(|number| self.cat.harm(*number));
            let judged = harms.fold(0, |mask, (rule, _)| mask | 1 << rule);
            value.taints = value.taints.without(judged);
        }
    }

    /// Looks at a comparison of a secret with what somebody sends: how long it takes tells how much of it
    /// is right.
    pub(crate) fn compared(
        &mut self,
        frame: &mut Frame,
        state: &State,
        op: CmpOp,
        (left, right): (&Value, &Value),
        site: Site,
    ) {
        let Some(rule) = self.cat.rules.comparison else { return };
        if !matches!(op, CmpOp::Eq | CmpOp::NotEq) {
            return;
        }
        for (secret, other) in [(left, right), (right, left)] {
            let is_secret = |taint: &Taint| {
                taint.live >> rule & 1 == 1
                    && self
                        .origins
                        .get(taint.origin.0 as usize)
                        .is_some_and(|it| &*it.kind == "secret")
            };
            let comes_from_outside = |taint: &Taint| {
                taint.origin.is_parameter()
                    || self
                        .origins
                        .get(taint.origin.0 as usize)
                        .is_some_and(|it| &*it.kind == "remote")
            };
            let is_mixed = |taint: &Taint| taint.live >> rule & 1 == 1 && comes_from_outside(taint);
            if !secret.taints.iter().any(is_secret) || secret.taints.iter().any(is_mixed) {
                continue;
            }
            let given = other.taints.iter().find(|taint| {
                comes_from_outside(taint) && self.live(state, taint) >> rule & 1 == 1
            });
            let Some(given) = given.copied() else { continue };
            let hit = Hit {
                rule,
                origin: given.origin,
                vid: given.vid,
                step: given.step,
                flags: given.flags,
                at: site,
                node: site.span,
                what: "a comparison with a secret, which ends at the first difference".into(),
                confidence: Rc::from(""),
            };
            self.hit(frame, hit);
        }
    }

    /// Looks at `text * count`: who says how often fills the memory.
    pub(crate) fn repeated(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        op: BinOp,
        (left, right): (&Value, &Value),
        site: Site,
    ) {
        if op != BinOp::Mul || left.taints.is_empty() && right.taints.is_empty() {
            return;
        }
        let Some(entry) = self.cat.path("<repeat>") else { return };
        let is_sequence = |value: &Value| {
            let is_one = |alt: &Alt| {
                matches!(
                    alt,
                    Alt::Const(Const::Str(_) | Const::Bytes(_))
                        | Alt::Text(_)
                        | Alt::Obj(_)
                        | Alt::Typed(Type::Str)
                )
            };
            !value.alts.is_empty() && value.alts.iter().all(is_one)
        };
        for (sequence, count) in [(left, right), (right, left)] {
            if is_sequence(sequence) && sequence.taints.is_empty() {
                let args = Args::of(site, vec![count.clone()]);
                self.check_sinks(frame, state, &entry.sinks, "*", None, &args);
            }
        }
    }

    /// A signature of data: it says nothing of the data, but whoever has it made the data.
    pub(crate) fn signed(&mut self, state: &State, path: &str, args: &Args) -> Option<Value> {
        let name = self.names.intern("msg");
        let message = args.position(1).or(args.keyword(name))?.clone();
        let taints = Self::encoded(&self.deep(state, &message));
        let api = self.apis.at(&format!("{path}()"));
        Some(Value { taints, ..Value::of(Alt::Api(api)) })
    }

    /// A comparison of signatures: if they are the same, the data comes from somebody who has the key.
    pub(crate) fn compared_signatures(&mut self, state: &State, args: &Args) -> Value {
        let mask = self.cat.rules.authentic;
        let mut facts = Facts::default();
        for value in args.all() {
            for taint in self.deep(state, value).iter().filter(|it| it.hidden & mask != 0) {
                self.vids.up(taint.vid).for_each(|vid| facts.add(vid, mask));
            }
        }
        if let (Some(one), Some(other)) = (args.position(0), args.position(1)) {
            facts.and(&self.same(state, one, other));
        }
        let cond = Cond { if_true: Some(facts), if_false: Some(Facts::default()) };
        Value { cond: Some(Rc::new(cond)), ..Value::typed(Type::Bool) }
    }

    /// The data of code of which nothing is known: what is in a secret may come out changed, so that it
    /// is none any more.
    pub(crate) fn through_unknown(&self, taints: &Taints) -> Taints {
        Self::unsure(&taints.without(self.cat.rules.quiet))
    }
}
