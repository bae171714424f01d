//! `start-process-with-shell`: `os.system` and other functions that always use a shell.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::commands::{SHELL, SHELL_OPTION, added, command, is_constant, is_listed};

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(SHELL, check), Hook::AnyCall(check_added)] };

static META: RuleMeta = RuleMeta {
    id: "start-process-with-shell",
    aliases: &["B605", "S605"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 6.5,
    cwe: &[78],
    summary: "A function that hands its command to a shell: `os.system`, `os.popen` and the like.",
    why: "These functions give the text to a shell, for which spaces, quotes, `;`, `|` and `$(…)` \
          have a meaning. Whoever controls a part of the text can append commands of their own.",
    fix: "Use `subprocess.run` with a list: `subprocess.run([\"tar\", \"xf\", archive])`, or \
          `asyncio.create_subprocess_exec`. Where a shell is needed, put every value into the \
          command through `shlex.quote`.",
    bad: "import os\n\n\ndef unpack(archive):\n    os.system(\"tar xf \" + archive)\n",
    good: "import subprocess\n\n\ndef unpack(archive):\n    subprocess.run([\"tar\", \"xf\", \
           archive])\n",
    references: &[
        "https://docs.python.org/3/library/subprocess.html#replacing-os-system",
        "https://docs.python.org/3/library/os.html#os.system",
    ],
    options: &[SHELL_OPTION],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if is_listed(&SHELL_OPTION, name, cx) {
        report(call, name, cx);
    }
}

fn check_added<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    if let Some(name) = added(&SHELL_OPTION, call, cx) {
        report(call, name, cx);
    }
}

fn report<'a>(call: &Call<'a>, name: &str, cx: &mut Context<'a>) {
    let is_constant = command(call, name).is_some_and(|it| is_constant(it, call.place, cx));
    let what = if is_constant { "a constant command" } else { "its command" };
    let mut report = cx.report(&*call.expr.func, format!("`{name}` runs {what} through a shell"));
    report.help("use `subprocess.run` with a list");
    if is_constant {
        report.severity(Severity::Low);
    }
}
