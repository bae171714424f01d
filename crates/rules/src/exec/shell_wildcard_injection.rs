//! `shell-wildcard-injection`: a wildcard that expands to options.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::commands::{
    SHELL, SHELL_OPTION, SUBPROCESS, SUBPROCESS_OPTION, Shell, added, command, is_listed,
};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(SHELL, check_shell),
        Hook::CallTo(SUBPROCESS, check_subprocess),
        Hook::AnyCall(check_added),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "shell-wildcard-injection",
    aliases: &["B609", "S609"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::Medium,
    security_severity: 7.3,
    cwe: &[155, 88],
    summary: "A shell command has a wildcard that can expand to options of the program.",
    why: "The shell replaces `*` by the names of the files in the folder, and the program cannot \
          tell names from options. Whoever can create a file there called \
          `--checkpoint-action=exec=sh x` makes `tar` run a program; `--reference=…` makes `chown` \
          and `chmod` give other rights than were asked for, `-e sh x` makes `rsync` run one.",
    fix: "Begin the pattern with a folder, so that no name begins with `-`: `./*`. Or put `--` \
          before it, where the program knows that. Better: make the list of files in Python \
          (`pathlib.Path.glob`) and start the program without a shell.",
    bad: "import subprocess\n\nsubprocess.run(\"tar czf /backup/home.tgz *\", shell=True)\n",
    good: "import subprocess\n\nsubprocess.run(\"tar czf /backup/home.tgz ./*\", shell=True)\n",
    references: &["https://cwe.mitre.org/data/definitions/155.html"],
    options: &[SUBPROCESS_OPTION, SHELL_OPTION],
};

/// Programs with options that do harm.
const PROGRAMS: &[&str] = &["7z", "7za", "chgrp", "chmod", "chown", "rsync", "scp", "tar", "zip"];

/// Programs that run the program after them.
const PREFIXES: &[&str] = &["doas", "env", "exec", "nice", "nohup", "sudo", "time"];

fn check_shell<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if is_listed(&SHELL_OPTION, name, cx) {
        check(call, name, cx);
    }
}

fn check_subprocess<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if is_listed(&SUBPROCESS_OPTION, name, cx) && Shell::of_call(call, cx) == Shell::Yes {
        check(call, name, cx);
    }
}

fn check_added<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    if let Some(name) = added(&SHELL_OPTION, call, cx) {
        check(call, name, cx);
    } else if let Some(name) = added(&SUBPROCESS_OPTION, call, cx)
        && Shell::of_call(call, cx) == Shell::Yes
    {
        check(call, name, cx);
    }
}

fn check<'a>(call: &Call<'a>, name: &str, cx: &mut Context<'a>) {
    if cx.is_test() {
        return;
    }
    let Some(command) = command(call, name) else { return };
    let (followed, place) = cx.model.follow(command, call.place);
    // With a shell, the first word of a list is the command, and the others are not part of it.
    let text = match followed {
        Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) => {
            let Some(first) = elts.first() else { return };
            first
        }
        text => text,
    };
    let text = match cx.model.constant_str(text, place) {
        Some(text) => text.into_owned(),
        None => match cx.model.template(text, place) {
            Some(template) => template.fill("_"),
            None => return,
        },
    };
    if let Some((program, pattern)) = exposed(&text) {
        let message = format!("`{pattern}` can expand to options of `{program}`");
        cx.report(command, message).help(format!("write `./{pattern}`"));
    }
}

/// The first program in a command that is given a pattern which can match what begins with `-`, and
/// that pattern.
fn exposed(command: &str) -> Option<(&str, &str)> {
    // Nobody writes longer commands, and files of scripts are not commands.
    const MAX_BYTES: usize = 1 << 12;
    if command.len() > MAX_BYTES || !command.contains('*') {
        return None;
    }
    command.split(['\n', ';', '|', '&', '(', ')', '`']).find_map(|simple| {
        let mut words = simple.split_whitespace();
        let is_program = |word: &&str| !PREFIXES.contains(word) && !word.contains('=');
        let program = words.find(is_program)?.rsplit('/').next()?;
        if !PROGRAMS.contains(&program) {
            return None;
        }
        let pattern = words.take_while(|word| *word != "--").find(|word| word.starts_with('*'))?;
        // A quote means that the shell has read more than one word here as one.
        let is_plain = pattern.bytes().all(|byte| byte.is_ascii_graphic());
        (is_plain && !pattern.contains(['"', '\''])).then_some((program, pattern))
    })
}

#[cfg(test)]
mod tests {
    use super::exposed;

    #[test]
    fn a_pattern_is_exposed_if_it_begins_a_word() {
        for (command, expected) in [
            ("tar czf a.tgz *", Some(("tar", "*"))),
            ("/bin/chown www *", Some(("chown", "*"))),
            ("cd /srv && sudo chmod 644 *.txt", Some(("chmod", "*.txt"))),
            ("LANG=C tar cf - * | gzip", Some(("tar", "*"))),
            ("tar czf a.tgz ./*", None),
            ("tar czf a.tgz -- *", None),
            ("chmod 644 /srv/*", None),
            ("start *", None),
            ("ls *; tar cf a b", None),
            ("tar --exclude '*.pyc' -cf a b", None),
        ] {
            assert_eq!(exposed(command), expected, "{command}");
        }
    }
}
