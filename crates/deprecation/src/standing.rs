//! What an entry means for the releases that a program runs on.

use crate::{Entry, Version, VersionRange};

/// How things stand with an API on a range of releases, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing is wrong with it there.
    Current,
    /// Its use is discouraged, without a warning.
    Discouraged,
    /// It is deprecated in the newest of the releases.
    Deprecated,
    /// It is there in all of the releases, and it is known when it goes.
    Announced,
    /// At least the newest of the releases has it no more.
    Removed,
}

/// How many feature releases ahead a removal is spoken of before there is a deprecation: who runs on
/// the newest of the range will soon run on those.
const AHEAD: u32 = 2;

impl Entry {
    /// How things stand with the API on a range of releases.
    ///
    /// A plan never makes it removed: dates of removals slip, and some are taken back.
    pub fn standing(&self, range: VersionRange) -> Standing {
        let VersionRange { low, high } = range;
        if self.removed.is_some_and(|removed| removed <= high) {
            return Standing::Removed;
        }
        if self.until.is_some_and(|until| until <= low) {
            return Standing::Current;
        }
        let since = |version: Option<Version>| version.is_some_and(|version| version <= high);
        let is_deprecated = since(self.deprecated);
        let announced = self.removed.or(self.planned).filter(|release| *release > high);
        if let Some(release) = announced
            && (is_deprecated || self.deprecated.is_none() || is_soon(release, high))
        {
            return Standing::Announced;
        }
        // Whose removal was planned for a release that still has it is deprecated, whatever else is
        // known.
        let overdue = self.deprecated.is_none() && self.soft.is_none() && since(self.planned);
        if is_deprecated || overdue {
            Standing::Deprecated
        } else if since(self.soft) {
            Standing::Discouraged
        } else {
            Standing::Current
        }
    }

    /// The release that has it no more, as it has turned out or is planned.
    pub fn removal(&self) -> Option<Version> {
        self.removed.or(self.planned)
    }

    /// Whether the replacement is there in a release, as far as is known.
    pub fn is_replaceable_in(&self, release: Version) -> bool {
        self.replacement_since.is_none_or(|since| since <= release)
    }
}

/// Whether a release comes soon after another one.
fn is_soon(release: Version, high: Version) -> bool {
    release.major() == high.major() && release.minor() <= high.minor() + AHEAD
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    fn entry(deprecated: &str, removed: &str, planned: &str) -> Entry {
        Entry {
            name: "a.b".to_owned(),
            kind: Kind::Function,
            deprecated: deprecated.parse().ok(),
            removed: removed.parse().ok(),
            planned: planned.parse().ok(),
            ..Entry::default()
        }
    }

    fn standing(entry: &Entry, low: u32, high: u32) -> Standing {
        entry.standing(VersionRange { low: Version::new(3, low), high: Version::new(3, high) })
    }

    #[test]
    fn a_removal_counts_from_the_first_release_without_it() {
        let gone = entry("3.4", "3.12", "");
        assert_eq!(standing(&gone, 8, 12), Standing::Removed);
        assert_eq!(standing(&gone, 8, 11), Standing::Announced);
        assert_eq!(standing(&gone, 2, 3), Standing::Current);
    }

    #[test]
    fn a_plan_is_no_removal() {
        let planned = entry("3.12", "", "3.16");
        assert_eq!(standing(&planned, 11, 15), Standing::Announced);
        assert_eq!(standing(&planned, 11, 16), Standing::Deprecated);
        assert_eq!(standing(&planned, 9, 11), Standing::Current);
        assert_eq!(standing(&entry("", "", "3.15"), 9, 15), Standing::Deprecated);
    }

    #[test]
    fn a_deprecation_can_be_taken_back() {
        let until = "3.13".parse().ok();
        let back = Entry { until, ..entry("3.11", "", "") };
        assert_eq!(standing(&back, 11, 15), Standing::Deprecated);
        assert_eq!(standing(&back, 13, 15), Standing::Current);
    }
}
