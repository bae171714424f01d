//! `tls-verification-disabled`: TLS that accepts any certificate, whatever its user wants.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::NodeId;

use super::opt_out::is_users_choice;
use super::tls_contexts::{attribute_set, is_cert_none, is_for_server, is_ssl_context};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(&["ssl._create_unverified_context"], check_call),
        Hook::CallTo(&["ssl.wrap_socket"], check_wrap_socket),
        Hook::MethodCall(&["set_verify"], check_set_verify),
        Hook::Assignment(check_default),
        Hook::Assignment(check_verify_mode),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "tls-verification-disabled",
    aliases: &[],
    silenced_by: &["B323", "S323", "B501", "S501"],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.5,
    cwe: &[295],
    summary: "A TLS context does not verify the certificate of the other side.",
    why: "Without verification the encryption is with anybody: whoever sits on the way can present \
          a certificate of their own, read what is sent and change what comes back. The underscore \
          of `ssl._create_unverified_context` says that no program should need it.",
    fix: "Use `ssl.create_default_context()`. For a server with a private or self-signed \
          certificate pass its certificate authority: `ssl.create_default_context(cafile=…)`.",
    bad: "import ssl\nimport urllib.request\n\ncontext = ssl._create_unverified_context()\n\
          urllib.request.urlopen(\"https://example.com\", context=context)\n",
    good: "import ssl\nimport urllib.request\n\ncontext = \
           ssl.create_default_context(cafile=\"our-ca.pem\")\n\
           urllib.request.urlopen(\"https://example.com\", context=context)\n",
    references: &["https://docs.python.org/3/library/ssl.html#ssl-security"],
    options: &[],
};

const HELP: &str = "use `ssl.create_default_context()`, with `cafile=…` for private certificates";

fn check_call<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if is_meant(call.node, cx) {
        return;
    }
    cx.report(call.expr, format!("`{name}` accepts any certificate")).help(HELP);
}

/// Whether the code is a test, whose servers have certificates of nobody, or does what its user asks
/// for.
fn is_meant(node: NodeId, cx: &Context<'_>) -> bool {
    cx.is_test() || is_users_choice(cx, node)
}

/// `ssl._create_default_https_context = ssl._create_unverified_context`
fn check_default<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    if attribute_set(assignment, "_create_default_https_context").is_some()
        && !is_meant(assignment.node, cx)
        && cx.model.is_any_of(
            assignment.value,
            assignment.place,
            &["ssl._create_stdlib_context", "ssl._create_unverified_context"],
        )
    {
        cx.report(assignment.target, "the whole process stops verifying certificates").help(HELP);
    }
}

/// `context.verify_mode = ssl.CERT_NONE`
fn check_verify_mode<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    let Some((target, value)) = attribute_set(assignment, "verify_mode") else { return };
    if is_cert_none(value, assignment.place, cx)
        && is_ssl_context(&target.value, assignment.place, cx)
        && !is_for_server(&target.value, assignment.place, cx)
        && !is_meant(assignment.node, cx)
    {
        cx.report(target, "`verify_mode = CERT_NONE` accepts any certificate").help(HELP);
    }
}

/// `ssl.wrap_socket(sock, cert_reqs=ssl.CERT_NONE)`
fn check_wrap_socket<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(value) = call.argument("cert_reqs", 4) else { return };
    if is_cert_none(value, call.place, cx)
        && call.argument("server_side", 3).is_none()
        && !is_meant(call.node, cx)
    {
        cx.report(value, "`CERT_NONE` accepts any certificate").help(HELP);
    }
}

/// `context.set_verify(SSL.VERIFY_NONE)` of `pyOpenSSL`
fn check_set_verify<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(mode) = call.argument("mode", 0) else { return };
    if cx.model.is_any_of(mode, call.place, &["OpenSSL.SSL.VERIFY_NONE"])
        && !is_meant(call.node, cx)
    {
        cx.report(mode, "`VERIFY_NONE` accepts any certificate")
            .confidence(Confidence::Medium)
            .help("pass `SSL.VERIFY_PEER`");
    }
}
