//! `assert-used`: assertions vanish when Python optimises.

use hognose_core::{Confidence, Ranged, Severity, TextRange, TextSize};
use hognose_python::ast::StmtAssert;
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::Assert(check)] };

static META: RuleMeta = RuleMeta {
    id: "assert-used",
    aliases: &["B101", "S101"],
    silenced_by: &[],
    family: Family::Hygiene,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 2.0,
    cwe: &[703],
    summary: "An `assert` statement, which Python leaves out when it runs with `-O`.",
    why: "`python -O` and `PYTHONOPTIMIZE` remove every assertion. A check of permissions or input \
          that is written as one is then gone, without a word.",
    fix: "Where the check protects something, raise an exception: `if not allowed: raise \
          PermissionError(…)`. Assertions that document what the code itself guarantees, and those \
          of tests, are fine.",
    bad: "def transfer(user, amount):\n    assert user.may_transfer\n    user.balance -= amount\n",
    good: "def transfer(user, amount):\n    if not user.may_transfer:\n        raise \
           PermissionError(\"transfer\")\n    user.balance -= amount\n",
    references: &["https://docs.python.org/3/reference/simple_stmts.html#the-assert-statement"],
    options: &[],
};

fn check<'a>(assert: &'a StmtAssert, cx: &mut Context<'a>) {
    // Test runners rewrite assertions into checks that always run.
    if cx.is_test() {
        return;
    }
    let keyword = TextRange::at(assert.start(), TextSize::of("assert"));
    cx.report(keyword, "this check disappears when Python runs with `-O`");
}
