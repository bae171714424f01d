//! `call-with-shell-true`: a function that is not of `subprocess`, called with `shell=True`.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::commands::{SUBPROCESS_OPTION, Shell, is_listed};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::AnyCall(check)] };

static META: RuleMeta = RuleMeta {
    id: "call-with-shell-true",
    aliases: &["B604", "S604"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    security_severity: 5.0,
    cwe: &[78],
    summary: "Some function is called with `shell=True` and probably runs a command in a shell.",
    why: "Wrappers around `subprocess` (`sh`, `invoke`, `trio`, a project's own `run`) pass `shell` \
          on. What is true of `subprocess.run(…, shell=True)` then holds here as well: parts of the \
          command that come from outside can append commands.",
    fix: "See whether the function starts processes. If it does, pass a list without `shell`, or \
          quote each value with `shlex.quote`.",
    bad: "from tools import run\n\n\ndef unpack(archive):\n    run(\"tar xf \" + archive, \
          shell=True)\n",
    good: "from tools import run\n\n\ndef unpack(archive):\n    run([\"tar\", \"xf\", archive])\n",
    references: &["https://docs.python.org/3/library/subprocess.html#security-considerations"],
    options: &[SUBPROCESS_OPTION],
};

fn check<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    let Some(keyword) = call.expr.arguments.find_keyword("shell") else { return };
    let shell = Shell::of(&keyword.value, call.place, cx);
    let is_subprocess = cx
        .model
        .qualified_names(&call.expr.func, call.place)
        .any(|name| is_listed(&SUBPROCESS_OPTION, &name, cx));
    if shell != Shell::No && !is_subprocess {
        cx.report(keyword, "this function is told to use a shell, perhaps to run a command in it");
    }
}
