//! `python-api-removal-announced`: something that the standard library will have no more soon.

use hognose_core::{Confidence, Severity};
use hognose_deprecation::Standing;
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_usage::Usage;

use super::wording;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::ApiUse(Standing::Announced, check)] };

static META: RuleMeta = RuleMeta {
    id: "python-api-removal-announced",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 2.0,
    cwe: &[477],
    summary: "Something is used that the standard library will have no more from a known release on.",
    why: "The code works on the releases that the project supports today, and fails on a later one that \
          is known by now. Who finds out when that release is installed has to change the code in a \
          hurry, or stays on a release that gets no security fixes.",
    fix: "Use what the message names instead. A date of a removal can slip: the release in the message \
          is the one that is announced.",
    bad: "import ast\n\nfor value in ast.walk(tree):\n    print(value.s if isinstance(value, ast.Str) \
          else value)\n\nimport typing\n\nkeys: typing.ByteString\n",
    good: "import ast\n\nfor value in ast.walk(tree):\n    print(value.value if isinstance(value, \
           ast.Constant) else value)\n",
    references: &["https://docs.python.org/3/deprecations/index.html"],
    options: &[],
};

fn check(usage: &Usage<'_>, cx: &mut Context<'_>) {
    let entry = usage.entry;
    if !usage.package.is_standard_library() || wording::is_told(usage, cx) {
        return;
    }
    let Some(removal) = entry.removal() else { return };
    let release = wording::release(usage, removal);
    let verb = if entry.removed.is_some() { "is gone from" } else { "is going to be removed from" };
    let since = wording::since(entry);
    let state = format!("{verb} {release} on{since}");
    wording::report(usage, &state, Severity::Medium, cx);
}
