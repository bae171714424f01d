//! Checks that are off because the user of the program asked for it.
//!
//! A library that turns a check off where its caller says `verify=False` has no flaw there: whoever
//! says so has one, and is told there.

use hognose_python::ast::{Expr, Stmt};
use hognose_semantic::{NodeId, SemanticModel, Syntax};

use crate::identifiers::{has_word, identifiers};

/// Words of conditions and parameters that turn the verification of the other side on or off. A
/// mere `ssl` or `cert` is none of them: a program that verifies nothing where no certificate
/// authority is configured has a flaw.
const SETTINGS: &[&str] = &[
    "check",
    "disable",
    "ignore",
    "insecure",
    "noverify",
    "reqs",
    "selfsigned",
    "skip",
    "strict",
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

/// Nodes above a statement that are looked at.
const MAX_CLIMB: usize = 8;
/// Parameters that are looked at.
const MAX_PARAMETERS: usize = 32;

/// Whether the code at a node depends on a setting: it stands below a condition about one, or in a
/// function that is named for it or has it as a parameter.
pub(super) fn is_users_choice<'a>(model: &SemanticModel<'a>, node: NodeId) -> bool {
    let depends = |test: &'a Expr, place| {
        let names = identifiers(model, test, place);
        names.into_iter().any(|name| has_word(name, SETTINGS) || OTHER_CASES.contains(&name))
    };
    let is_below_condition =
        model.ancestors(node).take(MAX_CLIMB).any(|above| match above.syntax {
            Syntax::Statement(Stmt::If(statement)) => {
                depends(&statement.test, above.place())
                    || statement.elif_else_clauses.iter().take(MAX_CLIMB).any(|clause| {
                        clause.test.as_ref().is_some_and(|test| depends(test, above.place()))
                    })
            }
            Syntax::Expression(Expr::If(conditional)) => depends(&conditional.test, above.place()),
            _ => false,
        });
    is_below_condition
        || model.enclosing_function(model.node(node).scope).is_some_and(|function| {
            let mut parameters = function.parameters.iter().take(MAX_PARAMETERS);
            has_word(function.name.as_str(), FUNCTIONS)
                || parameters.any(|parameter| has_word(parameter.name().as_str(), SETTINGS))
        })
}
