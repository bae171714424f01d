//! B101, B110 and B112: assertions and swallowed exceptions.

use std::path::Path;

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{ExceptHandlerExceptHandler, Expr, Stmt};

use crate::BanditOptions;
use crate::pattern::matches;
use crate::walk::Issue;

/// B101.
pub(crate) fn assertion(path: &Path, options: &BanditOptions) -> Option<Issue> {
    if !options.assert_skips.is_empty() {
        // As Bandit holds it for a target that is a folder.
        let path = format!("./{}", path.display());
        let skips = |pattern: &String| matches(pattern, &path) || matches(pattern, &path[2..]);
        if options.assert_skips.iter().any(skips) {
            return None;
        }
    }
    let message = "this check is gone when Python runs with `-O`";
    Some(Issue::new("B101", Severity::Low, Confidence::High, message))
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
