//! Which assignments can have given a name the value that it has at a use.
//!
//! An approximation of reaching definitions over structured code, without a graph: an assignment
//! that stands before the use, in a list of statements around it, hides all earlier ones; arms of a
//! statement of which only one runs do not reach each other; a loop can carry a later assignment
//! round to an earlier use. From other scopes (a function that uses a name of its module) every
//! assignment can be the one.

use smallvec::SmallVec;

use crate::{BindingId, BlockId, Place, ScopeId, SemanticModel, SymbolId};

/// The assignments that can reach a use.
#[derive(Debug)]
pub(crate) struct Reaching {
    /// The assignments.
    pub(crate) bindings: SmallVec<[BindingId; 4]>,
    /// Whether that is all: false if there were too many to look at.
    pub(crate) complete: bool,
}

/// Assignments that are looked at for one use.
const MAX_BINDINGS: usize = 16;

impl SemanticModel<'_> {
    /// The assignments to a name of `scope` that can reach a use.
    pub(crate) fn reaching(&self, symbol: SymbolId, scope: ScopeId, place: Place) -> Reaching {
        let all = self.bindings_of(symbol);
        if place.scope != scope {
            let bindings = all.iter().copied().take(MAX_BINDINGS).collect();
            return Reaching { bindings, complete: all.len() <= MAX_BINDINGS };
        }
        let mut bindings = SmallVec::new();
        let mut complete = true;
        let after = all.partition_point(|id| self.binding(*id).effective <= place.offset);

        // Backwards to the first one that no path can avoid.
        let mut dominated = false;
        for (looked_at, id) in all[..after].iter().rev().enumerate() {
            if looked_at == MAX_BINDINGS {
                complete = false;
                break;
            }
            let binding = self.binding(*id);
            let foreign =
                binding.inner_scope != scope && self.is_function_like(binding.inner_scope);
            if !foreign && self.is_within(place.block, binding.block) {
                bindings.push(*id);
                dominated = true;
                break;
            }
            if foreign || !self.are_exclusive(binding.block, place.block) {
                bindings.push(*id);
            }
        }

        // Forwards to the end of the loop that can carry a value back, unless every round of it
        // passes the dominating assignment first.
        let outermost_loop = self.blocks[place.block.index()].outermost_loop;
        let carried_by = outermost_loop.filter(|outermost| {
            let last = bindings.last().filter(|_| dominated);
            last.is_none_or(|id| !self.is_within(self.binding(*id).block, *outermost))
        });
        for (looked_at, id) in all[after..].iter().enumerate() {
            let binding = self.binding(*id);
            let foreign =
                binding.inner_scope != scope && self.is_function_like(binding.inner_scope);
            let carried =
                carried_by.is_some_and(|outer: BlockId| self.is_within(binding.block, outer));
            let past = carried_by
                .is_none_or(|outer| binding.effective > self.blocks[outer.index()].range.end());
            if looked_at == MAX_BINDINGS {
                complete &= past;
                break;
            }
            if foreign || carried {
                bindings.push(*id);
            }
        }
        Reaching { bindings, complete }
    }

    /// Whether code of a scope runs at another time than the code around it.
    fn is_function_like(&self, scope: ScopeId) -> bool {
        matches!(
            self.scope(scope).kind,
            crate::ScopeKind::Function(_) | crate::ScopeKind::Lambda(_)
        )
    }

    /// The one assignment that gives a name its value at a use, if there is only one.
    pub(crate) fn only_reaching(&self, name: &str, place: Place) -> Option<BindingId> {
        let crate::Resolution::Bound(scope, symbol) = self.lookup(name, place.scope) else {
            return None;
        };
        let reaching = self.reaching(symbol, scope, place);
        match reaching.bindings[..] {
            [only] if reaching.complete => Some(only),
            _ => None,
        }
    }
}
