//! The programs that are compared, and how each is called.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program with the arguments that it is measured with.
#[derive(Debug)]
pub(super) struct Program {
    /// Its name in the results.
    pub(super) name: &'static str,
    /// When it runs.
    pub(super) rounds: Rounds,
    /// The exit codes of a run that did its work.
    pub(super) accepted: &'static [i32],
    executable: PathBuf,
    arguments: Vec<OsString>,
    /// The option that takes the path of the report, if the program writes one.
    pub(super) report: Option<&'static str>,
}

/// The rounds that a program takes part in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rounds {
    /// Every round.
    All,
    /// The first one: the program takes too long for more.
    First,
}

impl Rounds {
    /// Whether a round, counted from 1, is one of them.
    pub(super) fn include(self, round: u32) -> bool {
        matches!(self, Self::All) || round == 1
    }
}

impl Program {
    /// The physical limit.
    pub(super) fn parse_only(executable: PathBuf) -> Self {
        Self::new("parse-only", executable, &[])
    }

    /// A default run. Exit code 2 says that a file could not be read or decoded: the corpus has such.
    pub(super) fn hognose(executable: PathBuf) -> Self {
        let arguments = ["check", "--isolated", "--exit-zero", "--output-format", "sarif"];
        Self {
            accepted: &[0, 2],
            report: Some("--output-file"),
            ..Self::new("hognose", executable, &arguments)
        }
    }

    /// ruff with some of its rules, and with the report that costs it least: it has findings that
    /// others do not have, and writing them down is not what is to be compared.
    pub(super) fn ruff(name: &'static str, select: &str, executable: PathBuf) -> Self {
        let arguments = [
            "check",
            "--isolated",
            "--no-cache",
            "--exit-zero",
            "--output-format",
            "concise",
            "--select",
            select,
        ];
        Self { report: Some("--output-file"), ..Self::new(name, executable, &arguments) }
    }

    /// Bandit with all of its checks.
    pub(super) fn bandit(executable: PathBuf) -> Self {
        let arguments = ["--recursive", "--quiet", "--exit-zero", "--format", "json"];
        Self {
            rounds: Rounds::First,
            report: Some("--output"),
            ..Self::new("bandit", executable, &arguments)
        }
    }

    fn new(name: &'static str, executable: PathBuf, arguments: &[&str]) -> Self {
        Self {
            name,
            rounds: Rounds::All,
            accepted: &[0],
            executable,
            arguments: arguments.iter().map(OsString::from).collect(),
            report: None,
        }
    }

    /// The command that runs the program over `paths`.
    pub(super) fn command(&self, report: &Path, paths: &[PathBuf]) -> Command {
        let mut command = Command::new(&self.executable);
        command.args(&self.arguments);
        if let Some(option) = self.report {
            command.arg(option).arg(report);
        }
        command.args(paths);
        command
    }
}

/// The executable of a tool: in the virtual environment, if one is given, or on the PATH.
pub(super) fn find_tool(tools: Option<&Path>, name: &str) -> Option<PathBuf> {
    let executable = match tools {
        Some(tools) if cfg!(windows) => tools.join("Scripts").join(name).with_extension("exe"),
        Some(tools) => tools.join("bin").join(name),
        None => PathBuf::from(name),
    };
    let version = Command::new(&executable)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    version.is_ok_and(|status| status.success()).then_some(executable)
}
