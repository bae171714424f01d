//! Which configuration file holds for a run.
//!
#![doc = include_str!("find.md")]

use std::path::{Component, Path, PathBuf};

use crate::document::{Document, PYPROJECT};
use crate::problem::InvalidConfiguration;

/// The names of configuration files, the first one that exists in a folder wins.
const NAMES: [&str; 3] = [".hognose.toml", "hognose.toml", PYPROJECT];

/// Finds the configuration file for a run that checks `paths`.
///
/// # Errors
///
/// If a candidate cannot be read: nobody knows then what should hold.
pub(crate) fn find(
    cwd: &Path,
    paths: &[PathBuf],
) -> Result<Option<Document>, InvalidConfiguration> {
    let start = common_folder(cwd, paths);
    match search(&start, cwd)? {
        None if !start.starts_with(cwd) => search(cwd, cwd),
        found => Ok(found),
    }
}

/// The first configuration file in `start` and the folders above it.
fn search(start: &Path, cwd: &Path) -> Result<Option<Document>, InvalidConfiguration> {
    for folder in start.ancestors() {
        for path in NAMES.map(|name| folder.join(name)) {
            if path.is_file() {
                let document = Document::open(&path, cwd, folder)?;
                if document.is_ours() {
                    return Ok(Some(document));
                }
            }
        }
    }
    Ok(None)
}

/// The deepest folder that contains all the paths; `cwd` if there are none.
pub(crate) fn common_folder(cwd: &Path, paths: &[PathBuf]) -> PathBuf {
    let folder = |path: &PathBuf| {
        let mut path = absolute(cwd, path);
        if !path.is_dir() {
            path.pop();
        }
        path
    };
    let common = |a: PathBuf, b: PathBuf| {
        a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    };
    paths.iter().map(folder).reduce(common).unwrap_or_else(|| cwd.to_path_buf())
}

/// The path from the root of the file system, without `.` and `..`. The file system is not asked, so
/// that a path means the same whether or not it exists.
///
/// `cwd` must be absolute.
pub fn absolute(cwd: &Path, path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in cwd.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}
