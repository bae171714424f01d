//! `discouraged-python-api`: something of the standard library that new code should not use.

use hognose_core::{Confidence, Severity};
use hognose_deprecation::Standing;
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_usage::Usage;

use super::wording;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::ApiUse(Standing::Discouraged, check)] };

static META: RuleMeta = RuleMeta {
    id: "discouraged-python-api",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 0.5,
    cwe: &[477],
    summary: "Something of the standard library is used that new code should not use.",
    why: "There is a better way, and the old one is kept without a warning and without an end in sight \
          (\"soft deprecation\"): it gets no new features, and some of it is easier to use wrongly than \
          what has come after it.",
    fix: "Use what the message names instead when the code is changed anyway.",
    bad: "import typing\n\nnames: typing.List[str] = []\n",
    good: "names: list[str] = []\n",
    references: &["https://docs.python.org/3/glossary.html#term-soft-deprecated"],
    options: &[],
};

fn check(usage: &Usage<'_>, cx: &mut Context<'_>) {
    if wording::is_told(usage, cx) {
        return;
    }
    let state = match usage.entry.soft {
        Some(since) => format!("is discouraged since {}", wording::release(usage, since)),
        None => "is discouraged".to_owned(),
    };
    wording::report(usage, &state, Severity::Low, cx);
}
