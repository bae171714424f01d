//! Data by its name: what is called like a secret is one.

use std::rc::Rc;

use hognose_ir::{BinOp, CmpOp, Expr, ExprKind};

use super::call::Args;
use super::{Frame, Hit, Interp};
use crate::names::Name;
use crate::secret_names::judge;
use crate::state::{Facts, Key, Kind, State};
use crate::trace::Site;
use crate::value::{Alt, ClassValue, Cond, Const, Origin, Taint, Taints, Type, Value};

/// The headers of requests by which whoever sends them proves who that is.
const HEADERS: [&str; 4] =
    ["authorization", "http_authorization", "proxy-authorization", "x-api-key"];

/// Whether a text is what a secret is called: a field of a form, a header, or a part of such a name.
pub(super) fn names_secret(text: &str) -> bool {
    const PARTS: [&str; 6] = ["auth", "cookie", "token", "pass", "secret", "key"];
    let text = text.to_lowercase();
    PARTS.iter().any(|part| text.contains(part)) || judge(&text).is_secret
}

impl Interp<'_> {
    /// A value that is read by a name: a secret, if it is called like one.
    pub(crate) fn read_by_name(&mut self, value: Value, name: Name, site: Site) -> Value {
        let Some(mut model) = self.cat.secrets() else { return value };
        let said = self.word(name).said;
        if said.is_plain && !value.taints.is_empty() {
            // What is next to a secret, in settings or in a database, is none.
            let comparison = self.cat.rules.comparison.map_or(0, |rule| 1 << rule);
            let taints = value.taints.without(self.cat.rules.secret | comparison);
            return Value { taints, ..value };
        }
        if !(said.is_secret || said.is_token && self.is_setting(&value)) {
            return value;
        }
        if said.is_password {
            self.asks_for_password(&value.taints);
            model = self.cat.passwords().unwrap_or(model);
        }
        self.as_secret(value, model, name, site)
    }

    /// Whether a value is what the program was told by its environment or its settings.
    fn is_setting(&self, value: &Value) -> bool {
        let Some(Alt::Api(id)) = value.single() else { return false };
        let path = self.apis.path(*id);
        ["os.environ", "os.getenv()", "django.conf.settings."].iter().any(|it| path.starts_with(it))
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

    /// The secrets that are seen when objects are shown of which Python shows the fields: dataclasses, named
    /// tuples, models.
    pub(crate) fn shown_fields(&mut self, state: &State, value: &Value, site: Site) -> Taints {
        let mut shown = Taints::default();
        for id in value.objects() {
            let Some(object) = self.object(state, id).map(Rc::clone) else { continue };
            let Some(class) = object.class.clone().filter(|class| self.shows_fields(class)) else {
                continue;
            };
            for (name, annotation) in self.fields_of(&class) {
                let said = self.word(name).said;
                if !said.is_secret || self.is_hidden(state, &class, name, &annotation) {
                    continue;
                }
                let field = object.get(&Key::Attr(name)).cloned().unwrap_or_else(Value::any);
                shown.join(&self.read_by_name(field, name, site).taints);
            }
        }
        shown
    }

    /// Whether the fields of a class are shown when an instance is: they are what it is made with, and the
    /// class says nothing else.
    fn shows_fields(&mut self, class: &Rc<ClassValue>) -> bool {
        const SHOWN: [&str; 5] = [
            "pydantic.BaseModel",
            "pydantic.main.BaseModel",
            "typing.NamedTuple",
            "sqlmodel.SQLModel",
            "object",
        ];
        let is_shown = |path: &Rc<str>| SHOWN.contains(&&**path);
        let says_otherwise = ["__init__", "__repr__", "__str__", "__format__", "__repr_args__"];
        self.class_apis(class).iter().all(is_shown)
            && says_otherwise.iter().all(|method| {
                let method = self.names.intern(method);
                self.class_member(class, method).is_none()
            })
    }

    /// Whether a field is not shown: `field(repr=False)`, or of a class that hides what it holds.
    fn is_hidden(
        &mut self,
        state: &State,
        class: &Rc<ClassValue>,
        name: Name,
        annotation: &Value,
    ) -> bool {
        let is_one_of = |this: &Self, value: &Value, names: &[&str]| {
            let paths = this.apis_of(state, value).into_iter().map(|id| this.apis.path(id));
            paths.into_iter().any(|path| names.iter().any(|name| path.ends_with(name)))
        };
        let default = self.class_member(class, name).map(|it| it.0).unwrap_or_default();
        is_one_of(self, annotation, &["SecretStr", "SecretBytes"])
            || is_one_of(self, &default, &["field.hidden()"])
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

    /// Whether data is a password by what it is called.
    pub(super) fn is_password(&self, origin: Origin) -> bool {
        let known = self.origins.get(origin.0 as usize);
        known.is_some_and(|it| it.model.is_some() && it.model == self.cat.passwords())
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

    /// Looks at the key under which something is put into a dictionary of which the name says that whoever
    /// knows a key is let in: `SESSIONS[number] = user`.
    pub(crate) fn given_key(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        (dictionary, of): (&Value, &Expr),
        key: &Value,
        site: Site,
    ) {
        if key.taints.is_empty() {
            return;
        }
        let name = match &of.kind {
            ExprKind::Attr(_, name) => Some(frame.name(*name)),
            ExprKind::Var(var) => frame.name_of(*var),
            _ => None,
        };
        let Some(name) = name.filter(|name| self.word(*name).said.has_secret_keys) else { return };
        // Places in a list of tokens are no secrets.
        let is_dictionary = dictionary.single().is_some_and(|alt| match alt {
            Alt::Obj(id) => self.object(state, *id).is_some_and(|it| it.kind == Kind::Dict),
            _ => false,
        });
        if let (Some(entry), true) = (self.cat.path("<secret>="), is_dictionary) {
            let args = Args::of(site, vec![key.clone()]);
            let callee = format!("{}[…]", self.text(name));
            self.check_sinks(frame, state, &entry.sinks, &callee, None, &args);
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
        let taints = Self::sealed(&self.deep(state, &message));
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
