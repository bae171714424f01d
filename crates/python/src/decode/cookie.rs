//! The declaration of a file's encoding: `# -*- coding: latin-1 -*-` (PEP 263).
//!
//! It counts in a comment that has a line to itself, in the first line, or in the second if the
//! first is blank or such a comment too. Lines end as Python's do: `\n`, `\r`, `\r\n`.

/// A declaration.
pub(super) struct Cookie<'a> {
    /// The name, as the file has it: ASCII letters, digits, `-`, `_` and `.`; not empty.
    pub(super) name: &'a str,
    /// Where the name begins.
    pub(super) offset: usize,
}

/// The declaration of a file, of which a byte order mark is no part.
pub(super) fn find(bytes: &[u8]) -> Option<Cookie<'_>> {
    let first_end = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
    let first = &bytes[..first_end];
    let blank = first.iter().position(|byte| !is_blank(*byte));
    if let Some(start) = blank {
        if first[start] != b'#' {
            return None;
        }
        if let Some(cookie) = in_comment(first, start) {
            return Some(cookie);
        }
    }
    let ending = if bytes[first_end..].starts_with(b"\r\n") { 2 } else { 1 };
    let second_start = (first_end + ending).min(bytes.len());
    let rest = &bytes[second_start..];
    let second = &rest[..memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())];
    let start = second.iter().position(|byte| !is_blank(*byte))?;
    let cookie = if second[start] == b'#' { in_comment(second, start)? } else { return None };
    Some(Cookie { offset: second_start + cookie.offset, ..cookie })
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0x0c)
}

/// The first declaration in a line's comment, which begins at `start`.
fn in_comment(line: &[u8], start: usize) -> Option<Cookie<'_>> {
    const WORD: &[u8] = b"coding";
    memchr::memmem::find_iter(&line[start..], WORD).find_map(|found| {
        let after = start + found + WORD.len();
        if !matches!(line.get(after), Some(b':' | b'=')) {
            return None;
        }
        let skipped = line[after + 1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        let offset = after + 1 + skipped.count();
        let len = line[offset..].iter().take_while(|byte| is_name(**byte)).count();
        let name = std::str::from_utf8(&line[offset..offset + len]).ok()?;
        (!name.is_empty()).then_some(Cookie { name, offset })
    })
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}
