//! Text from the analysed code, made fit for people's eyes and terminals.
//!
//! A terminal obeys what is written to it, and Unicode has characters that reorder or hide their
//! neighbours. Here they become the escapes that Python would write for them: visible and harmless. So
//! does the bracket of a command to the log of a CI system.

use std::borrow::Cow;

use hognose_core::{CommandWatch, begins_command};

/// A text with its control and invisible characters as escapes. There is no newline left in it.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    escape(text, is_hidden)
}

/// A part of a source line with its control and invisible characters as escapes, except for tabs.
pub(crate) fn visible_code(text: &str) -> Cow<'_, str> {
    escape(text, |char| char != '\t' && is_hidden(char))
}

/// The escape of one byte that is not text.
pub(crate) fn visible_byte(byte: u8) -> String {
    format!("\\x{byte:02x}")
}

fn escape(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if is_plain(text) || !text.contains("##") && !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut watch = CommandWatch::default();
    for char in text.chars() {
        if watch.opens(char) || hidden(char) {
            escaped.push_str(&escape_of(char));
        } else {
            escaped.push(char);
        }
    }
    Cow::Owned(escaped)
}

fn escape_of(char: char) -> String {
    match (char, u32::from(char)) {
        ('\t', _) => "\\t".to_owned(),
        ('\n', _) => "\\n".to_owned(),
        ('\r', _) => "\\r".to_owned(),
        (_, code @ ..=0xff) => format!("\\x{code:02x}"),
        (_, code @ ..=0xffff) => format!("\\u{code:04x}"),
        (_, code) => format!("\\U{code:08x}"),
    }
}

/// Whether a character acts on the terminal or on its neighbours, or shows nothing at all. Joiners,
/// combining marks and variation selectors are part of honest text and stay.
pub(crate) fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}'                      // soft hyphen
            | '\u{61c}'                   // Arabic letter mark
            | '\u{200b}'                  // zero width space
            | '\u{200e}' | '\u{200f}'     // left-to-right and right-to-left marks
            | '\u{2028}'..='\u{202e}'     // separators, embeddings, overrides
            | '\u{2060}'..='\u{206f}'     // invisible operators, isolates
            | '\u{feff}'                  // byte order mark
            | '\u{fff9}'..='\u{fffb}'     // interlinear annotation
            | '\u{fffe}' | '\u{ffff}'     // no characters, and not allowed in XML
            | '\u{e0000}'..='\u{e007f}'   // tags: text that nobody sees
        )
}

/// A text that may stand at the start of a line: it begins no command.
pub(crate) fn at_line_start(text: &str) -> Cow<'_, str> {
    if begins_command(text) {
        Cow::Owned(text.replacen(':', &escape_of(':'), 1))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a text is what most are: printable ASCII without a command to a log, so that nothing in it
/// is hidden. Told many bytes at a time.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte))
        && !text.contains("##")
}

/// Breaks a text into lines of at most `width` characters where it has white space. A longer word
/// keeps a line of its own.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            wrapped.push('\n');
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_shown_instead() {
        assert_eq!(visible("a\x1b[31mb\u{7f}\u{9b}"), "a\\x1b[31mb\\x7f\\x9b");
        assert_eq!(visible("a\tb\r\nc\0"), "a\\tb\\r\\nc\\x00");
    }

    #[test]
    fn what_hides_or_reorders_text_is_shown_instead() {
        assert_eq!(visible("\u{202e}a\u{2066}\u{200b}"), "\\u202ea\\u2066\\u200b");
        assert_eq!(visible("\u{e0041}"), "\\U000e0041");
    }

    #[test]
    fn honest_text_is_not_touched() {
        for text in ["naïve 🐍", "e\u{301}", "👩\u{200d}💻", "نص", "日本語"] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn what_a_log_obeys_is_shown_instead() {
        assert_eq!(visible("a ##vso[task.x]b"), "a ##vso\\x5btask.x]b");
        assert_eq!(visible_code("## [1] #[2] ##[3]"), "## [1] #[2] ##\\x5b3]");
        assert_eq!(at_line_start(" ::error::x"), " \\x3a:error::x");
        assert_eq!(at_line_start("a::b"), "a::b");
    }

    #[test]
    fn tabs_stay_in_code() {
        assert_eq!(visible_code("\tx\x0c"), "\tx\\x0c");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two\nthree  four", 9), "one two\nthree\nfour");
        assert_eq!(wrap("incomprehensibilities a b", 5), "incomprehensibilities\na b");
        assert_eq!(wrap(" ", 5), "");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(is_hidden));
        }

        /// Excerpts find their columns by escaping the text before them.
        #[test]
        fn escaping_a_text_begins_with_escaping_its_beginning(
            before in "[#a\\[\\x1bé]*",
            after in "[#a\\[\\x1bé]*",
        ) {
            let whole = visible_code(&format!("{before}{after}")).into_owned();
            prop_assert!(whole.starts_with(&*visible_code(&before)));
        }
    }
}
