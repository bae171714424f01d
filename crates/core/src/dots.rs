//! What Bandit writes before the names of files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Before which relative paths Bandit writes `./`: it keeps a `.` that is named in front of all that it
/// finds there, and gives one to files that are named themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BanditDots {
    /// Before the paths of all files.
    pub all: bool,
    /// Before those of these files.
    pub files: BTreeSet<PathBuf>,
}

impl BanditDots {
    /// What comes before the path of a file.
    pub fn before(&self, path: &Path) -> &'static str {
        if path.is_relative() && (self.all || self.files.contains(path)) { "./" } else { "" }
    }
}
