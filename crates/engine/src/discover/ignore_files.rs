//! What `.gitignore`, `.ignore` and their kin hide.
//!
//! As in git: the patterns of a file hold for its folder and all below it, nearer files decide
//! before farther ones, the later of two patterns before the earlier, and `.git/info/exclude` and
//! the user's own ignore file come last. `.ignore`, which git does not know, decides before all of
//! them. A repository hears nothing from the `.gitignore` files above it. Unlike in git, the files
//! count outside of a repository too: an unpacked archive is the same project.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};

use crate::regular;

/// A folder that has one of these is the top of a repository whose ignore files are git's.
const REPOSITORY_MARKERS: &[&str] = &[".git", ".jj"];

/// How much of ignore files may apply to one folder, its own and those above it together. A file that
/// goes beyond is disregarded. People write a hundredth of this; it is for who wants to fill the
/// memory, as compiled patterns can take two thousand times their size.
const MAX_BYTES: usize = 128 * 1024;

/// A longer line is no pattern: braces nest, and the compiler of patterns recurses into them.
const MAX_PATTERN_BYTES: usize = 1000;

/// Where the user's own ignore file is, according to the configuration of git.
///
/// Reads the environment and git's configuration files, which is why [`discover`](super::discover)
/// leaves it to its caller.
pub fn global_gitignore() -> Option<PathBuf> {
    gitconfig_excludes_path()
}

/// Reads ignore files, or does not.
#[derive(Debug)]
pub(super) struct IgnoreFiles {
    respected: bool,
    /// The text of the user's own ignore file.
    global: String,
}

/// What the ignore files of a folder and of those above it say. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules(Option<Arc<FolderRules>>);

/// What the ignore files of one folder say.
#[derive(Debug)]
struct FolderRules {
    above: Rules,
    ignore: Gitignore,
    gitignore: Gitignore,
    /// `.git/info/exclude` and the user's own file, at the top of a repository; outside of one, at
    /// the outermost folder. What is above does not speak about the content of a repository.
    personal: Option<Gitignore>,
    /// What is left of [`MAX_BYTES`] for the folders below.
    budget: usize,
}

impl IgnoreFiles {
    /// A reader of ignore files that knows the user's own one.
    pub(super) fn new(respected: bool, global: Option<&Path>) -> Self {
        let global = global.filter(|_| respected).and_then(|path| read_small(path, MAX_BYTES));
        Self { respected, global: global.unwrap_or_default() }
    }

    /// The rules for the content of `folder`, given those of the folders above it.
    pub(super) fn enter(
        &self,
        above: &Rules,
        folder: &Path,
        contains: impl Fn(&str) -> bool,
    ) -> Rules {
        if !self.respected {
            return Rules::default();
        }
        let outermost = above.0.is_none();
        let repository = REPOSITORY_MARKERS.iter().any(|marker| contains(marker));
        let [has_ignore, has_gitignore] = [".ignore", ".gitignore"].map(&contains);
        if !outermost && !repository && !has_ignore && !has_gitignore {
            return above.clone();
        }
        let mut budget = above.0.as_ref().map_or(MAX_BYTES, |above| above.budget);
        let mut read = |path: Option<PathBuf>| {
            let text = path.and_then(|path| read_small(&path, budget)).unwrap_or_default();
            budget = budget.saturating_sub(text.len());
            text
        };
        let ignore = read(has_ignore.then(|| folder.join(".ignore")));
        let gitignore = read(has_gitignore.then(|| folder.join(".gitignore")));
        let info_exclude = read(repository.then(|| info_exclude(folder)).flatten());
        Rules(Some(Arc::new(FolderRules {
            above: above.clone(),
            ignore: compile(folder, &[&ignore]),
            gitignore: compile(folder, &[&gitignore]),
            personal: (outermost || repository)
                .then(|| compile(folder, &[&self.global, &info_exclude])),
            budget,
        })))
    }

    /// The rules for a named folder that come from the folders above it.
    ///
    /// They start at the top of its repository, or at the working directory if that is higher. Rules
    /// that hide the folder, or one on the way to it, are dropped: who names a folder wants it.
    pub(super) fn above(&self, folder: &Path, working_dir: &Path) -> Rules {
        let Some(parent) = folder.parent() else { return Rules::default() };
        let below_working_dir = parent.starts_with(working_dir);
        if !self.respected || (is_repository(folder) && !below_working_dir) {
            return Rules::default();
        }
        let top = repository_of(parent)
            .into_iter()
            .chain(below_working_dir.then_some(working_dir))
            .min_by_key(|top| top.as_os_str().len());
        let Some(top) = top else { return Rules::default() };
        let mut on_the_way: Vec<_> =
            parent.ancestors().take_while(|ancestor| ancestor.starts_with(top)).collect();
        on_the_way.reverse();

        let mut rules = Rules::default();
        for ancestor in on_the_way {
            rules = rules.unless_hiding(ancestor);
            rules = self.enter(&rules, ancestor, |name| exists(&ancestor.join(name)));
        }
        rules.unless_hiding(folder)
    }
}

impl Rules {
    /// Whether the rules hide something below the folders that they come from.
    pub(super) fn hides(&self, path: &Path, is_dir: bool) -> bool {
        let mut by_git = None;
        let mut git_decides = true;
        let mut next = &self.0;
        while let Some(folder) = next {
            if let Some(hidden) = decision(&folder.ignore, path, is_dir) {
                return hidden;
            }
            if git_decides {
                by_git = by_git.or_else(|| decision(&folder.gitignore, path, is_dir));
                if let Some(personal) = &folder.personal {
                    by_git = by_git.or_else(|| decision(personal, path, is_dir));
                    git_decides = false;
                }
            }
            next = &folder.above.0;
        }
        by_git.unwrap_or(false)
    }

    fn unless_hiding(self, folder: &Path) -> Self {
        if self.hides(folder, true) { Self::default() } else { self }
    }
}

fn decision(patterns: &Gitignore, path: &Path, is_dir: bool) -> Option<bool> {
    match patterns.matched(path, is_dir) {
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
        Match::None => None,
    }
}

/// The top of the repository that a folder belongs to.
pub(super) fn repository_of(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| is_repository(ancestor))
}

fn is_repository(folder: &Path) -> bool {
    REPOSITORY_MARKERS.iter().any(|marker| exists(&folder.join(marker)))
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Compiles the lines of ignore files for `folder`. Like git, passes over a line that is no pattern.
fn compile(folder: &Path, texts: &[&str]) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    let lines = texts.iter().flat_map(|text| text.trim_start_matches('\u{feff}').lines());
    for line in lines.filter(|line| line.len() <= MAX_PATTERN_BYTES) {
        let _not_a_pattern = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// The `info/exclude` of a repository. It is shared by the worktrees of the repository, whose `.git`
/// is a file that points to their own folder, which has a file that points to the common one.
fn info_exclude(repository: &Path) -> Option<PathBuf> {
    let mut git = repository.join(".git");
    if git.is_file() {
        git = repository.join(read_small(&git, MAX_BYTES)?.strip_prefix("gitdir:")?.trim());
        if let Some(common) = read_small(&git.join("commondir"), MAX_BYTES) {
            git.push(common.trim());
        }
    }
    Some(git.join("info/exclude"))
}

/// Reads a text file of at most so many bytes. A pipe or a device is not opened, for that could block
/// or never end.
fn read_small(path: &Path, max_bytes: usize) -> Option<String> {
    let max_bytes = max_bytes as u64;
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > max_bytes {
        return None;
    }
    let mut bytes = Vec::new();
    regular::open(path).ok()?.take(max_bytes).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
