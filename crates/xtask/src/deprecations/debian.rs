//! What Debian packages: the documentation of Python, and the interpreters of its newest releases.
//!
//! The packages are downloaded with `apt-get`, through lists of our own, and unpacked into the scratch
//! folder: nothing is installed, and the lists of the system stay as they are. The interpreters are
//! started with the C library that they were built for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::fetch::{files, run};

/// The suites that are looked through, oldest first; together they have the releases of the
/// documentation that we read.
const SUITES: [&str; 4] = ["bullseye", "bookworm", "trixie", "sid"];
/// Where Debian's packages are.
const ARCHIVE: &str = "http://deb.debian.org/debian";
/// The keys that sign them.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// The packages of an interpreter, without `python3.N` in their names.
const INTERPRETER: [&str; 5] = ["minimal", "tk", "gdbm", "lib-minimal", "lib-stdlib"];
/// What the interpreters and their modules are linked with.
const LIBRARIES: [&str; 33] = [
    "libbrotli1",
    "libbsd0",
    "libbz2-1.0",
    "libc6",
    "libcrypt1",
    "libdb5.3t64",
    "libexpat1",
    "libffi8",
    "libfontconfig1",
    "libfreetype6",
    "libgcc-s1",
    "libgdbm-compat4t64",
    "libgdbm6t64",
    "liblzma5",
    "libmd0",
    "libncursesw6",
    "libpng16-16t64",
    "libreadline8t64",
    "libsqlite3-0",
    "libssl3t64",
    "libtcl8.6",
    "libtinfo6",
    "libtk8.6",
    "libuuid1",
    "libx11-6",
    "libxau6",
    "libxcb1",
    "libxdmcp6",
    "libxext6",
    "libxft2",
    "libxrender1",
    "libxss1",
    "libzstd1",
];

/// Debian's packages, unpacked below a folder.
#[derive(Debug)]
pub(super) struct Debian {
    folder: PathBuf,
}

impl Debian {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The folder of the HTML pages of the documentation of 3.`minor`.
    pub(super) fn documentation(&self, minor: u32) -> Result<PathBuf> {
        let root = self.folder.join("documentation");
        let html = root.join(format!("usr/share/doc/python3.{minor}/html"));
        if !html.is_dir() {
            self.unpack(&[format!("python3.{minor}-doc")], &root)?;
        }
        Ok(html)
    }

    /// A program that starts the interpreter of 3.`minor`.
    pub(super) fn interpreter(&self, minor: u32) -> Result<PathBuf> {
        let root = self.folder.join("root");
        let program = self.folder.join(format!("python3.{minor}"));
        if !program.exists() {
            let name = |part: &&str| match part.strip_prefix("lib-") {
                Some(part) => format!("libpython3.{minor}-{part}"),
                None => format!("python3.{minor}-{part}"),
            };
            let mut packages: Vec<String> = INTERPRETER.iter().map(name).collect();
            packages.extend(LIBRARIES.iter().map(|name| format!("{name}/sid")));
            self.unpack(&packages, &root)?;
            start_script(&program, &root, minor)?;
        }
        Ok(program)
    }

    /// Downloads packages and unpacks them into a folder.
    fn unpack(&self, packages: &[String], root: &Path) -> Result<()> {
        let lists = self.lists()?;
        fs::create_dir_all(root)?;
        let archives = tempfile::tempdir_in(&self.folder)?;
        let mut download = Command::new("apt-get");
        download.env("APT_CONFIG", &lists).current_dir(archives.path());
        run(download.args(["download", "-qq"]).args(packages))?;
        for archive in files(archives.path(), "deb")? {
            run(Command::new("dpkg-deb").arg("-x").arg(archive).arg(root))?;
        }
        Ok(())
    }

    /// The configuration that makes `apt-get` use lists of our own, which are up to date.
    fn lists(&self) -> Result<PathBuf> {
        let folder = self.folder.join("apt");
        let configuration = folder.join("apt.conf");
        if configuration.exists() {
            return Ok(configuration);
        }
        if !Path::new(KEYRING).exists() {
            bail!(
                "{KEYRING} is not there: this needs Debian, or its package debian-archive-keyring"
            );
        }
        for part in ["lists/partial", "cache/archives/partial", "parts"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let source = |suite| format!("deb [signed-by={KEYRING}] {ARCHIVE} {suite} main\n");
        fs::write(folder.join("sources.list"), SUITES.map(source).concat())?;
        fs::write(folder.join("status"), "")?;
        let at = folder.display();
        let text = format!(
            "Dir::Etc::sourcelist \"{at}/sources.list\";\nDir::Etc::sourceparts \"{at}/parts\";\n\
             Dir::Etc::preferencesparts \"{at}/parts\";\nDir::State::lists \"{at}/lists\";\n\
             Dir::State::status \"{at}/status\";\nDir::Cache \"{at}/cache\";\n\
             Acquire::Languages \"none\";\n"
        );
        let partial = folder.join("apt.conf.partial");
        fs::write(&partial, text)?;
        run(Command::new("apt-get").env("APT_CONFIG", &partial).args(["update", "-qq"]))?;
        fs::rename(&partial, &configuration)?;
        Ok(configuration)
    }
}

/// Writes a program that starts an unpacked interpreter.
fn start_script(program: &Path, root: &Path, minor: u32) -> Result<()> {
    let libraries = files_below(&root.join("usr/lib"), "libc.so.6")
        .context("the C library has not been unpacked")?;
    let loader = files_below(&root.join("usr/lib64"), "ld-linux-x86-64.so.2")
        .context("only the interpreters for x86-64 can be started")?;
    let text = format!(
        "#!/bin/sh\nPYTHONHOME='{root}/usr' exec '{loader}' --library-path '{libraries}' \
         '{root}/usr/bin/python3.{minor}' \"$@\"\n",
        root = root.display(),
        loader = loader.join("ld-linux-x86-64.so.2").display(),
        libraries = libraries.display(),
    );
    fs::write(program, text)?;
    run(Command::new("chmod").arg("+x").arg(program))
}

/// The folder, at or directly below this one, that holds a file of this name.
fn files_below(folder: &Path, name: &str) -> Option<PathBuf> {
    let folders = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    [folder.to_owned()].into_iter().chain(folders).find(|folder| folder.join(name).exists())
}
