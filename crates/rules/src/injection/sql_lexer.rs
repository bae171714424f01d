//! The words of an SQL text with holes in it.
//!
//! No dialect's grammar: strings, quoted names, comments, placeholders, words and punctuation are the
//! same in all of them as far as anybody needs to know who wants to tell a statement from prose and a
//! value from a name.

use std::ops::Range;

/// Stands for a hole in the text. As a part of words it makes `tbl_{x}` one word.
pub(super) const HOLE: char = '\u{fffc}';

/// A word, string or sign of an SQL text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// What it is.
    pub(super) kind: TokenKind,
    /// Its text, quotes included.
    pub(super) text: &'t str,
    /// Where it begins, in bytes.
    pub(super) start: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A keyword, a name, or a part of one: `SELECT`, `users`, `tbl_{x}`.
    Word,
    /// A text in single quotes: a value.
    Text,
    /// Something in double quotes: a name in standard SQL, a value in other dialects.
    DoubleQuoted,
    /// A name in backquotes or brackets.
    QuotedName,
    /// A number.
    Number,
    /// Where a parameter goes: `?`, `%s`, `%(name)s`, `:name`, `$1`, `@name`.
    Placeholder,
    /// A sign: one character.
    Sign,
}

impl Token<'_> {
    /// Whether it is this keyword, given in upper case.
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is one of these keywords, given in upper case.
    pub(super) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    /// Whether it is this sign.
    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.kind == TokenKind::Sign && self.text == sign
    }

    /// Whether a part of it is a hole.
    pub(super) fn has_hole(&self) -> bool {
        self.text.contains(HOLE)
    }

    /// Whether it can name a table or column.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::DoubleQuoted | TokenKind::QuotedName)
    }

    /// The bytes of the text that it takes up.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// Tokens that are looked at; statements with a hole behind so many are rare.
const MAX_TOKENS: usize = 2048;

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { text, at: 0 };
    std::iter::from_fn(|| lexer.next_token()).take(MAX_TOKENS).collect()
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn next_token(&mut self) -> Option<Token<'t>> {
        self.skip_blanks_and_comments();
        let start = self.at;
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '\'' => (TokenKind::Text, quoted(rest, '\'')),
            '"' => (TokenKind::DoubleQuoted, quoted(rest, '"')),
            '`' => (TokenKind::QuotedName, quoted(rest, '`')),
            '0'..='9' => (TokenKind::Number, run(rest, |c| c.is_alphanumeric() || c == '.')),
            _ if is_word(first) => (TokenKind::Word, run(rest, is_word)),
            '?' => (TokenKind::Placeholder, 1),
            '%' => placeholder(rest, percent(rest)),
            ':' | '@' | '$' => placeholder(rest, marked(rest)),
            _ => (TokenKind::Sign, first.len_utf8()),
        };
        self.at += length;
        Some(Token { kind, text: &rest[..length], start })
    }

    fn skip_blanks_and_comments(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let blanks = rest.len() - rest.trim_start().len();
            let rest = &rest[blanks..];
            let comment = if rest.starts_with("--") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else {
                0
            };
            self.at += blanks + comment;
            if comment == 0 {
                return;
            }
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == HOLE
}

/// The length of the longest start of a text of such characters.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// The length of a quoted text with its quotes; to the end if there is no second one.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + 1;
        }
    }
    text.len()
}

fn placeholder(text: &str, length: Option<usize>) -> (TokenKind, usize) {
    match length {
        Some(length) => (TokenKind::Placeholder, length),
        // `::` of a cast is one sign: what follows is no parameter.
        None if text.starts_with("::") => (TokenKind::Sign, 2),
        None => (TokenKind::Sign, 1),
    }
}

/// The length of `%s`, `%b`, `%t` or `%(name)s`.
fn percent(text: &str) -> Option<usize> {
    let rest = &text[1..];
    if rest.starts_with(['s', 'b', 't', 'd']) {
        return (!rest[1..].starts_with(is_word)).then_some(2);
    }
    let name = rest.strip_prefix('(')?;
    let end = run(name, |c| is_word(c) && c != HOLE);
    name[end..].starts_with(")s").then_some(end + 4)
}

/// The length of `:name`, `@name` or `$1`.
fn marked(text: &str) -> Option<usize> {
    let length = run(&text[1..], is_word);
    (length > 0).then_some(length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::injection::sql_statement::statement;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        tokens(text).into_iter().map(|token| (token.kind, token.text)).collect()
    }

    #[test]
    fn statements_fall_into_tokens() {
        use TokenKind::{DoubleQuoted, Number, Placeholder, QuotedName, Sign, Text, Word};
        assert_eq!(
            kinds("SELECT a.\"b c\" -- note\nFROM `t` /* x */ WHERE x='it''s' AND y >= 1.5"),
            [
                (Word, "SELECT"),
                (Word, "a"),
                (Sign, "."),
                (DoubleQuoted, "\"b c\""),
                (Word, "FROM"),
                (QuotedName, "`t`"),
                (Word, "WHERE"),
                (Word, "x"),
                (Sign, "="),
                (Text, "'it'"),
                (Text, "'s'"),
                (Word, "AND"),
                (Word, "y"),
                (Sign, ">"),
                (Sign, "="),
                (Number, "1.5"),
            ]
        );
        assert_eq!(
            kinds("? %s %(a)s :b $1 a::text 5 % 3 %\u{fffc}"),
            [
                (Placeholder, "?"),
                (Placeholder, "%s"),
                (Placeholder, "%(a)s"),
                (Placeholder, ":b"),
                (Placeholder, "$1"),
                (Word, "a"),
                (Sign, "::"),
                (Word, "text"),
                (Number, "5"),
                (Sign, "%"),
                (Number, "3"),
                (Sign, "%"),
                (Word, "\u{fffc}"),
            ]
        );
    }

    #[test]
    fn a_quote_may_be_escaped() {
        assert_eq!(kinds("'\\'' x").len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn tokens_follow_each_other(text in r#"(\PC|[ \n'"`%:@$?(){}.,;\\/*-]|SELECT|\x{fffc}){0,80}"#) {
            let mut end = 0;
            for token in tokens(&text) {
                let range = token.range();
                assert!(range.start >= end && range.end > range.start);
                assert_eq!(&text[range.clone()], token.text);
                end = range.end;
            }
            let _ = statement(&tokens(&text));
        }
    }
}
