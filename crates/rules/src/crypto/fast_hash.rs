//! The fast hash functions that secrets are fed to, and what around them says that they have to be.

use hognose_python::ast::Expr;
use hognose_registry::{Call, Context};
use hognose_semantic::Syntax;

use super::destination::Destination;
use super::hashes::{self, Purpose};
use crate::identifiers::has_word;

/// Fast hash functions, weak and strong ones: passwords are safe with none of them.
pub(super) const CONSTRUCTORS: &[&str] = &[
    "Crypto.Hash.MD5.new",
    "Crypto.Hash.SHA.new",
    "Crypto.Hash.SHA1.new",
    "Crypto.Hash.SHA256.new",
    "Crypto.Hash.SHA512.new",
    "hashlib.md5",
    "hashlib.new",
    "hashlib.sha1",
    "hashlib.sha224",
    "hashlib.sha256",
    "hashlib.sha384",
    "hashlib.sha3_256",
    "hashlib.sha3_512",
    "hashlib.sha512",
];

/// A hash function together with what it is fed.
#[derive(Clone, Copy)]
pub(super) struct FastHash<'a> {
    /// The name under which people know the function.
    pub(super) name: &'static str,
    /// Whether it is weak in itself, not only too fast for passwords.
    pub(super) is_weak: bool,
    /// What it is fed.
    pub(super) data: Option<&'a Expr>,
}

/// The hash function that a call creates, unless the call says that nothing depends on it.
pub(super) fn created<'a>(
    call: &Call<'a>,
    name: &'static str,
    cx: &Context<'a>,
) -> Option<FastHash<'a>> {
    if hashes::purpose(call, cx) == Purpose::Other {
        return None;
    }
    if name == "hashlib.new" {
        let requested = cx.model.constant_str(call.argument("name", 0)?, call.place)?;
        let name = hashes::weak_hash(&requested)?;
        return Some(FastHash { name, is_weak: true, data: call.argument("data", 1) });
    }
    let data = call.keyword("data").or_else(|| call.argument("string", 0));
    Some(match hashes::weak_hash_of(name) {
        Some(name) => FastHash { name, is_weak: true, data },
        None => FastHash { name: name.strip_suffix(".new").unwrap_or(name), is_weak: false, data },
    })
}

/// `hash = hashlib.md5(); hash.update(data)`: the function, fed with `data`.
pub(super) fn updated<'a>(call: &Call<'a>, cx: &Context<'a>) -> Option<FastHash<'a>> {
    let (receiver, data) = (call.receiver()?, call.positional(0)?);
    let (Expr::Call(constructor), place) = cx.model.follow(receiver, call.place) else {
        return None;
    };
    let constructor = Call { node: call.node, expr: constructor, place };
    let mut names = cx.model.qualified_names(&constructor.expr.func, place);
    let name = names.find_map(|path| CONSTRUCTORS.iter().copied().find(|name| *name == path))?;
    Some(FastHash { data: Some(data), ..created(&constructor, name, cx)? })
}

/// Parts of challenges, and of the responses to them.
const CHALLENGE: &[&str] = &[
    "challenge",
    "challenger",
    "cnonce",
    "greeting",
    "magic",
    "nonce",
    "realm",
    "scramble",
    "seed",
    "timestamp",
];

/// Protocols that prescribe a fast hash of a password; code for old data, and for other people's
/// servers. Services that know leaked passwords are asked with the first digits of one.
const PRESCRIBED: &[&str] = &[
    "apop",
    "breach",
    "breached",
    "client",
    "digest",
    "extractor",
    "hibp",
    "jabber",
    "leaked",
    "legacy",
    "mysql",
    "ntlm",
    "pop",
    "postgres",
    "postgresql",
    "protocols",
    "pwned",
    "radius",
    "rtsp",
    "scram",
    "sip",
    "smb",
    "socks",
    "vnc",
    "xmpp",
];

/// Functions that are slow on purpose.
const SLOW: &[&str] =
    &["argon", "bcrypt", "checkpw", "hashpw", "kdf", "pbkdf", "scrypt", "scryptsalsa"];

/// Whether a protocol prescribes the hash of what `sources` name, or a slow function gets its result.
pub(super) fn is_prescribed<'a>(
    call: &Call<'a>,
    goes_to: &Destination<'a>,
    sources: &[&str],
    cx: &Context<'a>,
) -> bool {
    const MAX_PARAMETERS: usize = 16;
    const MAX_FOLDERS: usize = 3;
    let function = cx.model.enclosing_function(call.place.scope);
    let class = cx.model.enclosing_class(call.place.scope).map(|it| it.name.as_str());
    let mut parameters =
        function.into_iter().flat_map(|it| it.parameters.iter().take(MAX_PARAMETERS));
    let path = cx.source().path().iter().rev().take(MAX_FOLDERS);
    let around = function.map(|it| it.name.as_str()).into_iter().chain(class);
    sources.iter().any(|name| has_word(name, CHALLENGE) || has_word(name, SLOW))
        || parameters.any(|parameter| has_word(parameter.name().as_str(), CHALLENGE))
        || goes_to.passed_to.iter().any(|name| has_word(name, SLOW))
        || around
            .chain(path.filter_map(|part| part.to_str()))
            .any(|name| has_word(name, PRESCRIBED) || has_word(name, SLOW))
        // A class that is named for the hash is chosen for it.
        || class.is_some_and(|class| has_word(class, &["MD", "SHA"]) || has_word(class, CHALLENGE))
        || is_hashed_again(call, cx)
}

/// Whether a slow function is called nearby: bcrypt takes 72 bytes only, and gets a hash of longer
/// passwords.
fn is_hashed_again<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    const MAX_DISTANCE: usize = 32;
    let near = cx.model.near(call.node, MAX_DISTANCE).iter();
    near.filter(|node| node.scope == call.place.scope).any(|node| match node.syntax {
        Syntax::Expression(Expr::Call(other)) => match &*other.func {
            Expr::Attribute(method) => has_word(method.attr.as_str(), SLOW),
            Expr::Name(function) => has_word(function.id.as_str(), SLOW),
            _ => false,
        },
        _ => false,
    })
}
