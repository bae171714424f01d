//! The settings of a run, resolved: nothing in them can be wrong any more.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use hognose_core::{Confidence, RuleIndex, Severity};
use hognose_deprecation::Target;
use hognose_registry::{Registry, RuleOptions, RuleSet, Selector, Specificity};

use crate::bandit::{BanditJudgement, BanditPaths, Judgement, Preset};
use crate::layer::Complete;
use crate::origin::{Located, Origin};
use crate::patterns::{EntryKind, PathPatterns, Pattern};
use crate::problem::{Complaint, InvalidConfiguration};
use crate::sources::SourceKind;
use crate::target::ProjectFolder;
use crate::value::{List, Table};

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules that run.
    pub rules: RuleSet,
    /// The options of rules.
    pub options: RuleOptions,
    /// Whose data is followed.
    pub sources: Vec<SourceKind>,
    /// What the project runs on.
    pub target: Target,
    /// Which files are checked.
    pub files: FileSettings,
    /// Which rules are ignored in which files.
    pub per_file_ignores: PerFileIgnores,
    /// Which comments of other tools hide findings.
    pub comments: CommentSettings,
    /// The severities that are set in place of the rules' own.
    pub severity_overrides: SeverityOverrides,
    /// The lowest severity that is shown.
    pub severity: Severity,
    /// The lowest confidence that is shown.
    pub confidence: Confidence,
    /// At which findings the exit code is 1.
    pub fail_on: FailOn,
    /// Whose judgement is wanted.
    pub judgement: Judgement,
    /// The baseline, if one is configured.
    pub baseline: Option<PathBuf>,
    /// The output format: one of the names of the vocabulary.
    pub output_format: &'static str,
}

/// Which files are checked.
#[derive(Clone, Debug)]
pub struct FileSettings {
    /// The files that are checked when a folder is: those that these match.
    pub include: PathPatterns,
    /// The files and folders that are left out when a folder is checked.
    pub exclude: PathPatterns,
    /// The files that are left out as Bandit would leave them out, named ones included.
    pub bandit_exclude: BanditPaths,
    /// The files that are checked as Bandit would choose them when a folder is; all if there is none.
    pub bandit_include: BanditPaths,
    /// Whether virtual environments are left out when a folder is checked.
    pub skip_environments: bool,
    /// Whether files that Git ignores are left out when a folder is checked.
    pub respect_gitignore: bool,
    /// Whether what is excluded is left out even where it is named on the command line.
    pub force_exclude: bool,
}

/// Which comments of other tools hide findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentSettings {
    /// Bandit's `# nosec`.
    pub respect_nosec: bool,
    /// Ruff's and flake8's `# noqa: S…`.
    pub respect_noqa: bool,
}

/// At which findings the exit code is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// At those of this severity, and graver ones.
    Severity(Severity),
    /// At none.
    Never,
}

impl FailOn {
    /// Every value, the strictest first.
    pub const ALL: [Self; 4] = [
        Self::Severity(Severity::Low),
        Self::Severity(Severity::Medium),
        Self::Severity(Severity::High),
        Self::Never,
    ];

    /// The value's name in configuration and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Severity(severity) => severity.as_str(),
            Self::Never => "never",
        }
    }

    /// Whether a finding of this severity makes the exit code 1.
    pub fn includes(self, severity: Severity) -> bool {
        match self {
            Self::Severity(lowest) => severity >= lowest,
            Self::Never => false,
        }
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for FailOn {
    type Err = UnknownFailOn;

    fn from_str(text: &str) -> Result<Self, UnknownFailOn> {
        Self::ALL
            .into_iter()
            .find(|value| value.as_str().eq_ignore_ascii_case(text))
            .ok_or(UnknownFailOn)
    }
}

/// A text was neither a severity nor `never`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFailOn;

impl fmt::Display for UnknownFailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `low`, `medium`, `high` or `never`")
    }
}

impl std::error::Error for UnknownFailOn {}

/// Which rules are ignored in which files.
#[derive(Clone, Debug)]
pub struct PerFileIgnores {
    entries: Vec<(PathPatterns, RuleSet)>,
}

impl PerFileIgnores {
    /// The rules that are ignored in a file; nothing if all of them count. The path is absolute and
    /// clean, see [`absolute`](crate::absolute).
    pub fn in_file(&self, file: &Path) -> Option<RuleSet> {
        let mut matching =
            self.entries.iter().filter(|(pattern, _)| pattern.covers(file, EntryKind::File));
        let mut ignored = matching.next()?.1.clone();
        for (_, rules) in matching {
            ignored.insert_all(rules);
        }
        Some(ignored)
    }

    fn new(
        registry: &Registry,
        table: &Table<Pattern, List<Selector>>,
    ) -> Result<Self, InvalidConfiguration> {
        const KEY: &str = "per-file-ignores";
        if table.entries.len() > MAX_PATTERNS {
            return Err(too_many_patterns(KEY, Some(&table.origin)));
        }
        let mut entries = Vec::with_capacity(table.entries.len());
        for (pattern, selectors) in &table.entries {
            let mut ignored = RuleSet::none(registry);
            for selector in &selectors.items {
                ignored.insert_all(selector.value.rules());
            }
            entries.push((compiled(KEY, [pattern])?, ignored));
        }
        Ok(Self { entries })
    }
}

/// The severities that are set in place of the rules' own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityOverrides {
    by_rule: Vec<Option<Severity>>,
}

impl SeverityOverrides {
    /// The severity of all findings of a rule, if one is set.
    pub fn get(&self, rule: RuleIndex) -> Option<Severity> {
        self.by_rule.get(rule.0 as usize).copied().flatten()
    }

    fn new(registry: &Registry, table: &Table<Selector, Located<Severity>>) -> Self {
        let mut by_rule: Vec<Option<(Specificity, Severity)>> = vec![None; registry.len()];
        for (selector, severity) in &table.entries {
            let specificity = selector.value.specificity();
            for rule in selector.value.rules().iter() {
                let slot = &mut by_rule[rule.0 as usize];
                if slot.is_none_or(|(narrowest, _)| narrowest <= specificity) {
                    *slot = Some((specificity, severity.value));
                }
            }
        }
        Self { by_rule: by_rule.into_iter().map(|slot| Some(slot?.1)).collect() }
    }
}

impl Settings {
    /// The settings that merged layers amount to.
    ///
    /// # Errors
    ///
    /// If there are too many patterns.
    pub(crate) fn resolve(
        layers: &Complete,
        rules: RuleSet,
        registry: &Registry,
        project: &ProjectFolder,
    ) -> Result<Self, InvalidConfiguration> {
        let exclude = layers.exclude.items.iter().chain(&layers.extend_exclude.items);
        Ok(Self {
            rules,
            options: layers.rules.resolve(registry),
            sources: layers.sources.items.iter().map(|item| item.value).collect(),
            target: Target {
                python: layers.target_version.range(),
                libraries: project.libraries(),
            },
            files: FileSettings {
                include: compiled("include", &layers.include.items)?,
                exclude: compiled("exclude", exclude)?,
                bandit_exclude: BanditPaths::new("bandit-exclude", &layers.bandit_exclude.items)?,
                bandit_include: BanditPaths::new("bandit-include", &layers.bandit_include.items)?,
                skip_environments: layers.skip_environments.value,
                respect_gitignore: layers.respect_gitignore.value,
                force_exclude: layers.force_exclude.value,
            },
            per_file_ignores: PerFileIgnores::new(registry, &layers.per_file_ignores)?,
            comments: CommentSettings {
                respect_nosec: layers.respect_nosec.value,
                respect_noqa: layers.respect_noqa.value,
            },
            severity_overrides: SeverityOverrides::new(registry, &layers.severity_overrides),
            severity: layers.severity.value,
            confidence: layers.confidence.value,
            fail_on: layers.fail_on.value,
            judgement: match layers.preset.value {
                Preset::Default => Judgement::Own,
                Preset::Bandit => Judgement::Bandit(BanditJudgement {
                    respect_nosec: layers.respect_nosec.value,
                    python: layers.bandit_python.value,
                }),
            },
            baseline: layers.baseline.value.file(),
            output_format: layers.output_format.value.0,
        })
    }
}

/// Every file is matched with every pattern, and who wrote the patterns may want that to take long.
pub(crate) const MAX_PATTERNS: usize = 1000;

fn compiled<'a>(
    key: &'static str,
    patterns: impl IntoIterator<Item = &'a Located<Pattern>>,
) -> Result<PathPatterns, InvalidConfiguration> {
    let patterns: Vec<_> = patterns.into_iter().collect();
    let set = if patterns.len() <= MAX_PATTERNS {
        PathPatterns::new(patterns.iter().map(|pattern| &pattern.value)).ok()
    } else {
        None
    };
    set.ok_or_else(|| too_many_patterns(key, patterns.last().map(|pattern| &pattern.origin)))
}

pub(crate) fn too_many_patterns(
    key: &'static str,
    origin: Option<&Origin>,
) -> InvalidConfiguration {
    let complaint = Complaint::new(format!("the patterns of `{key}` take too long to match"))
        .help(format!("there can be {MAX_PATTERNS} of them, fewer if they are complicated"));
    match origin {
        Some(Origin::File { path, .. }) => complaint.about_file(path),
        _ => complaint.about_option(key),
    }
    .into()
}
