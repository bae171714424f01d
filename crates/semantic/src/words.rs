//! Words that somebody looks for: which attributes and names are worth recording.

/// A set of words that may say yes to a word that is not in it, and is asked in a few instructions.
///
/// The walk asks it for every attribute and every name of a file: a table of hashes would cost more
/// than the rest of what the walk does about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Two sets: all words, and behind them those that mean something without an import.
    bits: Box<[u8]>,
}

/// Bits of a set, as a power of two.
const BITS: u32 = 16;
/// The length of a set in bytes.
const BYTES: usize = 1 << (BITS - 3);

impl Default for Words {
    fn default() -> Self {
        Self { bits: Box::new([0; 2 * BYTES]) }
    }
}

impl Words {
    /// The set that [`Self::as_bytes`] has written; the empty one for bytes of another length.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        if bytes.len() == 2 * BYTES { Self { bits: bytes.into() } } else { Self::default() }
    }

    /// The set as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bits
    }

    /// Adds a word.
    pub fn insert(&mut self, word: &str) {
        let bit = Bit::of(word).0;
        self.bits[bit >> 3] |= 1 << (bit & 7);
    }

    /// Adds a word that is a name of something that no import has to bring: a built-in.
    pub fn insert_builtin(&mut self, word: &str) {
        self.insert(word);
        let bit = Bit::of(word).0;
        self.bits[BYTES + (bit >> 3)] |= 1 << (bit & 7);
    }

    /// Whether a word may be in the set.
    pub fn may_have(&self, word: &str) -> bool {
        self.has(Bit::of(word))
    }

    /// Whether a word may be in the set as a built-in.
    pub(crate) fn may_have_builtin(&self, word: &str) -> bool {
        let bit = Bit::of(word).0;
        self.bits[BYTES + (bit >> 3)] >> (bit & 7) & 1 == 1
    }

    /// [`Self::may_have`], for a word whose bit is known.
    #[inline]
    pub(crate) fn has(&self, bit: Bit) -> bool {
        self.bits[bit.0 >> 3] >> (bit.0 & 7) & 1 == 1
    }
}

/// The bit of a word in every set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bit(usize);

impl Bit {
    /// A word's length, its first two bytes and its last two, mixed.
    #[inline]
    pub(crate) fn of(word: &str) -> Self {
        let bytes = word.as_bytes();
        let ends = match (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
            (Some(first), Some(last)) => {
                u32::from(u16::from_le_bytes(*first)) | u32::from(u16::from_le_bytes(*last)) << 16
            }
            _ => bytes.first().copied().map_or(0, u32::from),
        };
        let length = bytes.len();
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        let mixed = (ends ^ length.wrapping_mul(0x85EB_CA6B)).wrapping_mul(0x9E37_79B1);
        Self((mixed >> (32 - BITS)) as usize)
    }

    /// The bit in a set of 64.
    #[inline]
    pub(crate) fn small(self) -> u64 {
        1 << (self.0 & 63)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_and_few_others() {
        let mut words = Words::default();
        assert!(!words.may_have("") && !words.may_have("utcnow"));
        for word in ["utcnow", "x", "", "wrap_socket"] {
            words.insert(word);
            assert!(words.may_have(word));
        }
        assert!(!words.may_have("now") && !words.may_have("urlopen"));
        assert!(!words.may_have_builtin("utcnow"));
        words.insert_builtin("apply");
        assert!(words.may_have("apply") && words.may_have_builtin("apply"));
        assert_eq!(Words::from_bytes(words.as_bytes()), words);
    }
}
