//! Rules that are written as data.
mod comparison;
mod formula;
mod key;
mod lower;
mod matcher;
mod pattern;
mod prepare;
mod shape;
mod solve;

pub use key::Key;
pub use matcher::{Found, Matcher, Scan};
