//! A number on a syntax node, for tables that are kept beside the tree.

use ruff_python_ast::{HasNodeIndex, NodeIndex};

/// Notes a number on a node. Numbers stay below 2^30; larger ones are not noted.
pub fn set_index(node: &impl HasNodeIndex, number: u32) {
    const LIMIT: u32 = 1 << 30;
    if number < LIMIT {
        node.node_index().set(NodeIndex::from(number));
    }
}

/// The number that was noted on a node, if any was.
pub fn index(node: &impl HasNodeIndex) -> Option<u32> {
    node.node_index().load().as_u32()
}
