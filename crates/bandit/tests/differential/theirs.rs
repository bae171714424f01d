//! The real Bandit, and what it finds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hognose_bandit::PythonGeneration;
use serde::Deserialize;

use crate::report::Found;

const VERSION: &str = "1.9.4";

/// The newest Python that is there; those before 3.12 place texts in f-strings otherwise.
const PYTHONS: [&str; 4] = ["python3.14", "python3.13", "python3.12", "python3"];

/// An installed Bandit.
pub(crate) struct Bandit {
    folder: PathBuf,
    python: PathBuf,
    generation: PythonGeneration,
}

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

fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("{command:?}: {}", text(&output.stderr)))
    }
}

impl Bandit {
    /// Installs Bandit and unpacks its examples, unless that has been done.
    pub(crate) fn install() -> Result<Self, String> {
        let works = |python: &&&str| {
            run(Command::new(python).args(["-c", "import venv, ensurepip"])).is_ok()
        };
        let python = PYTHONS.iter().find(works).ok_or("there is no Python with venv")?;
        let minor =
            run(Command::new(python).args(["-c", "import sys; print(sys.version_info[1])"]))?;
        let minor: u32 = minor.parse().map_err(|_| format!("`{python}` is no Python 3"))?;
        let folder = crate::root().join(format!("target/bandit/{VERSION}-python3.{minor}"));
        let bandit = Self {
            python: folder.join("venv/bin/python"),
            generation: if minor < 12 {
                PythonGeneration::Before312
            } else {
                PythonGeneration::Since312
            },
            folder,
        };
        if !bandit.folder.join("complete").exists() {
            bandit.download(python)?;
        }
        Ok(bandit)
    }

    fn download(&self, python: &str) -> Result<(), String> {
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder).map_err(|error| error.to_string())?;
        run(Command::new(python).arg("-m").arg("venv").arg(self.folder.join("venv")))?;
        let pip = |arguments: &[&str]| {
            let mut command = Command::new(&self.python);
            command.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]).args(arguments);
            run(command.current_dir(&self.folder))
        };
        pip(&["install", &format!("bandit=={VERSION}"), "setuptools", "wheel", "pbr"])?;
        // Without isolation, pip needs no more than what is installed to read the archive.
        pip(&[
            "download",
            "--no-deps",
            "--no-binary=:all:",
            "--no-build-isolation",
            &format!("bandit=={VERSION}"),
        ])?;
        let unpack = format!(
            "import tarfile; tarfile.open('bandit-{VERSION}.tar.gz').extractall(filter='data')"
        );
        run(Command::new(&self.python).args(["-c", &unpack]).current_dir(&self.folder))?;
        fs::write(self.folder.join("complete"), "").map_err(|error| error.to_string())
    }

    /// Which Python it runs on.
    pub(crate) fn generation(&self) -> PythonGeneration {
        self.generation
    }

    /// The examples of its source distribution.
    pub(crate) fn examples(&self) -> PathBuf {
        self.folder.join(format!("bandit-{VERSION}/examples"))
    }

    /// The library of the Python that it runs on.
    pub(crate) fn stdlib(&self) -> PathBuf {
        let print = "import sysconfig; print(sysconfig.get_path('stdlib'))";
        let path = run(Command::new(&self.python).args(["-c", print]));
        path.expect("Python says where its library is").into()
    }

    /// Runs it over a folder, or over some of the folders in it.
    pub(crate) fn run(&self, folder: &Path, parts: &[&str]) -> Report {
        let report = self.folder.join(format!("report-{}.json", std::process::id()));
        let parts = if parts.is_empty() { &["."] } else { parts };
        let mut command = Command::new(&self.python);
        command.args(["-m", "bandit", "--quiet", "--exit-zero", "--recursive"]);
        command.args(["--exclude", "site-packages"]);
        command.args(["--format", "json", "--output"]).arg(&report).args(parts);
        run(command.current_dir(folder)).expect("Bandit runs");
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
