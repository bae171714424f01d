//! What a warning says, as facts: since when, until when, what to use instead.
//!
//! Messages are prose, in many words; only versions and names are taken from them.

use hognose_deprecation::Version;

use crate::facts::Piece;

/// What is said about a deprecation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Since when it is deprecated.
    pub(crate) since: Option<Version>,
    /// The release for which its removal is announced.
    pub(crate) planned: Option<Version>,
    /// The release in which it was removed.
    pub(crate) removed: Option<Version>,
    /// What to use instead.
    pub(crate) replacement: Option<String>,
}

impl Said {
    /// What is said here, and elsewhere about what is not said here.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            since: self.since.or(other.since),
            planned: self.planned.or(other.planned),
            removed: self.removed.or(other.removed),
            replacement: self.replacement.or(other.replacement),
        }
    }
}

/// Stands for what is not known of a text.
pub(crate) const HOLE: char = '\u{fffc}';

/// A message as a plain text. `name` stands for its first hole that names the subject.
pub(crate) fn plain(pieces: &[Piece], subject: &dyn Fn(&str) -> Option<String>) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Known(known) => text.push_str(known),
            Piece::Hole(name) => match subject(name) {
                Some(value) => text.push_str(&value),
                None => text.push(HOLE),
            },
        }
    }
    text
}

/// Whether a text speaks of a deprecation, not of a change in behaviour.
pub(crate) fn is_about_deprecation(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["deprecat", "remov", "obsolete", "renamed", "no longer supported", "no longer be supported"]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether a text may speak of a deprecation, if its category already says so.
pub(crate) fn may_be_about_deprecation(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    text.contains(HOLE)
        || is_about_deprecation(text)
        || [
            "moved",
            "instead",
            "replaced",
            "legacy",
            "discourag",
            "no longer",
            "use ",
            "supersed",
            "unsupported",
            "unnecessary",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

/// Reads a message.
pub(crate) fn parse(text: &str) -> Said {
    let words: Vec<Word> = text.split_whitespace().map(Word::new).take(400).collect();
    let since = since(&words);
    let (planned, removed) = removal(&words, since.map(|(at, _)| at));
    Said {
        since: since.map(|(_, version)| version),
        planned,
        removed,
        replacement: replacement(&words),
    }
}

/// A word of a message.
struct Word<'a> {
    raw: &'a str,
    /// In lower case, without what surrounds it.
    lower: String,
}

impl<'a> Word<'a> {
    fn new(raw: &'a str) -> Self {
        let core = raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != HOLE);
        // `#3260` is the number of an issue.
        let core = if raw.contains(['#', '%']) { "" } else { core };
        Self { raw, lower: core.to_ascii_lowercase() }
    }

    fn version(&self) -> Option<Version> {
        version(&self.lower)
    }

    fn ends_sentence(&self) -> bool {
        self.raw.ends_with(['.', ';', '!'])
    }
}

/// A text that is a version and nothing else.
pub(crate) fn version(text: &str) -> Option<Version> {
    let number = text.trim().trim_start_matches(['v', 'V']);
    let number = number.strip_suffix(".x").unwrap_or(number);
    let is_number = !number.is_empty()
        && number.len() <= 16
        && number
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    is_number.then(|| number.parse().ok()).flatten()
}

/// The place and the value of the version since which something is deprecated.
fn since(words: &[Word]) -> Option<(usize, Version)> {
    for (at, word) in words.iter().enumerate() {
        let reach = match word.lower.as_str() {
            "since" => 3,
            lower if lower.starts_with("deprecat") => 6,
            _ => continue,
        };
        for (ahead, next) in words.iter().enumerate().skip(at + 1).take(reach) {
            if let Some(version) = next.version() {
                return Some((ahead, version));
            }
            if next.ends_sentence() || words[ahead - 1].ends_sentence() {
                break;
            }
            let stops = [
                "and", "will", "use", "favor", "favour", "a", "to", "but", "removed", "please",
                "python",
            ];
            if stops.contains(&next.lower.as_str()) {
                break;
            }
        }
    }
    None
}

/// The version for which a removal is announced, and the one in which it happened.
fn removal(words: &[Word], claimed: Option<usize>) -> (Option<Version>, Option<Version>) {
    for (at, word) in words.iter().enumerate() {
        let is_removal = word.lower.starts_with("remov")
            || word.lower == "dropped"
            || (word.lower == "error" && words[..at].iter().any(|it| it.lower == "will"));
        if !is_removal {
            continue;
        }
        let before = &words[at.saturating_sub(4)..at];
        let is_past = before.iter().any(|it| matches!(it.lower.as_str(), "was" | "were" | "been"))
            && !before.iter().any(|it| matches!(it.lower.as_str(), "will" | "deprecated"));
        let found = ahead(words, at, is_past).or_else(|| behind(words, at, claimed));
        if let Some(version) = found {
            return if is_past { (None, Some(version)) } else { (Some(version), None) };
        }
    }
    (None, None)
}

/// `… removed in version 2.0`
fn ahead(words: &[Word], at: usize, is_past: bool) -> Option<Version> {
    let mut is_led = false;
    for (index, next) in words.iter().enumerate().skip(at + 1).take(10) {
        if is_led && let Some(version) = next.version() {
            return Some(version);
        }
        let ends = matches!(next.lower.as_str(), "python" | "use" | "deprecated");
        if ends || (next.lower == "since" && !is_past) {
            return None;
        }
        is_led |= matches!(
            next.lower.as_str(),
            "in" | "version" | "release" | "with" | "from" | "of" | "after" | "by" | "v" | "since"
        );
        if next.ends_sentence() || words[index - 1].ends_sentence() && index > at + 1 {
            return None;
        }
    }
    None
}

/// `In version 2.0, … will be removed`
fn behind(words: &[Word], at: usize, claimed: Option<usize>) -> Option<Version> {
    let first = at.saturating_sub(14);
    (first..at)
        .rev()
        .take_while(|&index| index + 1 == at || !words[index].ends_sentence())
        .find_map(|index| {
            if claimed == Some(index) {
                return None;
            }
            let version = words[index].version()?;
            let lead = &words[index.saturating_sub(3)..index];
            let is_led = lead
                .iter()
                .any(|it| matches!(it.lower.as_str(), "in" | "from" | "with" | "starting"));
            let is_since =
                lead.iter().any(|it| it.lower.starts_with("deprecat") || it.lower == "since");
            (is_led && !is_since).then_some(version)
        })
}

/// Words between "use" and what to use.
const FILLERS: &[&str] = &[
    "the",
    "a",
    "an",
    "method",
    "function",
    "class",
    "attribute",
    "argument",
    "parameter",
    "keyword",
    "property",
    "new",
    "either",
    "instead",
    "module",
    "option",
    "using",
    "please",
    "equivalent",
    "decorator",
];

/// Words before "use" that make it speak of what is used already, or must not be.
const NO_ADVICE: &[&str] = &[
    "the",
    "you",
    "your",
    "of",
    "not",
    "longer",
    "don't",
    "cannot",
    "we",
    "its",
    "discouraged",
    "that",
];

fn replacement(words: &[Word]) -> Option<String> {
    let word =
        |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", |it| it.lower.as_str());
    for at in 0..words.len() {
        let before = word(at.checked_sub(1));
        let earlier = word(at.checked_sub(2));
        let is_trigger = match words[at].lower.as_str() {
            "use" => {
                let tries = matches!(earlier, "deprecated" | "possible" | "trying" | "attempt");
                !NO_ADVICE.contains(&before) && (before != "to" || !tries)
            }
            "using" => {
                matches!(before, "consider" | "start" | "by" | "recommend" | "to" | "instead")
            }
            "of" => matches!(before, "favor" | "favour"),
            "by" => matches!(before, "replaced" | "superseded"),
            "with" => before == "replaced",
            "to" => {
                matches!(
                    before,
                    "renamed" | "moved" | "migrate" | "switch" | "relocated" | "aliased"
                ) || (matches!(before, "changed") && earlier == "been")
            }
            "prefer" | "utilize" => true,
            "call" | "import" => matches!(before, "please" | "instead" | "should"),
            _ => false,
        };
        if !is_trigger || (words[at].ends_sentence()) {
            continue;
        }
        for next in words.iter().skip(at + 1).take(4) {
            if let Some(name) = name_in(next.raw) {
                return Some(name);
            }
            if !FILLERS.contains(&next.lower.as_str()) {
                break;
            }
        }
    }
    None
}

/// The name that a word is, if it is written as code is.
fn name_in(word: &str) -> Option<String> {
    // `:func:`shop.price``
    let role = word.starts_with(':').then(|| word.find('`')).flatten();
    let word = role.map_or(word, |at| &word[at..]);
    let word = word.trim_start_matches(['(', '[', '~']);
    let quote = word.starts_with(['`', '\'', '"', '‘', '“']);
    let inner = word.trim_start_matches(['`', '\'', '"', '‘', '“', '~', '.', '!']);
    let name = dotted_start(inner);
    let rest = &inner[name.len()..];
    let name = name.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    let looks_like_code =
        name.contains(['.', '_']) || rest.starts_with(['(', '=']) || is_camel_case(last);
    let ends_well = rest.is_empty()
        || rest
            .starts_with(['(', '=', '`', '\'', '"', ',', '.', ';', ')', '[', '’', '”', '!', ':']);
    (is_dotted(name) && ends_well && (quote || looks_like_code))
        .then(|| tidy(name))
        .filter(|name| !is_no_name(name))
}

/// A name as users write it: without the placeholders of documentation, and without usual aliases.
fn tidy(name: &str) -> String {
    let mut name = name;
    while let Some((first, rest)) = name.split_once('.')
        && first.starts_with('_')
    {
        name = rest;
    }
    match name.split_once('.') {
        Some(("np", rest)) => format!("numpy.{rest}"),
        Some(("pd", rest)) => format!("pandas.{rest}"),
        _ => name.to_owned(),
    }
}

/// Whether a word has humps: `SGDClassifier`, not `APIs`.
fn is_camel_case(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let humps = letters.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
    let acronym = letters
        .windows(3)
        .any(|it| it[0].is_uppercase() && it[1].is_uppercase() && it[2].is_lowercase());
    humps || (acronym && !word.trim_end_matches('s').chars().all(char::is_uppercase))
}

/// Words that are written as code and name nothing to use.
fn is_no_name(name: &str) -> bool {
    matches!(name, "None" | "True" | "False" | "self" | "e.g" | "i.e" | "it") || name.len() > 120
}

fn dotted_start(text: &str) -> &str {
    let end =
        text.find(|c: char| !(c == '_' || c == '.' || c.is_alphanumeric())).unwrap_or(text.len());
    &text[..end]
}

/// A name given as data: `new_name`, `shop.new_name`, `shop:new_name`.
pub(crate) fn given_name(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['`', '\'', '"', '~']);
    let text = text.strip_suffix("()").unwrap_or(text);
    let name = text.replacen(':', ".", 1);
    (is_dotted(&name) && !is_no_name(&name)).then_some(name)
}

/// Whether a text is identifiers with dots between them.
pub(crate) fn is_dotted(text: &str) -> bool {
    !text.is_empty() && text.split('.').all(is_identifier)
}

/// Whether a text can be a name in Python.
pub(crate) fn is_identifier(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
        && !text.is_empty()
        && text.chars().all(|c| c == '_' || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn says(text: &str, since: &str, planned: &str, replacement: &str) {
        let said = parse(text);
        let shown = |version: Option<Version>| version.map_or(String::new(), |it| it.to_string());
        let got = (shown(said.since), shown(said.planned), said.replacement.unwrap_or_default());
        assert_eq!(got, (since.into(), planned.into(), replacement.into()), "{text}");
    }

    #[test]
    fn versions_and_names_are_found() {
        says("f is deprecated since 1.2, use g() instead.", "1.2", "", "g");
        says("Deprecated in version 0.23 and will be removed in 0.25.", "0.23", "0.25", "");
        says("`f` was deprecated in 2.1; use :func:`~shop.g`.", "2.1", "", "shop.g");
        says(
            "f has been renamed to ``g_new`` and will be removed in version 3.",
            "",
            "3.0",
            "g_new",
        );
        says("In version 0.4, f will be removed. Use the `x` argument instead.", "", "0.4", "x");
        says("f is deprecated in favor of Shop.price.", "", "", "Shop.price");
        says("The use of `f` is deprecated. Please use 'g' instead of 'f'.", "", "", "g");
    }

    #[test]
    fn prose_is_no_name() {
        says("f is deprecated. Use the new way instead.", "", "", "");
        says("Do not use `f`: it is deprecated.", "", "", "");
        says("f is deprecated and will be removed in a future version.", "", "", "");
        says("f is deprecated since Python 3.8.", "", "", "");
    }

    #[test]
    fn what_was_removed_is_not_announced() {
        let said = parse("`np.f` was removed in the 2.0 release. Use `np.g` instead.");
        assert_eq!(said.removed, Some(Version::new(2, 0)));
        assert_eq!(said.planned, None);
    }
}
