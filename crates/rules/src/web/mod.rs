//! Settings of web frameworks.

mod web_framework_debug_enabled;

pub(crate) const RULES: crate::Rules = &[web_framework_debug_enabled::RULE];
