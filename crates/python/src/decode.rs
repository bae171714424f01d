//! From the bytes of a file to its text, as Python itself reads source code.
//!
//! Source is UTF-8 unless a byte order mark or a declaration says otherwise (PEP 263, see
//! [`cookie`]). Text is never decoded differently from what Python would see: the encodings of the
//! web, which the decoder at hand implements, differ from Python's of the same name, and
//! [`legacy`] says how. What cannot be decoded faithfully is refused with its place and a remedy.
//!
//! Two kinds of files that Python refuses are read all the same, because their text is beyond
//! doubt: those with NUL bytes, and those that declare UTF-8 under another of its names behind a
//! byte order mark.

mod cookie;
mod legacy;
mod table;

use std::fmt;

/// A decoded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding that the text was in, by Python's name for it.
    pub encoding: &'static str,
    /// Whether a byte order mark preceded the text. Its three bytes are not in `text`.
    pub had_bom: bool,
}

/// Why the bytes of a file are not text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The byte of the file, counted from 0, at which reading ends.
    pub offset: usize,
    /// What stands there.
    pub reason: DecodeErrorReason,
}

/// What is wrong with the bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeErrorReason {
    /// The file declares no encoding, or UTF-8, and this byte breaks UTF-8.
    NotUtf8 {
        /// The offending byte.
        byte: u8,
    },
    /// The file begins with the mark of an encoding that Python does not take source in.
    WideEncoding {
        /// UTF-16 or UTF-32.
        name: &'static str,
    },
    /// The file declares an encoding in which this byte, with those that follow it, has no meaning.
    NotInEncoding {
        /// The offending byte.
        byte: u8,
        /// Python's name for the encoding.
        encoding: &'static str,
    },
    /// The file declares an encoding that is unknown, or that is not one of text files.
    UnsupportedEncoding {
        /// The encoding as the file names it, shortened if it is very long.
        name: String,
    },
    /// The file begins with the mark of UTF-8 and then declares something else.
    ContradictsBom {
        /// The encoding as the file names it, shortened if it is very long.
        name: String,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.offset;
        match &self.reason {
            DecodeErrorReason::NotUtf8 { byte } => write!(
                f,
                "not valid UTF-8: byte 0x{byte:02x} at offset {offset}; save the file as UTF-8, or \
                 declare its encoding in the first line, as in `# coding: latin-1`"
            ),
            DecodeErrorReason::WideEncoding { name } => write!(
                f,
                "begins with the byte order mark of {name}, in which Python does not read source; \
                 save the file as UTF-8"
            ),
            DecodeErrorReason::NotInEncoding { byte, encoding } => write!(
                f,
                "not valid in {encoding}, the encoding that the file declares: byte 0x{byte:02x} at \
                 offset {offset}; correct the declaration, or save the file as UTF-8"
            ),
            DecodeErrorReason::UnsupportedEncoding { name } => write!(
                f,
                "declares the encoding `{name}` (at offset {offset}), which is not supported; save \
                 the file as UTF-8 and remove the declaration"
            ),
            DecodeErrorReason::ContradictsBom { name } => write!(
                f,
                "begins with the byte order mark of UTF-8, but declares the encoding `{name}` (at \
                 offset {offset}); remove one of the two"
            ),
        }
    }
}

impl std::error::Error for DecodeError {}

/// The mark that some editors put before UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Decodes the bytes of a source file. Those of an ordinary one (UTF-8) become the text unmoved.
///
/// # Errors
///
/// If the bytes are not valid in the encoding that the file has by Python's rules, or if that
/// encoding is not supported.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, DecodeError> {
    let had_bom = bytes.starts_with(BOM);
    let start = if had_bom { BOM.len() } else { 0 };
    let Some(cookie) = cookie::find(&bytes[start..]) else {
        return utf8(bytes, had_bom);
    };
    let declared = |reason: fn(String) -> DecodeErrorReason| DecodeError {
        offset: start + cookie.offset,
        reason: reason(shortened(cookie.name)),
    };
    match legacy::lookup(cookie.name) {
        Some(legacy::Declared::Utf8) => utf8(bytes, had_bom),
        _ if had_bom => Err(declared(|name| DecodeErrorReason::ContradictsBom { name })),
        Some(legacy::Declared::Legacy(encoding)) => {
            let text = legacy::decode(encoding, &bytes).map_err(|offset| DecodeError {
                offset,
                reason: DecodeErrorReason::NotInEncoding {
                    byte: bytes.get(offset).copied().unwrap_or_default(),
                    encoding: encoding.name,
                },
            })?;
            Ok(Decoded { text, encoding: encoding.name, had_bom })
        }
        None => Err(declared(|name| DecodeErrorReason::UnsupportedEncoding { name })),
    }
}

fn utf8(bytes: Vec<u8>, had_bom: bool) -> Result<Decoded, DecodeError> {
    let mut text = String::from_utf8(bytes).map_err(|error| not_utf8(&error))?;
    if had_bom {
        text.drain(..BOM.len());
    }
    Ok(Decoded { text, encoding: "utf-8", had_bom })
}

fn not_utf8(error: &std::string::FromUtf8Error) -> DecodeError {
    let bytes = error.as_bytes();
    let offset = error.utf8_error().valid_up_to();
    let reason = match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            DecodeErrorReason::WideEncoding { name: "UTF-32" }
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => DecodeErrorReason::WideEncoding { name: "UTF-16" },
        _ => DecodeErrorReason::NotUtf8 { byte: bytes.get(offset).copied().unwrap_or_default() },
    };
    DecodeError { offset, reason }
}

/// A declared name, ASCII by construction, cut to what a message can hold.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 40;
    if name.len() <= LONGEST { name.to_owned() } else { format!("{}…", &name[..LONGEST]) }
}
