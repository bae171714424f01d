//! B324 and B505: hashes and keys.

use hognose_core::{Confidence, Severity};

use super::Call;
use crate::BanditOptions;
use crate::issue::Issue;
use crate::literal::Literal;
use crate::names::has_part;

/// B324.
pub(crate) fn hash(call: &Call<'_, '_>) -> Option<Issue> {
    const CRYPT_METHODS: [&str; 3] = ["METHOD_CRYPT", "METHOD_MD5", "METHOD_BLOWFISH"];
    let method = |position, keyword| match call.arguments().get(position) {
        Some(_) => call.positional(position),
        None => call.keyword(keyword),
    };
    if has_part(call.name, "hashlib") {
        let is_weak = match call.last {
            "new" => method(0, "name").text().is_some_and(is_weak_hash),
            "md4" | "md5" | "sha" | "sha1" => true,
            _ => false,
        };
        let is_for_security =
            !call.has_keyword("usedforsecurity") || call.keyword("usedforsecurity").is("True");
        (is_weak && is_for_security).then(|| {
            let message = "a weak hash is used for security";
            Issue::new("B324", Severity::High, Confidence::High, message)
        })
    } else if has_part(call.name, "crypt") {
        let method = match call.last {
            "crypt" => method(1, "salt"),
            "mksalt" => method(0, "method"),
            _ => return None,
        };
        method.text().is_some_and(|method| CRYPT_METHODS.contains(&method)).then(|| {
            let message = "a weak method hashes the password";
            Issue::new("B324", Severity::Medium, Confidence::High, message)
        })
    } else {
        None
    }
}

fn is_weak_hash(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "md4" | "md5" | "sha" | "sha1")
}

/// B505.
pub(crate) fn key_size(call: &Call<'_, '_>, options: &BanditOptions) -> Option<Issue> {
    const ASYMMETRIC: &str = "cryptography.hazmat.primitives.asymmetric.";
    /// What Bandit assumes where no size is given.
    const DEFAULT: i64 = 2048;
    let limits = &options.key_sizes;
    let sized = |keyword, position| {
        call.keyword(keyword).or(|| call.positional(position)).or(|| Literal::Integer(DEFAULT))
    };
    let (size, (high, medium)) = if let Some(name) = call.name.strip_prefix(ASYMMETRIC) {
        match name {
            "dsa.generate_private_key" => (sized("key_size", 0), limits.dsa),
            "rsa.generate_private_key" => (sized("key_size", 1), limits.rsa),
            "ec.generate_private_key" => {
                let curve = call.keyword("curve").or(|| call.positional(0));
                (Literal::Integer(curve_size(curve.text())), limits.ec)
            }
            _ => return None,
        }
    } else {
        match call.name {
            "Crypto.PublicKey.DSA.generate" | "Cryptodome.PublicKey.DSA.generate" => {
                (sized("bits", 0), limits.dsa)
            }
            "Crypto.PublicKey.RSA.generate" | "Cryptodome.PublicKey.RSA.generate" => {
                (sized("bits", 0), limits.rsa)
            }
            _ => return None,
        }
    };
    let is_below = |limit: i64| match size {
        Literal::Integer(size) => size < limit,
        #[expect(clippy::cast_precision_loss, reason = "sizes of keys are small")]
        Literal::Float(size) => size < limit as f64,
        _ => false,
    };
    let severity = if is_below(high) {
        Severity::High
    } else if is_below(medium) {
        Severity::Medium
    } else {
        return None;
    };
    Some(Issue::new("B505", severity, Confidence::High, "the key is too short"))
}

/// The size of the keys of a curve in bits. Those that are not known are taken for large enough.
fn curve_size(curve: Option<&str>) -> i64 {
    match curve {
        Some("SECP192R1") => 192,
        Some("SECT163K1" | "SECT163R2") => 163,
        Some("SECT571K1") => 571,
        Some("SECT571R1") => 570,
        Some("SECP521R1") => 521,
        Some("BrainpoolP512R1") => 512,
        Some("SECT409K1" | "SECT409R1") => 409,
        Some("BrainpoolP384R1" | "SECP384R1") => 384,
        Some("SECT283K1" | "SECT283R1") => 283,
        Some("BrainpoolP256R1" | "SECP256K1" | "SECP256R1") => 256,
        Some("SECT233K1" | "SECT233R1") => 233,
        _ => 224,
    }
}
