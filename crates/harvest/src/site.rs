//! Installed packages: a folder that Python imports from.
//!
//! Packages are found by the descriptions that installers leave (`*.dist-info`, `*.egg-info`). Folders
//! that are links are not entered, so that links cannot lead in circles or out of the folder.

use std::collections::BTreeSet;
use std::fs::{self, File as OpenFile};
use std::path::{Path, PathBuf};

use hognose_core::{Notice, NoticeKind};

use crate::archive::{MAX_CODE, MAX_FILE, read_bounded};
use crate::layout::{header, is_wanted, source};
use crate::source::{Distribution, Source, normal_name};

/// How deeply folders of a package are entered.
const MAX_DEPTH: u32 = 32;

/// The packages that are installed in a folder: where each is described, in order.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn installed(site: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        let extension = path.extension().unwrap_or_default();
        if (extension == "dist-info" || extension == "egg-info") && path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Where Python imports from in a virtual environment.
pub fn site_of_environment(environment: &Path) -> Option<PathBuf> {
    let windows = environment.join("Lib/site-packages");
    if windows.is_dir() {
        return Some(windows);
    }
    let mut found: Vec<PathBuf> = fs::read_dir(environment.join("lib"))
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("site-packages")))
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found.pop()
}

/// Reads the package that is described in a folder of the site.
pub fn read_installed(site: &Path, description: &Path) -> Distribution {
    let text = |name: &str| {
        fs::read(description.join(name))
            .ok()
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let metadata = text("METADATA").or_else(|| text("PKG-INFO")).unwrap_or_default();
    let stem = description.file_stem().unwrap_or_default().to_string_lossy();
    let (named, numbered) = stem.split_once('-').unwrap_or((&stem, ""));
    let name = header(&metadata, "Name").unwrap_or_else(|| named.to_owned());
    let version = header(&metadata, "Version").unwrap_or_else(|| numbered.to_owned());
    let mut reading = Reading { site, paths: BTreeSet::new(), notices: Vec::new() };
    match text("RECORD") {
        Some(record) => {
            let files = record.lines().filter_map(recorded).filter(|path| is_wanted(path));
            reading.paths.extend(files);
        }
        None => {
            for top in text("top_level.txt").unwrap_or_default().lines().map(str::trim) {
                reading.module(top);
            }
        }
    }
    let sources = reading.sources();
    Distribution {
        name: normal_name(&name),
        version: version.parse().ok(),
        sources,
        notices: reading.notices,
    }
}

/// The path in a line of a list of installed files, unless it leads out of the site.
fn recorded(line: &str) -> Option<String> {
    let path = match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.0,
        None => line.split_once(',').map_or(line, |(path, _)| path),
    };
    let is_inside =
        !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | ".." | "."));
    (is_inside && !path.contains(['\\', ':', '\0'])).then(|| path.to_owned())
}

struct Reading<'a> {
    site: &'a Path,
    /// Relative to the site, with `/`.
    paths: BTreeSet<String>,
    notices: Vec<Notice>,
}

impl Reading<'_> {
    /// Finds the files of a top-level module.
    fn module(&mut self, top: &str) {
        if top.is_empty() || !top.chars().all(|c| c == '_' || c == '-' || c.is_alphanumeric()) {
            return;
        }
        for name in [format!("{top}.py"), format!("{top}.pyi")] {
            if self.site.join(&name).is_file() {
                self.paths.insert(name);
            }
        }
        let mut pending = vec![(top.to_owned(), MAX_DEPTH)];
        while let Some((folder, depth)) = pending.pop() {
            let Ok(entries) = fs::read_dir(self.site.join(&folder)) else { continue };
            for entry in entries.flatten() {
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = format!("{folder}/{name}");
                let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
                if is_folder && depth > 0 {
                    pending.push((path, depth - 1));
                } else if !is_folder && is_wanted(&path) {
                    self.paths.insert(path);
                }
            }
        }
    }

    fn sources(&mut self) -> Vec<Source> {
        let mut sources = Vec::new();
        let mut code = 0;
        for path in std::mem::take(&mut self.paths) {
            let Some((module, is_package, is_stub)) = source(&path, "") else { continue };
            let place = self.site.join(&path);
            match read_file(&place) {
                Ok(Some(bytes)) => {
                    code += bytes.len() as u64;
                    if code > MAX_CODE {
                        let message = format!(
                            "the package holds more than {MAX_CODE} bytes of code; the rest is not read"
                        );
                        self.notices.push(Notice::about(NoticeKind::TooLarge, &place, message));
                        break;
                    }
                    sources.push(Source { path, module, is_package, is_stub, bytes });
                }
                Ok(None) => {
                    let message = format!("has more than {MAX_FILE} bytes, and is not read");
                    self.notices.push(Notice::about(NoticeKind::TooLarge, &place, message));
                }
                Err(error) => {
                    let message = format!("cannot be read: {error}");
                    self.notices.push(Notice::about(NoticeKind::Unreadable, &place, message));
                }
            }
        }
        sources
    }
}

/// The content of a regular file; none if it is too large.
fn read_file(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    // Opening a pipe would wait for whoever writes to it.
    if !fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    read_bounded(OpenFile::open(path)?)
}
