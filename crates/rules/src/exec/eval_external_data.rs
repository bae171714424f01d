//! `eval-external-data`: data that is run as code.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{CmpOp, Expr, Stmt};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Place, Syntax};

use crate::origin::{Origin, OriginKind, origin};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(&["eval"], check_eval),
        Hook::CallTo(&["exec"], check_exec),
        Hook::CallTo(&["map"], check_map),
        Hook::MethodCall(&["add_argument"], check_option),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "eval-external-data",
    aliases: &[],
    silenced_by: &["B102", "S102", "B307", "S307"],
    family: Family::Exec,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::Medium,
    security_severity: 9.3,
    cwe: &[95, 94],
    summary: "Data from outside the program is run as Python code by `eval` or `exec`.",
    why: "Text that a request, a network peer, a file, an environment variable or a user supplies \
          is run with all the rights of the process: `__import__('os').system(…)` is an expression \
          like any other. Restricted `globals` and a removed `__builtins__` do not prevent that.",
    fix: "To read a value, use `ast.literal_eval`, `json.loads`, `int` or `float`. To choose between \
          things, look the text up in a dictionary. To calculate, parse the text with `ast.parse` \
          and evaluate the kinds of nodes that you allow.",
    bad: "from flask import request\n\n\ndef threshold():\n    return \
          eval(request.args[\"threshold\"])\n",
    good: "from flask import request\n\n\ndef threshold():\n    return \
           float(request.args[\"threshold\"])\n",
    references: &[
        "https://docs.python.org/3/library/functions.html#eval",
        "https://docs.python.org/3/library/ast.html#ast.literal_eval",
    ],
    options: &[],
};

const LITERAL_EVAL: &str =
    "to read a value, use `ast.literal_eval`, `json.loads`, `int` or `float`";

fn check_eval<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let Some(code) = call.positional(0) else { return };
    if is_compiled(code, call.place, cx) {
        check_exec(call, name, cx);
    } else if let Some(origin) = origin(code, call.place, cx)
        && !is_compared(code, cx)
    {
        report(call, origin, "`eval` runs", cx);
    }
}

/// Whether the code is run under a condition about what it is: `if text in ("True", "False")`.
fn is_compared(code: &Expr, cx: &Context<'_>) -> bool {
    const MAX_DISTANCE: usize = 8;
    let Expr::Name(code) = code else { return false };
    let is_about_code = |test: &Expr| match test {
        Expr::Compare(comparison) => {
            matches!(&*comparison.left, Expr::Name(left) if left.id == code.id)
                && comparison.ops.iter().all(|op| matches!(op, CmpOp::In | CmpOp::Eq))
        }
        _ => false,
    };
    cx.model.ancestors(cx.node()).take(MAX_DISTANCE).any(|ancestor| match ancestor.syntax {
        Syntax::Statement(Stmt::If(statement)) => is_about_code(&statement.test),
        Syntax::Expression(Expr::If(conditional)) => is_about_code(&conditional.test),
        _ => false,
    })
}

/// Whether something is a program rather than an expression: what `compile` returned.
fn is_compiled<'a>(code: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    match cx.model.follow(code, place) {
        (Expr::Call(call), place) => cx.model.is_any_of(&call.func, place, &["compile"]),
        _ => false,
    }
}

fn check_exec<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let Some(code) = call.positional(0) else { return };
    // Programs that run other programs read them from files and command lines: that is their purpose.
    if let Some(origin) = origin(code, call.place, cx)
        && origin.kind == OriginKind::Remote
    {
        report(call, origin, &format!("`{name}` runs"), cx);
    }
}

/// `map(eval, input().split())`
fn check_map<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let (Some(function), Some(data)) = (call.positional(0), call.positional(1)) else { return };
    if cx.model.is_any_of(function, call.place, &["eval"])
        && let Some(origin) = origin(data, call.place, cx)
    {
        report(call, origin, "`eval` runs every part of", cx);
    }
}

/// `parser.add_argument("--size", type=eval)`
fn check_option<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(function) = call.keyword("type") else { return };
    if cx.model.is_any_of(function, call.place, &["eval"]) && !cx.is_test() {
        cx.report(function, "this option's value is run as code by `eval`")
            .help(LITERAL_EVAL)
            .severity(Severity::Medium);
    }
}

fn report<'a>(call: &Call<'a>, origin: Origin, what: &str, cx: &mut Context<'a>) {
    let is_remote = origin.kind == OriginKind::Remote;
    // Tests make the data that they read.
    if cx.is_test() && !is_remote {
        return;
    }
    let message = format!("{what} what comes from {} as code", origin.what);
    let mut report = cx.report(call.expr, message);
    report.help(LITERAL_EVAL);
    if is_remote {
        report.confidence(Confidence::High);
    } else {
        report.severity(Severity::Medium);
    }
}
