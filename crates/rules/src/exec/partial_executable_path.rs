//! `partial-executable-path`: a program that is found by searching for it.

use std::borrow::Cow;

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::commands::{
    NO_SHELL, NO_SHELL_OPTION, SHELL, SHELL_OPTION, SUBPROCESS, SUBPROCESS_OPTION, added, command,
    is_listed,
};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(SUBPROCESS, check),
        Hook::CallTo(SHELL, check),
        Hook::CallTo(NO_SHELL, check),
        Hook::AnyCall(check_added),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "partial-executable-path",
    aliases: &["B607", "S607"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 3.0,
    cwe: &[426, 78],
    summary: "A program is started by a name without its full path.",
    why: "The program is looked up in the folders of `PATH`, on Windows first in the current \
          folder. Whoever can write to one of those folders, or set the variable, decides what \
          runs. That matters where the process has more rights than they have: services, setuid \
          programs, jobs of administrators.",
    fix: "In such a process, name the program by its full path, or set `PATH` to trusted folders at \
          the start. Elsewhere a bare name is what users expect, and this rule can be ignored.",
    bad: "import subprocess\n\nsubprocess.run([\"systemctl\", \"restart\", \"web\"])\n",
    good: "import subprocess\n\nsubprocess.run([\"/usr/bin/systemctl\", \"restart\", \"web\"])\n",
    references: &["https://cwe.mitre.org/data/definitions/426.html"],
    options: &[SUBPROCESS_OPTION, SHELL_OPTION, NO_SHELL_OPTION],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if META.options.iter().any(|option| is_listed(option, name, cx)) {
        report(call, name, cx);
    }
}

fn check_added<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    if let Some(name) = META.options.iter().find_map(|option| added(option, call, cx)) {
        report(call, name, cx);
    }
}

fn report<'a>(call: &Call<'a>, name: &str, cx: &mut Context<'a>) {
    let Some(command) = call.keyword("executable").or_else(|| command(call, name)) else { return };
    let (followed, place) = cx.model.follow(command, call.place);
    let program = match followed {
        Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) => {
            let Some(first) = elts.first() else { return };
            first
        }
        single => single,
    };
    let Some(text) = cx.model.constant_str(program, place) else { return };
    if is_partial(&text) {
        // Where a list is given by name, the name is what stands in the call.
        let at = if std::ptr::eq(followed, command) { program } else { command };
        let message = format!("{} is started without its full path", shown(&text));
        cx.report(at, message);
    }
}

/// Whether a program's path depends on `PATH` or is put together from the current folder without
/// saying so.
fn is_partial(command: &str) -> bool {
    let mut start = command.trim_start().chars();
    match (start.next(), start.next()) {
        (None | Some('/' | '\\' | '.' | '~'), _) => false,
        (Some(drive), Some(':')) => !drive.is_ascii_alphabetic(),
        _ => true,
    }
}

/// The first word of a command, for a message.
fn shown(command: &str) -> Cow<'_, str> {
    const MAX_BYTES: usize = 32;
    match command.split_whitespace().next() {
        Some(word)
            if word.len() <= MAX_BYTES && !word.contains(|c: char| c == '`' || c.is_control()) =>
        {
            format!("`{word}`").into()
        }
        _ => "a program".into(),
    }
}
