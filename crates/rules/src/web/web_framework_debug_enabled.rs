//! `web-framework-debug-enabled`: a web application runs with its debugger.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{Expr, Stmt};
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Place, Syntax, Value};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::MethodCall(&["run", "run_server"], check_run),
        Hook::CallTo(&["werkzeug.serving.run_simple", "werkzeug.run_simple"], check_server),
        Hook::CallTo(&["werkzeug.debug.DebuggedApplication"], check_wrapper),
        Hook::CallTo(WITH_TRACEBACKS, check_tracebacks),
        Hook::Assignment(check_assignment),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "web-framework-debug-enabled",
    aliases: &["B201", "S201"],
    silenced_by: &[],
    family: Family::Web,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.5,
    cwe: &[489, 94, 215],
    summary: "A web application runs in debug mode.",
    why: "In debug mode Flask and Werkzeug answer an error with a console that runs Python, behind \
          a PIN that can be computed by whoever can read a few files of the machine; other \
          frameworks show source, variables and settings. On a server that others can reach this \
          is a way in.",
    fix: "Leave debug mode out of the code, and switch it on for a session where it is needed: \
          `flask run --debug`, or an environment variable that is off by default.",
    bad: "from flask import Flask\n\napp = Flask(__name__)\napp.run(debug=True)\n",
    good: "from flask import Flask\n\napp = Flask(__name__)\napp.run()\n",
    references: &[
        "https://flask.palletsprojects.com/en/stable/debugging/",
        "https://werkzeug.palletsprojects.com/en/stable/debug/#debugger-pin",
    ],
    options: &[],
};

/// Applications whose debug mode has a console.
const WITH_CONSOLE: &[&str] = &["dash.Dash", "flask.Flask", "quart.Quart"];

/// What takes `debug` and then shows tracebacks to clients.
const WITH_TRACEBACKS: &[&str] = &[
    "bottle.run",
    "fastapi.FastAPI",
    "litestar.Litestar",
    "sanic.Sanic.run",
    "starlette.applications.Starlette",
    "tornado.web.Application",
];

const CONSOLE: &str = "debug mode lets clients run Python on the server";
const TRACEBACKS: &str = "debug mode shows source and variables to clients";

/// `app.run(debug=True)`
fn check_run<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(debug) = call.argument("debug", 2).filter(|it| is_on(it, call.place, cx)) else {
        return;
    };
    let Some(confidence) = call.receiver().and_then(|app| as_application(app, call.place, cx))
    else {
        return;
    };
    // Other things that are run take other arguments there.
    if confidence < Confidence::High && call.keyword("debug").is_none() {
        return;
    }
    // Started by hand, and reachable from this machine only.
    let is_local = is_started_by_hand(cx) && call.argument("host", 0).is_none();
    let severity = if is_local { Severity::Medium } else { Severity::High };
    report(debug, CONSOLE, severity, confidence, cx);
}

fn check_server<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(debugger) = call.keyword("use_debugger").filter(|it| is_on(it, call.place, cx)) {
        report(debugger, CONSOLE, Severity::High, Confidence::High, cx);
    }
}

fn check_wrapper<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(console) = call.argument("evalex", 1).filter(|it| is_on(it, call.place, cx)) {
        report(console, CONSOLE, Severity::High, Confidence::High, cx);
    }
}

fn check_tracebacks<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(debug) = call.keyword("debug").filter(|it| is_on(it, call.place, cx)) {
        report(debug, TRACEBACKS, Severity::Medium, Confidence::High, cx);
    }
}

/// `app.debug = True`, `app.config["DEBUG"] = True`
fn check_assignment<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    let app = match assignment.target {
        Expr::Attribute(debug) if debug.attr.as_str() == "debug" => &debug.value,
        Expr::Subscript(setting) => match (&*setting.value, &*setting.slice) {
            (Expr::Attribute(config), Expr::StringLiteral(key))
                if config.attr.as_str() == "config" && key.value.to_str() == "DEBUG" =>
            {
                &config.value
            }
            _ => return,
        },
        _ => return,
    };
    if is_on(assignment.value, assignment.place, cx)
        && as_application(app, assignment.place, cx) == Some(Confidence::High)
    {
        report(assignment.value, CONSOLE, Severity::Medium, Confidence::Medium, cx);
    }
}

fn is_on<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    cx.model.constant(value, place).is_some_and(|value| value.is_truthy())
}

/// How sure it is that an object is an application with a console; none if it is something else.
fn as_application<'a>(object: &'a Expr, place: Place, cx: &Context<'a>) -> Option<Confidence> {
    let values = cx.model.values(object, place);
    let is_known = values.iter().any(|value| match value {
        Value::Instance(class) => WITH_CONSOLE.contains(&class.as_str()),
        Value::InstanceOf(class) => {
            class.bases().iter().any(|base| cx.model.is_any_of(base, place, WITH_CONSOLE))
        }
        _ => false,
    });
    if is_known {
        return Some(Confidence::High);
    }
    let name = match object {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    };
    // It is built in another file, or by a function: `from .web import app`.
    let is_elsewhere = values.iter().all(|value| matches!(value, Value::Unknown | Value::Path(_)));
    let is_likely = matches!(name, "app" | "application") || cx.model.imports_package("flask");
    (is_elsewhere && is_likely).then_some(Confidence::Medium)
}

/// Whether the code runs only if the file is started as a program.
fn is_started_by_hand(cx: &Context<'_>) -> bool {
    const MAX_DISTANCE: usize = 4;
    const MAX_TEST_BYTES: usize = 80;
    cx.model.ancestors(cx.node()).take(MAX_DISTANCE).any(|ancestor| {
        let Syntax::Statement(Stmt::If(branch)) = ancestor.syntax else { return false };
        let test = cx.source().slice(branch.test.range());
        test.len() <= MAX_TEST_BYTES && test.contains("__main__")
    })
}

fn report<'a>(
    at: &'a Expr,
    message: &str,
    severity: Severity,
    confidence: Confidence,
    cx: &mut Context<'a>,
) {
    if !cx.is_test() {
        cx.report(at, message).severity(severity).confidence(confidence);
    }
}
