//! `hardcoded-password-default`: a password that a function assumes when it gets none.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::StmtFunctionDef;
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};

use super::audit::{BAD_PRACTICE, REFERENCES, report};
use super::named;

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::Function(check)] };

static META: RuleMeta = RuleMeta {
    id: "hardcoded-password-default",
    aliases: &["B107", "S107"],
    silenced_by: &[],
    family: Family::Secrets,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    security_severity: 3.9,
    cwe: &[259, 798],
    summary: "A parameter that is named like a password has a literal as its default.",
    why: BAD_PRACTICE,
    fix: "Make the parameter mandatory, or let it default to `None` and read the value from the \
          environment or a secret store in that case.",
    bad: "def connect(host, password=\"correct horse\"):\n    return host, password\n",
    good: "def connect(host, password=None):\n    return host, password\n",
    references: REFERENCES,
    options: &[],
};

fn check<'a>(function: &'a StmtFunctionDef, cx: &mut Context<'a>) {
    for named in named::in_function(function) {
        report(&named, "defaults to a literal", cx);
    }
}
