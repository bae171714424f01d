//! Which names are those of source files.

use std::ffi::OsStr;
use std::path::Path;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::pattern::BadPattern;

/// The names of Python sources: modules, modules that Windows runs without a console, and stubs.
pub const DEFAULT_INCLUDE: &[&str] = &["*.py", "*.pyw", "*.pyi"];

/// Patterns that a file's name has to match, such as `*.py`.
#[derive(Clone, Debug)]
pub struct IncludeSet {
    globs: GlobSet,
}

impl IncludeSet {
    /// Compiles globs over file names.
    ///
    /// # Errors
    ///
    /// The first pattern that is not a glob, or that has a `/` and so could not match any name.
    pub fn new<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Result<Self, BadPattern> {
        let mut builder = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.as_ref();
            BadPattern::check_length(pattern)?;
            if pattern.contains('/') {
                let reason = "it is matched with names only, which have no `/`";
                return Err(BadPattern::new(pattern, reason));
            }
            let glob = Glob::new(pattern)
                .map_err(|error| BadPattern::new(pattern, error.kind().to_string()))?;
            builder.add(glob);
        }
        let globs = builder.build().map_err(|error| {
            BadPattern::new(error.glob().unwrap_or_default(), error.kind().to_string())
        })?;
        Ok(Self { globs })
    }

    /// Whether a file of this name is taken.
    pub(super) fn is_match(&self, name: &OsStr) -> bool {
        self.globs.is_match(Path::new(name))
    }
}
