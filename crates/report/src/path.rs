//! A file's path for people and for machines.

use std::path::{Component, Path, Prefix};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::text::{at_line_start, visible, visible_byte};

/// The path as a person may see it: control characters, and bytes that are no text, as escapes. It may
/// stand at the start of a line.
pub(crate) fn visible_path(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(&visible(chunk.valid()));
        shown.extend(chunk.invalid().iter().copied().map(visible_byte));
    }
    at_line_start(&shown).into_owned()
}

/// What may stand as it is in a segment of a URI: RFC 3986's `pchar`. The colon is not among it,
/// lest the first segment of a relative reference look like a scheme.
const SEGMENT: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');

/// The path as a URI: a relative reference, or `file://…` for an absolute path. Every byte of the
/// path is in it, also those that are no text.
pub(crate) fn uri(path: &Path) -> String {
    let mut uri = String::new();
    if path.is_absolute() {
        uri.push_str("file://");
    }
    for component in path.components() {
        match component {
            Component::RootDir | Component::CurDir => {}
            Component::Prefix(prefix) => match prefix.kind() {
                Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
                    uri.push('/');
                    uri.push(char::from(letter));
                    uri.push(':');
                }
                Prefix::UNC(server, share) | Prefix::VerbatimUNC(server, share) => {
                    uri.extend(encode(server.as_encoded_bytes()));
                    uri.push('/');
                    uri.extend(encode(share.as_encoded_bytes()));
                }
                _ => uri.extend(encode(prefix.as_os_str().as_encoded_bytes())),
            },
            Component::ParentDir | Component::Normal(_) => {
                if !uri.is_empty() {
                    uri.push('/');
                }
                uri.extend(encode(component.as_os_str().as_encoded_bytes()));
            }
        }
    }
    uri
}

fn encode(segment: &[u8]) -> impl Iterator<Item = &str> {
    percent_encode(segment, &SEGMENT)
}

/// The path with `/` between its parts. Bytes that are no text are replaced.
pub(crate) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_is_a_relative_reference() {
        for (path, expected) in [
            ("app/views.py", "app/views.py"),
            ("./app//views.py", "app/views.py"),
            ("../other/a.py", "../other/a.py"),
            ("my app/100%.py", "my%20app/100%25.py"),
            ("a:b/c#d?e.py", "a%3Ab/c%23d%3Fe.py"),
            ("naïve/🐍.py", "na%C3%AFve/%F0%9F%90%8D.py"),
            ("routes/[id]/@me+(x).py", "routes/%5Bid%5D/@me+(x).py"),
            ("a\nb\x1b.py", "a%0Ab%1B.py"),
        ] {
            assert_eq!(uri(Path::new(path)), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_absolute_path_is_a_file_uri() {
        assert_eq!(uri(Path::new("/srv/a b.py")), "file:///srv/a%20b.py");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_survive() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let path = Path::new(OsStr::from_bytes(b"caf\xe9\x1b/a.py"));
        assert_eq!(uri(path), "caf%E9%1B/a.py");
        assert_eq!(visible_path(path), "caf\\xe9\\x1b/a.py");
        assert_eq!(slashed(path), "caf\u{fffd}\x1b/a.py");
    }
}
