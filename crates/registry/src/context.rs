//! What a rule gets to look at a file with, and how it reports.

use std::rc::Rc;

use hognose_core::{
    Confidence, Finding, Fingerprint, Fix, Label, Ranged, RuleIndex, Severity, SourceFile,
};
use hognose_python::ast::ExprCall;
use hognose_semantic::{NodeId, Place, SemanticModel};

use crate::{OptionValue, RuleMeta, RuleOptions};

/// The view that a rule has of a file, and the way to report what it found.
#[derive(Debug)]
pub struct Context<'a> {
    /// What the names and expressions of the file mean.
    pub model: &'a SemanticModel<'a>,
    source: &'a SourceFile,
    options: &'a RuleOptions,
    is_test: bool,
    rule: RuleIndex,
    meta: &'static RuleMeta,
    node: NodeId,
    /// The call whose callee was resolved last, with its names: several tables ask for them.
    callee: (NodeId, Rc<[String]>),
    findings: Vec<Finding>,
    /// How often [`afford`](Self::afford) may still say yes.
    affordable: u32,
}

/// Expensive looks at one file.
const MAX_EXPENSIVE: u32 = 200;

impl<'a> Context<'a> {
    /// A view of a file for the checks of one rule after the other.
    ///
    /// [`Dispatcher::run`](crate::Dispatcher::run) makes its own. Whoever calls checks without it says
    /// before each call what for, with [`enter`](Self::enter).
    pub fn new(
        model: &'a SemanticModel<'a>,
        source: &'a SourceFile,
        options: &'a RuleOptions,
        meta: &'static RuleMeta,
    ) -> Self {
        Self {
            model,
            source,
            options,
            is_test: is_test_path(source.path()),
            rule: RuleIndex(0),
            meta,
            node: NodeId::MODULE,
            callee: (NodeId::MODULE, Rc::default()),
            findings: Vec::new(),
            affordable: MAX_EXPENSIVE,
        }
    }

    /// Whether there is time for something that takes milliseconds: some hundred times for each file,
    /// however many places there are at which a rule would like to do it.
    pub fn afford(&mut self) -> bool {
        let is_left = self.affordable > 0;
        self.affordable = self.affordable.saturating_sub(1);
        is_left
    }

    /// Says which rule is going to be called, and for which node.
    pub fn enter(&mut self, rule: RuleIndex, meta: &'static RuleMeta, node: NodeId) {
        self.rule = rule;
        self.meta = meta;
        self.node = node;
    }

    /// The dotted names of what a recorded call calls.
    pub(crate) fn callee_names(&mut self, node: NodeId, call: &'a ExprCall) -> Rc<[String]> {
        if self.callee.0 != node {
            let place = self.model.node(node).place();
            self.callee = (node, self.model.qualified_names(&call.func, place).collect());
        }
        Rc::clone(&self.callee.1)
    }

    /// What has been reported.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The file.
    pub fn source(&self) -> &'a SourceFile {
        self.source
    }

    /// Whether the file holds tests, as far as its path says.
    pub fn is_test(&self) -> bool {
        self.is_test
    }

    /// The value of a switch that the running rule declares; false if it does not.
    pub fn flag(&self, option: &str) -> bool {
        self.options.get(self.rule, option).and_then(OptionValue::as_bool).unwrap_or(false)
    }

    /// The value of a whole number that the running rule declares; 0 if it does not.
    pub fn number(&self, option: &str) -> i64 {
        self.options.get(self.rule, option).and_then(OptionValue::as_integer).unwrap_or(0)
    }

    /// The value of a list of texts that the running rule declares; empty if it does not.
    pub fn texts(&self, option: &str) -> &'a [String] {
        self.options.get(self.rule, option).and_then(OptionValue::as_texts).unwrap_or_default()
    }

    /// Whether an option that the running rule declares has its default.
    pub fn is_default(&self, option: &str) -> bool {
        self.options.is_default(self.rule, option)
    }

    /// The recorded node that the hook was called for.
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// From where names in the node that the hook was called for are looked up.
    pub fn place(&self) -> Place {
        self.model.node(self.node).place()
    }

    /// Whether a rule has reported something that this is a part of, or that is a part of this.
    pub fn is_reported(&self, range: hognose_core::TextRange) -> bool {
        self.findings.iter().any(|finding| {
            finding.range.contains_range(range) || range.contains_range(finding.range)
        })
    }

    /// Reports a finding. Severity and confidence are the rule's, unless the result is told otherwise.
    pub fn report(&mut self, at: impl Ranged, message: impl Into<String>) -> Report<'_> {
        let range = at.range();
        let node = self.model.node(self.node);
        let around = if self.node == NodeId::MODULE { range } else { node.range().cover(range) };
        let statement = node.statement;
        let statement =
            if statement == NodeId::MODULE { range } else { self.model.header(statement) };
        self.findings.push(Finding {
            rule: self.rule,
            range,
            node: around,
            statement,
            message: message.into(),
            help: None,
            severity: self.meta.severity,
            confidence: self.meta.confidence,
            labels: Vec::new(),
            trace: Vec::new(),
            fix: None,
            fingerprint: Fingerprint::default(),
            suppression: None,
        });
        let last = self.findings.len() - 1;
        Report { finding: &mut self.findings[last] }
    }
}

/// A finding that has just been reported, to be completed.
#[derive(Debug)]
pub struct Report<'c> {
    finding: &'c mut Finding,
}

impl Report<'_> {
    /// Says what to do about it here.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.finding.help = Some(help.into());
        self
    }

    /// Judges this case otherwise than the rule does in general.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.finding.severity = severity;
        self
    }

    /// Judges this case otherwise than the rule does in general.
    pub fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.finding.confidence = confidence;
        self
    }

    /// Points at another place that explains the finding.
    pub fn label(&mut self, at: impl Ranged, message: impl Into<String>) -> &mut Self {
        self.finding.labels.push(Label { range: at.range(), message: message.into() });
        self
    }

    /// Offers a change that removes the finding.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.finding.fix = Some(fix);
        self
    }
}

/// Whether a path is one where test runners look for tests.
///
/// Of a path outside of the working directory only the file's own name counts: the folders above a
/// project say nothing about it.
pub fn is_test_path(path: &std::path::Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    let by_name = stem.starts_with("test_")
        || stem.ends_with("_test")
        || matches!(stem, "conftest" | "tests" | "test");
    by_name
        || path.is_relative()
            && path.parent().is_some_and(|folder| {
                folder.components().any(|component| {
                    matches!(
                        component.as_os_str().to_str(),
                        Some(
                            "tests"
                                | "test"
                                | "testing"
                                | "_tests"
                                | "t"
                                | "unittests"
                                | "test_utils"
                        )
                    )
                })
            })
}
