//! What data flow is followed with: what is built in and what users say, as far as it is asked for.

use hognose_config::Settings;
use hognose_core::RuleIndex;
use hognose_engine::FlowOptions;
use hognose_flow::{Catalogue, Gate, KINDS, LazyCatalogue, Models, Selection};
use hognose_registry::{Registry, RuleSet};

/// What data flow is followed with.
pub(crate) struct Flows<'a> {
    gate: Gate,
    catalogue: LazyCatalogue<'a>,
    rules: Vec<Option<RuleIndex>>,
    superseded: Vec<Vec<RuleIndex>>,
}

impl<'a> Flows<'a> {
    /// What the settings ask for; none if no rule that runs needs it.
    pub(crate) fn new(
        settings: &'a Settings,
        registry: &'a Registry,
        own: &'a Models,
    ) -> Option<Self> {
        let mut kinds = ["secret", "exception", "random", "archive"].map(str::to_owned).to_vec();
        kinds.extend(settings.sources.iter().map(|kind| kind.as_str().to_owned()));
        Self::of(&settings.rules, kinds, registry, own)
    }

    /// The same for data of any kind.
    pub(crate) fn of_all_kinds(
        rules: &'a RuleSet,
        registry: &'a Registry,
        own: &'a Models,
    ) -> Option<Self> {
        Self::of(rules, KINDS.map(str::to_owned).to_vec(), registry, own)
    }

    fn of(
        enabled: &'a RuleSet,
        kinds: Vec<String>,
        registry: &'a Registry,
        own: &'a Models,
    ) -> Option<Self> {
        let mut gate = hognose_rules::flow_gate().only(&kinds);
        gate.extend(own);
        let rule_of = |id: &str| registry.find(id).filter(|it| enabled.contains(*it));
        let rules: Vec<Option<RuleIndex>> =
            gate.rules.iter().map(|rule| rule_of(&rule.0)).collect();
        if rules.iter().all(Option::is_none) {
            return None;
        }
        let find = |id: &String| registry.find(id);
        let superseded = gate.rules.iter().map(|rule| rule.1.iter().filter_map(find).collect());
        let superseded = superseded.collect();
        let catalogue = LazyCatalogue::new(move || {
            let rule = |id: &str| rule_of(id).is_some();
            let models = hognose_rules::flow_models();
            Catalogue::new(models, Selection { rule: &rule, kinds: &kinds, own })
        });
        Some(Self { gate, catalogue, rules, superseded })
    }

    /// The same, for the engine.
    pub(crate) fn options(&self) -> FlowOptions<'_> {
        FlowOptions {
            gate: &self.gate,
            catalogue: &self.catalogue,
            rules: &self.rules,
            superseded: &self.superseded,
        }
    }
}
