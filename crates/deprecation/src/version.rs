//! Versions of Python and of packages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// From here on, the first number of a version is a year.
const FIRST_YEAR: u32 = 1900;
/// How many numbers of a version count.
const SEGMENTS: usize = 4;

/// The release that a version names: up to four numbers, compared one after the other, so that
/// `3.9 < 3.10` and `2.0 == 2.0.0`.
///
/// Whatever follows the numbers (`rc1`, `.post2`, `+local`) is not part of it: names come and go with
/// releases. An epoch (`1!2.0`) is passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version([u32; SEGMENTS]);

/// A text that does not begin with a number.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a version: versions are numbers with dots, as `3.12`")]
pub struct NotAVersion(String);

/// The releases from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionRange {
    /// The oldest release.
    pub low: Version,
    /// The newest release.
    pub high: Version,
}

impl Version {
    /// The version with these numbers, as `3` and `12`.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self([major, minor, 0, 0])
    }

    /// The first number.
    pub const fn major(self) -> u32 {
        self.0[0]
    }

    /// The second number; 0 if there is none.
    pub const fn minor(self) -> u32 {
        self.0[1]
    }

    /// The version with its first two numbers only, as whole interpreters are named.
    #[must_use]
    pub const fn feature_release(self) -> Self {
        Self::new(self.0[0], self.0[1])
    }

    /// A version of the first four of these numbers.
    pub(crate) fn of_numbers(numbers: &[u32]) -> Self {
        let mut segments = [0; SEGMENTS];
        for (segment, number) in segments.iter_mut().zip(numbers) {
            *segment = *number;
        }
        Self(segments)
    }

    /// The first version behind all those that have the same numbers up to `index`, which counts
    /// from 0: 3.10 for 3.9.2 and 1.
    pub(crate) fn after(self, index: usize) -> Self {
        let index = index.min(SEGMENTS - 1);
        let mut segments = [0; SEGMENTS];
        segments[..=index].copy_from_slice(&self.0[..=index]);
        segments[index] = segments[index].saturating_add(1);
        Self(segments)
    }

    /// The version behind which there is nothing until the next one.
    pub(crate) fn successor(self) -> Self {
        self.after(SEGMENTS - 1)
    }
}

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let number = text.trim();
        let number = number.strip_prefix(['v', 'V']).unwrap_or(number);
        let number = number.split_once('!').map_or(number, |(_, number)| number);
        let mut segments = [0; SEGMENTS];
        let mut parts = number.split('.');
        for (index, segment) in segments.iter_mut().enumerate() {
            let Some(part) = parts.next() else { break };
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            match part[..digits].parse() {
                Ok(value) => *segment = value,
                Err(_) if index > 0 => break,
                Err(_) => return Err(NotAVersion(text.to_owned())),
            }
            if digits < part.len() {
                break;
            }
        }
        Ok(Self(segments))
    }
}

/// With at least two numbers, and no more than needed; a year alone is that.
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let used = self.0.iter().rposition(|&segment| segment != 0).map_or(0, |last| last + 1);
        write!(f, "{}", self.0[0])?;
        if self.0[0] >= FIRST_YEAR && used == 1 {
            return Ok(());
        }
        self.0[1..used.max(2)].iter().try_for_each(|segment| write!(f, ".{segment}"))
    }
}

/// As the text of the version where people read it, else as its numbers.
impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom);
        }
        Deserialize::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect("it is a version")
    }

    #[test]
    fn versions_are_ordered_by_number() {
        assert!(version("3.9") < version("3.10"));
        assert!(version("2.0.1") > version("2"));
        assert_eq!(version("2.0"), version("2.0.0"));
        assert_eq!(version("v1.2rc1"), version("1.2"));
        assert_eq!(version("1!2026.1"), version("2026.1.0"));
    }

    #[test]
    fn versions_are_written_as_people_write_them() {
        for (text, written) in [
            ("3.12", "3.12"),
            ("2", "2.0"),
            ("1.2.3", "1.2.3"),
            ("1.0.4", "1.0.4"),
            ("2028", "2028"),
        ] {
            assert_eq!(version(text).to_string(), written);
        }
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "dev", "three", "99999999999", "."] {
            assert_eq!(text.parse::<Version>(), Err(NotAVersion(text.to_owned())));
        }
    }
}
