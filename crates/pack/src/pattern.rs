//! What a pattern is once it is compiled: owned, small, and free of the parser's types, so that it
//! can be written into the program at build time.

use serde::{Deserialize, Serialize};

/// The number of a metavariable of a rule.
pub(crate) type Slot = u8;

/// A rule cannot have more metavariables.
pub(crate) const MAX_SLOTS: usize = 64;

/// A pattern of a piece of code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Pattern {
    /// `...`: any number of elements of a list; where only one can be, any one.
    Ellipsis,
    /// `$...ARGS`: the same, with a name.
    Rest(Slot),
    /// `$X`: one expression, name or statement, the same wherever it is repeated.
    Meta(Slot),
    /// `($X: module.Class)`: an expression that is an instance of the class.
    Typed(Slot, String),
    /// A word where only a word can be: the name of an attribute, a function, a keyword.
    Word(String),
    /// A dotted name. Compared with what the name in the code stands for.
    Name {
        /// The name, as rules know it.
        path: String,
        /// Whether it is a built-in: then a function of the file that has the same name is not it.
        builtin: bool,
    },
    /// `"..."`: any text.
    AnyText,
    /// `"$X"`: any text, with a name.
    MetaText(Slot),
    /// A text with `...` in it: its parts, in order.
    TextParts(Vec<String>),
    /// A literal: also matches what is known to be equal to it.
    Literal(Literal),
    /// A call. Keywords stand in any order.
    Call {
        /// What is called.
        callee: Box<Pattern>,
        /// The positional arguments.
        arguments: Vec<Pattern>,
        /// The keyword arguments.
        keywords: Vec<(Pattern, Pattern)>,
        /// Whether there may be more keyword arguments.
        open: bool,
    },
    /// An import, of whatever form.
    Import(Import),
    /// Statements in a row.
    Statements(Vec<Pattern>),
    /// Anything else: what kind it is, what it says, and its parts.
    Node {
        /// The kind of syntax.
        kind: Kind,
        /// The operator, or what else there is to say.
        text: String,
        /// The lists of parts.
        parts: Vec<Vec<Pattern>>,
    },
}

/// What an import pattern asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Import {
    /// The dotted name of the module.
    pub(crate) module: String,
    /// What is imported from it; nothing for the module itself, in any form.
    pub(crate) member: Option<Box<Pattern>>,
}

/// A literal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Literal {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The kinds of syntax that are compared part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Kind {
    AnnAssign,
    Assert,
    Assign,
    Attribute,
    AugAssign,
    Await,
    BinOp,
    BoolOp,
    Break,
    Class,
    Clause,
    Compare,
    Comprehension,
    Continue,
    Delete,
    Dict,
    DictComp,
    Element,
    For,
    Format,
    Function,
    Generator,
    Global,
    Handler,
    If,
    IfExpression,
    Interpolation,
    Item,
    Keyword,
    Lambda,
    List,
    ListComp,
    Named,
    Nonlocal,
    Other,
    Parameter,
    Pass,
    Raise,
    Return,
    Set,
    SetComp,
    Slice,
    Starred,
    Subscript,
    Try,
    Tuple,
    UnaryOp,
    While,
    With,
    WithItem,
    Yield,
    YieldFrom,
}
