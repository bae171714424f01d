//! What a rule is: its description, the places where it wants to look, and how rules are selected
//! and run over a file.
//!
//! The registry is a value: the binary builds it from the rules it knows and hands it to the engine,
//! which never names a rule. Nothing here reads files or configuration.

mod meta;
mod registry;
mod rule;
mod selection;

pub use meta::{DOCS_URL, Family, RuleMeta, Tier};
pub use registry::Registry;
pub use rule::Rule;
pub use selection::{RuleSet, Selector, UnknownSelector};
