//! The settings of web applications, however they are written down.

use hognose_python::ast::{self, Expr};
use hognose_registry::{Assignment, Call, Context};
use hognose_semantic::{Constant, Place};

/// The methods of a configuration that take several settings at once.
pub(super) const UPDATES: &[&str] = &["from_mapping", "update"];

/// The value of a setting of Flask or Django, `SESSION_COOKIE_SECURE = False` or
/// `app.config["SESSION_COOKIE_SECURE"] = False`, if it has one of these names.
pub(super) fn setting<'a>(
    assignment: &Assignment<'a>,
    names: &[&str],
    cx: &Context<'a>,
) -> Option<Constant<'a>> {
    let is_wanted = |name: &str| names.contains(&name);
    let found = match assignment.target {
        Expr::Name(name) => is_wanted(name.id.as_str()),
        Expr::Attribute(attribute) => is_wanted(attribute.attr.as_str()),
        Expr::Subscript(entry) => match (&*entry.value, &*entry.slice) {
            (Expr::Attribute(config), Expr::StringLiteral(key)) => {
                config.attr.as_str() == "config" && is_wanted(key.value.to_str())
            }
            _ => false,
        },
        _ => false,
    };
    (found && !cx.is_test())
        .then(|| cx.model.constant(assignment.value, assignment.place))
        .flatten()
}

/// The settings with these names that a call makes, and what they are set to:
/// `app.config.update(SESSION_COOKIE_SECURE=False)`, or with a dictionary.
pub(super) fn settings<'a>(
    call: &Call<'a>,
    names: &[&str],
    cx: &Context<'a>,
) -> Vec<(&'a Expr, Constant<'a>)> {
    let is_config = call.receiver().is_some_and(|owner| match owner {
        Expr::Name(name) => name.id.as_str() == "config",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "config",
        _ => false,
    });
    if !is_config || cx.is_test() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let arguments = &call.expr.arguments;
    among_keywords(arguments, call.place, names, cx, &mut found);
    let Some(several) = arguments.find_positional(0) else { return found };
    match cx.model.follow(several, call.place) {
        (Expr::Dict(dict), place) => among_items(dict, place, names, cx, &mut found),
        (Expr::Call(dict), place) if cx.model.is_any_of(&dict.func, place, &["dict"]) => {
            among_keywords(&dict.arguments, place, names, cx, &mut found);
        }
        _ => {}
    }
    found
}

/// Settings of one call or dictionary that are looked at.
const MAX_SETTINGS: usize = 128;

fn among_keywords<'a>(
    arguments: &'a ast::Arguments,
    place: Place,
    names: &[&str],
    cx: &Context<'a>,
    found: &mut Vec<(&'a Expr, Constant<'a>)>,
) {
    for keyword in arguments.keywords.iter().take(MAX_SETTINGS) {
        let is_wanted = keyword.arg.as_ref().is_some_and(|name| names.contains(&name.as_str()));
        if is_wanted && let Some(constant) = cx.model.constant(&keyword.value, place) {
            found.push((&keyword.value, constant));
        }
    }
}

fn among_items<'a>(
    dict: &'a ast::ExprDict,
    place: Place,
    names: &[&str],
    cx: &Context<'a>,
    found: &mut Vec<(&'a Expr, Constant<'a>)>,
) {
    for item in dict.items.iter().take(MAX_SETTINGS) {
        if let Some(Expr::StringLiteral(key)) = &item.key
            && names.contains(&key.value.to_str())
            && let Some(constant) = cx.model.constant(&item.value, place)
        {
            found.push((&item.value, constant));
        }
    }
}
