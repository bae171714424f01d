//! Which projects make up the corpus: the data of `corpus.toml`.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

/// The pinned projects, by what they are for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pins {
    /// What the benchmark times.
    pub(crate) benchmark: Vec<Pin>,
    /// Further code to run over.
    survey: Vec<Pin>,
}

/// One source distribution on the package index.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pin {
    /// The project's name, normalised as the package index does it.
    pub(crate) name: String,
    /// The exact version.
    pub(crate) version: String,
    /// The SHA-256 of the archive, in lower-case hexadecimal digits.
    pub(crate) sha256: String,
}

impl Pins {
    /// The pins of this working copy.
    pub(crate) fn load() -> Result<Self> {
        toml::from_str(include_str!("../../corpus.toml"))
            .context("crates/xtask/corpus.toml is not as it should be")
    }

    /// All projects.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Pin> {
        self.benchmark.iter().chain(&self.survey)
    }
}

impl Pin {
    /// Where the project's files are, below the folder of the corpus.
    pub(crate) fn folder(&self, corpus: &Path) -> PathBuf {
        corpus.join(format!("{}-{}", self.name, self.version))
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_pin_is_exact_and_unique() {
        let pins = Pins::load().expect("corpus.toml is well-formed");
        let mut names = BTreeSet::new();
        for pin in pins.all() {
            assert!(names.insert(&pin.name), "{} is listed twice", pin.name);
            assert!(
                pin.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{} is not a normalised name",
                pin.name
            );
            assert!(
                pin.version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'),
                "{pin} is not a final release"
            );
            assert!(
                pin.sha256.len() == 64
                    && pin.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
                "the hash of {pin} is not a SHA-256"
            );
        }
    }
}
