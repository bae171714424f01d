//! What hognose has to say that is not a finding: files that could not be read, syntax errors,
//! internal errors.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Position;

/// Something that a user has to know about the run itself. Ordered by path, then by position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notice {
    /// The file or folder concerned, as the user would write it.
    pub path: Option<PathBuf>,
    /// Where in the file, in code points.
    pub position: Option<Position>,
    /// What happened.
    pub kind: NoticeKind,
    /// What is wrong and, where there is one, the remedy. One sentence or two, no newline.
    pub message: String,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// A path that was given does not exist.
    MissingPath,
    /// A file or folder that cannot be opened or read.
    Unreadable,
    /// Not a regular file: a socket, a pipe, a device.
    SpecialFile,
    /// The bytes are not text in the encoding that the file declares.
    Undecodable,
    /// The file is larger than what is analysed.
    TooLarge,
    /// The code is nested deeper than what is analysed.
    TooDeep,
    /// A syntax error; what could be parsed was analysed.
    SyntaxError,
    /// hognose itself failed on this file.
    InternalError,
    /// A suppression comment that cannot be understood.
    BadSuppression,
    /// A rule that a user brought along cannot be used; the others were.
    BadRule,
}

/// Whether code went unanalysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeLevel {
    /// The analysis is complete all the same, or misses only what nobody asked for.
    Warning,
    /// Code was not analysed, or not by all rules, that should have been: the run ends with exit
    /// code 2.
    Error,
}

impl NoticeKind {
    /// The kind's name in machine-readable reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingPath => "missing-path",
            Self::Unreadable => "unreadable",
            Self::SpecialFile => "special-file",
            Self::Undecodable => "undecodable",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::SyntaxError => "syntax-error",
            Self::InternalError => "internal-error",
            Self::BadSuppression => "bad-suppression",
            Self::BadRule => "bad-rule",
        }
    }

    /// Whether a notice of this kind means that code went unanalysed.
    pub const fn level(self) -> NoticeLevel {
        match self {
            Self::SpecialFile | Self::SyntaxError | Self::BadSuppression => NoticeLevel::Warning,
            Self::MissingPath
            | Self::Unreadable
            | Self::Undecodable
            | Self::TooLarge
            | Self::TooDeep
            | Self::InternalError
            | Self::BadRule => NoticeLevel::Error,
        }
    }
}

impl Notice {
    /// A notice about `path` as a whole.
    pub fn about(kind: NoticeKind, path: &Path, message: impl Into<String>) -> Self {
        Self { kind, path: Some(path.to_path_buf()), position: None, message: message.into() }
    }

    /// The same notice, pointing at a place in the file.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}
