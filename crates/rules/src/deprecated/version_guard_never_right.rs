//! `version-guard-never-right`: code behind a test of the version that lets only releases through on
//! which it fails.

use hognose_core::{Confidence, Severity};
use hognose_deprecation::Standing;
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_usage::Usage;

use super::wording;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::ApiUse(Standing::Removed, check)] };

static META: RuleMeta = RuleMeta {
    id: "version-guard-never-right",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 3.0,
    cwe: &[477, 697],
    summary: "A test of Python's version lets only releases through that have no more what the code uses.",
    why: "The test was meant to keep the old way for old releases, and does the opposite: the code behind \
          it runs only where it fails. Often the comparison is turned round, or the branches are \
          exchanged.",
    fix: "Turn the comparison round, or exchange the branches: the old way belongs to \
          `sys.version_info < (3, 12)`, where 3.12 is the first release without it.",
    bad: "import sys\n\nif sys.version_info >= (3, 12):\n    import imp\nelse:\n    import \
          importlib.util\n",
    good: "import sys\n\nif sys.version_info < (3, 12):\n    import imp\nelse:\n    import \
           importlib.util\n",
    references: &["https://docs.python.org/3/library/sys.html#sys.version_info"],
    options: &[],
};

fn check(usage: &Usage<'_>, cx: &mut Context<'_>) {
    let Some(removed) = usage.entry.removed else { return };
    if !usage.wrong_guard {
        return;
    }
    let release = wording::release(usage, removed);
    let state = format!("is gone since {release}, and only later releases get here");
    wording::report(usage, &state, Severity::High, cx);
}
