//! `jinja2-unescaped-html`: a page that Jinja makes without escaping.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{self, Expr};
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Place;

use super::html_text::{is_html, is_html_name};
use super::jinja2::{Autoescape, ENVIRONMENTS, TEMPLATES};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::MethodCall(&["get_template", "select_template"], check_loaded),
        Hook::MethodCall(&["from_string"], check_text),
        Hook::CallTo(TEMPLATES, check_template),
        Hook::CallTo(&["aiohttp_jinja2.setup"], check_setup),
        Hook::Assignment(check_setting),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "jinja2-unescaped-html",
    aliases: &[],
    silenced_by: &["B701", "S701"],
    family: Family::Injection,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 7.8,
    cwe: &[79, 116],
    summary: "A Jinja template for HTML is rendered by an environment that does not escape.",
    why: "Jinja escapes nothing unless it is told to. Whoever supplies a value that the page shows \
          (a name, a title, a message) can put markup into it, and scripts in it run in the \
          browser of everybody who opens the page, with their session.",
    fix: "Create the environment with `autoescape=jinja2.select_autoescape()`: it escapes in \
          templates whose names end in `.html`, `.htm` and `.xml`. For other endings, and for \
          templates from strings, pass `autoescape=True`. Mark what is meant as markup with \
          `markupsafe.Markup` or the filter `|safe`.",
    bad: "import jinja2\n\nenv = jinja2.Environment(loader=jinja2.FileSystemLoader(\"pages\"))\npage \
          = env.get_template(\"index.html\")\n",
    good: "import jinja2\n\nenv = jinja2.Environment(\n    \
           loader=jinja2.FileSystemLoader(\"pages\"),\n    \
           autoescape=jinja2.select_autoescape(),\n)\npage = env.get_template(\"index.html\")\n",
    references: &["https://jinja.palletsprojects.com/en/stable/api/#autoescaping"],
    options: &[],
};

const HELP: &str = "create the environment with `autoescape=jinja2.select_autoescape()`";

/// `environment.get_template("page.html")`
fn check_loaded<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(name) = call.argument("name", 0) else { return };
    if is_html_name(name, call.place, cx) {
        check_environment(call, cx);
    }
}

/// `environment.from_string("<p>…")`
fn check_text<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(text) = call.argument("source", 0) else { return };
    if is_html(text, call.place, cx) {
        check_environment(call, cx);
    }
}

/// Reports a call of a method of an environment that does not escape.
fn check_environment<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    let Some(receiver) = call.receiver() else { return };
    let Some((environment, place)) = constructor(receiver, call.place, cx) else { return };
    let is_environment = cx.model.is_any_of(&environment.func, place, ENVIRONMENTS);
    if is_environment && Autoescape::of_environment(environment, place, cx).is_off() {
        let mut report = cx
            .report(call.expr, "this HTML template is rendered without escaping the values in it");
        report.help(HELP);
        if !call.expr.range().contains_range(environment.range()) {
            report.label(environment, "this environment does not escape");
        }
    }
}

/// The call that made an environment.
fn constructor<'a>(
    environment: &'a Expr,
    place: Place,
    cx: &Context<'a>,
) -> Option<(&'a ast::ExprCall, Place)> {
    let (value, place) = match environment {
        Expr::Attribute(attribute) => cx.model.follow_attribute(attribute, place)?,
        _ => cx.model.follow(environment, place),
    };
    value.as_call_expr().map(|call| (call, place))
}

/// `jinja2.Template("<p>…")`
fn check_template<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(text) = call.argument("source", 0) else { return };
    if Autoescape::of_template(call.expr, call.place, cx).is_off() && is_html(text, call.place, cx)
    {
        cx.report(call.expr, "this HTML template is rendered without escaping the values in it")
            .help("pass `autoescape=True`")
            // What is put in may be meant as markup.
            .confidence(Confidence::Medium);
    }
}

/// `aiohttp_jinja2.setup(app, autoescape=False)`
fn check_setup<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(keyword) = call.expr.arguments.find_keyword("autoescape") else { return };
    if is_false(&keyword.value, call.place, cx) {
        cx.report(keyword, "the pages of this application are rendered without escaping")
            .help("leave `autoescape` out: it is on by default");
    }
}

/// `app.jinja_env.autoescape = False`
fn check_setting<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    let Expr::Attribute(ast::ExprAttribute { value: environment, attr, .. }) = assignment.target
    else {
        return;
    };
    let is_of_application = attr.as_str() == "autoescape"
        && matches!(&**environment, Expr::Attribute(it) if it.attr.as_str() == "jinja_env");
    if is_of_application && is_false(assignment.value, assignment.place, cx) {
        cx.report(assignment.target, "the pages of this application are rendered without escaping")
            .help("remove the assignment: Flask escapes in templates for HTML by default");
    }
}

fn is_false<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    cx.model.constant(value, place).is_some_and(|constant| !constant.is_truthy())
}
