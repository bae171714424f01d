//! What a project runs on.

use std::collections::BTreeMap;

use crate::{Version, VersionRange};

/// The versions of Python and of packages that a project runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The feature releases of Python, as 3.11 to 3.15.
    pub python: VersionRange,
    /// The packages whose version is known, by their names in normal form.
    pub libraries: BTreeMap<String, Version>,
}

impl Target {
    /// The feature releases of Python that get security fixes, as of November 2026: what a project
    /// runs on that says nothing about it. Source: the release cycle in Python's developer guide.
    pub const SUPPORTED: VersionRange =
        VersionRange { low: Version::new(3, 11), high: Version::new(3, 15) };
}

impl Default for Target {
    fn default() -> Self {
        Self { python: Self::SUPPORTED, libraries: BTreeMap::new() }
    }
}
