//! What the rules about swallowed exceptions share: which handlers catch everything.

use hognose_core::{Ranged, TextRange, TextSize};
use hognose_python::ast::{ExceptHandlerExceptHandler, Expr};
use hognose_registry::{Context, OptionDefault, OptionMeta};

/// The option that makes handlers for particular exceptions count, too; its name is Bandit's.
pub(super) const CHECK_TYPED: OptionMeta = OptionMeta {
    name: "check-typed-exception",
    default: OptionDefault::Bool(false),
    documentation: "Also report handlers for particular exceptions.",
};

/// Whether a handler is one that the options ask about: one for all exceptions, or any.
pub(super) fn is_asked_for<'a>(handler: &'a ExceptHandlerExceptHandler, cx: &Context<'a>) -> bool {
    let class = handler.type_.as_deref();
    class.is_none_or(|class| is_any_exception(class, cx)) || cx.flag(CHECK_TYPED.name)
}

/// The first line of a handler, up to its class.
pub(super) fn clause(handler: &ExceptHandlerExceptHandler) -> TextRange {
    let keyword = TextRange::at(handler.start(), TextSize::of("except"));
    handler.type_.as_deref().map_or(keyword, |class| keyword.cover(class.range()))
}

/// Whether a class, or one of a tuple of them, is the base of all ordinary exceptions.
pub(super) fn is_any_exception<'a>(class: &'a Expr, cx: &Context<'a>) -> bool {
    const MAX_CLASSES: usize = 64;
    let is_base = |class| cx.model.is_any_of(class, cx.place(), &["Exception", "BaseException"]);
    match class {
        Expr::Tuple(classes) => classes.elts.iter().take(MAX_CLASSES).any(is_base),
        class => is_base(class),
    }
}
