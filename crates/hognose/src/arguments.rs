//! The command line, declared once: parsing, help and completions come from here.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use hognose_config::{FailOn, Overrides, Preset};
use hognose_core::{Confidence, Severity};

/// Finds insecure Python code
#[derive(Debug, Parser)]
#[command(name = "hognose", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "`hognose PATH` is short for `hognose check PATH`.\n\n\
    Exit codes: 0 nothing found, 1 findings at or above --fail-on, 2 wrong usage, a path that \
    cannot be read, or an internal error.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Whether to use colours; `NO_COLOR` is obeyed
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
    /// Print only the findings: no summary, no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say what is being done
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// If a person watches
    Auto,
    /// In any case
    Always,
    /// In no case
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check files and folders
    Check(Box<CheckArguments>),
    /// List the rules
    Rules(RulesArguments),
    /// Explain a rule: what it finds, why it matters, what to do
    Explain(ExplainArguments),
    /// Show the settings in force and where each comes from
    Config(Box<ConfigArguments>),
    /// Accept the present findings: write, update or prune a baseline
    Baseline(Box<BaselineArguments>),
    /// Write the settings of another tool as hognose's own
    #[command(subcommand)]
    Migrate(MigrateCommand),
    /// Find the deprecations of the libraries that are really installed
    Harvest(HarvestArguments),
    /// Run files of rules over the annotated examples beside them
    TestRules(TestRulesArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Files and folders to check; `-` reads a file from standard input [default: the working
    /// directory, or the `targets` of Bandit's INI file]
    pub(crate) paths: Vec<PathBuf>,
    /// The path that `-` stands for: reports show it, and configuration applies to it
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Report only what this baseline does not have: one of `hognose baseline`, or Bandit's JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Exit with 0 although there are findings
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// The number of threads; as many as there are processors by default
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    /// Say on standard error what the time went to
    #[arg(long)]
    pub(crate) timings: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
    #[command(flatten)]
    pub(crate) reports: ReportArguments,
}

#[derive(Debug, Args)]
pub(crate) struct BaselineArguments {
    /// Files and folders to check; what the baseline has of others is kept [default: what `check`
    /// would check]
    pub(crate) paths: Vec<PathBuf>,
    /// The baseline, instead of the configured one or hognose-baseline.json
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
    /// Only take out what is fixed; accept nothing new
    #[arg(long)]
    pub(crate) prune: bool,
    /// The number of threads; as many as there are processors by default
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
}

/// Which packages are read, and where to what is found goes.
#[derive(Debug, Args)]
pub(crate) struct HarvestArguments {
    /// Wheels and source distributions to read [default: what is installed in .venv]
    #[arg(value_name = "ARCHIVE", conflicts_with_all = ["venv", "site"])]
    pub(crate) archives: Vec<PathBuf>,
    /// Read what is installed in this virtual environment
    #[arg(long, value_name = "DIR", conflicts_with = "site")]
    pub(crate) venv: Option<PathBuf>,
    /// Read what is installed in this folder: a `site-packages`
    #[arg(long, value_name = "DIR")]
    pub(crate) site: Option<PathBuf>,
    /// Read only these of the installed packages; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "archives")]
    pub(crate) package: Vec<String>,
    /// Write to a `.toml` file, or for several packages to a folder, instead of standard output
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
}

/// What is reported, where and how.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reports")]
pub(crate) struct ReportArguments {
    /// The format of the report: full, concise, json, jsonl, sarif, github, html, bandit-json, csv,
    /// xml, yaml or custom. `FORMAT=FILE` writes one more report to a file; may be given several
    /// times
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub(crate) output_format: Vec<String>,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output_file: Option<PathBuf>,
    /// What the format `custom` writes for a finding: `{relpath}:{line}: {test_id} {severity} {msg}`
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) msg_template: Option<String>,
    /// Show how often each rule found something
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Report suppressed findings too, marked as such
    #[arg(long)]
    pub(crate) show_suppressed: bool,
    /// The category under which code scanning files the results of a SARIF report
    #[arg(long, value_name = "NAME")]
    pub(crate) sarif_category: Option<String>,
}

/// Options that override the configuration file.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct SettingsArguments {
    /// Whose rules, files and judgement: default or bandit
    #[arg(long, value_name = "NAME")]
    preset: Option<Preset>,
    /// Rules to run instead of the default ones: ids, codes such as B602, families, CWE-78, presets
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Option<Vec<String>>,
    /// Rules to run as well
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    extend_select: Vec<String>,
    /// Rules not to run
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Rules not to report in the files that a pattern matches
    #[arg(long, value_name = "PATTERN:RULE", value_delimiter = ',')]
    per_file_ignores: Option<Vec<String>>,
    /// Whose data to follow: remote, model, stored, local, parameter
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    sources: Option<Vec<String>>,
    /// The versions of Python that the project runs on: 3.9..3.14, 3.9.., ..3.14 or 3.11
    #[arg(long, value_name = "RANGE")]
    target_version: Option<String>,
    /// Names of files to check in folders, instead of `*.py`, `*.pyw` and `*.pyi`
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    include: Option<Vec<String>>,
    /// Files and folders to leave out, instead of the default ones
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    exclude: Option<Vec<String>>,
    /// Files and folders to leave out as well
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    extend_exclude: Vec<String>,
    /// Leave out excluded paths even where they are named
    #[arg(long)]
    force_exclude: bool,
    /// Check files that Git ignores, too
    #[arg(long)]
    no_gitignore: bool,
    /// Take no notice of `# nosec` comments
    #[arg(long)]
    ignore_nosec: bool,
    /// Take no notice of `# noqa` comments
    #[arg(long)]
    ignore_noqa: bool,
    /// Show findings of this severity and above: low, medium, high
    #[arg(long, value_name = "LEVEL")]
    severity: Option<Severity>,
    /// Show findings of this confidence and above: low, medium, high
    #[arg(long, value_name = "LEVEL")]
    confidence: Option<Confidence>,
    /// Exit with 1 for findings of this severity and above: low, medium, high, never
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<FailOn>,
    /// A file or folder of further rules; may be given several times
    #[arg(long = "rules", value_name = "PATH")]
    pub(crate) packs: Vec<PathBuf>,
    /// The configuration file, instead of the nearest hognose.toml or pyproject.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(crate) isolated: bool,
    /// A configuration file of Bandit, as its option -c takes it, instead of any other
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "isolated"])]
    pub(crate) bandit_config: Option<PathBuf>,
    /// An INI file with options of Bandit, as its option --ini takes it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "isolated"])]
    pub(crate) bandit_ini: Option<PathBuf>,
    /// The profile to use of Bandit's configuration file
    #[arg(long, value_name = "NAME", conflicts_with_all = ["config", "isolated"])]
    pub(crate) bandit_profile: Option<String>,
}

impl SettingsArguments {
    /// What the options say, for the configuration.
    pub(crate) fn overrides(&self, output_format: Option<&str>) -> Overrides {
        Overrides {
            preset: self.preset,
            select: self.select.clone(),
            extend_select: self.extend_select.clone(),
            ignore: self.ignore.clone(),
            per_file_ignores: self.per_file_ignores.clone(),
            sources: self.sources.clone(),
            target_version: self.target_version.clone(),
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            extend_exclude: self.extend_exclude.clone(),
            respect_gitignore: self.no_gitignore.then_some(false),
            force_exclude: self.force_exclude.then_some(true),
            respect_nosec: self.ignore_nosec.then_some(false),
            respect_noqa: self.ignore_noqa.then_some(false),
            severity: self.severity,
            confidence: self.confidence,
            fail_on: self.fail_on,
            output_format: output_format.map(str::to_owned),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum MigrateCommand {
    /// Bandit's: `[tool.bandit]`, `.bandit`, or the files that are named
    Bandit(Box<MigrateArguments>),
}

#[derive(Debug, Args)]
pub(crate) struct MigrateArguments {
    /// The files and folders that are checked with the settings
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write to pyproject.toml if there is one, else to hognose.toml, instead of printing
    #[arg(long)]
    pub(crate) write: bool,
    /// Whose judgement is wanted: default or bandit
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub(crate) preset: Preset,
    /// A configuration file of Bandit, as its option -c takes it
    #[arg(long, value_name = "FILE")]
    pub(crate) bandit_config: Option<PathBuf>,
    /// An INI file with options of Bandit, as its option --ini takes it
    #[arg(long, value_name = "FILE")]
    pub(crate) bandit_ini: Option<PathBuf>,
    /// The profile to use of Bandit's configuration file
    #[arg(long, value_name = "NAME")]
    pub(crate) bandit_profile: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// Only these: ids, codes, families, CWEs, presets
    pub(crate) selectors: Vec<String>,
    /// A file or folder of further rules; may be given several times
    #[arg(long = "rules", value_name = "PATH")]
    pub(crate) packs: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// An id or a code: `yaml-unsafe-load`, `B506`
    #[arg(required = true)]
    pub(crate) rules: Vec<String>,
    /// A file or folder of further rules; may be given several times
    #[arg(long = "rules", value_name = "PATH", id = "packs")]
    pub(crate) packs: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TestRulesArguments {
    /// Files and folders of rules; `foo.toml` and `foo.yaml` are tested with `foo.py`
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArguments {
    /// The files and folders that would be checked
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
}

/// Puts `check` before the arguments if they name no command: `hognose src`, `hognose -q src`.
///
/// A word that names a command is the command, whether or not there is a file of that name. Only the
/// options of every command may stand before one; any other is an option of `check`.
pub(crate) fn with_default_command(
    arguments: impl Iterator<Item = OsString>,
) -> impl Iterator<Item = OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    if means_check(arguments.get(1..).unwrap_or_default()) {
        arguments.insert(1, "check".into());
    }
    arguments.into_iter()
}

fn means_check(arguments: &[OsString]) -> bool {
    let mut arguments = arguments.iter().map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        match argument {
            Some("-q" | "--quiet" | "-v" | "--verbose") => {}
            Some("--color") => drop(arguments.next()),
            Some(argument) if argument.starts_with("--color=") => {}
            Some("-h" | "--help" | "-V" | "--version") => return false,
            Some(word) => return !Command::has_subcommand(word),
            None => return true,
        }
    }
    false
}
