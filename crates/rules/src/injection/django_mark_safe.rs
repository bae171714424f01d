//! `django-mark-safe`: a text that is not constant is taken for markup by Django.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::StmtFunctionDef;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::django_sql::is_fixed;
use super::markup::{DJANGO, marked};
use crate::excerpt::excerpt;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(DJANGO, check), Hook::Function(check_decorators)] };

static META: RuleMeta = RuleMeta {
    id: "django-mark-safe",
    aliases: &["B703"],
    silenced_by: &[],
    family: Family::Injection,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.4,
    cwe: &[79, 80],
    summary: "`mark_safe` is given a text that is not constant.",
    why: "Templates put a text that is marked as safe into the page as it is. If a part of it comes \
          from a user, so do the scripts in it, and they run in the browser of everybody who opens \
          the page. The rule `html-interpolated-value` reports the texts that values are seen to \
          be put into.",
    fix: "Build markup with `format_html(\"<b>{}</b>\", value)` and `format_html_join`, which escape \
          the values, or in a template.",
    bad: "from django.utils.safestring import mark_safe\n\n\ndef label(item):\n    return \
          mark_safe(item.label)\n",
    good: "from django.utils.html import format_html\n\n\ndef label(item):\n    return \
           format_html(\"<b>{}</b>\", item.label)\n",
    references: &[
        "https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.safestring.mark_safe",
    ],
    options: &[],
};

const HELP: &str = "build the markup with `format_html`";

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(text) = marked(call) else { return };
    if !is_fixed(text, call.place, cx) {
        let message = format!("{} goes into pages without escaping", excerpt(text, cx));
        cx.report(call.expr, message).help(HELP);
    }
}

/// `@mark_safe`
fn check_decorators<'a>(function: &'a StmtFunctionDef, cx: &mut Context<'a>) {
    const MAX_DECORATORS: usize = 32;
    let decorators = function.decorator_list.iter().take(MAX_DECORATORS);
    let marker = decorators
        .map(|decorator| &decorator.expression)
        .find(|decorator| cx.model.is_any_of(decorator, cx.place(), DJANGO));
    if let Some(marker) = marker {
        cx.report(marker, "what this function returns goes into pages without escaping").help(HELP);
    }
}
