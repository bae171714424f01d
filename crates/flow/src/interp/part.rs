//! Which part of data a value is, as numbers: what is checked in one part is not checked in another.
//! Parts that are called otherwise have the hash of what they are called.

use crate::names::Name;

/// An element of a text or of a collection, whichever.
pub(super) const ELEMENT: u64 = 0xe1e;
/// A key, whichever: a check of it is none of what stands there.
pub(super) const KEY: u64 = 0x6e7;
/// An element that a loop takes out of a collection: what is found out about it is not known of the
/// others.
pub(super) const TAKEN: u64 = 0x7a6e;
/// What stands under a key that is not known.
pub(super) const ANY_KEY: u64 = 0x1d1;
/// What a sanitizer makes of it.
pub(super) const SANITIZED: u64 = 0x5a17;
/// What a call of unknown code makes of it.
pub(super) const RESULT: u64 = 0xca11;
/// The number that it is.
pub(super) const NUMBER: u64 = 0x171;
/// What it is once it is decoded.
pub(super) const DECODED: u64 = 0xdec0;
/// It with escapes in the place of characters.
pub(super) const ESCAPED: u64 = 0xe5c;
/// One of the pieces that it is split into.
pub(super) const PIECE: u64 = 0x5917;
/// What stands before a separator, and behind it.
pub(super) const BEFORE: u64 = 0x9a1;
pub(super) const BEHIND: u64 = 0x9a3;
/// A slice of it, of which not both bounds are known.
pub(super) const SLICE: u64 = 0x5101;
/// What a regular expression finds in it.
pub(super) const MATCH: u64 = 0x6409;
/// One of all the things that it finds.
pub(super) const MATCHES: u64 = 0x6410;
/// The host of a URL.
pub(super) const HOST: u64 = 0x4057;
/// What a URL begins with.
pub(super) const SCHEME: u64 = 0x5c4e;
/// The folder of a path, and the last part.
pub(super) const FOLDER: u64 = 0x9ead;
pub(super) const LAST: u64 = 0x7a11;
/// A path without the ending, and the ending.
pub(super) const STEM: u64 = 0x9007;
pub(super) const ENDING: u64 = 0xe7d;

/// The element at a place, counted from the end if it is negative.
pub(super) fn place(place: i64) -> u64 {
    place.cast_unsigned() ^ 0x91ace << 40
}

/// An attribute of it.
pub(super) fn attribute(name: Name) -> u64 {
    u64::from(name.0) | 0xa77_0000_0000
}
