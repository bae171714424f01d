//! Last parts of names, and sets of them by which most words of a program are told to be none that
//! matters.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;

/// The last part of a dotted name, or a word that may be one.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'w> {
    /// The word.
    pub word: &'w str,
    pub(crate) hash: u64,
}

impl<'w> Leaf<'w> {
    /// A word without dots.
    pub fn new(word: &'w str) -> Self {
        Self { word, hash: BuildHasherDefault::<FxHasher>::default().hash_one(word) }
    }

    /// The last part of a dotted name.
    pub fn of(name: &'w str) -> Self {
        let dot = name.bytes().rposition(|byte| byte == b'.');
        Self::new(dot.map_or(name, |dot| &name[dot + 1..]))
    }
}

/// A set of words that may say yes to a word that is not in it, and never no to one that is.
///
/// It is asked for every word of a file that some table knows: that has to cost less than a search in
/// the tables of all modules that the file imports.
#[derive(Clone, Debug)]
pub struct Leaves {
    bits: [u64; BLOCKS],
}

/// Bits of a set: of the words of a dozen modules, one in ten is taken for another.
const BITS: u64 = 64 * BLOCKS as u64;
/// A set in words of the machine.
const BLOCKS: usize = 64;

/// The empty set.
impl Default for Leaves {
    fn default() -> Self {
        Self { bits: [0; BLOCKS] }
    }
}

impl Leaves {
    /// Adds a word.
    pub fn insert(&mut self, leaf: Leaf<'_>) {
        let (block, bit) = place(leaf);
        self.bits[block] |= bit;
    }

    /// Adds the words of another set.
    pub fn extend(&mut self, other: &Self) {
        for (own, other) in self.bits.iter_mut().zip(&other.bits) {
            *own |= other;
        }
    }

    /// Whether a word may be in the set.
    pub fn may_have(&self, leaf: Leaf<'_>) -> bool {
        let (block, bit) = place(leaf);
        self.bits[block] & bit != 0
    }
}

/// The block and the bit of a word.
fn place(leaf: Leaf<'_>) -> (usize, u64) {
    let bit = (leaf.hash >> 32) % BITS;
    ((bit / 64) as usize, 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_and_few_others() {
        let mut some = Leaves::default();
        for word in ["utcnow", "", "x", "wrap_socket"].map(Leaf::new) {
            assert!(!some.may_have(word), "{word:?}");
            some.insert(word);
            assert!(some.may_have(word), "{word:?}");
        }
        let mut more = Leaves::default();
        more.insert(Leaf::of("urllib.request.urlopen"));
        more.extend(&some);
        assert!(more.may_have(Leaf::new("urlopen")) && more.may_have(Leaf::new("utcnow")));
        assert!(!some.may_have(Leaf::new("urlopen")) && !more.may_have(Leaf::new("now")));
    }
}
