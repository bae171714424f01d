//! B502 to B504: versions of TLS.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{self, Expr};

use super::Call;
use crate::BanditOptions;
use crate::issue::Issue;
use crate::literal::Literal;

/// B502.
pub(crate) fn bad_version(call: &Call<'_, '_>, options: &BanditOptions) -> Option<Issue> {
    let is_bad = |keyword: &str| match call.keyword(keyword) {
        Literal::Text(text) => options.bad_protocol_versions.iter().any(|bad| *bad == text),
        _ => false,
    };
    let issue = |severity, confidence, keyword: &str| {
        let message = "the protocol version is insecure";
        Issue::new("B502", severity, confidence, message).at(call.keyword_value(keyword))
    };
    match call.name {
        "ssl.wrap_socket" => {
            is_bad("ssl_version").then(|| issue(Severity::High, Confidence::High, "ssl_version"))
        }
        "pyOpenSSL.SSL.Context" => {
            is_bad("method").then(|| issue(Severity::High, Confidence::High, "method"))
        }
        _ => (is_bad("method") || is_bad("ssl_version")).then(|| {
            let keyword = if call.has_keyword("method") { "method" } else { "ssl_version" };
            issue(Severity::Medium, Confidence::Medium, keyword)
        }),
    }
}

/// B503.
pub(crate) fn bad_default(
    function: &ast::StmtFunctionDef,
    options: &BanditOptions,
) -> Option<Issue> {
    let parameters = function.parameters.posonlyargs.iter().chain(&function.parameters.args);
    let mut defaults = parameters.filter_map(|parameter| parameter.default.as_deref());
    let is_bad = |default: &Expr| match default {
        Expr::Attribute(attribute) => {
            options.bad_protocol_versions.iter().any(|bad| *bad == attribute.attr.as_str())
        }
        _ => false,
    };
    defaults.any(is_bad).then(|| {
        let message = "the default is an insecure protocol version";
        Issue::new("B503", Severity::Medium, Confidence::Medium, message)
    })
}

/// B504.
pub(crate) fn no_version(call: &Call<'_, '_>) -> Option<Issue> {
    let is_open = call.name == "ssl.wrap_socket" && call.keyword("ssl_version") == Literal::Unknown;
    is_open.then(|| {
        let message = "the protocol version is left to the default";
        Issue::new("B504", Severity::Low, Confidence::Medium, message)
            .at(call.keyword_value("ssl_version"))
    })
}
