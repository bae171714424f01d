//! Virtual environments.

use std::path::Path;

/// What a folder contains that is a virtual environment, whatever its own name: of `venv`,
/// `virtualenv` and `uv` the first, of conda and its kin the second.
pub const ENVIRONMENT_MARKERS: &[&str] = &["pyvenv.cfg", "conda-meta"];

/// Whether a folder with this content is a virtual environment.
pub(super) fn is_environment(contains: impl Fn(&str) -> bool) -> bool {
    ENVIRONMENT_MARKERS.iter().any(|marker| contains(marker))
}

/// Whether a path lies in a virtual environment that is below `top`, or is one.
pub(super) fn in_environment(path: &Path, top: &Path) -> bool {
    path.ancestors()
        .take_while(|folder| folder.starts_with(top) && *folder != top)
        .any(|folder| is_environment(|marker| folder.join(marker).symlink_metadata().is_ok()))
}
