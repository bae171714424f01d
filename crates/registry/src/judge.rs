//! Another way to judge a file than by the hooks of rules.

use hognose_core::{Finding, SourceFile};
use hognose_python::Parsed;

use crate::RuleSet;

/// Finds what another tool would find, in place of the hooks of the rules that it answers for.
pub trait Judge: Sync {
    /// The rules that it answers for: their hooks are not run.
    fn rules(&self) -> &RuleSet;

    /// The findings in a file, each attributed to one of [its rules](Self::rules), in any order.
    ///
    /// What the other tool's own suppression comments hide is marked as suppressed: they are read as
    /// that tool reads them.
    fn judge(&self, source: &SourceFile, parsed: &Parsed) -> Vec<Finding>;
}
