//! `markupsafe-markup`: a text that is not constant is taken for markup by Jinja.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{
    Call, Context, Family, Hook, OptionDefault, OptionMeta, Rule, RuleMeta, Tier,
};

use super::django_sql::is_fixed;
use super::markup::{MARKUPSAFE, marked};
use crate::excerpt::excerpt;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(MARKUPSAFE, check), Hook::AnyCall(check_added)] };

static META: RuleMeta = RuleMeta {
    id: "markupsafe-markup",
    aliases: &["B704", "S704", "RUF035"],
    silenced_by: &[],
    family: Family::Injection,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.4,
    cwe: &[79],
    summary: "`Markup` is given a text that is not constant.",
    why: "Templates put `Markup` into the page as it is. If a part of the text comes from a user, so \
          do the scripts in it, and they run in the browser of everybody who opens the page. The \
          rule `html-interpolated-value` reports the texts that values are seen to be put into.",
    fix: "Make the constant part `Markup`, and put the values in afterwards, which escapes them: \
          `Markup(\"<b>{}</b>\").format(value)`, `Markup(\"<b>%s</b>\") % value`.",
    bad: "from markupsafe import Markup\n\n\ndef label(item):\n    return Markup(item.label)\n",
    good: "from markupsafe import Markup\n\n\ndef label(item):\n    return \
           Markup(\"<b>{}</b>\").format(item.label)\n",
    references: &["https://markupsafe.palletsprojects.com/en/stable/escaping/"],
    options: &[EXTEND_MARKUP_NAMES, ALLOWED_CALLS],
};

const EXTEND_MARKUP_NAMES: OptionMeta = OptionMeta {
    name: "extend-markup-names",
    default: OptionDefault::Texts(&[]),
    documentation: "The dotted names of further functions and classes that say of a text that it is \
                    markup: `webhelpers.html.literal`.",
};

const ALLOWED_CALLS: OptionMeta = OptionMeta {
    name: "allowed-calls",
    default: OptionDefault::Texts(&[]),
    documentation: "The dotted names of functions whose results are fine: `bleach.clean`.",
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(text) = marked(call) else { return };
    if !is_fixed(text, call.place, cx) && !is_allowed(text, call, cx) {
        let message = format!("{} goes into pages without escaping", excerpt(text, cx));
        cx.report(call.expr, message)
            .help("make the constant part `Markup`, and put the values in afterwards");
    }
}

fn check_added<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    let added = cx.texts(EXTEND_MARKUP_NAMES.name);
    // Asked for every call, of a list that hardly anybody fills.
    if added.is_empty() {
        return;
    }
    let mut names = cx.model.qualified_names(&call.expr.func, call.place);
    if names.any(|name| added.contains(&name) && !MARKUPSAFE.contains(&name.as_str())) {
        check(call, "", cx);
    }
}

/// Whether a text is the result of a function that the user trusts, also by way of a name.
fn is_allowed<'a>(text: &'a Expr, call: &Call<'a>, cx: &Context<'a>) -> bool {
    let allowed = cx.texts(ALLOWED_CALLS.name);
    if allowed.is_empty() {
        return false;
    }
    let (text, place) = cx.model.follow(text, call.place);
    let Expr::Call(made) = text else { return false };
    let mut names = cx.model.qualified_names(&made.func, place);
    names.any(|name| allowed.contains(&name))
}
