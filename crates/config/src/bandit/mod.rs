//! What settings have to do with Bandit: the preset that judges as Bandit does, and Bandit's way to
//! leave out files.

mod paths;
mod preset;

pub use paths::BanditPaths;
pub(crate) use paths::BanditPattern;
pub use preset::{BanditJudgement, BanditPython, Judgement, Preset, UnknownPreset};
