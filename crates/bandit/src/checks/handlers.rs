//! B101, B110 and B112: assertions and swallowed exceptions.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{ExceptHandlerExceptHandler, Expr, Stmt};

use crate::BanditOptions;
use crate::issue::Issue;

/// B101.
pub(crate) fn assertion() -> Issue {
    let message = "this check is gone when Python runs with `-O`";
    Issue::new("B101", Severity::Low, Confidence::High, message)
}

/// B110 and B112.
pub(crate) fn handler(
    handler: &ExceptHandlerExceptHandler,
    options: &BanditOptions,
) -> Option<Issue> {
    let [statement] = &handler.body[..] else { return None };
    let (test, checks_typed, message) = match statement {
        Stmt::Pass(_) => ("B110", options.pass_checks_typed, "every exception is dropped here"),
        Stmt::Continue(_) => {
            ("B112", options.continue_checks_typed, "every exception is passed over here")
        }
        _ => return None,
    };
    let is_any = match handler.type_.as_deref() {
        None => true,
        Some(Expr::Name(name)) => name.id.as_str() == "Exception",
        Some(_) => false,
    };
    (is_any || checks_typed).then(|| Issue::new(test, Severity::Low, Confidence::High, message))
}
