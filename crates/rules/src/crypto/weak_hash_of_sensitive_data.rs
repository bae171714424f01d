//! `weak-hash-of-sensitive-data`: a hash that does not protect what it is there to protect.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{Expr, ExprCall};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Syntax;

use super::destination::{Destination, destination};
use super::hashes::{self, Purpose};
use super::secrets_by_name::{Secret, hashed_secret, secret};
use crate::identifiers::{has_word, identifiers};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(CONSTRUCTORS, check_constructor),
        Hook::MethodCall(&["update"], check_update),
        Hook::CallTo(
            &[
                "cryptography.hazmat.primitives.hashes.MD5",
                "cryptography.hazmat.primitives.hashes.SHA1",
            ],
            check_signature,
        ),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "weak-hash-of-sensitive-data",
    aliases: &[],
    family: Family::Crypto,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::Medium,
    security_severity: 7.5,
    cwe: &[916, 328],
    summary: "A password, signature or token relies on a hash that is weak for this purpose.",
    why: "A graphics card tries billions of MD5, SHA-1 or SHA-256 hashes per second: a stolen table \
          of such hashes of passwords is a table of passwords, with salt or without. A signature \
          over an MD5 or SHA-1 hash can be moved to another text, and `md5(secret + message)` can \
          be extended without knowing the secret.",
    fix: "Hash passwords with a function that is slow on purpose: `hashlib.scrypt`, Argon2, bcrypt. \
          Sign with SHA-256. Authenticate messages with `hmac.new(key, message, \"sha256\")`. Make \
          tokens with `secrets.token_urlsafe()`. Where a protocol prescribes the hash, pass \
          `usedforsecurity=False` or suppress this finding with a word on the protocol.",
    bad: "import hashlib\n\nuser.password_hash = hashlib.md5(password.encode()).hexdigest()\n",
    good: "import hashlib\nimport os\n\nsalt = os.urandom(16)\nuser.password_hash = \
           hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)\n",
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
        "https://docs.python.org/3/library/hashlib.html#key-derivation",
    ],
    options: &[],
};

/// Fast hash functions, weak and strong ones: passwords are safe with none of them.
const CONSTRUCTORS: &[&str] = &[
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

/// Parts of challenges, and of the responses to them.
const CHALLENGE: &[&str] = &[
    "challenge", "challenger", "cnonce", "greeting", "magic", "nonce", "realm", "scramble", "seed",
    "timestamp",
];

/// Protocols that prescribe a fast hash of a password. Services that know leaked passwords are asked
/// with the first digits of one.
const PRESCRIBED: &[&str] = &[
    "apop", "breach", "breached", "digest", "hibp", "jabber", "leaked", "mysql", "ntlm", "pop",
    "postgres", "postgresql", "protocols", "pwned", "radius", "rtsp", "scram", "sip", "smb", "socks",
    "vnc", "xmpp",
];

/// Functions that are slow on purpose.
const SLOW: &[&str] = &[
    "argon", "bcrypt", "checkpw", "hashpw", "kdf", "pbkdf", "scrypt", "scryptsalsa",
];

/// A hash function as a call creates it.
#[derive(Clone, Copy)]
struct Hash {
    /// The name under which people know it.
    name: &'static str,
    /// Whether it is weak in itself, not only too fast for passwords.
    is_weak: bool,
}

fn check_constructor<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let Some(hash) = created(call, name, cx) else { return };
    let data = match name {
        "hashlib.new" => call.argument("data", 1),
        _ => call.keyword("data").or_else(|| call.argument("string", 0)),
    };
    check(call, hash, data, cx);
}

/// `hash = hashlib.md5(); hash.update(password)`
fn check_update<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let (Some(receiver), Some(data)) = (call.receiver(), call.positional(0)) else { return };
    let (Expr::Call(constructor), place) = cx.model.follow(receiver, call.place) else { return };
    let constructor = Call { node: call.node, expr: constructor, place };
    let created = cx.model.qualified_names(&constructor.expr.func, place).find_map(|path| {
        let name = CONSTRUCTORS.iter().copied().find(|name| *name == path)?;
        created(&constructor, name, cx)
    });
    if let Some(hash) = created {
        check(call, hash, Some(data), cx);
    }
}

/// The hash function that a call creates, unless the call says that nothing depends on it.
fn created<'a>(call: &Call<'a>, name: &'static str, cx: &Context<'a>) -> Option<Hash> {
    if hashes::purpose(call, cx) == Purpose::Other {
        return None;
    }
    if name == "hashlib.new" {
        let requested = cx.model.constant_str(call.argument("name", 0)?, call.place)?;
        return hashes::weak_hash(&requested).map(|name| Hash { name, is_weak: true });
    }
    Some(match hashes::weak_hash_of(name) {
        Some(name) => Hash { name, is_weak: true },
        None => Hash { name: name.strip_suffix(".new").unwrap_or(name), is_weak: false },
    })
}

fn check<'a>(call: &Call<'a>, hash: Hash, data: Option<&'a Expr>, cx: &mut Context<'a>) {
    if cx.is_test() {
        return;
    }
    let goes_to = destination(cx.model, call.node);
    let sources = data.map_or_else(Vec::new, |data| identifiers(cx.model, data, call.place));
    if is_prescribed(call, &goes_to, &sources, cx) {
        return;
    }
    let password = sources
        .iter()
        .find(|name| secret(name) == Some(Secret::Password))
        .or_else(|| goes_to.names.iter().find(|name| hashed_secret(name) == Some(Secret::Password)));
    let name = hash.name;
    if let Some(password) = password {
        cx.report(call.expr, format!("{name} is too fast to protect a password (`{password}`)"))
            .confidence(if hash.is_weak { Confidence::High } else { Confidence::Medium })
            .severity(if hash.is_weak { Severity::High } else { Severity::Medium })
            .help("use `hashlib.scrypt`, Argon2 or bcrypt");
        return;
    }
    if !hash.is_weak {
        return;
    }
    let is_key = |name: &&&str| secret(name) == Some(Secret::Key);
    if let Some(key) = sources.iter().find(is_key).filter(|_| sources.len() > 1) {
        cx.report(call.expr, format!("{name} of `{key}` and a message can be forged"))
            .severity(Severity::Medium)
            .help("use `hmac.new(key, message, \"sha256\")`");
        return;
    }
    let is_secret = |name: &&&str| matches!(secret(name), Some(Secret::Key | Secret::Token));
    if let Some(made) = goes_to.names.iter().find(is_secret) {
        cx.report(call.expr, format!("{name} is no way to make `{made}` unguessable"))
            .severity(Severity::Medium)
            .help("use `secrets.token_urlsafe()`");
    }
}

/// Whether a protocol prescribes the hash, or a slow function gets its result.
fn is_prescribed<'a>(
    call: &Call<'a>,
    goes_to: &Destination<'a>,
    sources: &[&str],
    cx: &Context<'a>,
) -> bool {
    const MAX_PARAMETERS: usize = 16;
    let function = cx.model.enclosing_function(call.place.scope);
    let class = cx.model.enclosing_class(call.place.scope).map(|it| it.name.as_str());
    let mut parameters =
        function.into_iter().flat_map(|it| it.parameters.iter().take(MAX_PARAMETERS));
    let folders = cx.source().path().iter().rev().take(3).filter_map(|part| part.to_str());
    let around = function.map(|it| it.name.as_str()).into_iter().chain(class);
    sources.iter().any(|name| has_word(name, CHALLENGE) || has_word(name, SLOW))
        || parameters.any(|parameter| has_word(parameter.name().as_str(), CHALLENGE))
        || goes_to.passed_to.iter().any(|name| has_word(name, SLOW))
        || around.chain(folders).any(|name| has_word(name, PRESCRIBED) || has_word(name, SLOW))
        || class.is_some_and(|class| has_word(class, &["MD", "SHA"]))
        || is_hashed_again(call, cx)
}

/// Whether a slow function is called soon after: bcrypt takes 72 bytes only, and gets a hash of
/// longer passwords.
fn is_hashed_again<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    const MAX_NODES: usize = 32;
    let mut following = cx.model.following(call.node).take(MAX_NODES);
    following.any(|(_, node)| match node.syntax {
        Syntax::Expression(Expr::Call(later)) if node.scope == call.place.scope => {
            match &*later.func {
                Expr::Attribute(method) => has_word(method.attr.as_str(), SLOW),
                Expr::Name(function) => has_word(function.id.as_str(), SLOW),
                _ => false,
            }
        }
        _ => false,
    })
}

/// `key.sign(data, padding, hashes.SHA1())`, `builder.sign(key, hashes.SHA1())`
fn check_signature<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if cx.is_test() {
        return;
    }
    let signs = |outer: &ExprCall| {
        let is_sign = outer.func.as_attribute_expr().is_some_and(|it| it.attr.as_str() == "sign");
        is_sign && !outer.func.range().contains_range(call.expr.range())
    };
    // One more for `ec.ECDSA(hashes.SHA1())`.
    let is_signature = cx.model.ancestors(call.node).take(2).any(
        |node| matches!(node.syntax, Syntax::Expression(Expr::Call(outer)) if signs(outer)),
    );
    if let Some(hash) = hashes::weak_hash_of(name).filter(|_| is_signature) {
        cx.report(call.expr, format!("a signature over {hash} can be moved to another text"))
            .confidence(Confidence::High)
            .help("sign with `hashes.SHA256()`");
    }
}
