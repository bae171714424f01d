//! The real Bandit, to compare with: installed from `PyPI` into `target/bandit`, once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version that hognose follows.
const VERSION: &str = "1.9.4";

/// The newest Python that is there is taken.
const PYTHONS: [&str; 4] = ["python3.14", "python3.13", "python3.12", "python3"];

/// An installed Bandit.
#[derive(Debug)]
pub struct InstalledBandit {
    folder: PathBuf,
    python: PathBuf,
    python_minor: u32,
}

impl InstalledBandit {
    /// Installs Bandit and unpacks its examples, unless that has been done.
    ///
    /// # Errors
    ///
    /// If there is no Python, or no network: with what went wrong.
    pub fn install() -> Result<Self, String> {
        let works = |python: &&&str| {
            run(Command::new(python).args(["-c", "import venv, ensurepip"])).is_ok()
        };
        let python = PYTHONS.iter().find(works).ok_or("there is no Python with venv")?;
        let minor =
            run(Command::new(python).args(["-c", "import sys; print(sys.version_info[1])"]))?;
        let minor: u32 = minor.parse().map_err(|_| format!("`{python}` is no Python 3"))?;
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let folder = root.join(format!("target/bandit/{VERSION}-python3.{minor}"));
        let bandit = Self { python: folder.join("venv/bin/python"), python_minor: minor, folder };
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

    /// The number behind `3.` of the Python that it runs on.
    pub fn python_minor(&self) -> u32 {
        self.python_minor
    }

    /// The folder that is its own, for what a test has to keep.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The examples of its source distribution.
    pub fn examples(&self) -> PathBuf {
        self.folder.join(format!("bandit-{VERSION}/examples"))
    }

    /// The library of the Python that it runs on.
    ///
    /// # Errors
    ///
    /// If that Python does not say.
    pub fn stdlib(&self) -> Result<PathBuf, String> {
        let print = "import sysconfig; print(sysconfig.get_path('stdlib'))";
        run(Command::new(&self.python).args(["-c", print])).map(PathBuf::from)
    }

    /// `bandit`, to be completed and run.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.python);
        command.args(["-m", "bandit"]);
        command
    }
}

/// Runs a command, and returns what it writes.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("{command:?}: {}", text(&output.stderr)))
    }
}
