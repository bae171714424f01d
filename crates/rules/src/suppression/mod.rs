//! hognose's own comments in the code. The engine reports these two: only it knows, when everything
//! else is done, which suppressions were of use.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Family, Rule, RuleMeta, Tier};

pub(crate) const RULES: crate::Rules = &[
    Rule { meta: &UNUSED_SUPPRESSION, hooks: &[] },
    Rule { meta: &UNKNOWN_SUPPRESSION, hooks: &[] },
];

/// A suppression that hides nothing.
pub static UNUSED_SUPPRESSION: RuleMeta = RuleMeta {
    id: "unused-suppression",
    aliases: &[],
    silenced_by: &[],
    family: Family::Suppression,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[1164],
    summary: "A `# hognose: ignore` comment that suppresses nothing.",
    why: "The code that it excused has changed or gone. The comment stays behind, and one day hides \
          a finding that nobody has looked at.",
    fix: "Remove the comment, or the names in it that hide nothing.",
    bad: "import json\n\nvalue = json.loads(\"1\")  # hognose: ignore[yaml-unsafe-load] old\n",
    good: "import json\n\nvalue = json.loads(\"1\")\n",
    references: &[],
    options: &[],
};

/// A suppression that names no rule.
pub static UNKNOWN_SUPPRESSION: RuleMeta = RuleMeta {
    id: "unknown-suppression",
    aliases: &[],
    silenced_by: &[],
    family: Family::Suppression,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[1164],
    summary: "A `# hognose: ignore` comment names a rule that does not exist.",
    why: "A misspelt name hides nothing, although its author believes that it does.",
    fix: "Correct the name; `hognose rules` lists them all.",
    bad: "value = 1  # hognose: ignore[no-such-rule] typo\n",
    good: "value = 1\n",
    references: &[],
    options: &[],
};
