//! Patterns of file names as Python's `fnmatch` reads them.

use regex::{RegexSet, RegexSetBuilder};

/// Patterns: `*` and `?` match any characters, slashes included, `[a-z]` and `[!a-z]` one of a set.
#[derive(Debug, Default)]
pub(crate) struct Patterns(RegexSet);

impl Patterns {
    /// Patterns of which none is understood, or that are too many together, match nothing.
    pub(crate) fn new(patterns: &[String]) -> Self {
        const MAX_BYTES: usize = 1 << 20;
        let expressions = patterns.iter().map(|pattern| translated(pattern));
        let set = RegexSetBuilder::new(expressions)
            .dot_matches_new_line(true)
            .size_limit(MAX_BYTES)
            .build();
        Self(set.unwrap_or_default())
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them matches a whole text.
    pub(crate) fn match_whole(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

fn translated(pattern: &str) -> String {
    let mut expression = String::from("^");
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        rest = &rest[first.len_utf8()..];
        match first {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            '[' => match set(rest) {
                Some((set, after)) => {
                    expression.push_str(&set);
                    rest = after;
                }
                None => expression.push_str("\\["),
            },
            other => expression.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    expression.push('$');
    expression
}

/// A set of characters up to its `]`, and what follows. A `]` at the start is one of them.
fn set(rest: &str) -> Option<(String, &str)> {
    let (negation, body) = match rest.strip_prefix('!') {
        Some(body) => ("^", body),
        None => ("", rest),
    };
    let skipped = usize::from(body.starts_with(']'));
    let end = skipped + body.get(skipped..)?.find(']')?;
    let escape = |c: char| {
        let is_special = matches!(c, '\\' | '[' | ']' | '^' | '&' | '~');
        is_special.then_some('\\').into_iter().chain([c])
    };
    let characters: String = body[..end].chars().flat_map(escape).collect();
    Some((format!("[{negation}{characters}]"), &body[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::Patterns;

    fn matches(pattern: &str, text: &str) -> bool {
        Patterns::new(&[pattern.to_owned()]).match_whole(text)
    }

    #[test]
    fn patterns_match_as_in_python() {
        for (pattern, text) in [
            ("*test*.py", "./a/test_b.py"),
            ("./a/?.py", "./a/b.py"),
            ("[!x]b", "ab"),
            ("[]]", "]"),
            ("a[b", "a[b"),
            ("a.b", "a.b"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("test_*.py", "./test_a.py"), ("[!a]b", "ab"), ("a.b", "axb")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
