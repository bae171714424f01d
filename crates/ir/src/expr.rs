//! Expressions.

use serde::{Deserialize, Serialize};

use crate::{FuncId, Span, Sym, Target, Var};

/// An expression and where it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ExprKind {
    /// A literal.
    Lit(Lit),
    /// A variable.
    Var(Var),
    /// `value.name`.
    Attr(Box<Expr>, Sym),
    /// `value[index]`.
    Index(Box<Expr>, Box<Expr>),
    /// `lower:upper:step`, as an index.
    Slice(Box<[Option<Expr>; 3]>),
    /// `callee(arguments)`.
    Call(Box<Expr>, Vec<Arg>),
    /// `left op right`.
    Bin(BinOp, Box<Expr>, Box<Expr>),
    /// `op value`.
    Unary(UnaryOp, Box<Expr>),
    /// `first op second op third`.
    Compare(Box<Expr>, Vec<(CmpOp, Expr)>),
    /// `and` and `or`.
    Bool(BoolOp, Vec<Expr>),
    /// `then if test else otherwise`: test, then, otherwise.
    If(Box<[Expr; 3]>),
    /// A tuple; elements may be [`ExprKind::Star`].
    Tuple(Vec<Expr>),
    /// A list.
    List(Vec<Expr>),
    /// A set.
    Set(Vec<Expr>),
    /// A dictionary; an entry without a key is `**value`.
    Dict(Vec<(Option<Expr>, Expr)>),
    /// An f-string.
    Format(Vec<FormatPart>),
    /// A lambda.
    Lambda(FuncId, Vec<(u32, Expr)>),
    /// A comprehension.
    Comp(Box<Comprehension>),
    /// `(target := value)`.
    Walrus(Box<Target>, Box<Expr>),
    /// `await value`.
    Await(Box<Expr>),
    /// `yield value`.
    Yield(Option<Box<Expr>>),
    /// `yield from value`.
    YieldFrom(Box<Expr>),
    /// `*value`.
    Star(Box<Expr>),
    /// What could not be parsed.
    Unknown,
}

/// A literal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Lit {
    /// `None`.
    None,
    /// `True`, `False`.
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Str(Box<str>),
    /// Bytes, those above 127 as code points.
    Bytes(Box<str>),
    /// `...`.
    Ellipsis,
}

/// An argument of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arg {
    /// How it is given.
    pub name: ArgName,
    /// Its value.
    pub value: Expr,
}

/// How an argument is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArgName {
    /// By position.
    Position,
    /// By name.
    Keyword(Sym),
    /// `*value`.
    Star,
    /// `**value`.
    StarStar,
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BinOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `//`
    FloorDiv,
    /// `%`
    Mod,
    /// `**`
    Pow,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `|`
    Or,
    /// `^`
    Xor,
    /// `&`
    And,
    /// `@`
    MatMul,
}

/// A unary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnaryOp {
    /// `not`
    Not,
    /// `-`
    Neg,
    /// `+`
    Pos,
    /// `~`
    Invert,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CmpOp {
    /// `==`
    Eq,
    /// `!=`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtE,
    /// `>`
    Gt,
    /// `>=`
    GtE,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `in`
    In,
    /// `not in`
    NotIn,
}

/// `and` or `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BoolOp {
    /// `and`
    And,
    /// `or`
    Or,
}

/// A part of an f-string.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FormatPart {
    /// Text.
    Text(Box<str>),
    /// `{value!r}`.
    Value {
        /// What is put in.
        value: Expr,
        /// What makes a text of it.
        conversion: Conversion,
        /// What stands behind the colon.
        spec: Vec<FormatPart>,
    },
}

/// What makes a text of a value in an f-string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conversion {
    /// `format`.
    Format,
    /// `str`: `!s`.
    Str,
    /// `repr` or `ascii`: `!r`, `!a`.
    Repr,
}

/// A comprehension.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Comprehension {
    /// What it makes.
    pub kind: CompKind,
    /// The element, or the key.
    pub element: Expr,
    /// The value of a dictionary.
    pub value: Option<Expr>,
    /// `for target in iterable if conditions`.
    pub loops: Vec<(Target, Expr, Vec<Expr>)>,
}

/// What a comprehension makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CompKind {
    /// A list.
    List,
    /// A set.
    Set,
    /// A dictionary.
    Dict,
    /// A generator.
    Generator,
}
