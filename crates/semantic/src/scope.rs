//! Scopes, the names in them, and the places where those names get a value.

use hognose_core::{TextRange, TextSize};
use hognose_python::ast;

use crate::{BlockId, Place, ScopeId, SymbolId};

/// A region of code with names of its own.
#[derive(Debug)]
pub struct Scope<'a> {
    /// What opens it.
    pub kind: ScopeKind<'a>,
    /// The scope around it; none for the module.
    pub parent: Option<ScopeId>,
    /// The list of statements that it stands in.
    pub(crate) block: BlockId,
    /// The code that opens it; the whole text for the module.
    pub range: TextRange,
}

/// What opens a scope.
#[derive(Clone, Copy, Debug)]
pub enum ScopeKind<'a> {
    /// The file.
    Module,
    /// A class body. Its names are not visible in the functions within.
    Class(&'a ast::StmtClassDef),
    /// A function.
    Function(&'a ast::StmtFunctionDef),
    /// A lambda.
    Lambda(&'a ast::ExprLambda),
    /// A comprehension or generator expression, without its first iterable.
    Comprehension,
    /// The type parameters of a class, a function or a type alias (PEP 695).
    TypeParams,
}

impl ScopeKind<'_> {
    /// Whether names bound in it are visible in the scopes within.
    pub(crate) fn is_visible_from_within(self) -> bool {
        !matches!(self, Self::Class(_))
    }
}

/// How a scope uses a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declaration {
    /// It binds the name itself.
    Local,
    /// It says `global`.
    Global,
    /// It says `nonlocal`.
    Nonlocal,
}

/// A place where a name gets a value.
#[derive(Debug)]
pub struct Binding<'a> {
    /// The name.
    pub name: &'a str,
    /// The identifier.
    pub range: TextRange,
    /// The name as a symbol of `scope`.
    pub(crate) symbol: SymbolId,
    /// The scope whose name it is: because of `global`, `nonlocal` and `:=` not always the one around it.
    pub scope: ScopeId,
    /// The scope that the code lies in.
    pub inner_scope: ScopeId,
    /// The list of statements that it lies in.
    pub block: BlockId,
    /// From where on the name has the value: the end of the assignment, the start of the body.
    pub effective: TextSize,
    /// Whether it is another scope's code that binds the name: `global`, `nonlocal`.
    pub(crate) is_foreign: bool,
    /// Where the value comes from.
    pub kind: BindingKind<'a>,
}

impl Binding<'_> {
    /// From where names in the value are looked up.
    pub(crate) fn place(&self) -> Place {
        Place { scope: self.inner_scope, block: self.block, offset: self.range.start() }
    }
}

/// Where the value of a binding comes from.
#[derive(Clone, Copy, Debug)]
pub enum BindingKind<'a> {
    /// `import a.b` (binds `a`) or `import a.b as c` (binds `c` to `a.b`).
    Import {
        /// The dotted name of the module.
        module: &'a str,
        /// Whether there is an `as`.
        renamed: bool,
    },
    /// `from module import member`.
    ImportFrom {
        /// The dotted name of the module, without the leading dots; none in `from . import x`.
        module: Option<&'a str>,
        /// The number of leading dots.
        level: u32,
        /// What is imported from it.
        member: &'a str,
    },
    /// `name = value`, `name: T = value`, `(name := value)`, or an element of an unpacked display.
    Assign(&'a ast::Expr),
    /// `name: annotation` with or without a value.
    Annotated {
        /// The annotation.
        annotation: &'a ast::Expr,
        /// What is assigned, if anything is.
        value: Option<&'a ast::Expr>,
    },
    /// `name op= value`.
    Augmented(&'a ast::StmtAugAssign),
    /// `with value as name`.
    With(&'a ast::Expr),
    /// A parameter.
    Parameter {
        /// The declaration of the parameter.
        parameter: &'a ast::Parameter,
        /// Its default value.
        default: Option<&'a ast::Expr>,
        /// Whether it is the first one of a function that stands in a class: `self` or `cls`.
        receiver: bool,
    },
    /// A function definition.
    Function(&'a ast::StmtFunctionDef),
    /// A class definition.
    Class(&'a ast::StmtClassDef),
    /// `except type as name`.
    Exception(Option<&'a ast::Expr>),
    /// Deleted: from here on the name has no value.
    Deleted,
    /// An element of something: a loop variable, a part of what is unpacked, a match capture.
    Opaque,
}

/// A list of statements: a body, or one arm of a compound statement.
#[derive(Debug)]
pub struct Block {
    /// The list that the compound statement stands in; none for the body of a scope.
    pub(crate) parent: Option<BlockId>,
    /// The last block within this one: blocks are numbered in the order in which they begin.
    pub(crate) last: BlockId,
    /// The compound statement that this is an arm of, by its start.
    pub(crate) owner: TextSize,
    /// What kind of arm.
    pub(crate) arm: Arm,
    /// The code.
    pub(crate) range: TextRange,
    /// The innermost loop in the same scope that this is in or is the body of.
    pub(crate) innermost_loop: Option<BlockId>,
}

/// How an arm of a compound statement relates to its siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arm {
    /// The body of a scope, or the only arm.
    Only,
    /// The part of a loop that runs in every round: the body with the test or target.
    Loop,
    /// One of several of which at most one runs: `if`, `match`, exception handlers.
    Alternative,
    /// The body of a `try`, which its handlers follow.
    Try,
}
