//! What Bandit reports.

use hognose_core::{Confidence, Ranged, Severity, TextRange};
use hognose_python::ast::Expr;

/// Something that Bandit reports.
#[derive(Debug)]
pub(crate) struct Issue {
    /// The code of the test.
    pub(crate) test: &'static str,
    /// How bad Bandit finds it.
    pub(crate) severity: Severity,
    /// How sure Bandit is.
    pub(crate) confidence: Confidence,
    /// What is wrong.
    pub(crate) message: String,
    /// Another place than the node that is judged: its line is reported.
    pub(crate) at: Option<TextRange>,
}

impl Issue {
    /// A finding of a test.
    pub(crate) fn new(
        test: &'static str,
        severity: Severity,
        confidence: Confidence,
        message: impl Into<String>,
    ) -> Self {
        Self { test, severity, confidence, message: message.into(), at: None }
    }

    /// The same, reported on the line of an expression.
    pub(crate) fn at(mut self, place: Option<&Expr>) -> Self {
        self.at = place.map(Ranged::range);
        self
    }
}

/// A finding with its place.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) issue: Issue,
    /// The node that was judged.
    pub(crate) node: TextRange,
    /// The code whose lines the finding is about.
    pub(crate) lines: TextRange,
}
