//! `removed-library-api`: something that a library has no more in the version that is used.

use hognose_core::{Confidence, Severity};
use hognose_deprecation::{Standing, When};
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_usage::{Basis, Usage};

use super::wording;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::ApiUse(Standing::Removed, check)] };

static META: RuleMeta = RuleMeta {
    id: "removed-library-api",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 3.0,
    cwe: &[477],
    summary: "Something is used that a library has no more in the version the project uses.",
    why: "With that version the code fails when it gets there. Who avoids the failure by staying on an \
          old version of the library stays without its security fixes. Where nothing says which version \
          is used, the newest one is assumed, and the finding is less sure.",
    fix: "Use what the message names instead. Where several versions have to work, catch the \
          `ImportError` or the `AttributeError`; such code is not reported.",
    bad: "from werkzeug.security import safe_str_cmp\n",
    good: "from hmac import compare_digest\n",
    references: &["https://packaging.python.org/en/latest/discussions/versioning/"],
    options: &[],
};

fn check(usage: &Usage<'_>, cx: &mut Context<'_>) {
    let Some(removed) = usage.entry.removed else { return };
    // A call that leaves something out is right before that release, and it is a guess that the
    // program has it.
    let is_guess = usage.basis == Basis::Newest && usage.entry.when == When::Missing;
    if usage.package.is_standard_library() || is_guess {
        return;
    }
    let since = wording::since(usage.entry);
    let state = format!("is gone since {}{since}", wording::release(usage, removed));
    wording::report(usage, &state, Severity::High, cx);
}
