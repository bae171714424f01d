//! Which versions a requirement admits: `>=3.9,<3.13`, `~=3.9`, `==3.11.*`, `^3.9 || ^4.0`.
//!
//! Packaging standards and Poetry write such requirements. The two ways do not contradict each other,
//! so that one reader understands both.

use thiserror::Error;

use crate::Version;

/// The versions that a requirement admits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specifiers {
    /// A version has to meet all clauses of one of these.
    alternatives: Vec<Vec<Clause>>,
}

/// The versions from one on, or up to another, or all the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Clause {
    /// The first of them.
    from: Version,
    /// The first behind them, if they end.
    below: Option<Version>,
    meaning: Meaning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// Only these.
    Within,
    /// All but these.
    Without,
}

/// A text is no requirement.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` does not say which versions are meant: expected something like `>=3.9,<3.13`")]
pub struct NoSpecifiers(String);

/// Nobody writes a longer requirement, and every clause is asked about every release.
const MAX_BYTES: usize = 1000;
/// More than any feature release of Python will have.
const PATCHES: u32 = 30;
/// Further than anybody plans: a requirement that admits 3.60 has no upper bound.
const LAST_MINOR: u32 = 60;

impl Specifiers {
    /// Reads a requirement. An empty one admits everything, and so does `*`.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn parse(text: &str) -> Result<Self, NoSpecifiers> {
        let no_specifiers = || {
            let shown: String = text.chars().take(80).collect();
            NoSpecifiers(shown)
        };
        if text.len() > MAX_BYTES {
            return Err(no_specifiers());
        }
        let text = text.trim().trim_start_matches('(').trim_end_matches(')');
        let alternatives: Option<Vec<_>> =
            text.split('|').filter(|part| !part.is_empty()).map(clauses).collect();
        let mut alternatives = alternatives.ok_or_else(no_specifiers)?;
        if alternatives.is_empty() {
            alternatives.push(Vec::new());
        }
        Ok(Self { alternatives })
    }

    /// Whether a version is admitted.
    pub fn admits(&self, version: Version) -> bool {
        self.alternatives.iter().any(|all| all.iter().all(|clause| clause.admits(version)))
    }

    /// Whether something of a feature release, as 3.9, is admitted.
    fn admits_release(&self, release: Version) -> bool {
        let patch = |patch| Version::of_numbers(&[release.major(), release.minor(), patch]);
        (0..=PATCHES).any(|number| self.admits(patch(number)))
    }

    /// The oldest feature release of Python that is admitted, Python 2 included; none if there is no
    /// lower bound, or nothing is admitted.
    pub fn lowest(&self) -> Option<Version> {
        if self.admits(Version::default()) {
            return None;
        }
        let python_2 = (0..=7).map(|minor| Version::new(2, minor));
        python_2.chain(python_3()).find(|release| self.admits_release(*release))
    }

    /// The oldest feature release of Python 3 that is admitted; none if there is no lower bound, or
    /// nothing is admitted.
    pub fn lowest_3(&self) -> Option<Version> {
        self.lowest()?;
        python_3().find(|release| self.admits_release(*release))
    }

    /// The newest feature release of Python 3 that is admitted; none if there is no upper bound, or
    /// nothing is admitted.
    pub fn highest_3(&self) -> Option<Version> {
        let newest = python_3().filter(|release| self.admits_release(*release)).last()?;
        (newest < Version::new(3, LAST_MINOR)).then_some(newest)
    }
}

fn python_3() -> impl Iterator<Item = Version> {
    (0..=LAST_MINOR).map(|minor| Version::new(3, minor))
}

impl Clause {
    fn within(from: Version, below: Option<Version>) -> Self {
        Self { from, below, meaning: Meaning::Within }
    }

    fn without(from: Version, below: Option<Version>) -> Self {
        Self { from, below, meaning: Meaning::Without }
    }

    fn admits(&self, version: Version) -> bool {
        let is_inside = version >= self.from && self.below.is_none_or(|below| version < below);
        is_inside == (self.meaning == Meaning::Within)
    }
}

/// The clauses of a list, which commas or white space separate; none if something else stands there.
fn clauses(text: &str) -> Option<Vec<Clause>> {
    const SEPARATORS: [char; 5] = [',', ' ', '\t', '\n', '\r'];
    let mut clauses = Vec::new();
    let mut rest = text.trim_start_matches(SEPARATORS);
    while !rest.is_empty() {
        let end = rest.find(|c| !"<>=!~^".contains(c)).unwrap_or(rest.len());
        let (operator, after) = rest.split_at(end);
        let after = after.trim_start();
        let is_part = |c: char| c.is_ascii_alphanumeric() || ".*+_-".contains(c);
        let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
        let (version, after) = after.split_at(end);
        if !(matches!(operator, "" | "==" | "=") && version == "*") {
            clauses.push(clause(operator, version)?);
        }
        rest = after.trim_start_matches(SEPARATORS);
    }
    Some(clauses)
}

fn clause(operator: &str, version: &str) -> Option<Clause> {
    let Pattern { version, segments, is_prefix } = Pattern::parse(version)?;
    let last = segments.saturating_sub(1);
    if is_prefix {
        let below = Some(version.after(last));
        return match operator {
            "" | "=" | "==" => Some(Clause::within(version, below)),
            "!=" => Some(Clause::without(version, below)),
            _ => None,
        };
    }
    let next = version.successor();
    Some(match operator {
        ">=" => Clause::within(version, None),
        ">" => Clause::within(next, None),
        "<" => Clause::without(version, None),
        "<=" => Clause::without(next, None),
        "" | "=" | "==" | "===" => Clause::within(version, Some(next)),
        "!=" => Clause::without(version, Some(next)),
        "~=" if segments > 1 => Clause::within(version, Some(version.after(last - 1))),
        "~" => Clause::within(version, Some(version.after(last.min(1)))),
        // The first number that is not 0 stays.
        "^" => {
            let kept = usize::from(version.major() == 0).min(last);
            let kept = if kept == 1 && version.minor() == 0 { last.min(2) } else { kept };
            Clause::within(version, Some(version.after(kept)))
        }
        _ => return None,
    })
}

/// A version as requirements have it: `3.9`, `3.11.*`.
struct Pattern {
    version: Version,
    /// How many numbers it has.
    segments: usize,
    /// Whether it stands for all versions that begin so.
    is_prefix: bool,
}

impl Pattern {
    fn parse(text: &str) -> Option<Self> {
        let mut numbers: Vec<u32> = Vec::new();
        let mut is_prefix = false;
        for part in text.strip_prefix('v').unwrap_or(text).split('.') {
            if is_prefix {
                return None;
            }
            if part == "*" && !numbers.is_empty() {
                is_prefix = true;
                continue;
            }
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            match part[..digits].parse() {
                Ok(number) => numbers.push(number),
                // `3.13.dev0`, which is 3.13 for us; but not `3.x`.
                Err(_) if !numbers.is_empty() && is_suffix(part) => break,
                Err(_) => return None,
            }
            match &part[digits..] {
                "" => {}
                suffix if is_suffix(suffix) => break,
                _ => return None,
            }
        }
        Some(Self { version: Version::of_numbers(&numbers), segments: numbers.len(), is_prefix })
    }
}

/// Whether a text goes on behind the numbers of a version: `rc1`, `.post2`, `+local`.
fn is_suffix(text: &str) -> bool {
    let text = text.trim_start_matches(['-', '_', '+']);
    ["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "dev", "post", "rev", "r"].iter().any(
        |kind| {
            text.strip_prefix(kind)
                .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        },
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The lowest release, that of Python 3, and the highest: `2.7 3.4 -`.
    fn bounds(text: &str) -> String {
        let specifiers = Specifiers::parse(text).expect("it is a requirement");
        let shown = |version: Option<Version>| version.map_or("-".into(), |it| it.to_string());
        let bounds = [specifiers.lowest(), specifiers.lowest_3(), specifiers.highest_3()];
        bounds.map(shown).join(" ")
    }

    #[test]
    fn requirements_have_bounds() {
        for (text, expected) in [
            (">=3.9", "3.9 3.9 -"),
            (">=3.9,<3.13", "3.9 3.9 3.12"),
            (">= 3.9 , < 4", "3.9 3.9 -"),
            (">=3.9, <4.0", "3.9 3.9 -"),
            ("~=3.9", "3.9 3.9 -"),
            ("~=3.9.2", "3.9 3.9 3.9"),
            ("==3.11.*", "3.11 3.11 3.11"),
            ("==3.11", "3.11 3.11 3.11"),
            ("===3.11.4", "3.11 3.11 3.11"),
            (">3.8", "3.8 3.8 -"),
            (">3.8.30", "3.9 3.9 -"),
            ("<=3.12", "- - 3.12"),
            ("<3.13.0a1", "- - 3.12"),
            (">=3.6,!=3.6.*,!=3.7.*", "3.8 3.8 -"),
            (">=2.7, !=3.0.*, !=3.1.*, !=3.2.*, !=3.3.*", "2.7 3.4 -"),
            ("==2.7.*", "2.7 - -"),
            ("", "- - -"),
            ("*", "- - -"),
            ("^3.9", "3.9 3.9 -"),
            ("^3", "3.0 3.0 -"),
            ("~3.9", "3.9 3.9 3.9"),
            ("~3", "3.0 3.0 -"),
            ("3.*", "3.0 3.0 -"),
            ("3.10", "3.10 3.10 3.10"),
            ("^2.7 || ^3.9", "2.7 3.9 -"),
            ("~2.7 | >=3.8 <3.12", "2.7 3.8 3.11"),
            (">=3.17", "3.17 3.17 -"),
            ("(>=3.6)", "3.6 3.6 -"),
            (">=3.13.0rc2", "3.13 3.13 -"),
            (">=3.99", "- - -"),
        ] {
            assert_eq!(bounds(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_requirement_is_refused() {
        for text in [
            ">=",
            "three",
            ">=3.x",
            "==3.*.1",
            "~=3",
            "<>3.9",
            ">=3.9;",
            "=>3.9",
            "3.9..3.12",
            ">=3.*",
            "- -",
            ">=99999999999",
            "~=3.9.*",
        ] {
            assert!(Specifiers::parse(text).is_err(), "{text}");
        }
        let error = Specifiers::parse(">=x").expect_err("it is none").to_string();
        assert!(error.contains("`>=x`") && error.contains(">=3.9,<3.13"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_requirement_or_refused(text in "\\PC{0,60}|[<>=!~^ 0-9.,*|ab()]{0,40}") {
            if let Ok(specifiers) = Specifiers::parse(&text) {
                let bounds = (specifiers.lowest_3(), specifiers.highest_3());
                if let (Some(low), Some(high)) = bounds {
                    prop_assert!(low <= high);
                }
            }
        }

        #[test]
        fn clauses_mean_what_their_operators_say(
            major in 2u32..4, minor in 0u32..20, patch in 0u32..20,
            other in (2u32..4, 0u32..20, 0u32..20),
        ) {
            let version = Version::of_numbers(&[other.0, other.1, other.2]);
            let written = Version::of_numbers(&[major, minor, patch]);
            let admits = |operator: &str| {
                let text = format!("{operator}{major}.{minor}.{patch}");
                Specifiers::parse(&text).expect("it is a requirement").admits(version)
            };
            prop_assert_eq!(admits(">="), version >= written);
            prop_assert_eq!(admits(">"), version > written);
            prop_assert_eq!(admits("<="), version <= written);
            prop_assert_eq!(admits("<"), version < written);
            prop_assert_eq!(admits("=="), version == written);
            prop_assert_eq!(admits("!="), version != written);
            let same_release = version.feature_release() == written.feature_release();
            prop_assert_eq!(admits("~="), version >= written && same_release);
            prop_assert_eq!(admits("~"), version >= written && same_release);
            prop_assert_eq!(admits("^"), version >= written && version.major() == major);
        }

        #[test]
        fn all_clauses_hold_and_one_alternative(a in 0u32..20, b in 0u32..20, c in 0u32..20) {
            let parse = |text: String| Specifiers::parse(&text).expect("it is a requirement");
            let both = parse(format!(">=3.{a},<3.{b}"));
            let either = parse(format!(">=3.{a} || <3.{b}"));
            let version = Version::new(3, c);
            prop_assert_eq!(both.admits(version), c >= a && c < b);
            prop_assert_eq!(either.admits(version), c >= a || c < b);
        }
    }
}
