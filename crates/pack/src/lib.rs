//! Rules that are written as data, with the vocabulary of Semgrep.
//!
//! [`read`] makes rules from the text of a TOML file (or of one of Semgrep's YAML files) and collects
//! everything that is wrong with the others. A rule is a description and a [`Matcher`]: patterns,
//! lowered to trees of our own, and the words in the code that lead to them ([`Key`]). Whoever runs
//! rules keeps them in tables by these words and calls [`Matcher::run`] where a word is found. A
//! pattern without such a word is refused.
//!
//! Files may have tables about data flow, too ([`FlowTable`]): what libraries and the functions of the
//! user's program do with data. [`join`] puts those of all packs together. And they may say which APIs of
//! a package are deprecated or gone ([`Loaded::packages`]).
//!
//! The packs of the program are written by [`to_bytes`] at build time and read by [`from_bytes`]: no
//! TOML is parsed at the start, and a condition is read when its rule first runs. Nothing here reads
//! files, knows which rules are selected, or walks a tree.
//!
//! Matching is bounded: the work for one place by fuel, the code around it by a distance, the length
//! of texts. What goes beyond is no match.

mod comparison;
mod conditions;
mod document;
mod env;
mod flow;
mod formula;
mod key;
mod links;
mod literals;
mod lower;
mod matcher;
mod pattern;
mod places;
mod prepare;
mod problem;
mod rule;
mod schema;
mod shape;
mod solve;

pub use flow::{FlowTable, Joined, Known, join};
pub use key::Key;
pub use lower::dotted;
pub use matcher::{Found, Matcher, Scan};
pub use problem::{Problem, Problems};
pub use rule::{Description, PackRule, from_bytes, to_bytes};
pub use schema::{Loaded, read};
