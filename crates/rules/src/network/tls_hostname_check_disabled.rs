//! `tls-hostname-check-disabled`: TLS that accepts the certificate of any host.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{Expr, Stmt};
use hognose_registry::{Assignment, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Constant, Syntax};

use super::opt_out::is_users_choice;
use super::tls_contexts::{attribute_set, is_cert_none, is_for_server, is_ssl_context};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::Assignment(check)] };

static META: RuleMeta = RuleMeta {
    id: "tls-hostname-check-disabled",
    aliases: &[],
    silenced_by: &["B323", "S323"],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.4,
    cwe: &[297, 295],
    summary: "A TLS context does not check that the certificate is that of the host.",
    why: "Anybody can get a valid certificate for a host of their own. Without the check of the name \
          that certificate is good for every connection, so that whoever sits on the way can read \
          and change what is sent.",
    fix: "Leave `check_hostname` on. Where the address is not the name in the certificate, pass \
          that name: `context.wrap_socket(sock, server_hostname=\"db.internal\")`.",
    bad: "import ssl\n\ncontext = ssl.create_default_context()\ncontext.check_hostname = False\n",
    good: "import ssl\n\ncontext = ssl.create_default_context()\ntls = context.wrap_socket(sock, \
           server_hostname=\"db.internal\")\n",
    references: &["https://docs.python.org/3/library/ssl.html#ssl.SSLContext.check_hostname"],
    options: &[],
};

fn check<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    let Some((target, value)) = attribute_set(assignment, "check_hostname") else { return };
    if cx.model.constant(value, assignment.place) != Some(Constant::Bool(false))
        || !is_ssl_context(&target.value, assignment.place, cx)
        || is_for_server(&target.value, assignment.place, cx)
        || is_users_choice(cx, assignment.node)
        || is_part_of_other_change(assignment, cx)
        || cx.is_test()
    {
        return;
    }
    cx.report(target, "the certificate of any host is accepted for this one")
        .help("pass the name in the certificate as `server_hostname`");
}

/// Whether the same block gives up verification altogether, of which `tls-verification-disabled` speaks,
/// leaves it to a setting, or trusts only one authority, which knows its hosts.
fn is_part_of_other_change<'a>(assignment: &Assignment<'a>, cx: &Context<'a>) -> bool {
    const MAX_DISTANCE: usize = 12;
    let block = cx.model.node(assignment.node).block;
    let near = cx.model.near(assignment.node, MAX_DISTANCE).iter();
    near.filter(|node| node.block == block).any(|node| match node.syntax {
        Syntax::Statement(Stmt::Assign(other)) => {
            let target = other.targets.first().and_then(Expr::as_attribute_expr);
            target.is_some_and(|target| target.attr.as_str() == "verify_mode")
                && !cx.model.is_any_of(&other.value, node.place(), &["ssl.CERT_REQUIRED"])
        }
        Syntax::Expression(Expr::Call(call)) => {
            let method = call.func.as_attribute_expr();
            let mut arguments = call.arguments.args.iter().take(MAX_DISTANCE);
            method.is_some_and(|method| method.attr.as_str() == "load_verify_locations")
                || arguments.any(|argument| is_cert_none(argument, node.place(), cx))
        }
        _ => false,
    })
}
