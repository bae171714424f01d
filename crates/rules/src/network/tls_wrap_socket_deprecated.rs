//! `tls-wrap-socket-deprecated`: TLS with whatever `ssl.wrap_socket` takes for its version.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(&["ssl.wrap_socket"], check)] };

static META: RuleMeta = RuleMeta {
    id: "tls-wrap-socket-deprecated",
    aliases: &["B504", "S504"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    security_severity: 3.7,
    cwe: &[327, 295],
    summary: "`ssl.wrap_socket` is called without a version: it negotiates old ones and verifies nothing.",
    why: "Without `ssl_version` the function accepts every version that the library has, and it \
          verifies neither the certificate nor the name of the other side unless told to. It is \
          deprecated since Python 3.7 and gone since Python 3.12.",
    fix: "Use a context: `ssl.create_default_context().wrap_socket(sock, server_hostname=host)`; \
          for a server `ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)`.",
    bad: "import ssl\n\ntls = ssl.wrap_socket(sock)\n",
    good: "import ssl\n\ntls = ssl.create_default_context().wrap_socket(sock, \
           server_hostname=\"example.com\")\n",
    references: &["https://docs.python.org/3.11/library/ssl.html#ssl.wrap_socket"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if call.argument("ssl_version", 5).is_some() || call.has_unpacked_arguments() {
        return;
    }
    let is_said = |keyword, position| call.argument(keyword, position).is_some();
    let message = if is_said("server_side", 3) || is_said("cert_reqs", 4) {
        "`ssl.wrap_socket` without `ssl_version` accepts old versions of TLS"
    } else {
        "`ssl.wrap_socket` accepts old versions of TLS and any certificate"
    };
    cx.report(call.expr, message).help("use `ssl.create_default_context().wrap_socket(…)`");
}
