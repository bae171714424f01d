//! Finds, layers and validates settings.
//!
//! [`load()`] takes what the command line knows (the working directory, what is to be checked, the
//! options that were given) and returns a [`Configuration`]: the [`Settings`] of the run, in which
//! nothing can be wrong any more, together with where each of them comes from. Or it returns
//! [`InvalidConfiguration`]: everything that is wrong, each problem with its place in the file.
//!
//! Four layers make the settings: the defaults, a preset, one configuration file, the command line. Each
//! setting is declared once (`layer.rs`), and from there come its key, default, reading, listing and
//! documentation ([`reference_markdown`]).
//!
//! This crate knows TOML, paths, and the names of rules. It does not know the engine that obeys the
//! settings, or how the command line is parsed. A configuration is data from whoever wrote the
//! checked project, who may be hostile: it cannot run anything, name files to be read outside of its
//! own folder (packs of rules) or of the working directory (what Bandit's INI files name), or cost more
//! than time linear in its size, which is bounded.

mod bandit;
mod baseline;
mod document;
mod find;
mod layer;
mod listing;
mod load;
mod origin;
mod overrides;
mod packs;
mod patterns;
mod problem;
mod reader;
mod reference;
mod rule_options;
mod sanitize;
mod selection;
mod settings;
mod sources;
mod suggest;
mod target;
mod value;

pub use bandit::{
    BanditFiles, BanditJudgement, BanditPaths, BanditPython, Judgement, Preset, UnknownPreset,
};
pub use find::absolute;
pub use layer::{SETTINGS, SettingMeta};
pub use load::{Configuration, FileChoice, Request, Vocabulary, load};
pub use overrides::Overrides;
pub use packs::rule_packs;
pub use patterns::{EntryKind, PathPatterns};
pub use problem::{InvalidConfiguration, Problem};
pub use reference::reference_markdown;
pub use settings::{
    CommentSettings, FailOn, FileSettings, PerFileIgnores, Settings, SeverityOverrides,
    UnknownFailOn,
};
pub use sources::SourceKind;
