//! `jwt-signature-not-verified`: a JSON Web Token that anybody can have written.

use std::borrow::Cow;

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Constant, Place, Syntax};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(DECODERS, check_decoder),
        Hook::CallTo(ENCODERS, check_encoder),
        Hook::CallTo(WITHOUT_SIGNATURE, check_reader),
        Hook::CallTo(AUTHLIB, check_authlib),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "jwt-signature-not-verified",
    aliases: &[],
    silenced_by: &[],
    family: Family::Crypto,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 8.1,
    cwe: &[347, 287],
    summary: "The content of a JSON Web Token is used without a check of its signature.",
    why: "A token is text that its sender wrote. Only the signature tells whether it was you who \
          said `\"sub\": \"admin\"`: without it, or with the algorithm `none`, anybody makes a token \
          for any user.",
    fix: "Let the library verify, with the key and the algorithms that you sign with: \
          `jwt.decode(token, key, algorithms=[\"RS256\"])`. To choose the key, read the header with \
          `jwt.get_unverified_header`, and nothing else before the signature has been checked.",
    bad: "import jwt\n\n\ndef user_of(token):\n    claims = jwt.decode(token, options={\"verify_signature\": False})\n    return claims[\"sub\"]\n",
    good: "import jwt\n\n\ndef user_of(token, key):\n    claims = jwt.decode(token, key, algorithms=[\"RS256\"])\n    return claims[\"sub\"]\n",
    references: &[
        "https://pyjwt.readthedocs.io/en/stable/usage.html",
        "https://datatracker.ietf.org/doc/html/rfc8725#section-3.1",
    ],
    options: &[],
};

/// What verifies a token, unless it is told not to.
const DECODERS: &[&str] = &[
    "jose.jws.verify",
    "jose.jwt.decode",
    "jwt.PyJWS.decode",
    "jwt.PyJWS.decode_complete",
    "jwt.PyJWT.decode",
    "jwt.PyJWT.decode_complete",
    "jwt.api_jwt.PyJWT.decode",
    "jwt.api_jwt.PyJWT.decode_complete",
    "jwt.api_jwt.decode",
    "jwt.api_jwt.decode_complete",
    "jwt.decode",
    "jwt.decode_complete",
];

/// What signs a token.
const ENCODERS: &[&str] = &[
    "jose.jws.sign",
    "jose.jwt.encode",
    "jwt.PyJWS.encode",
    "jwt.PyJWT.encode",
    "jwt.api_jwt.encode",
    "jwt.encode",
];

/// What reads a token and verifies nothing.
const WITHOUT_SIGNATURE: &[&str] =
    &["jose.jws.get_unverified_claims", "jose.jwt.get_unverified_claims", "python_jwt.process_jwt"];

/// What is made with the algorithms that it is going to allow.
const AUTHLIB: &[&str] = &[
    "authlib.jose.JsonWebSignature",
    "authlib.jose.JsonWebToken",
    "authlib.jose.rfc7515.JsonWebSignature",
    "authlib.jose.rfc7519.JsonWebToken",
];

const NOT_VERIFIED: &str =
    "the signature of the token is not verified: anybody can have written it";
const NO_ALGORITHM: &str = "the algorithm `none` lets anybody write a token";

/// `jwt.decode(token, options={"verify_signature": False})`
fn check_decoder<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if cx.is_test() {
        return;
    }
    if is_switched_off(call.expr, name, call.place, cx) {
        if !is_verified_elsewhere(call, cx) {
            cx.report(call.expr, NOT_VERIFIED);
        }
    } else if let Some(algorithms) = call.argument("algorithms", 2)
        && allows_none(algorithms, call.place, cx)
    {
        cx.report(call.expr, NO_ALGORITHM);
    }
}

/// `jwt.encode(claims, None, algorithm="none")`
fn check_encoder<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(algorithm) = call.argument("algorithm", 2).filter(|_| !cx.is_test()) else { return };
    let is_none = match cx.model.constant(algorithm, call.place) {
        Some(Constant::Str(text)) => text.eq_ignore_ascii_case("none"),
        Some(Constant::None) => true,
        _ => false,
    };
    if is_none {
        cx.report(call.expr, NO_ALGORITHM);
    }
}

/// `jwt.get_unverified_claims(token)` of python-jose.
fn check_reader<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if !cx.is_test() && !is_verified_elsewhere(call, cx) {
        cx.report(call.expr, NOT_VERIFIED);
    }
}

/// `JsonWebToken(["none"])`
fn check_authlib<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(algorithms) = call.argument("algorithms", 0)
        && !cx.is_test()
        && allows_none(algorithms, call.place, cx)
    {
        cx.report(call.expr, NO_ALGORITHM);
    }
}

/// Whether a call is told not to verify.
fn is_switched_off<'a>(
    call: &'a ast::ExprCall,
    name: &str,
    place: Place,
    cx: &Context<'a>,
) -> bool {
    let is_off = |value: &'a Expr| {
        cx.model.constant(value, place).is_some_and(|value| value == Constant::Bool(false))
    };
    let arguments = &call.arguments;
    // PyJWT 1 has a parameter for it; for the others, what stands there is the list of algorithms.
    let verify = arguments
        .find_keyword("verify")
        .map(|keyword| &keyword.value)
        .or_else(|| arguments.find_positional(2))
        .filter(|_| !name.starts_with("jose.jwt."));
    let options = arguments
        .find_keyword("options")
        .map(|keyword| &keyword.value)
        .or_else(|| arguments.find_positional(3));
    verify.is_some_and(is_off) || options.is_some_and(|it| leaves_signature(it, place, cx))
}

/// `{"verify_signature": False}`, `dict(verify_signature=False)`, or a name for one.
fn leaves_signature<'a>(options: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    const MAX_OPTIONS: usize = 32;
    let is_off = |value: &'a Expr, place| {
        cx.model.constant(value, place).is_some_and(|value| !value.is_truthy())
    };
    let (options, place) = cx.model.follow(options, place);
    match options {
        Expr::Dict(options) => options.items.iter().take(MAX_OPTIONS).any(|item| {
            let key = item.key.as_ref().and_then(|key| cx.model.constant_str(key, place));
            key.is_some_and(|key| key == "verify_signature") && is_off(&item.value, place)
        }),
        Expr::Call(call) if cx.model.is_any_of(&call.func, place, &["dict"]) => call
            .arguments
            .find_keyword("verify_signature")
            .is_some_and(|keyword| is_off(&keyword.value, place)),
        _ => false,
    }
}

/// Whether the algorithm `none` is among those that are allowed.
fn allows_none<'a>(algorithms: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let is_none = |text: &Cow<'_, str>| text.eq_ignore_ascii_case("none");
    match cx.model.constant(algorithms, place) {
        Some(Constant::Str(text)) => is_none(&text),
        Some(Constant::Sequence(texts)) => {
            texts.iter().any(|it| matches!(it, Constant::Str(text) if is_none(text)))
        }
        _ => false,
    }
}

/// Whether the function that reads a token before it is verified hands the same token to something
/// that verifies it: to know which key to use, one has to look at who claims to have sent it.
fn is_verified_elsewhere<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    /// Nodes before and after the call that are looked at.
    const MAX_DISTANCE: usize = 200;
    let first = |call: &'a ast::ExprCall| {
        let token = call.arguments.find_positional(0);
        token.or_else(|| Some(&call.arguments.keywords.first()?.value))
    };
    let Some(token) = first(call.expr).map(|token| cx.source().slice(token.range())) else {
        return false;
    };
    cx.model.near(call.node, MAX_DISTANCE).iter().any(|node| {
        let Syntax::Expression(Expr::Call(other)) = node.syntax else { return false };
        let name = match &*other.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return false,
        };
        let name = name.to_lowercase();
        node.scope == call.place.scope
            && !std::ptr::eq(other, call.expr)
            && ["decode", "verify", "verified", "validate"].iter().any(|word| name.contains(word))
            && !name.contains("unverified")
            && first(other).is_some_and(|it| cx.source().slice(it.range()) == token)
            && !is_switched_off(other, "", node.place(), cx)
    })
}
