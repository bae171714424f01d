//! `bind-all-interfaces`: a server that listens on every address of the machine.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, StrLiteral, Tier};
use hognose_semantic::{Place, Syntax};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::Str(check_literal),
        Hook::MethodCall(&["bind"], check_bind),
        Hook::CallTo(SERVERS, check_server),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "bind-all-interfaces",
    aliases: &["B104", "S104"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 5.3,
    cwe: &[605, 668],
    summary: "A server listens on all network interfaces of the machine.",
    why: "`0.0.0.0`, `::` and an empty host stand for every address that the machine has: a service \
          that was meant for the machine itself, or for an internal network, answers whoever \
          reaches it. In a container that is as it should be, and what lies before the container \
          decides who may connect.",
    fix: "Bind to `127.0.0.1`, or to the address of the network that the service is for, and let \
          the configuration say which.",
    bad: "import socket\n\nserver = socket.socket()\nserver.bind((\"0.0.0.0\", 8080))\n",
    good: "import socket\n\nserver = socket.socket()\nserver.bind((\"127.0.0.1\", 8080))\n",
    references: &["https://cwe.mitre.org/data/definitions/605.html"],
    options: &[],
};

/// Classes and functions that take an address `(host, port)` first.
const SERVERS: &[&str] = &[
    "http.server.HTTPServer",
    "http.server.ThreadingHTTPServer",
    "socket.create_server",
    "socketserver.TCPServer",
    "socketserver.ThreadingTCPServer",
    "socketserver.ThreadingUDPServer",
    "socketserver.UDPServer",
    "wsgiref.simple_server.WSGIServer",
    "xmlrpc.server.SimpleXMLRPCServer",
];

const IPV4: &str = "0.0.0.0";

fn check_literal<'a>(literal: &StrLiteral<'a>, cx: &mut Context<'a>) {
    if literal.value == IPV4 && !is_compared(cx) {
        report(literal.expr, cx);
    }
}

/// Whether a text is only compared with something: that opens no port.
fn is_compared(cx: &Context<'_>) -> bool {
    // `host in ("0.0.0.0", "::")`
    const MAX_DISTANCE: usize = 2;
    for ancestor in cx.model.ancestors(cx.node()).take(MAX_DISTANCE) {
        match ancestor.syntax {
            Syntax::Expression(Expr::Compare(_)) => return true,
            Syntax::Expression(Expr::Tuple(_) | Expr::List(_) | Expr::Set(_)) => {}
            _ => return false,
        }
    }
    false
}

/// `sock.bind(("", 8080))`
fn check_bind<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(address) = call.positional(0) {
        check_address(address, call.place, cx);
    }
}

fn check_server<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let keyword = match name {
        "socket.create_server" => "address",
        "xmlrpc.server.SimpleXMLRPCServer" => "addr",
        _ => "server_address",
    };
    if let Some(address) = call.argument(keyword, 0) {
        check_address(address, call.place, cx);
    }
}

/// Addresses that do not have the text that [`check_literal`] reports.
fn check_address<'a>(argument: &'a Expr, place: Place, cx: &mut Context<'a>) {
    let (address, place) = cx.model.follow(argument, place);
    let Expr::Tuple(ast::ExprTuple { elts, .. }) = address else { return };
    // An address has a host and a port, one of IPv6 two numbers more.
    let ([host, _] | [host, _, _, _]) = &elts[..] else { return };
    if cx.model.constant_str(host, place).is_some_and(|host| matches!(&*host, "" | "::")) {
        // Where the address has a name, the name is what stands in the call.
        report(if std::ptr::eq(address, argument) { host } else { argument }, cx);
    }
}

fn report(at: impl Ranged, cx: &mut Context<'_>) {
    cx.report(at, "this address stands for all network interfaces of the machine");
}
