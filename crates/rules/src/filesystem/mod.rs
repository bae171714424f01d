//! Files, permissions, temporary paths, archives.

mod file_permissions_too_open;
mod hardcoded_temp_path;
mod path_text;
mod predictable_temp_name;
mod tarfile_unsafe_extract;
mod temp_folder;

pub(crate) const RULES: crate::Rules = &[
    file_permissions_too_open::RULE,
    hardcoded_temp_path::RULE,
    predictable_temp_name::RULE,
    tarfile_unsafe_extract::RULE,
];
