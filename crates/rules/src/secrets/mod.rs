//! Passwords and keys in the code.

pub(crate) const RULES: crate::Rules = &[];
