//! Names that say whether an import has succeeded.

use crate::scope::Arm;
use crate::{BindingId, BindingKind, Block, BlockId, Resolution, ScopeId, SemanticModel};

/// Assignments to a name that are looked at.
const MAX_BINDINGS: usize = 16;
/// How far away a `try` is looked for, in blocks, and an import, in bindings.
const MAX_DISTANCE: usize = 32;

impl SemanticModel<'_> {
    /// Whether a name is set by a `try` that imports something, as `HAVE_CRYPT` or `nis` often are, and
    /// if so, whether that is, or is from, a top-level module.
    pub fn is_set_by_attempt(&self, name: &str, scope: ScopeId, module: &str) -> Option<bool> {
        let Resolution::Bound(_, symbol) = self.lookup(name, scope) else { return None };
        let mut any = None;
        for id in self.bindings_of(symbol).iter().take(MAX_BINDINGS) {
            let Some(body) = self.attempt_around(self.binding(*id).block) else { continue };
            let near = id.index().saturating_sub(MAX_DISTANCE)..id.index() + MAX_DISTANCE;
            let near = near.filter(|index| *index < self.bindings.len()).map(BindingId::next);
            for binding in near.map(|id| self.binding(id)) {
                let imported = match binding.kind {
                    BindingKind::Import { module, .. }
                    | BindingKind::ImportFrom { module: Some(module), level: 0, .. } => module,
                    BindingKind::ImportFrom { .. } => "",
                    _ => continue,
                };
                if !body.range.contains_range(binding.range) {
                    continue;
                }
                any.get_or_insert(false);
                if imported.split('.').next() == Some(module) {
                    return Some(true);
                }
            }
        }
        any
    }

    /// The body of the `try` that a block is, or is an arm of, or lies in.
    fn attempt_around(&self, block: BlockId) -> Option<&Block> {
        let around = std::iter::successors(Some(block), |it| self.blocks[it.index()].parent);
        around.take(MAX_DISTANCE).find_map(|id| {
            let block = &self.blocks[id.index()];
            let before = (id.index().saturating_sub(MAX_DISTANCE)..=id.index()).rev();
            let same = before.map(|index| &self.blocks[index]).filter(|it| it.owner == block.owner);
            same.take(MAX_DISTANCE).find(|it| it.arm == Arm::Try)
        })
    }
}
