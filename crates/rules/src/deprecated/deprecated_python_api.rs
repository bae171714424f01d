//! `deprecated-python-api`: something that the standard library deprecates.

use hognose_core::{Confidence, Severity};
use hognose_deprecation::Standing;
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_usage::Usage;

use super::wording;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::ApiUse(Standing::Deprecated, check)] };

static META: RuleMeta = RuleMeta {
    id: "deprecated-python-api",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[477],
    summary: "Something is used that the standard library deprecates.",
    why: "It works, often with a warning that nobody sees, and may be removed. Much of what is deprecated \
          is so because it is easily used wrongly: a time without its zone, a protocol without \
          protection, a name for a file that somebody else can take.",
    fix: "Use what the message names instead, if it is there on the oldest release that the project \
          supports.",
    bad: "import datetime\n\nnow = datetime.datetime.utcnow()\n",
    good: "import datetime\n\nnow = datetime.datetime.now(datetime.timezone.utc)\n",
    references: &["https://docs.python.org/3/deprecations/index.html"],
    options: &[],
};

fn check(usage: &Usage<'_>, cx: &mut Context<'_>) {
    if !usage.package.is_standard_library() || wording::is_told(usage, cx) {
        return;
    }
    let state = match usage.entry.deprecated {
        Some(since) => format!("is deprecated since {}", wording::release(usage, since)),
        None => "is deprecated".to_owned(),
    };
    wording::report(usage, &state, Severity::Low, cx);
}
