//! `tls-insecure-version-default-arg`: a function that uses an unsafe protocol unless told otherwise.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::StmtFunctionDef;
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};

use super::tls_versions::{BAD_PROTOCOLS, bad_protocol, weakness};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::Function(check)] };

static META: RuleMeta = RuleMeta {
    id: "tls-insecure-version-default-arg",
    aliases: &["B503", "S503"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 6.5,
    cwe: &[327, 1188],
    summary: "A parameter has an unsafe version of SSL or TLS as its default.",
    why: "Every caller that does not care gets the old version, and with it connections that \
          somebody on the way can read or forge. The call looks harmless where it stands.",
    fix: "Take an `ssl.SSLContext` instead of a version, with `None` for \
          `ssl.create_default_context()`.",
    bad: "import ssl\n\ndef connect(host, version=ssl.PROTOCOL_TLSv1):\n    ...\n",
    good: "import ssl\n\ndef connect(host, context=None):\n    context = context or \
           ssl.create_default_context()\n",
    references: &["https://www.rfc-editor.org/rfc/rfc8996"],
    options: &[BAD_PROTOCOLS],
};

fn check<'a>(function: &'a StmtFunctionDef, cx: &mut Context<'a>) {
    let place = cx.place();
    for parameter in function.parameters.iter_non_variadic_params() {
        let Some(default) = parameter.default.as_deref() else { continue };
        if let Some(protocol) = bad_protocol(default, place, cx) {
            cx.report(default, format!("the default `{protocol}` {}", weakness(protocol)))
                .help("take a context, and use `ssl.create_default_context()` for none");
        }
    }
}
