//! `deprecated-library-api`: something that a library deprecates in the version that is used.

use hognose_core::{Confidence, Severity};
use hognose_deprecation::Standing;
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_usage::Usage;

use super::wording;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::ApiUse(Standing::Announced, check), Hook::ApiUse(Standing::Deprecated, check)],
};

static META: RuleMeta = RuleMeta {
    id: "deprecated-library-api",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[477],
    summary: "Something is used that a library deprecates in the version the project uses.",
    why: "It works, often with a warning that nobody sees, and a later version of the library is without \
          it: then the project has to change in a hurry when a security fix comes out. Where it is known \
          which version that is, the finding is more severe.",
    fix: "Use what the message names instead.",
    bad: "from cryptography.hazmat.primitives.ciphers.algorithms import ARC4\n",
    good: "from cryptography.hazmat.primitives.ciphers.aead import AESGCM\n",
    references: &["https://packaging.python.org/en/latest/discussions/versioning/"],
    options: &[],
};

fn check(usage: &Usage<'_>, cx: &mut Context<'_>) {
    let entry = usage.entry;
    if usage.package.is_standard_library() || wording::is_told(usage, cx) {
        return;
    }
    let announced = entry.removal().filter(|_| usage.standing == Standing::Announced);
    if let Some(removal) = announced {
        let since = wording::since(entry);
        let state = format!("is gone from {} on{since}", wording::release(usage, removal));
        wording::report(usage, &state, Severity::Medium, cx);
        return;
    }
    let state = match entry.deprecated {
        Some(since) => format!("is deprecated since {}", wording::release(usage, since)),
        None => "is deprecated".to_owned(),
    };
    wording::report(usage, &state, Severity::Low, cx);
}
