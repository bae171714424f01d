//! `try-except-continue`: an exception of any kind makes a loop go on without a word.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{ExceptHandlerExceptHandler, Stmt};
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};

use super::broad_handlers::{CHECK_TYPED, clause, is_asked_for};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::ExceptHandler(check)] };

static META: RuleMeta = RuleMeta {
    id: "try-except-continue",
    aliases: &["B112", "S112"],
    silenced_by: &[],
    family: Family::Hygiene,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 2.0,
    cwe: &[390, 703],
    summary: "A handler for all exceptions goes on with the next round of the loop.",
    why: "Whatever goes wrong with an element, the element is left out and nobody learns of it: an \
          entry of a block list that cannot be read, an account that was not closed, a file that \
          was not scanned. Who can provoke an error can keep an element from being looked at.",
    fix: "Name the exceptions that are expected, and let the others through. Where one bad element \
          must not stop the rest, log it before `continue`: `logger.exception(…)`.",
    bad: "def load_all(paths, parse):\n    for path in paths:\n        try:\n            yield \
          parse(path)\n        except Exception:\n            continue\n",
    good: "import logging\n\n\ndef load_all(paths, parse):\n    for path in paths:\n        try:\n            \
           yield parse(path)\n        except Exception:\n            \
           logging.exception(\"cannot read %s\", path)\n            continue\n",
    references: &["https://cwe.mitre.org/data/definitions/390.html"],
    options: &[CHECK_TYPED],
};

fn check<'a>(handler: &'a ExceptHandlerExceptHandler, cx: &mut Context<'a>) {
    if matches!(&handler.body[..], [Stmt::Continue(_)]) && is_asked_for(handler, cx) {
        cx.report(clause(handler), "whatever goes wrong, the loop goes on without a trace");
    }
}
