//! How deeply a text nests, before it is parsed.
//!
//! The parser grows its stack as it needs, but whoever walks or drops its tree recurses on the stack
//! of a thread. So what would be deeper than those stacks hold must be recognised first, in linear
//! time, and at no cost for ordinary files: nothing can nest deeper than it has bytes.
//!
//! The depth is overestimated, never underestimated by more than a small factor: a bracket stays open
//! until its own counterpart comes, and every operator of an item counts. The items of a list do not
//! add up, however many they are.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// The deepest nesting that is analysed. Python itself gives up at a few thousand levels.
pub const MAX_DEPTH: u32 = 200_000;

/// The stack that a thread needs to walk and drop a tree of [`MAX_DEPTH`] levels, in bytes. Measured
/// at most 1 KiB per level in a release build; debug builds need about four times as much. The pages
/// are only touched by a file that needs them.
pub const STACK_BYTES: usize = 1 << 30;

/// The deepest nesting of f-strings in f-strings: the parser's time grows with the square of it.
/// Python allows 150.
const MAX_FORMATS: u32 = 1_000;

/// With fewer braces than this, the square is small.
const MANY_BRACES: usize = 10_000;

/// Whether a text may nest deeper than `limit` levels, or in a way that the parser is slow at.
pub fn is_too_deep(text: &str, limit: u32) -> bool {
    let bytes = text.as_bytes();
    let may_be_deep = bytes.len() > limit as usize && nesting_bytes(bytes) > limit as usize;
    let may_be_slow =
        bytes.len() > MANY_BRACES && memchr::memchr_iter(b'{', bytes).count() > MANY_BRACES;
    (may_be_deep || may_be_slow) && Gauge::exceeds(text, limit)
}

/// The number of bytes that can open another level: brackets, operators, and the ends of words,
/// which may be `not` or `lambda`.
fn nesting_bytes(bytes: &[u8]) -> usize {
    let mut count = 0;
    let mut in_word = false;
    for byte in bytes {
        let letter = byte.is_ascii_alphabetic();
        count += usize::from(in_word && !letter);
        count += usize::from(b"([{.+-*/%&|^~<>@".contains(byte));
        in_word = letter;
    }
    count
}

/// Measures the depth along the tokens.
struct Gauge {
    frames: Vec<Frame>,
    /// The depth of the innermost open frame.
    depth: u32,
    formats: u32,
}

/// What lies between a bracket and its counterpart; the outermost one is a logical line.
struct Frame {
    closer: TokenKind,
    /// Whether it is an f-string, or a brace in one.
    is_format: bool,
    /// Operators of the current item.
    operators: u32,
    /// What takes all that follows, commas included: parameters of a lambda can hold another one.
    unending: u32,
}

impl Frame {
    fn new(closer: TokenKind, is_format: bool) -> Self {
        Self { closer, is_format, operators: 0, unending: 0 }
    }

    fn depth(&self) -> u32 {
        self.operators + self.unending
    }
}

impl Gauge {
    fn exceeds(text: &str, limit: u32) -> bool {
        let mut gauge =
            Self { frames: vec![Frame::new(TokenKind::Newline, false)], depth: 0, formats: 0 };
        let mut lexer = lex(text, Mode::Module);
        loop {
            let kind = lexer.next_token();
            if kind == TokenKind::EndOfFile {
                return false;
            }
            gauge.token(kind);
            let top = gauge.frames.last().map_or(0, Frame::depth);
            if gauge.depth + top > limit || gauge.formats > MAX_FORMATS {
                return true;
            }
        }
    }

    fn token(&mut self, kind: TokenKind) {
        use TokenKind as T;
        match kind {
            T::Lpar => self.open(T::Rpar),
            T::Lsqb => self.open(T::Rsqb),
            T::Lbrace => self.open(T::Rbrace),
            T::FStringStart => self.open(T::FStringEnd),
            T::TStringStart => self.open(T::TStringEnd),
            T::Rpar | T::Rsqb | T::Rbrace | T::FStringEnd | T::TStringEnd => self.close(kind),
            T::Indent => self.depth += 1,
            T::Dedent => self.depth = self.depth.saturating_sub(1),
            T::Newline | T::Semi => self.line(),
            T::Comma => self.top(|top| top.operators = 0),
            T::Lambda => self.top(|top| top.unending += 1),
            // At the start of a line, one statement may follow another, if wrongly.
            T::If
            | T::For
            | T::While
            | T::With
            | T::Try
            | T::Def
            | T::Class
            | T::Match
            | T::Case
                if self.frames.len() == 1 =>
            {
                self.top(|top| top.unending += 1);
            }
            T::Not | T::Await | T::If | T::Else | T::Yield | T::Dot => {
                self.top(|top| top.operators += 1);
            }
            _ if kind.is_operator() => self.top(|top| top.operators += 1),
            _ => {}
        }
    }

    fn top(&mut self, change: impl FnOnce(&mut Frame)) {
        if let Some(top) = self.frames.last_mut() {
            change(top);
        }
    }

    /// Begins a new logical line. Within brackets the lexer sees none, unless it has given them up.
    fn line(&mut self) {
        while self.frames.len() > 1 {
            let closer = self.frames.last().map_or(TokenKind::Newline, |top| top.closer);
            self.close(closer);
        }
        self.top(|line| (line.operators, line.unending) = (0, 0));
    }

    fn open(&mut self, closer: TokenKind) {
        self.top(|top| top.operators += 1);
        self.depth += self.frames.last().map_or(0, Frame::depth);
        let is_format = is_format_end(closer) || (closer == TokenKind::Rbrace && self.formats > 0);
        self.formats += u32::from(is_format);
        self.frames.push(Frame::new(closer, is_format));
    }

    /// Ends a bracket if it is its counterpart that comes; the parser passes over another.
    fn close(&mut self, closer: TokenKind) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(frame) = self.frames.pop_if(|top| top.closer == closer) else { return };
        self.formats -= u32::from(frame.is_format);
        if let Some(top) = self.frames.last_mut() {
            self.depth = self.depth.saturating_sub(top.depth());
            if is_format_end(top.closer) {
                // The holes of an f-string do not nest.
                top.operators = 0;
            }
        }
    }
}

fn is_format_end(closer: TokenKind) -> bool {
    matches!(closer, TokenKind::FStringEnd | TokenKind::TStringEnd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_is_measured() {
        for (open, inner, close) in [
            ("(", "1", ")"),
            ("[", "", "]"),
            ("{1: ", "1", "}"),
            ("f(", "", ")"),
            ("-", "1", ""),
            ("not ", "1", ""),
            ("1 + ", "1", ""),
            ("1 ** ", "1", ""),
            ("a.", "a", ""),
            ("lambda: ", "1", ""),
            ("lambda a, b=", "1", ": 1"),
            ("1 if 1 else ", "1", ""),
            ("(]", "1", ")"),
            ("f()", "", ""),
        ] {
            let text = format!("x = {}{inner}{}\n", open.repeat(5_000), close.repeat(5_000));
            assert!(is_too_deep(&text, 4_000), "{open}");
            assert!(!is_too_deep(&text, 20_000), "{open}");
        }
    }

    #[test]
    fn blocks_nest() {
        let blocks: String = (0..300).map(|level| " ".repeat(level) + "if x:\n").collect();
        let text = format!("{blocks}{}pass\n", " ".repeat(300));
        assert!(is_too_deep(&text, 200));
        assert!(!is_too_deep(&text, 1_000));
    }

    #[test]
    fn long_is_not_deep() {
        for line in
            ["x = 1\n", "f(1)\n", "x.y.z = not 1\n", "@f\n", "if x: pass\n", "x(lambda: 1)\n"]
        {
            assert!(!is_too_deep(&line.repeat(5_000), 100), "{line}");
        }
        for item in ["(1, 2), ", "{1: -2}, ", "f'{a}{b}', ", "1 if a else 2, ", "\"a\" "] {
            let text = format!("x = [{}]\n", item.repeat(20_000));
            assert!(!is_too_deep(&text, 100), "{item}");
        }
    }

    #[test]
    fn formats_in_formats_are_bounded() {
        let text = format!("x = {}1{}\n", "f'{".repeat(11_000), "}'".repeat(11_000));
        assert!(is_too_deep(&text, u32::MAX));
        let specs = format!("x = f'{{1:{}{}}}'\n", "{1:".repeat(11_000), "}".repeat(11_000));
        assert!(is_too_deep(&specs, u32::MAX));
    }
}
