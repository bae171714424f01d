//! Texts that are built and then interpreted.

mod django_mark_safe;
mod django_queryset_extra;
mod django_raw_sql;
mod django_sql;
mod django_sql_interpolated_value;
mod exponential_regex;
mod html_interpolated_value;
mod html_text;
mod jinja2;
mod jinja2_autoescape_disabled;
mod jinja2_unescaped_html;
mod mako;
mod mako_default_filter_missing;
mod mako_unescaped_html;
mod markup;
mod markupsafe_markup;
mod regexes;
mod sql_calls;
mod sql_interpolated_value;
mod sql_lexer;
mod sql_placeholders;
mod sql_role;
mod sql_statement;
mod sql_string_building;
mod sql_text;

pub(crate) const RULES: crate::Rules = &[
    django_mark_safe::RULE,
    django_queryset_extra::RULE,
    django_raw_sql::RULE,
    django_sql_interpolated_value::RULE,
    exponential_regex::RULE,
    html_interpolated_value::RULE,
    jinja2_autoescape_disabled::RULE,
    jinja2_unescaped_html::RULE,
    mako_default_filter_missing::RULE,
    mako_unescaped_html::RULE,
    markupsafe_markup::RULE,
    sql_interpolated_value::RULE,
    sql_string_building::RULE,
];
