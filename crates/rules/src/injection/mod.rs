//! Texts that are built and then interpreted.

mod sql_calls;
mod sql_interpolated_value;
mod sql_lexer;
mod sql_statement;
mod sql_string_building;
mod sql_text;

pub(crate) const RULES: crate::Rules =
    &[sql_interpolated_value::RULE, sql_string_building::RULE];
