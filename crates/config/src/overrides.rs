//! The settings that the command line makes.

use hognose_core::{Confidence, Severity};
use hognose_registry::Selector;

use crate::bandit::Preset;
use crate::layer::Layer;
use crate::origin::{Located, Origin};
use crate::patterns::Pattern;
use crate::problem::{Complaint, InvalidConfiguration, Omitted, Problem};
use crate::reader::{Item, Scope};
use crate::settings::FailOn;
use crate::target::TargetVersion;
use crate::value::{List, Table, word};

/// The settings that the command line makes: the fields are named for its options. What is left out
/// is left to the configuration file.
///
/// Names of rules and patterns are still texts here: [`load`](crate::load()) checks them together with
/// the file. Patterns are relative to the working directory.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Whose judgement is wanted.
    pub preset: Option<Preset>,
    /// Names of rules that replace the file's `select` and `extend-select`.
    pub select: Option<Vec<String>>,
    /// Names of rules that are added.
    pub extend_select: Vec<String>,
    /// Names of rules that are taken away.
    pub ignore: Vec<String>,
    /// Pairs `PATTERN:RULE` that replace the file's table; the last colon separates.
    pub per_file_ignores: Option<Vec<String>>,
    /// The kinds of sources that replace the file's `sources`.
    pub sources: Option<Vec<String>>,
    /// The versions of Python that the project runs on; an end that is left out is left to the file.
    pub target_version: Option<String>,
    /// Patterns that replace the file's `include`.
    pub include: Option<Vec<String>>,
    /// Patterns that replace the file's `exclude`.
    pub exclude: Option<Vec<String>>,
    /// Patterns that are added.
    pub extend_exclude: Vec<String>,
    /// Whether files that Git ignores are left out.
    pub respect_gitignore: Option<bool>,
    /// Whether what is excluded is left out even where it is named on the command line.
    pub force_exclude: Option<bool>,
    /// Whether `# nosec` hides findings.
    pub respect_nosec: Option<bool>,
    /// Whether `# noqa: S…` hides findings.
    pub respect_noqa: Option<bool>,
    /// The lowest severity that is shown.
    pub severity: Option<Severity>,
    /// The lowest confidence that is shown.
    pub confidence: Option<Confidence>,
    /// At which findings the exit code is 1.
    pub fail_on: Option<FailOn>,
    /// The name of the output format.
    pub output_format: Option<String>,
}

impl Overrides {
    /// The layer of these settings.
    ///
    /// # Errors
    ///
    /// With everything that names nothing.
    pub(crate) fn layer(&self, scope: Scope<'_>) -> Result<Layer, InvalidConfiguration> {
        let mut arguments = Arguments { scope, problems: Vec::new() };
        let layer = Layer {
            preset: self.preset.map(given),
            bandit_python: None,
            bandit_exclude: None,
            bandit_include: None,
            skip_environments: None,
            select: arguments.replacing("select", self.select.as_deref()),
            extend_select: arguments.adding("extend-select", &self.extend_select),
            ignore: arguments.adding("ignore", &self.ignore),
            per_file_ignores: arguments.per_file_ignores(self.per_file_ignores.as_deref()),
            sources: arguments.replacing("sources", self.sources.as_deref()),
            target_version: arguments.target_version(self.target_version.as_deref()),
            include: arguments.replacing("include", self.include.as_deref()),
            exclude: arguments.replacing("exclude", self.exclude.as_deref()),
            extend_exclude: arguments.adding("extend-exclude", &self.extend_exclude),
            respect_gitignore: self.respect_gitignore.map(given),
            force_exclude: self.force_exclude.map(given),
            respect_nosec: self.respect_nosec.map(given),
            respect_noqa: self.respect_noqa.map(given),
            severity: self.severity.map(given),
            confidence: self.confidence.map(given),
            fail_on: self.fail_on.map(given),
            output_format: self.output_format.as_deref().and_then(|format| {
                arguments.checked("output-format", word(format, "output-format", &scope))
            }),
            baseline: None,
            rule_packs: None,
            severity_overrides: None,
            rules: None,
        };
        match arguments.problems {
            problems if problems.is_empty() => Ok(layer),
            problems => Err(InvalidConfiguration::new(problems, Omitted::Nothing)),
        }
    }
}

/// The reading of options, and what is wrong with them.
struct Arguments<'a> {
    scope: Scope<'a>,
    problems: Vec<Problem>,
}

impl Arguments<'_> {
    fn checked<T>(&mut self, key: &'static str, read: Result<T, Complaint>) -> Option<Located<T>> {
        match read {
            Ok(value) => Some(given(value)),
            Err(complaint) => {
                self.problems.push(complaint.about_option(key));
                None
            }
        }
    }

    fn target_version(&mut self, text: Option<&str>) -> Option<TargetVersion> {
        let read = TargetVersion::parse(text?, &Origin::CommandLine);
        self.checked("target-version", read).map(|located| located.value)
    }

    fn item<T: Item>(&mut self, key: &'static str, text: &str) -> Option<Located<T>> {
        self.checked(key, T::parse(text, &self.scope))
    }

    fn replacing<T: Item>(
        &mut self,
        key: &'static str,
        texts: Option<&[String]>,
    ) -> Option<List<T>> {
        let items = texts?.iter().filter_map(|text| self.item(key, text)).collect();
        Some(List { origin: Origin::CommandLine, items })
    }

    fn adding<T: Item>(&mut self, key: &'static str, texts: &[String]) -> Option<List<T>> {
        self.replacing(key, (!texts.is_empty()).then_some(texts))
    }

    fn per_file_ignores(
        &mut self,
        pairs: Option<&[String]>,
    ) -> Option<Table<Pattern, List<Selector>>> {
        const KEY: &str = "per-file-ignores";
        let mut entries = Vec::new();
        for pair in pairs? {
            let Some((pattern, rule)) = pair.rsplit_once(':') else {
                let complaint = Complaint::new(format!("`{pair}` is no pair `PATTERN:RULE`"));
                self.problems.push(complaint.about_option(KEY));
                continue;
            };
            let (Some(pattern), Some(rule)) =
                (self.item::<Pattern>(KEY, pattern), self.item(KEY, rule))
            else {
                continue;
            };
            let same = |(other, _): &&mut (Located<Pattern>, List<Selector>)| {
                other.value.text() == pattern.value.text()
            };
            if let Some((_, rules)) = entries.iter_mut().find(same) {
                rules.items.push(rule);
            } else {
                let rules = List { origin: Origin::CommandLine, items: vec![rule] };
                entries.push((pattern, rules));
            }
        }
        Some(Table { origin: Origin::CommandLine, entries })
    }
}

fn given<T>(value: T) -> Located<T> {
    Located { value, origin: Origin::CommandLine }
}
