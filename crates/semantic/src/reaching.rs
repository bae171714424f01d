//! Which assignments can have given a name the value that it has at a use.
//!
//! An approximation of reaching definitions over structured code, without a graph: an assignment
//! that stands before the use, in a list of statements around it, hides all earlier ones; arms of a
//! statement of which only one runs do not reach each other; a loop can carry a later assignment
//! round to an earlier use. Comprehensions run where they stand. From other scopes (a function that
//! uses a name of its module) every assignment can be the one, and an assignment in a function that
//! says `global` or `nonlocal` can be the one everywhere.
//!
//! The same for what is put into a list later.

use hognose_core::TextSize;
use smallvec::SmallVec;

use crate::builtins::is_builtin;
use crate::changes::Change;
use crate::scope::Arm;
use crate::{
    Binding, BindingId, BlockId, Place, Resolution, ScopeId, ScopeKind, SemanticModel, SymbolId,
};

/// What a name can be at a use.
#[derive(Debug, Default)]
pub(crate) struct Reaching {
    /// The assignments that can have set it.
    pub(crate) bindings: SmallVec<[BindingId; 4]>,
    /// Whether it may be the built-in of this name.
    pub(crate) builtin: bool,
    /// Whether nothing in the file binds it.
    pub(crate) unbound: bool,
    /// Whether there were more assignments than could be looked at.
    pub(crate) truncated: bool,
}

/// Assignments of one kind that are looked at for one use.
const MAX_BINDINGS: usize = 16;

/// Changes of a list that are looked at for one use.
const MAX_CHANGES: usize = 64;

/// How far out blocks and scopes are looked at. Python itself refuses code that is nested deeper.
const MAX_DISTANCE: usize = 64;

impl<'a> SemanticModel<'a> {
    /// What a name can be at a use.
    pub(crate) fn reaching(&self, name: &str, place: Place) -> Reaching {
        let mut reaching = Reaching::default();
        let mut place = place;
        for _ in 0..MAX_DISTANCE {
            match self.lookup(name, place.scope) {
                Resolution::Bound(scope, symbol) => {
                    if self.add_reaching(symbol, scope, place, &mut reaching) {
                        return reaching;
                    }
                    // Before it is bound, a name of a module or class is what it is outside.
                    match self.scope(scope).kind {
                        ScopeKind::Module => reaching.builtin = is_builtin(name),
                        ScopeKind::Class(_) if place.scope == scope => {
                            place = self.definition(scope);
                            continue;
                        }
                        _ => {}
                    }
                }
                Resolution::Builtin => reaching.builtin = true,
                Resolution::Unbound => reaching.unbound = true,
            }
            return reaching;
        }
        reaching.truncated = true;
        reaching
    }

    /// The one assignment that gives a name its value at a use, if there is only one.
    pub(crate) fn only_reaching(&self, name: &str, place: Place) -> Option<BindingId> {
        let reaching = self.reaching(name, place);
        match reaching.bindings[..] {
            [only] if !reaching.builtin && !reaching.truncated => Some(only),
            _ => None,
        }
    }

    /// Whether the list that a binding gives a name may have been changed before a use.
    pub(crate) fn is_changed(&self, binding: &Binding<'_>, place: Place) -> bool {
        let (changes, complete) = self.reaching_changes(binding, place);
        !changes.is_empty() || !complete
    }

    /// The changes, before a use, of the list that a binding gives a name, and whether that is all.
    pub(crate) fn reaching_changes(
        &self,
        binding: &Binding<'_>,
        place: Place,
    ) -> (SmallVec<[Change<'a>; 4]>, bool) {
        let all = self.changes.get(&binding.symbol).map_or(&[][..], Vec::as_slice);
        let outermost = self.outermost_loop(place.block, Some(binding.block));
        let reaches = |change: &&Change<'a>| {
            let Place { scope, block, offset } = change.place;
            [scope, place.scope].iter().any(|scope| !self.runs_within(*scope, binding.scope))
                || (binding.effective <= offset && offset <= place.offset)
                || outermost.is_some_and(|around| self.is_within(block, around))
        };
        let reaching = all.iter().take(MAX_CHANGES).filter(reaches).copied().collect();
        (reaching, all.len() <= MAX_CHANGES)
    }

    /// From where names in the header of the definition that opens a scope are looked up.
    pub(crate) fn definition(&self, scope: ScopeId) -> Place {
        let this = self.scope(scope);
        Place {
            scope: this.parent.unwrap_or(ScopeId::MODULE),
            block: this.block,
            offset: this.range.start(),
        }
    }

    /// Adds the assignments to a name of `scope` that can reach a use. Whether one of them always
    /// has happened then.
    fn add_reaching(
        &self,
        symbol: SymbolId,
        scope: ScopeId,
        place: Place,
        reaching: &mut Reaching,
    ) -> bool {
        let (own, foreign) = self.bindings_by_origin(symbol);
        let is_certain = if self.runs_within(place.scope, scope) {
            self.add_in_order(own, scope, place, reaching)
        } else {
            reaching.bindings.extend(own.iter().copied().take(MAX_BINDINGS));
            reaching.truncated |= own.len() > MAX_BINDINGS;
            own.iter().any(|id| self.blocks[self.binding(*id).block.index()].parent.is_none())
        };
        reaching.bindings.extend(foreign.iter().copied().take(MAX_BINDINGS));
        reaching.truncated |= foreign.len() > MAX_BINDINGS;
        is_certain
    }

    /// Adds those of the assignments that a scope itself makes, sorted by their places.
    fn add_in_order(
        &self,
        own: &[BindingId],
        scope: ScopeId,
        place: Place,
        reaching: &mut Reaching,
    ) -> bool {
        let after = own.partition_point(|id| self.binding(*id).effective <= place.offset);

        // Backwards to the first one that no path can avoid.
        let mut dominating = None;
        let mut exclusive: SmallVec<[BindingId; 4]> = SmallVec::new();
        for (looked_at, id) in own[..after].iter().rev().enumerate() {
            if looked_at == MAX_BINDINGS {
                reaching.truncated = true;
                break;
            }
            let block = self.binding(*id).block;
            if self.is_within(place.block, block) {
                reaching.bindings.push(*id);
                dominating = Some(block);
                break;
            }
            if self.are_exclusive(block, place.block) {
                exclusive.push(*id);
            } else {
                reaching.bindings.push(*id);
            }
        }

        // Forwards to the end of what can carry a value back: the outermost loop in which not every
        // round passes the dominating assignment first, or a comprehension.
        let outermost = self.outermost_loop(place.block, dominating);
        let carries = |id: &BindingId| {
            outermost.is_some_and(|it| self.is_within(self.binding(*id).block, it))
        };
        reaching.bindings.extend(exclusive.into_iter().filter(carries));
        let loop_end = outermost.map(|it| self.blocks[it.index()].range.end());
        let comprehension_end =
            (place.scope != scope).then(|| self.outermost_comprehension_end(place.scope, scope));
        let end = loop_end.max(comprehension_end).unwrap_or(place.offset);
        for (looked_at, id) in own[after..].iter().enumerate() {
            let effective = self.binding(*id).effective;
            if effective > end {
                break;
            }
            if looked_at == MAX_BINDINGS {
                reaching.truncated = true;
                break;
            }
            if carries(id) || comprehension_end.is_some_and(|end| effective <= end) {
                reaching.bindings.push(*id);
            }
        }
        dominating.is_some()
    }

    /// Whether code of a scope runs where it stands in another scope: both are the same, or there
    /// are only comprehensions between them.
    fn runs_within(&self, inner: ScopeId, outer: ScopeId) -> bool {
        let mut current = inner;
        for _ in 0..MAX_DISTANCE {
            if current == outer {
                return true;
            }
            match (self.scope(current).kind, self.scope(current).parent) {
                (ScopeKind::Comprehension, Some(parent)) => current = parent,
                _ => break,
            }
        }
        false
    }

    /// The end of the comprehension that stands in `outer` and that `inner` is, or is in.
    fn outermost_comprehension_end(&self, inner: ScopeId, outer: ScopeId) -> TextSize {
        let mut current = self.scope(inner);
        for _ in 0..MAX_DISTANCE {
            match current.parent {
                Some(parent) if parent != outer => current = self.scope(parent),
                _ => break,
            }
        }
        current.range.end()
    }

    /// The outermost loop of the same scope around a block that does not lie around another one, too.
    fn outermost_loop(&self, block: BlockId, apart_from: Option<BlockId>) -> Option<BlockId> {
        let innermost_loop = |block: BlockId| self.blocks[block.index()].innermost_loop;
        let around = |inner: &BlockId| innermost_loop(self.blocks[inner.index()].parent?);
        std::iter::successors(innermost_loop(block), around)
            .take(MAX_DISTANCE)
            .take_while(|around| apart_from.is_none_or(|other| !self.is_within(other, *around)))
            .last()
    }

    /// Whether a block is another one, or lies in it.
    pub(crate) fn is_within(&self, inner: BlockId, outer: BlockId) -> bool {
        outer <= inner && inner <= self.blocks[outer.index()].last
    }

    /// Whether two blocks lie in different arms of one statement of which only one arm runs.
    fn are_exclusive(&self, a: BlockId, b: BlockId) -> bool {
        let arm_towards = |inner: BlockId, other: BlockId| {
            let mut current = inner;
            for _ in 0..MAX_DISTANCE {
                let parent = self.blocks[current.index()].parent?;
                if self.is_within(other, parent) {
                    return Some(&self.blocks[current.index()]);
                }
                current = parent;
            }
            None
        };
        match (arm_towards(a, b), arm_towards(b, a)) {
            (Some(a), Some(b)) => {
                a.owner == b.owner && a.arm == Arm::Alternative && b.arm == Arm::Alternative
            }
            _ => false,
        }
    }
}
