//! Getting an archive from the package index without running anything of it.
//!
//! pip would run the build scripts of a source distribution even for `pip download`. `unearth`, the
//! finder that PDM is built on, only looks up and downloads. It lives in a virtual environment of its
//! own and asks the index that pip is configured for.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::project;

/// The finder that is installed, with its version.
const UNEARTH: &str = "unearth==0.19.0";

/// Higher than what any project asks for: that a project does not run on the Python at hand is no
/// reason not to read it.
const PYTHON_VERSION: &str = "3.99";
/// The one for releases that are not for that one.
const OLD_PYTHON_VERSION: &str = "3.11";

/// The program that downloads, ready to run.
#[derive(Debug)]
pub(crate) struct Downloader {
    python: PathBuf,
    index: Option<String>,
}

/// The part of unearth's answer that is of interest.
#[derive(Deserialize)]
struct Answer {
    local_path: PathBuf,
}

impl Downloader {
    /// Creates the virtual environment, unless a former run has.
    pub(crate) fn prepare() -> Result<Self> {
        let folder = project::scratch().join("corpus");
        let venv = folder.join("venv");
        let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        if !python.exists() {
            run(Command::new(system_python()).args(["-m", "venv"]).arg(&venv))?;
        }
        run(pip(&python).args(["install", "--quiet", "--only-binary", ":all:", UNEARTH]))?;
        let index = configured_index(&python);
        Ok(Self { python, index })
    }

    /// Downloads the source distribution of a version into a folder and returns the path of the archive,
    /// whose content nobody has checked yet.
    pub(crate) fn download(&self, name: &str, version: &str, folder: &Path) -> Result<PathBuf> {
        let find = |python_version: &str| {
            let mut command = Command::new(&self.python);
            command
                .args(["-m", "unearth", "--no-binary", "--python-version", python_version])
                .arg("--download")
                .arg(folder);
            if let Some(index) = &self.index {
                command.args(["--index-url", index]);
            }
            run(command.arg(format!("{name}=={version}")))
        };
        // Old releases of some projects are not for the newest Python.
        let output = find(PYTHON_VERSION).or_else(|_| find(OLD_PYTHON_VERSION))?;
        let answer: Answer =
            serde_json::from_slice(&output.stdout).context("unearth's answer is not understood")?;
        Ok(answer.local_path)
    }
}

/// The Python that the virtual environment is made with.
fn system_python() -> &'static str {
    if cfg!(windows) { "python" } else { "python3" }
}

fn pip(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.args(["-m", "pip"]);
    command
}

/// The index that pip would ask, if it is not the public one.
fn configured_index(python: &Path) -> Option<String> {
    if let Ok(url) = env::var("PIP_INDEX_URL") {
        return Some(url);
    }
    let output = pip(python).args(["config", "get", "global.index-url"]).output().ok()?;
    let url = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !url.is_empty()).then_some(url)
}

/// Runs a command to its end. What it wrote to standard error is shown only if it fails.
fn run(command: &mut Command) -> Result<Output> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command.output().with_context(|| format!("cannot start {program}"))?;
    if !output.status.success() {
        // Without the arguments: the address of the index may hold a password.
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{program} failed: {}\n{}", output.status, errors.trim_end());
    }
    Ok(output)
}
