//! Bandit's exclusions: about the text of a path, as whoever named it wrote it.

use std::path::{Path, PathBuf};

use hognose_config::BanditPaths;
use rustc_hash::FxHashMap;

use super::location::Location;

/// The exclusions, and how the named paths were written.
pub(super) struct BanditExclusions<'s> {
    settings: &'s BanditPaths,
    /// What was typed, by each absolute path that it stands for.
    typed: FxHashMap<PathBuf, Vec<String>>,
}

impl<'s> BanditExclusions<'s> {
    pub(super) fn new(settings: &'s BanditPaths) -> Self {
        Self { settings, typed: FxHashMap::default() }
    }

    /// Notes how a named file or folder was written.
    pub(super) fn name(&mut self, typed: &Path, location: &Location) {
        if self.settings.is_empty() {
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

    /// Whether a file is excluded under each of the names that lead to it.
    pub(super) fn exclude(&self, file: &Location) -> bool {
        if self.settings.is_empty() {
            return false;
        }
        let mut is_named = false;
        for path in [file.spelled(), &file.real] {
            for folder in path.ancestors() {
                let Some(names) = self.typed.get(folder) else { continue };
                let below = path.strip_prefix(folder).unwrap_or(Path::new("")).to_string_lossy();
                for name in names {
                    is_named = true;
                    if !self.settings.exclude(&joined(name, &below)) {
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
