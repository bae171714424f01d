//! How much code there is.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

/// Counts over the files that hognose would analyse.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Census {
    /// The files.
    pub(super) files: u64,
    /// Their line feeds.
    pub(super) lines: u64,
    /// Their bytes.
    pub(super) bytes: u64,
}

impl Census {
    /// Reads and counts every file below `paths`.
    pub(super) fn take(paths: &[PathBuf]) -> Result<Self> {
        let mut census = Self::default();
        for path in paths {
            let text = fs::read(path)?;
            census.files += 1;
            census.lines += memchr::memchr_iter(b'\n', &text).count() as u64;
            census.bytes += text.len() as u64;
        }
        Ok(census)
    }
}
