//! The two judgements on a finding: how bad it is, and how sure we are.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How bad a finding is, if it is true. Ordered from harmless to grave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; hardly exploitable on its own.
    Low,
    /// A weakness that an attacker can use under conditions that do occur.
    Medium,
    /// Directly exploitable, with serious consequences.
    High,
}

/// How sure we are that a finding is true. Ordered from unsure to certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Something about the code is unknown that decides the matter.
    Low,
    /// Likely; a reader should check.
    Medium,
    /// The code does what the message says.
    High,
}

/// A level was neither `low`, `medium` nor `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLevel;

impl fmt::Display for UnknownLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `low`, `medium` or `high`")
    }
}

impl std::error::Error for UnknownLevel {}

macro_rules! level {
    ($name:ident) => {
        impl $name {
            /// Every level, lowest first.
            pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

            /// The level's name in configuration, reports and documentation.
            pub const fn as_str(self) -> &'static str {
                match self {
                    Self::Low => "low",
                    Self::Medium => "medium",
                    Self::High => "high",
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownLevel;

            fn from_str(text: &str) -> Result<Self, UnknownLevel> {
                Self::ALL
                    .into_iter()
                    .find(|level| level.as_str().eq_ignore_ascii_case(text))
                    .ok_or(UnknownLevel)
            }
        }
    };
}

level!(Severity);
level!(Confidence);
