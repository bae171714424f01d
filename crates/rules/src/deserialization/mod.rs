//! Data that becomes objects.

mod import_pickle;
mod pickle_load;
mod pickles;
mod torch;
mod torch_load;
mod torch_load_pickle;
mod unsafe_deserialization;
mod yaml_unsafe_load;

pub(crate) const RULES: crate::Rules = &[
    import_pickle::RULE,
    pickle_load::RULE,
    torch_load::RULE,
    torch_load_pickle::RULE,
    unsafe_deserialization::RULE,
    yaml_unsafe_load::RULE,
];
