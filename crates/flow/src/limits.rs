//! How far the analysis goes, in one place, and what is lost beyond.
//!
//! Each limit bounds the work for one thing, so that the whole is linear in the size of the program,
//! however it is written. Beyond a limit, things are told apart less exactly, or are not followed.

use crate::value::Mask;

// The program.

/// The rules that are followed: which harm data can do is one bit for each.
pub const MAX_RULES: usize = Mask::BITS as usize - crate::rules::PROPERTIES;

/// Expressions that are looked at in a part of a program, for each of its files that takes part. Code
/// as people write it needs some tens of thousands. Beyond, functions are left where they are.
pub(crate) const BUDGET_PER_FILE: u64 = 100_000;

/// As many expressions may be looked at in any case: a small program can call itself in many ways.
pub(crate) const BUDGET: u64 = 5_000_000;

/// So many expressions may be looked at for one function that a library calls. Beyond, calls of functions
/// in ways in which they were not called before are not followed: what goes in comes out.
pub(crate) const BUDGET_PER_ENTRY: u64 = 50_000;

/// How often a program is run at most: what is written into objects that everybody sees may be read by
/// functions that ran before. Two rounds carry data through one such place; the second one runs only
/// functions that have looked at such a place too early.
pub(crate) const PROGRAM_ROUNDS: u32 = 2;

// Functions.

/// Functions whose code is kept as it is run. Beyond, it is unpacked again where it is needed.
pub(crate) const MAX_BODIES: usize = 1024;

/// Calls of classes, of objects and of methods that are one within the other, beside the functions that
/// they lead to. Beyond, what goes in comes out: `A.__init__ = A` has no end.
pub(crate) const MAX_INDIRECT: u32 = 96;

/// Calls within calls are followed so deep. Below, a call gives back what went in.
pub(crate) const MAX_CALLS: u32 = 24;

/// Calls within calls that no data goes into are followed so deep: for the objects that they make.
pub(crate) const MAX_IDLE_CALLS: u32 = 3;

/// After so many kinds of arguments of a function, constants are not told apart any more.
pub(crate) const MAX_EXACT: u32 = 4;

/// After so many, nothing but data is told apart.
pub(crate) const MAX_KINDS: u32 = 8;

/// The same two where no data is in the arguments: what such a call returns is seldom about constants.
pub(crate) const MAX_IDLE_EXACT: u32 = 2;
pub(crate) const MAX_IDLE_KINDS: u32 = 6;

/// A function may be within itself so often, with other arguments each time.
pub(crate) const MAX_RECURSION: usize = 3;

/// So many functions that one decorator has made may be within each other.
pub(crate) const MAX_SAME_CODE: usize = 12;

/// Objects that are looked into for one call.
pub(crate) const MAX_OBJECTS: usize = 96;

/// New objects that one call gives back, told apart: those that are nearest to what it returns.
pub(crate) const MAX_MADE: usize = 96;

/// Places that everybody sees into which one function, and what it calls, writes what a caller gives it.
pub(crate) const MAX_EFFECTS: usize = 64;

/// Places in one function, and below it, at which a caller's data would do harm.
pub(crate) const MAX_HITS: usize = 256;

/// How often the body of a loop is run: what one round leaves behind reaches the next.
pub(crate) const LOOP_ROUNDS: u32 = 2;

/// In loops within so many others, once: rounds within rounds multiply.
pub(crate) const MAX_LOOPS: usize = 4;

/// Loops over no more constants than this are run once for each. Beyond it the constants are taken for one
/// that may be any of them, and a check against each of them is not understood.
pub(crate) const MAX_UNROLLED: usize = 8;

/// Of a list that is no longer than this, a comprehension makes a list or a dictionary of which all is known
/// that is known of the elements.
pub(crate) const MAX_COMPREHENDED: usize = 16;

/// So many attributes of an object are written by `setattr` with a name that comes in with the data.
pub(crate) const MAX_ANY_ATTRIBUTE: usize = 32;

/// A loop over no more things than this, with data in one of them, is run once for each.
pub(crate) const MAX_ONE_BY_ONE: usize = 4;

// Values.

/// Data of so many origins is told apart in one value.
pub(crate) const MAX_TAINTS: usize = 8;

/// A value may be so many things; beyond, what is known of texts is given up first.
pub(crate) const MAX_ALTS: usize = 8;

/// Fields of an object, and elements of a container, that are told apart.
pub(crate) const MAX_FIELDS: usize = 64;

/// Dictionaries of which one is given to a call are looked at one by one, if there are no more.
pub(crate) const MAX_CHOICES: usize = 4;

/// Objects within objects are told apart, shared or made so deep.
pub(crate) const OBJECT_DEPTH: u32 = 4;

/// Data is looked for in objects within objects so deep.
pub(crate) const DATA_DEPTH: u32 = 5;

/// Data is looked for in so many objects.
pub(crate) const MAX_SEEN: usize = 64;

/// A part of a secret that is not longer is none: the last digits of a card, the beginning of a key.
pub(crate) const MAX_SHOWN: i64 = 8;

/// Pieces of a text: known ones, and holes with data.
pub(crate) const MAX_PIECES: usize = 24;

/// The length of a text that is known, in bytes.
pub(crate) const MAX_TEXT: usize = 4096;

/// Parts of parts of data are told apart up to this depth: what is checked in one is not checked in
/// another.
pub(crate) const MAX_PART_DEPTH: usize = 8;

/// Steps of a trace. Of a longer one, the beginning is left out.
pub(crate) const MAX_STEPS: usize = 40;

/// Regular expressions that are looked at in one part of a program, for how long they take. One may need
/// tens of milliseconds; programs have tens that data gets to.
pub(crate) const MAX_REGEXES: usize = 300;

// Classes and libraries.

/// Classes are followed from class to base so far.
pub(crate) const MAX_BASES: u32 = 12;

/// The same for classes of models.
pub(crate) const MAX_MODEL_BASES: u32 = 6;

/// The length of a path to a thing of a library, in bytes. Longer ones come from loops that call what
/// they got.
pub(crate) const MAX_PATH: usize = 160;

/// The longest list of which `reduce` is followed element by element.
pub(crate) const MAX_FOLDED: usize = 8;
