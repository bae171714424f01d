//! A finding that the baseline has and the run has not, as a result.

use hognose_registry::RuleMeta;
use serde_sarif::sarif::{Location, PhysicalLocation, Result as SarifResult, ResultBaselineState};

use super::region::artifact;
use super::{level, plain_message};
use crate::Absent;

/// What the log says about findings that are no more. A baseline knows their file and not their line.
/// `rule_index` is the place of their rule in the log.
pub(super) fn result(absent: &Absent, meta: &RuleMeta, rule_index: Option<i64>) -> SarifResult {
    let message = if absent.message.trim().is_empty() { meta.summary } else { &absent.message };
    let place = PhysicalLocation::builder().artifact_location(artifact(&absent.path)).build();
    let mut result = SarifResult::builder()
        .rule_id(meta.id)
        .level(level(meta.severity))
        .message(plain_message(message))
        .locations(vec![Location::builder().physical_location(place).build()])
        .baseline_state(serde_json::json!(ResultBaselineState::Absent))
        .suppressions(Vec::new())
        .build();
    result.rule_index = rule_index;
    result.occurrence_count = i64::try_from(absent.count).ok();
    result
}
