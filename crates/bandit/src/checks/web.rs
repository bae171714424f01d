//! B201, B701, B702 and B704: web frameworks and templates.

use std::collections::VecDeque;

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{self, Expr};

use super::Call;
use crate::issue::Issue;
use crate::literal::is_constant;
use crate::names::{Names, has_part};
use crate::walk::Walk;

/// B201.
pub(crate) fn flask_debug(call: &Call<'_, '_>, names: &Names<'_>) -> Option<Issue> {
    let is_debug = call.last == "run"
        && call.name.len() > call.last.len()
        && call.keyword("debug").is("True")
        && names.has_import_like("flask");
    is_debug.then(|| {
        let message = "the debugger lets anyone who reaches it run code";
        Issue::new("B201", Severity::High, Confidence::Medium, message)
            .at(call.keyword_value("debug"))
    })
}

/// B701.
pub(crate) fn jinja2(call: &Call<'_, '_>) -> Option<Issue> {
    if call.last != "Environment" || !has_part(call.name, "jinja2") {
        return None;
    }
    let confidence = match autoescape(call.expr) {
        Some(Expr::BooleanLiteral(literal)) if literal.value => return None,
        None | Some(Expr::BooleanLiteral(_)) => Confidence::High,
        Some(Expr::Call(selected)) if is_select_autoescape(selected) => return None,
        Some(_) => Confidence::Medium,
    };
    let message = "the template engine does not escape what is put into HTML";
    Some(Issue::new("B701", Severity::High, confidence, message))
}

fn is_select_autoescape(call: &ast::ExprCall) -> bool {
    const NAME: &str = "select_autoescape";
    match &*call.func {
        Expr::Attribute(attribute) => attribute.attr.as_str() == NAME,
        Expr::Name(name) => name.id.as_str() == NAME,
        _ => false,
    }
}

/// The first `autoescape` of a call, or of a call within it: Bandit looks through the whole
/// expression, level by level.
fn autoescape(call: &ast::ExprCall) -> Option<&Expr> {
    /// Expressions that are looked at. Python code that is written by people has fewer.
    const MAX_NODES: usize = 4096;
    let mut level = VecDeque::from([call]);
    let mut looked_at = 0;
    while let Some(call) = level.pop_front() {
        if let Some(keyword) = call.arguments.find_keyword("autoescape") {
            return Some(&keyword.value);
        }
        let parts = call.arguments.args.iter();
        let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
        for part in std::iter::once(&*call.func).chain(parts).chain(keywords) {
            looked_at += 1;
            if looked_at > MAX_NODES {
                return None;
            }
            nested_calls(part, &mut level);
        }
    }
    None
}

/// The calls that stand in an argument, directly or in a display.
fn nested_calls<'a>(expression: &'a Expr, calls: &mut VecDeque<&'a ast::ExprCall>) {
    const MAX_ELEMENTS: usize = 64;
    match expression {
        Expr::Call(call) => calls.push_back(call),
        Expr::List(list) => {
            calls.extend(list.elts.iter().take(MAX_ELEMENTS).filter_map(as_call));
        }
        Expr::Tuple(tuple) => {
            calls.extend(tuple.elts.iter().take(MAX_ELEMENTS).filter_map(as_call));
        }
        Expr::Attribute(attribute) => calls.extend(as_call(&attribute.value)),
        Expr::Starred(starred) => calls.extend(as_call(&starred.value)),
        Expr::BoolOp(operation) => {
            calls.extend(operation.values.iter().take(MAX_ELEMENTS).filter_map(as_call));
        }
        Expr::If(condition) => {
            let parts = [&condition.test, &condition.body, &condition.orelse];
            calls.extend(parts.into_iter().filter_map(|part| as_call(part)));
        }
        _ => {}
    }
}

fn as_call(expression: &Expr) -> Option<&ast::ExprCall> {
    match expression {
        Expr::Call(call) => Some(call),
        _ => None,
    }
}

/// B702.
pub(crate) fn mako(call: &Call<'_, '_>) -> Option<Issue> {
    (call.last == "Template" && has_part(call.name, "mako")).then(|| {
        let message = "the template engine does not escape what is put into HTML";
        Issue::new("B702", Severity::Medium, Confidence::High, message)
    })
}

/// B704.
pub(crate) fn markup<'a>(call: &Call<'_, 'a>, walk: &Walk<'a>) -> Option<Issue> {
    let options = walk.options;
    let is_markup = matches!(call.name, "markupsafe.Markup" | "flask.Markup")
        || options.extend_markup_names.iter().any(|name| name == call.name);
    if !is_markup {
        return None;
    }
    let text = call.arguments().first().filter(|text| !is_constant(text))?;
    if let Expr::Call(made_by) = text {
        let name = walk.names.of_call(made_by);
        if options.allowed_calls.contains(&name) {
            return None;
        }
    }
    let message = "a text that is not constant is taken for markup";
    Some(Issue::new("B704", Severity::Medium, Confidence::High, message))
}
