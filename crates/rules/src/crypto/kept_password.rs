//! Whether a hash is there to store a password, or to check one. Hashes that are sent to somebody are
//! none of the sender's choice.

use hognose_python::ast::StmtFunctionDef;
use hognose_registry::{Call, Context};

use super::destination::{Destination, Name, NameKind};
use super::secrets_by_name::{Secret, hashed_secret, secret};
use crate::identifiers::{has_word, is_one_of, words};

/// What functions do with a password that they store or check.
const KEEPS: &[&str] = &[
    "change", "check", "compare", "create", "crypt", "encode", "encrypt", "hash", "hashed", "make",
    "set", "store", "validate", "verify",
];

/// Names of functions that say what they do, and leave it to their parameters to say with what.
const HASHES: &[&str] = &["check", "encrypt", "hash", "verify"];

/// Methods that store things, and find stored ones.
const STORES: &[&str] =
    &["create", "exists", "filter", "filter_by", "insert", "insert_one", "update", "values"];

/// Words of classes whose objects have a password that somebody else knows.
const USERS: &[&str] = &["account", "customer", "employee", "member", "person", "user"];

/// Whether a hash, of what `sources` name, is there to store a password or to check one.
pub(super) fn keeps_password<'a>(
    call: &Call<'a>,
    goes_to: &Destination<'a>,
    sources: &[&str],
    cx: &Context<'a>,
) -> bool {
    let is_of_password = sources.iter().any(|name| is_password(name));
    let function = cx.model.enclosing_function(call.place.scope);
    is_of_password && (goes_to.is_compared || function.is_some_and(|it| says_only_hash(&it.name)))
        || function.is_some_and(|function| {
            is_password(&function.name)
                && has_word(&function.name, KEEPS)
                && (is_of_password || has_parameter(function, sources))
        })
        || goes_to.names.iter().any(|name| is_store(*name, call, goes_to, cx))
}

fn is_password(name: &str) -> bool {
    hashed_secret(name) == Some(Secret::Password)
}

fn says_only_hash(function: &str) -> bool {
    matches!(words(function)[..], [only] if is_one_of(only, HASHES))
}

fn has_parameter(function: &StmtFunctionDef, names: &[&str]) -> bool {
    const MAX_PARAMETERS: usize = 16;
    let mut parameters = function.parameters.iter().take(MAX_PARAMETERS);
    parameters.any(|parameter| names.contains(&parameter.name().as_str()))
}

/// Whether what gets this name is a hash of a password that is kept.
fn is_store<'a>(
    name: Name<'a>,
    call: &Call<'a>,
    goes_to: &Destination<'a>,
    cx: &Context<'a>,
) -> bool {
    if !is_password(name.text) {
        return false;
    }
    match name.kind {
        // `password_hash = …`, while a mere `password = …` also stands in front of a log-in.
        NameKind::Variable | NameKind::Function => {
            secret(name.text).is_none() || has_word(name.text, KEEPS)
        }
        // `user.password = …`
        NameKind::Attribute => true,
        NameKind::OwnAttribute => {
            let class = cx.model.enclosing_class(call.place.scope);
            class.is_some_and(|class| has_word(&class.name, USERS))
        }
        // `User(password=…)`, `users.filter(password=…)`
        NameKind::Keyword => goes_to.passed_to.first().is_some_and(|function| {
            STORES.contains(function) || function.starts_with(|c: char| c.is_ascii_uppercase())
        }),
        NameKind::Key => false,
    }
}
