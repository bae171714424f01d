//! Findings that are known and accepted, kept in a file, so that a run reports only what is new.
//!
//! A baseline counts: it says how often a rule finds something in equal code of a file. It knows no
//! line numbers and no order, so that code may move within its file. What is left over is matched
//! across files, so that files may be renamed and code may move from one to another.
//!
//! [`Baseline::read`] takes the text of a file, hognose's own ([`native`]) or Bandit's ([`bandit`]).
//! [`Baseline::apply`] hides the findings of a run that the baseline accepts, and says what has
//! become of the others ([`matching`]). [`Baseline::after`] is the baseline that a run leaves behind.
//!
//! Nothing here hashes what a stranger can choose: maps are ordered, and the work grows with the
//! size of the baseline and the number of findings, times the logarithm.

mod bandit;
mod matching;
mod native;

use std::path::Path;
use std::sync::Arc;

use hognose_config::absolute;
use hognose_core::Fingerprint;
use hognose_registry::{Registry, RuleSet};
use serde::Deserialize;
use serde::de::IgnoredAny;

pub use matching::{Applied, Fixed, Keep, Run, drop_below};

/// A file that is larger is none that a person has reviewed.
pub const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// Accepted findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    origin: Origin,
    /// Sorted, no two alike but for their counts and messages.
    entries: Vec<Entry>,
    /// Accepted findings that cannot be told from the file.
    unreadable: u64,
}

/// Who wrote a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// hognose.
    Hognose,
    /// Bandit: a report in JSON.
    Bandit,
}

/// Accepted findings of one rule in equal code of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The file: absolute, with `/` between its parts.
    path: Arc<str>,
    /// The rule, as the baseline names it: an id, an alias or a code.
    rule: Arc<str>,
    /// The code: for hognose's own baselines, the lines that the finding spans; for Bandit's, the
    /// line that it reports.
    content: Fingerprint,
    /// How many.
    count: u64,
    /// For the reader of the file.
    message: String,
}

/// Why a text is no baseline, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidBaseline(String);

/// What tells one format from the other.
#[derive(Deserialize)]
struct Shape {
    version: Option<serde_json::Number>,
    files: Option<IgnoredAny>,
    results: Option<IgnoredAny>,
}

impl Baseline {
    /// A baseline that accepts nothing.
    pub const fn empty() -> Self {
        Self { origin: Origin::Hognose, entries: Vec::new(), unreadable: 0 }
    }

    /// Reads a baseline. `folder` is where its file lies, which its paths start from; Bandit's start
    /// from `cwd`. Both are absolute.
    ///
    /// # Errors
    ///
    /// If the text is not one of the formats, or something is missing in it.
    pub fn read(bytes: &[u8], folder: &Path, cwd: &Path) -> Result<Self, InvalidBaseline> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let shape: Shape = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
        match shape {
            Shape { results: Some(_), version: None, files: None } => bandit::read(bytes, cwd),
            Shape { version: Some(version), files: Some(_), .. }
                if version.as_u64() == Some(native::VERSION) =>
            {
                native::read(bytes, folder)
            }
            Shape { version: Some(version), .. } if version.as_u64() != Some(native::VERSION) => {
                Err(InvalidBaseline(format!(
                    "it has version {version}, and this hognose reads version {}: write it anew \
                     with `hognose baseline`, or use the hognose that wrote it",
                    native::VERSION
                )))
            }
            _ => Err(InvalidBaseline(
                "it is neither a baseline of hognose (`version` and `files`) nor a report of Bandit \
                 (`results`): write one with `hognose baseline`"
                    .to_owned(),
            )),
        }
    }

    /// The text of the file, for a file that lies in `folder`, which is absolute.
    pub fn to_text(&self, folder: &Path) -> String {
        native::write(&self.entries, folder)
    }

    /// Who wrote it.
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// How many findings it accepts.
    pub fn accepted(&self) -> u64 {
        self.entries.iter().fold(0, |sum, entry| sum.saturating_add(entry.count))
    }

    /// Of entries in any order.
    fn of(origin: Origin, mut entries: Vec<Entry>, unreadable: u64) -> Self {
        entries.sort();
        entries.dedup_by(|next, kept| {
            let same = next.key() == kept.key();
            if same {
                kept.count = kept.count.saturating_add(next.count);
                if next.message < kept.message {
                    kept.message = std::mem::take(&mut next.message);
                }
            }
            same
        });
        Self { origin, entries, unreadable }
    }

    /// The rules whose findings an entry accepts that names this one.
    fn rules(&self, registry: &Registry, name: &str) -> RuleSet {
        match self.origin {
            Origin::Hognose => {
                let named = registry.find(name);
                RuleSet::matching(registry, |rule| named == Some(rule))
            }
            Origin::Bandit => registry.silenced_by(name),
        }
    }
}

impl Entry {
    fn key(&self) -> (&str, &str, Fingerprint) {
        (&self.path, &self.rule, self.content)
    }
}

/// A file as baselines know it while they are used: absolute, with `/` between its parts.
fn file_key(base: &Path, path: &Path) -> String {
    let path = absolute(base, path);
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

fn malformed(error: &serde_json::Error) -> InvalidBaseline {
    let remedy = if error.is_data() {
        "write it anew with `hognose baseline`"
    } else {
        "restore it, or write it anew with `hognose baseline`"
    };
    InvalidBaseline(format!("{error}: {remedy}"))
}
