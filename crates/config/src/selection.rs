//! Which rules run.
//!
//! Two places speak about it, the file (with the defaults below it) and the command line. Within one
//! place, the selector that names a rule most narrowly decides, and of equally narrow ones `ignore`.
//! Between the two, the command line goes first, with one exception: a rule that the file ignores is
//! turned on only by a selector that names it at least as narrowly, so that `--select crypto` does
//! not bring back the one rule of that family that a project has decided against.

use hognose_core::RuleIndex;
use hognose_registry::{Registry, RuleSet, Selector, Specificity};

use crate::layer::Layer;
use crate::value::List;

/// The rules that run.
pub(crate) fn rules_to_run(registry: &Registry, file: &Layer, command_line: &Layer) -> RuleSet {
    RuleSet::matching(registry, |rule| runs(rule, file, command_line))
}

fn runs(rule: RuleIndex, file: &Layer, command_line: &Layer) -> bool {
    let asked = narrowest(rule, [&command_line.select, &command_line.extend_select]);
    let refused = narrowest(rule, [&command_line.ignore]);
    let refused_by_file = narrowest(rule, [&file.ignore]);
    if asked.is_some() && asked > refused && asked >= refused_by_file {
        return true;
    }
    if refused.is_some() || command_line.select.is_some() {
        return false;
    }
    narrowest(rule, [&file.select, &file.extend_select]) > refused_by_file
}

/// How narrowly the lists name a rule; nothing if they do not, which is less than anything.
fn narrowest<const N: usize>(
    rule: RuleIndex,
    lists: [&Option<List<Selector>>; N],
) -> Option<Specificity> {
    lists
        .into_iter()
        .flatten()
        .flat_map(|list| &list.items)
        .map(|item| &item.value)
        .filter(|selector| selector.rules().contains(rule))
        .map(Selector::specificity)
        .max()
}
