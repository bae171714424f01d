//! Calls that run an SQL statement that they are given as text.

use hognose_core::Ranged;
use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context};
use hognose_semantic::{NodeId, Syntax};

/// Methods of cursors, connections, sessions and engines. Many have names that other objects have,
/// too: what matters is that they are given an SQL statement.
pub(super) const METHODS: &[&str] = &[
    "exec_driver_sql",
    "execute",
    "execute_async",
    "execute_sql",
    "executemany",
    "executescript",
    "executesql",
    "fetch",
    "fetch_all",
    "fetch_one",
    "fetch_val",
    "fetchrow",
    "fetchval",
    "mogrify",
    "query",
    "raw",
    "run_sql",
    "sql",
];

/// Functions.
pub(super) const FUNCTIONS: &[&str] =
    &["pandas.read_sql", "pandas.read_sql_query", "pandas.io.sql.read_sql"];

/// Functions that make of a text something that can be run.
const WRAPPERS: &[&str] = &["text", "SQL"];

/// The names of the parameter that takes the statement.
const KEYWORDS: &[&str] = &["sql", "query", "statement", "operation", "stmt"];

/// What a call that runs a statement is given as the statement.
pub(super) fn statement_argument<'a>(call: &Call<'a>) -> Option<&'a Expr> {
    argument(call.expr)
}

fn argument(call: &ast::ExprCall) -> Option<&Expr> {
    let arguments = &call.arguments;
    let keyword = |name: &&str| arguments.find_keyword(name).map(|keyword| &keyword.value);
    arguments.find_positional(0).or_else(|| KEYWORDS.iter().find_map(keyword))
}

/// The text in `text(…)`; anything else is the text itself.
pub(super) fn unwrapped(expression: &Expr) -> &Expr {
    match expression {
        Expr::Call(call) if WRAPPERS.contains(&callee(call)) => {
            call.arguments.find_positional(0).unwrap_or(expression)
        }
        _ => expression,
    }
}

/// Whether an expression is what a call is given to run.
pub(super) fn is_executed(node: NodeId, cx: &Context<'_>) -> bool {
    const MAX_LEVELS: usize = 3;
    let range = cx.model.node(node).range();
    for ancestor in cx.model.ancestors(node).take(MAX_LEVELS) {
        let Syntax::Expression(Expr::Call(call)) = ancestor.syntax else { return false };
        let is_given = argument(call).is_some_and(|it| it.range().contains_range(range));
        let name = callee(call);
        if !is_given || METHODS.contains(&name) {
            return is_given;
        }
        if !WRAPPERS.contains(&name) {
            return false;
        }
    }
    false
}

/// The last part of the name of what is called.
fn callee(call: &ast::ExprCall) -> &str {
    match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(method) => method.attr.as_str(),
        _ => "",
    }
}
