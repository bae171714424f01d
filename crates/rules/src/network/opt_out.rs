//! Checks that are off because the user of the program asked for it.
//!
//! A library that turns a check off where its caller says `verify=False` has no flaw there: whoever
//! says so has one, and is told there.

use hognose_core::{Ranged, SourceFile};
use hognose_python::ast::{Expr, Stmt};
use hognose_registry::Context;
use hognose_semantic::{NodeId, Place, SemanticModel, Syntax};

use crate::identifiers::{has_word, identifiers};

/// Words of conditions and parameters that turn the verification of the other side on or off. A
/// mere `ssl` or `cert` is none of them: a program that verifies nothing where no certificate
/// authority is configured has a flaw. Who knows the fingerprint of a certificate can do without.
const SETTINGS: &[&str] = &[
    "accept",
    "check",
    "disable",
    "fingerprint",
    "ignore",
    "insecure",
    "noverify",
    "reqs",
    "selfsigned",
    "skip",
    "strict",
    "thumbprint",
    "trust",
    "unsafe",
    "unverified",
    "validate",
    "validation",
    "verification",
    "verified",
    "verify",
];

/// Words of functions that say in their name what they do.
const FUNCTIONS: &[&str] = &[
    "disable",
    "ignore",
    "insecure",
    "no",
    "non",
    "noverify",
    "selfsigned",
    "skip",
    "unsafe",
    "unverified",
    "without",
];

/// Names that tell the side of a server, which verifies nobody as a rule, and connections for which
/// no name is known.
const OTHER_CASES: &[&str] = &["is_server", "server_hostname", "server_side"];

/// Words of attributes that say that there is a connection to protect, not whether to protect it.
const CONNECTIONS: &[&str] = &["context", "https", "secure", "ssl", "starttls", "tls"];

/// Nodes above an expression or statement that are looked at.
const MAX_CLIMB: usize = 8;
/// Nodes before it that are looked at.
const MAX_DISTANCE: usize = 24;
/// Parameters that are looked at.
const MAX_PARAMETERS: usize = 32;

/// Whether the code at a node depends on a setting: it stands below a condition about one or behind
/// a way out for one, or in a function that is named for it or has it as a parameter, and looks at it.
pub(super) fn is_users_choice(cx: &Context<'_>, node: NodeId) -> bool {
    let model = cx.model;
    is_below_condition(model, node)
        || is_behind_way_out(model, node)
        || model.enclosing_function(model.node(node).scope).is_some_and(|function| {
            let mut parameters = function.parameters.iter().take(MAX_PARAMETERS);
            has_word(function.name.as_str(), FUNCTIONS)
                || parameters.any(|parameter| {
                    let name = parameter.name().as_str();
                    has_word(name, SETTINGS) && is_mentioned(name, &function.body, cx.source())
                })
        })
}

/// Whether a name stands in the body of a function.
fn is_mentioned(name: &str, body: &[Stmt], source: &SourceFile) -> bool {
    const MAX_BYTES: usize = 1 << 16;
    let (Some(first), Some(last)) = (body.first(), body.last()) else { return false };
    let text = source.slice(first.range().cover(last.range()));
    let Some(text) = text.get(..text.floor_char_boundary(MAX_BYTES)) else { return true };
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    text.match_indices(name).any(|(start, _)| {
        let after = text.get(start + name.len()..).and_then(|rest| rest.chars().next());
        let before = text.get(..start).and_then(|rest| rest.chars().next_back());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

fn is_below_condition(model: &SemanticModel<'_>, node: NodeId) -> bool {
    model.ancestors(node).take(MAX_CLIMB).any(|above| {
        let asks = |test| is_about_setting(model, test, above.place());
        match above.syntax {
            Syntax::Statement(Stmt::If(statement)) => {
                let mut others = statement.elif_else_clauses.iter().take(MAX_CLIMB);
                asks(&statement.test) || others.any(|other| other.test.as_ref().is_some_and(asks))
            }
            Syntax::Expression(Expr::If(conditional)) => asks(&conditional.test),
            _ => false,
        }
    })
}

/// `if verify: return …` in front of the statement, or of one around it.
fn is_behind_way_out(model: &SemanticModel<'_>, node: NodeId) -> bool {
    let parent = |id: &NodeId| Some(model.node(*id).parent).filter(|parent| parent != id);
    let around: Vec<NodeId> = std::iter::successors(Some(node), parent).take(MAX_CLIMB).collect();
    let start = model.node(node).start();
    model.near(node, MAX_DISTANCE).iter().any(|other| match other.syntax {
        Syntax::Statement(Stmt::If(statement)) => {
            statement.end() <= start
                && around.contains(&other.parent)
                && matches!(
                    statement.body.last(),
                    Some(Stmt::Return(_) | Stmt::Raise(_) | Stmt::Expr(_))
                )
                && is_about_setting(model, &statement.test, other.place())
        }
        _ => false,
    })
}

fn is_about_setting<'a>(model: &SemanticModel<'a>, test: &'a Expr, place: Place) -> bool {
    let names = identifiers(model, test, place);
    let is_setting = |name: &str| {
        // Whether Python is so old that it has no such function is no setting.
        let is_function = name == "_create_unverified_context";
        OTHER_CASES.contains(&name) || (has_word(name, SETTINGS) && !is_function)
    };
    names.into_iter().any(is_setting) || is_flag(test) || is_about_loopback(test)
}

/// `host == "localhost"`, `host in ("localhost", …)`: nobody is on the way.
fn is_about_loopback(test: &Expr) -> bool {
    const MAX_NAMES: usize = 8;
    let is_loopback = |name: &Expr| {
        name.as_string_literal_expr()
            .is_some_and(|name| matches!(name.value.to_str(), "localhost" | "127.0.0.1" | "::1"))
    };
    let Expr::Compare(comparison) = test else { return false };
    comparison.comparators.iter().take(MAX_NAMES).any(|right| match right {
        Expr::Tuple(names) => names.iter().take(MAX_NAMES).any(is_loopback),
        Expr::List(names) => names.iter().take(MAX_NAMES).any(is_loopback),
        Expr::Set(names) => names.iter().take(MAX_NAMES).any(is_loopback),
        name => is_loopback(name),
    })
}

/// `config.something`, `not self.something`: whatever it is called, somebody sets it.
fn is_flag(test: &Expr) -> bool {
    match test {
        Expr::UnaryOp(operation) => is_flag(&operation.operand),
        Expr::Attribute(flag) => !has_word(flag.attr.as_str(), CONNECTIONS),
        _ => false,
    }
}
