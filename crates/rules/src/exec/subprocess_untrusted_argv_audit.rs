//! `subprocess-untrusted-argv-audit`: a process that is started without a shell.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::commands::{SUBPROCESS, SUBPROCESS_OPTION, Shell, added, is_listed};

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(SUBPROCESS, check), Hook::AnyCall(check_added)] };

static META: RuleMeta = RuleMeta {
    id: "subprocess-untrusted-argv-audit",
    aliases: &["B603", "S603"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 3.0,
    cwe: &[78, 88],
    summary: "A `subprocess` function starts a process without a shell: check its arguments.",
    why: "Without a shell no text can smuggle in a second command. What remains is the choice of \
          the program, and options: a value that begins with `-` is taken for one, and options of \
          many programs (`git`, `ssh`, `tar`, `find`) run commands or write files.",
    fix: "Make sure that the program is a constant, and put `--` before values that come from \
          outside, or refuse those that begin with `-`. If the call is in order, nothing needs to \
          change: this rule lists the places to look at.",
    bad: "import subprocess\n\n\ndef clone(url):\n    subprocess.run([\"git\", \"clone\", url])\n",
    good: "import pygit2\n\n\ndef clone(url, folder):\n    pygit2.clone_repository(url, folder)\n",
    references: &["https://docs.python.org/3/library/subprocess.html#security-considerations"],
    options: &[SUBPROCESS_OPTION],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if is_listed(&SUBPROCESS_OPTION, name, cx) {
        report(call, name, cx);
    }
}

fn check_added<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    if let Some(name) = added(&SUBPROCESS_OPTION, call, cx) {
        report(call, name, cx);
    }
}

fn report<'a>(call: &Call<'a>, name: &str, cx: &mut Context<'a>) {
    if Shell::of_call(call, cx) == Shell::No {
        let message = format!("`{name}` starts a process: make sure of its program and arguments");
        cx.report(&*call.expr.func, message);
    }
}
