//! `ssh-interpolated-value`: a value that is put into a command for another machine without quoting.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::command_text::unquoted;
use crate::excerpt::excerpt;
use crate::origin::{OriginKind, origin};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::MethodCall(&["exec_command"], check_paramiko), Hook::CallTo(OTHERS, check)],
};

static META: RuleMeta = RuleMeta {
    id: "ssh-interpolated-value",
    aliases: &[],
    silenced_by: &["B601", "S601"],
    family: Family::Exec,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 8.8,
    cwe: &[78, 88],
    summary: "A value is put into a command for another machine without quoting.",
    why: "SSH has no lists of arguments: the server hands one text to the user's shell. A value with \
          a space in it becomes two words there, and one with `;`, `|`, `$(…)` or a quote in it \
          becomes a command, run with the rights of the account that was logged in to.",
    fix: "Put each value in as `shlex.quote(value)`, and put `--` before values that may begin with \
          `-`. Send data over the standard input, or with SFTP.",
    bad: "import paramiko\n\n\ndef show(client: paramiko.SSHClient, name):\n    return \
          client.exec_command(f\"journalctl -u {name}\")\n",
    good: "import shlex\n\nimport paramiko\n\n\ndef show(client: paramiko.SSHClient, name):\n    \
           return client.exec_command(f\"journalctl -u {shlex.quote(name)}\")\n",
    references: &[
        "https://docs.paramiko.org/en/stable/api/client.html#paramiko.client.SSHClient.exec_command",
        "https://docs.python.org/3/library/shlex.html#shlex.quote",
    ],
    options: &[],
};

/// Functions that run a text on another machine.
const OTHERS: &[&str] = &[
    "asyncssh.SSHClientConnection.create_process",
    "asyncssh.SSHClientConnection.run",
    "fabric.Connection.run",
    "fabric.Connection.sudo",
    "fabric.api.run",
    "fabric.api.sudo",
    "fabric.operations.run",
    "fabric.operations.sudo",
];

fn check_paramiko<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if cx.model.imports_package("paramiko") {
        check(call, name, cx);
    }
}

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    const MAX_LABELS: usize = 3;
    // Tests choose the values themselves.
    if cx.is_test() {
        return;
    }
    let Some(command) = call.argument("command", 0) else { return };
    let inserted = unquoted(command, call.place, cx);
    let remote = inserted.iter().find_map(|value| {
        let origin = origin(value.expression, value.place, cx)?;
        (origin.kind == OriginKind::Remote).then_some((value, origin))
    });
    let Some(shown) = remote.map(|(value, _)| value).or(inserted.first()) else { return };
    let value = excerpt(shown.expression, cx);
    let source = remote.map_or_else(String::new, |(_, origin)| origin.phrase());
    let message = format!("{value} goes unquoted into the remote command of `{name}`{source}");
    let mut report = cx.report(command, message);
    report.help("put the value in as `shlex.quote(…)`");
    for value in inserted.iter().take(MAX_LABELS) {
        if !command.range().contains_range(value.expression.range()) {
            report.label(value.expression, "put into the command here");
        }
    }
    if remote.is_some() {
        report.severity(Severity::High).confidence(Confidence::High);
    }
}
