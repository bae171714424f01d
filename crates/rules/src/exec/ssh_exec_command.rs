//! `ssh-exec-command`: a command that is run on another machine.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::commands::is_constant;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::MethodCall(&["exec_command"], check)] };

static META: RuleMeta = RuleMeta {
    id: "ssh-exec-command",
    aliases: &["B601", "S601"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 6.5,
    cwe: &[78],
    summary: "A command is run on another machine over SSH (paramiko).",
    why: "The server hands the text to the user's shell: spaces, quotes, `;`, `|` and `$(…)` in it \
          have a meaning there. Whoever controls a part of the text can append commands of their \
          own. The rule `ssh-interpolated-value` reports the commands that values are seen to be \
          put into.",
    fix: "Put every value into the command through `shlex.quote`, and `--` before those that may \
          begin with `-`. Send data over the standard input, or with SFTP.",
    bad: "import paramiko\n\n\ndef show(host, path):\n    client = paramiko.SSHClient()\n    \
          client.connect(host)\n    return client.exec_command(\"cat \" + path)\n",
    good: "import paramiko\n\n\ndef show(host, path):\n    client = paramiko.SSHClient()\n    \
           client.connect(host)\n    return client.open_sftp().open(path).read()\n",
    references: &[
        "https://docs.paramiko.org/en/stable/api/client.html#paramiko.client.SSHClient.exec_command",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    // Other things have a method of this name, too: connections of ansible, Docker, databases.
    if !cx.model.imports_package("paramiko") {
        return;
    }
    let command = call.argument("command", 0);
    let is_constant = command.is_some_and(|command| is_constant(command, call.place, cx));
    let what = if is_constant { "a constant command" } else { "a command" };
    let mut report = cx.report(call.expr, format!("{what} is run by a shell on another machine"));
    if is_constant {
        report.severity(Severity::Low);
    }
}
