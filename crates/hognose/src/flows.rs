//! What data flow is followed with: what is built in and what users say, as far as it is asked for.

use hognose_config::Settings;
use hognose_core::RuleIndex;
use hognose_engine::FlowOptions;
use hognose_flow::{Catalogue, KINDS, Models, Selection};
use hognose_registry::{Registry, RuleSet};

/// What data flow is followed with.
pub(crate) struct Flows {
    catalogue: Catalogue,
    rules: Vec<Option<RuleIndex>>,
    superseded: Vec<Vec<RuleIndex>>,
}

impl Flows {
    /// What the settings ask for; none if no rule that runs needs it.
    pub(crate) fn new(settings: &Settings, registry: &Registry, own: &Models) -> Option<Self> {
        let mut kinds = ["secret", "exception", "random", "archive"].map(str::to_owned).to_vec();
        kinds.extend(settings.sources.iter().map(|kind| kind.as_str().to_owned()));
        Self::of(&settings.rules, &kinds, registry, own)
    }

    /// The same for data of any kind.
    pub(crate) fn of_all_kinds(rules: &RuleSet, registry: &Registry, own: &Models) -> Option<Self> {
        Self::of(rules, &KINDS.map(str::to_owned), registry, own)
    }

    fn of(enabled: &RuleSet, kinds: &[String], registry: &Registry, own: &Models) -> Option<Self> {
        let models = hognose_rules::flow_models();
        let all = || models.taint_rule.iter().chain(&own.taint_rule);
        let rules: Vec<Option<RuleIndex>> =
            all().map(|rule| registry.find(&rule.id).filter(|it| enabled.contains(*it))).collect();
        if rules.iter().all(Option::is_none) {
            return None;
        }
        let superseded = all()
            .map(|rule| rule.supersedes.iter().filter_map(|id| registry.find(id)).collect())
            .collect();
        let runs = |id: &str| registry.find(id).is_some_and(|it| enabled.contains(it));
        let catalogue = Catalogue::new(models, Selection { rule: &runs, kinds, own });
        Some(Self { catalogue, rules, superseded })
    }

    /// The same, for the engine.
    pub(crate) fn options(&self) -> FlowOptions<'_> {
        FlowOptions { catalogue: &self.catalogue, rules: &self.rules, superseded: &self.superseded }
    }
}
