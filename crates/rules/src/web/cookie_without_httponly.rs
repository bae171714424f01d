//! `cookie-without-httponly`: a cookie that scripts may read.

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
    id: "cookie-without-httponly",
    aliases: &[],
    silenced_by: &[],
    family: Family::Web,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 5.3,
    cwe: &[1004],
    summary: "A cookie of a session can be read by the scripts of a page.",
    why: "Without `HttpOnly` every script that runs in the page reads the cookie. One place where markup is not escaped is then enough to take over the sessions of all who see it.",
    fix: "Set `httponly=True`, and for the session of the framework `SESSION_COOKIE_HTTPONLY = True`. Give scripts what they need in another way.",
    bad: "from flask import Flask, make_response\n\napp = Flask(__name__)\n\n\n@app.route(\"/enter\")\ndef enter():\n    response = make_response(\"done\")\n    response.set_cookie(\"session\", new_session(), secure=True)\n    return response\n",
    good: "from flask import Flask, make_response\n\napp = Flask(__name__)\n\n\n@app.route(\"/enter\")\ndef enter():\n    response = make_response(\"done\")\n    response.set_cookie(\"session\", new_session(), secure=True, httponly=True, samesite=\"Lax\")\n    return response\n",
    references: &[
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Cookies#security",
        "https://owasp.org/www-community/controls/HttpOnly",
    ],
    options: &[],
};

/// The settings of Flask and Django.
const SETTINGS: &[&str] = &["SESSION_COOKIE_HTTPONLY", "REMEMBER_COOKIE_HTTPONLY"];

const SESSION: &str = "the cookie of the session can be read by scripts";

/// `response.set_cookie("session", value)`
fn check_call<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(cookie) = Cookie::of(call, cx) else { return };
    match flag(call, (&["httponly", "http_only"], 7), cx) {
        Flag::Missing if cookie.is_sensitive && !cookie.set_anyway.contains(&"httponly") => {
            let message = format!("{} can be read by scripts", cookie.shown());
            cx.report(call.expr, message);
        }
        Flag::Known(value, constant) if !constant.is_truthy() => {
            let message = format!("{} can be read by scripts", cookie.shown());
            let mut report = cx.report(value, message);
            if !cookie.is_sensitive {
                report.severity(Severity::Low);
            }
        }
        _ => {}
    }
}

/// `SESSION_COOKIE_HTTPONLY = False`
fn check_setting<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    if setting(assignment, SETTINGS, cx) == Some(Constant::Bool(false)) {
        cx.report(assignment.value, SESSION);
    }
}

/// `app.config.update(SESSION_COOKIE_HTTPONLY=False)`
fn check_settings<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    for (value, constant) in settings(call, SETTINGS, cx) {
        if constant == Constant::Bool(false) {
            cx.report(value, SESSION);
        }
    }
}
