//! The syntax nodes that rules look at, recorded during the one walk of the tree.

use hognose_core::{Ranged, TextRange};
use hognose_python::ast;

use crate::{BlockId, NodeId, Place, ScopeId};

/// A recorded syntax node with its surroundings.
///
/// Recorded are all statements and handlers, and all expressions but names, attributes, unary
/// operations, slices and literals other than strings. The parent of a node is therefore its nearest
/// *recorded* ancestor.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// The syntax.
    pub syntax: Syntax<'a>,
    /// The nearest recorded ancestor.
    pub parent: NodeId,
    /// The statement that it is part of; for a statement, itself.
    pub statement: NodeId,
    /// The scope that it lies in.
    pub scope: ScopeId,
    /// The list of statements that it lies in.
    pub block: BlockId,
}

/// A reference to a piece of syntax.
#[derive(Clone, Copy, Debug)]
pub enum Syntax<'a> {
    /// The file.
    Module,
    /// A statement.
    Statement(&'a ast::Stmt),
    /// An `except` clause.
    Handler(&'a ast::ExceptHandlerExceptHandler),
    /// An expression.
    Expression(&'a ast::Expr),
}

/// A stop on the way of the rules past a file: a node of a kind that rules ask for.
///
/// The kind is known here without looking at the syntax, which is no longer in the cache by then.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    /// What the node is.
    pub kind: StopKind,
    /// The node.
    pub node: NodeId,
}

/// The kinds of nodes that rules ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// A call.
    Call,
    /// A string literal.
    Str,
    /// A sum, a `%` operation or an f-string.
    Text,
    /// A comparison.
    Compare,
    /// A dictionary display.
    Dict,
    /// An assignment: `=`, `:=`, or an annotated one with a value.
    Assignment,
    /// A function definition.
    Function,
    /// A class definition.
    Class,
    /// An `except` clause.
    Handler,
    /// A `with` statement.
    With,
    /// An `assert`.
    Assert,
    /// An import of either form.
    Import,
}

impl Ranged for Node<'_> {
    fn range(&self) -> TextRange {
        match self.syntax {
            Syntax::Module => TextRange::default(),
            Syntax::Statement(statement) => statement.range(),
            Syntax::Handler(handler) => handler.range(),
            Syntax::Expression(expression) => expression.range(),
        }
    }
}

impl<'a> Node<'a> {
    /// From where a name in this node is looked up.
    pub fn place(&self) -> Place {
        Place { scope: self.scope, block: self.block, offset: self.range().start() }
    }

    /// The expression, if it is one.
    pub fn expression(&self) -> Option<&'a ast::Expr> {
        match self.syntax {
            Syntax::Expression(expression) => Some(expression),
            _ => None,
        }
    }

    /// The statement, if it is one.
    pub fn as_statement(&self) -> Option<&'a ast::Stmt> {
        match self.syntax {
            Syntax::Statement(statement) => Some(statement),
            _ => None,
        }
    }
}
