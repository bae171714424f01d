//! The nodes of the syntax tree as Python's own `ast` module has them.
//!
//! Our parser's tree differs from Python's in its joints: arguments and keywords hang together, an
//! `elif` is an arm and no nested `if`, a decorator is a node. What Bandit finds depends on the parent
//! of a string and on the order of the walk, so the walk goes along Python's joints.

use hognose_core::{Ranged, SourceFile, TextRange, TextSize};
use hognose_python::ast::{self, Expr, Stmt};

/// A node that has children, as the stack of the walk holds it.
#[derive(Clone, Copy)]
pub(crate) enum Node<'a> {
    /// The file.
    Module(&'a [Stmt]),
    /// A statement.
    Statement(&'a Stmt),
    /// An `elif`: in Python's tree an `if` that ends where the whole statement ends.
    Elif(&'a ast::ElifElseClause, TextSize),
    /// An expression.
    Expression(&'a Expr),
    /// `keyword=value` of a call or of the bases of a class.
    Keyword(&'a ast::Keyword),
    /// All parameters of a function.
    Parameters(&'a ast::Parameters),
    /// One parameter.
    Parameter(&'a ast::Parameter),
    /// `expression as name` of a `with`.
    WithItem(&'a ast::WithItem),
    /// `for … in …` of a comprehension.
    Comprehension(&'a ast::Comprehension),
    /// An `except` clause.
    Handler(&'a ast::ExceptHandlerExceptHandler),
    /// A `case`.
    Case(&'a ast::MatchCase),
    /// A pattern of a `case`.
    Pattern(&'a ast::Pattern),
    /// `{…}` in an f-string.
    Field(&'a ast::InterpolatedElement),
    /// What follows the colon of a field: in Python's tree another f-string.
    FormatSpec(&'a ast::InterpolatedStringFormatSpec),
    /// A type parameter.
    TypeParam(&'a ast::TypeParam),
}

impl Node<'_> {
    /// The code that Python gives the node's position as, or that its parts span where Python gives it
    /// none.
    pub(crate) fn range(&self, source: &SourceFile) -> TextRange {
        match self {
            Self::Module(_) => TextRange::default(),
            Self::Statement(Stmt::FunctionDef(function)) => function_range(function, source),
            Self::Statement(Stmt::ClassDef(class)) => {
                let start = keyword_before(class.name.start(), "class", source);
                TextRange::new(start, class.end())
            }
            Self::Statement(statement) => statement.range(),
            Self::Elif(clause, end) => TextRange::new(clause.start(), *end),
            Self::Expression(expression) => expression.range(),
            Self::Keyword(keyword) => keyword.range(),
            Self::Parameter(parameter) => parameter.range(),
            Self::Handler(handler) => handler.range(),
            Self::Pattern(pattern) => pattern.range(),
            Self::Field(field) => field.range(),
            Self::FormatSpec(spec) => spec.range(),
            Self::TypeParam(parameter) => parameter.range(),
            Self::Parameters(parameters) => parameters_range(parameters),
            Self::WithItem(item) => item.range(),
            Self::Comprehension(comprehension) => comprehension.range(),
            Self::Case(case) => {
                let end = case.guard.as_ref().map_or(case.pattern.end(), |guard| guard.end());
                TextRange::new(case.pattern.start(), end)
            }
        }
    }
}

/// The code of parameters from the first to the last, without the parentheses and stars around them.
fn parameters_range(parameters: &ast::Parameters) -> TextRange {
    let defaults = parameters.posonlyargs.iter().chain(&parameters.args);
    let mut parts = defaults
        .chain(&parameters.kwonlyargs)
        .map(Ranged::range)
        .chain(parameters.vararg.iter().chain(&parameters.kwarg).map(|it| it.name.range()));
    let Some(first) = parts.next() else { return parameters.range() };
    parts.fold(first, TextRange::cover)
}

/// The code of a function definition without its decorators, as Python counts it.
pub(crate) fn function_range(function: &ast::StmtFunctionDef, source: &SourceFile) -> TextRange {
    let mut start = keyword_before(function.name.start(), "def", source);
    if function.is_async {
        start = keyword_before(start, "async", source);
    }
    TextRange::new(start, function.end())
}

/// Where the keyword that leads up to a place begins. Little but white space is between them.
fn keyword_before(place: TextSize, keyword: &str, source: &SourceFile) -> TextSize {
    const MAX_DISTANCE: usize = 4096;
    let bytes = source.text().as_bytes();
    let end = usize::from(place).min(bytes.len());
    let near = &bytes[end.saturating_sub(MAX_DISTANCE)..end];
    let found = near.windows(keyword.len()).rposition(|window| window == keyword.as_bytes());
    found.map_or(place, |at| TextSize::try_from(end - near.len() + at).unwrap_or(place))
}
