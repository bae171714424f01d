//! What a walk leaves out because the settings, or common sense, say so.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::pattern::BadPattern;

/// The names of folders that are left out unless the settings say otherwise.
///
/// What nobody wrote: the stores of version control, the caches of tools, packages that a tool
/// installed. A name is here only if nobody would give it to a package of their own. `build`,
/// `dist`, `env`, `venv` and `vendor` are not: the standard library has a package `venv`, and code
/// that is silently not checked is worse than a finding too many. Where such a folder is the output
/// of a tool, its `.gitignore` or its `pyvenv.cfg` says so.
pub const DEFAULT_EXCLUDES: &[&str] = &[
    ".bzr",
    ".cache",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".hypothesis",
    ".ipynb_checkpoints",
    ".jj",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyre",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    "CVS",
    "__pycache__",
    "__pypackages__",
    "_darcs",
    "buck-out",
    "node_modules",
];

/// What a folder contains that is a virtual environment, whatever its own name: of `venv`,
/// `virtualenv` and `uv` the first, of conda and its kin the second.
///
/// This is why `site-packages` is not excluded by name: in an environment it is never reached, and
/// elsewhere (an environment that was named, an installed Python) it is what somebody asked for.
pub const ENVIRONMENT_MARKERS: &[&str] = &["pyvenv.cfg", "conda-meta"];

/// What a walk leaves out. Later patterns decide before earlier ones, and all before the defaults.
#[derive(Clone, Debug)]
pub struct ExcludeSet {
    defaults: bool,
    layers: Vec<Layer>,
}

/// Patterns that are relative to one folder.
#[derive(Clone, Debug)]
struct Layer {
    root: PathBuf,
    patterns: Gitignore,
}

/// What the excludes say about a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is left out, with all that it contains.
    Exclude,
    /// A pattern with `!` keeps it.
    Keep,
    /// They say nothing.
    Undecided,
}

impl ExcludeSet {
    /// Excludes nothing, not even virtual environments.
    pub fn none() -> Self {
        Self { defaults: false, layers: Vec::new() }
    }

    /// Excludes [`DEFAULT_EXCLUDES`] and virtual environments.
    pub fn defaults() -> Self {
        Self { defaults: true, layers: Vec::new() }
    }

    /// Adds patterns, which mean what they would in a `.gitignore` in `root`.
    ///
    /// A pattern without a slash matches a file or folder of that name anywhere (`tests`, `*_pb2.py`);
    /// one with a slash at its beginning or in its middle is relative to `root` (`src/generated`);
    /// one that ends in a slash matches folders only. `!` in front keeps what is otherwise excluded.
    /// More forgiving than a `.gitignore`: `./` in front is understood, and so is an absolute path.
    ///
    /// # Errors
    ///
    /// The first pattern that is not a glob.
    pub fn add<P: AsRef<str>>(
        &mut self,
        root: &Path,
        patterns: impl IntoIterator<Item = P>,
    ) -> Result<(), BadPattern> {
        let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
        // The paths to match are made relative to `root` here: `ignore` would do so by their bytes,
        // and take `/project` for a prefix of `/projector`.
        let mut builder = GitignoreBuilder::new(".");
        builder.allow_unclosed_class(false);
        for pattern in patterns {
            let pattern = pattern.as_ref();
            BadPattern::check_length(pattern)?;
            let line = as_gitignore_line(pattern, &root);
            builder.add_line(None, &line).map_err(|error| bad_pattern(pattern, &error))?;
        }
        let patterns = builder.build().map_err(|error| bad_pattern("", &error))?;
        if !patterns.is_empty() {
            self.layers.push(Layer { root, patterns });
        }
        Ok(())
    }

    /// What the excludes say about an absolute path itself, not about the folders it is in.
    pub(super) fn verdict(&self, path: &Path, is_dir: bool) -> Verdict {
        for Layer { root, patterns } in self.layers.iter().rev() {
            // Outside of the root, a pattern without a slash still means something.
            match patterns.matched(path.strip_prefix(root).unwrap_or(path), is_dir) {
                Match::Ignore(_) => return Verdict::Exclude,
                Match::Whitelist(_) => return Verdict::Keep,
                Match::None => {}
            }
        }
        let by_default = is_dir
            && self.defaults
            && path.file_name().is_some_and(|name| DEFAULT_EXCLUDES.iter().any(|it| name == *it));
        if by_default { Verdict::Exclude } else { Verdict::Undecided }
    }

    /// Whether a folder with this content is left out for being a virtual environment.
    pub(super) fn excludes_environment(&self, contains: impl Fn(&str) -> bool) -> bool {
        self.defaults && ENVIRONMENT_MARKERS.iter().any(|marker| contains(marker))
    }

    /// Whether a path that was named is excluded, by itself or by a folder that it is in.
    ///
    /// Only the folders below the working directory count for a path that is below it: a project may
    /// well live in `~/.cache/checkouts`.
    pub(super) fn excludes_named(&self, path: &Path, is_dir: bool, working_dir: &Path) -> bool {
        let within = |folder: &&Path| {
            !path.starts_with(working_dir)
                || folder.as_os_str().len() > working_dir.as_os_str().len()
        };
        path.ancestors().take_while(within).any(|part| {
            let is_dir = is_dir || part != path;
            match self.verdict(part, is_dir) {
                Verdict::Exclude => true,
                Verdict::Keep => false,
                Verdict::Undecided => {
                    is_dir
                        && self.excludes_environment(|marker| {
                            part.join(marker).symlink_metadata().is_ok()
                        })
                }
            }
        })
    }
}

/// Spells a pattern as a `.gitignore` would have it.
fn as_gitignore_line<'a>(pattern: &'a str, root: &Path) -> Cow<'a, str> {
    let (not, body) = match pattern.strip_prefix('!') {
        Some(body) => ("!", body),
        None => ("", pattern),
    };
    if let Some(relative) = body.strip_prefix("./") {
        return format!("{not}/{relative}").into();
    }
    // `/src` is absolute too, but there it means the `src` of the root.
    if let Some(relative) = Path::new(body).strip_prefix(root).ok().and_then(Path::to_str) {
        let slash = if body.ends_with('/') { "/" } else { "" };
        return format!("{not}/{relative}{slash}").into();
    }
    // Settings are no place for the comments of a `.gitignore`.
    if body.starts_with('#') {
        return format!("{not}\\{body}").into();
    }
    pattern.into()
}

fn bad_pattern(pattern: &str, error: &ignore::Error) -> BadPattern {
    let reason = match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        other => other.to_string(),
    };
    BadPattern::new(pattern, reason)
}
