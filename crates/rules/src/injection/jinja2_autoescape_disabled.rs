//! `jinja2-autoescape-disabled`: a Jinja environment that does not escape what it puts into templates.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::jinja2::{Autoescape, ENVIRONMENTS, TEMPLATES};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(ENVIRONMENTS, check_environment),
        Hook::CallTo(TEMPLATES, check_template),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "jinja2-autoescape-disabled",
    aliases: &["B701", "S701"],
    silenced_by: &[],
    family: Family::Injection,
    tier: Tier::Audit,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 6.1,
    cwe: &[79, 116],
    summary: "A Jinja environment or template does not escape the values that it puts into text.",
    why: "Jinja escapes nothing unless it is told to: in a page, a value with `<script>` in it is a \
          script in the browser of whoever sees the page. Environments that make configuration \
          files, code or mail in plain text need no escaping, and would be damaged by it.",
    fix: "Pass `autoescape=jinja2.select_autoescape()`, which escapes in templates for HTML and XML \
          and in nothing else. Mark what is meant as markup with `markupsafe.Markup`. For other \
          formats, `autoescape=False` is right; say so in a suppression.",
    bad: "import jinja2\n\nenv = jinja2.Environment(loader=jinja2.FileSystemLoader(\"pages\"))\n",
    good: "import jinja2\n\nenv = jinja2.Environment(\n    \
           loader=jinja2.FileSystemLoader(\"pages\"),\n    \
           autoescape=jinja2.select_autoescape(),\n)\n",
    references: &[
        "https://jinja.palletsprojects.com/en/stable/api/#autoescaping",
        "https://jinja.palletsprojects.com/en/stable/faq/#why-is-html-escaping-not-the-default",
    ],
    options: &[],
};

const HELP: &str = "for HTML, pass `autoescape=jinja2.select_autoescape()`";

fn check_environment<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let autoescape = Autoescape::of_environment(call.expr, call.place, cx);
    let message = match autoescape {
        Autoescape::On => return,
        Autoescape::Off => "this environment is told not to escape",
        Autoescape::Unset => "this environment does not escape: `autoescape` is off by default",
        Autoescape::Unknown => "whether this environment escapes cannot be told from here",
    };
    let mut report = cx.report(&*call.expr.func, message);
    report.help(HELP);
    if autoescape == Autoescape::Unknown {
        report.confidence(Confidence::Medium);
    }
}

fn check_template<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if Autoescape::of_template(call.expr, call.place, cx).is_off() {
        // A single template is hardly ever a page.
        cx.report(
            &*call.expr.func,
            "this template does not escape the values that are put into it",
        )
        .help(HELP)
        .severity(Severity::Medium)
        .confidence(Confidence::Low);
    }
}
