//! The tokens of a text, as the parser's own lexer finds them, with their places and without the
//! parser.
//!
//! It gives the same kinds of tokens in the same order as `ruff_python_parser::lexer`, which does not
//! tell where they are; a test compares the two. What the tokens mean is not its business: names,
//! numbers and strings have no value here.

use hognose_core::TextSize;
use ruff_python_ast::token::TokenKind;

use super::indentation::{Indentation, Indentations, Unaligned};

pub(super) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    start: usize,
    line: Line,
    /// How many brackets are open, whatever closes them.
    nesting: u32,
    indentations: Indentations,
    /// The indentation that the dedents under way lead to.
    dedent_to: Option<Indentation>,
    formats: Vec<Format>,
    /// The first place from which on the parser may read the text otherwise; see [`Self::diverges`].
    divergence: Option<usize>,
}

/// Where in a logical line the lexer is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Before it.
    Start,
    /// Behind its indentation.
    Indented,
    /// Behind its first token.
    Within,
}

/// An f-string or t-string that has begun.
#[derive(Clone, Copy)]
struct Format {
    is_template: bool,
    is_raw: bool,
    quote: u8,
    is_triple: bool,
    /// The brackets that were open where it began.
    nesting: u32,
    /// How many format specifications the lexer is in: `{a:{b:` are two.
    specs: u32,
}

impl Format {
    fn is_in_field(&self, nesting: u32) -> bool {
        nesting.saturating_sub(self.nesting) > self.specs
    }

    fn is_in_spec(&self, nesting: u32) -> bool {
        self.specs > 0 && !self.is_in_field(nesting)
    }

    fn end_spec(&mut self, nesting: u32) {
        if self.is_in_spec(nesting) {
            self.specs -= 1;
        }
    }

    /// Whether a text has the quotes that end this string.
    fn is_ended_in(&self, text: &[u8]) -> bool {
        if self.is_triple {
            memchr::memmem::find(text, &[self.quote; 3]).is_some()
        } else {
            memchr::memchr3(self.quote, b'\n', b'\r', text).is_some()
        }
    }

    fn end_kind(&self) -> TokenKind {
        if self.is_template { TokenKind::TStringEnd } else { TokenKind::FStringEnd }
    }

    fn middle_kind(&self) -> TokenKind {
        if self.is_template { TokenKind::TStringMiddle } else { TokenKind::FStringMiddle }
    }
}

impl<'a> Lexer<'a> {
    /// A lexer at the beginning of a text.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
            start: 0,
            line: Line::Start,
            nesting: 0,
            indentations: Indentations::default(),
            dedent_to: None,
            formats: Vec::new(),
            divergence: None,
        }
    }

    /// Where the last token began.
    pub(super) fn start(&self) -> TextSize {
        TextSize::try_from(self.start).unwrap_or_else(|_| TextSize::of(self.text))
    }

    /// How many bytes have been read.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// How many levels of blocks and of f-strings are open.
    pub(super) fn levels(&self) -> usize {
        self.indentations.len() + self.formats.len()
    }

    /// The first place from which on the parser may read the text otherwise than this lexer.
    ///
    /// The parser makes its lexer leave a replacement field of an f-string when the code in it is
    /// wrong. From there on, quotes that were part of the code would end the f-string. Without such
    /// quotes in the field, both come out at the same place.
    pub(super) fn divergence(&self) -> Option<usize> {
        self.divergence
    }

    /// The kind of the next token; at the end, `EndOfFile` for ever.
    pub(super) fn next(&mut self) -> TokenKind {
        self.start = self.at;
        if let Some(format) = self.formats.last().copied() {
            if !format.is_in_field(self.nesting) {
                if let Some(kind) = self.format_text(format) {
                    return kind;
                }
            }
        } else if let Some(indentation) = self.dedent_to.take() {
            if let Some(kind) = self.dedent(indentation) {
                return kind;
            }
        }
        if self.line == Line::Start {
            if let Some(kind) = self.indentation() {
                return kind;
            }
        } else if !self.skip_blanks() {
            return TokenKind::Unknown;
        }
        self.start = self.at;
        let Some(&byte) = self.bytes.get(self.at) else { return self.end() };
        if byte.is_ascii() {
            self.at += 1;
            return self.ascii(byte);
        }
        let char = self.text[self.at..].chars().next().unwrap_or_default();
        self.at += char.len_utf8();
        if unicode_ident::is_xid_start(char) {
            self.line = Line::Within;
            self.skip_word();
            TokenKind::Name
        } else {
            TokenKind::Unknown
        }
    }

    fn first(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn second(&self) -> Option<u8> {
        self.bytes.get(self.at + 1).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.first() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn eat_all(&mut self, bytes: &[u8]) -> bool {
        let are_next = self.bytes[self.at..].starts_with(bytes);
        self.at += if are_next { bytes.len() } else { 0 };
        are_next
    }

    fn eat_line_ending(&mut self) -> bool {
        if self.eat(b'\r') {
            self.eat(b'\n');
            return true;
        }
        self.eat(b'\n')
    }

    /// Skips what separates tokens. `false` if a backslash stands where it may not.
    fn skip_blanks(&mut self) -> bool {
        loop {
            match self.first() {
                Some(b' ' | b'\t' | 0x0c) => self.at += 1,
                Some(b'\\') => {
                    self.at += 1;
                    if !self.eat_line_ending() || self.at == self.bytes.len() {
                        return false;
                    }
                }
                _ => return true,
            }
        }
    }

    fn indentation(&mut self) -> Option<TokenKind> {
        let mut indentation = Indentation::default();
        loop {
            match self.first() {
                Some(b' ') => {
                    self.at += 1;
                    indentation.add_space();
                }
                Some(b'\t') => {
                    self.at += 1;
                    indentation.add_tab();
                }
                Some(0x0c) => {
                    self.at += 1;
                    indentation = Indentation::default();
                }
                Some(b'\\') => {
                    self.at += 1;
                    if !self.eat_line_ending() || self.at == self.bytes.len() {
                        return Some(TokenKind::Unknown);
                    }
                    if indentation != Indentation::default() {
                        while matches!(self.first(), Some(b' ' | b'\t' | 0x0c)) {
                            self.at += 1;
                        }
                    }
                }
                _ => break,
            }
        }
        if matches!(self.first(), None | Some(b'\n' | b'\r' | b'#' | 0)) {
            return None;
        }
        self.line = Line::Indented;
        match self.indentations.compare(indentation) {
            Ok(std::cmp::Ordering::Less) => {
                self.indentations.push(indentation);
                Some(TokenKind::Indent)
            }
            Ok(std::cmp::Ordering::Equal) => None,
            Ok(std::cmp::Ordering::Greater) => Some(self.dedent_once(indentation)),
            Err(Unaligned) => Some(TokenKind::Unknown),
        }
    }

    fn dedent(&mut self, indentation: Indentation) -> Option<TokenKind> {
        match self.indentations.compare(indentation) {
            Ok(std::cmp::Ordering::Greater) => Some(self.dedent_once(indentation)),
            Ok(_) => None,
            Err(Unaligned) => Some(TokenKind::Unknown),
        }
    }

    fn dedent_once(&mut self, indentation: Indentation) -> TokenKind {
        self.dedent_to = Some(indentation);
        match self.indentations.pop_towards(indentation) {
            Ok(()) => TokenKind::Dedent,
            Err(Unaligned) => TokenKind::Unknown,
        }
    }

    fn end(&mut self) -> TokenKind {
        while let Some(format) = self.formats.pop() {
            self.nesting = format.nesting;
        }
        if self.nesting > 0 {
            self.nesting = 0;
            return TokenKind::Unknown;
        }
        if self.line == Line::Within {
            self.line = Line::Start;
            return TokenKind::Newline;
        }
        if self.indentations.pop() { TokenKind::Dedent } else { TokenKind::EndOfFile }
    }

    fn ascii(&mut self, byte: u8) -> TokenKind {
        let kind = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(byte),
            b'0'..=b'9' => self.number(byte),
            b'\'' | b'"' => self.string(byte),
            b'#' => {
                let rest = &self.bytes[self.at..];
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                self.note_divergence();
                return TokenKind::Comment;
            }
            b'\n' => return self.line_ending(),
            b'\r' => {
                self.eat(b'\n');
                return self.line_ending();
            }
            b'(' => self.open(TokenKind::Lpar),
            b'[' => self.open(TokenKind::Lsqb),
            b'{' => self.open(TokenKind::Lbrace),
            b')' => self.close(TokenKind::Rpar),
            b']' => self.close(TokenKind::Rsqb),
            b'}' => self.closing_brace(),
            b':' => self.colon(),
            b'.' => self.dot(),
            _ => self.operator(byte),
        };
        self.line = Line::Within;
        kind
    }

    fn line_ending(&mut self) -> TokenKind {
        if self.nesting == 0 && self.line == Line::Within {
            self.line = Line::Start;
            return TokenKind::Newline;
        }
        self.note_divergence();
        if let Some(format) = self.formats.last_mut() {
            format.end_spec(self.nesting);
        }
        TokenKind::NonLogicalNewline
    }

    fn open(&mut self, kind: TokenKind) -> TokenKind {
        self.nesting += 1;
        kind
    }

    fn close(&mut self, kind: TokenKind) -> TokenKind {
        self.nesting = self.nesting.saturating_sub(1);
        kind
    }

    fn closing_brace(&mut self) -> TokenKind {
        if let Some(format) = self.formats.last_mut() {
            if format.nesting == self.nesting {
                return TokenKind::Unknown;
            }
            format.end_spec(self.nesting);
        }
        self.close(TokenKind::Rbrace)
    }

    fn colon(&mut self) -> TokenKind {
        if let Some(format) = self.formats.last_mut()
            && self.nesting.saturating_sub(format.nesting).saturating_sub(format.specs) == 1
        {
            format.specs += 1;
            return TokenKind::Colon;
        }
        if self.eat(b'=') { TokenKind::ColonEqual } else { TokenKind::Colon }
    }

    fn dot(&mut self) -> TokenKind {
        if self.first().is_some_and(|byte| byte.is_ascii_digit()) {
            return self.number(b'.');
        }
        if self.eat_all(b"..") { TokenKind::Ellipsis } else { TokenKind::Dot }
    }

    fn operator(&mut self, byte: u8) -> TokenKind {
        use TokenKind as T;
        let next = self.first();
        let third = self.second();
        let (kind, more) = match (byte, next, third) {
            (b'*', Some(b'*'), Some(b'=')) => (T::DoubleStarEqual, 2),
            (b'*', Some(b'*'), _) => (T::DoubleStar, 1),
            (b'*', Some(b'='), _) => (T::StarEqual, 1),
            (b'*', ..) => (T::Star, 0),
            (b'/', Some(b'/'), Some(b'=')) => (T::DoubleSlashEqual, 2),
            (b'/', Some(b'/'), _) => (T::DoubleSlash, 1),
            (b'/', Some(b'='), _) => (T::SlashEqual, 1),
            (b'/', ..) => (T::Slash, 0),
            (b'<', Some(b'<'), Some(b'=')) => (T::LeftShiftEqual, 2),
            (b'<', Some(b'<'), _) => (T::LeftShift, 1),
            (b'<', Some(b'='), _) => (T::LessEqual, 1),
            (b'<', ..) => (T::Less, 0),
            (b'>', Some(b'>'), Some(b'=')) => (T::RightShiftEqual, 2),
            (b'>', Some(b'>'), _) => (T::RightShift, 1),
            (b'>', Some(b'='), _) => (T::GreaterEqual, 1),
            (b'>', ..) => (T::Greater, 0),
            (b'-', Some(b'>'), _) => (T::Rarrow, 1),
            (b'-', Some(b'='), _) => (T::MinusEqual, 1),
            (b'-', ..) => (T::Minus, 0),
            (b'=', Some(b'='), _) => (T::EqEqual, 1),
            (b'=', ..) => (T::Equal, 0),
            (b'+', Some(b'='), _) => (T::PlusEqual, 1),
            (b'+', ..) => (T::Plus, 0),
            (b'%', Some(b'='), _) => (T::PercentEqual, 1),
            (b'%', ..) => (T::Percent, 0),
            (b'|', Some(b'='), _) => (T::VbarEqual, 1),
            (b'|', ..) => (T::Vbar, 0),
            (b'^', Some(b'='), _) => (T::CircumflexEqual, 1),
            (b'^', ..) => (T::CircumFlex, 0),
            (b'&', Some(b'='), _) => (T::AmperEqual, 1),
            (b'&', ..) => (T::Amper, 0),
            (b'@', Some(b'='), _) => (T::AtEqual, 1),
            (b'@', ..) => (T::At, 0),
            (b'!', Some(b'='), _) => (T::NotEqual, 1),
            (b'!', ..) => (T::Exclamation, 0),
            (b'~', ..) => (T::Tilde, 0),
            (b',', ..) => (T::Comma, 0),
            (b';', ..) => (T::Semi, 0),
            _ => (T::Unknown, 0),
        };
        self.at += more;
        kind
    }

    fn skip_word(&mut self) {
        loop {
            while self.first().is_some_and(|byte| IS_IN_WORD[usize::from(byte)]) {
                self.at += 1;
            }
            if self.first().is_none_or(|byte| byte.is_ascii()) {
                return;
            }
            let char = self.text[self.at..].chars().next().unwrap_or_default();
            if !unicode_ident::is_xid_continue(char) {
                return;
            }
            self.at += char.len_utf8();
        }
    }

    fn word(&mut self, first: u8) -> TokenKind {
        if let b'f' | b't' | b'r' | b'b' | b'u' = first.to_ascii_lowercase()
            && let Some(kind) = self.prefixed_string(first)
        {
            return kind;
        }
        self.skip_word();
        let word = &self.bytes[self.start..self.at];
        if (2..=8).contains(&word.len()) { keyword(word) } else { TokenKind::Name }
    }

    /// The string that begins here, if the word is the prefix of one.
    fn prefixed_string(&mut self, first: u8) -> Option<TokenKind> {
        let is_quote = |byte: Option<u8>| matches!(byte, Some(b'\'' | b'"'));
        let first = first.to_ascii_lowercase();
        let second = if is_quote(self.first()) {
            first
        } else if is_quote(self.second()) {
            self.first()?.to_ascii_lowercase()
        } else {
            return None;
        };
        let kind = match (first, second) {
            (b'f', b'f' | b'r') | (b'r', b'f') => Some(false),
            (b't', b't' | b'r') | (b'r', b't') => Some(true),
            (b'r', b'r' | b'b') | (b'b', b'b' | b'r') | (b'u', b'u') => None,
            _ => return None,
        };
        // `ff''` is no prefix: twice the same letter stands for the letter alone.
        let is_alone = is_quote(self.first());
        if !is_alone && first == second {
            return None;
        }
        self.at += usize::from(!is_alone);
        let quote = self.first()?;
        self.at += 1;
        let Some(is_template) = kind else { return Some(self.string(quote)) };
        let is_triple = self.eat_all(&[quote, quote]);
        self.note_divergence();
        self.formats.push(Format {
            is_template,
            is_raw: first == b'r' || second == b'r',
            quote,
            is_triple,
            nesting: self.nesting,
            specs: 0,
        });
        Some(if is_template { TokenKind::TStringStart } else { TokenKind::FStringStart })
    }

    /// A string whose first quote has been read.
    fn string(&mut self, quote: u8) -> TokenKind {
        if self.eat_all(&[quote, quote]) {
            self.triple_quoted(quote);
        } else {
            self.single_quoted(quote);
        }
        self.note_divergence();
        TokenKind::String
    }

    fn triple_quoted(&mut self, quote: u8) {
        loop {
            let rest = &self.bytes[self.at..];
            let Some(found) = memchr::memchr(quote, rest) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += found + 1;
            if !is_escaped(&rest[..found]) && self.eat_all(&[quote, quote]) {
                return;
            }
        }
    }

    fn single_quoted(&mut self, quote: u8) {
        loop {
            let rest = &self.bytes[self.at..];
            let Some(found) = memchr::memchr3(quote, b'\r', b'\n', rest) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += found;
            if is_escaped(&rest[..found]) {
                if !self.eat_line_ending() {
                    self.at += 1;
                }
            } else {
                self.eat(quote);
                return;
            }
        }
    }

    /// The text of an f-string up to its next field or its end.
    fn format_text(&mut self, format: Format) -> Option<TokenKind> {
        let quotes = [format.quote; 3];
        let quotes = if format.is_triple { &quotes[..] } else { &quotes[..1] };
        if self.eat_all(quotes) {
            self.formats.pop();
            return Some(format.end_kind());
        }
        let is_in_spec = format.is_in_spec(self.nesting);
        let mut is_in_name = false;
        loop {
            match self.first() {
                None => {
                    self.abandon(format);
                    break;
                }
                Some(b'\n' | b'\r') if !format.is_triple => {
                    self.abandon(format);
                    break;
                }
                Some(b'\\') => {
                    self.at += 1;
                    if matches!(self.first(), Some(b'{' | b'}')) {
                        continue;
                    }
                    if !format.is_raw && self.eat_all(b"N{") {
                        is_in_name = true;
                    } else if !self.eat_line_ending() && self.at < self.bytes.len() {
                        self.at += 1;
                    }
                }
                Some(byte) if byte == format.quote => {
                    if self.bytes[self.at..].starts_with(quotes) {
                        break;
                    }
                    self.at += 1;
                }
                Some(b'}') if is_in_name => {
                    is_in_name = false;
                    self.at += 1;
                }
                Some(brace @ (b'{' | b'}')) => {
                    if is_in_spec || self.second() != Some(brace) {
                        break;
                    }
                    self.at += 2;
                }
                Some(_) => self.at += 1,
            }
        }
        if self.at == self.start {
            return None;
        }
        self.note_divergence();
        Some(format.middle_kind())
    }

    fn abandon(&mut self, format: Format) {
        self.nesting = format.nesting;
        self.formats.pop();
    }

    /// Notes the place if the token that has just been read is part of a field, and the f-string
    /// would end in it.
    fn note_divergence(&mut self) {
        if self.divergence.is_some() || self.formats.is_empty() {
            return;
        }
        // A run of quotes may go on beyond the token.
        let from = self.start.saturating_sub(2);
        let to = (self.at + 2).min(self.bytes.len());
        let around = &self.bytes[from..to];
        let token = &self.bytes[self.start..self.at];
        let is_ended = self.formats.iter().any(|format| {
            format.is_in_field(self.nesting)
                && format.is_ended_in(if format.is_triple { around } else { token })
        });
        if is_ended {
            self.divergence = Some(self.start);
        }
    }

    /// A number whose first character, a digit or the point, has been read.
    fn number(&mut self, first: u8) -> TokenKind {
        if first == b'0' {
            let is_digit: Option<fn(u8) -> bool> = match self.first() {
                Some(b'x' | b'X') => Some(|byte| byte.is_ascii_hexdigit()),
                Some(b'o' | b'O') => Some(|byte| matches!(byte, b'0'..=b'7')),
                Some(b'b' | b'B') => Some(|byte| matches!(byte, b'0' | b'1')),
                _ => None,
            };
            if let Some(is_digit) = is_digit {
                self.at += 1;
                let digits = self.digits(is_digit);
                return if digits.any { TokenKind::Int } else { TokenKind::Unknown };
            }
        }
        let mut has_value = first != b'0' && first != b'.';
        let mut is_float = first == b'.';
        if !is_float {
            has_value |= self.digits(|byte| byte.is_ascii_digit()).any_but_zero;
            is_float = self.eat(b'.');
        }
        if is_float {
            if self.eat(b'_') {
                return TokenKind::Unknown;
            }
            self.digits(|byte| byte.is_ascii_digit());
        }
        if let [b'e' | b'E', b'0'..=b'9', ..] | [b'e' | b'E', b'-' | b'+', b'0'..=b'9', ..] =
            &self.bytes[self.at..]
        {
            self.at += 2;
            self.digits(|byte| byte.is_ascii_digit());
            is_float = true;
        }
        if self.eat(b'j') || self.eat(b'J') {
            TokenKind::Complex
        } else if is_float {
            TokenKind::Float
        } else if first == b'0' && has_value {
            TokenKind::Unknown
        } else {
            TokenKind::Int
        }
    }

    fn digits(&mut self, is_digit: fn(u8) -> bool) -> Digits {
        let mut digits = Digits::default();
        loop {
            match self.first() {
                Some(byte) if is_digit(byte) => {
                    digits.any = true;
                    digits.any_but_zero |= byte != b'0';
                }
                Some(b'_') if self.second().is_some_and(is_digit) => {}
                _ => return digits,
            }
            self.at += 1;
        }
    }
}

/// The ASCII bytes of names.
static IS_IN_WORD: [bool; 256] = {
    let mut is_in_word = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        is_in_word[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    is_in_word
};

#[derive(Default)]
struct Digits {
    any: bool,
    any_but_zero: bool,
}

/// Whether what follows these bytes is behind an odd number of backslashes.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn keyword(word: &[u8]) -> TokenKind {
    use TokenKind as T;
    match word {
        b"False" => T::False,
        b"None" => T::None,
        b"True" => T::True,
        b"and" => T::And,
        b"as" => T::As,
        b"assert" => T::Assert,
        b"async" => T::Async,
        b"await" => T::Await,
        b"break" => T::Break,
        b"case" => T::Case,
        b"class" => T::Class,
        b"continue" => T::Continue,
        b"def" => T::Def,
        b"del" => T::Del,
        b"elif" => T::Elif,
        b"else" => T::Else,
        b"except" => T::Except,
        b"finally" => T::Finally,
        b"for" => T::For,
        b"from" => T::From,
        b"global" => T::Global,
        b"if" => T::If,
        b"import" => T::Import,
        b"in" => T::In,
        b"is" => T::Is,
        b"lambda" => T::Lambda,
        b"lazy" => T::Lazy,
        b"match" => T::Match,
        b"nonlocal" => T::Nonlocal,
        b"not" => T::Not,
        b"or" => T::Or,
        b"pass" => T::Pass,
        b"raise" => T::Raise,
        b"return" => T::Return,
        b"try" => T::Try,
        b"type" => T::Type,
        b"while" => T::While,
        b"with" => T::With,
        b"yield" => T::Yield,
        _ => T::Name,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ruff_python_parser::{Mode, lexer::lex};

    use super::*;

    fn assert_same_tokens(text: &str) {
        let mut theirs = lex(text, Mode::Module);
        let mut ours = Lexer::new(text);
        let mut end = 0;
        loop {
            let kind = theirs.next_token();
            assert_eq!(ours.next(), kind, "{text:?} at {:?}", ours.start());
            assert!(ours.start >= end && ours.at >= ours.start, "{text:?}");
            end = ours.at;
            if kind.is_eof() {
                break;
            }
        }
        assert_eq!(end, text.len(), "{text:?}");
    }

    #[test]
    fn tokens_are_those_of_the_parser() {
        for text in [
            "",
            "x = 1\n",
            "if x:\n\ty\n        z\n  a\n",
            "\u{feff}def f(a, *, b=1) -> int: return a ** -b // 2",
            "f'{x!r:>{width}}' rf\"{a}\\{b}\" t'''{\n\"x\"\n}''' Rb'\\'' ur'' ff''",
            "f'{x}}' f'}}{{' f'\\N{DASH}{y}' f'{x:%H:%M}' f'{x\n:\n}'",
            "0xf_f 0o8 0b2 1_000.5e-3j 1__0 1._5 .5 1.e5 00 01 1if 2else 3",
            "# c\r\r\n  # d\n\\\n  x \\\n y\\z",
            "é = ñ²\u{a0}→x",
            "((]) x\n  y",
            "'a\nb' \"\"\"c\nd\"\"\" '''e",
            "f\"{\" f\"\"\"{\"\"\"\n((",
            "x <<= y >>= z **= a //= b != c -> d := e @= f ... .. .",
        ] {
            assert_same_tokens(text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn tokens_are_those_of_the_parser_in_any_text(
            parts in prop::collection::vec(prop::sample::select(PARTS), 0..40)
        ) {
            assert_same_tokens(&parts.concat());
        }

        #[test]
        fn tokens_are_those_of_the_parser_in_any_characters(text in "\\PC*|[ \t\r\n\x0c\\\\'\"{}fr:#a0]*") {
            assert_same_tokens(&text);
        }
    }

    const PARTS: &[&str] = &[
        "(", ")", "[", "]", "{", "}", "'", "\"", "'''", "\"\"\"", "f'", "f\"", "f'''", "t\"\"\"",
        "rf'", "Rb\"", "u'", "\\", "\\\n", "\\\r\n", "\n", "\r", "\r\n", " ", "  ", "    ", "\t",
        "\x0c", "#", ":", "=", "!", ":=", "!r", ",", ".", "...", "x", "if", "lambda", "not",
        " in ", "0", "1.", "0x", "1e", "_", "é", "→", "\u{a0}", "\0", "$", "?", "\\N{", "{{", "}}",
        "{x:", "\u{feff}",
    ];
}
