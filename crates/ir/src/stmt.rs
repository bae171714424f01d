//! Statements.

use serde::{Deserialize, Serialize};

use crate::{BinOp, Expr, FuncId, Lit, Span, Sym, Var};

/// A statement.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stmt {
    /// An expression.
    Expr(Expr),
    /// `targets = value`.
    Assign(Vec<Target>, Expr),
    /// `target: annotation = value`.
    Annotated(Target, Expr, Option<Expr>),
    /// `target op= value`.
    Augmented(Target, BinOp, Expr, Span),
    /// `if test: then else: otherwise`.
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    /// `while test: body else: otherwise`.
    While(Expr, Vec<Stmt>, Vec<Stmt>),
    /// `for target in iterable: body else: otherwise`.
    For(Target, Expr, Vec<Stmt>, Vec<Stmt>),
    /// `try`: body, handlers, `else`, `finally`.
    Try(Vec<Stmt>, Vec<Handler>, Vec<Stmt>, Vec<Stmt>),
    /// `with items: body`.
    With(Vec<WithItem>, Vec<Stmt>),
    /// `match subject: cases`.
    Match(Expr, Vec<Case>),
    /// `return value`.
    Return(Option<Expr>),
    /// `raise exception`.
    Raise(Option<Expr>),
    /// `assert test, message`.
    Assert(Expr),
    /// `del targets`.
    Delete(Vec<Target>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `import module` or `import module as variable`; without `as` the variable is the first part.
    Import {
        /// The dotted name.
        module: Sym,
        /// Whether the variable is the module itself, not its first part.
        renamed: bool,
        /// The variable.
        var: Var,
    },
    /// `from module import member as variable`.
    ImportFrom {
        /// The dotted name without leading dots; empty if there is none.
        module: Sym,
        /// The number of leading dots.
        level: u32,
        /// The member, and the variable that gets it; none for a star.
        member: Option<(Sym, Var)>,
    },
    /// `def`.
    Def {
        /// The variable.
        var: Var,
        /// The function.
        function: FuncId,
        /// The decorators, the outermost first.
        decorators: Vec<Expr>,
        /// The defaults of parameters, by their places.
        defaults: Vec<(u32, Expr)>,
    },
    /// `class`.
    Class {
        /// The variable.
        var: Var,
        /// The name.
        name: Sym,
        /// The definition's header.
        span: Span,
        /// The decorators, the outermost first.
        decorators: Vec<Expr>,
        /// The bases.
        bases: Vec<Expr>,
        /// What else is said in the header, `metaclass=Registry`.
        keywords: Vec<(Sym, Expr)>,
        /// What the body does.
        body: Vec<Stmt>,
        /// The variables of the body, with their names.
        members: Vec<(Sym, Var)>,
    },
}

/// What is assigned to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Target {
    /// A variable.
    Var(Var, Span),
    /// `value.name`.
    Attr(Box<Expr>, Sym, Span),
    /// `value[index]`.
    Index(Box<Expr>, Box<Expr>, Span),
    /// Several targets that share what is unpacked.
    Tuple(Vec<Target>),
    /// `*target`.
    Star(Box<Target>),
    /// What could not be parsed.
    Unknown,
}

/// `except kind as var`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Handler {
    /// The classes that are caught; all if there is none.
    pub kind: Option<Expr>,
    /// The variable that gets the exception.
    pub var: Option<Var>,
    /// What is done.
    pub body: Vec<Stmt>,
    /// Where it stands.
    pub span: Span,
}

/// `context as target`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WithItem {
    /// The context manager.
    pub context: Expr,
    /// What gets the value that it enters with.
    pub target: Option<Target>,
}

/// A case of a `match`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// What it matches.
    pub pattern: Pattern,
    /// `if guard`.
    pub guard: Option<Expr>,
    /// What is done.
    pub body: Vec<Stmt>,
}

/// A pattern of a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Pattern {
    /// A value.
    Value(Expr),
    /// `None`, `True`, `False`.
    Lit(Lit),
    /// Anything; `name` or `_`.
    Any(Option<Var>),
    /// `pattern as name`.
    As(Box<Pattern>, Var),
    /// `a | b`.
    Or(Vec<Pattern>),
    /// `[a, *b]`; a starred one is [`Pattern::Star`].
    Sequence(Vec<Pattern>),
    /// `*name`.
    Star(Option<Var>),
    /// `{key: pattern, **rest}`.
    Mapping(Vec<(Expr, Pattern)>, Option<Var>),
    /// `Class(patterns, name=pattern)`.
    Class(Expr, Vec<Pattern>, Vec<(Sym, Pattern)>),
}
