//! `csrf-protection-disabled`: other sites can make a browser send what the user did not want to send.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{self, Expr, Stmt};
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Constant, NodeId, Place, Syntax};

use super::setting::{UPDATES, setting, settings};
use crate::identifiers::has_word;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::Function(check_function),
        Hook::Class(check_class),
        Hook::MethodCall(UPDATES, check_settings),
        Hook::Assignment(check_setting),
        Hook::CallTo(&["pyramid.config.Configurator.set_default_csrf_options"], check_pyramid),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "csrf-protection-disabled",
    aliases: &[],
    silenced_by: &[],
    family: Family::Web,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 6.5,
    cwe: &[352],
    summary: "Requests that other sites cause are taken for requests of the user.",
    why: "The browser sends the cookie of the session with requests to your site, also if a page of \
          somebody else makes it send them. Without a token that only your pages know, such a page \
          changes passwords and orders goods in the name of whoever looks at it.",
    fix: "Leave the protection on, and send the token along: `{% csrf_token %}` in forms, the header \
          `X-CSRFToken` in scripts. Views for other programs are exempt with good reason if they \
          know their callers by a token or a signature, and never by the cookie of a session.",
    bad: "from django.http import HttpResponse\nfrom django.views.decorators.csrf import csrf_exempt\n\n\n@csrf_exempt\ndef change_address(request):\n    request.user.email = request.POST[\"email\"]\n    request.user.save()\n    return HttpResponse(status=204)\n",
    good: "from django.http import HttpResponse\n\n\ndef change_address(request):\n    request.user.email = request.POST[\"email\"]\n    request.user.save()\n    return HttpResponse(status=204)\n",
    references: &[
        "https://docs.djangoproject.com/en/stable/ref/csrf/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
    ],
    options: &[],
};

/// The settings of Flask-WTF.
const SETTINGS: &[&str] = &["WTF_CSRF_CHECK_DEFAULT", "WTF_CSRF_ENABLED"];

/// What takes a function of Django out of the protection.
const EXEMPT: &[&str] = &["django.views.decorators.csrf.csrf_exempt"];

const FORGED: &str = "other sites can forge requests to this view in the name of its users";
const OFF: &str = "other sites can forge requests in the name of users";

/// Words in the names of decorators and classes that let in who has a session.
const LOGINS: &[&str] = &["login", "logged", "permission", "staff"];

/// What code looks at that knows its caller by something else than a cookie.
const OTHER_PROOFS: &[&str] = &[
    "api_key",
    "apikey",
    "authorization",
    "bearer",
    "csrf",
    "hmac",
    "jwt",
    "oauth",
    "signature",
    "token",
    "webhook",
];

/// Bytes of a view that are looked at.
const MAX_VIEW_BYTES: usize = 1 << 14;
/// Decorators that are looked at, and bases of a class.
const MAX_DECORATORS: usize = 16;

/// `@csrf_exempt` above a view that knows its users by their session.
fn check_function<'a>(function: &'a ast::StmtFunctionDef, cx: &mut Context<'a>) {
    let place = cx.place();
    if !cx.is_test()
        && let Some(exempt) = exemption(&function.decorator_list, place, cx)
    {
        let mut decorators = function.decorator_list.iter().take(MAX_DECORATORS);
        let has_login = decorators.any(|it| is_login(&it.expression));
        check_view(exempt, &function.body, has_login, cx);
    }
}

/// The same above a class with views; and `SessionAuthentication` without its check.
fn check_class<'a>(class: &'a ast::StmtClassDef, cx: &mut Context<'a>) {
    const SESSIONS: &[&str] = &["rest_framework.authentication.SessionAuthentication"];
    if cx.is_test() {
        return;
    }
    let place = cx.place();
    let bases = || class.bases().iter().take(MAX_DECORATORS);
    if bases().any(|base| cx.model.is_any_of(base, place, SESSIONS)) {
        let mut methods = class.body.iter().filter_map(Stmt::as_function_def_stmt);
        let check = methods.find(|it| it.name.as_str() == "enforce_csrf");
        if let Some(check) = check.filter(|it| does_nothing(&it.body)) {
            cx.report(&check.name, "a session counts without the check for forged requests");
        }
    }
    if let Some(exempt) = exemption(&class.decorator_list, place, cx) {
        check_view(exempt, &class.body, bases().any(is_login), cx);
    }
}

fn check_view<'a>(exempt: &'a Expr, body: &'a [Stmt], has_login: bool, cx: &mut Context<'a>) {
    let text = text(body, cx);
    if (has_login || has_session(text)) && changes_something(text) && !has_other_proof(text) {
        cx.report(exempt, FORGED);
    }
}

/// The decorator that takes a view out of the protection.
fn exemption<'a>(
    decorators: &'a [ast::Decorator],
    place: Place,
    cx: &Context<'a>,
) -> Option<&'a Expr> {
    let expressions = decorators.iter().take(MAX_DECORATORS).map(|it| &it.expression);
    expressions.into_iter().find(|expression| match expression {
        // `@method_decorator(csrf_exempt, name="dispatch")`
        Expr::Call(call) => {
            let inner = call.arguments.find_positional(0);
            cx.model.is_any_of(&call.func, place, &["django.utils.decorators.method_decorator"])
                && inner.is_some_and(|it| cx.model.is_any_of(it, place, EXEMPT))
        }
        // `@csrf.exempt` of Flask-WTF; the object is often of another file.
        Expr::Attribute(method) if method.attr.as_str() == "exempt" => {
            last_name(&method.value).is_some_and(|name| has_word(name, &["csrf", "csrfprotect"]))
        }
        _ => cx.model.is_any_of(expression, place, EXEMPT),
    })
}

fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Call(call) => match &*call.func {
            Expr::Name(name) => Some(name.id.as_str()),
            Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
            _ => None,
        },
        _ => None,
    }
}

fn is_login(expression: &Expr) -> bool {
    last_name(expression).is_some_and(|name| has_word(name, LOGINS))
}

/// The text of a view, without its decorators: those speak of the exemption.
fn text<'a>(body: &'a [Stmt], cx: &Context<'a>) -> &'a str {
    let (Some(first), Some(last)) = (body.first(), body.last()) else { return "" };
    let text = cx.source().slice(first.range().cover(last.range()));
    text.get(..text.floor_char_boundary(MAX_VIEW_BYTES)).unwrap_or_default()
}

/// Whether a view asks for the user, or for other things of the session.
fn has_session(text: &str) -> bool {
    const SESSIONS: [&str; 5] =
        ["request.user", "request.session", "current_user", " session[", " session.get("];
    SESSIONS.iter().any(|it| text.contains(it))
}

/// Whether a view changes something, or takes data that is meant to.
fn changes_something(text: &str) -> bool {
    const CHANGES: [&str; 14] = [
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "def post(",
        "def put(",
        "def patch(",
        "def delete(",
        ".save(",
        ".delete(",
        ".create(",
        ".commit(",
        "request.form",
        "request.body",
    ];
    CHANGES.iter().any(|it| text.contains(it))
}

/// Whether a view knows its caller by something that other sites do not have.
fn has_other_proof(text: &str) -> bool {
    let text = text.to_lowercase();
    OTHER_PROOFS.iter().any(|word| text.contains(word))
}

fn does_nothing(body: &[Stmt]) -> bool {
    body.iter().all(|statement| match statement {
        Stmt::Pass(_) => true,
        // A text, or `...`.
        Stmt::Expr(it) => {
            matches!(&*it.value, Expr::StringLiteral(_) | Expr::EllipsisLiteral(_))
        }
        Stmt::Return(it) => it.value.as_ref().is_none_or(|value| value.is_none_literal_expr()),
        _ => false,
    })
}

/// `WTF_CSRF_ENABLED = False`
fn check_setting<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    if setting(assignment, SETTINGS, cx) == Some(Constant::Bool(false))
        && !is_for_tests(assignment.node, cx)
    {
        cx.report(assignment.value, OFF);
    }
}

/// `app.config.update(WTF_CSRF_ENABLED=False)`
fn check_settings<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if !settings(call, &["TESTING"], cx).is_empty() || is_for_tests(call.node, cx) {
        return;
    }
    for (value, constant) in settings(call, SETTINGS, cx) {
        if constant == Constant::Bool(false) {
            cx.report(value, OFF);
        }
    }
}

/// `config.set_default_csrf_options(require_csrf=False)`
fn check_pyramid<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(switch) = call.argument("require_csrf", 0)
        && cx.model.constant(switch, call.place) == Some(Constant::Bool(false))
        && !cx.is_test()
    {
        cx.report(switch, OFF);
    }
}

/// Whether a setting is one of tests: of a class or function that is called so, or beside
/// `TESTING = True`.
fn is_for_tests(node: NodeId, cx: &Context<'_>) -> bool {
    /// Nodes before and after the setting that are looked at.
    const MAX_DISTANCE: usize = 24;
    let scope = cx.model.node(node).scope;
    let is_named_so = |name: &str| has_word(name, &["test", "tests", "testing", "unittest"]);
    cx.model.enclosing_class(scope).is_some_and(|it| is_named_so(it.name.as_str()))
        || cx.model.enclosing_function(scope).is_some_and(|it| is_named_so(it.name.as_str()))
        || cx.model.near(node, MAX_DISTANCE).iter().any(|near| match near.syntax {
            Syntax::Statement(Stmt::Assign(it)) if near.scope == scope => {
                it.targets.first().is_some_and(is_testing)
            }
            _ => false,
        })
}

fn is_testing(target: &Expr) -> bool {
    match target {
        Expr::Name(name) => name.id.as_str() == "TESTING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "testing",
        Expr::Subscript(entry) => {
            entry.slice.as_string_literal_expr().is_some_and(|it| it.value.to_str() == "TESTING")
        }
        _ => false,
    }
}
