//! A finding, as a result.

use std::collections::BTreeMap;

use hognose_core::{Finding, Fix, SourceFile, Suppression, SuppressionKind};
use hognose_registry::RuleMeta;
use serde_json::Value;
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, CodeFlow, Fix as SarifFix, Location, Message, PropertyBag,
    Replacement, Result as SarifResult, ResultBaselineState, Suppression as SarifSuppression,
    ThreadFlow, ThreadFlowLocation,
};

use super::line_hash::LineHashes;
use super::region::{artifact, place, place_in_context, region, step_place};
use super::{level, plain, plain_message};
use crate::{RenderOptions, Suppressed};

/// What the results of one file share.
pub(super) struct FileResults<'a> {
    options: &'a RenderOptions,
    source: &'a SourceFile,
    line_hashes: LineHashes,
}

impl<'a> FileResults<'a> {
    /// Prepares for the given findings of a file.
    pub(super) fn new<'f>(
        options: &'a RenderOptions,
        source: &'a SourceFile,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Self {
        let lines = findings.map(|finding| source.lines().line(finding.range.start()));
        Self { options, source, line_hashes: LineHashes::of(source, lines) }
    }

    /// What the log says about a finding. `rule_index` is the place of its rule in the log.
    pub(super) fn result(
        &self,
        finding: &Finding,
        meta: &RuleMeta,
        rule_index: Option<i64>,
    ) -> SarifResult {
        let place = place_in_context(self.source, finding.range);
        let mut result = SarifResult::builder()
            .rule_id(meta.id)
            .level(level(finding.severity))
            .message(Message::builder().text(message(finding)).build())
            .locations(vec![Location::builder().physical_location(place).build()])
            .fingerprints(BTreeMap::from([(
                "hognose/v1".to_owned(),
                finding.fingerprint.to_string(),
            )]))
            .properties(properties(finding))
            .build();
        result.rule_index = rule_index;
        result.partial_fingerprints = self.partial_fingerprints(finding);
        result.related_locations = self.related_locations(finding);
        result.code_flows = code_flow(finding).map(|flow| vec![flow]);
        result.baseline_state = self.options.baseline.is_some().then(|| baseline_state(finding));
        result.fixes = finding.fix.as_ref().and_then(|fix| self.fix(fix)).map(|fix| vec![fix]);
        // Once one result of a run says that it is suppressed, the others have to say that they
        // are not.
        if self.options.suppressed == Suppressed::Show {
            let suppression = finding.suppression.as_ref();
            result.suppressions =
                Some(suppression.map(|each| self.suppression(each)).into_iter().collect());
        }
        result
    }

    fn partial_fingerprints(&self, finding: &Finding) -> Option<BTreeMap<String, String>> {
        let line = self.source.lines().line(finding.range.start());
        let hash = self.line_hashes.get(line)?;
        Some(BTreeMap::from([("primaryLocationLineHash".to_owned(), hash.to_owned())]))
    }

    /// The labels, numbered from 1: the message links to them by number.
    fn related_locations(&self, finding: &Finding) -> Option<Vec<Location>> {
        let locations: Vec<Location> = (1_i64..)
            .zip(&finding.labels)
            .map(|(id, label)| {
                Location::builder()
                    .id(id)
                    .message(plain_message(&label.message))
                    .physical_location(place(self.source, label.range))
                    .build()
            })
            .collect();
        (!locations.is_empty()).then_some(locations)
    }

    /// A fix. One without edits would not be valid.
    fn fix(&self, fix: &Fix) -> Option<SarifFix> {
        let replacements: Vec<Replacement> = fix
            .edits
            .iter()
            .map(|edit| {
                let mut replacement =
                    Replacement::builder().deleted_region(region(self.source, edit.range)).build();
                if !edit.text.is_empty() {
                    let text = ArtifactContent::builder().text(edit.text.as_str()).build();
                    replacement.inserted_content = Some(text);
                }
                replacement
            })
            .collect();
        if replacements.is_empty() {
            return None;
        }
        let change = ArtifactChange::builder()
            .artifact_location(artifact(self.source.path()))
            .replacements(replacements)
            .build();
        let applicability = serde_json::to_value(fix.applicability).ok()?;
        Some(
            SarifFix::builder()
                .description(plain_message(&fix.title))
                .artifact_changes(vec![change])
                .properties(bag([("applicability", applicability)]))
                .build(),
        )
    }

    fn suppression(&self, suppression: &Suppression) -> SarifSuppression {
        let place =
            |range| Location::builder().physical_location(place(self.source, range)).build();
        let kind =
            if suppression.kind == SuppressionKind::Baseline { "external" } else { "inSource" };
        let mut result = SarifSuppression::builder().kind(kind).build();
        result.location = suppression.range.map(place);
        result.justification.clone_from(&suppression.reason);
        result
    }
}

/// The way of the data that a finding is about.
fn code_flow(finding: &Finding) -> Option<CodeFlow> {
    if finding.trace.is_empty() {
        return None;
    }
    let locations = finding
        .trace
        .iter()
        .map(|step| {
            let location = Location::builder()
                .message(plain_message(&step.message))
                .physical_location(step_place(step))
                .build();
            ThreadFlowLocation::builder().location(location).build()
        })
        .collect::<Vec<_>>();
    let flow = ThreadFlow::builder().locations(locations).build();
    Some(CodeFlow::builder().thread_flows(vec![flow]).build())
}

/// What the baseline says of a finding. It does not ask for what a comment hides: that is new to it.
fn baseline_state(finding: &Finding) -> Value {
    let is_accepted = |suppression: &Suppression| suppression.kind == SuppressionKind::Baseline;
    let state = if finding.suppression.as_ref().is_some_and(is_accepted) {
        ResultBaselineState::Unchanged
    } else {
        ResultBaselineState::New
    };
    serde_json::json!(state)
}

fn properties(finding: &Finding) -> PropertyBag {
    let mut properties = bag([
        ("severity", Value::from(finding.severity.as_str())),
        ("confidence", Value::from(finding.confidence.as_str())),
    ]);
    if let Some(help) = &finding.help {
        properties.additional_properties.insert("help".to_owned(), Value::from(help.as_str()));
    }
    properties
}

fn bag<const N: usize>(entries: [(&str, Value); N]) -> PropertyBag {
    let entries: BTreeMap<String, Value> =
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    PropertyBag::builder().additional_properties(entries).build()
}

/// The finding's message and links to its labels: readers show the related places of a result only
/// where its message mentions them.
fn message(finding: &Finding) -> String {
    let mut message = plain(&finding.message);
    if finding.labels.is_empty() {
        return message;
    }
    if !message.ends_with(['.', '!', '?']) {
        message.push('.');
    }
    let links: Vec<String> = (1..)
        .zip(&finding.labels)
        .map(|(id, label)| format!("[{}]({id})", link_text(&label.message)))
        .collect();
    format!("{message} See: {}.", links.join(", "))
}

/// A text between the brackets of a link.
fn link_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in plain(text).chars() {
        if matches!(char, '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}
