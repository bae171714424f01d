//! What a user can ask of the renderers.

use std::path::PathBuf;

use hognose_core::{BanditDots, RuleIndex};

use crate::custom::Template;

/// How a report is to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderOptions {
    /// The version of the program, for formats that name their producer. A semantic version.
    pub tool_version: &'static str,
    /// Whether findings that a comment hides are reported, marked as such.
    pub suppressed: Suppressed,
    /// Whether formats for people use colours.
    pub color: Color,
    /// Under which category code scanning files the results of this run. Without one, the uploader
    /// chooses.
    pub sarif_category: Option<String>,
    /// What [`Format::Custom`](crate::Format::Custom) writes for a finding.
    pub template: Template,
    /// When the report is made, for formats that say so: ISO 8601 in UTC.
    pub generated_at: String,
    /// The folder that relative paths start from, for formats that write absolute ones.
    pub working_dir: PathBuf,
    /// What came of the baseline, if the run was held against one: formats that know of baselines then
    /// say of each finding whether it is new.
    pub baseline: Option<Compared>,
    /// What Bandit's formats write before relative paths.
    pub dots: BanditDots,
}

/// What a report says of a baseline, besides what it says of the findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Accepted findings that are no more.
    pub absent: Vec<Absent>,
}

/// Accepted findings of one rule in one file that are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// The file that they were in, as a report would show it.
    pub path: PathBuf,
    /// The rule.
    pub rule: RuleIndex,
    /// What was said about them; may be empty.
    pub message: String,
    /// How many there were.
    pub count: u64,
}

/// Whether suppressed findings are part of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Suppressed {
    /// They are only counted.
    #[default]
    Hide,
    /// They are reported and marked.
    Show,
}

/// Whether escape sequences for colours are written. Whether the reader is a terminal that
/// understands them is for the caller to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    #[default]
    Never,
    /// ANSI escape sequences.
    Always,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            tool_version: env!("CARGO_PKG_VERSION"),
            suppressed: Suppressed::default(),
            color: Color::default(),
            sarif_category: None,
            template: Template::default(),
            generated_at: "1970-01-01T00:00:00Z".to_owned(),
            working_dir: PathBuf::new(),
            baseline: None,
            dots: BanditDots::default(),
        }
    }
}
