//! B113, B501, B507 to B509, B601 and B612: requests, hosts, listeners.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;

use super::Call;
use crate::issue::Issue;
use crate::literal::Literal;
use crate::names::Names;

/// B113 and B501. Any variable called `requests` is the library.
pub(crate) fn requests(call: &Call<'_, '_>) -> impl Iterator<Item = Issue> + use<> {
    let is_verb =
        matches!(call.last, "get" | "options" | "head" | "post" | "put" | "patch" | "delete");
    let is_httpx = is_verb || matches!(call.last, "request" | "stream" | "Client" | "AsyncClient");
    let library = call.name.split('.').next().unwrap_or_default();
    let requests = library == "requests" && is_verb;
    let httpx = library == "httpx" && is_httpx;
    let timeout = if requests || httpx { call.keyword("timeout") } else { Literal::Unknown };
    let no_timeout = requests && timeout == Literal::Unknown || timeout.is("None");
    let unverified = (requests || httpx) && call.keyword("verify").is("False");
    let timeout = no_timeout.then(|| {
        let message = "the request has no timeout";
        Issue::new("B113", Severity::Medium, Confidence::Low, message)
    });
    let verify = unverified.then(|| {
        let message = "the certificate of the server is not verified";
        Issue::new("B501", Severity::High, Confidence::High, message)
            .at(call.keyword_value("verify"))
    });
    timeout.into_iter().chain(verify)
}

/// B507. A keyword argument is not seen.
pub(crate) fn host_keys(call: &Call<'_, '_>, names: &Names<'_>) -> Option<Issue> {
    if call.last != "set_missing_host_key_policy" || !names.has_import_like("paramiko") {
        return None;
    }
    let policy = match call.arguments().first()? {
        Expr::Call(policy) => &policy.func,
        policy => policy,
    };
    let name = match policy {
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        Expr::Name(name) => name.id.as_str(),
        _ => return None,
    };
    matches!(name, "AutoAddPolicy" | "WarningPolicy").then(|| {
        let message = "unknown host keys are trusted";
        Issue::new("B507", Severity::High, Confidence::Medium, message)
    })
}

/// B508 and B509.
pub(crate) fn snmp(call: &Call<'_, '_>) -> Option<Issue> {
    /// With fewer positional arguments than these there is no encryption; keywords are not seen.
    const ENCRYPTED: usize = 3;
    let (test, is_insecure) = match call.name {
        "pysnmp.hlapi.CommunityData" => {
            let version = call.keyword("mpModel");
            let is_old = matches!(version, Literal::Integer(0 | 1));
            ("B508", is_old)
        }
        "pysnmp.hlapi.UsmUserData" => ("B509", call.arguments().len() < ENCRYPTED),
        _ => return None,
    };
    is_insecure.then(|| {
        let message = "SNMP is used without encryption";
        Issue::new(test, Severity::Medium, Confidence::High, message)
    })
}

/// B601.
pub(crate) fn paramiko_command(call: &Call<'_, '_>, names: &Names<'_>) -> Option<Issue> {
    (call.last == "exec_command" && names.has_import_like("paramiko")).then(|| {
        let message = "a command is run on another host: check where it comes from";
        Issue::new("B601", Severity::Medium, Confidence::Medium, message)
    })
}

/// B612.
pub(crate) fn logging_listen(call: &Call<'_, '_>) -> Option<Issue> {
    (call.name == "logging.config.listen" && !call.has_keyword("verify")).then(|| {
        let message = "who reaches the port can change the configuration, and so run code";
        Issue::new("B612", Severity::Medium, Confidence::High, message)
    })
}
