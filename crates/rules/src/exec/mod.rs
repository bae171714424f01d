//! Code and commands that are run.

pub(crate) const RULES: crate::Rules = &[];
