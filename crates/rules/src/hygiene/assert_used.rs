//! `assert-used`: assertions vanish when Python optimises.

use globset::Glob;
use hognose_core::{Confidence, Ranged, Severity, TextRange, TextSize};
use hognose_python::ast::StmtAssert;
use hognose_registry::{Context, Family, Hook, OptionDefault, OptionMeta, Rule, RuleMeta, Tier};

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
    options: &[SKIPS],
};

/// Bandit's `assert_used.skips`.
const SKIPS: OptionMeta = OptionMeta {
    name: "skips",
    default: OptionDefault::Texts(&[]),
    documentation: "Patterns of paths in which assertions are fine: `*/checks/*`, `*_spec.py`. `*` \
                    stands for anything, `/` included. A pattern without `/` is also held against \
                    the name of the file alone.",
};

fn check<'a>(assert: &'a StmtAssert, cx: &mut Context<'a>) {
    // Test runners rewrite assertions into checks that always run.
    if cx.is_test() || is_skipped(cx) {
        return;
    }
    let keyword = TextRange::at(assert.start(), TextSize::of("assert"));
    cx.report(keyword, "this check disappears when Python runs with `-O`");
}

/// Whether the user has said that assertions are fine in this file.
fn is_skipped(cx: &Context<'_>) -> bool {
    let patterns = cx.texts(SKIPS.name);
    if patterns.is_empty() {
        return false;
    }
    let path = cx.source().path().to_string_lossy().replace('\\', "/");
    let name = path.rsplit('/').next().unwrap_or_default();
    // Bandit's paths begin with `./`, and its patterns are written for that.
    let dotted = format!("./{path}");
    patterns.iter().any(|pattern| {
        Glob::new(pattern).is_ok_and(|glob| {
            let glob = glob.compile_matcher();
            let is_of_name = !pattern.contains('/') && glob.is_match(name);
            is_of_name || glob.is_match(&path) || glob.is_match(&dotted)
        })
    })
}
