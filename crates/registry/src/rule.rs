//! A rule: its description and the places where it wants to look.

use crate::RuleMeta;

/// A check that the engine can run.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What is known about it.
    pub meta: &'static RuleMeta,
}
