//! What is known of hash functions and of the calls that create or name them.

use hognose_python::ast::Expr;
use hognose_registry::{Call, Context};
use hognose_semantic::{Constant, Place};

/// The constructors of `hashlib` whose hashes can be forged.
pub(super) const WEAK_CONSTRUCTORS: &[&str] =
    &["hashlib.md4", "hashlib.md5", "hashlib.sha", "hashlib.sha1"];

/// The constructors of other libraries whose hashes can be forged.
pub(super) const WEAK_LIBRARY_CONSTRUCTORS: &[&str] = &[
    "Crypto.Hash.MD2.new",
    "Crypto.Hash.MD4.new",
    "Crypto.Hash.MD5.new",
    "Crypto.Hash.SHA.new",
    "Crypto.Hash.SHA1.new",
    "cryptography.hazmat.primitives.hashes.MD5",
    "cryptography.hazmat.primitives.hashes.SHA1",
];

/// The name under which people know a weak hash, from a name that a library takes for it: of
/// `"sha-1"`, `SHA1`.
pub(super) fn weak_hash(name: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 6] = [
        ("md2", "MD2"),
        ("md4", "MD4"),
        ("md5", "MD5"),
        ("sha", "SHA-1"),
        ("sha1", "SHA-1"),
        ("sha-1", "SHA-1"),
    ];
    NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, shown)| *shown)
}

/// The weak hash that a constructor builds, from the constructor's dotted name.
pub(super) fn weak_hash_of(constructor: &str) -> Option<&'static str> {
    let class = constructor.strip_suffix(".new").unwrap_or(constructor);
    weak_hash(class.rsplit('.').next().unwrap_or(class))
}

/// The weak hash that an argument asks for: by its name, or by its constructor or module.
pub(super) fn requested<'a>(
    argument: &'a Expr,
    place: Place,
    cx: &Context<'a>,
) -> Option<&'static str> {
    if let Some(name) = cx.model.constant_str(argument, place) {
        return weak_hash(&name);
    }
    cx.model
        .qualified_names(argument, place)
        .filter(|name| name.starts_with("hashlib.") || name.starts_with("Crypto.Hash."))
        .find_map(|name| weak_hash_of(&name))
}

/// What a call says of the hash's purpose with `usedforsecurity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It says nothing.
    Unsaid,
    /// Security.
    Security,
    /// Something else, or what cannot be known.
    Other,
}

/// The purpose that a call states.
pub(super) fn purpose<'a>(call: &Call<'a>, cx: &Context<'a>) -> Purpose {
    match call.keyword("usedforsecurity") {
        None => Purpose::Unsaid,
        Some(value) => match cx.model.constant(value, call.place) {
            Some(constant) if Constant::is_truthy(&constant) => Purpose::Security,
            _ => Purpose::Other,
        },
    }
}
