//! Where a file is, and how its user writes that.

use std::cmp::Ordering;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::by_bytes;

/// A file or folder: its one real path, and the path that the user sees if links make it another.
///
/// Ordered by the real path; of the same file, the location that is not an alias comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Location {
    /// The absolute path without links: the identity of the file.
    pub(super) real: PathBuf,
    /// The absolute path with the links that the user named, where it differs.
    alias: Option<PathBuf>,
}

impl Location {
    /// Finds what a path of the command line names. `working_dir` is a real path.
    pub(super) fn resolve(path: &Path, working_dir: &Path) -> io::Result<Self> {
        // Joined, an empty path would silently become the working directory: think of `"$UNSET"`.
        if path.as_os_str().is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let spelled = normalised(&working_dir.join(path))?;
        let real = fs::canonicalize(&spelled)?;
        // A detour through a link outside, back into the working directory, is not worth showing.
        let detour = real.starts_with(working_dir) && !spelled.starts_with(working_dir);
        let alias = (spelled != real && !detour).then_some(spelled);
        Ok(Self { real, alias })
    }

    /// What has this real path, seen by that path.
    pub(super) fn direct(real: PathBuf) -> Self {
        Self { real, alias: None }
    }

    /// A link to a file, met on the walk of a folder.
    pub(super) fn link(link: Self, target: PathBuf) -> Self {
        Self { real: target, alias: Some(link.alias.unwrap_or(link.real)) }
    }

    /// Something in this folder that is not a link.
    pub(super) fn join(&self, name: &OsStr) -> Self {
        Self {
            real: self.real.join(name),
            alias: self.alias.as_ref().map(|alias| alias.join(name)),
        }
    }

    /// Whether links make the user see another path than the real one.
    pub(super) fn is_alias(&self) -> bool {
        self.alias.is_some()
    }

    /// The absolute path as the user sees it.
    pub(super) fn spelled(&self) -> &Path {
        self.alias.as_deref().unwrap_or(&self.real)
    }

    /// The path as reports show it.
    pub(super) fn shown(&self, working_dir: &Path) -> PathBuf {
        match self.spelled().strip_prefix(working_dir) {
            Ok(below) if below.as_os_str().is_empty() => PathBuf::from("."),
            Ok(below) => below.to_path_buf(),
            Err(_) => self.spelled().to_path_buf(),
        }
    }
}

impl Ord for Location {
    fn cmp(&self, other: &Self) -> Ordering {
        by_bytes(&self.real, &other.real).then_with(|| match (&self.alias, &other.alias) {
            (Some(a), Some(b)) => by_bytes(a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        })
    }
}

impl PartialOrd for Location {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An absolute path without `.`, `..`, doubled and trailing separators.
///
/// Behind a link, `..` is the parent of what the link points to. So whatever comes before the last
/// `..` is resolved by the file system, and only what follows it keeps the user's spelling.
fn normalised(path: &Path) -> io::Result<PathBuf> {
    let components: Vec<_> = path.components().collect();
    match components.iter().rposition(|component| *component == Component::ParentDir) {
        None => Ok(components.iter().collect()),
        Some(last) => {
            let (before, after) = components.split_at(last + 1);
            let mut real = fs::canonicalize(before.iter().collect::<PathBuf>())?;
            real.extend(after);
            Ok(real)
        }
    }
}
