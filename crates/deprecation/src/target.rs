//! What a project runs on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock};

use crate::{Version, VersionRange};

/// The versions of Python and of packages that a project runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The feature releases of Python, as 3.11 to 3.15.
    pub python: VersionRange,
    /// The packages whose version is known.
    pub libraries: Libraries,
}

/// The packages that a project uses, by their names in normal form (`pyopenssl`).
///
/// Where they come from is read when the first of them is asked for: most runs ask for none, and a
/// lock file can be large.
#[derive(Clone)]
pub struct Libraries(Arc<LazyLock<Packages, Read>>);

/// What a project says about the packages that it uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packages {
    /// The versions of those whose version is known.
    pub versions: BTreeMap<String, Version>,
    /// The names of those that it asks for, whichever version it gets, and possibly other words.
    pub names: BTreeSet<String>,
}

type Read = Box<dyn FnOnce() -> Packages + Send>;

impl Libraries {
    /// What `read` returns, which is called once, and only if something is asked for.
    pub fn lazy(read: impl FnOnce() -> Packages + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(read))))
    }

    /// The version of a package, if it is known.
    pub fn get(&self, package: &str) -> Option<&Version> {
        self.0.versions.get(package)
    }

    /// Whether the project uses a package, or asks for it.
    pub fn names(&self, package: &str) -> bool {
        self.0.versions.contains_key(package) || self.0.names.contains(package)
    }

    /// The versions that are known, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Version)> {
        self.0.versions.iter().map(|(name, version)| (name.as_str(), *version))
    }
}

impl From<BTreeMap<String, Version>> for Libraries {
    fn from(versions: BTreeMap<String, Version>) -> Self {
        Self::lazy(|| Packages { versions, names: BTreeSet::new() })
    }
}

/// Nothing is known.
impl Default for Libraries {
    fn default() -> Self {
        BTreeMap::new().into()
    }
}

impl PartialEq for Libraries {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || **self.0 == **other.0
    }
}

impl Eq for Libraries {}

/// Without what nobody has asked for yet.
impl fmt::Debug for Libraries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Libraries").field(&self.0).finish()
    }
}

impl Target {
    /// The feature releases of Python that get security fixes, as of November 2026: what a project
    /// runs on that says nothing about it. Source: the release cycle in Python's developer guide.
    pub const SUPPORTED: VersionRange =
        VersionRange { low: Version::new(3, 11), high: Version::new(3, 15) };
}

impl Default for Target {
    fn default() -> Self {
        Self { python: Self::SUPPORTED, libraries: Libraries::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_packages_are_read_when_they_are_asked_for() {
        let versions = BTreeMap::from([("django".into(), Version::new(4, 2))]);
        let names = BTreeSet::from(["legacy-cgi".to_owned()]);
        let libraries = Libraries::lazy(|| Packages { versions, names });
        assert!(format!("{libraries:?}").contains("uninit"));
        let other = libraries.clone();
        assert_eq!(libraries.get("django"), Some(&Version::new(4, 2)));
        assert_eq!(other.get("flask"), None);
        assert!(other.names("django") && other.names("legacy-cgi") && !other.names("flask"));
        assert_eq!(other, libraries);
        assert_eq!(other.iter().count(), 1);
        assert_ne!(other, Libraries::default());
    }
}
