//! How much code there is.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde::Serialize;

/// Counts over the files that hognose analyses by default.
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
        for file in xtask::files(paths)? {
            let text = fs::read(&file.path)
                .with_context(|| format!("cannot read {}", file.path.display()))?;
            census.files += 1;
            census.lines += memchr::memchr_iter(b'\n', &text).count() as u64;
            census.bytes += text.len() as u64;
        }
        if census.files == 0 {
            bail!("there is no Python file to measure");
        }
        Ok(census)
    }
}
