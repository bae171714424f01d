//! The vocabulary that every part of hognose shares: source text and positions, severities,
//! findings, notices, fixes and fingerprints.
//!
//! Nothing here knows Python, rules, configuration or output formats. Offsets are byte offsets into
//! the decoded (UTF-8) text of a file; lines and columns are derived from them on demand, in the
//! unit that the reader wants (see [`ColumnUnit`]).

mod dots;
mod finding;
mod fingerprint;
mod log_command;
mod notice;
mod outcome;
mod severity;
mod source;

pub use dots::BanditDots;
pub use finding::{
    Applicability, Edit, Finding, Fix, Label, RuleIndex, Suppression, SuppressionKind, TraceStep,
};
pub use fingerprint::{Fingerprint, content_fingerprint, fingerprints, text_fingerprint};
pub use log_command::{CommandWatch, begins_command};
pub use notice::{Notice, NoticeKind, NoticeLevel};
pub use outcome::{FileMetrics, FileOutcome, FlowStats, Outcome, Stats, Timings};
pub use ruff_text_size::{Ranged, TextLen, TextRange, TextSize};
pub use severity::{Confidence, Severity, UnknownLevel};
pub use source::{ColumnUnit, Decoding, LineIndex, Position, SourceFile};
