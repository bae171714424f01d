//! JSON that is safe to look at.
//!
//! JSON asks for escapes of the first 32 control characters only. People do look at it in terminals,
//! so here every character that acts on a terminal, hides, or begins a command to the log of a CI system
//! is written as an escape. A parser reads the same strings.

use std::io::{self, Write};

use hognose_core::CommandWatch;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::text::{is_hidden, is_plain};

/// Writes a value on one line, without a newline at its end.
pub(crate) fn write(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Escaping(CompactFormatter)))?)
}

/// Writes a value with one member per line, without a newline at its end.
pub(crate) fn write_indented(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let formatter = Escaping(PrettyFormatter::new());
    Ok(value.serialize(&mut Serializer::with_formatter(out, formatter))?)
}

/// A layout whose strings have escapes for what is hidden.
struct Escaping<F>(F);

/// Leaves these to the layout.
macro_rules! delegate {
    ($($method:ident($($argument:ident: $kind:ty)?);)*) => {
        $(
            fn $method<W: Write + ?Sized>(
                &mut self,
                out: &mut W,
                $($argument: $kind)?
            ) -> io::Result<()> {
                self.0.$method(out, $($argument)?)
            }
        )*
    };
}

impl<F: Formatter> Formatter for Escaping<F> {
    delegate! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if is_plain(fragment) {
            return out.write_all(fragment.as_bytes());
        }
        let mut watch = CommandWatch::default();
        let mut rest = fragment;
        while let Some(at) = rest.find(|char| watch.opens(char) || is_hidden(char)) {
            let (shown, hidden) = rest.split_at(at);
            out.write_all(shown.as_bytes())?;
            let mut chars = hidden.chars();
            for unit in
                chars.by_ref().take(1).flat_map(|char| char.encode_utf16(&mut [0; 2]).to_vec())
            {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = chars.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write(&mut out, &text).expect("a vector takes everything");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn what_hides_is_escaped() {
        let text = "a\x1b\n\u{7f}\u{9b}1m \u{202e}é🐍\u{e0041}\"";
        let json = "\"a\\u001b\\n\\u007f\\u009b1m \\u202eé🐍\\udb40\\udc41\\\"\"";
        assert_eq!(written(text), json);
    }

    #[test]
    fn what_a_log_obeys_is_escaped() {
        assert_eq!(written("##vso[x] ##[y] [z]"), r###""##vso\u005bx] ##\u005by] [z]""###);
    }

    proptest! {
        #[test]
        fn a_parser_reads_the_same_text(text in any::<String>()) {
            let json = written(&text);
            prop_assert!(!json.chars().any(is_hidden));
            let read: String = serde_json::from_str(&json).expect("it is JSON");
            prop_assert_eq!(read, text);
        }
    }
}
