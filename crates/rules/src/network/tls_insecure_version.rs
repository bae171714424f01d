//! `tls-insecure-version`: a version of SSL or TLS that is no longer safe.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::tls_contexts::attribute_set;
use super::tls_versions::{BAD_PROTOCOLS, bad_protocol, weakness};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(TAKE_PROTOCOL, check_known),
        Hook::AnyCall(check_unknown),
        Hook::Assignment(check_attribute),
        Hook::MethodCall(&["set_max_proto_version", "set_min_proto_version"], check_method),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "tls-insecure-version",
    aliases: &["B502", "S502"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.5,
    cwe: &[327, 326],
    summary: "A connection may use SSL 2.0, SSL 3.0, TLS 1.0 or TLS 1.1.",
    why: "For each of these versions attacks are known by which somebody on the way reads parts of \
          the traffic (POODLE, BEAST) or forges the handshake. RFC 8996 forbids them, browsers and \
          most servers refuse them.",
    fix: "Use `ssl.create_default_context()`, which allows TLS 1.2 and 1.3 only, or set \
          `context.minimum_version = ssl.TLSVersion.TLSv1_2`.",
    bad: "import ssl\n\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLSv1)\n",
    good: "import ssl\n\ncontext = ssl.create_default_context()\ncontext.minimum_version = \
           ssl.TLSVersion.TLSv1_2\n",
    references: &[
        "https://www.rfc-editor.org/rfc/rfc8996",
        "https://docs.python.org/3/library/ssl.html#ssl.SSLContext.minimum_version",
    ],
    options: &[BAD_PROTOCOLS],
};

/// Functions that take a protocol; see [`argument_of`].
const TAKE_PROTOCOL: &[&str] = &[
    "OpenSSL.SSL.Context",
    "pyOpenSSL.SSL.Context",
    "ssl.SSLContext",
    "ssl._create_unverified_context",
    "ssl.get_server_certificate",
    "ssl.wrap_socket",
];

fn argument_of<'a>(call: &Call<'a>, function: &str) -> Option<&'a Expr> {
    match function {
        "ssl.wrap_socket" => call.argument("ssl_version", 5),
        "ssl.get_server_certificate" => call.argument("ssl_version", 1),
        "OpenSSL.SSL.Context" | "pyOpenSSL.SSL.Context" => call.argument("method", 0),
        _ => call.argument("protocol", 0),
    }
}

fn check_known<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if let Some(argument) = argument_of(call, name) {
        check_protocol(argument, call, Severity::High, Confidence::High, cx);
    }
}

/// Functions of other libraries mostly pass such arguments on.
fn check_unknown<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    const KEYWORDS: [&str; 4] = ["method", "ssl_method", "ssl_version", "sslmethod"];
    let is_version = |name: &str| KEYWORDS.contains(&name);
    let mut keywords = call.expr.arguments.keywords.iter();
    let keyword = keywords.find(|it| it.arg.as_ref().is_some_and(|name| is_version(name.as_str())));
    let Some(keyword) = keyword else { return };
    if bad_protocol(&keyword.value, call.place, cx).is_some()
        && !cx.model.is_any_of(&call.expr.func, call.place, TAKE_PROTOCOL)
    {
        check_protocol(&keyword.value, call, Severity::Medium, Confidence::Medium, cx);
    }
}

fn check_protocol<'a>(
    argument: &'a Expr,
    call: &Call<'a>,
    severity: Severity,
    confidence: Confidence,
    cx: &mut Context<'a>,
) {
    let Some(protocol) = bad_protocol(argument, call.place, cx) else { return };
    // Tests talk to old versions to see that they are refused.
    if !cx.is_test() {
        cx.report(argument, format!("`{protocol}` {}", weakness(protocol)))
            .severity(severity)
            .confidence(confidence)
            .help("use `ssl.create_default_context()`, or TLS 1.2 as the lowest version");
    }
}

/// `context.minimum_version = ssl.TLSVersion.TLSv1`
fn check_attribute<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    const BAD: [&str; 4] = [
        "ssl.TLSVersion.MINIMUM_SUPPORTED",
        "ssl.TLSVersion.SSLv3",
        "ssl.TLSVersion.TLSv1",
        "ssl.TLSVersion.TLSv1_1",
    ];
    let (Some((target, value)), limits) = (match attribute_set(assignment, "minimum_version") {
        Some(set) => (Some(set), "allows"),
        None => (attribute_set(assignment, "maximum_version"), "allows only"),
    }) else {
        return;
    };
    let bad = cx
        .model
        .qualified_names(value, assignment.place)
        .find_map(|path| BAD.into_iter().find(|bad| *bad == path));
    if let Some(bad) = bad.filter(|_| !cx.is_test()) {
        cx.report(target, format!("`{bad}` {limits} a version that is no longer safe"))
            .help("use `ssl.TLSVersion.TLSv1_2`");
    }
}

/// `context.set_min_proto_version(SSL.TLS1_VERSION)` of `pyOpenSSL`
fn check_method<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    const BAD: [&str; 3] =
        ["OpenSSL.SSL.SSL3_VERSION", "OpenSSL.SSL.TLS1_1_VERSION", "OpenSSL.SSL.TLS1_VERSION"];
    let Some(version) = call.argument("version", 0) else { return };
    if cx.model.is_any_of(version, call.place, &BAD) && !cx.is_test() {
        cx.report(version, format!("`{name}` is given a version that is no longer safe"))
            .help("use `SSL.TLS1_2_VERSION`");
    }
}
