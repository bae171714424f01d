//! `weak-signature-hash`: a signature over a hash that can be made to fit another text.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{Expr, ExprCall};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Syntax;

use super::hashes;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(hashes::WEAK_LIBRARY_CONSTRUCTORS, check)] };

static META: RuleMeta = RuleMeta {
    id: "weak-signature-hash",
    aliases: &[],
    silenced_by: &["B303", "S303", "B324", "S324"],
    family: Family::Crypto,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.5,
    cwe: &[328, 347],
    summary: "A message or certificate is signed over its MD5 or SHA-1 hash.",
    why: "What is signed is the hash, and two texts with the same MD5 or SHA-1 hash can be made at \
          will: one that you sign, and one that says something else, for which your signature is \
          then as valid. A certificate authority was forged this way in 2008.",
    fix: "Sign with SHA-256: `key.sign(data, padding, hashes.SHA256())`, `pkcs1_15.new(key).sign(\
          SHA256.new(data))`. What has been signed with SHA-1 can be verified for as long as old \
          signatures are around.",
    bad: "from cryptography.hazmat.primitives import hashes\n\ncertificate = builder.sign(key, \
          hashes.SHA1())\n",
    good: "from cryptography.hazmat.primitives import hashes\n\ncertificate = builder.sign(key, \
           hashes.SHA256())\n",
    references: &[
        "https://csrc.nist.gov/news/2022/nist-transitioning-away-from-sha-1-for-all-apps",
        "https://cryptography.io/en/latest/x509/reference/",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    // Also as `ec.ECDSA(hashes.SHA1())`.
    const MAX_CLIMB: usize = 2;
    // Signatures of tests are believed by nobody.
    if cx.is_test() {
        return;
    }
    let signs = |outer: &ExprCall| {
        let is_sign = outer.func.as_attribute_expr().is_some_and(|it| it.attr.as_str() == "sign");
        is_sign && !outer.func.range().contains_range(call.expr.range())
    };
    let mut around = cx.model.ancestors(call.node).take(MAX_CLIMB);
    let is_signature = around
        .any(|node| matches!(node.syntax, Syntax::Expression(Expr::Call(outer)) if signs(outer)));
    if let Some(hash) = hashes::weak_hash_of(name).filter(|_| is_signature) {
        cx.report(call.expr, format!("a signature over {hash} also fits other texts"))
            .help("sign with SHA-256");
    }
}
