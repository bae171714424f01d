//! When releases of Python come to their end.

use crate::{Target, Version};

/// The day whose knowledge this program has. What has ended is judged by it and not by the clock, so
/// that what is reported depends on nothing but the files.
pub const AS_OF: &str = "2026-11-30";

/// The feature releases of Python, and the day, or the month, after which each gets no fixes any more.
/// Source: the release cycle in Python's developer guide, and the release schedules of 2.x and 3.x.
const ENDS: &[(Version, &str)] = &[
    (Version::new(2, 7), "2020-01-01"),
    (Version::new(3, 0), "2009-06-27"),
    (Version::new(3, 1), "2012-04-09"),
    (Version::new(3, 2), "2016-02-20"),
    (Version::new(3, 3), "2017-09-29"),
    (Version::new(3, 4), "2019-03-18"),
    (Version::new(3, 5), "2020-09-30"),
    (Version::new(3, 6), "2021-12-23"),
    (Version::new(3, 7), "2023-06-27"),
    (Version::new(3, 8), "2024-10-07"),
    (Version::new(3, 9), "2025-10-31"),
    (Version::new(3, 10), "2026-10-31"),
    (Version::new(3, 11), "2027-10"),
    (Version::new(3, 12), "2028-10"),
    (Version::new(3, 13), "2029-10"),
    (Version::new(3, 14), "2030-10"),
    (Version::new(3, 15), "2031-10"),
];

/// The newest feature release of Python that was out on [that day](AS_OF).
pub const fn newest_release() -> Version {
    Target::SUPPORTED.high
}

/// The day after which a feature release of Python got no fixes any more; none if it still did on
/// [that day](AS_OF), or is not known. Releases before 2.7 have ended with it at the latest.
pub fn end_of_life(release: Version) -> Option<&'static str> {
    let release = release.feature_release().max(Version::new(2, 7));
    let (_, end) = ENDS.iter().find(|(known, _)| *known == release)?;
    (*end < AS_OF).then_some(*end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_have_ended_up_to_the_oldest_that_is_supported() {
        for (release, _) in ENDS {
            assert_eq!(end_of_life(*release).is_some(), *release < Target::SUPPORTED.low);
        }
        assert_eq!(end_of_life(Version::new(3, 10)), Some("2026-10-31"));
        assert_eq!(end_of_life(Version::new(2, 6)), Some("2020-01-01"));
        assert_eq!(end_of_life(Version::new(3, 99)), None);
        assert_eq!(ENDS.last().map(|(release, _)| *release), Some(newest_release()));
    }
}
