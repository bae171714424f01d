//! Texts that are built and then interpreted.

pub(crate) const RULES: crate::Rules = &[];
