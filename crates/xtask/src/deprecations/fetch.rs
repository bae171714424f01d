//! Getting the sources, and reading them with the scripts.
//!
//! Everything that has been got stays in the scratch folder, so that the next run takes seconds.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use hognose_deprecation::Version;
use serde::de::DeserializeOwned;

use super::by_hand::ByHand;
use super::debian::Debian;
use super::sources::{Read, Surface};
use super::{NEWEST, OLDEST, scripts};

/// Releases of mypy that carry a snapshot of typeshed, with the month that it is from. typeshed forgets
/// a version of Python a while after its end of life, so old snapshots say what new ones do not.
const SNAPSHOTS: [(&str, &str); 7] = [
    ("0.770", "2020-03"),
    ("0.910", "2021-06"),
    ("0.971", "2022-07"),
    ("1.8.0", "2023-12"),
    ("1.15.0", "2025-02"),
    ("1.19.1", "2025-12"),
    ("2.4.1", "2026-10"),
];
/// The releases of Python whose documentation is read: those that Debian has.
const DOCUMENTATION: [u32; 5] = [9, 11, 13, 14, 15];

/// All sources, read.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) read: Read,
    /// What the interpreters have, oldest first.
    pub(super) surfaces: Vec<(Version, Surface)>,
}

/// Gets and reads what is missing in the scratch folder, and loads everything.
pub(super) fn sources(scratch: &Path, given: &[PathBuf], by_hand: &ByHand) -> Result<Sources> {
    fs::create_dir_all(scratch)?;
    let debian = Debian::new(&scratch.join("debian"));
    let mut read = Read { docs: Vec::new(), stubs: Vec::new(), libs: Vec::new() };
    for (release, month) in SNAPSHOTS {
        let json = scratch.join(format!("stubs-{release}.json"));
        if !json.exists() {
            let stubs = typeshed(&scratch.join(format!("mypy-{release}")), release)?;
            script(system_python(), "stubs.py", &[stubs.as_os_str()], "", &json)?;
        }
        read.stubs.push((month, load(&json)?));
    }
    for minor in DOCUMENTATION {
        let json = scratch.join(format!("docs-3.{minor}.json"));
        if !json.exists() {
            let html = debian.documentation(minor)?;
            script(system_python(), "docs.py", &[html.as_os_str()], "", &json)?;
        }
        read.docs.push((Version::new(3, minor), load(&json)?));
    }
    let interpreters = interpreters(scratch, given, &debian)?;
    for interpreter in &interpreters {
        let json = scratch.join(format!("lib-3.{}.json", interpreter.minor));
        if !json.exists() {
            script(system_python(), "lib.py", &[interpreter.lib.as_os_str()], "", &json)?;
        }
        read.libs.push((Version::new(3, interpreter.minor), load(&json)?));
    }
    let surfaces = surfaces(scratch, &interpreters, &read, by_hand)?;
    Ok(Sources { read, surfaces })
}

/// An interpreter that can be asked.
#[derive(Debug)]
struct Interpreter {
    minor: u32,
    program: PathBuf,
    /// The folder of its standard library.
    lib: PathBuf,
}

/// One interpreter of each release, oldest first.
fn interpreters(scratch: &Path, given: &[PathBuf], debian: &Debian) -> Result<Vec<Interpreter>> {
    let mut candidates = given.to_vec();
    candidates.extend(of_pyenv());
    candidates.extend((OLDEST..=NEWEST).map(|minor| PathBuf::from(format!("python3.{minor}"))));
    let mut found: Vec<Interpreter> = Vec::new();
    for program in candidates {
        if let Some(interpreter) = ask(&program)
            && (OLDEST..=NEWEST).contains(&interpreter.minor)
            && found.iter().all(|it| it.minor != interpreter.minor)
        {
            found.push(interpreter);
        }
    }
    let mut missing = Vec::new();
    for minor in OLDEST..=NEWEST {
        if found.iter().all(|it| it.minor != minor) {
            match debian.interpreter(minor).ok().as_deref().and_then(ask) {
                Some(interpreter) => found.push(interpreter),
                None => missing.push(format!("3.{minor}")),
            }
        }
    }
    if !missing.is_empty() {
        bail!(
            "there is no Python {} to ask: install it, for example with `pyenv install {}`, or name it \
             with `--python PATH`. What is known so far is in {}",
            missing.join(", "),
            missing.join(" "),
            scratch.display(),
        );
    }
    found.sort_by_key(|it| it.minor);
    Ok(found)
}

/// The interpreters that pyenv has installed.
fn of_pyenv() -> Vec<PathBuf> {
    let root = env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let versions = root.and_then(|root| fs::read_dir(root.join("versions")).ok());
    let mut programs: Vec<PathBuf> = versions
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/python")))
        .collect();
    programs.sort_unstable();
    programs
}

/// What an interpreter says about itself; none if it cannot be started.
fn ask(program: impl AsRef<Path>) -> Option<Interpreter> {
    let code = "import sys, os; print('%d.%d %s' % (sys.version_info[:2] + (os.path.dirname(os.__file__),)))";
    let program = program.as_ref();
    let output = Command::new(program).args(["-S", "-s", "-c", code]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (version, lib) = text.trim().split_once(' ')?;
    let minor = version.strip_prefix("3.")?.parse().ok()?;
    Some(Interpreter { minor, program: program.to_owned(), lib: lib.into() })
}

/// Asks the interpreters, first for what they list, then for all names that any of them or any other
/// source has: what a module gives only when asked for it stands in no list.
fn surfaces(
    scratch: &Path,
    interpreters: &[Interpreter],
    read: &Read,
    by_hand: &ByHand,
) -> Result<Vec<(Version, Surface)>> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    names.extend(read.docs.iter().flat_map(|(_, docs)| docs.documented.keys()).map(String::as_str));
    names.extend(read.stubs.iter().flat_map(|(_, stubs)| stubs.keys()).map(String::as_str));
    names.extend(read.libs.iter().flat_map(|(_, lib)| lib).map(|warning| warning.name.as_str()));
    for fact in &by_hand.deprecated {
        names.insert(&fact.name);
        names.extend(fact.replacement.as_deref());
    }
    let asked: String = names.iter().flat_map(|name| [name, "\n"]).collect();
    let stamp = scratch.join("asked.txt");
    let path = |it: &Interpreter| scratch.join(format!("surface-3.{}.json", it.minor));
    let is_current = fs::read_to_string(&stamp).is_ok_and(|before| before == asked)
        && interpreters.iter().all(|it| path(it).exists());
    if !is_current {
        for interpreter in interpreters {
            script(&interpreter.program, "surface.py", &[], &asked, &path(interpreter))?;
        }
        let mut all: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        for interpreter in interpreters {
            let surface: Surface = load(&path(interpreter))?;
            all.extend(surface.names.into_keys());
        }
        let all: String = all.iter().flat_map(|name| [name, "\n"]).collect();
        for interpreter in interpreters {
            script(&interpreter.program, "surface.py", &[], &all, &path(interpreter))?;
        }
        fs::write(&stamp, &asked)?;
    }
    interpreters.iter().map(|it| Ok((Version::new(3, it.minor), load(&path(it))?))).collect()
}

/// The folder of the stubs of the standard library that a release of mypy carries.
fn typeshed(folder: &Path, release: &str) -> Result<PathBuf> {
    let stubs = folder.join("mypy/typeshed/stdlib");
    if !stubs.is_dir() {
        // A wheel is only unpacked: no code of the package runs.
        let mut pip = Command::new(system_python());
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"])
            .arg("--dest")
            .arg(folder)
            .arg(format!("mypy=={release}"));
        run(&mut pip)?;
        for wheel in files(folder, "whl")? {
            run(Command::new(system_python())
                .args(["-m", "zipfile", "-e"])
                .arg(wheel)
                .arg(folder))?;
        }
    }
    Ok(stubs)
}

/// The files of a folder with this extension.
pub(super) fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new(extension)) {
            files.push(path);
        }
    }
    files.sort_unstable();
    Ok(files)
}

fn system_python() -> &'static str {
    if cfg!(windows) { "python" } else { "python3" }
}

fn load<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is not understood: remove it and run again", path.display()))
}

/// Runs a script; what it writes becomes a file once it has come to its end.
fn script(
    python: impl AsRef<OsStr>,
    name: &str,
    arguments: &[&OsStr],
    input: &str,
    output: &Path,
) -> Result<()> {
    let partial = output.with_extension("partial");
    let file = fs::File::create(&partial)
        .with_context(|| format!("cannot write {}", partial.display()))?;
    let mut child = Command::new(python)
        .args(["-S", "-s", "-B", "-W", "ignore"])
        .arg(scripts().join(name))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(file)
        .spawn()
        .with_context(|| format!("cannot start Python for {name}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A script that needs no input has closed its end: its exit code says whether it failed.
        let _ = stdin.write_all(input.as_bytes());
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{name} failed: {status}");
    }
    fs::rename(&partial, output)?;
    Ok(())
}

/// Runs a command to its end. What it wrote to standard error is shown only if it fails.
pub(super) fn run(command: &mut Command) -> Result<()> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command.output().with_context(|| format!("cannot start {program}"))?;
    if !output.status.success() {
        // Without the arguments: the address of an index may hold a password.
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{program} failed: {}\n{}", output.status, errors.trim_end());
    }
    Ok(())
}
