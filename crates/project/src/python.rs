//! Versions of Python in texts of all kinds.

use hognose_deprecation::Version;

/// The feature release of Python 3 that a text names, which begins with it: `3.11.4`, `3.12-slim`.
pub(crate) fn release(text: &str) -> Option<Version> {
    let minor = text.trim_start().strip_prefix("3.")?;
    of_minor(&minor[..digits(minor)])
}

/// The release of a name as tox and ruff write it: `39`, `310`, `3.12`.
pub(crate) fn short_release(text: &str) -> Option<Version> {
    let rest = text.trim().strip_prefix('3')?;
    of_minor(rest.strip_prefix('.').unwrap_or(rest))
}

fn of_minor(digits: &str) -> Option<Version> {
    let is_minor = matches!(digits.len(), 1 | 2) && digits.bytes().all(|it| it.is_ascii_digit());
    digits.parse().ok().filter(|_| is_minor).map(|minor| Version::new(3, minor))
}

/// The number of digits that a text begins with.
fn digits(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}

/// The releases of Python 3 that occur in a text, as words of their own or behind `python`.
pub(crate) fn releases(text: &str) -> impl Iterator<Item = Version> {
    text.match_indices("3.").filter_map(|(at, _)| {
        let before = &text[..at];
        let is_word = !before.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        (is_word || before.ends_with("python")).then(|| release(&text[at..])).flatten()
    })
}

/// How long a list of releases in braces can be.
const MAX_FACTORS_BYTES: usize = 200;

/// The releases of a list of tox's environments: `py39, py3{10,11}-django`.
pub(crate) fn tox_releases(text: &str) -> impl Iterator<Item = Version> {
    let starts = text
        .match_indices("py")
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric()));
    starts.flat_map(|(at, _)| {
        let rest = &text[at + "py".len()..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (head, rest) = rest.split_at(end);
        // Who nests a thousand braces does not name releases.
        let rest = &rest[..rest.floor_char_boundary(MAX_FACTORS_BYTES)];
        let factors = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let factors = factors.map_or("", |(inside, _)| inside);
        factors
            .split([',', '-'])
            .filter_map(move |factor| short_release(&format!("{head}{}", factor.trim())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minors(versions: impl Iterator<Item = Version>) -> Vec<u32> {
        versions.map(Version::minor).collect()
    }

    #[test]
    fn releases_are_found_in_texts() {
        let text = "[\"3.9\", 3.10.2, '3.14-dev', pypy3.8, 13.7, 1.3.7, python3.12, 3.x, 3.100]";
        assert_eq!(minors(releases(text)), [9, 10, 14, 12]);
    }

    #[test]
    fn environments_of_tox_name_releases() {
        let minors = |text| minors(tox_releases(text));
        assert_eq!(minors("py38,py310-lint, pypy39, docs, numpy311"), [8, 10]);
        assert_eq!(minors("py{37,39}-django{32,42}"), [7, 9]);
        assert_eq!(minors("py3{9,10, 11}, py3.12, py3{13-15}"), [9, 10, 11, 12, 13, 15]);
        assert_eq!(minors("py27 py py3 {py38,py39}"), [8, 9]);
    }
}
