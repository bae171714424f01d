//! The real Bandit, and what it finds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hognose_bandit::PythonGeneration;
use hognose_testing::bandit::InstalledBandit;
use serde::Deserialize;

use crate::report::Found;

/// An installed Bandit.
pub(crate) struct Bandit(InstalledBandit);

/// What a run found.
pub(crate) struct Report {
    /// By file, relative to the folder.
    pub(crate) findings: Vec<(String, Found)>,
    /// The files that Bandit could read.
    pub(crate) files: Vec<String>,
    /// The number of findings by code.
    pub(crate) counts: BTreeMap<String, usize>,
    /// The number of findings that a comment hides.
    pub(crate) suppressed: usize,
}

#[derive(Deserialize)]
struct Document {
    errors: Vec<ErrorRecord>,
    metrics: BTreeMap<String, Metrics>,
    results: Vec<ResultRecord>,
}

#[derive(Deserialize)]
struct ErrorRecord {
    filename: String,
}

#[derive(Deserialize)]
struct Metrics {
    nosec: usize,
    skipped_tests: usize,
}

#[derive(Deserialize)]
struct ResultRecord {
    filename: String,
    line_number: u32,
    test_id: String,
    issue_severity: String,
    issue_confidence: String,
    col_offset: i64,
    end_col_offset: i64,
    line_range: Vec<u32>,
}

impl Bandit {
    pub(crate) fn install() -> Result<Self, String> {
        InstalledBandit::install().map(Self)
    }

    /// Which Python it runs on.
    pub(crate) fn generation(&self) -> PythonGeneration {
        if self.0.python_minor() < 12 {
            PythonGeneration::Before312
        } else {
            PythonGeneration::Since312
        }
    }

    /// The examples of its source distribution.
    pub(crate) fn examples(&self) -> PathBuf {
        self.0.examples()
    }

    /// The library of the Python that it runs on.
    pub(crate) fn stdlib(&self) -> PathBuf {
        self.0.stdlib().expect("Python says where its library is")
    }

    /// Runs it over a folder, or over some of the folders in it.
    pub(crate) fn run(&self, folder: &Path, parts: &[&str]) -> Report {
        let report = self.0.folder().join(format!("report-{}.json", std::process::id()));
        let parts = if parts.is_empty() { &["."] } else { parts };
        let mut command = self.0.command();
        command.args(["--quiet", "--exit-zero", "--recursive"]);
        command.args(["--exclude", "site-packages"]);
        command.args(["--format", "json", "--output"]).arg(&report).args(parts);
        let output = command.current_dir(folder).output().expect("Bandit can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = fs::read_to_string(&report).expect("Bandit writes a report");
        let _ = fs::remove_file(&report);
        let document = serde_json::from_str(&text).expect("Bandit writes JSON");
        Report::new(document)
    }
}

impl Report {
    /// A report that somebody has made before.
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the report can be read");
        Self::new(serde_json::from_str(&text).expect("the report is JSON"))
    }

    fn new(document: Document) -> Self {
        let name = |path: &str| path.strip_prefix("./").unwrap_or(path).to_owned();
        let unread: Vec<String> =
            document.errors.iter().map(|error| name(&error.filename)).collect();
        let suppressed = document
            .metrics
            .iter()
            .filter(|(path, _)| *path != "_totals")
            .map(|(_, metrics)| metrics.nosec + metrics.skipped_tests)
            .sum();
        let files = document.metrics.keys().filter(|path| *path != "_totals").map(|it| name(it));
        let files = files.filter(|file| !unread.contains(file)).collect();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut findings = Vec::with_capacity(document.results.len());
        for result in document.results {
            *counts.entry(result.test_id.clone()).or_default() += 1;
            let lines = &result.line_range;
            let first = lines.iter().min().copied().unwrap_or(0);
            let last = lines.iter().max().copied().unwrap_or(0);
            let found = Found {
                line: result.line_number,
                code: result.test_id,
                severity: result.issue_severity,
                confidence: result.issue_confidence,
                columns: (result.col_offset, result.end_col_offset),
                lines: (first, last),
            };
            findings.push((name(&result.filename), found));
        }
        Self { findings, files, counts, suppressed }
    }
}
