//! Which files a run reads.
//!
//! [`discover`] turns the paths of the command line into one list of files. A folder is walked, a
//! file is taken as it is. The list is a function of the file system and the settings: it does not
//! depend on the order of the paths, nor on how each is spelled (`.`, `./a`, `a/`, `/home/me/a`,
//! `a/../a`), and a file is in it once, however many ways lead there. Nothing here opens a source
//! file or knows Python: a file is recognised by its name.
//!
//! What the walk of a folder leaves out, in this order:
//!
//! 1. files whose names `include` does not match, unless rules look at a project's settings in them;
//! 2. what `exclude` matches;
//! 3. what `.gitignore`, `.ignore` and their kin hide, in a repository or not;
//! 4. virtual environments, which are known by what they contain ([`ENVIRONMENT_MARKERS`]);
//! 5. links to folders, and links to files that lead out of what is being checked: a report quotes
//!    source, and the author of a checked repository must not choose which of the reader's files;
//! 6. whatever is not a file: pipes, sockets, devices. They are never opened, and a notice says so.
//!
//! Hidden files are read: a name that starts with a dot does not make code harmless.
//!
//! A path that was named is wanted. A named file is read whatever its name and whatever excludes or
//! hides it; a named folder is walked though it, or a folder above it, is excluded or hidden, and
//! the same rules apply anew below it. `force-exclude` keeps the excludes for named paths as well:
//! it is for tools such as pre-commit, which name every changed file without meaning it.
//!
//! Bandit's exclusions, where there are any, hold for named files as well. They and Bandit's inclusions
//! are about paths as they were typed (`bandit.rs`). Virtual environments are walked if the settings say so.
//!
//! The walk is our own, although [`ignore`] has one, and uses that crate to parse and match ignore
//! files only. Its walk opens whatever is called `.gitignore` (a pipe blocks it forever, a link to
//! `/dev/zero` fills the memory, thousands of nested braces overflow the stack), finds nothing in a
//! named folder whose content is hidden, reads the ignore files above a repository if it reads any
//! outside of one, and would need two more system calls per folder to recognise a virtual
//! environment, which the listing of the folder shows anyway.

mod bandit;
mod environment;
mod ignore_files;
mod location;
mod walk;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hognose_config::{EntryKind, FileSettings};
use hognose_core::{Notice, NoticeKind};
use rustc_hash::FxHashSet;

use self::bandit::BanditChoice;
pub use self::environment::ENVIRONMENT_MARKERS;
use self::environment::in_environment;
pub use self::ignore_files::global_gitignore;
use self::location::Location;
use self::walk::{Found, Walk};
use crate::regular::kind_of;

/// What to look for, and from where.
#[derive(Clone, Copy, Debug)]
pub struct DiscoverOptions<'a> {
    /// Which files are checked.
    pub settings: &'a FileSettings,
    /// The user's own ignore file, see [`global_gitignore`]. Only read if ignore files are respected.
    pub global_gitignore: Option<&'a Path>,
    /// The names of further files that rules look at although they are no code: `setup.cfg`.
    pub project_files: &'a [&'static str],
    /// The folder that relative paths start from, and that reported paths are relative to: absolute
    /// and without links, as [`std::env::current_dir`] gives it.
    pub working_dir: &'a Path,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discovered {
    /// The files to read, each once, sorted by the bytes of their paths.
    pub files: Vec<FoundFile>,
    /// Paths and folders that could not be read, and what was skipped for not being a file; sorted.
    pub notices: Vec<Notice>,
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// The path as reports show it: relative to the working directory if the file lies below it,
    /// otherwise absolute. Raw: it may hold any byte that the file system allows.
    pub path: PathBuf,
    /// The size in bytes when it was found, by which the largest files can be started first.
    pub size: u64,
}

/// Finds the files that the paths of a command line stand for.
///
/// Total: what cannot be read is a notice, and the rest is found. An empty list of paths finds
/// nothing; that no path means the working directory is for the caller to say, and so is the
/// meaning of `-`.
pub fn discover(paths: &[PathBuf], options: DiscoverOptions<'_>) -> Discovered {
    let mut found = Found::default();
    let mut choice = BanditChoice::new(options.settings);
    let folders = sort_named(paths, options, &mut found, &mut choice);
    Walk::new(&folders, options).run(folders, &mut found);
    found.files.retain(|(file, _)| !choice.leaves_out(file));
    finish(found, options.working_dir)
}

/// Puts the named files into `found` and returns the named folders, each once.
fn sort_named(
    paths: &[PathBuf],
    options: DiscoverOptions<'_>,
    found: &mut Found,
    choice: &mut BanditChoice<'_>,
) -> Vec<Location> {
    let mut folders = Vec::new();
    for path in paths {
        let resolved = Location::resolve(path, options.working_dir)
            .and_then(|location| Ok((fs::metadata(&location.real)?, location)));
        let (metadata, location) = match resolved {
            Ok(resolved) => resolved,
            Err(error) => {
                found.notices.push(missing_or_unreadable(path, &error));
                continue;
            }
        };
        if options.settings.force_exclude && is_excluded(location.spelled(), &metadata, options) {
            continue;
        }
        choice.name(path, &location);
        if metadata.is_dir() {
            folders.push(location);
        } else if metadata.is_file() {
            found.files.push((location, metadata.len()));
        } else {
            found.notices.push(Notice::about(
                NoticeKind::Unreadable,
                &location.shown(options.working_dir),
                format!(
                    "this is {}, not a file; `-` reads from standard input",
                    kind_of(metadata.file_type())
                ),
            ));
        }
    }
    once_each(folders)
}

/// Drops the second names of folders. The order of the paths does not matter for which is kept: a
/// folder's own name, or that by which the walk of another named folder would come to it.
fn once_each(mut folders: Vec<Location>) -> Vec<Location> {
    folders.sort_unstable();
    folders.dedup_by(|a, b| a.real == b.real);
    let walked: FolderSet =
        folders.iter().filter(|folder| !folder.is_alias()).map(|it| it.real.clone()).collect();
    for folder in folders.iter_mut().filter(|folder| folder.is_alias()) {
        if folder.real.ancestors().any(|above| walked.contains(above)) {
            *folder = Location::direct(folder.real.clone());
        }
    }
    folders
}

/// Whether a named path is excluded, by itself or by a folder that it is in.
fn is_excluded(path: &Path, metadata: &fs::Metadata, options: DiscoverOptions<'_>) -> bool {
    options.settings.exclude.covers(path, entry_kind(metadata.is_dir()))
        || options.settings.skip_environments && in_environment(path, options.working_dir)
}

/// What patterns are told about a path.
fn entry_kind(is_dir: bool) -> EntryKind {
    if is_dir { EntryKind::Folder } else { EntryKind::File }
}

fn missing_or_unreadable(path: &Path, error: &io::Error) -> Notice {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            Notice::about(NoticeKind::MissingPath, path, "no such file or folder")
        }
        _ => Notice::about(NoticeKind::Unreadable, path, format!("cannot be read: {error}")),
    }
}

/// Drops what was found twice and puts the rest into order.
fn finish(found: Found, working_dir: &Path) -> Discovered {
    let Found { mut files, mut notices } = found;
    files.sort_unstable();
    files.dedup_by(|(a, _), (b, _)| a.real == b.real);
    let mut files: Vec<_> = files
        .into_iter()
        .map(|(location, size)| FoundFile { path: location.shown(working_dir), size })
        .collect();
    files.sort_unstable_by(|a, b| by_bytes(&a.path, &b.path));

    notices.sort_unstable();
    notices.dedup();
    Discovered { files, notices }
}

/// The order of the paths' bytes, which is several times as fast as that of their components.
fn by_bytes(a: &Path, b: &Path) -> Ordering {
    a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes())
}

/// The folders, by their real paths.
type FolderSet = FxHashSet<PathBuf>;
