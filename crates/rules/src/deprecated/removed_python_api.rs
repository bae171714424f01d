//! `removed-python-api`: something that the standard library has no more on a release that is supported.

use hognose_core::Severity;
use hognose_deprecation::{Kind, Standing};
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_usage::Usage;

use super::wording;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::ApiUse(Standing::Removed, check)] };

static META: RuleMeta = RuleMeta {
    id: "removed-python-api",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: hognose_core::Confidence::High,
    security_severity: 3.0,
    cwe: &[477],
    summary: "Something is used that the standard library has no more on a release the project supports.",
    why: "On that release of Python the code fails when it gets there: the import, the attribute or the \
          argument is gone. Tests find it only if they run the line, on that release. Code that depends \
          on what is gone keeps a project on releases that get no security fixes.",
    fix: "Use what the message names instead. Where older releases need the old way, put it behind \
          `if sys.version_info < (3, 12):`, or into the handler of an `ImportError`; such code is not \
          reported.",
    bad: "import imp\n\nmodule = imp.load_source(\"plugin\", path)\n",
    good: "import sys\n\nif sys.version_info < (3, 12):\n    import imp\nelse:\n    import \
           importlib.util\n",
    references: &["https://docs.python.org/3/deprecations/index.html"],
    options: &[],
};

fn check(usage: &Usage<'_>, cx: &mut Context<'_>) {
    let Some(removed) = usage.entry.removed else { return };
    if !usage.package.is_standard_library() || usage.wrong_guard || is_brought_back(usage, cx) {
        return;
    }
    let since = wording::since(usage.entry);
    let state = format!("is gone since {}{since}", wording::release(usage, removed));
    wording::report(usage, &state, Severity::High, cx);
}

/// Whether somebody has told pylint to accept a module that packages bring back: where the import works,
/// one of them is installed.
fn is_brought_back(usage: &Usage<'_>, cx: &Context<'_>) -> bool {
    if usage.entry.kind != Kind::Module || !usage.can_be_brought_back() {
        return false;
    }
    let lines = cx.source().lines();
    let line = cx.source().line_text(lines.line(usage.range.start()));
    let codes = line.split_once("pylint: disable=").map_or("", |(_, codes)| codes);
    codes.split([',', ' ']).any(|code| matches!(code, "deprecated-module" | "W4901" | "W0402"))
}
