//! Every built-in rule, and nothing else.
//!
//! A rule is one file in the folder of its family: its description, its hooks, its check. A family's
//! `mod.rs` names its files and lists their rules; a test makes sure that none is forgotten. What
//! several rules of a family share stands in that family's folder, too.

mod crypto;
mod deprecated;
mod deserialization;
mod escaping;
mod excerpt;
mod exec;
mod filesystem;
mod flow;
mod hygiene;
mod identifiers;
mod imports;
mod injection;
mod network;
mod origin;
mod secrets;
mod suppression;
mod web;

use hognose_registry::{Registry, Rule, pack_rules};

/// A registry of all built-in rules.
pub fn registry() -> Registry {
    registry_with(Vec::new())
}

/// A registry of all built-in rules and those that a user brings along.
pub fn registry_with(more: Vec<Rule>) -> Registry {
    let packs = pack_rules(hognose_pack::from_bytes(PACKS));
    Registry::new(
        [
            crypto::RULES,
            deprecated::RULES,
            deserialization::RULES,
            exec::RULES,
            filesystem::RULES,
            hygiene::RULES,
            injection::RULES,
            network::RULES,
            secrets::RULES,
            suppression::RULES,
            web::RULES,
        ]
        .concat()
        .into_iter()
        .chain(packs)
        .chain(more),
    )
}

/// The rules of the folder `rules`, compiled by the build script.
static PACKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs.bin"));

pub use flow::{flow_gate, flow_models};
pub use suppression::{NOSEC_READ_DIFFERENTLY, UNKNOWN_SUPPRESSION, UNUSED_SUPPRESSION};

/// The rules of a family.
type Rules = &'static [Rule];
