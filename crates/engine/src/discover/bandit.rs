//! Bandit's exclusions and inclusions: about the text of a path, as whoever named it wrote it.

use std::path::{Path, PathBuf};

use hognose_config::{BanditPaths, FileSettings};
use rustc_hash::FxHashMap;

use super::location::Location;

/// The exclusions and inclusions, and how the named paths were written.
pub(super) struct BanditChoice<'s> {
    exclude: &'s BanditPaths,
    include: &'s BanditPaths,
    /// What was typed, by each absolute path that it stands for.
    typed: FxHashMap<PathBuf, Vec<String>>,
}

impl<'s> BanditChoice<'s> {
    pub(super) fn new(settings: &'s FileSettings) -> Self {
        let FileSettings { bandit_exclude: exclude, bandit_include: include, .. } = settings;
        Self { exclude, include, typed: FxHashMap::default() }
    }

    fn is_free(&self) -> bool {
        self.exclude.is_empty() && self.include.is_empty()
    }

    /// Notes how a named file or folder was written.
    pub(super) fn name(&mut self, typed: &Path, location: &Location) {
        if self.is_free() {
            return;
        }
        let typed = typed.to_string_lossy();
        for path in [location.spelled(), &location.real] {
            let names = self.typed.entry(path.to_path_buf()).or_default();
            if !names.iter().any(|name| *name == typed) {
                names.push(typed.clone().into_owned());
            }
        }
    }

    /// Whether a file is left out under each of the names that lead to it. One that is named itself needs
    /// no inclusion.
    pub(super) fn leaves_out(&self, file: &Location) -> bool {
        if self.is_free() {
            return false;
        }
        let mut is_named = false;
        for path in [file.spelled(), &file.real] {
            for folder in path.ancestors() {
                let Some(names) = self.typed.get(folder) else { continue };
                let below = path.strip_prefix(folder).unwrap_or(Path::new("")).to_string_lossy();
                for name in names {
                    is_named = true;
                    let path = joined(name, &below);
                    let is_included =
                        below.is_empty() || self.include.is_empty() || self.include.include(&path);
                    if is_included && !self.exclude.exclude(&path) {
                        return false;
                    }
                }
            }
        }
        is_named
    }
}

/// A named path and what lies below it, in the way of Python's `os.path.join`.
fn joined(named: &str, below: &str) -> String {
    if below.is_empty() {
        named.to_owned()
    } else if named.ends_with('/') {
        format!("{named}{below}")
    } else {
        format!("{named}/{below}")
    }
}
