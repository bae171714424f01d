//! Hashes, ciphers, keys, randomness.

mod destination;
mod fast_hash;
mod hashes;
mod jwt_signature_not_verified;
mod kept_password;
mod secrets_by_name;
mod weak_asymmetric_key;
mod weak_hash;
mod weak_hash_of_sensitive_data;
mod weak_library_hash;
mod weak_random;
mod weak_random_secret;
mod weak_signature_hash;

pub(crate) const RULES: crate::Rules = &[
    jwt_signature_not_verified::RULE,
    weak_asymmetric_key::RULE,
    weak_hash::RULE,
    weak_hash_of_sensitive_data::RULE,
    weak_library_hash::RULE,
    weak_random::RULE,
    weak_random_secret::RULE,
    weak_signature_hash::RULE,
];
