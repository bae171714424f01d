//! What the scripts write, as they write it.

use std::collections::BTreeMap;

use hognose_deprecation::{Kind, Version};
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What has been read, apart from the interpreters' answers.
#[derive(Debug)]
pub(super) struct Read {
    /// The documentation of releases, oldest first.
    pub(super) docs: Vec<(Version, Docs)>,
    /// Snapshots of typeshed with the month that they are from, oldest first.
    pub(super) stubs: Vec<(&'static str, Stubs)>,
    /// The standard libraries' own warnings, oldest first.
    pub(super) libs: Vec<(Version, Vec<Warning>)>,
}

/// The documentation of a release.
#[derive(Debug, Deserialize)]
pub(super) struct Docs {
    /// The names that it documents.
    pub(super) documented: BTreeMap<String, Kind>,
    /// The paragraphs that mark something.
    pub(super) marks: Vec<Mark>,
    /// The paragraphs of lists of changes.
    pub(super) listed: Vec<Listed>,
}

/// A paragraph of a list of changes.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    /// The page that it stands on.
    pub(super) page: String,
    /// The headings above it.
    pub(super) section: String,
    /// What it says, with code between back quotes.
    pub(super) text: String,
}

/// A paragraph that marks something as deprecated or changed.
#[derive(Debug, Deserialize)]
pub(super) struct Mark {
    /// `deprecated`, `deprecated-removed` or `versionchanged`.
    #[serde(rename = "mark")]
    pub(super) directive: String,
    /// The page that it stands on.
    pub(super) page: String,
    /// The names that it is about.
    pub(super) about: Vec<String>,
    /// Whether it is about a use or a part of them only.
    pub(super) part: bool,
    pub(super) since: Option<Version>,
    pub(super) planned: Option<Version>,
    /// The name that is to be used instead, as it is written.
    #[serde(rename = "use")]
    pub(super) instead: Option<String>,
    /// The full names of what the paragraph links to.
    pub(super) names: Vec<String>,
}

/// A snapshot of typeshed, by dotted names.
pub(super) type Stubs = BTreeMap<String, Stub>;

/// A name in a stub.
#[derive(Debug, Deserialize)]
pub(super) struct Stub {
    /// Whether all of it is decorated as deprecated, not only some forms of its call.
    pub(super) deprecated: bool,
    /// Whether the decorator says that it is only discouraged.
    pub(super) soft: bool,
    pub(super) since: Option<Version>,
    pub(super) planned: Option<Version>,
    #[serde(rename = "use")]
    pub(super) instead: Option<String>,
}

/// A name about which the standard library warns whenever it is used.
#[derive(Debug, Deserialize)]
pub(super) struct Warning {
    pub(super) name: String,
    pub(super) planned: Option<Version>,
}

/// What an interpreter has.
#[derive(Debug, Deserialize)]
pub(super) struct Surface {
    /// Modules that are there and cannot be imported on this machine, and why.
    pub(super) unknown: BTreeMap<String, String>,
    /// By dotted name.
    pub(super) names: FxHashMap<String, Seen>,
}

/// A name that an interpreter has.
#[derive(Debug, Deserialize)]
pub(super) struct Seen(
    /// What it stands for.
    pub(super) Kind,
    /// The category of the warning that looking it up raises.
    pub(super) Option<String>,
    /// Its parameters without `self`, if it can be called and says which it takes.
    pub(super) Option<Vec<Parameter>>,
    /// The class that it is inherited from.
    #[serde(default)]
    pub(super) Option<String>,
);

/// The name of a parameter, and how it is given.
#[derive(Debug, Deserialize)]
pub(super) struct Parameter(pub(super) String, pub(super) How);

/// How a parameter can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum How {
    /// By position only.
    #[serde(rename = "p")]
    Position,
    /// In both ways.
    #[serde(rename = "a")]
    Any,
    /// By keyword only.
    #[serde(rename = "k")]
    Keyword,
    /// All positions that are left.
    #[serde(rename = "*")]
    Positions,
    /// All keywords that are left.
    #[serde(rename = "**")]
    Keywords,
}
