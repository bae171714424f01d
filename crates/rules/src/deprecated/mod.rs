//! APIs and interpreters that come to their end, and what hides that.
//!
//! Uses of APIs are found once for all rules here, by `hognose_usage`; a rule is about those with which
//! things stand in one way. What is said of them is put together in `wording`.

mod deprecated_library_api;
mod deprecated_python_api;
mod deprecation_warnings_hidden;
mod discouraged_python_api;
mod end_of_life_python;
mod python_api_removal_announced;
mod removed_library_api;
mod removed_python_api;
mod version_guard_never_right;
mod warning_filters;
mod wording;

pub(crate) const RULES: crate::Rules = &[
    deprecated_library_api::RULE,
    deprecated_python_api::RULE,
    deprecation_warnings_hidden::RULE,
    discouraged_python_api::RULE,
    end_of_life_python::RULE,
    python_api_removal_announced::RULE,
    removed_library_api::RULE,
    removed_python_api::RULE,
    version_guard_never_right::RULE,
];
