//! APIs and interpreters that come to their end, and what hides that.

mod deprecation_warnings_hidden;
mod end_of_life_python;
mod warning_filters;

pub(crate) const RULES: crate::Rules =
    &[deprecation_warnings_hidden::RULE, end_of_life_python::RULE];
