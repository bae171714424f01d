//! `html-interpolated-value`: a value in a text that goes into pages as it is.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{BindingKind, Piece, Place, Resolution, Value};

use super::markup::{DJANGO, MARKUPSAFE, marked};
use crate::escaping::{is_escaping, is_named_as_constant, name};
use crate::excerpt::excerpt;
use crate::identifiers::has_word;
use crate::origin::{Origin, OriginKind, origin};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(DJANGO, check),
        Hook::CallTo(MARKUPSAFE, check),
        Hook::CallTo(&["django.utils.html.format_html"], check_format),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "html-interpolated-value",
    aliases: &[],
    silenced_by: &["B308", "S308", "B703", "B704", "S704"],
    family: Family::Injection,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 7.8,
    cwe: &[79, 116],
    summary: "A value is put into markup that goes into pages without escaping.",
    why: "Templates put a text that is marked as safe into the page as it is. Whoever supplies a \
          value in it (a name, a title, a message) can put markup into it, and scripts in it run in \
          the browser of everybody who opens the page, with their session.",
    fix: "Put the values in by what escapes them: `format_html(\"<b>{}</b>\", value)` in Django, \
          `Markup(\"<b>{}</b>\").format(value)` with Jinja.",
    bad: "from django.utils.safestring import mark_safe\n\n\ndef label(item):\n    return \
          mark_safe(f\"<b>{item.label}</b>\")\n",
    good: "from django.utils.html import format_html\n\n\ndef label(item):\n    return \
           format_html(\"<b>{}</b>\", item.label)\n",
    references: &[
        "https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.html.format_html",
        "https://markupsafe.palletsprojects.com/en/stable/formatting/",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let Some(text) = marked(call) else { return };
    let help = if MARKUPSAFE.contains(&name) {
        "put the values in with `Markup(…).format(…)`"
    } else {
        "put the values in with `format_html`"
    };
    check_text(text, call.place, help, cx);
}

/// `format_html(f"<b>{value}</b>")`: only the arguments are escaped.
fn check_format<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(text) = call.argument("format_string", 0) {
        check_text(text, call.place, "write `{}` there, and pass the value as an argument", cx);
    }
}

fn check_text<'a>(text: &'a Expr, place: Place, help: &str, cx: &mut Context<'a>) {
    // Tests choose the values themselves.
    if cx.is_test() {
        return;
    }
    let Some((value, from)) = inserted(text, place, cx) else { return };
    let source = from.map_or_else(String::new, Origin::phrase);
    let shown = excerpt(value, cx);
    let mut report =
        cx.report(text, format!("{shown} is put into the markup without escaping{source}"));
    report.help(help);
    if !text.range().contains_range(value.range()) {
        report.label(value, "put into the markup here");
    }
    if from.is_some() {
        report.severity(Severity::High).confidence(Confidence::High);
    }
}

/// The value in a text that matters most, and where it comes from if that is another machine.
fn inserted<'a>(
    text: &'a Expr,
    place: Place,
    cx: &Context<'a>,
) -> Option<(&'a Expr, Option<Origin>)> {
    const MAX_HOLES: usize = 24;
    let Some(template) = cx.model.template(text, place) else {
        // Nothing but a value.
        return remote(text, place, cx).map(|origin| (text, Some(origin)));
    };
    let mut first = None;
    let mut has_text = false;
    let mut holes = 0;
    for piece in &template.pieces {
        let Piece::Hole { expression, place } = piece else {
            has_text = true;
            continue;
        };
        holes += 1;
        if holes > MAX_HOLES {
            break;
        }
        if cx.model.is_harmless(expression, *place) || is_escaped(expression, *place, cx) {
            continue;
        }
        if let Some(origin) = remote(expression, *place, cx) {
            return Some((expression, Some(origin)));
        }
        if first.is_none() && is_suspect(expression, *place, cx) {
            first = Some((*expression, None));
        }
    }
    // A text that is only put together from others is their makers' business.
    first.filter(|_| has_text)
}

fn remote<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> Option<Origin> {
    origin(value, place, cx).filter(|origin| origin.kind == OriginKind::Remote)
}

/// Whether a value has been escaped, or is markup itself.
fn is_escaped<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let is_markup = cx.model.values(value, place).iter().any(|value| match value {
        Value::Instance(class) => DJANGO.contains(&class.as_str()) || is_markupsafe(class),
        _ => false,
    });
    if is_markup {
        return true;
    }
    let (value, place) = cx.model.follow(value, place);
    match value {
        Expr::Call(call) => {
            is_escaping(call, place, cx)
                || cx.model.is_any_of(&call.func, place, DJANGO)
                || cx.model.is_any_of(&call.func, place, MARKUPSAFE)
        }
        // `"".join(escape(part) for part in parts)`
        Expr::Generator(ast::ExprGenerator { elt, .. })
        | Expr::ListComp(ast::ExprListComp { elt, .. }) => {
            matches!(&**elt, Expr::Call(call) if is_escaping(call, place, cx))
        }
        _ => false,
    }
}

fn is_markupsafe(class: &str) -> bool {
    MARKUPSAFE.contains(&class)
}

/// Whether nothing says that a value is markup or cannot be: how it was made, or what it is called.
fn is_suspect<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let is_fine = |value: &Expr| {
        is_named_as_constant(value) || name(value).is_some_and(|name| has_word(name, FINE))
    };
    if is_fine(value) {
        return false;
    }
    let (followed, place) = cx.model.follow(value, place);
    match followed {
        Expr::Name(name) => !is_fine(followed) && is_given(name.id.as_str(), place, cx),
        Expr::Attribute(attribute) => {
            // `field.name`, `model._meta.label`: what the program itself has called something.
            const OWN: [&str; 7] = ["column", "field", "fields", "form", "meta", "model", "opts"];
            let is_own = name(&attribute.value).is_some_and(|owner| has_word(owner, &OWN));
            !is_fine(followed) && !is_own
        }
        Expr::Subscript(subscript) => match (&*subscript.value, &*subscript.slice) {
            // `{True: "yes", False: "no"}[value]`
            (Expr::Dict(_) | Expr::List(_) | Expr::Tuple(_), _) => false,
            (_, Expr::StringLiteral(key)) => !has_word(key.value.to_str(), FINE),
            (object @ Expr::Name(name), _) => {
                !is_fine(object) && is_given(name.id.as_str(), place, cx)
            }
            (object, _) => !is_fine(object),
        },
        // What a function returns is its own business, but for those that return what they are given.
        Expr::Call(call) => match &*call.func {
            Expr::Name(function) => {
                matches!(function.id.as_str(), "str" | "getattr")
                    && !call.arguments.find_positional(0).is_some_and(is_fine)
            }
            Expr::Attribute(method) => {
                const SAME: [&str; 7] =
                    ["capitalize", "get", "lower", "strip", "title", "upper", "get_full_name"];
                SAME.contains(&method.attr.as_str()) && !is_fine(&method.value)
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a name is that of a parameter or of an element of something. Where the function itself makes
/// the value, in one of several ways, it may have escaped it in each.
fn is_given(name: &str, place: Place, cx: &Context<'_>) -> bool {
    const MAX_BINDINGS: usize = 8;
    let Resolution::Bound(_, symbol) = cx.model.lookup(name, place.scope) else { return false };
    cx.model.bindings_of(symbol).iter().take(MAX_BINDINGS).all(|id| {
        matches!(cx.model.binding(*id).kind, BindingKind::Parameter { .. } | BindingKind::Opaque)
    })
}

/// Words in the names of what is markup, a number or a name that the program has chosen.
const FINE: &[&str] = &[
    "attr",
    "attribute",
    "attributes",
    "attrs",
    "body",
    "class",
    "classes",
    "color",
    "colour",
    "count",
    "css",
    "escaped",
    "form",
    "forms",
    "formset",
    "height",
    "html",
    "icon",
    "id",
    "index",
    "lang",
    "language",
    "length",
    "locale",
    "markup",
    "num",
    "number",
    "pk",
    "rendered",
    "safe",
    "size",
    "slug",
    "style",
    "svg",
    "tag",
    "tags",
    "total",
    "type",
    "width",
    "xml",
];
