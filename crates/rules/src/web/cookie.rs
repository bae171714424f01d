//! How cookies are set, and what their names say about them.

use std::borrow::Cow;

use hognose_flow::{is_session_cookie, is_user_cookie};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context};
use hognose_semantic::Constant;

/// The methods of answers, of every web framework, that set a cookie.
pub(super) const SETTERS: &[&str] =
    &["set_cookie", "set_signed_cookie", "set_secure_cookie", "set_login_cookie", SANIC_SETTER];

/// Sanic's, of answers and of their cookies. Programs that steer browsers have one of that name, too.
const SANIC_SETTER: &str = "add_cookie";

/// Those that sign what is in it.
const SIGNING: [&str; 2] = ["set_signed_cookie", "set_secure_cookie"];

/// The packages whose answers have such a method.
const FRAMEWORKS: [&str; 20] = [
    "flask",
    "django",
    "fastapi",
    "starlette",
    "werkzeug",
    "aiohttp",
    "tornado",
    "bottle",
    "pyramid",
    "webob",
    "quart",
    "sanic",
    "falcon",
    "litestar",
    "rest_framework",
    "ninja",
    "cherrypy",
    "blacksheep",
    "robyn",
    "flask_restful",
];

/// A cookie that a call sets.
pub(super) struct Cookie<'a> {
    /// Its name, if it is constant.
    pub(super) name: Option<Cow<'a, str>>,
    /// Whether it stands for a session, or for a right.
    pub(super) is_sensitive: bool,
    /// The flags that the method sets if nobody says otherwise.
    pub(super) set_anyway: &'static [&'static str],
}

impl<'a> Cookie<'a> {
    /// The cookie of a call, unless the call only deletes one, or has arguments that are not seen.
    pub(super) fn of(call: &Call<'a>, cx: &Context<'a>) -> Option<Self> {
        if cx.is_test()
            || call.has_unpacked_arguments()
            || !FRAMEWORKS.iter().any(|name| cx.model.imports_package(name))
        {
            return None;
        }
        let is_sanic = matches!(
            &*call.expr.func,
            Expr::Attribute(method) if method.attr.as_str() == SANIC_SETTER
        );
        if is_sanic && !cx.model.imports_package("sanic") {
            return None;
        }
        let key = ["key", "name"].into_iter().find_map(|name| call.argument(name, 0))?;
        let constant = |argument: Option<&'a Expr>| cx.model.constant(argument?, call.place);
        let is_nothing = |value: Option<Constant<'a>>| match value {
            Some(Constant::Str(text)) => text.is_empty(),
            Some(Constant::Int(number)) => number <= 0,
            _ => false,
        };
        let deletes = is_nothing(constant(call.argument("value", 1)))
            || is_nothing(constant(call.keyword("max_age")))
            || is_nothing(constant(call.keyword("expires")));
        if deletes {
            return None;
        }
        let name = match constant(Some(key)) {
            Some(Constant::Str(name)) => Some(name),
            _ => None,
        };
        let is_signed = matches!(
            &*call.expr.func,
            Expr::Attribute(method) if SIGNING.contains(&method.attr.as_str())
        );
        let is_sensitive = match &name {
            Some(name) => is_session_cookie(name) || is_signed && is_user_cookie(name),
            // `SESSION_COOKIE_NAME` of another file.
            None => is_session_cookie(last_name(key)),
        };
        let is_used = |name: &&str| cx.model.imports_package(name);
        let set_anyway: &[&str] = if is_sanic {
            &["secure"]
        } else if FRAMEWORKS.iter().filter(|name| is_used(name)).eq(&["falcon"]) {
            &["secure", "httponly"]
        } else {
            &[]
        };
        Some(Self { name, is_sensitive, set_anyway })
    }

    /// The cookie, in words.
    pub(super) fn shown(&self) -> String {
        match &self.name {
            Some(name) => format!("the cookie `{name}`"),
            None => "this cookie".to_owned(),
        }
    }
}

fn last_name(expr: &Expr) -> &str {
    match expr {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    }
}

/// What a flag of a cookie is set to.
pub(super) enum Flag<'a> {
    /// It is not given.
    Missing,
    /// It is a constant.
    Known(&'a Expr, Constant<'a>),
    /// It depends on something.
    Unknown,
}

/// A flag of a call that sets a cookie: `httponly`, or `http_only`.
pub(super) fn flag<'a>(
    call: &Call<'a>,
    (names, position): (&[&str], usize),
    cx: &Context<'a>,
) -> Flag<'a> {
    let given = names.iter().find_map(|name| call.argument(name, position));
    match given {
        None => Flag::Missing,
        Some(value) => match cx.model.constant(value, call.place) {
            Some(constant) => Flag::Known(value, constant),
            None => Flag::Unknown,
        },
    }
}
