//! The pipeline: from paths and settings to findings.

pub mod discover;
