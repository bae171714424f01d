//! Every setting, declared once.
//!
//! From one declaration come the key in files, its reading, its default, its place in the listing
//! and its documentation. A new setting is one entry here, its effect in [`crate::Settings`] and, if
//! the command line can set it, a field of [`crate::Overrides`].
//!
//! The settings of one place (the defaults, a file, the command line) are a [`Layer`]. The defaults
//! are written in TOML and read like a file; layers are merged from the lowest up.

use std::fmt::Write as _;
use std::path::Path;

use hognose_core::{Confidence, Severity};
use hognose_registry::Selector;
use toml::de::DeTable;

use crate::Vocabulary;
use crate::bandit::{BanditPattern, BanditPython, Preset};
use crate::baseline::BaselinePath;
use crate::document::Document;
use crate::listing::{Entry, Show};
use crate::origin::{Located, Origin};
use crate::packs::PackPath;
use crate::patterns::Pattern;
use crate::problem::{Complaint, InvalidConfiguration};
use crate::reader::{Reader, Value, in_order};
use crate::rule_options::{OptionTable, overlaid};
use crate::settings::FailOn;
use crate::sources::SourceKind;
use crate::suggest::unknown_key;
use crate::target::{TargetVersion, by_end};
use crate::value::{Format, List, Table, Word as _, extended, replaced};

/// What is known about a setting without looking at a configuration.
#[derive(Debug)]
pub struct SettingMeta {
    /// The name in configuration files.
    pub key: &'static str,
    /// The default, as TOML.
    pub default: &'static str,
    /// A use of it, as lines of TOML.
    pub example: &'static str,
    /// What it does, as Markdown; each line begins with a space.
    pub(crate) documentation: &'static str,
}

macro_rules! settings {
    ($(
        $(#[doc = $documentation:literal])+
        $key:literal => $field:ident: $kind:ty,
            default $default:literal, example $example:literal, $merge:ident;
    )+) => {
        /// Every setting, in the order of the documentation.
        pub const SETTINGS: &[SettingMeta] = &[$(
            SettingMeta {
                key: $key,
                default: $default,
                example: $example,
                documentation: concat!($($documentation, "\n"),+),
            },
        )+];

        /// The settings that one place makes; the others are left to the layers below it.
        #[derive(Debug, Default)]
        pub(crate) struct Layer {
            $($(#[doc = $documentation])+ pub(crate) $field: Option<$kind>,)+
        }

        /// A value for every setting.
        #[derive(Debug)]
        pub(crate) struct Complete {
            $($(#[doc = $documentation])+ pub(crate) $field: $kind,)+
        }

        impl Layer {
            /// Reads the settings of a table.
            pub(crate) fn read(table: &DeTable<'_>, reader: &mut Reader<'_>) -> Self {
                let mut layer = Self::default();
                for (key, node) in in_order(table) {
                    if reader.is_full() {
                        break;
                    }
                    match &**key.get_ref() {
                        $($key => layer.$field = Value::read(node, $key, reader),)+
                        unknown => reader.report(key.span(), unknown_key(unknown)),
                    }
                }
                layer
            }

            /// This layer, on top of a lower one.
            pub(crate) fn over(self, lower: Self) -> Self {
                Self { $($field: $merge(self.$field, lower.$field),)+ }
            }

            /// The merged layers, of which the lowest were the defaults.
            pub(crate) fn complete(self) -> Result<Complete, InvalidConfiguration> {
                Ok(Complete { $($field: self.$field.ok_or_else(|| no_default($key))?,)+ })
            }
        }

        impl Complete {
            /// Every setting with its value and where that comes from.
            pub(crate) fn entries(&self) -> Vec<Entry> {
                vec![$(Entry { key: $key, shown: self.$field.show() },)+]
            }
        }
    };
}

settings! {
    /// Whose judgement is wanted: `default` for hognose's own, `bandit` for Bandit's. The preset
    /// `bandit` reports what Bandit would report, in the files that Bandit would read: its rules, its
    /// exclusions, its way to read `# nosec`, mistakes included. It changes the defaults of `select`,
    /// `include`, `exclude`, `bandit-exclude`, `respect-gitignore` and `skip-environments`; what is
    /// set explicitly holds all the same.
    "preset" => preset: Located<Preset>,
        default r#""default""#, example r#"preset = "bandit""#, replaced;

    /// The version of Python that Bandit is taken to run on with the preset `bandit`. From 3.12 on,
    /// the parts of f-strings have positions of their own.
    "bandit-python" => bandit_python: Located<BanditPython>,
        default r#""3.13""#, example r#"bandit-python = "3.11""#, replaced;

    /// The rules that run, in place of the default ones. A rule is named by its id, by an alias such
    /// as `B506`, or together with others by a family, a CWE (`CWE-89`) or a preset: `default`,
    /// `audit`, `bandit`, `all`.
    ///
    /// Where `select`, `extend-select` and `ignore` disagree about a rule, the one that names it most
    /// narrowly decides; if none does, `ignore`. From wide to narrow: `all`, the other presets,
    /// families, CWEs, single rules.
    ///
    /// On the command line, `--select` replaces this and `extend-select`, while a rule that the file
    /// ignores stays ignored unless the command line names it at least as narrowly.
    "select" => select: List<Selector>,
        default r#"["default"]"#, example r#"select = ["default", "crypto", "B101"]"#, replaced;

    /// Rules that run besides those of `select`. The command line adds to them.
    "extend-select" => extend_select: List<Selector>,
        default "[]", example r#"extend-select = ["audit"]"#, extended;

    /// Rules that do not run. The command line adds to them, and what it ignores is ignored whatever
    /// the file selects.
    "ignore" => ignore: List<Selector>,
        default "[]", example r#"ignore = ["B101", "CWE-327"]"#, extended;

    /// The versions of Python that the project runs on, from the oldest to the newest: `3.9..3.14`. Of
    /// `3.9..` and `..3.14`, the other end is found out; `3.11` is that version alone. Empty: both
    /// ends are found out from the files of the project, and `hognose config` shows from which.
    "target-version" => target_version: TargetVersion,
        default r#""""#, example r#"target-version = "3.9..3.14""#, by_end;

    /// Whose data is followed to where it does harm: `remote` (requests, messages), `model` (what
    /// language models say), `queue` (messages of brokers, arguments of tasks), `stored` (databases,
    /// files, answers of other services), `local` (arguments, environment, standard input), `parameter`
    /// (arguments of the public functions of a library). The further down in this list, the less sure
    /// are the findings.
    "sources" => sources: List<SourceKind>,
        default r#"["remote", "model", "queue"]"#, example r#"sources = ["remote", "model", "queue", "local"]"#, replaced;

    /// Files and folders of further rules, relative to the configuration file and below its folder. The
    /// command line adds to them with `--rules`.
    "rule-packs" => rule_packs: List<PackPath>,
        default "[]", example r#"rule-packs = ["lint/rules"]"#, extended;

    /// The lowest severity that is shown: `low`, `medium` or `high`. What is not shown does not count
    /// for the exit code either.
    "severity" => severity: Located<Severity>,
        default r#""low""#, example r#"severity = "medium""#, replaced;

    /// The lowest confidence that is shown: `low`, `medium` or `high`.
    "confidence" => confidence: Located<Confidence>,
        default r#""low""#, example r#"confidence = "medium""#, replaced;

    /// The lowest severity of a shown finding at which the exit code is 1: `low`, `medium` or `high`;
    /// or `never`.
    "fail-on" => fail_on: Located<FailOn>,
        default r#""low""#, example r#"fail-on = "high""#, replaced;

    /// The baseline: findings that are accepted, in a file that `hognose baseline` writes. The path
    /// starts where patterns do, and does not lead out of that folder. Empty: there is none.
    "baseline" => baseline: Located<BaselinePath>,
        default r#""""#, example r#"baseline = "hognose-baseline.json""#, replaced;

    /// The form of the report, unless the command line asks for another.
    "output-format" => output_format: Located<Format>,
        default r#""full""#, example r#"output-format = "concise""#, replaced;

    /// Patterns of the files that are checked when a folder is. A file that is named on the command
    /// line is checked whatever its name.
    "include" => include: List<Pattern>,
        default r#"["*.py", "*.pyw", "*.pyi"]"#, example r#"include = ["*.py", "*.py.j2"]"#, replaced;

    /// Patterns of the files and folders that are left out when a folder is checked. Setting this
    /// drops the defaults; `extend-exclude` keeps them.
    "exclude" => exclude: List<Pattern>,
        default r#"[
            ".bzr", ".cache", ".direnv", ".eggs", ".git", ".hg", ".hypothesis", ".ipynb_checkpoints",
            ".jj", ".mypy_cache", ".nox", ".pants.d", ".pyre", ".pytest_cache", ".pytype",
            ".ruff_cache", ".svn", ".tox", "CVS", "__pycache__", "__pypackages__", "_darcs",
            "buck-out", "node_modules"
        ]"#,
        example r#"exclude = [".git", ".venv", "third_party/"]"#, replaced;

    /// More patterns of files and folders that are left out. The command line adds to them.
    "extend-exclude" => extend_exclude: List<Pattern>,
        default "[]", example r#"extend-exclude = ["migrations", "docs/examples/**"]"#, extended;

    /// Exclusions as Bandit understands `exclude_dirs`: a file is left out if one of these is a part of
    /// its path, or matches the whole of it as a pattern in which `*` also stands for `/`. The path is
    /// taken as Bandit has it: what was named on the command line, then what lies below it. Files
    /// that are named are left out, too. For configurations that come from Bandit; `exclude` says
    /// more clearly what is meant.
    "bandit-exclude" => bandit_exclude: List<BanditPattern>,
        default "[]", example r#"bandit-exclude = ["tests", "*/conftest.py"]"#, replaced;

    /// Patterns, as Bandit's `include` has them: where there are any, only files are checked that one of
    /// them matches as a whole, the path being written as in `bandit-exclude`. Files that are named are
    /// checked all the same. For configurations that come from Bandit; `include` holds as well.
    "bandit-include" => bandit_include: List<BanditPattern>,
        default "[]", example r#"bandit-include = ["*_views.py"]"#, replaced;

    /// Whether virtual environments are left out when a folder is checked, whatever they are called.
    "skip-environments" => skip_environments: Located<bool>,
        default "true", example "skip-environments = false", replaced;

    /// Whether files that Git ignores are left out when a folder is checked.
    "respect-gitignore" => respect_gitignore: Located<bool>,
        default "true", example "respect-gitignore = false", replaced;

    /// Whether `exclude` and `extend-exclude` hold for files that are named on the command line, too.
    /// For pre-commit, which names every file that changed.
    "force-exclude" => force_exclude: Located<bool>,
        default "false", example "force-exclude = true", replaced;

    /// Whether Bandit's comments, `# nosec` and `# nosec B602`, hide findings.
    "respect-nosec" => respect_nosec: Located<bool>,
        default "true", example "respect-nosec = false", replaced;

    /// Whether the comments of ruff and flake8, such as `# noqa: S602`, hide findings.
    "respect-noqa" => respect_noqa: Located<bool>,
        default "true", example "respect-noqa = false", replaced;

    /// Rules that are ignored in the files that a pattern matches, or that lie in a folder that it
    /// matches. Every entry that matches a file counts, however its rules were selected. On the
    /// command line, `--per-file-ignores` replaces the whole table.
    "per-file-ignores" => per_file_ignores: Table<Pattern, List<Selector>>,
        default "{}",
        example "[per-file-ignores]\ntests = [\"B101\", \"secrets\"]\n\"scripts/*.py\" = [\"exec\"]",
        replaced;

    /// The severity of a rule's findings, in place of the rule's own judgement; it counts for
    /// `severity`, for `fail-on` and in reports. Of several entries for a rule, the narrowest holds;
    /// of equally narrow ones, the last.
    "severity-overrides" => severity_overrides: Table<Selector, Located<Severity>>,
        default "{}", example "[severity-overrides]\ncrypto = \"medium\"\nB101 = \"low\"", replaced;

    /// Options of single rules: a table for each rule, under its id or an alias. The page of a rule
    /// says which options it has.
    "rules" => rules: OptionTable,
        default "{}", example "[rules.B108]\ntmp-dirs = [\"/tmp\", \"/scratch\"]", overlaid;
}

impl Layer {
    /// The defaults, the lowest layer.
    ///
    /// # Errors
    ///
    /// If the vocabulary lacks a name that a default uses.
    pub(crate) fn defaults(
        vocabulary: &Vocabulary<'_>,
        cwd: &Path,
    ) -> Result<Self, InvalidConfiguration> {
        let mut text = String::new();
        for setting in SETTINGS {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} = {}", setting.key, setting.default);
        }
        let document = Document::built_in(text, Origin::Default, cwd);
        let mut layer = Self::from_document(&document, vocabulary)?;
        layer.rules = Some(OptionTable::defaults(vocabulary.registry));
        Ok(layer)
    }

    /// What a preset changes in the defaults.
    ///
    /// # Errors
    ///
    /// If the vocabulary lacks a name that the preset uses.
    pub(crate) fn preset(
        preset: Preset,
        vocabulary: &Vocabulary<'_>,
        cwd: &Path,
    ) -> Result<Self, InvalidConfiguration> {
        let origin = Origin::Preset(preset.as_word());
        let text = preset.settings().to_owned();
        let mut layer =
            Self::from_document(&Document::built_in(text, origin.clone(), cwd), vocabulary)?;
        if preset == Preset::Bandit {
            layer.bandit_exclude = Some(BanditPattern::defaults(cwd, &origin));
        }
        Ok(layer)
    }

    /// The settings that a document makes.
    ///
    /// # Errors
    ///
    /// If something is wrong with the document: with everything that is.
    pub(crate) fn from_document(
        document: &Document,
        vocabulary: &Vocabulary<'_>,
    ) -> Result<Self, InvalidConfiguration> {
        let Some(table) = document.settings()? else {
            return Err(Complaint::new("the file has no table `[tool.hognose]`")
                .about_file(document.path())
                .into());
        };
        let mut reader = Reader::new(document, vocabulary);
        let layer = Self::read(&table, &mut reader);
        reader.finish(layer)
    }
}

fn no_default(key: &'static str) -> InvalidConfiguration {
    Complaint::new("there is no default").about_option(key).into()
}
