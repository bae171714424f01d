//! `start-process-no-shell`: `os.exec*`, `os.spawn*` and other functions that start a program directly.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::commands::{NO_SHELL, NO_SHELL_OPTION, added, is_listed};

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(NO_SHELL, check), Hook::AnyCall(check_added)] };

static META: RuleMeta = RuleMeta {
    id: "start-process-no-shell",
    aliases: &["B606", "S606"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    security_severity: 3.0,
    cwe: &[78, 88],
    summary: "A program is started without a shell (`os.exec*`, `os.spawn*`): check its arguments.",
    why: "No shell reads the command, so that values cannot append a second one. What remains is \
          who chooses the program (or, for `os.startfile`, the document and with it the program), \
          and values that begin with `-` and are taken for options.",
    fix: "Make sure that the program is a constant with its full path, and that values from outside \
          cannot be taken for options. If the call is in order, nothing needs to change: this rule \
          lists the places to look at.",
    bad: "import os\n\n\ndef show(report):\n    os.execlp(\"less\", \"less\", report)\n",
    good: "def show(report):\n    with open(report) as lines:\n        print(lines.read())\n",
    references: &["https://docs.python.org/3/library/os.html#process-management"],
    options: &[NO_SHELL_OPTION],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if is_listed(&NO_SHELL_OPTION, name, cx) {
        report(call, name, cx);
    }
}

fn check_added<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    if let Some(name) = added(&NO_SHELL_OPTION, call, cx) {
        report(call, name, cx);
    }
}

fn report<'a>(call: &Call<'a>, name: &str, cx: &mut Context<'a>) {
    let message = format!("`{name}` starts a program: make sure of its path and arguments");
    cx.report(&*call.expr.func, message);
}
