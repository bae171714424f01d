//! `cookie-samesite-none`: a cookie that goes with the requests of other sites.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Constant;

use super::cookie::{Cookie, Flag, SETTERS, flag};
use super::setting::{UPDATES, setting, settings};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::MethodCall(SETTERS, check_call),
        Hook::MethodCall(UPDATES, check_settings),
        Hook::Assignment(check_setting),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "cookie-samesite-none",
    aliases: &[],
    silenced_by: &[],
    family: Family::Web,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    security_severity: 4.3,
    cwe: &[1275, 352],
    summary: "A cookie of a session is sent with requests that other sites cause.",
    why: "With `SameSite=None` the browser sends the cookie with requests that a page of somebody else makes it send. Unless each form has a token of its own, that page acts in the name of whoever looks at it.",
    fix: "Leave `samesite` at `\"Lax\"`, or set it to `\"Strict\"`. Where the cookie has to go along with requests of other sites, protect every change with a token.",
    bad: "from flask import Flask, make_response\n\napp = Flask(__name__)\n\n\n@app.route(\"/enter\")\ndef enter():\n    response = make_response(\"done\")\n    response.set_cookie(\"session\", new_session(), secure=True, httponly=True, samesite=\"None\")\n    return response\n",
    good: "from flask import Flask, make_response\n\napp = Flask(__name__)\n\n\n@app.route(\"/enter\")\ndef enter():\n    response = make_response(\"done\")\n    response.set_cookie(\"session\", new_session(), secure=True, httponly=True, samesite=\"Lax\")\n    return response\n",
    references: &[
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Cookies#security",
        "https://owasp.org/www-community/controls/SameSite",
    ],
    options: &[],
};

/// The settings of Flask and Django.
const SETTINGS: &[&str] = &["SESSION_COOKIE_SAMESITE", "REMEMBER_COOKIE_SAMESITE"];

/// `response.set_cookie("session", value, samesite="None")`
fn check_call<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(cookie) = Cookie::of(call, cx).filter(|it| it.is_sensitive) else { return };
    if let Flag::Known(value, constant) = flag(call, (&["samesite", "same_site"], 8), cx)
        && is_none(&constant)
    {
        let message = format!("{} is sent with requests of any site", cookie.shown());
        cx.report(value, message);
    }
}

/// `SESSION_COOKIE_SAMESITE = "None"`
fn check_setting<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    if let Some(Constant::Str(text)) = setting(assignment, SETTINGS, cx)
        && is_none(&Constant::Str(text))
    {
        cx.report(assignment.value, "the cookie of the session is sent with requests of any site");
    }
}

/// `app.config.update(SESSION_COOKIE_SAMESITE="None")`
fn check_settings<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    for (value, constant) in settings(call, SETTINGS, cx) {
        if matches!(constant, Constant::Str(_)) && is_none(&constant) {
            cx.report(value, "the cookie of the session is sent with requests of any site");
        }
    }
}

/// Whether a cookie is allowed everywhere: by its own text, or by having none.
fn is_none(constant: &Constant<'_>) -> bool {
    match constant {
        Constant::None | Constant::Bool(false) => true,
        Constant::Str(text) => text.eq_ignore_ascii_case("none"),
        _ => false,
    }
}
