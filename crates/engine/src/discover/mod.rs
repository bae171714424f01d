//! Which files a run reads.
//!
//! [`discover`] turns the paths of the command line into one list of files. A folder is walked, a
//! file is taken as it is. The list is a function of the file system and the settings: it does not
//! depend on the order of the paths, nor on how each is spelled (`.`, `./a`, `a/`, `/home/me/a`,
//! `a/../a`), and a file is in it once, however many ways lead there. Nothing here opens a source
//! file or knows Python: a file is recognised by its name.
//!
//! What a folder's walk leaves out, in this order:
//!
//! 1. names that are not of source files ([`IncludeSet`]);
//! 2. what [`ExcludeSet`] excludes: by default virtual environments and the folders of tools;
//! 3. what `.gitignore`, `.ignore` and their kin hide, in a repository or not;
//! 4. links to folders, and links to files that lead out of what is being checked: a report quotes
//!    source, and the author of a checked repository must not choose which of the reader's files;
//! 5. whatever is not a file: pipes, sockets, devices. They are never opened, and a notice says so.
//!
//! A path that was named is wanted. A named file is read whatever its name and whatever excludes or
//! hides it; a named folder is walked though it, or a folder above it, is excluded or hidden, and
//! the same rules apply anew below it. `force_exclude` keeps the excludes for named paths as well:
//! it is for tools such as pre-commit, which name every changed file without meaning it.
//!
//! The walk is our own, although [`ignore`] has one, and uses that crate to parse and match ignore
//! files only. Its walk opens whatever is called `.gitignore` (a pipe blocks it forever, a link to
//! `/dev/zero` fills the memory), has no answer for named folders that are hidden, lets the rules
//! of the folders above a repository into it, and would need two more system calls per folder to
//! recognise a virtual environment, which the folder's own listing already shows.

mod exclude;
mod ignore_files;
mod include;
mod location;
mod pattern;

mod walk;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hognose_core::{Notice, NoticeKind};
use rustc_hash::FxHashSet;

pub use self::exclude::{DEFAULT_EXCLUDES, ENVIRONMENT_MARKERS, ExcludeSet};
pub use self::ignore_files::global_gitignore;
pub use self::include::{DEFAULT_INCLUDE, IncludeSet};
use self::location::Location;
pub use self::pattern::BadPattern;
use self::walk::{Found, Walk};

/// What to look for, and where not to look.
#[derive(Clone, Copy, Debug)]
pub struct DiscoverOptions<'a> {
    /// The names of the files that a folder's walk takes. Named files need not match.
    pub include: &'a IncludeSet,
    /// What a folder's walk leaves out.
    pub excludes: &'a ExcludeSet,
    /// Whether ignore files (`.gitignore`, `.ignore`, `.git/info/exclude`, the user's own) count.
    pub respect_gitignore: bool,
    /// The user's own ignore file, see [`global_gitignore`].
    pub global_gitignore: Option<&'a Path>,
    /// Whether `excludes` holds for named paths as well. Ignore files never do.
    pub force_exclude: bool,
    /// The absolute folder that relative paths start from, and that reported paths are relative to.
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
    let working_dir =
        fs::canonicalize(options.working_dir).unwrap_or_else(|_| options.working_dir.to_path_buf());
    let mut found = Found::default();
    let folders = sort_named(paths, &working_dir, options, &mut found);
    Walk::new(&folders, &working_dir, options).run(folders, &mut found);
    finish(found, &working_dir)
}

/// Puts the named files into `found` and returns the named folders, each once.
fn sort_named(
    paths: &[PathBuf],
    working_dir: &Path,
    options: DiscoverOptions<'_>,
    found: &mut Found,
) -> Vec<Location> {
    let mut folders = Vec::new();
    for path in paths {
        let resolved = Location::resolve(path, working_dir)
            .and_then(|location| Ok((fs::metadata(&location.real)?, location)));
        let (metadata, location) = match resolved {
            Ok(resolved) => resolved,
            Err(error) => {
                found.notices.push(missing_or_unreadable(path, &error));
                continue;
            }
        };
        if options.force_exclude
            && options.excludes.excludes_named(location.spelled(), metadata.is_dir(), working_dir)
        {
            continue;
        }
        if metadata.is_dir() {
            folders.push(location);
        } else if metadata.is_file() {
            found.files.push((location, metadata.len()));
        } else {
            found.notices.push(Notice::about(
                NoticeKind::Unreadable,
                &location.shown(working_dir),
                format!(
                    "this is {}, not a file; `-` reads from standard input",
                    walk::kind_of(metadata.file_type())
                ),
            ));
        }
    }
    // Two names of one folder: the preferred one must not depend on the order of the paths.
    folders.sort_unstable();
    folders.dedup_by(|a, b| a.real == b.real);
    folders
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
