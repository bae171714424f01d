//! What a rule is: its description, the places where it wants to look, and how rules are selected
//! and run over a file.
//!
//! The registry is a value: the binary builds it from the rules it knows and hands it to the engine,
//! which never names a rule. Nothing here reads files or configuration.

mod bandit_names;
mod callee;
mod context;
mod dispatch;
mod judge;
mod meta;
mod nosec;
mod options;
mod packages;
mod packed;
mod page;
mod registry;
mod rule;
mod search;
mod selection;

pub use bandit_names::{
    BANDIT_BLACKLISTS, bandit_cwe, bandit_report_name, bandit_test, bandit_tests,
    printed_bandit_test,
};
pub use context::{Context, Report, is_test_path};
pub use dispatch::{Dispatcher, project_files};
pub use judge::Judge;
pub use meta::{DOCS_URL, Family, RuleMeta, Tier};
pub use nosec::{NosecReading, nosec_tests};
pub use options::{OptionDefault, OptionMeta, OptionRefused, OptionValue, RuleOptions};
pub use packed::pack_rules;
pub use page::rule_page;
pub use registry::Registry;
pub use rule::{
    Assignment, AssignmentCheck, BuiltText, Call, CallCheck, FileCheck, Hook, Import, ImportCheck,
    KnownCallCheck, Rule, StrCheck, StrLiteral, SyntaxCheck, TextCheck, UsageCheck,
};
pub use selection::{RuleSet, Selector, Specificity, UnknownSelector};
