//! `hardcoded-password-argument`: a literal that is passed as a password.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::audit::{BAD_PRACTICE, REFERENCES, report};
use super::named;

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::AnyCall(check)] };

static META: RuleMeta = RuleMeta {
    id: "hardcoded-password-argument",
    aliases: &["B106", "S106"],
    silenced_by: &[],
    family: Family::Secrets,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    security_severity: 3.9,
    cwe: &[259, 798],
    summary: "A literal is passed as an argument that is named like a password.",
    why: BAD_PRACTICE,
    fix: "Read the value from the environment or a secret store and pass that on. Replace the \
          password if it was ever a real one: it stays in the history of the repository.",
    bad: "import smtp_client\n\nsmtp_client.connect(user=\"mailer\", password=\"correct horse\")\n",
    good: "import os\n\nimport smtp_client\n\nsmtp_client.connect(user=\"mailer\", \
           password=os.environ[\"SMTP_PASSWORD\"])\n",
    references: REFERENCES,
    options: &[],
};

fn check<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    for named in named::in_call(call) {
        report(&named, "is passed as a literal", cx);
    }
}
