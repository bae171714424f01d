//! What the rules about Jinja templates share: what makes an environment, and whether it escapes.

use hognose_python::ast::{self, Expr};
use hognose_registry::Context;
use hognose_semantic::Place;

/// Classes that load and compile templates.
pub(super) const ENVIRONMENTS: &[&str] = &[
    "jinja2.Environment",
    "jinja2.environment.Environment",
    "jinja2.sandbox.Environment",
    "jinja2.sandbox.ImmutableSandboxedEnvironment",
    "jinja2.sandbox.SandboxedEnvironment",
];

/// Classes that are one template.
pub(super) const TEMPLATES: &[&str] = &["jinja2.Template", "jinja2.environment.Template"];

/// Whether what is put into templates is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Autoescape {
    /// It is, at least in HTML.
    On,
    /// It is not: the call says so.
    Off,
    /// It is not: the call says nothing, and that is the default.
    Unset,
    /// Cannot be told.
    Unknown,
}

impl Autoescape {
    /// What a call of one of [`ENVIRONMENTS`] says.
    pub(super) fn of_environment<'a>(
        call: &'a ast::ExprCall,
        place: Place,
        cx: &Context<'a>,
    ) -> Self {
        const POSITION: usize = 16;
        Self::of(call, POSITION, place, cx)
    }

    /// What a call of one of [`TEMPLATES`] says.
    pub(super) fn of_template<'a>(call: &'a ast::ExprCall, place: Place, cx: &Context<'a>) -> Self {
        const POSITION: usize = 17;
        Self::of(call, POSITION, place, cx)
    }

    fn of<'a>(call: &'a ast::ExprCall, position: usize, place: Place, cx: &Context<'a>) -> Self {
        let arguments = &call.arguments;
        let Some(value) = arguments.find_argument_value("autoescape", position) else {
            let may_be_unpacked = arguments.args.iter().any(Expr::is_starred_expr)
                || arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
            return if may_be_unpacked { Self::Unknown } else { Self::Unset };
        };
        match cx.model.constant(value, place) {
            Some(constant) if constant.is_truthy() => Self::On,
            Some(_) => Self::Off,
            None if is_selection(value, place, cx) => Self::On,
            None => Self::Unknown,
        }
    }

    /// Whether nothing is escaped.
    pub(super) fn is_off(self) -> bool {
        matches!(self, Self::Off | Self::Unset)
    }
}

/// Whether a value is `select_autoescape(…)`, which escapes in HTML and XML.
fn is_selection<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let (Expr::Call(call), _) = cx.model.follow(value, place) else { return false };
    match &*call.func {
        Expr::Name(function) => function.id == "select_autoescape",
        Expr::Attribute(method) => method.attr.as_str() == "select_autoescape",
        _ => false,
    }
}
