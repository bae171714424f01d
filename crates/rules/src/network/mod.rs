//! Certificates, protocols, hosts.

mod bind_all_interfaces;
mod http_client_verify_disabled;
mod http_clients;
mod http_request_without_timeout;
mod opt_out;
mod snmp;
mod snmp_insecure_version;
mod snmp_weak_crypto;
mod ssh_host_key_not_verified;
mod tls_contexts;
mod tls_hostname_check_disabled;
mod tls_insecure_version;
mod tls_insecure_version_default_arg;
mod tls_unverified_context;
mod tls_verification_disabled;
mod tls_versions;
mod tls_wrap_socket_deprecated;

pub(crate) const RULES: crate::Rules = &[
    bind_all_interfaces::RULE,
    http_client_verify_disabled::RULE,
    http_request_without_timeout::RULE,
    snmp_insecure_version::RULE,
    snmp_weak_crypto::RULE,
    ssh_host_key_not_verified::RULE,
    tls_hostname_check_disabled::RULE,
    tls_insecure_version::RULE,
    tls_insecure_version_default_arg::RULE,
    tls_unverified_context::RULE,
    tls_verification_disabled::RULE,
    tls_wrap_socket_deprecated::RULE,
];
