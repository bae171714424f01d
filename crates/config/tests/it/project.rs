//! A small registry and a folder to put configuration files in, for the tests of this crate.

use std::fs;
use std::path::{Path, PathBuf};

use hognose_config::{
    BanditFiles, Configuration, FileChoice, InvalidConfiguration, Overrides, Request, Vocabulary,
    absolute, load,
};
use hognose_core::{Confidence, Severity};
use hognose_registry::{Family, OptionDefault, OptionMeta, Registry, Rule, RuleMeta, Tier};

const PLAIN: RuleMeta = RuleMeta {
    id: "plain",
    aliases: &[],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.0,
    cwe: &[],
    summary: "",
    why: "",
    fix: "",
    bad: "",
    good: "",
    references: &[],
    options: &[],
};

static EVAL: RuleMeta =
    RuleMeta { id: "eval-builtin", aliases: &["B307", "S307"], cwe: &[95], ..PLAIN };
static ASSERT: RuleMeta = RuleMeta {
    id: "assert-used",
    aliases: &["B101"],
    silenced_by: &[],
    family: Family::Hygiene,
    tier: Tier::Audit,
    cwe: &[703],
    ..PLAIN
};
static WEAK_HASH: RuleMeta =
    RuleMeta { id: "weak-hash", aliases: &["B324"], family: Family::Crypto, cwe: &[327], ..PLAIN };
static WEAK_KEY: RuleMeta = RuleMeta {
    id: "weak-key",
    aliases: &["B505"],
    silenced_by: &[],
    family: Family::Crypto,
    cwe: &[326, 327],
    options: &[
        OptionMeta {
            name: "min-rsa-bits",
            default: OptionDefault::Integer(2048),
            documentation: "The smallest RSA key that is let pass.",
        },
        OptionMeta {
            name: "strict",
            default: OptionDefault::Bool(false),
            documentation: "Whether unknown sizes are reported.",
        },
    ],
    ..PLAIN
};
static TEMP_PATH: RuleMeta = RuleMeta {
    id: "hardcoded-temp-path",
    aliases: &["B108"],
    silenced_by: &[],
    family: Family::Filesystem,
    cwe: &[377],
    options: &[
        OptionMeta {
            name: "tmp-dirs",
            default: OptionDefault::Texts(&["/tmp", "/var/tmp"]),
            documentation: "The folders that anybody can write to.",
        },
        OptionMeta {
            name: "replacement",
            default: OptionDefault::Text("tempfile"),
            documentation: "What the message recommends.",
        },
    ],
    ..PLAIN
};
static PASSWORD: RuleMeta =
    RuleMeta { id: "hardcoded-password", family: Family::Secrets, cwe: &[259], ..PLAIN };

/// Six rules: one of the audit tier, one without a code of Bandit, two with options.
pub(crate) fn registry() -> Registry {
    Registry::new(
        [&EVAL, &ASSERT, &WEAK_HASH, &WEAK_KEY, &TEMP_PATH, &PASSWORD]
            .map(|meta| Rule { meta, hooks: &[] }),
    )
}

pub(crate) const FORMATS: &[&str] = &["full", "concise", "json", "sarif"];

/// A working directory with files in it.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// A project of these files, given by path and content.
    pub(crate) fn new<C: AsRef<[u8]>>(files: impl IntoIterator<Item = (&'static str, C)>) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be created");
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a file has a folder"))
                .expect("folders can be created");
            fs::write(path, content).expect("a file can be written");
        }
        Self { folder }
    }

    /// A path in the project.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        absolute(self.folder.path(), Path::new(path))
    }

    /// Loads the configuration with the project as the working directory.
    pub(crate) fn load(
        &self,
        file: FileChoice<'_>,
        paths: &[&str],
        overrides: &Overrides,
    ) -> Result<Configuration, InvalidConfiguration> {
        self.load_from(".", file, paths, overrides)
    }

    /// Loads the configuration with a folder of the project as the working directory.
    pub(crate) fn load_from(
        &self,
        folder: &str,
        file: FileChoice<'_>,
        paths: &[&str],
        overrides: &Overrides,
    ) -> Result<Configuration, InvalidConfiguration> {
        let cwd = absolute(self.folder.path(), Path::new(folder));
        let paths: Vec<_> = paths.iter().map(PathBuf::from).collect();
        let bandit = BanditFiles::default();
        let request = Request { cwd: &cwd, paths: &paths, file, bandit, overrides };
        load(&request, &Vocabulary { registry: &registry(), output_formats: FORMATS })
    }
}

/// Loads a configuration file called `hognose.toml`.
pub(crate) fn load_text(
    text: impl AsRef<[u8]>,
    overrides: &Overrides,
) -> Result<Configuration, InvalidConfiguration> {
    Project::new([("hognose.toml", text)]).load(FileChoice::Search, &[], overrides)
}

/// The settings of a configuration file called `hognose.toml`.
pub(crate) fn valid(text: &str) -> Configuration {
    load_text(text, &Overrides::default()).expect("the configuration is valid")
}

/// What is wrong with a configuration file called `hognose.toml`.
pub(crate) fn invalid(text: impl AsRef<[u8]>) -> InvalidConfiguration {
    load_text(text, &Overrides::default()).expect_err("the configuration is invalid")
}
