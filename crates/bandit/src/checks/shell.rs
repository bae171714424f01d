//! B602 to B607 and B609: processes and shells.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{Expr, Number};

use super::Call;
use crate::BanditOptions;
use crate::issue::Issue;
use crate::literal::{Literal, plain_text};

/// What is found about a call that may start a process.
pub(crate) fn check(call: &Call<'_, '_>, options: &BanditOptions, issues: &mut Vec<Issue>) {
    let is_in = |list: &[String]| list.iter().any(|name| name == call.name);
    let subprocess = is_in(&options.subprocess);
    let shell = is_in(&options.shell);
    let no_shell = is_in(&options.no_shell);
    let value = call.keyword_value("shell");
    let asks_for_shell = value.is_some_and(is_true);
    let first = call.arguments().first();

    if !subprocess && asks_for_shell {
        let message = "a function is called with `shell=True`";
        issues.push(Issue::new("B604", Severity::Medium, Confidence::Low, message).at(value));
    }
    if (shell || subprocess && call.keyword("shell").is("True")) && has_wildcard(call) {
        let message = "a wildcard in the command can become an option";
        issues.push(Issue::new("B609", Severity::High, Confidence::Medium, message).at(value));
    }
    if shell && let Some(first) = first {
        let message = "a process is started through a shell";
        issues.push(Issue::new("B605", severity_by(first), Confidence::High, message));
    }
    if no_shell {
        let message = "a process is started without a shell";
        issues.push(Issue::new("B606", Severity::Low, Confidence::Medium, message));
    }
    if subprocess || shell || no_shell {
        let program = match first {
            Some(Expr::List(list)) => list.elts.first().or(first),
            first => first,
        };
        if program.and_then(plain_text).is_some_and(is_partial) {
            let message = "the program is looked for in the PATH";
            issues.push(Issue::new("B607", Severity::Low, Confidence::High, message));
        }
    }
    if subprocess
        && asks_for_shell
        && let Some(first) = first
    {
        let message = "a command is run by a shell";
        issues.push(Issue::new("B602", severity_by(first), Confidence::High, message).at(value));
    }
    if subprocess && !asks_for_shell {
        let message = "a process is started: check where its arguments come from";
        issues.push(Issue::new("B603", Severity::Low, Confidence::High, message).at(value));
    }
}

fn severity_by(command: &Expr) -> Severity {
    if plain_text(command).is_some() { Severity::Low } else { Severity::High }
}

/// Whether the value of `shell` counts as true.
fn is_true(value: &Expr) -> bool {
    match value {
        Expr::NumberLiteral(number) => match &number.value {
            Number::Int(value) => value.as_u64() != Some(0),
            Number::Float(value) => *value != 0.0,
            Number::Complex { real, imag } => *real != 0.0 || *imag != 0.0,
        },
        Expr::BooleanLiteral(literal) => literal.value,
        Expr::NoneLiteral(_) => false,
        Expr::StringLiteral(text) => !text.value.is_empty(),
        Expr::BytesLiteral(bytes) => !bytes.value.is_empty(),
        Expr::List(list) => !list.elts.is_empty(),
        Expr::Dict(dict) => !dict.items.is_empty(),
        _ => true,
    }
}

/// Whether a path begins neither at the root nor at the working directory.
fn is_partial(path: &str) -> bool {
    let mut chars = path.chars();
    match chars.next() {
        Some('\\' | '/' | '.') => false,
        Some(drive) if drive.is_ascii_alphabetic() => chars.next() != Some(':'),
        _ => true,
    }
}

fn has_wildcard(call: &Call<'_, '_>) -> bool {
    const PROGRAMS: [&str; 4] = ["chown", "chmod", "tar", "rsync"];
    let command = match call.positional(0) {
        Literal::Text(text) => text.into_owned(),
        Literal::List(elements) => {
            let words: Vec<&str> = elements.iter().filter_map(Literal::text).collect();
            words.join(" ")
        }
        _ => return false,
    };
    command.contains('*') && PROGRAMS.iter().any(|program| command.contains(program))
}
