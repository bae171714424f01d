//! The options of single rules, as the tables below `rules` set them.

use hognose_core::RuleIndex;
use hognose_registry::{
    OptionDefault, OptionMeta, OptionValue, Registry, RuleOptions, Selector,
};
use toml::de::{DeInteger, DeValue};

use crate::origin::Origin;
use crate::problem::Complaint;
use crate::reader::{Item, Node, Reader, Value, in_order};
use crate::suggest::with_names;

/// Options with their values, in the order of the file; a later one goes before an earlier one.
#[derive(Debug)]
pub(crate) struct OptionTable {
    pub(crate) options: Vec<SetOption>,
}

/// An option that has a value.
#[derive(Debug)]
pub(crate) struct SetOption {
    pub(crate) rule: RuleIndex,
    pub(crate) rule_id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) value: OptionValue,
    pub(crate) origin: Origin,
}

impl OptionTable {
    /// Every option of every rule, with its default.
    pub(crate) fn defaults(registry: &Registry) -> Self {
        let of_rule = |rule| {
            let meta = registry.meta(rule);
            meta.options.iter().map(move |option| SetOption {
                rule,
                rule_id: meta.id,
                name: option.name,
                value: option.default.to_value(),
                origin: Origin::Default,
            })
        };
        Self { options: registry.indices().flat_map(of_rule).collect() }
    }

    /// The values of all options.
    pub(crate) fn resolve(&self, registry: &Registry) -> RuleOptions {
        let mut resolved = RuleOptions::defaults(registry);
        for option in &self.options {
            // The registry refuses only what reading has refused before.
            let _ = resolved.set(option.rule, option.name, option.value.clone());
        }
        resolved
    }
}
