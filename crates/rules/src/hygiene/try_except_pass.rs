//! `try-except-pass`: an exception of any kind is dropped without a word.

use hognose_core::{Confidence, Ranged, Severity, TextRange, TextSize};
use hognose_python::ast::{ExceptHandlerExceptHandler, Expr, Stmt};
use hognose_registry::{
    Call, Context, Family, Hook, OptionDefault, OptionMeta, Rule, RuleMeta, Tier,
};

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

const CHECK_TYPED: OptionMeta = OptionMeta {
    name: "check-typed-exception",
    default: OptionDefault::Bool(false),
    documentation: "Also report handlers for particular exceptions.",
};

fn check_handler<'a>(handler: &'a ExceptHandlerExceptHandler, cx: &mut Context<'a>) {
    if !handler.body.first().is_some_and(does_nothing) || handler.body.len() > 1 {
        return;
    }
    let class = handler.type_.as_deref();
    if class.is_none_or(|class| is_any_exception(class, cx)) || cx.flag(CHECK_TYPED.name) {
        let keyword = TextRange::at(handler.start(), TextSize::of("except"));
        let clause = class.map_or(keyword, |class| keyword.cover(class.range()));
        cx.report(clause, "every exception is dropped here, without a trace");
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

/// Whether a class, or one of a tuple of them, is the base of all ordinary exceptions.
fn is_any_exception<'a>(class: &'a Expr, cx: &Context<'a>) -> bool {
    const MAX_CLASSES: usize = 64;
    let is_base = |class| cx.model.is_any_of(class, cx.place(), &["Exception", "BaseException"]);
    match class {
        Expr::Tuple(classes) => classes.elts.iter().take(MAX_CLASSES).any(is_base),
        class => is_base(class),
    }
}
