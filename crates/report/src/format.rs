//! The names of the formats, as `--output-format` takes them.

use std::fmt;
use std::str::FromStr;

/// A form in which findings can be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people: source excerpts with what is wrong and what to do about it.
    #[default]
    Full,
    /// For people and `grep`: one line per finding.
    Concise,
    /// For programs: one versioned JSON document.
    Json,
    /// For programs: one JSON object per line.
    Jsonl,
    /// For code scanning and editors: SARIF 2.1.0.
    Sarif,
    /// For the log of a GitHub workflow: annotations.
    Github,
    /// For people in a browser: one page with search and filters.
    Html,
    /// For what reads Bandit's JSON.
    BanditJson,
    /// For spreadsheets, with Bandit's columns.
    Csv,
    /// For what reads Bandit's XML, or test results.
    Xml,
    /// For what reads Bandit's YAML.
    Yaml,
    /// For anything that reads lines: a template says what is in them.
    Custom,
}

/// A text names no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{}`; expected one of {}", .text.escape_debug(), names())]
pub struct UnknownFormat {
    /// What was written.
    pub text: String,
}

fn names() -> String {
    Format::ALL.map(|format| format!("`{format}`")).join(", ")
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::Full,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::Html,
        Self::BanditJson,
        Self::Csv,
        Self::Xml,
        Self::Yaml,
        Self::Custom,
    ];

    /// The format's name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Html => "html",
            Self::BanditJson => "bandit-json",
            Self::Csv => "csv",
            Self::Xml => "xml",
            Self::Yaml => "yaml",
            Self::Custom => "custom",
        }
    }

    /// Whether the output has the notices of the run in it. With the other formats they belong on
    /// standard error, written by [`render_notices`](crate::render_notices).
    pub const fn carries_notices(self) -> bool {
        !matches!(self, Self::Full | Self::Concise | Self::Csv | Self::Xml | Self::Custom)
    }

    /// Whether the output has counts by file in it: [`Outcome::metrics`](hognose_core::Outcome).
    pub const fn needs_metrics(self) -> bool {
        matches!(self, Self::BanditJson | Self::Yaml)
    }

    /// Whether people read the output itself, so that colours, a summary and statistics may
    /// accompany it.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownFormat { text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_back_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
    }

    #[test]
    fn an_unknown_format_is_answered_with_the_known_ones() {
        let error = "junit".parse::<Format>().expect_err("there is no such format");
        assert_eq!(
            error.to_string(),
            "unknown format `junit`; expected one of `full`, `concise`, `json`, `jsonl`, `sarif`, \
             `github`, `html`, `bandit-json`, `csv`, `xml`, `yaml`, `custom`"
        );
    }
}
