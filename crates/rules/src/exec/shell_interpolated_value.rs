//! `shell-interpolated-value`: a value that is put into a shell command without quoting.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Place;

use super::command_text::{Inserted, unquoted};
use super::commands::{NO_SHELL, SHELL, SUBPROCESS, Shell, command};
use crate::excerpt::excerpt;
use crate::origin::{OriginKind, origin};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(SHELL, check_shell),
        Hook::CallTo(SUBPROCESS, check_subprocess),
        Hook::CallTo(NO_SHELL, check_shell_program),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "shell-interpolated-value",
    aliases: &[],
    silenced_by: &["B602", "S602", "B604", "S604", "B605", "S605"],
    family: Family::Exec,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 8.8,
    cwe: &[78, 88],
    summary: "A value is put into the text of a shell command without quoting.",
    why: "The shell reads the finished text. A value with a space in it becomes two words, and one \
          with `;`, `|`, `$(…)` or a quote in it becomes a command: a file called `x; rm -rf ~` is \
          enough. Quotes around the value in the text do not help, because the value can close \
          them.",
    fix: "Pass a list and no shell: `subprocess.run([\"tar\", \"xf\", archive])`. Where a shell is \
          needed, put each value in as `shlex.quote(value)`, and put `--` before values that may \
          begin with `-`.",
    bad: "import subprocess\n\n\ndef unpack(archive):\n    subprocess.run(f\"tar xf {archive}\", \
          shell=True, check=True)\n",
    good: "import subprocess\n\n\ndef unpack(archive):\n    subprocess.run([\"tar\", \"xf\", \
           archive], check=True)\n",
    references: &[
        "https://docs.python.org/3/library/subprocess.html#security-considerations",
        "https://docs.python.org/3/library/shlex.html#shlex.quote",
    ],
    options: &[],
};

/// Programs that run the argument after `-c` as a command.
const SHELL_PROGRAMS: &[&str] = &["sh", "bash", "dash", "ksh", "zsh", "ash"];

fn check_shell<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if let Some(command) = command(call, name) {
        check(Command { text: command, place: call.place, at: command }, name, cx);
    }
}

fn check_subprocess<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    match (command(call, name), Shell::of_call(call, cx)) {
        (Some(_), Shell::Yes) => check_shell(call, name, cx),
        (Some(words), Shell::No) => check_words(words, call.place, name, cx),
        _ => {}
    }
}

/// `os.execl("/bin/sh", "sh", "-c", …)`, `os.execv("/bin/sh", ["sh", "-c", …])`
fn check_shell_program<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    const MAX_POSITION: usize = 3;
    let words = &call.expr.arguments.args;
    if let Some(text) = shell_command(words, call.place, cx) {
        check(Command { text, place: call.place, at: text }, name, cx);
    }
    for word in words.iter().take(MAX_POSITION) {
        check_words(word, call.place, name, cx);
    }
}

/// `["sh", "-c", …]`
fn check_words<'a>(words: &'a Expr, place: Place, name: &str, cx: &mut Context<'a>) {
    let (list, place) = cx.model.follow(words, place);
    if let Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) = list
        && let Some(text) = shell_command(elts, place, cx)
    {
        // Where the list has a name, the name is what stands in the call.
        let at = if std::ptr::eq(list, words) { text } else { words };
        check(Command { text, place, at }, name, cx);
    }
}

/// A text that a shell is given to run.
#[derive(Clone, Copy)]
struct Command<'a> {
    text: &'a Expr,
    /// From where names in it are looked up.
    place: Place,
    /// The part of the call that it comes from.
    at: &'a Expr,
}

/// The command among the words that start a shell.
fn shell_command<'a>(words: &'a [Expr], place: Place, cx: &Context<'a>) -> Option<&'a Expr> {
    // Programs that start others (`sudo`, `env`, `ssh` and a host) come before the shell.
    const MAX_WORDS_BEFORE: usize = 6;
    let text = |word: &'a Expr| cx.model.constant_str(word, place);
    let at = words.iter().take(MAX_WORDS_BEFORE).position(|word| {
        text(word)
            .is_some_and(|it| SHELL_PROGRAMS.contains(&it.rsplit('/').next().unwrap_or_default()))
    })?;
    let mut rest = words[at + 1..].iter().take(MAX_WORDS_BEFORE);
    rest.find(|word| {
        // `-c`, `-lc`, `-ec`
        text(word).is_some_and(|it| {
            it.starts_with('-') && !it.starts_with("--") && it.ends_with('c') && it.len() <= 5
        })
    })?;
    rest.next()
}

/// Whether a value comes from another machine.
fn is_remote<'a>(value: &Inserted<'a>, cx: &Context<'a>) -> bool {
    origin(value.expression, value.place, cx).is_some_and(|it| it.kind == OriginKind::Remote)
}

fn check<'a>(command: Command<'a>, name: &str, cx: &mut Context<'a>) {
    const MAX_LABELS: usize = 3;
    // Tests choose the values themselves.
    if cx.is_test() {
        return;
    }
    let mut inserted = unquoted(command.text, command.place, cx);
    inserted.retain(|value| !value.is_quoted_path || is_remote(value, cx));
    let remote = inserted.iter().find_map(|value| {
        let origin = origin(value.expression, value.place, cx)?;
        (origin.kind == OriginKind::Remote).then_some((value, origin))
    });
    let Some(shown) = remote.map(|(value, _)| value).or(inserted.first()) else { return };
    let value = excerpt(shown.expression, cx);
    let source = remote.map_or_else(String::new, |(_, origin)| origin.phrase());
    let message = format!("{value} goes unquoted into the shell command of `{name}`{source}");
    let mut report = cx.report(command.at, message);
    report.help("pass a list without a shell, or put the value in as `shlex.quote(…)`");
    for value in inserted.iter().take(MAX_LABELS) {
        if !command.at.range().contains_range(value.expression.range()) {
            report.label(value.expression, "put into the command here");
        }
    }
    if remote.is_some() {
        report.severity(Severity::High).confidence(Confidence::High);
    }
}
