//! What every renderer works on: a run's outcome, the registry it refers to, and the user's wishes.

use hognose_core::{Finding, Outcome, SourceFile};
use hognose_registry::{Registry, RuleMeta};

use crate::{Absent, RenderOptions, Suppressed};

/// The input of a renderer.
#[derive(Clone, Copy)]
pub(crate) struct Report<'a> {
    pub(crate) outcome: &'a Outcome,
    pub(crate) registry: &'a Registry,
    pub(crate) options: &'a RenderOptions,
}

/// A finding with what it takes to describe it.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) source: &'a SourceFile,
    pub(crate) finding: &'a Finding,
    pub(crate) meta: &'static RuleMeta,
}

impl<'a> Report<'a> {
    /// Whether the report has this finding in it.
    pub(crate) fn shows(self, finding: &Finding) -> bool {
        finding.suppression.is_none() || self.options.suppressed == Suppressed::Show
    }

    /// The findings of the baseline that are no more, if the report has them in it.
    pub(crate) fn absent(self) -> &'a [Absent] {
        match (&self.options.baseline, self.options.suppressed) {
            (Some(compared), Suppressed::Show) => &compared.absent,
            _ => &[],
        }
    }

    /// The findings of the report, in order.
    pub(crate) fn shown(self) -> impl Iterator<Item = Shown<'a>> {
        self.outcome.files.iter().flat_map(move |file| {
            file.findings.iter().filter(move |finding| self.shows(finding)).map(move |finding| {
                Shown { source: &file.source, finding, meta: self.registry.meta(finding.rule) }
            })
        })
    }
}
