//! Habits that hide or disable checks.

mod assert_used;
mod broad_handlers;
mod trojan_source_bidi;
mod try_except_continue;
mod try_except_pass;

pub(crate) const RULES: crate::Rules = &[
    assert_used::RULE,
    trojan_source_bidi::RULE,
    try_except_continue::RULE,
    try_except_pass::RULE,
];
