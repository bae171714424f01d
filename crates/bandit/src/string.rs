//! A string, as the tests that look at strings get it.

use hognose_python::ast::{self, Expr};

use crate::node::Node;

/// A node on the way down.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) node: Node<'a>,
    /// Of a binary operation, where on the stack the outermost operation stands that it is part of.
    pub(crate) chain: usize,
}

/// A string with its surroundings.
pub(crate) struct StrNode<'w, 'a> {
    pub(crate) value: &'w str,
    /// The expression, unless it is a part of an f-string.
    pub(crate) expression: Option<&'a Expr>,
    /// The nodes around it, the nearest last.
    pub(crate) parents: &'w [Frame<'a>],
    /// The item of which it is the key, if it is one of a dictionary.
    pub(crate) key_of: Option<&'a ast::DictItem>,
    /// The texts of the f-string that it is the first text of, joined.
    pub(crate) joined: Option<&'w str>,
}

impl<'a> StrNode<'_, 'a> {
    /// The node at a distance: 0 for the parent.
    pub(crate) fn parent(&self, distance: usize) -> Option<Node<'a>> {
        let index = self.parents.len().checked_sub(distance + 1)?;
        self.parents.get(index).map(|frame| frame.node)
    }
}
