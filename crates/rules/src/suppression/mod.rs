//! hognose's own comments in the code. The engine reports these: only it knows, when everything
//! else is done, which suppressions were of use.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Family, Rule, RuleMeta, Tier};

pub(crate) const RULES: crate::Rules = &[
    Rule { meta: &UNUSED_SUPPRESSION, hooks: &[] },
    Rule { meta: &UNKNOWN_SUPPRESSION, hooks: &[] },
    Rule { meta: &NOSEC_READ_DIFFERENTLY, hooks: &[] },
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

/// A `# nosec` that Bandit reads otherwise than it says.
pub static NOSEC_READ_DIFFERENTLY: RuleMeta = RuleMeta {
    id: "nosec-read-differently",
    aliases: &[],
    silenced_by: &[],
    family: Family::Suppression,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[1164],
    summary: "A `# nosec` comment that Bandit reads otherwise than it says.",
    why: "Of a list with commas and no spaces, Bandit sees the last name only. A list in which it \
          knows no name hides everything. Words of a reason that are names of tests count. hognose \
          reads these comments as they are meant, so the two tools hide different findings.",
    fix: "Write `# nosec B101, B102`: ids, in capitals, with a space behind each comma, and the reason \
          in a comment of its own.",
    bad: "import os\n\nos.system(\"ls *\")  # nosec B605,B607\n",
    good: "import os\n\nos.system(\"ls *\")  # nosec B605, B607\n",
    references: &[],
    options: &[],
};
