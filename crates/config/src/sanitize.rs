//! Text from files and file names, made safe to show: no terminal escapes, nothing invisible.

use std::borrow::Cow;
use std::fmt::Write as _;

use hognose_core::CommandWatch;

/// The text with every control or invisible character written as an escape.
pub(crate) fn sanitized(text: &str) -> Cow<'_, str> {
    if !text.contains("##") && !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut watch = CommandWatch::default();
    for char in text.chars() {
        let is_command = watch.opens(char);
        match char {
            '\t' => safe.push_str("    "),
            char if is_command || is_unsafe(char) => safe.extend(char.escape_unicode()),
            char => safe.push(char),
        }
    }
    Cow::Owned(safe)
}

/// The text as a basic string of TOML, safe to show.
pub(crate) fn toml_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut watch = CommandWatch::default();
    for char in text.chars() {
        let is_command = watch.opens(char);
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if is_command || is_unsafe(char) => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\U{:08X}", u32::from(char));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a character could move the cursor, reorder the text around it, or not be seen at all.
fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::{sanitized, toml_string};

    #[test]
    fn what_a_terminal_would_act_upon_is_escaped() {
        for (text, safe) in [
            ("tests/naïve 测试.py", "tests/naïve 测试.py"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\tb\r\n", "a    b\\u{d}\\u{a}"),
            ("a\u{202e}b\u{feff}", "a\\u{202e}b\\u{feff}"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("a ##vso[b] ## [c]", "a ##vso\\u{5b}b] ## [c]"),
        ] {
            assert_eq!(sanitized(text), safe);
        }
    }

    #[test]
    fn a_quoted_string_is_the_same_string_to_toml() {
        for text in ["", "a\"b\\c", "\u{1b}\t\n\u{202e}", "測試 🐍", "'", "##vso[x]"] {
            let document = format!("key = {}", toml_string(text));
            let table: toml::Table = document.parse().expect("the quoted string is valid");
            assert_eq!(table["key"].as_str(), Some(text));
        }
    }
}
