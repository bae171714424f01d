//! What a regular expression is made of.

use crate::set::Set;

/// A part of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Empty,
    /// One character.
    Set(Set),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Repeat>),
    /// A group that remembers what it matched.
    Group(u32, Box<Node>),
    /// What it matched first is kept.
    Atomic(Box<Node>),
    Look(Box<Look>),
    Assert(Assert),
    /// What a group has matched, again.
    Again(u32),
    /// The first if a group has matched, or else the second.
    Whether(u32, Box<(Node, Node)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    pub(crate) node: Node,
    pub(crate) min: u32,
    /// None without an end.
    pub(crate) max: Option<u32>,
    pub(crate) is_greedy: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) node: Node,
    pub(crate) is_ahead: bool,
    pub(crate) is_negative: bool,
}

/// A condition on a place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assert {
    Start,
    LineStart,
    End,
    /// At the end, or before a line break at the end.
    LastLineEnd,
    LineEnd,
    Word,
    NotWord,
}

impl Node {
    /// The number of characters that it matches, if it is always the same.
    pub(crate) fn width(&self) -> Option<usize> {
        match self {
            Self::Empty | Self::Look(_) | Self::Assert(_) => Some(0),
            Self::Set(_) => Some(1),
            Self::Sequence(nodes) => {
                nodes.iter().try_fold(0_usize, |all, node| all.checked_add(node.width()?))
            }
            Self::Either(nodes) => {
                let mut widths = nodes.iter().map(Self::width);
                let first = widths.next()??;
                widths.all(|it| it == Some(first)).then_some(first)
            }
            Self::Repeat(repeat) => {
                (repeat.max == Some(repeat.min)).then_some(())?;
                repeat.node.width()?.checked_mul(repeat.min as usize)
            }
            Self::Group(_, node) | Self::Atomic(node) => node.width(),
            Self::Again(_) => None,
            Self::Whether(_, nodes) => {
                let width = nodes.0.width()?;
                (nodes.1.width() == Some(width)).then_some(width)
            }
        }
    }
}
