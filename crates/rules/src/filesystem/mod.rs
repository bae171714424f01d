//! Files, permissions, temporary paths, archives.

pub(crate) const RULES: crate::Rules = &[];
