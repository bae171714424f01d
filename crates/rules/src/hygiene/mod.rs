//! Habits that hide or disable checks.

mod assert_used;

pub(crate) const RULES: crate::Rules = &[assert_used::RULE];
