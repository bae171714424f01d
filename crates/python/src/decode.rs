//! From bytes to text.

/// A decoded file.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
}

/// The bytes are no text.
#[derive(Debug)]
pub struct DecodeError;

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not UTF-8")
    }
}

/// Decodes a file.
///
/// # Errors
///
/// If it is not UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, DecodeError> {
    String::from_utf8(bytes).map(|text| Decoded { text }).map_err(|_| DecodeError)
}
