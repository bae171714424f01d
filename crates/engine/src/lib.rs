//! The pipeline: from paths and settings to findings.
//!
//! [`discover`] says which files there are. [`check`] analyses them, one task each, in parallel:
//! read, decode, parse, index, run the rules, collect the suppression comments, drop the tree
//! ([`analyse`]); then suppress, override, threshold, order and fingerprint ([`finish`]). The result
//! is a function of the files, the settings and the rules: the same for any number of threads and
//! any order of paths. A panic in one file becomes a notice, and the others are reported as always.
//!
//! Where known findings are accepted, [`baseline`] hides them, over the whole run: code moves from
//! file to file.
//!
//! The engine never names a rule: the registry and the two rules that it reports itself (about
//! suppression comments) are handed to it. It writes nothing and knows no output format.

pub mod baseline;
pub mod discover;

mod analyse;
mod check;
mod directive;
mod finish;
mod follow;
mod heirs;
mod metrics;
mod nosec;
mod regular;
mod suppress;

pub use analyse::{Input, Limits};
pub use check::{CheckOptions, Metrics, Progress, check, in_pool};
pub use directive::{Honoured, SuppressionRules};
pub use follow::{FlowInput, FlowOptions, Followed, follow, lower_again};
