//! `weak-library-hash`: MD5 and SHA-1 of the cryptographic libraries.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::hashes;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(hashes::WEAK_LIBRARY_CONSTRUCTORS, check),
        Hook::CallTo(&["Crypto.Hash.HMAC.new"], check_hmac),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "weak-library-hash",
    aliases: &["B303", "S303"],
    silenced_by: &[],
    family: Family::Crypto,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 5.3,
    cwe: &[328, 327],
    summary: "A hash function of a cryptographic library for which collisions are known.",
    why: "Two texts with the same MD2, MD4, MD5 or SHA-1 hash can be made at will. A signature over \
          such a hash also signs the other text. In an HMAC, in PBKDF2 and as the mask of OAEP \
          padding the weakness does not matter yet.",
    fix: "Use `hashes.SHA256()` of `cryptography`, `Crypto.Hash.SHA256` of PyCryptodome. Where a \
          protocol prescribes the old hash, note that beside the suppression of this finding.",
    bad: "from cryptography.hazmat.primitives import hashes\n\ndigest = hashes.Hash(hashes.SHA1())\n",
    good: "from cryptography.hazmat.primitives import hashes\n\ndigest = \
           hashes.Hash(hashes.SHA256())\n",
    references: &[
        "https://cryptography.io/en/latest/hazmat/primitives/cryptographic-hashes/",
        "https://csrc.nist.gov/news/2022/nist-transitioning-away-from-sha-1-for-all-apps",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if let Some(hash) = hashes::weak_hash_of(name) {
        cx.report(call.expr, format!("{hash} is no longer safe against forged input"))
            .help("use SHA-256");
    }
}

fn check_hmac<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let (at, message) = match call.argument("digestmod", 2) {
        Some(hash) => match hashes::requested(hash, call.place, cx) {
            Some(name) => (hash, format!("an HMAC with {name}, which is no longer safe")),
            None => return,
        },
        None if call.has_unpacked_arguments() => return,
        None => (&*call.expr.func, "an HMAC without `digestmod` uses MD5".to_owned()),
    };
    cx.report(at, message).severity(Severity::Low).help("pass `digestmod=SHA256`");
}
