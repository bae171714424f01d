//! `weak-asymmetric-key`: a key pair that is too short.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{
    Call, Context, Family, Hook, OptionDefault, OptionMeta, Rule, RuleMeta, Tier,
};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(
            &[
                "Crypto.PublicKey.RSA.generate",
                "OpenSSL.crypto.PKey.generate_key",
                "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key",
                "paramiko.RSAKey.generate",
                "rsa.newkeys",
            ],
            check_rsa,
        ),
        Hook::CallTo(
            &[
                "Crypto.PublicKey.DSA.generate",
                "cryptography.hazmat.primitives.asymmetric.dh.generate_parameters",
                "cryptography.hazmat.primitives.asymmetric.dsa.generate_parameters",
                "cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key",
                "paramiko.DSSKey.generate",
            ],
            check_dsa,
        ),
        Hook::CallTo(
            &[
                "Crypto.PublicKey.ECC.generate",
                "cryptography.hazmat.primitives.asymmetric.ec.generate_private_key",
            ],
            check_ec,
        ),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "weak-asymmetric-key",
    aliases: &["B505", "S505"],
    silenced_by: &[],
    family: Family::Crypto,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 7.5,
    cwe: &[326],
    summary: "An RSA, DSA, Diffie-Hellman or elliptic-curve key is too short.",
    why: "The private key of a short key pair can be computed from the public one: RSA keys of 512 \
          bits for the price of a lunch, those of 1024 bits with the means of a state. Whoever has \
          it reads what was encrypted and signs in your name.",
    fix: "Generate RSA and DSA keys with at least 2048 bits, better 3072, and elliptic-curve keys on \
          a curve of at least 256 bits, such as `ec.SECP256R1()` or Ed25519.",
    bad: "from cryptography.hazmat.primitives.asymmetric import rsa\n\nkey = \
          rsa.generate_private_key(public_exponent=65537, key_size=1024)\n",
    good: "from cryptography.hazmat.primitives.asymmetric import rsa\n\nkey = \
           rsa.generate_private_key(public_exponent=65537, key_size=3072)\n",
    references: &["https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final"],
    options: &[
        OptionMeta {
            name: "weak-key-size-dsa-high",
            default: OptionDefault::Integer(1024),
            documentation: "DSA keys with fewer bits are findings of high severity.",
        },
        OptionMeta {
            name: "weak-key-size-dsa-medium",
            default: OptionDefault::Integer(2048),
            documentation: "DSA keys with fewer bits are findings of medium severity.",
        },
        OptionMeta {
            name: "weak-key-size-rsa-high",
            default: OptionDefault::Integer(1024),
            documentation: "RSA keys with fewer bits are findings of high severity.",
        },
        OptionMeta {
            name: "weak-key-size-rsa-medium",
            default: OptionDefault::Integer(2048),
            documentation: "RSA keys with fewer bits are findings of medium severity.",
        },
        OptionMeta {
            name: "weak-key-size-ec-high",
            default: OptionDefault::Integer(160),
            documentation: "Keys on curves with fewer bits are findings of high severity.",
        },
        OptionMeta {
            name: "weak-key-size-ec-medium",
            default: OptionDefault::Integer(224),
            documentation: "Keys on curves with fewer bits are findings of medium severity.",
        },
    ],
};

fn check_rsa<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let size = match name {
        "rsa.newkeys" => call.argument("nbits", 0),
        "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key" => {
            call.argument("key_size", 1)
        }
        "OpenSSL.crypto.PKey.generate_key" => call.argument("bits", 1),
        _ => call.argument("bits", 0),
    };
    let limits = [cx.number("weak-key-size-rsa-high"), cx.number("weak-key-size-rsa-medium")];
    check_size(call, "RSA", size, limits, cx);
}

fn check_dsa<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let (kind, size) = match name {
        "cryptography.hazmat.primitives.asymmetric.dh.generate_parameters" => {
            ("Diffie-Hellman", call.argument("key_size", 1))
        }
        "Crypto.PublicKey.DSA.generate" | "paramiko.DSSKey.generate" => {
            ("DSA", call.argument("bits", 0))
        }
        _ => ("DSA", call.argument("key_size", 0)),
    };
    let limits = [cx.number("weak-key-size-dsa-high"), cx.number("weak-key-size-dsa-medium")];
    check_size(call, kind, size, limits, cx);
}

fn check_size<'a>(
    call: &Call<'a>,
    kind: &str,
    size: Option<&'a Expr>,
    limits: [i64; 2],
    cx: &mut Context<'a>,
) {
    let bits = size.and_then(|size| cx.model.constant(size, call.place)?.as_int());
    if let Some(bits) = bits {
        report(call, bits, limits, format!("{kind} keys of {bits} bits are too short"), cx);
    }
}

fn check_ec<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(curve) = call.argument("curve", 0) else { return };
    let Some(name) = curve_name(curve, call, cx) else { return };
    let limits = [cx.number("weak-key-size-ec-high"), cx.number("weak-key-size-ec-medium")];
    if let Some(bits) = bits_in(&name) {
        report(call, bits, limits, format!("keys on the curve {name} are too short"), cx);
    }
}

/// The name of a curve from its class, an instance of it, or a text.
fn curve_name<'a>(curve: &'a Expr, call: &Call<'a>, cx: &Context<'a>) -> Option<String> {
    let (curve, place) = cx.model.follow(curve, call.place);
    if let Some(name) = cx.model.constant_str(curve, place) {
        const MAX_BYTES: usize = 24;
        let is_plain =
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"- ".contains(&byte));
        return (is_plain && name.len() <= MAX_BYTES).then(|| name.into_owned());
    }
    let class = if let Expr::Call(instance) = curve { &*instance.func } else { curve };
    cx.model.qualified_names(class, place).find_map(|path| {
        let name = path.strip_prefix("cryptography.hazmat.primitives.asymmetric.ec.")?;
        Some(name.to_owned())
    })
}

/// The size that the names of curves carry: 163 in `SECT163K1`, 192 in `P-192`.
fn bits_in(curve: &str) -> Option<i64> {
    let digits = curve.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

fn report<'a>(
    call: &Call<'a>,
    bits: i64,
    [high, medium]: [i64; 2],
    message: String,
    cx: &mut Context<'a>,
) {
    // Short keys make tests fast.
    if cx.is_test() {
        return;
    }
    let severity = match () {
        () if bits < high => Severity::High,
        () if bits < medium => Severity::Medium,
        () => return,
    };
    cx.report(call.expr, message).severity(severity);
}
