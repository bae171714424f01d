//! Memory that one model leaves to the next.
//!
//! The tables of a model are large for a moment, file after file. Allocating them anew each time
//! costs page faults, which a run over thousands of files feels.

use crate::{Binding, BindingId, Mention, Node, SemanticModel, Stop};

/// The emptied tables of a model.
#[derive(Debug, Default)]
pub struct Buffers {
    pub(crate) nodes: Vec<Node<'static>>,
    pub(crate) bindings: Vec<Binding<'static>>,
    pub(crate) stops: Vec<Stop>,
    pub(crate) mentions: Vec<Mention<'static>>,
    pub(crate) by_symbol: Vec<BindingId>,
    pub(crate) symbol_ranges: Vec<(u32, u32)>,
}

/// Tables of more entries are given back: one huge file must not cost memory for the rest of the run.
const MAX_ENTRIES: usize = 1 << 18;

impl SemanticModel<'_> {
    /// Drops the model and keeps its memory.
    pub fn into_buffers(self) -> Buffers {
        Buffers {
            nodes: emptied(self.nodes),
            bindings: emptied(self.bindings),
            stops: emptied(self.stops),
            mentions: emptied(self.mentions),
            by_symbol: emptied(self.by_symbol),
            symbol_ranges: emptied(self.symbol_ranges),
        }
    }
}

/// The same vector without its elements, for elements of another lifetime. Collecting a mapped vector
/// into one of the same layout keeps its memory.
pub(crate) fn emptied<T, U>(mut vector: Vec<T>) -> Vec<U> {
    if vector.capacity() > MAX_ENTRIES {
        return Vec::new();
    }
    vector.clear();
    vector.into_iter().map(|_| unreachable!("the vector is empty")).collect()
}
