//! `hardcoded-password-string`: a literal that is assigned to, or compared with, a password.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{ExprCompare, ExprDict};
use hognose_registry::{Assignment, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::audit::{BAD_PRACTICE, REFERENCES, report};
use super::named;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::Assignment(check_assignment),
        Hook::Dict(check_dict),
        Hook::Compare(check_comparison),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "hardcoded-password-string",
    aliases: &["B105", "S105"],
    silenced_by: &[],
    family: Family::Secrets,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    security_severity: 3.9,
    cwe: &[259, 798],
    summary: "A literal is assigned to, or compared with, something that is named like a password.",
    why: BAD_PRACTICE,
    fix: "Read the value from the environment or a secret store when the program runs, and replace \
          it everywhere if it was ever a real one. Labels, field names and values of enumerations \
          that only look like passwords need no change; `hardcoded-credential` leaves them out.",
    bad: "class Settings:\n    password = \"correct horse\"\n",
    good: "import os\n\n\nclass Settings:\n    password = os.environ[\"APP_PASSWORD\"]\n",
    references: REFERENCES,
    options: &[],
};

fn check_assignment<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    if let Some(named) = named::in_assignment(assignment) {
        report(&named, "is set to a literal", cx);
    }
}

fn check_dict<'a>(dict: &'a ExprDict, cx: &mut Context<'a>) {
    for named in named::in_dict(dict) {
        report(&named, "is set to a literal", cx);
    }
}

fn check_comparison<'a>(comparison: &'a ExprCompare, cx: &mut Context<'a>) {
    for named in named::in_comparison(comparison) {
        report(&named, "is compared with a literal", cx);
    }
}
