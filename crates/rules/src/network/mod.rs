//! Certificates, protocols, hosts.

pub(crate) const RULES: crate::Rules = &[];
