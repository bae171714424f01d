//! Where a value comes from.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::sanitize::sanitized;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The built-in default.
    Default,
    /// The preset, by its name.
    Preset(&'static str),
    /// The configuration file.
    File {
        /// The file, as it is shown.
        path: Arc<Path>,
        /// The line, counted from 1.
        line: u32,
    },
    /// The command line.
    CommandLine,
    /// What a file of the project says about it, by how that is called.
    Project(Arc<str>),
    /// The origins of the ends of a range.
    Ends {
        /// That of the lower end.
        low: Arc<Origin>,
        /// That of the upper end.
        high: Arc<Origin>,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Preset(name) => write!(f, "preset {name}"),
            Self::File { path, line } => {
                write!(f, "{}:{line}", sanitized(&path.to_string_lossy()))
            }
            Self::CommandLine => f.write_str("command line"),
            Self::Project(from) => f.write_str(&sanitized(from)),
            Self::Ends { low, high } => write!(f, "low: {low}; high: {high}"),
        }
    }
}

/// A value that knows where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}
