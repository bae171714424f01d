//! `tls-unverified-context`: any use of `ssl._create_unverified_context`.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(&["ssl._create_unverified_context"], check)] };

static META: RuleMeta = RuleMeta {
    id: "tls-unverified-context",
    aliases: &["B323", "S323"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 6.5,
    cwe: &[295],
    summary: "A TLS context is created that does not verify the certificate of the other side.",
    why: "Without verification the encryption is with anybody who sits on the way. Programs that \
          offer it as an option have a reason; this rule lists all such places, also in tests. \
          `tls-verification-disabled` reports those where nobody has asked for it.",
    fix: "Use `ssl.create_default_context()`. For a server with a private or self-signed \
          certificate pass its certificate authority: `ssl.create_default_context(cafile=…)`.",
    bad: "import ssl\n\ncontext = ssl._create_unverified_context()\n",
    good: "import ssl\n\ncontext = ssl.create_default_context(cafile=\"our-ca.pem\")\n",
    references: &["https://docs.python.org/3/library/ssl.html#ssl-security"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    cx.report(call.expr, format!("`{name}` accepts any certificate"))
        .help("use `ssl.create_default_context()`, with `cafile=…` for private certificates");
}
