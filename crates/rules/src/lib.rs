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

use hognose_deprecation::{Package, Table};
use hognose_registry::{Registry, Rule, pack_rules};
use hognose_semantic::Words;

/// A registry of all built-in rules.
pub fn registry() -> Registry {
    registry_with(Vec::new(), Vec::new())
}

/// A registry of all built-in rules and those that a user brings along, with what is known about APIs,
/// by the built-in tables and by those of the user.
pub fn registry_with(more: Vec<Rule>, packages: Vec<Package>) -> Registry {
    let packs = pack_rules(hognose_pack::from_bytes(PACKS));
    let mut table = Table::from_bytes(DEPRECATIONS);
    let mut words = Words::from_bytes(WORDS);
    for package in packages {
        hognose_usage::add_words(&mut words, &package);
        table.add(package);
    }
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
    .knowing(table, words)
}

/// What the folder `rules` says about deprecated APIs.
static DEPRECATIONS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/deprecations.bin"));

/// The words by which uses of these APIs are noticed.
static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));

/// The rules of the folder `rules`, compiled by the build script.
static PACKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs.bin"));

pub use flow::{flow_gate, flow_models};
pub use suppression::{NOSEC_READ_DIFFERENTLY, UNKNOWN_SUPPRESSION, UNUSED_SUPPRESSION};

/// The rules of a family.
type Rules = &'static [Rule];
