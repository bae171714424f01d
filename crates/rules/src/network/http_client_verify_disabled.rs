//! `http-client-verify-disabled`: an HTTP client that accepts any certificate.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Constant, Place, Value};

use super::http_clients::{HTTPX, OTHERS, REQUESTS, URLLIB3};
use super::opt_out::is_users_choice;
use super::tls_contexts::is_cert_none;
use crate::identifiers::{is_one_of, words};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(REQUESTS, check_switches),
        Hook::CallTo(HTTPX, check_switches),
        Hook::CallTo(OTHERS, check_switches),
        Hook::CallTo(URLLIB3, check_urllib3),
        Hook::CallTo(&["pycurl.Curl.setopt"], check_pycurl),
        Hook::MethodCall(
            &["delete", "get", "head", "options", "patch", "post", "put", "request", "send"],
            check_method,
        ),
        Hook::Assignment(check_session),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "http-client-verify-disabled",
    aliases: &["B501", "S501"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.5,
    cwe: &[295],
    summary: "An HTTP client does not verify the certificate of the server.",
    why: "Without verification the encryption is with anybody: whoever sits on the way (a wireless \
          network, a router, a wrong DNS answer) can present a certificate of their own, read what \
          is sent, passwords and tokens included, and change what comes back.",
    fix: "Leave verification on. For a server with a private or self-signed certificate pass the \
          path of its certificate authority: `verify=\"/etc/ssl/our-ca.pem\"` (requests, httpx), \
          `ssl=ssl.create_default_context(cafile=…)` (aiohttp).",
    bad: "import requests\n\nanswer = requests.get(\"https://api.example.com\", verify=False, \
          timeout=10)\n",
    good: "import requests\n\nanswer = requests.get(\"https://api.example.com\", \
           verify=\"/etc/ssl/our-ca.pem\", timeout=10)\n",
    references: &[
        "https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification",
        "https://www.python-httpx.org/advanced/ssl/",
    ],
    options: &[],
};

/// The keywords that switch verification off, with the value that does so.
fn switches_of(function: &str) -> &'static [(&'static str, bool)] {
    match function.split('.').next() {
        Some("aiohttp") => &[("ssl", false), ("verify_ssl", false)],
        Some("httplib2") => &[("disable_ssl_certificate_validation", true)],
        Some("tornado") => &[("validate_cert", false)],
        Some("urllib3") => &[("assert_hostname", false)],
        _ => &[("verify", false)],
    }
}

fn check_switches<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    for (keyword, off) in switches_of(name) {
        check_switch(call, keyword, *off, Confidence::High, cx);
    }
}

/// A session whose class is not known: an HTTP verb together with `verify=False` says enough.
fn check_method<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if call.keyword("verify").is_none() {
        return;
    }
    let mut names = cx.model.qualified_names(&call.expr.func, call.place);
    if !names.any(|name| REQUESTS.contains(&name.as_str()) || HTTPX.contains(&name.as_str())) {
        check_switch(call, "verify", false, Confidence::Medium, cx);
    }
}

fn check_urllib3<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let certificates = call.expr.arguments.find_keyword("cert_reqs").filter(|keyword| {
        match cx.model.constant_str(&keyword.value, call.place) {
            Some(text) => matches!(&*text, "CERT_NONE" | "NONE"),
            None => is_cert_none(&keyword.value, call.place, cx),
        }
    });
    match certificates {
        Some(keyword) => {
            report(keyword, "`cert_reqs` accepts any certificate", Confidence::High, cx);
        }
        None => check_switches(call, name, cx),
    }
}

fn check_pycurl<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let (Some(option), Some(value)) = (call.positional(0), call.positional(1)) else { return };
    let options = ["pycurl.SSL_VERIFYHOST", "pycurl.SSL_VERIFYPEER"];
    if switch(value, call.place, cx) == Some(false)
        && cx.model.is_any_of(option, call.place, &options)
    {
        let message = "the certificate of the server is not verified";
        report(call.expr, message, Confidence::High, cx);
    }
}

/// `session.verify = False`
fn check_session<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    let Expr::Attribute(target) = assignment.target else { return };
    if target.attr.as_str() != "verify"
        || switch(assignment.value, assignment.place, cx) != Some(false)
        || is_users_choice(cx, assignment.node)
    {
        return;
    }
    let owners = cx.model.values(&target.value, assignment.place);
    let confidence = match () {
        () if owners.contains(&Value::Instance("requests.Session".to_owned())) => Confidence::High,
        () if owners.contains(&Value::Unknown) && is_named_session(&target.value) => {
            Confidence::Medium
        }
        () => return,
    };
    report(target, "`verify = False` accepts any certificate", confidence, cx);
}

fn is_named_session(owner: &Expr) -> bool {
    let name = match owner {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    words(name).last().is_some_and(|last| is_one_of(last, &["session", "sess", "requests"]))
}

/// The truth of a constant that is meant as a switch; `None` and texts are no switches.
fn switch<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> Option<bool> {
    match cx.model.constant(value, place)? {
        Constant::Bool(value) => Some(value),
        Constant::Int(number) => Some(number != 0),
        _ => None,
    }
}

fn check_switch<'a>(
    call: &Call<'a>,
    name: &'static str,
    off: bool,
    confidence: Confidence,
    cx: &mut Context<'a>,
) {
    let given = call.expr.arguments.find_keyword(name);
    let (at, value, place) = match given {
        Some(keyword) => (keyword.range(), &keyword.value, call.place),
        None => match unpacked(call, name, cx) {
            Some((options, value, place)) => (options.range(), value, place),
            None => return,
        },
    };
    if switch(value, place, cx) == Some(off) {
        let shown = if off { "True" } else { "False" };
        let whose = if name == "assert_hostname" {
            "the certificate of any host"
        } else {
            "any certificate"
        };
        let message = format!("`{name}={shown}` accepts {whose}");
        report(at, &message, confidence, cx);
    }
}

/// The value that a dictionary gives an argument, `get(url, **OPTIONS)`, with the dictionary.
fn unpacked<'a>(
    call: &Call<'a>,
    name: &str,
    cx: &Context<'a>,
) -> Option<(&'a Expr, &'a Expr, Place)> {
    const MAX_DICTIONARIES: usize = 4;
    const MAX_ITEMS: usize = 64;
    let keywords = call.expr.arguments.keywords.iter().filter(|keyword| keyword.arg.is_none());
    keywords.take(MAX_DICTIONARIES).find_map(|keyword| {
        let (options, place) = cx.model.follow(&keyword.value, call.place);
        let value = match options {
            // What comes later counts.
            Expr::Dict(dict) => {
                let mut items = dict.items.iter().take(MAX_ITEMS).rev();
                let item = items.find(|item| {
                    let key = item.key.as_ref().and_then(|key| key.as_string_literal_expr());
                    key.is_some_and(|key| key.value.to_str() == name)
                });
                &item?.value
            }
            Expr::Call(dict) if cx.model.is_any_of(&dict.func, place, &["dict"]) => {
                &dict.arguments.find_keyword(name)?.value
            }
            _ => return None,
        };
        Some((&keyword.value, value, place))
    })
}

fn report(at: impl Ranged, message: &str, confidence: Confidence, cx: &mut Context<'_>) {
    // The servers of tests have certificates of nobody.
    if !cx.is_test() {
        cx.report(at, message)
            .confidence(confidence)
            .help("verify against the certificate authority of the server");
    }
}
