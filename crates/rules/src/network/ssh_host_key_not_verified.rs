//! `ssh-host-key-not-verified`: an SSH client that takes any server for the right one.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{self, Expr, Stmt};
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, StrLiteral, Tier};
use hognose_semantic::{Constant, Place, Syntax, Value};

use super::opt_out::is_users_choice;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::MethodCall(&["set_missing_host_key_policy"], check_policy),
        Hook::CallTo(ASYNCSSH, check_known_hosts),
        Hook::Assignment(check_host_keys),
        Hook::Str(check_option),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "ssh-host-key-not-verified",
    aliases: &["B507", "S507"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.4,
    cwe: &[295, 322],
    summary: "An SSH client accepts any host key, and so any server.",
    why: "The host key is what tells the server from somebody on the way to it. A client that does \
          not check it sends its password, its commands and its files to whoever answers, and \
          believes what comes back.",
    fix: "Load the keys that are known (`client.load_system_host_keys()`, a `known_hosts` file that \
          is deployed with the program) and leave paramiko's `RejectPolicy` in force, which is the \
          default. With the program `ssh`, leave `StrictHostKeyChecking` on; for servers that are \
          new, `accept-new` at least notices when a key changes.",
    bad: "import paramiko\n\nclient = \
          paramiko.SSHClient()\nclient.set_missing_host_key_policy(paramiko.AutoAddPolicy())\n",
    good: "import paramiko\n\nclient = paramiko.SSHClient()\nclient.load_system_host_keys()\n",
    references: &[
        "https://docs.paramiko.org/en/stable/api/client.html#paramiko.client.SSHClient.set_missing_host_key_policy",
        "https://man.openbsd.org/ssh_config#StrictHostKeyChecking",
    ],
    options: &[],
};

/// Functions that do not check host keys with `known_hosts=None`.
const ASYNCSSH: &[&str] = &[
    "asyncssh.SSHClientConnectionOptions",
    "asyncssh.connect",
    "asyncssh.connect_reverse",
    "asyncssh.create_connection",
];

/// `client.set_missing_host_key_policy(paramiko.AutoAddPolicy())`
fn check_policy<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(policy) = call.argument("policy", 0) else { return };
    let mut confidence = None;
    for value in cx.model.values(policy, call.place) {
        match value {
            // `RejectPolicy() if strict else AutoAddPolicy()`: the user of the program chooses.
            Value::Path(class) | Value::Instance(class) if class.ends_with(".RejectPolicy") => {
                return;
            }
            Value::Path(class) | Value::Instance(class) if is_accepting(&class) => {
                confidence = Some(Confidence::High);
            }
            Value::Class(class) | Value::InstanceOf(class) if accepts_silently(class) => {
                confidence = Some(Confidence::Medium);
            }
            _ => {}
        }
    }
    if let Some(confidence) = confidence {
        let message = "a server with an unknown host key is accepted";
        report(call.expr, message, confidence, cx);
    }
}

/// Whether a class of paramiko accepts unknown keys. Wrappers hand the classes on under their names.
fn is_accepting(class: &str) -> bool {
    matches!(class.rsplit('.').next(), Some("AutoAddPolicy" | "WarningPolicy"))
}

/// Whether a policy of this file does nothing about an unknown key: not to raise is to accept.
fn accepts_silently(class: &ast::StmtClassDef) -> bool {
    const MAX_MEMBERS: usize = 64;
    class.body.iter().take(MAX_MEMBERS).any(|member| match member {
        Stmt::FunctionDef(method) if method.name.as_str() == "missing_host_key" => {
            method.body.iter().take(MAX_MEMBERS).all(|statement| match statement {
                Stmt::Pass(_) => true,
                Stmt::Return(ast::StmtReturn { value, .. }) => value.is_none(),
                Stmt::Expr(expression) => {
                    matches!(&*expression.value, Expr::StringLiteral(_) | Expr::EllipsisLiteral(_))
                }
                _ => false,
            })
        }
        _ => false,
    })
}

/// `asyncssh.connect(host, known_hosts=None)`
fn check_known_hosts<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(keyword) = call.expr.arguments.find_keyword("known_hosts") else { return };
    if is_none(&keyword.value, call.place, cx) {
        report(keyword, "`known_hosts=None` accepts any server", Confidence::High, cx);
    }
}

/// `options = pysftp.CnOpts(); options.hostkeys = None`
fn check_host_keys<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    let Expr::Attribute(target) = assignment.target else { return };
    if target.attr.as_str() == "hostkeys"
        && cx.model.imports_package("pysftp")
        && is_none(assignment.value, assignment.place, cx)
    {
        report(target, "`hostkeys = None` accepts any server", Confidence::High, cx);
    }
}

fn is_none<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    cx.model.constant(value, place) == Some(Constant::None)
}

/// `["ssh", "-o", "StrictHostKeyChecking=no", host]`
fn check_option<'a>(literal: &StrLiteral<'a>, cx: &mut Context<'a>) {
    const OPTION: &str = "StrictHostKeyChecking";
    // Longer texts are documents about it.
    const MAX_BYTES: usize = 1024;
    if !(OPTION.len() + 3..=MAX_BYTES).contains(&literal.value.len()) {
        return;
    }
    let Some((_, value)) = literal.value.split_once(OPTION) else { return };
    let Some(value) = value.strip_prefix(['=', ' ']) else { return };
    let value = value.trim_start_matches([' ', '"', '\'']);
    let end = value.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(value.len());
    if matches!(&value[..end], "no" | "off") && !is_compared(cx) {
        let message = "`ssh` accepts any server with this option";
        report(literal.expr, message, Confidence::High, cx);
    }
}

/// Whether a text is only looked for: `if "StrictHostKeyChecking=no" in options`.
fn is_compared(cx: &Context<'_>) -> bool {
    let parent = cx.model.ancestors(cx.node()).next();
    parent.is_some_and(|it| matches!(it.syntax, Syntax::Expression(Expr::Compare(_))))
}

fn report(at: impl Ranged, message: &str, confidence: Confidence, cx: &mut Context<'_>) {
    // The servers of tests are made for them.
    if !cx.is_test() && !is_users_choice(cx, cx.node()) {
        cx.report(at, message)
            .confidence(confidence)
            .help("check the server's key against those that are known");
    }
}
