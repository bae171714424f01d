//! What users of a configuration see: which file holds, what it sets, and what is said about its
//! mistakes.

mod errors;
mod hostile;
mod layers;
mod listing;
mod patterns;
mod project;
mod reference;
mod search;
mod selection;
mod target;
