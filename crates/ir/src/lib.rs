//! What a module does with data, without its text and its tree.
//!
//! A [`Module`] is lowered from the syntax tree within the task of its file and outlives it. Names are
//! settled: every use of a variable says which one it is ([`Var`]). Code stays structured, because
//! Python has no goto: whoever follows data merges branches where the source merges them.
//! Comprehensions and class bodies belong to the function that they stand in; lambdas are functions.
//!
//! Nothing here knows what a name means in another module, or what is dangerous.

mod body;
mod expr;
mod stmt;

use serde::{Deserialize, Serialize};

pub use body::Body;
pub use expr::{
    Arg, ArgName, BinOp, BoolOp, CmpOp, CompKind, Comprehension, Conversion, Expr, ExprKind,
    FormatPart, Lit, UnaryOp,
};
pub use stmt::{Case, Handler, Pattern, Stmt, Target, WithItem};

/// A name of the module: an index into [`Module::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sym(pub u32);

/// A function of the module: an index into [`Module::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FuncId(pub u32);

/// Where code stands, in bytes of the decoded text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

/// A file, lowered.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Module {
    /// The names that the code uses, each once.
    pub names: Vec<Box<str>>,
    /// The functions; the first one is the body of the module.
    pub functions: Vec<Function>,
    /// The variables of the module by their slots in its body.
    pub globals: Vec<Sym>,
    /// The top-level packages that it imports from, anywhere; sorted.
    pub packages: Vec<Box<str>>,
}

impl Module {
    /// The text of a name.
    pub fn name(&self, name: Sym) -> &str {
        self.names.get(name.0 as usize).map_or("", |name| name)
    }

    /// A function.
    pub fn function(&self, id: FuncId) -> &Function {
        &self.functions[id.0 as usize]
    }
}

/// A function, a method, a lambda, or the body of the module.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Function {
    /// Its name; `<lambda>` or `<module>` if it has none.
    pub name: Sym,
    /// The definition.
    pub span: Span,
    /// The parameters, in the order of the source.
    pub params: Vec<Param>,
    /// The number of its variables.
    pub slots: u32,
    /// The names of its variables by their slots.
    pub slot_names: Vec<Sym>,
    /// Those of its variables that functions within see, too; sorted.
    pub captured: Vec<u32>,
    /// The variables of functions around it that it uses, or a function within it: how many functions
    /// out, and the slot there. Sorted.
    pub outer: Vec<(u32, u32)>,
    /// Whether it stands in a class body.
    pub is_method: bool,
    /// Whether it yields.
    pub is_generator: bool,
    /// Whether it is `async`.
    pub is_async: bool,
    /// The names in its code that are no variables of its own, those of the functions within it
    /// included: of attributes, of variables of the module, of built-ins. Sorted.
    pub mentions: Vec<Sym>,
    /// What it returns, as annotated.
    pub returns: Option<Expr>,
    /// What it does.
    pub body: Body,
}

/// A parameter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: Sym,
    /// The variable that it is.
    pub var: Var,
    /// How it takes its argument.
    pub kind: ParamKind,
    /// The annotation.
    pub annotation: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}

/// How a parameter takes its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParamKind {
    /// By position only.
    PositionalOnly,
    /// By position or name.
    Normal,
    /// All further positional ones: `*args`.
    Rest,
    /// By name only.
    KeywordOnly,
    /// All further named ones: `**kwargs`.
    Keywords,
}

/// A variable, seen from the code that uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Var {
    /// One of the function's own.
    Slot(u32),
    /// One of a function around it.
    Outer {
        /// How many functions out; 1 is the next one.
        up: u32,
        /// The slot there.
        cell: u32,
    },
    /// A variable of the module, seen from a function.
    Global(Sym),
    /// A name that nothing in the file binds: a built-in, or one from a star import.
    Free(Sym),
}
