//! Sets of feature releases of Python.

use hognose_deprecation::{Version, VersionRange};

/// A set of feature releases: Python 2 as a whole, and those of Python 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Releases(u64);

/// The bit of Python 2; those of Python 3 follow.
const PYTHON_2: u64 = 1;
/// As many feature releases of Python 3 are told apart. The last one stands for all later ones.
const MINORS: u32 = 63;

impl Releases {
    /// Every release.
    pub(crate) const ALL: Self = Self(u64::MAX);
    /// No release.
    pub(crate) const NONE: Self = Self(0);

    /// The releases for which something holds, given major and minor number.
    pub(crate) fn those(holds: impl Fn(u32, u32) -> bool) -> Self {
        let two = if holds(2, 7) { PYTHON_2 } else { 0 };
        let three =
            (0..MINORS).filter(|minor| holds(3, *minor)).fold(0, |bits, minor| bits | 2 << minor);
        Self(two | three)
    }

    /// The releases from one to another.
    pub(crate) fn of(range: VersionRange) -> Self {
        Self::those(|major, minor| {
            let release = Version::new(major, minor);
            let low = range.low.feature_release();
            // Of Python 2 only the last release counts, whichever the range begins with.
            (low <= release || major == 2 && low.major() == 2)
                && release <= range.high.feature_release()
        })
    }

    /// Those that are in both sets.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are in one of the sets.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// From the oldest to the newest; nothing for the empty set.
    pub(crate) fn range(self) -> Option<VersionRange> {
        let release = |bit: u32| match bit {
            0 => Version::new(2, 7),
            bit => Version::new(3, bit - 1),
        };
        (self.0 != 0).then(|| VersionRange {
            low: release(self.0.trailing_zeros()),
            high: release(u64::BITS - 1 - self.0.leading_zeros()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: Version, high: Version) -> VersionRange {
        VersionRange { low, high }
    }

    #[test]
    fn a_range_comes_back() {
        for of in [
            range(Version::new(3, 8), Version::new(3, 15)),
            range(Version::new(2, 7), Version::new(3, 4)),
            range(Version::new(3, 0), Version::new(3, 0)),
        ] {
            assert_eq!(Releases::of(of).range(), Some(of));
        }
        assert_eq!(Releases::NONE.range(), None);
        let cut = Releases::ALL.and(Releases::those(|major, minor| (major, minor) >= (3, 12)));
        assert_eq!(cut.range().map(|cut| cut.low), Some(Version::new(3, 12)));
    }
}
