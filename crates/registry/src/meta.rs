//! What is known about a rule without running it. Declared once, beside the check; dispatch,
//! `explain`, the documentation, SARIF and selection all read it from here.

use std::fmt;

use hognose_core::{Confidence, Severity};

use crate::OptionMeta;

/// The description of a rule.
///
/// The texts are Markdown, written for the person who has the finding in front of them.
#[derive(Debug)]
pub struct RuleMeta {
    /// The permanent name: kebab-case, says what the rule finds.
    pub id: &'static str,
    /// The codes and former names under which people know the rule: `B506`, `S506`.
    pub aliases: &'static [&'static str],
    /// The codes of noisier rules about the same thing: a `# nosec` or `# noqa` that names one of
    /// them hides the findings of this rule, too.
    pub silenced_by: &'static [&'static str],
    /// The group that the rule belongs to; also the folder of its source and fixtures.
    pub family: Family,
    /// Whether the rule runs unless asked for.
    pub tier: Tier,
    /// How bad a finding is, unless the rule judges the single case otherwise.
    pub severity: Severity,
    /// How sure a finding is, unless the rule judges the single case otherwise.
    pub confidence: Confidence,
    /// A score from 0.1 to 10.0 on the scale of CVSS, as code scanning orders alerts by it.
    pub security_severity: f32,
    /// The numbers of the weaknesses in MITRE's list, the most exact one first.
    pub cwe: &'static [u16],
    /// What the rule finds, as one plain sentence with a full stop: at most 120 characters.
    pub summary: &'static str,
    /// Why it matters: what an attacker can do, under which conditions.
    pub why: &'static str,
    /// What to do instead, and what remains to be considered.
    pub fix: &'static str,
    /// A short program that the rule reports. A test runs it.
    pub bad: &'static str,
    /// The same program as it should be, on which the rule is silent. A test runs it.
    pub good: &'static str,
    /// Where to read more: links to primary sources.
    pub references: &'static [&'static str],
    /// What users can adjust about the rule.
    pub options: &'static [OptionMeta],
}

/// A group of rules about one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Code and commands that are run: `eval`, shells, subprocesses.
    Exec,
    /// Texts that are built and then interpreted: SQL, templates, markup.
    Injection,
    /// Data that becomes objects: pickle, YAML.
    Deserialization,
    /// Hashes, ciphers, keys, randomness.
    Crypto,
    /// Certificates, protocols, hosts.
    Network,
    /// Passwords and keys in the code.
    Secrets,
    /// Files, permissions, temporary paths, archives.
    Filesystem,
    /// Settings of web frameworks.
    Web,
    /// APIs and interpreters that come to their end, and what hides that.
    Deprecated,
    /// Habits that hide or disable checks: assertions, swallowed exceptions, misleading text.
    Hygiene,
    /// hognose's own comments in the code.
    Suppression,
    /// Rules that users bring along.
    Custom,
}

/// Whether a rule runs unless asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Runs by default: a finding is worth a person's time.
    Default,
    /// Runs when selected: says where to look, not that something is wrong.
    Audit,
}

impl Family {
    /// Every family, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::Exec,
        Self::Injection,
        Self::Deserialization,
        Self::Crypto,
        Self::Network,
        Self::Secrets,
        Self::Filesystem,
        Self::Web,
        Self::Deprecated,
        Self::Hygiene,
        Self::Suppression,
        Self::Custom,
    ];

    /// The family's name in selectors, folders and documentation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exec => "exec",
            Self::Injection => "injection",
            Self::Deserialization => "deserialization",
            Self::Crypto => "crypto",
            Self::Network => "network",
            Self::Secrets => "secrets",
            Self::Filesystem => "filesystem",
            Self::Web => "web",
            Self::Deprecated => "deprecated",
            Self::Hygiene => "hygiene",
            Self::Suppression => "suppression",
            Self::Custom => "custom",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Tier {
    /// The tier's name in selectors and documentation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Audit => "audit",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl RuleMeta {
    /// Where the rule's page is published.
    pub fn url(&self) -> String {
        format!("{DOCS_URL}/{}/{}.md", self.family, self.id)
    }

    /// Bandit's code of the rule, if it has one.
    pub fn bandit_id(&self) -> Option<&'static str> {
        self.aliases.iter().copied().find(|alias| {
            alias.strip_prefix('B').is_some_and(|digits| {
                digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    }
}

/// The folder of the rules' pages.
pub const DOCS_URL: &str = "https://github.com/hognose-lint/hognose/blob/main/docs/rules";
