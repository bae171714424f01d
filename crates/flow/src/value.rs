//! What is known about the value of an expression.

use std::cell::RefCell;
use std::hash::{Hash, Hasher as _};
use std::rc::Rc;

use hognose_ir::{FuncId, Span};
use rustc_hash::FxHasher;
use smallvec::{SmallVec, smallvec};

use crate::api::ApiId;
use crate::limits::{MAX_ALTS, MAX_TAINTS};
use crate::names::Name;
use crate::places::Places;
use crate::state::Facts;

/// A set of kinds of harm: one bit for each taint rule.
pub(crate) type Mask = u128;

/// Where data came from: a source, or a parameter of the function that is being summarised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Origin(pub(crate) u32);

impl Origin {
    /// From here on, origins are what callers will put in.
    const FIRST_PARAMETER: u32 = 1 << 31;

    pub(crate) fn parameter(number: u32) -> Self {
        Self(Self::FIRST_PARAMETER | number)
    }

    pub(crate) fn is_parameter(self) -> bool {
        self.0 >= Self::FIRST_PARAMETER
    }
}

/// Which text it is: the same for copies of it, so that a check of one holds for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Vid(pub(crate) u32);

impl Vid {
    /// Every text: what is known of it holds for all that is looked at.
    pub(crate) const ANY: Self = Self(u32::MAX);
}

/// A step on the way of data: see [`Steps`](crate::trace::Steps).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StepId(pub(crate) u32);

/// That a value carries data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taint {
    pub(crate) origin: Origin,
    pub(crate) vid: Vid,
    /// The last step on the way here.
    pub(crate) step: StepId,
    /// The harm that it can still do.
    pub(crate) live: Mask,
    /// The harm that it could do once it is decoded; or, if `fails_in` says where, in those places.
    pub(crate) hidden: Mask,
    /// The places in which what made it harmless does not do so.
    pub(crate) fails_in: Places,
    pub(crate) flags: u8,
}

impl Taint {
    /// It went through code of which nothing is known.
    pub(crate) const UNSURE: u8 = 1;
    /// It is a path without `..` and links.
    pub(crate) const NORMALIZED: u8 = 2;
    /// It came in as a text: whoever sent it could not make it a dictionary.
    pub(crate) const TEXT: u8 = 4;
    /// It is what a path has in common with another one.
    pub(crate) const COMMON: u8 = 8;
    /// It gets into what may be a page, unless a caller says that it is none.
    pub(crate) const PAGE: u8 = 16;
    /// It is an absolute path without `..`: behind the name of a folder, it stays below that folder.
    pub(crate) const ROOTED: u8 = 32;
    /// It is an address in a page.
    pub(crate) const ADDRESS: u8 = 64;
    /// It was joined to a folder, of which nothing is left if it is an absolute path.
    pub(crate) const JOINED: u8 = 128;

    /// The same data, which something makes harmless everywhere (`cleared`), and something but for some
    /// places (`escaped`).
    #[must_use]
    pub(crate) fn sanitized(self, cleared: Mask, (escaped, fails_in): (Mask, Places)) -> Self {
        let live = self.live & !(cleared | escaped);
        let harm = self.live & escaped & !cleared;
        // What was encoded before has no character that something escapes.
        let is_encoded = self.hidden != 0 && self.fails_in == 0;
        if is_encoded || harm == 0 && self.fails_in == 0 {
            return Self { live, ..self };
        }
        // Escaped twice: harmless where one of both makes it so.
        let again = if escaped & self.hidden == 0 { Places::MAX } else { fails_in };
        let (hidden, fails_in) = match self.fails_in {
            0 => (harm, fails_in),
            before => (self.hidden & !cleared | harm, before & again),
        };
        if hidden == 0 || fails_in == 0 {
            return Self { live, hidden: 0, fails_in: 0, ..self };
        }
        Self { live, hidden, fails_in, ..self }
    }

    /// The same data, of which something was found out. Of an escaped text, it is known of it in all places;
    /// of an encoded one, nothing is known of what it is once it is decoded.
    #[must_use]
    pub(crate) fn checked(self, cleared: Mask) -> Self {
        let hidden = if self.fails_in == 0 { self.hidden } else { self.hidden & !cleared };
        Self { live: self.live & !cleared, hidden, ..self }
    }

    /// The same data in some places of a text.
    #[must_use]
    pub(crate) fn placed(self, places: Places) -> Self {
        if self.fails_in & places == 0 {
            return self;
        }
        Self { live: self.live | self.hidden, hidden: 0, fails_in: 0, ..self }
    }
}

/// The data that a value carries; most carry none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Taints(Option<Rc<Vec<Taint>>>);

impl Taints {
    pub(crate) fn one(taint: Taint) -> Self {
        Self(Some(Rc::new(vec![taint])))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Where the data stands in memory: sets at the same place are the same. None if there is no data.
    pub(crate) fn address(&self) -> Option<usize> {
        self.0.as_ref().map(|all| Rc::as_ptr(all).addr())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Taint> {
        self.0.iter().flat_map(|all| all.iter())
    }

    pub(crate) fn add(&mut self, taint: Taint) {
        if taint.live == 0 && taint.hidden == 0 {
            return;
        }
        let all = Rc::make_mut(self.0.get_or_insert_default());
        let count = all.len();
        let same = all.iter_mut().find(|it| it.origin == taint.origin && it.vid == taint.vid);
        match same {
            Some(same) => {
                same.live |= taint.live;
                same.fails_in = match (same.hidden, taint.hidden) {
                    (0, _) => taint.fails_in,
                    (_, 0) => same.fails_in,
                    _ => same.fails_in & taint.fails_in,
                };
                same.hidden |= taint.hidden;
                // What is sure on one way is sure.
                let places = (same.flags | taint.flags) & Taint::ADDRESS;
                same.flags = same.flags & taint.flags | places;
            }
            None if count < MAX_TAINTS => all.push(taint),
            None => {}
        }
    }

    pub(crate) fn join(&mut self, other: &Self) {
        match (&self.0, &other.0) {
            (_, None) => {}
            (None, Some(_)) => self.0.clone_from(&other.0),
            (Some(ours), Some(theirs)) if Rc::ptr_eq(ours, theirs) => {}
            _ => other.iter().for_each(|taint| self.add(*taint)),
        }
    }

    /// The same data after something happened to it.
    #[must_use]
    pub(crate) fn map(&self, mut change: impl FnMut(Taint) -> Taint) -> Self {
        let mut mapped = Self::default();
        self.iter().for_each(|taint| mapped.add(change(*taint)));
        mapped
    }

    /// The same data, which cannot do some harm any more.
    #[must_use]
    pub(crate) fn without(&self, cleared: Mask) -> Self {
        if self.iter().all(|taint| taint.live & cleared == 0) {
            return self.clone();
        }
        self.map(|taint| Taint { live: taint.live & !cleared, ..taint })
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Const {
    None,
    Bool(bool),
    Int(i64),
    /// By its bits.
    Float(u64),
    Str(Rc<str>),
    Bytes(Rc<str>),
    Ellipsis,
}

impl Const {
    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(bits) => f64::from_bits(*bits) != 0.0,
            Self::Str(text) | Self::Bytes(text) => !text.is_empty(),
            Self::Ellipsis => true,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&Rc<str>> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }
}

/// An object that somebody may change: see [`Object`](crate::state::Object).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ObjId(pub(crate) u32);

/// A kind of value of which no more is known, and that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    Str,
    Number,
    Bool,
    /// Something else that carries no text.
    Opaque,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(Rc<str>),
    /// What is not known, and the data in it.
    Hole(Taints),
    /// A number, or one of several texts that the program itself chooses.
    Chosen,
}

/// A function of the program.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FuncValue {
    pub(crate) file: u32,
    pub(crate) function: FuncId,
    /// The variables of the functions around it.
    pub(crate) closure: Option<ObjId>,
    /// The object that it is a method of.
    pub(crate) receiver: Option<Value>,
    /// The class in which it is defined.
    pub(crate) class: Option<Rc<ClassValue>>,
    /// The values of parameters that are not given, by their places.
    pub(crate) defaults: Rc<[(u32, Value)]>,
    /// What its annotations say, if it is no function of a module or of a class there.
    pub(crate) annotations: Option<Rc<Annotations>>,
    pub(crate) kind: Binding,
}

/// What the annotations of a function say about its parameters, by their places.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Annotations {
    classes: Vec<(u32, Value)>,
    /// What provides an argument: `Depends(session)` in `Annotated[Session, Depends(session)]`.
    providers: Vec<(u32, Value)>,
    /// What else is said: the expression in `Annotated[str, Query(pattern="^[a-z]+$")]`.
    declarations: Vec<(u32, Value)>,
}

impl Annotations {
    pub(crate) fn add_class(&mut self, place: u32, class: Value) {
        self.classes.push((place, class));
    }

    pub(crate) fn add_provider(&mut self, place: u32, provider: Value) {
        self.providers.push((place, provider));
    }

    pub(crate) fn add_declaration(&mut self, place: u32, declaration: Value) {
        self.declarations.push((place, declaration));
    }

    pub(crate) fn declaration(&self, place: u32) -> Option<&Value> {
        self.declarations.iter().find(|annotation| annotation.0 == place).map(|it| &it.1)
    }

    pub(crate) fn classes(&self) -> impl Iterator<Item = &Value> {
        self.classes.iter().map(|annotation| &annotation.1)
    }

    pub(crate) fn class(&self, place: u32) -> Option<&Value> {
        self.classes.iter().find(|annotation| annotation.0 == place).map(|it| &it.1)
    }

    pub(crate) fn provider(&self, place: u32) -> Option<&Value> {
        self.providers.iter().find(|annotation| annotation.0 == place).map(|it| &it.1)
    }
}

/// How a function in a class gets its first argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Binding {
    Plain,
    Static,
    Class,
    Property,
}

/// A class of the program.
#[derive(Debug)]
pub(crate) struct ClassValue {
    pub(crate) number: u32,
    pub(crate) file: u32,
    pub(crate) span: Span,
    pub(crate) bases: Vec<Value>,
    pub(crate) members: RefCell<Vec<(Name, Value)>>,
    /// The annotated members, in order: the parameters of a dataclass.
    pub(crate) fields: RefCell<Vec<(Name, Value)>>,
}

impl PartialEq for ClassValue {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

/// A function, the arguments that it has by position, and those that it has by name.
pub(crate) type Partial = (Value, Vec<Value>, Vec<(Name, Value)>);

/// One of the things that a value may be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Alt {
    /// Anything.
    Any,
    Const(Const),
    Typed(Type),
    Text(Rc<[Piece]>),
    Obj(ObjId),
    Func(Rc<FuncValue>),
    Class(Rc<ClassValue>),
    /// Something of a library.
    Api(ApiId),
    /// A file of the program.
    Module(u32),
    /// What a file of the program calls so: looked up when it is read.
    Member(u32, Name),
    /// A folder of the program that is a package without a file: the name of what is imported.
    Package(Rc<str>),
    /// A method of a value.
    Method(Rc<(Value, Name)>),
    /// A function with some of its arguments.
    Partial(Rc<Partial>),
    /// `super()`: the class whose bases are asked, and the object.
    Super(Rc<ClassValue>, Rc<Value>),
    /// A compiled regular expression.
    Regex(Rc<str>),
}

/// What is known if a value is true, and if it is false; nothing where it cannot be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cond {
    pub(crate) if_true: Option<Facts>,
    pub(crate) if_false: Option<Facts>,
}

impl Cond {
    /// What is known of a value that may also be another one.
    fn or(&self, (if_true, if_false): (Option<Facts>, Option<Facts>)) -> Rc<Self> {
        Rc::new(Self {
            if_true: Facts::either(self.if_true.as_ref(), if_true.as_ref()),
            if_false: Facts::either(self.if_false.as_ref(), if_false.as_ref()),
        })
    }
}

/// What is known about a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Value {
    pub(crate) taints: Taints,
    /// What it may be; nothing if there is no value.
    pub(crate) alts: SmallVec<[Alt; 1]>,
    pub(crate) cond: Option<Rc<Cond>>,
}

impl Value {
    pub(crate) fn any() -> Self {
        Self::of(Alt::Any)
    }

    pub(crate) fn of(alt: Alt) -> Self {
        Self { taints: Taints::default(), alts: smallvec![alt], cond: None }
    }

    pub(crate) fn constant(constant: Const) -> Self {
        Self::of(Alt::Const(constant))
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::constant(Const::Str(text.into()))
    }

    pub(crate) fn bool(value: bool) -> Self {
        Self::constant(Const::Bool(value))
    }

    pub(crate) fn none() -> Self {
        Self::constant(Const::None)
    }

    pub(crate) fn typed(kind: Type) -> Self {
        Self::of(Alt::Typed(kind))
    }

    pub(crate) fn tainted(taints: Taints) -> Self {
        Self { taints, ..Self::any() }
    }

    pub(crate) fn tainted_text(taints: Taints) -> Self {
        Self { taints, ..Self::typed(Type::Str) }
    }

    pub(crate) fn pieces(pieces: Vec<Piece>) -> Self {
        if let [Piece::Text(text)] = &pieces[..] {
            return Self::constant(Const::Str(Rc::clone(text)));
        }
        let mut taints = Taints::default();
        for piece in &pieces {
            if let Piece::Hole(hole) = piece {
                taints.join(hole);
            }
        }
        Self { taints, ..Self::of(Alt::Text(pieces.into())) }
    }

    pub(crate) fn with(mut self, taints: &Taints) -> Self {
        self.taints.join(taints);
        self
    }

    /// The same value, of whose texts something was found out.
    pub(crate) fn without_facts(&self, facts: &Facts) -> Self {
        let change = |taint: Taint| taint.checked(facts.get(taint.vid));
        let alts = self.alts.iter().map(|alt| match alt {
            Alt::Text(pieces) => Alt::Text(
                pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Hole(taints) => Piece::Hole(taints.map(change)),
                        known @ (Piece::Text(_) | Piece::Chosen) => known.clone(),
                    })
                    .collect(),
            ),
            other => other.clone(),
        });
        Self { taints: self.taints.map(change), alts: alts.collect(), cond: self.cond.clone() }
    }

    pub(crate) fn is_bottom(&self) -> bool {
        self.alts.is_empty()
    }

    /// The one thing that it is.
    pub(crate) fn single(&self) -> Option<&Alt> {
        match &self.alts[..] {
            [alt] => Some(alt),
            _ => None,
        }
    }

    pub(crate) fn as_const(&self) -> Option<&Const> {
        match self.single()? {
            Alt::Const(constant) if self.taints.is_empty() => Some(constant),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&Rc<str>> {
        self.as_const()?.as_str()
    }

    pub(crate) fn objects(&self) -> impl Iterator<Item = ObjId> {
        self.alts.iter().filter_map(|alt| match alt {
            Alt::Obj(id) => Some(*id),
            _ => None,
        })
    }

    /// Whether it is true; unknown if it may be both.
    pub(crate) fn truth(&self) -> Option<bool> {
        let mut all = self.alts.iter().map(|alt| match alt {
            Alt::Const(constant) if self.taints.is_empty() => Some(constant.is_truthy()),
            Alt::Func(_) | Alt::Class(_) | Alt::Module(_) | Alt::Package(_) | Alt::Regex(_) => {
                Some(true)
            }
            Alt::Text(pieces) => pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Text(text) if !text.is_empty()))
                .then_some(true),
            _ => None,
        });
        let first = all.next()??;
        all.all(|truth| truth == Some(first)).then_some(first)
    }

    /// What is known if it is true, and if it is false.
    pub(crate) fn if_either(&self) -> (Option<Facts>, Option<Facts>) {
        match (&self.cond, self.truth()) {
            (Some(cond), _) => (cond.if_true.clone(), cond.if_false.clone()),
            (None, Some(true)) => (Some(Facts::default()), None),
            (None, Some(false)) => (None, Some(Facts::default())),
            (None, None) => (Some(Facts::default()), Some(Facts::default())),
        }
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.taints.join(&other.taints);
        self.cond = match (self.cond.take(), &other.cond) {
            (Some(ours), Some(theirs)) if Rc::ptr_eq(&ours, theirs) => Some(ours),
            (Some(ours), Some(theirs)) => Some(Rc::new(Cond {
                if_true: Facts::either(ours.if_true.as_ref(), theirs.if_true.as_ref()),
                if_false: Facts::either(ours.if_false.as_ref(), theirs.if_false.as_ref()),
            })),
            (Some(cond), None) if other.is_bottom() => Some(cond),
            (None, Some(cond)) if self.is_bottom() => Some(Rc::clone(cond)),
            // `allowed = False`, and otherwise what a check says.
            (Some(cond), None) if other.truth().is_some() => Some(cond.or(other.if_either())),
            (None, Some(cond)) if self.truth().is_some() => Some(cond.or(self.if_either())),
            _ => None,
        };
        for alt in &other.alts {
            self.add(alt.clone());
        }
    }

    pub(crate) fn add(&mut self, alt: Alt) {
        if self.alts.contains(&alt) {
            return;
        }
        if self.alts.len() < MAX_ALTS {
            self.alts.push(alt);
            return;
        }
        // Texts are given up first: a function or an object among them is worth more.
        let is_text = |alt: &Alt| matches!(alt, Alt::Const(_) | Alt::Text(_) | Alt::Typed(_));
        if is_text(&alt) || self.alts.iter().any(is_text) {
            self.alts.retain(|alt| !is_text(alt));
            self.alts.push(Alt::Any);
            if !is_text(&alt) && self.alts.len() < MAX_ALTS {
                self.alts.push(alt);
            }
        }
    }
}

/// A number for something, the same each time.
pub(crate) fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
