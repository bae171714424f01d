//! Bandit's exclusions and inclusions. A text excludes a path if it is a part of it, or matches all of
//! it; it includes a path if it matches all of it.
//!
//! The path is a text, too: what was named on the command line, a separator, and what lies below. So
//! `./src` excludes nothing from a run over `src`, and `test` excludes `latest.py`.

use std::path::Path;

use memchr::memmem::Finder;

use crate::origin::{Located, Origin};
use crate::problem::{Complaint, InvalidConfiguration};
use crate::reader::{Item, Scope};
use crate::settings::{MAX_PATTERNS, too_many_patterns};
use crate::value::List;

/// One exclusion, as it is written.
#[derive(Clone, Debug)]
pub(crate) struct BanditPattern(String);

/// What Bandit leaves out unless it is told otherwise.
const DEFAULTS: [&str; 9] =
    [".svn", "CVS", ".bzr", ".hg", ".git", "__pycache__", ".tox", ".eggs", "*.egg"];

/// A longer text is in no path.
const MAX_BYTES: usize = 1000;

impl BanditPattern {
    /// The exclusions that hold where nobody says otherwise.
    pub(crate) fn defaults(cwd: &Path, origin: &Origin) -> List<Self> {
        let item = |text| Located { value: Self::option(text, cwd), origin: origin.clone() };
        List { origin: origin.clone(), items: DEFAULTS.map(item).into() }
    }

    /// An exclusion that means what it says.
    pub(crate) fn written(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// An exclusion that Bandit has from its option `-x`: where it names a folder that exists, what
    /// is in that folder, and then only in paths that begin as it does.
    pub(crate) fn option(text: &str, cwd: &Path) -> Self {
        if !cwd.join(text).is_dir() || text.is_empty() {
            Self(text.to_owned())
        } else if text.ends_with('/') {
            Self(format!("{text}*"))
        } else {
            Self(format!("{text}/*"))
        }
    }
}

impl Item for BanditPattern {
    const LIST: &'static str = "a list of patterns";

    fn parse(text: &str, _: &Scope<'_>) -> Result<Self, Complaint> {
        if text.is_empty() {
            return Err(Complaint::new("an empty pattern means every file, or none")
                .help("take it out of the list"));
        }
        if text.len() > MAX_BYTES {
            return Err(Complaint::new(format!("the pattern is longer than {MAX_BYTES} bytes")));
        }
        Ok(Self(text.to_owned()))
    }

    fn text(&self) -> &str {
        &self.0
    }
}

/// The exclusions of a run, or its inclusions.
#[derive(Clone, Debug, Default)]
pub struct BanditPaths {
    parts: Vec<Finder<'static>>,
    patterns: Vec<Vec<Token>>,
}

impl BanditPaths {
    pub(crate) fn new(
        key: &'static str,
        items: &[Located<BanditPattern>],
    ) -> Result<Self, InvalidConfiguration> {
        if items.len() > MAX_PATTERNS {
            return Err(too_many_patterns(key, items.last().map(|it| &it.origin)));
        }
        let texts = || items.iter().map(|item| item.value.0.as_str());
        Ok(Self {
            parts: texts().map(|text| Finder::new(text).into_owned()).collect(),
            // A text without wildcards that matches all of a path is a part of it.
            patterns: texts().filter(|text| text.contains(['*', '?', '['])).map(tokens).collect(),
        })
    }

    /// Whether there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether a path is included, if these are inclusions. It is a text, as for `exclude`.
    pub fn include(&self, path: &str) -> bool {
        self.parts.iter().any(|part| part.needle() == path.as_bytes())
            || self.patterns.iter().any(|pattern| matches(pattern, path))
    }

    /// Whether a path is excluded. It is a text: what was named, and what lies below it.
    pub fn exclude(&self, path: &str) -> bool {
        self.parts.iter().any(|part| part.find(path.as_bytes()).is_some())
            || self.patterns.iter().any(|pattern| matches(pattern, path))
    }
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// `*`: any text.
    AnyText,
    /// `?`: any character.
    AnyChar,
    /// This character.
    Char(char),
    /// `[…]`: one of these, or with `!` none of them.
    Class(Vec<(char, char)>, bool),
}

/// Reads a pattern. Nothing is wrong with any: what cannot be a class stands for itself.
fn tokens(pattern: &str) -> Vec<Token> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&char) = chars.get(at) {
        at += 1;
        match char {
            '*' if tokens.last() == Some(&Token::AnyText) => {}
            '*' => tokens.push(Token::AnyText),
            '?' => tokens.push(Token::AnyChar),
            '[' => match class(&chars[at..]) {
                Some((token, length)) => {
                    tokens.push(token);
                    at += length;
                }
                None => tokens.push(Token::Char('[')),
            },
            char => tokens.push(Token::Char(char)),
        }
    }
    tokens
}

/// Reads a class behind its `[`: the class and its length. Nothing if it does not end.
fn class(chars: &[char]) -> Option<(Token, usize)> {
    let negated = chars.first() == Some(&'!');
    let start = usize::from(negated);
    // A `]` that comes first stands for itself.
    let end = start + 1 + chars.get(start + 1..)?.iter().position(|char| *char == ']')?;
    let members = &chars[start..end];
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(&low) = members.get(at) {
        if let (Some('-'), Some(&high)) = (members.get(at + 1), members.get(at + 2)) {
            ranges.push((low, high));
            at += 3;
        } else {
            ranges.push((low, low));
            at += 1;
        }
    }
    Some((Token::Class(ranges, negated), end + 1))
}

impl Token {
    fn admits(&self, char: char) -> bool {
        match self {
            Self::AnyText | Self::AnyChar => true,
            Self::Char(expected) => *expected == char,
            Self::Class(ranges, negated) => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&char)) != *negated
            }
        }
    }
}

/// Whether a pattern matches the whole of a text, in time bounded by the product of their lengths.
fn matches(pattern: &[Token], text: &str) -> bool {
    let mut at = 0;
    let mut rest = text.chars();
    // Where to go on if the shortest text for the last `*` was too short.
    let mut retry: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        if pattern.get(at) == Some(&Token::AnyText) {
            at += 1;
            retry = Some((at, rest.clone()));
            continue;
        }
        let mut next = rest.clone();
        match (pattern.get(at), next.next()) {
            (None, None) => return true,
            (Some(token), Some(char)) if token.admits(char) => {
                at += 1;
                rest = next;
            }
            _ => match &mut retry {
                Some((after, longer)) => {
                    if longer.next().is_none() {
                        return false;
                    }
                    at = *after;
                    rest = longer.clone();
                }
                None => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{matches, tokens};

    /// The answers are those of Python's `fnmatch`.
    #[test]
    fn patterns_match_as_in_python() {
        for (pattern, text, expected) in [
            ("*.egg", "./a/b.egg", true),
            ("*.egg", "./a.egg/b.py", false),
            ("*/tests/*", "./a/tests/b/c.py", true),
            ("*/tests/*", "tests/b.py", false),
            ("./tests/*", "./tests/b.py", true),
            ("**/x.py", "a/x.py", true),
            ("[!a]?c", "bbc", true),
            ("[!a]?c", "abc", false),
            ("[]x]", "]", true),
            ("[a-c]", "b", true),
            ("[a-", "[a-", true),
            ("[]", "[]", true),
            ("a*b*c", "aXbXbXc", true),
            ("a*b*c", "aXbXbX", false),
            ("", "", true),
            ("é?", "éà", true),
        ] {
            assert_eq!(matches(&tokens(pattern), text), expected, "{pattern} {text}");
        }
    }
}
