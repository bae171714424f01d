//! `subprocess-shell-true`: a process that is started through a shell.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::commands::{
    SUBPROCESS, SUBPROCESS_OPTION, Shell, added, command, is_constant, is_listed, shell_argument,
};

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(SUBPROCESS, check), Hook::AnyCall(check_added)] };

static META: RuleMeta = RuleMeta {
    id: "subprocess-shell-true",
    aliases: &["B602", "S602"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 6.5,
    cwe: &[78],
    summary: "A `subprocess` function is told to run its command through a shell.",
    why: "With `shell=True` the command is a program in the shell's language: spaces, quotes, `;`, \
          `|`, `$(…)` and wildcards in it have a meaning. Whoever controls a part of the text can \
          append commands of their own. A constant command is not in danger, but depends on which \
          shell is there and on its environment.",
    fix: "Leave `shell` out and pass the program and its arguments as a list. Pipes, redirections \
          and environment variables have arguments of their own in `subprocess`. Where a shell is \
          needed, put every value into the command through `shlex.quote`.",
    bad: "import subprocess\n\n\ndef unpack(archive):\n    subprocess.run(\"tar xf \" + archive, \
          shell=True)\n",
    good: "import subprocess\n\n\ndef unpack(archive):\n    subprocess.run([\"tar\", \"xf\", \
           archive])\n",
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
    let shell = Shell::of_call(call, cx);
    let Some(argument) = shell_argument(call).filter(|_| shell != Shell::No) else { return };
    let keyword = call.expr.arguments.find_keyword("shell");
    let at = keyword.map_or_else(|| argument.range(), Ranged::range);
    let is_constant = command(call, name).is_some_and(|it| is_constant(it, call.place, cx));
    let verb = if shell == Shell::Yes { "runs" } else { "may run" };
    let what = if is_constant { "a constant command" } else { "its command" };
    let mut report = cx.report(at, format!("`{name}` {verb} {what} through a shell"));
    report.help("pass the program and its arguments as a list, without `shell`");
    if is_constant {
        report.severity(Severity::Low);
    }
    if shell == Shell::Maybe {
        report.confidence(Confidence::Medium);
    }
}
