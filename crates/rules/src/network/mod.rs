//! Certificates, protocols, hosts.

mod http_client_verify_disabled;
mod http_clients;
mod http_request_without_timeout;
mod opt_out;
mod tls_contexts;
mod tls_hostname_check_disabled;
mod tls_insecure_version;
mod tls_insecure_version_default_arg;
mod tls_unverified_context;
mod tls_verification_disabled;
mod tls_versions;
mod tls_wrap_socket_deprecated;

pub(crate) const RULES: crate::Rules = &[
    http_client_verify_disabled::RULE,
    http_request_without_timeout::RULE,
    tls_hostname_check_disabled::RULE,
    tls_insecure_version::RULE,
    tls_insecure_version_default_arg::RULE,
    tls_unverified_context::RULE,
    tls_verification_disabled::RULE,
    tls_wrap_socket_deprecated::RULE,
];
