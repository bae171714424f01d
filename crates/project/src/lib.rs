//! What the files of a project say that are not its code: `pyproject.toml`, `setup.cfg`, lock files and
//! their kin.
//!
//! Two readers of settings, [`Toml`] and [`Ini`], know where in a file each value stands.
//! [`python_bounds`] finds out which versions of Python a project runs on, [`library_versions`] which
//! versions of packages it uses. Both look at the files of one folder and never walk, run nothing, and
//! read no more than a bounded part of each file. Nothing here fails: a file that cannot be read or
//! understood is as good as none. It knows neither rules nor hognose's own settings.

mod bounds;
mod ci;
mod folder;
mod ini;
mod libraries;
mod lock;
mod pins;
mod python;
mod required;
mod requires;
mod setup;
mod toml;

use std::ffi::OsStr;
use std::path::Path;

use hognose_core::{TextRange, TextSize};

pub use bounds::{Bound, PythonBounds, python_bounds};
pub use ini::Ini;
pub use libraries::{LibraryVersions, library_versions, normal_name};
pub use required::required_names;
pub use requires::{Requirement, requires_python};
pub use toml::Toml;

/// The names of the files that hold settings of a project, and that rules can look at.
pub const SETTINGS_FILES: [&str; 5] =
    [".pytest.ini", "pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini"];

/// Whether a file holds settings of a project, by its name: it is not code, whoever names it.
pub fn is_settings_file(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str).is_some_and(|name| SETTINGS_FILES.contains(&name))
}

/// A text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text, without quotation marks.
    pub text: String,
    /// Its place in the file, with the quotation marks if there are any.
    pub range: TextRange,
}

/// A range of a text that is shorter than 4 GiB, as all texts are that get here.
fn text_range(start: usize, end: usize) -> TextRange {
    let size = |offset: usize| TextSize::try_from(offset).unwrap_or(TextSize::new(u32::MAX));
    TextRange::new(size(start), size(end.max(start)))
}
