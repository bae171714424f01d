//! What people know and no source says in a form that a program reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use hognose_deprecation::{Kind, Version, When};
use rustc_hash::FxHashSet;
use serde::Deserialize;

/// The file that is written by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ByHand {
    /// Names that sources mark although only a part, a use or a value of them is meant.
    pub(super) wrong: FxHashSet<String>,
    /// Names of methods and attributes that belong to nothing else.
    pub(super) distinctive: FxHashSet<String>,
    /// The packages that install a module again for releases that have it no more, by the module.
    #[serde(default)]
    pub(super) backports: BTreeMap<String, Vec<String>>,
    /// The packages after whose import a module is there again.
    #[serde(default)]
    pub(super) brought_by: BTreeMap<String, Vec<String>>,
    /// Facts. They win over those of the sources.
    pub(super) deprecated: Vec<Fact>,
}

/// What is known about a name or an argument. What is left out is as the sources say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) kind: Option<Kind>,
    pub(super) argument: Option<String>,
    pub(super) position: Option<u32>,
    #[serde(default)]
    pub(super) when: When,
    pub(super) value: Option<String>,
    pub(super) soft: Option<Version>,
    pub(super) deprecated: Option<Version>,
    pub(super) until: Option<Version>,
    pub(super) removed: Option<Version>,
    pub(super) planned: Option<Version>,
    /// Empty: there is none, whatever the sources say.
    pub(super) replacement: Option<String>,
    pub(super) replacement_since: Option<Version>,
    pub(super) note: Option<String>,
    #[serde(default)]
    pub(super) cwe: Vec<u16>,
    #[serde(default)]
    pub(super) evidence: Vec<String>,
}

impl ByHand {
    pub(super) fn load(path: &Path) -> Result<Self> {
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not understood", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_understood_and_in_order() {
        let by_hand = ByHand::load(&crate::deprecations::scripts().join("by_hand.toml"))
            .expect("the file is read");
        let names: Vec<&str> = by_hand.deprecated.iter().map(|fact| fact.name.as_str()).collect();
        assert!(names.is_sorted(), "sort the entries by name");
    }
}
