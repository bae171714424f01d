//! `mako-default-filter-missing`: a Mako template that escapes nothing by itself.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::mako::{LOOKUPS, TEMPLATES, escapes};

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(TEMPLATES, check), Hook::CallTo(LOOKUPS, check)] };

static META: RuleMeta = RuleMeta {
    id: "mako-default-filter-missing",
    aliases: &["B702", "S702"],
    silenced_by: &[],
    family: Family::Injection,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.4,
    cwe: &[79, 80],
    summary: "A Mako template does not escape the values that it puts into text.",
    why: "Mako escapes only what the template marks with `${value | h}`, and one place is easily \
          forgotten. In a page, a value with markup in it becomes part of the page, and a script in \
          it runs in the browser of everybody who opens it. The rule `mako-unescaped-html` reports \
          the templates that are seen to be pages.",
    fix: "Pass `default_filters=[\"h\"]` to the template or the lookup, and write `| n` where \
          markup is meant. For texts that are no markup (mail, code, configuration) there is \
          nothing to do.",
    bad: "from mako.lookup import TemplateLookup\n\npages = TemplateLookup([\"templates\"])\n",
    good: "from mako.lookup import TemplateLookup\n\npages = TemplateLookup([\"templates\"], \
           default_filters=[\"h\"])\n",
    references: &["https://docs.makotemplates.org/en/latest/filtering.html"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    match escapes(call.expr, call.place, cx) {
        Some(true) => {}
        Some(false) => {
            cx.report(call.expr, "values are put into this template without escaping").help(HELP);
        }
        None => {
            cx.report(call.expr, "values may be put into this template without escaping")
                .help(HELP)
                .confidence(Confidence::Low);
        }
    }
}

const HELP: &str = "if it is for HTML, pass `default_filters=[\"h\"]`";
