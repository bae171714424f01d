//! Sets of characters, as sorted ranges of code points.

/// The last code point.
const LAST: u32 = 0x10_ffff;

/// Up to here it is known which characters are letters, digits and spaces. What lies beyond is in none
/// of the named classes and in none of their opposites.
const KNOWN: u32 = 0x24f;

/// A set of characters: ranges that are sorted, do not touch, and include both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Set(Vec<(u32, u32)>);

impl Set {
    pub(crate) fn of(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.retain(|(first, last)| first <= last);
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last);
                }
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    pub(crate) fn char(char: u32) -> Self {
        Self(vec![(char, char)])
    }

    pub(crate) fn all() -> Self {
        Self(vec![(0, LAST)])
    }

    pub(crate) fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    pub(crate) fn contains(&self, char: u32) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= char);
        after > 0 && self.0[after - 1].1 >= char
    }

    pub(crate) fn or(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied().collect())
    }

    /// All other characters.
    pub(crate) fn not(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.0.len() + 1);
        let mut next = 0;
        for (first, last) in &self.0 {
            if *first > next {
                ranges.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        Self(ranges)
    }

    /// What is left of the characters of which it is known what they are.
    pub(crate) fn known(&self) -> Self {
        let low = self.0.iter().filter(|(first, _)| *first <= KNOWN);
        Self(low.map(|(first, last)| (*first, (*last).min(KNOWN))).collect())
    }

    /// The set with the other case of each letter.
    pub(crate) fn ignoring_case(&self) -> Self {
        let mut ranges = self.0.clone();
        for (first, last) in &self.0 {
            for code in *first..=(*last).min(KNOWN) {
                let Some(char) = char::from_u32(code) else { continue };
                let (mut lower, mut upper) = (char.to_lowercase(), char.to_uppercase());
                for other in [(lower.next(), lower.next()), (upper.next(), upper.next())] {
                    if let (Some(other), None) = other {
                        ranges.push((u32::from(other), u32::from(other)));
                    }
                }
            }
        }
        Self::of(ranges)
    }

    /// The characters of a named class, `d`, `s` or `w`; none for other names.
    pub(crate) fn class(name: char, is_ascii: bool) -> Option<Self> {
        let digit = (0x30, 0x39);
        let (ascii, more): (&[_], &[_]) = match name {
            'd' => (&[digit], &[]),
            's' => (&[(9, 13), (32, 32)], &[(28, 31), (0x85, 0x85), (0xa0, 0xa0)]),
            'w' => (
                &[digit, (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)],
                &[
                    (0xaa, 0xaa),
                    (0xb2, 0xb3),
                    (0xb5, 0xb5),
                    (0xb9, 0xba),
                    (0xbc, 0xbe),
                    (0xc0, 0xd6),
                    (0xd8, 0xf6),
                    (0xf8, KNOWN),
                ],
            ),
            _ => return None,
        };
        let more = if is_ascii { &[] } else { more };
        Some(Self::of(ascii.iter().chain(more).copied().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_joined_and_turned_round() {
        let set = Set::of(vec![(5, 9), (0, 2), (3, 4), (20, 30)]);
        assert_eq!(set.ranges(), [(0, 9), (20, 30)]);
        assert_eq!(set.not().ranges(), [(10, 19), (31, LAST)]);
        assert_eq!(set.not().not(), set);
        assert!(set.contains(25) && !set.contains(10));
        assert_eq!(Set::all().not(), Set::default());
    }

    #[test]
    fn case_is_ignored_both_ways() {
        let set = Set::of(vec![(0x61, 0x63)]).ignoring_case();
        assert_eq!(set.ranges(), [(0x41, 0x43), (0x61, 0x63)]);
    }
}
