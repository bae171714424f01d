//! What is kept of a file: definitions, signatures, and calls that may be warnings.
//!
//! Owned and small, so that no syntax tree outlives the reading of its file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An expression, as far as deprecations are told by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A dotted name, as it is written: `lib.no_default`.
    Name(String),
    /// A text, with holes where it is not known.
    Text(Vec<Piece>),
    /// `None`, `True`, `False` or a number, as Python writes it.
    Literal(String),
    /// A tuple, list or set.
    List(Vec<Fact>),
    /// A dictionary.
    Table(Vec<(Fact, Fact)>),
    /// A collection whose items, or keys, are the first of each item of another.
    FirstOfEach(Box<Fact>),
    /// A call.
    Call(Box<Call>),
    /// Anything else.
    Other,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// What stands there.
    Known(String),
    /// The dotted name of what is put in; empty for any other expression.
    Hole(String),
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// The dotted name of what is called; empty if it is none.
    pub(crate) callee: String,
    /// Arguments by position.
    pub(crate) arguments: Vec<Fact>,
    /// Arguments by keyword.
    pub(crate) keywords: Vec<(String, Fact)>,
    /// Where it stands.
    pub(crate) line: u32,
}

/// When a statement is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// All of these.
    All(Vec<Condition>),
    /// One of these.
    Any(Vec<Condition>),
    /// A comparison, or its opposite.
    Compare { left: Fact, relation: Relation, right: Fact, negated: bool },
    /// That something is true, or false.
    Truth { of: Fact, negated: bool },
    /// Nobody knows.
    Unknown,
}

/// How two things are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// `==` or `is`.
    Same,
    /// `in`.
    In,
}

/// A call or a `raise` that stands as a statement, and when it is reached.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) call: Call,
    pub(crate) is_raise: bool,
    /// All have to hold.
    pub(crate) conditions: Vec<Arc<Condition>>,
}

/// What a module or a class binds, by name; a name may be bound several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    pub(crate) names: BTreeMap<String, Vec<Definition>>,
    /// Calls among its own statements.
    pub(crate) events: Vec<Event>,
}

/// One binding of a name.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) line: u32,
    pub(crate) what: What,
}

/// What a name is bound to.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Function(Box<Function>),
    Class(Box<Class>),
    /// Something imported: its absolute dotted name.
    Import(String),
    Value(Fact),
}

/// A function or method.
#[derive(Clone, Debug, Default)]
pub(crate) struct Function {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) decorators: Vec<Call>,
    pub(crate) events: Vec<Event>,
    /// Simple assignments to local names, in the order of the text.
    pub(crate) locals: Vec<(String, Fact)>,
    /// Functions defined in it.
    pub(crate) inner: Vec<Function>,
    /// Local names that stand for something imported: its absolute dotted name.
    pub(crate) imports: Vec<(String, String)>,
    /// Attributes that it assigns to its first parameter.
    pub(crate) attributes: BTreeSet<String>,
    /// The tests of its branches, of a `__getattr__`: they say which names it answers for.
    pub(crate) tests: Vec<Arc<Condition>>,
    /// The version of a `deprecated` directive that opens no nested paragraph of the docstring.
    pub(crate) documented_since: Option<String>,
}

/// A class.
#[derive(Clone, Debug, Default)]
pub(crate) struct Class {
    pub(crate) bases: Vec<String>,
    /// Whether there are bases or a metaclass that are not just names.
    pub(crate) is_open: bool,
    pub(crate) decorators: Vec<Call>,
    pub(crate) scope: Scope,
    /// Attributes that its methods assign to `self`.
    pub(crate) attributes: BTreeSet<String>,
    pub(crate) documented_since: Option<String>,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) kind: ParameterKind,
    pub(crate) default: Option<Fact>,
}

/// How a parameter takes its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    PositionalOnly,
    Either,
    KeywordOnly,
    /// `*args`
    Rest,
    /// `**kwargs`
    Keywords,
}

/// What is kept of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Module {
    /// Its dotted name.
    pub(crate) name: String,
    /// Where it is, for people to look it up.
    pub(crate) path: String,
    pub(crate) is_package: bool,
    pub(crate) scope: Scope,
    /// `__all__`, if the module has one that is understood.
    pub(crate) exports: Option<BTreeSet<String>>,
    /// The modules that it imports everything from.
    pub(crate) stars: Vec<String>,
}

impl Fact {
    /// The text, if all of it is known.
    pub(crate) fn known_text(&self) -> Option<&str> {
        match self {
            Self::Text(pieces) => match pieces.as_slice() {
                [] => Some(""),
                [Piece::Known(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// The literal as Python writes it, if it is one.
    pub(crate) fn literal(&self) -> Option<String> {
        match self {
            Self::Literal(text) => Some(text.clone()),
            Self::Text(_) => {
                let text = self.known_text()?;
                let plain = text.len() <= 60 && !text.contains(['"', '\\', '\n', '\r', '\0']);
                plain.then(|| format!("\"{text}\""))
            }
            _ => None,
        }
    }
}

impl Call {
    /// The last part of the callee's name.
    pub(crate) fn leaf(&self) -> &str {
        self.callee.rsplit('.').next().unwrap_or_default()
    }

    pub(crate) fn keyword(&self, name: &str) -> Option<&Fact> {
        self.keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, value)| value)
    }

    /// All arguments, those by position first.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Fact> {
        self.arguments.iter().chain(self.keywords.iter().map(|(_, value)| value))
    }
}

impl Function {
    /// The parameter called `name`.
    pub(crate) fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The name of a parameter that takes the rest of the keywords.
    pub(crate) fn takes_keywords(&self) -> Option<&str> {
        let mut all = self.parameters.iter();
        all.find(|it| it.kind == ParameterKind::Keywords).map(|it| it.name.as_str())
    }

    /// Where an argument for the parameter stands, if it can be given by position; `skipped` leading
    /// parameters (`self`) are not counted.
    pub(crate) fn position(&self, name: &str, skipped: usize) -> Option<u32> {
        let by_position = self
            .parameters
            .iter()
            .filter(|it| matches!(it.kind, ParameterKind::PositionalOnly | ParameterKind::Either));
        let index = by_position.skip(skipped).position(|it| it.name == name)?;
        u32::try_from(index).ok()
    }

    /// What a local name was last assigned.
    pub(crate) fn local(&self, name: &str) -> Option<&Fact> {
        self.locals.iter().rev().find(|(local, _)| local == name).map(|(_, fact)| fact)
    }

    /// This function, and those defined in it, at any depth.
    pub(crate) fn with_inner(&self) -> Vec<&Function> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(function) = all.get(next).copied() {
            all.extend(&function.inner);
            next += 1;
        }
        all
    }
}
