//! Hashes, ciphers, keys, randomness.

pub(crate) const RULES: crate::Rules = &[];
