//! Whose judgement is wanted.

use std::fmt;
use std::str::FromStr;

use crate::Vocabulary;
use crate::value::Word;

/// A set of defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Hognose's own rules and judgement.
    Default,
    /// Bandit's rules, files and judgement.
    Bandit,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 2] = [Self::Default, Self::Bandit];

    /// The preset's name in configuration and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Bandit => "bandit",
        }
    }

    /// What it changes in the defaults, written as a configuration file.
    pub(crate) const fn settings(self) -> &'static str {
        match self {
            Self::Default => "",
            Self::Bandit => {
                r#"
select = ["bandit"]
severity = "low"
confidence = "low"
include = ["*.py", "*.pyw"]
exclude = []
respect-gitignore = false
skip-environments = false
"#
            }
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Preset {
    type Err = UnknownPreset;

    fn from_str(text: &str) -> Result<Self, UnknownPreset> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.as_str().eq_ignore_ascii_case(text))
            .ok_or(UnknownPreset)
    }
}

/// A text was neither `default` nor `bandit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPreset;

impl fmt::Display for UnknownPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `default` or `bandit`")
    }
}

impl std::error::Error for UnknownPreset {}

impl Word for Preset {
    fn words(_: &Vocabulary<'_>) -> Vec<&'static str> {
        Self::ALL.map(Self::as_str).to_vec()
    }

    fn from_word(word: &str, _: &Vocabulary<'_>) -> Option<Self> {
        word.parse().ok()
    }

    fn as_word(&self) -> &'static str {
        self.as_str()
    }
}

/// Who decides what a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Hognose's rules, as they are.
    Own,
    /// Bandit, as far as it has the rule.
    Bandit(BanditJudgement),
}

/// What Bandit's judgement depends on, beside the rules and their options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BanditJudgement {
    /// Whether `# nosec` counts.
    pub respect_nosec: bool,
    /// The Python that Bandit is taken to run on.
    pub python: BanditPython,
}

/// A version of Python that Bandit can run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BanditPython {
    /// Python 3.10.
    Py310,
    /// Python 3.11.
    Py311,
    /// Python 3.12.
    Py312,
    /// Python 3.13.
    Py313,
    /// Python 3.14.
    Py314,
}

impl BanditPython {
    const ALL: [Self; 5] = [Self::Py310, Self::Py311, Self::Py312, Self::Py313, Self::Py314];

    /// The version's number, without `Python`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Py310 => "3.10",
            Self::Py311 => "3.11",
            Self::Py312 => "3.12",
            Self::Py313 => "3.13",
            Self::Py314 => "3.14",
        }
    }

    /// Whether the parts of f-strings have positions of their own: from 3.12 on.
    pub fn places_f_string_parts(self) -> bool {
        self >= Self::Py312
    }
}

impl Word for BanditPython {
    fn words(_: &Vocabulary<'_>) -> Vec<&'static str> {
        Self::ALL.map(Self::as_str).to_vec()
    }

    fn from_word(word: &str, _: &Vocabulary<'_>) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.as_str() == word)
    }

    fn as_word(&self) -> &'static str {
        self.as_str()
    }
}
