//! Data that becomes objects.

mod yaml_unsafe_load;

pub(crate) const RULES: crate::Rules = &[yaml_unsafe_load::RULE];
