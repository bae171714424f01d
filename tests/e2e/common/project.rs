//! The project, and the commands that are given in it.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::Ran;

/// A run that takes longer hangs. Ordinary ones take milliseconds.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder of its own, which goes when the test is over.
#[derive(Debug)]
pub(crate) struct Project {
    _folder: TempDir,
    /// The working directory of the runs: absolute, without links.
    root: PathBuf,
    /// The home of a user without settings.
    home: PathBuf,
}

impl Project {
    /// A project without files.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let real = folder.path().canonicalize().expect("the folder is there");
        let (root, home) = (real.join("project"), real.join("home"));
        for folder in [&root, &home] {
            fs::create_dir(folder).expect("a folder can be made");
        }
        Self { _folder: folder, root, home }
    }

    /// A project with the fixtures of all rules, in the folder `fixtures`.
    pub(crate) fn with_fixtures() -> Self {
        let project = Self::new();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        copy(&fixtures, &project.path("fixtures"));
        project
    }

    /// The same project, with one more file.
    pub(crate) fn with(self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Writes a file, and makes the folders that it lies in.
    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        let folder = path.parent().expect("the file lies in the project");
        fs::create_dir_all(folder).expect("a folder can be made");
        fs::write(&path, content).expect("a file can be written");
    }

    /// What a file says.
    pub(crate) fn read(&self, path: impl AsRef<Path>) -> String {
        fs::read_to_string(self.root.join(path)).expect("the file is there, and is text")
    }

    /// The project's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The home of the user who runs the program.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// A file or folder of the project.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// The names of what the project's folder contains, sorted.
    pub(crate) fn entries(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.root).expect("the folder is there");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("the entry is there").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// `hognose ARGUMENTS`, to be completed and run.
    pub(crate) fn hognose<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Invocation {
        let mut invocation = self.program(env!("CARGO_BIN_EXE_hognose"));
        invocation.command.args(arguments);
        invocation
    }

    /// `sh -c SCRIPT`, in which `$0` is the program.
    #[cfg(unix)]
    pub(crate) fn shell(&self, script: &str) -> Invocation {
        let mut invocation = self.program("/bin/sh");
        invocation.command.args(["-c", script, env!("CARGO_BIN_EXE_hognose")]);
        invocation
    }

    fn program(&self, program: &str) -> Invocation {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", &self.home).env("PATH", "/usr/bin:/bin");
        command.current_dir(&self.root);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Invocation { command, stdin: Vec::new() }
    }

    /// `hognose check ARGUMENTS`, run.
    pub(crate) fn check<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        let mut invocation = self.hognose(["check"]);
        invocation.command.args(arguments);
        invocation.run()
    }

    /// The findings of `hognose check ARGUMENTS`, each as `path:line:column rule`.
    pub(crate) fn found<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Vec<String> {
        let mut invocation = self.hognose(["check", "--output-format", "json"]);
        invocation.command.args(arguments);
        invocation.run().findings()
    }
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("the entry is there").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file can be copied");
        }
    }
}

/// A command that is about to be run.
#[derive(Debug)]
pub(crate) struct Invocation {
    command: Command,
    stdin: Vec<u8>,
}

impl Invocation {
    /// Adds an argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes a variable out of the environment.
    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Starts in another folder.
    pub(crate) fn current_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Gives the command something to read.
    pub(crate) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self.command.stdin(Stdio::piped());
        self
    }

    /// Sends standard output elsewhere.
    pub(crate) fn stdout(mut self, stdout: impl Into<Stdio>) -> Self {
        self.command.stdout(stdout);
        self
    }

    /// Starts the command and leaves it to the caller.
    pub(crate) fn spawn(mut self) -> Child {
        self.command.spawn().expect("the program can be started")
    }

    /// Runs the command to its end.
    pub(crate) fn run(self) -> Ran {
        let stdin = self.stdin.clone();
        let mut child = self.spawn();
        let mut pipe = child.stdin.take();
        let writer = thread::spawn(move || {
            // Whether the program wants all of it is its own matter.
            pipe.as_mut().map(|pipe| pipe.write_all(&stdin))
        });
        let (stdout, stderr) = (reader(child.stdout.take()), reader(child.stderr.take()));
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = child.try_wait().expect("the program can be waited for") {
                break status;
            }
            if Instant::now() > deadline {
                let _ = child.kill();
                let _ = child.wait();
                panic!("the program hangs");
            }
            thread::sleep(Duration::from_millis(2));
        };
        let _ = writer.join();
        let all = |reader: JoinHandle<Vec<u8>>| reader.join().expect("the reader does not panic");
        Ran::new(status, all(stdout), all(stderr))
    }
}

/// Reads a pipe to its end, while the program runs.
fn reader(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        }
        bytes
    })
}
