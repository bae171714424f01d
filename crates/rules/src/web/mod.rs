//! Settings of web frameworks.

pub(crate) const RULES: crate::Rules = &[];
