//! Which libraries are looked at, and what is known about them by hand.

use anyhow::{Context, Result};
use hognose_deprecation::{Entry, Kind, Version, When};
use serde::Deserialize;

/// The libraries of `libraries.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listed {
    pub(crate) library: Vec<Library>,
}

/// A library, and its releases that are looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Library {
    /// Its name in normal form.
    pub(crate) name: String,
    /// Whether another package installs modules of the same names.
    #[serde(default)]
    pub(crate) shared: bool,
    /// Exact versions, the oldest first; behind the name of another package, those of that one, into which
    /// the library has moved: `apache-airflow-core 3.0.6`.
    pub(crate) releases: Vec<String>,
    /// The release whose modules have no files any more, but are answered for by a table in the package
    /// that they were in, and the one in which that is gone.
    pub(crate) answered: Option<Answered>,
}

/// Modules without files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answered {
    from: Version,
    until: Version,
}

impl Answered {
    /// Whether a module whose file is gone in one of the first releases is gone only later.
    pub(crate) fn correct(&self, entry: &mut Entry) {
        if entry.kind == Kind::Module && entry.removed == Some(self.from) {
            entry.removed = Some(self.until);
            entry.evidence.push(format!("answered for by its package until {}", self.until));
        }
    }
}

/// What no release says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByHand {
    deprecated: Vec<Fact>,
}

/// An entry that is written by hand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Fact {
    package: String,
    name: String,
    kind: Kind,
    argument: Option<String>,
    position: Option<u32>,
    #[serde(default)]
    when: When,
    value: Option<String>,
    deprecated: Option<Version>,
    removed: Option<Version>,
    planned: Option<Version>,
    replacement: Option<String>,
    replacement_since: Option<Version>,
    note: Option<String>,
    #[serde(default)]
    cwe: Vec<u16>,
    #[serde(default)]
    evidence: Vec<String>,
}

impl Listed {
    pub(crate) fn load() -> Result<Self> {
        toml::from_str(include_str!("../../libraries.toml"))
            .context("crates/xtask/libraries.toml is not as it should be")
    }
}

impl ByHand {
    pub(crate) fn load() -> Result<Self> {
        toml::from_str(include_str!("../../libraries_by_hand.toml"))
            .context("crates/xtask/libraries_by_hand.toml is not as it should be")
    }

    /// The entries about a package.
    pub(crate) fn of(&self, package: &str) -> Vec<Entry> {
        self.deprecated
            .iter()
            .filter(|it| it.package == package)
            .cloned()
            .map(Fact::entry)
            .collect()
    }
}

impl Fact {
    fn entry(self) -> Entry {
        Entry {
            name: self.name,
            kind: self.kind,
            argument: self.argument,
            position: self.position,
            when: self.when,
            value: self.value,
            soft: None,
            deprecated: self.deprecated,
            until: None,
            removed: self.removed,
            planned: self.planned,
            replacement: self.replacement,
            replacement_since: self.replacement_since,
            note: self.note,
            cwe: self.cwe,
            distinctive: false,
            evidence: self.evidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version_of(release: &str) -> Option<Version> {
        release.rsplit(' ').next()?.parse().ok()
    }

    #[test]
    fn the_lists_are_well_formed() {
        let listed = Listed::load().expect("libraries.toml is well-formed");
        for library in &listed.library {
            let versions: Vec<Version> =
                library.releases.iter().map(|it| version_of(it).expect("a version")).collect();
            assert!(versions.is_sorted(), "the releases of {} are not in order", library.name);
        }
        let by_hand = ByHand::load().expect("libraries_by_hand.toml is well-formed");
        for fact in &by_hand.deprecated {
            let is_listed = listed.library.iter().any(|library| library.name == fact.package);
            assert!(is_listed, "{} is about {}, which is not listed", fact.name, fact.package);
        }
    }
}
