//! What the rules about commands share: which functions start processes, and what their calls say of
//! the command and of a shell.
//!
//! The three lists of functions are options of the rules that use them, under the names that they
//! have in Bandit's `shell_injection` block.

use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context, OptionDefault, OptionMeta};
use hognose_semantic::{Constant, Place};

/// Functions that start a process, through a shell if `shell` says so.
pub(super) const SUBPROCESS: &[&str] = &[
    "subprocess.Popen",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.run",
];

/// Functions that hand a text to a shell.
pub(super) const SHELL: &[&str] = &[
    "os.system",
    "os.popen",
    "os.popen2",
    "os.popen3",
    "os.popen4",
    "popen2.popen2",
    "popen2.popen3",
    "popen2.popen4",
    "popen2.Popen3",
    "popen2.Popen4",
    "commands.getoutput",
    "commands.getstatusoutput",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "asyncio.create_subprocess_shell",
    "asyncio.subprocess.create_subprocess_shell",
];

/// Functions that start a process without a shell.
pub(super) const NO_SHELL: &[&str] = &[
    "os.execl",
    "os.execle",
    "os.execlp",
    "os.execlpe",
    "os.execv",
    "os.execve",
    "os.execvp",
    "os.execvpe",
    "os.spawnl",
    "os.spawnle",
    "os.spawnlp",
    "os.spawnlpe",
    "os.spawnv",
    "os.spawnve",
    "os.spawnvp",
    "os.spawnvpe",
    "os.posix_spawn",
    "os.posix_spawnp",
    "os.startfile",
    "asyncio.create_subprocess_exec",
    "asyncio.subprocess.create_subprocess_exec",
];

/// The option that lists [`SUBPROCESS`].
pub(super) const SUBPROCESS_OPTION: OptionMeta = OptionMeta {
    name: "subprocess",
    default: OptionDefault::Texts(SUBPROCESS),
    documentation: "The dotted names of the functions that start a process, and do it through a \
                    shell if the argument `shell` says so.",
};

/// The option that lists [`SHELL`].
pub(super) const SHELL_OPTION: OptionMeta = OptionMeta {
    name: "shell",
    default: OptionDefault::Texts(SHELL),
    documentation: "The dotted names of the functions that hand a command to a shell.",
};

/// The option that lists [`NO_SHELL`].
pub(super) const NO_SHELL_OPTION: OptionMeta = OptionMeta {
    name: "no-shell",
    default: OptionDefault::Texts(NO_SHELL),
    documentation: "The dotted names of the functions that start a process without a shell.",
};

/// Whether the user's list still has a function that the rule knows by itself.
pub(super) fn is_listed(option: &OptionMeta, name: &str, cx: &Context<'_>) -> bool {
    cx.texts(option.name).iter().any(|listed| listed == name)
}

/// The function that a call is one of which the user has added to a list.
pub(super) fn added<'a>(option: &OptionMeta, call: &Call<'a>, cx: &Context<'a>) -> Option<&'a str> {
    // Asked for every call, of lists that hardly anybody changes.
    if cx.is_default(option.name) {
        return None;
    }
    let listed = cx.texts(option.name);
    let OptionDefault::Texts(own) = option.default else { return None };
    cx.model.qualified_names(&call.expr.func, call.place).find_map(|name| {
        let name = listed.iter().find(|listed| **listed == name)?;
        (!own.contains(&name.as_str())).then_some(name.as_str())
    })
}

/// The command that a call of a function from one of the lists runs.
pub(super) fn command<'a>(call: &Call<'a>, name: &str) -> Option<&'a Expr> {
    const KEYWORDS: [&str; 7] = ["args", "command", "cmd", "program", "file", "path", "filepath"];
    // `os.spawnl(os.P_WAIT, "/bin/ls", …)`
    let position = usize::from(name.starts_with("os.spawn"));
    call.positional(position).or_else(|| KEYWORDS.iter().find_map(|keyword| call.keyword(keyword)))
}

/// Whether a command is known without running the program.
pub(super) fn is_constant<'a>(command: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    cx.model.constant(command, place).is_some()
}

/// What a call says about a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// None is used.
    No,
    /// Cannot be told.
    Maybe,
    /// One is used.
    Yes,
}

impl Shell {
    /// What a call says whose argument `shell` has a value like this.
    pub(super) fn of<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> Self {
        let truthy = match value {
            Expr::Dict(ast::ExprDict { items, .. }) => Some(!items.is_empty()),
            Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) => {
                Some(!elts.is_empty())
            }
            _ => cx.model.constant(value, place).as_ref().map(Constant::is_truthy),
        };
        match truthy {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Maybe,
        }
    }

    /// What a call of a function like `subprocess.run` says.
    pub(super) fn of_call<'a>(call: &Call<'a>, cx: &Context<'a>) -> Self {
        shell_argument(call).map_or(Self::No, |value| Self::of(value, call.place, cx))
    }
}

/// The argument `shell` of a function with the parameters of `subprocess.Popen`.
pub(super) fn shell_argument<'a>(call: &Call<'a>) -> Option<&'a Expr> {
    const POSITION: usize = 8;
    call.argument("shell", POSITION)
}
