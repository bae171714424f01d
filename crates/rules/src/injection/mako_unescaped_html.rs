//! `mako-unescaped-html`: a page that Mako makes without escaping.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Place;

use super::html_text::{is_html, is_html_name};
use super::mako::{LOOKUPS, TEMPLATES, constructor, escapes};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(TEMPLATES, check_template),
        Hook::MethodCall(&["get_template"], check_loaded),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "mako-unescaped-html",
    aliases: &[],
    silenced_by: &["B702", "S702"],
    family: Family::Injection,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 7.8,
    cwe: &[79, 80],
    summary: "A Mako template for HTML is rendered without escaping the values in it.",
    why: "Mako escapes nothing unless it is told to. Whoever supplies a value that the page shows \
          (a name, a title, a message) can put markup into it, and scripts in it run in the \
          browser of everybody who opens the page, with their session.",
    fix: "Pass `default_filters=[\"h\"]` to the template or to the `TemplateLookup` that finds it, \
          and write `| n` where markup is meant. Or begin the template with \
          `<%page expression_filter=\"h\"/>`.",
    bad: "from mako.template import Template\n\npage = Template(\"<h1>${title}</h1>\")\n",
    good: "from mako.template import Template\n\npage = Template(\"<h1>${title}</h1>\", \
           default_filters=[\"h\"])\n",
    references: &["https://docs.makotemplates.org/en/latest/filtering.html"],
    options: &[],
};

const MESSAGE: &str = "this HTML template is rendered without escaping the values in it";
const HELP: &str = "pass `default_filters=[\"h\"]`";

fn check_template<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if escapes(call.expr, call.place, cx) != Some(false) || cx.is_test() {
        return;
    }
    let is_page = match call.argument("text", 0) {
        Some(text) => is_html(text, call.place, cx) && has_unescaped_values(text, call.place, cx),
        None => {
            call.keyword("filename").is_some_and(|filename| is_html_name(filename, call.place, cx))
        }
    };
    if is_page {
        cx.report(call.expr, MESSAGE).help(HELP);
    }
}

/// `lookup.get_template("page.html")`
fn check_loaded<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if !cx.model.imports_package("mako") || cx.is_test() {
        return;
    }
    let (Some(name), Some(lookup)) = (call.argument("uri", 0), call.receiver()) else { return };
    if !is_html_name(name, call.place, cx) {
        return;
    }
    let Some((lookup, place)) = constructor(lookup, call.place, cx) else { return };
    if cx.model.is_any_of(&lookup.func, place, LOOKUPS) && escapes(lookup, place, cx) == Some(false)
    {
        let mut report = cx.report(call.expr, MESSAGE);
        report.help(HELP);
        if !call.expr.range().contains_range(lookup.range()) {
            report.label(lookup, "this lookup escapes nothing");
        }
    }
}

/// Whether the text of a template has a place for a value, and does not escape values itself.
fn has_unescaped_values<'a>(text: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let Some(text) = cx.model.constant_str(text, place) else { return false };
    if text.contains("expression_filter") {
        return false;
    }
    text.split("${").skip(1).any(|rest| {
        let value = rest.split('}').next().unwrap_or_default();
        let filters = value.rsplit_once('|').map_or("", |(_, filters)| filters);
        !filters.split(',').any(|filter| matches!(filter.trim(), "h" | "x" | "u"))
    })
}
