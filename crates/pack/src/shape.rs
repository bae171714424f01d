//! One view of all syntax: what kind a piece of code is, what it says, and its lists of parts.
//!
//! Patterns are made through this view, and code is compared with them through it: what one side
//! understands, the other does.

use std::borrow::Cow;

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::{self, ExceptHandler, Expr, InterpolatedStringElement, Stmt};
use smallvec::{SmallVec, smallvec};

use crate::pattern::Kind;

/// A piece of code.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Code<'a> {
    Expr(&'a Expr),
    Stmt(&'a Stmt),
    Word(&'a ast::Identifier),
    Keyword(&'a ast::Keyword),
    Parameter(Parameter<'a>),
    Item(&'a ast::DictItem),
    Generator(&'a ast::Comprehension),
    Handler(&'a ast::ExceptHandlerExceptHandler),
    Clause(&'a ast::ElifElseClause),
    WithItem(&'a ast::WithItem),
    Element(&'a InterpolatedStringElement),
}

/// A parameter of a function, with the stars before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter<'a> {
    stars: &'static str,
    name: &'a ast::Identifier,
    annotation: Option<&'a Expr>,
    default: Option<&'a Expr>,
    range: TextRange,
}

impl<'a> Parameter<'a> {
    /// Whether it is a name and nothing else.
    pub(crate) fn is_plain(self) -> bool {
        self.stars.is_empty() && self.annotation.is_none() && self.default.is_none()
    }

    /// Its name.
    pub(crate) fn name(self) -> &'a str {
        self.name.as_str()
    }
}

/// A list of parts.
pub(crate) type Parts<'a> = SmallVec<[Code<'a>; 4]>;

/// A piece of code, seen as all others.
#[derive(Debug)]
pub(crate) struct Shape<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: Cow<'a, str>,
    pub(crate) parts: SmallVec<[Parts<'a>; 4]>,
}

impl Ranged for Code<'_> {
    fn range(&self) -> TextRange {
        match self {
            Self::Expr(it) => it.range(),
            Self::Stmt(it) => it.range(),
            Self::Word(it) => it.range(),
            Self::Keyword(it) => it.range(),
            Self::Parameter(it) => it.range,
            Self::Item(it) => it.range(),
            Self::Generator(it) => it.range(),
            Self::Handler(it) => it.range(),
            Self::Clause(it) => it.range(),
            Self::WithItem(it) => it.range(),
            Self::Element(it) => it.range(),
        }
    }
}

fn one(expression: &Expr) -> Parts<'_> {
    smallvec![Code::Expr(expression)]
}

fn maybe(expression: Option<&Expr>) -> Parts<'_> {
    expression.into_iter().map(Code::Expr).collect()
}

fn all(expressions: &[Expr]) -> Parts<'_> {
    expressions.iter().map(Code::Expr).collect()
}

fn body(statements: &[Stmt]) -> Parts<'_> {
    statements.iter().map(Code::Stmt).collect()
}

fn generators(all: &[ast::Comprehension]) -> Parts<'_> {
    all.iter().map(Code::Generator).collect()
}

impl<'a> Code<'a> {
    /// The code as a shape; nothing for names, words and literals, which are compared by value, and
    /// for calls and imports, which are compared by their own rules.
    pub(crate) fn shape(self) -> Option<Shape<'a>> {
        Some(match self {
            Self::Expr(expression) => return of_expression(expression),
            Self::Stmt(statement) => return of_statement(statement),
            Self::Word(_) => return None,
            Self::Keyword(keyword) => shape(
                Kind::Keyword,
                "",
                [keyword.arg.iter().map(Code::Word).collect(), one(&keyword.value)],
            ),
            Self::Parameter(parameter) => shape(
                Kind::Parameter,
                parameter.stars,
                [
                    smallvec![Code::Word(parameter.name)],
                    maybe(parameter.annotation),
                    maybe(parameter.default),
                ],
            ),
            Self::Item(item) => shape(Kind::Item, "", [maybe(item.key.as_ref()), one(&item.value)]),
            Self::Generator(it) => {
                shape(Kind::Comprehension, "", [one(&it.target), one(&it.iter), all(&it.ifs)])
            }
            Self::Handler(handler) => shape(
                Kind::Handler,
                "",
                [
                    maybe(handler.type_.as_deref()),
                    handler.name.iter().map(Code::Word).collect(),
                    body(&handler.body),
                ],
            ),
            Self::Clause(clause) => {
                shape(Kind::Clause, "", [maybe(clause.test.as_ref()), body(&clause.body)])
            }
            Self::WithItem(item) => shape(
                Kind::WithItem,
                "",
                [one(&item.context_expr), maybe(item.optional_vars.as_deref())],
            ),
            Self::Element(InterpolatedStringElement::Literal(literal)) => {
                shape(Kind::Element, &*literal.value, [])
            }
            Self::Element(InterpolatedStringElement::Interpolation(it)) => {
                shape(Kind::Interpolation, "", [one(&it.expression)])
            }
        })
    }
}

fn shape<'a, const N: usize>(
    kind: Kind,
    text: impl Into<Cow<'a, str>>,
    parts: [Parts<'a>; N],
) -> Shape<'a> {
    Shape { kind, text: text.into(), parts: parts.into_iter().collect() }
}

fn of_expression(expression: &Expr) -> Option<Shape<'_>> {
    Some(match expression {
        Expr::BoolOp(it) => shape(Kind::BoolOp, it.op.as_str(), [all(&it.values)]),
        Expr::Named(it) => shape(Kind::Named, "", [one(&it.target), one(&it.value)]),
        Expr::BinOp(it) => shape(Kind::BinOp, it.op.as_str(), [one(&it.left), one(&it.right)]),
        Expr::UnaryOp(it) => shape(Kind::UnaryOp, it.op.as_str(), [one(&it.operand)]),
        Expr::Lambda(it) => {
            let list = it.parameters.as_deref().map(parameters).unwrap_or_default();
            shape(Kind::Lambda, "", [list, one(&it.body)])
        }
        Expr::If(it) => {
            shape(Kind::IfExpression, "", [one(&it.test), one(&it.body), one(&it.orelse)])
        }
        Expr::Dict(it) => shape(Kind::Dict, "", [it.items.iter().map(Code::Item).collect()]),
        Expr::Set(it) => shape(Kind::Set, "", [all(&it.elts)]),
        Expr::ListComp(it) => shape(Kind::ListComp, "", [one(&it.elt), generators(&it.generators)]),
        Expr::SetComp(it) => shape(Kind::SetComp, "", [one(&it.elt), generators(&it.generators)]),
        Expr::DictComp(it) => shape(
            Kind::DictComp,
            "",
            [maybe(it.key.as_deref()), one(&it.value), generators(&it.generators)],
        ),
        Expr::Generator(it) => {
            shape(Kind::Generator, "", [one(&it.elt), generators(&it.generators)])
        }
        Expr::Await(it) => shape(Kind::Await, "", [one(&it.value)]),
        Expr::Yield(it) => shape(Kind::Yield, "", [maybe(it.value.as_deref())]),
        Expr::YieldFrom(it) => shape(Kind::YieldFrom, "", [one(&it.value)]),
        Expr::Compare(it) => {
            let operators: Vec<&str> = it.ops.iter().map(ast::CmpOp::as_str).collect();
            let mut operands = one(&it.left);
            operands.extend(it.comparators.iter().map(Code::Expr));
            shape(Kind::Compare, operators.join(" "), [operands])
        }
        Expr::FString(it) => {
            shape(Kind::Format, "", [it.value.elements().map(Code::Element).collect()])
        }
        Expr::Attribute(it) => {
            shape(Kind::Attribute, "", [one(&it.value), smallvec![Code::Word(&it.attr)]])
        }
        Expr::Subscript(it) => shape(Kind::Subscript, "", [one(&it.value), one(&it.slice)]),
        Expr::Starred(it) => shape(Kind::Starred, "", [one(&it.value)]),
        Expr::List(it) => shape(Kind::List, "", [all(&it.elts)]),
        Expr::Tuple(it) => shape(Kind::Tuple, "", [all(&it.elts)]),
        Expr::Slice(it) => shape(
            Kind::Slice,
            "",
            [maybe(it.lower.as_deref()), maybe(it.upper.as_deref()), maybe(it.step.as_deref())],
        ),
        _ => return None,
    })
}

fn of_statement(statement: &Stmt) -> Option<Shape<'_>> {
    Some(match statement {
        Stmt::FunctionDef(it) => shape(
            Kind::Function,
            if it.is_async { "async" } else { "" },
            [
                decorators(&it.decorator_list),
                smallvec![Code::Word(&it.name)],
                parameters(&it.parameters),
                maybe(it.returns.as_deref()),
                body(&it.body),
            ],
        ),
        Stmt::ClassDef(it) => {
            let mut bases: Parts<'_> = all(it.bases());
            bases.extend(it.keywords().iter().map(Code::Keyword));
            shape(
                Kind::Class,
                "",
                [
                    decorators(&it.decorator_list),
                    smallvec![Code::Word(&it.name)],
                    bases,
                    body(&it.body),
                ],
            )
        }
        Stmt::Return(it) => shape(Kind::Return, "", [maybe(it.value.as_deref())]),
        Stmt::Delete(it) => shape(Kind::Delete, "", [all(&it.targets)]),
        Stmt::Assign(it) => shape(Kind::Assign, "", [all(&it.targets), one(&it.value)]),
        Stmt::AugAssign(it) => {
            shape(Kind::AugAssign, it.op.as_str(), [one(&it.target), one(&it.value)])
        }
        Stmt::AnnAssign(it) => shape(
            Kind::AnnAssign,
            "",
            [one(&it.target), one(&it.annotation), maybe(it.value.as_deref())],
        ),
        Stmt::For(it) => shape(
            Kind::For,
            if it.is_async { "async" } else { "" },
            [one(&it.target), one(&it.iter), body(&it.body), body(&it.orelse)],
        ),
        Stmt::While(it) => {
            shape(Kind::While, "", [one(&it.test), body(&it.body), body(&it.orelse)])
        }
        Stmt::If(it) => shape(
            Kind::If,
            "",
            [
                one(&it.test),
                body(&it.body),
                it.elif_else_clauses.iter().map(Code::Clause).collect(),
            ],
        ),
        Stmt::With(it) => shape(
            Kind::With,
            if it.is_async { "async" } else { "" },
            [it.items.iter().map(Code::WithItem).collect(), body(&it.body)],
        ),
        Stmt::Raise(it) => {
            shape(Kind::Raise, "", [maybe(it.exc.as_deref()), maybe(it.cause.as_deref())])
        }
        Stmt::Try(it) => {
            let handlers = it.handlers.iter().map(|handler| match handler {
                ExceptHandler::ExceptHandler(handler) => Code::Handler(handler),
            });
            let star = if it.is_star { "*" } else { "" };
            let handlers = handlers.collect();
            let parts = [body(&it.body), handlers, body(&it.orelse), body(&it.finalbody)];
            shape(Kind::Try, star, parts)
        }
        Stmt::Assert(it) => shape(Kind::Assert, "", [one(&it.test), maybe(it.msg.as_deref())]),
        Stmt::Global(it) => shape(Kind::Global, "", [it.names.iter().map(Code::Word).collect()]),
        Stmt::Nonlocal(it) => {
            shape(Kind::Nonlocal, "", [it.names.iter().map(Code::Word).collect()])
        }
        Stmt::Pass(_) => shape(Kind::Pass, "", []),
        Stmt::Break(_) => shape(Kind::Break, "", []),
        Stmt::Continue(_) => shape(Kind::Continue, "", []),
        _ => return None,
    })
}

fn decorators(all: &[ast::Decorator]) -> Parts<'_> {
    all.iter().map(|decorator| Code::Expr(&decorator.expression)).collect()
}

fn parameters(parameters: &ast::Parameters) -> Parts<'_> {
    let mut all: Parts<'_> = parameters.posonlyargs.iter().map(default_parameter).collect();
    all.extend(parameters.args.iter().map(default_parameter));
    all.extend(parameters.vararg.iter().map(|it| starred("*", it)));
    all.extend(parameters.kwonlyargs.iter().map(default_parameter));
    all.extend(parameters.kwarg.iter().map(|it| starred("**", it)));
    all
}

fn default_parameter(it: &ast::ParameterWithDefault) -> Code<'_> {
    Code::Parameter(Parameter {
        stars: "",
        name: &it.parameter.name,
        annotation: it.parameter.annotation.as_deref(),
        default: it.default.as_deref(),
        range: it.range,
    })
}

fn starred<'a>(stars: &'static str, it: &'a ast::Parameter) -> Code<'a> {
    Code::Parameter(Parameter {
        stars,
        name: &it.name,
        annotation: it.annotation.as_deref(),
        default: None,
        range: it.range,
    })
}
