//! What settings have to do with Bandit: the preset that judges as Bandit does, Bandit's way to leave
//! out files, and its configuration files, which hold where there is none of hognose's own.

mod blocks;
mod find;
mod ini;
mod node;
mod paths;
mod preset;
mod translate;
mod wishes;

pub use find::BanditFiles;
pub(crate) use find::{BanditConfiguration, bandit_configuration};

pub use paths::BanditPaths;
pub(crate) use paths::BanditPattern;
pub use preset::{BanditJudgement, BanditPython, Judgement, Preset, UnknownPreset};
