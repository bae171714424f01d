//! The walk of the named folders.

use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use hognose_config::{EntryKind, FileSettings};
use hognose_core::{Notice, NoticeKind};
use rayon::Scope;

use super::environment::is_environment;
use super::ignore_files::{IgnoreFiles, Rules, repository_of};
use super::location::Location;
use super::{DiscoverOptions, FolderSet, entry_kind};
use crate::regular::kind_of;

/// The walk: what it was asked for, and where it may go.
pub(super) struct Walk<'a> {
    settings: &'a FileSettings,
    project_files: &'a [&'static str],
    working_dir: &'a Path,
    ignore_files: IgnoreFiles,
    /// The named folders. Each is walked for itself, so a walk that meets one leaves it out.
    named: FolderSet,
    /// The repositories of the named folders: a link to a file may lead there, too.
    repositories: FolderSet,
}

/// What was found so far, in any order, and some of it twice.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files and their sizes.
    pub(super) files: Vec<(Location, u64)>,
    /// What could not be read.
    pub(super) notices: Vec<Notice>,
}

/// A folder that is to be read.
struct Folder {
    location: Location,
    /// The rules of the ignore files above it.
    rules: Rules,
    /// Whether the user named it.
    named: bool,
}

impl<'a> Walk<'a> {
    /// Prepares the walk of the named folders.
    pub(super) fn new(folders: &[Location], options: DiscoverOptions<'a>) -> Self {
        let DiscoverOptions { settings, global_gitignore, project_files, working_dir } = options;
        let real_paths = || folders.iter().map(|folder| &folder.real);
        Self {
            settings,
            project_files,
            working_dir,
            ignore_files: IgnoreFiles::new(settings.respect_gitignore, global_gitignore),
            named: real_paths().cloned().collect(),
            repositories: real_paths()
                .filter_map(|folder| repository_of(folder))
                .map(Path::to_path_buf)
                .collect(),
        }
    }

    /// Walks the named folders and all below them that is not left out, on the threads of the
    /// current pool: most of the time goes to system calls, and two cores take half of it.
    pub(super) fn run(&self, folders: Vec<Location>, found: &mut Found) {
        if folders.is_empty() {
            return;
        }
        let shared = Mutex::new(std::mem::take(found));
        rayon::scope(|scope| {
            let shared = &shared;
            for location in folders {
                scope.spawn(move |scope| {
                    let rules = self.ignore_files.above(&location.real, self.working_dir);
                    let folder = Folder { location, rules, named: true };
                    self.descend(&folder, shared, scope);
                });
            }
        });
        *found = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    }

    /// Reads a folder, and leaves those in it to whichever thread has time. Nothing recurses: a tree
    /// may be as deep as it likes.
    fn descend<'s>(&'s self, folder: &Folder, shared: &'s Mutex<Found>, scope: &Scope<'s>) {
        let mut found = Found::default();
        for folder in self.visit(folder, &mut found) {
            scope.spawn(move |scope| self.descend(&folder, shared, scope));
        }
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.files.append(&mut found.files);
        shared.notices.append(&mut found.notices);
    }

    /// Reads one folder: puts its files into `found` and returns the folders to read next.
    fn visit(&self, folder: &Folder, found: &mut Found) -> Vec<Folder> {
        let entries = self.list(folder, found);
        let contains = |name: &str| entries.iter().any(|entry| entry.file_name() == name);
        if self.settings.skip_environments && !folder.named && is_environment(contains) {
            return Vec::new();
        }
        let mut rules = self.ignore_files.enter(&folder.rules, &folder.location.real, contains);
        if folder.named && hides_all(&rules, &folder.location, &entries) {
            rules = Rules::default();
        }
        let mut folders = Vec::new();
        for entry in &entries {
            let location = folder.location.join(&entry.file_name());
            let file_type = match entry.file_type() {
                Ok(file_type) => file_type,
                Err(error) => {
                    self.unreadable(&location, &error, found);
                    continue;
                }
            };
            let is_dir = file_type.is_dir();
            let wanted = if is_dir {
                !self.named.contains(&location.real)
            } else {
                self.settings.include.matches(location.spelled(), EntryKind::File)
                    || self.is_project_file(&location)
            };
            if !wanted
                || self.settings.exclude.matches(location.spelled(), entry_kind(is_dir))
                || rules.hides(&location.real, is_dir)
            {
                continue;
            }
            if is_dir {
                folders.push(Folder { location, rules: rules.clone(), named: false });
            } else if file_type.is_symlink() {
                self.follow(location, found);
            } else if file_type.is_file() {
                // A file that has gone since is for its reader to miss.
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                found.files.push((location, size));
            } else {
                self.special(&location, file_type, found);
            }
        }
        folders
    }

    /// Whether a file holds settings that rules look at.
    fn is_project_file(&self, location: &Location) -> bool {
        let name = location.real.file_name();
        name.is_some_and(|name| self.project_files.iter().any(|known| name == *known))
    }

    /// What a folder contains, as far as it can be read.
    fn list(&self, folder: &Folder, found: &mut Found) -> Vec<DirEntry> {
        let mut entries = Vec::new();
        let result = fs::read_dir(&folder.location.real).and_then(|listing| {
            for entry in listing {
                entries.push(entry?);
            }
            Ok(())
        });
        if let Err(error) = result {
            self.unreadable(&folder.location, &error, found);
        }
        entries
    }

    /// Takes what a link with the name of a source file leads to, if that is a file within what is
    /// being checked. (What is in the list already is dropped later.)
    fn follow(&self, link: Location, found: &mut Found) {
        let target =
            fs::canonicalize(&link.real).and_then(|target| Ok((fs::metadata(&target)?, target)));
        let (metadata, target) = match target {
            Ok(target) => target,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return self.unreadable(&link, &error, found);
            }
            // It leads nowhere or in circles, as the lock files of Emacs do: there is no code.
            Err(_) => return,
        };
        if metadata.is_dir() {
            return;
        }
        if !metadata.is_file() {
            return self.special(&link, metadata.file_type(), found);
        }
        if self.is_within(&target) {
            found.files.push((Location::link(link, target), metadata.len()));
        } else {
            let message = "skipped: this link leads out of what is being checked; \
                           name it to have it read";
            self.note(NoticeKind::SpecialFile, &link, message.to_owned(), found);
        }
    }

    /// Whether a file belongs to what is being checked.
    fn is_within(&self, file: &Path) -> bool {
        file.ancestors()
            .any(|folder| self.named.contains(folder) || self.repositories.contains(folder))
    }

    fn unreadable(&self, location: &Location, error: &io::Error, found: &mut Found) {
        // Gone since its folder was read: there is nothing to miss.
        if error.kind() != io::ErrorKind::NotFound {
            self.note(NoticeKind::Unreadable, location, format!("cannot be read: {error}"), found);
        }
    }

    fn special(&self, location: &Location, file_type: FileType, found: &mut Found) {
        let message = format!("skipped: this is {}, not a file", kind_of(file_type));
        self.note(NoticeKind::SpecialFile, location, message, found);
    }

    fn note(&self, kind: NoticeKind, location: &Location, message: String, found: &mut Found) {
        found.notices.push(Notice::about(kind, &location.shown(self.working_dir), message));
    }
}

/// Whether ignore files hide all that a folder contains, themselves aside: a `.gitignore` in it that
/// says `*`, as tools put into what they create, or one above it that says `folder/*`. It means the
/// same as hiding the folder.
fn hides_all(rules: &Rules, folder: &Location, entries: &[DirEntry]) -> bool {
    entries.iter().all(|entry| {
        let name = entry.file_name();
        name == ".gitignore"
            || name == ".ignore"
            || rules.hides(
                &folder.real.join(name),
                entry.file_type().is_ok_and(|file_type| file_type.is_dir()),
            )
    })
}
