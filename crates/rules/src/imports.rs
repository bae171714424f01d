//! Notices about imports: what the rules that report imported modules share.

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::Stmt;
use hognose_registry::{Call, Context, Import};

/// The functions that import the module that their first argument names.
pub(crate) const IMPORT_FUNCTIONS: &[&str] =
    &["__import__", "importlib.__import__", "importlib.import_module"];

/// Reports an import of one of these modules, once for `from module import a, b`.
pub(crate) fn report_statement<'a>(
    import: &Import<'a>,
    modules: &[&str],
    message: fn(&str) -> String,
    cx: &mut Context<'a>,
) {
    let Some(module) = modules.iter().find(|module| import.is_from(module)) else { return };
    let range = match cx.model.node(cx.node()).as_statement() {
        Some(Stmt::ImportFrom(from)) if import.module.starts_with(module) => {
            if from.names.first().is_some_and(|first| first.range() != import.range) {
                return;
            }
            let end = from.module.as_ref().map_or(import.range.end(), Ranged::end);
            TextRange::new(from.start(), end)
        }
        _ => import.range,
    };
    cx.report(range, message(module));
}

/// Reports `importlib.import_module("module")`.
pub(crate) fn report_call<'a>(
    call: &Call<'a>,
    modules: &[&str],
    message: fn(&str) -> String,
    cx: &mut Context<'a>,
) {
    let name = call.argument("name", 0).and_then(|it| cx.model.constant_str(it, call.place));
    let package = name.as_deref().unwrap_or_default().split('.').next().unwrap_or_default();
    if let Some(module) = modules.iter().find(|module| **module == package) {
        cx.report(call.expr, message(module));
    }
}
