//! Texts that are built and then interpreted.

mod jinja2;
mod jinja2_autoescape_disabled;
mod jinja2_unescaped_html;
mod sql_calls;
mod sql_interpolated_value;
mod sql_lexer;
mod sql_placeholders;
mod sql_role;
mod sql_statement;
mod sql_string_building;
mod sql_text;

pub(crate) const RULES: crate::Rules = &[
    jinja2_autoescape_disabled::RULE,
    jinja2_unescaped_html::RULE,
    sql_interpolated_value::RULE,
    sql_string_building::RULE,
];
