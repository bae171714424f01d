//! `weak-hash`: MD5, SHA-1 and the old `crypt` methods of the standard library.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::hashes::{self, Purpose};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(hashes::WEAK_CONSTRUCTORS, check_constructor),
        Hook::CallTo(&["hashlib.new"], check_new),
        Hook::CallTo(
            &["hashlib.file_digest", "hashlib.pbkdf2_hmac", "hmac.HMAC", "hmac.digest", "hmac.new"],
            check_named,
        ),
        Hook::CallTo(&["crypt.crypt", "crypt.mksalt"], check_crypt),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "weak-hash",
    aliases: &["B324", "S324"],
    silenced_by: &[],
    family: Family::Crypto,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 5.3,
    cwe: &[328, 327],
    summary: "A hash function of the standard library for which collisions are known.",
    why: "Two texts with the same MD5 or SHA-1 hash can be made at will. Where a hash stands for a \
          file, a certificate or a message, somebody can put another one in its place. The old \
          methods of `crypt` fall to a search on one machine. As a checksum against accidents, or \
          as a key of a cache, such a hash does no harm.",
    fix: "Use `hashlib.sha256` or `hashlib.blake2b`; for passwords a slow function, such as \
          `hashlib.scrypt`. Where the hash protects nothing, say so with `usedforsecurity=False`: \
          that silences this rule, and keeps the program running on systems that forbid weak \
          hashes.",
    bad: "import hashlib\n\nfingerprint = hashlib.md5(certificate).hexdigest()\n",
    good: "import hashlib\n\nfingerprint = hashlib.sha256(certificate).hexdigest()\netag = \
           hashlib.md5(page, usedforsecurity=False).hexdigest()\n",
    references: &[
        "https://docs.python.org/3/library/hashlib.html#hashlib.new",
        "https://csrc.nist.gov/news/2022/nist-transitioning-away-from-sha-1-for-all-apps",
    ],
    options: &[],
};

fn check_constructor<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if let Some(hash) = hashes::weak_hash_of(name) {
        report(hash, call, cx);
    }
}

fn check_new<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let requested =
        call.argument("name", 0).and_then(|name| cx.model.constant_str(name, call.place));
    if let Some(hash) = requested.and_then(|name| hashes::weak_hash(&name)) {
        report(hash, call, cx);
    }
}

fn report<'a>(hash: &'static str, call: &Call<'a>, cx: &mut Context<'a>) {
    let purpose = hashes::purpose(call, cx);
    let confidence = match purpose {
        Purpose::Other => return,
        Purpose::Security => Confidence::High,
        Purpose::Unsaid => Confidence::Medium,
    };
    cx.report(call.expr, format!("{hash} is no longer safe against forged input"))
        .confidence(confidence)
        .help("use `hashlib.sha256`, or pass `usedforsecurity=False` where nothing depends on it");
}

/// Functions that take a hash function as an argument. Within an HMAC its weakness matters less.
fn check_named<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let (argument, severity) = match name {
        "hashlib.file_digest" => (call.positional(1), Severity::Medium),
        "hashlib.pbkdf2_hmac" => (call.argument("hash_name", 0), Severity::Low),
        "hmac.digest" => (call.argument("digest", 2), Severity::Low),
        _ => (call.argument("digestmod", 2), Severity::Low),
    };
    let Some(argument) = argument else { return };
    if let Some(hash) = hashes::requested(argument, call.place, cx) {
        cx.report(argument, format!("`{name}` with {hash}, which is no longer safe"))
            .severity(severity)
            .help("use `\"sha256\"` where both sides can");
    }
}

fn check_crypt<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let method: Option<&'a Expr> =
        if name == "crypt.crypt" { call.argument("salt", 1) } else { call.argument("method", 0) };
    let Some(method) = method else { return };
    let weak = cx.model.qualified_names(method, call.place).find_map(|path| match path.as_str() {
        "crypt.METHOD_CRYPT" => Some((Severity::Medium, "DES hashes of passwords fall in minutes")),
        "crypt.METHOD_MD5" => Some((Severity::Medium, "MD5 hashes of passwords fall in minutes")),
        // bcrypt is sound; what is wrong is where it comes from.
        "crypt.METHOD_BLOWFISH" => Some((Severity::Low, "`crypt` has bcrypt on some systems only")),
        _ => None,
    });
    if let Some((severity, message)) = weak {
        cx.report(call.expr, message)
            .severity(severity)
            .confidence(Confidence::High)
            .help("use `hashlib.scrypt`; the module `crypt` is gone since Python 3.13");
    }
}
