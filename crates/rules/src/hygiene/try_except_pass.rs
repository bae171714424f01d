//! `try-except-pass`: an exception of any kind is dropped without a word.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{ExceptHandlerExceptHandler, Stmt};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::broad_handlers::{CHECK_TYPED, clause, is_any_exception, is_asked_for};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::ExceptHandler(check_handler),
        Hook::CallTo(&["contextlib.suppress"], check_suppress),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "try-except-pass",
    aliases: &["B110", "S110"],
    silenced_by: &[],
    family: Family::Hygiene,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 2.0,
    cwe: &[390, 703],
    summary: "A handler for all exceptions does nothing.",
    why: "Whatever goes wrong in the block goes unseen: a signature that does not verify, a \
          permission that is missing, a disk that is full. The program goes on as if all were well, \
          and nobody finds a trace of an attack.",
    fix: "Name the exceptions that are expected, and let the others through. Where really nothing \
          may get out, log it: `logger.exception(…)`.",
    bad: "def load(path, parse):\n    try:\n        return parse(path)\n    except Exception:\n        \
          pass\n",
    good: "def load(path, parse):\n    try:\n        return parse(path)\n    except \
           FileNotFoundError:\n        return None\n",
    references: &["https://cwe.mitre.org/data/definitions/390.html"],
    options: &[CHECK_TYPED],
};

fn check_handler<'a>(handler: &'a ExceptHandlerExceptHandler, cx: &mut Context<'a>) {
    if !handler.body.first().is_some_and(does_nothing) || handler.body.len() > 1 {
        return;
    }
    if is_asked_for(handler, cx) {
        cx.report(clause(handler), "every exception is dropped here, without a trace");
    }
}

/// `with suppress(Exception): …`
fn check_suppress<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    const MAX_CLASSES: usize = 64;
    let classes = &call.expr.arguments.args;
    let any = classes.iter().take(MAX_CLASSES).any(|class| is_any_exception(class, cx));
    if any || (cx.flag(CHECK_TYPED.name) && !classes.is_empty()) {
        cx.report(call.expr, "every exception in this block is dropped, without a trace");
    }
}

fn does_nothing(statement: &Stmt) -> bool {
    match statement {
        Stmt::Pass(_) => true,
        Stmt::Expr(expression) => expression.value.is_ellipsis_literal_expr(),
        _ => false,
    }
}
