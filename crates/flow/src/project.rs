//! The files of a program, and which file an import means.

use hognose_ir::Module;
use rustc_hash::FxHashMap;

/// A program.
pub struct Program<'p> {
    /// The paths of the files, with `/` between folders, sorted.
    pub paths: &'p [String],
    /// Lowers a file, by its place in `paths`; none if it cannot be analysed.
    pub lower: &'p (dyn Fn(u32) -> Option<Module> + Sync),
    /// The one name of a thing of a library that has several.
    pub canonical: fn(&str) -> String,
}

/// Finds files by the names that imports use.
#[derive(Debug, Default)]
pub(crate) struct Resolver<'p> {
    /// Files without `.py`, and packages without `/__init__.py`.
    modules: FxHashMap<&'p str, u32>,
    /// Folders with files in them or below.
    folders: FxHashMap<&'p str, ()>,
}

/// What an import means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    File(u32),
    /// A folder without `__init__.py`.
    Folder(String),
}

impl<'p> Resolver<'p> {
    pub(crate) fn new(paths: &'p [String]) -> Self {
        let mut resolver = Self::default();
        for (number, path) in (0..).zip(paths) {
            let Some(stem) = path.strip_suffix(".py") else { continue };
            let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
            resolver.modules.insert(stem, number);
            let mut folder = path.as_str();
            while let Some((parent, _)) = folder.rsplit_once('/') {
                if resolver.folders.insert(parent, ()).is_some() {
                    break;
                }
                folder = parent;
            }
        }
        resolver
    }

    fn at(&self, path: &str) -> Option<Found> {
        if let Some(file) = self.modules.get(path) {
            return Some(Found::File(*file));
        }
        self.folders.contains_key(path).then(|| Found::Folder(path.to_owned()))
    }

    /// What `module` means in the file at `path`, with `level` leading dots.
    pub(crate) fn find(&self, path: &str, module: &str, level: u32) -> Option<Found> {
        let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let below = module.replace('.', "/");
        let join = |folder: &str| match (folder.is_empty(), below.is_empty()) {
            (true, _) => below.clone(),
            (_, true) => folder.to_owned(),
            _ => format!("{folder}/{below}"),
        };
        if level > 0 {
            for _ in 1..level {
                folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
            }
            return self.at(&join(folder));
        }
        // Wherever the program is started: the nearest folder in which there is such a module.
        let mut weak = None;
        loop {
            match self.at(&join(folder)) {
                Some(Found::File(file)) => return Some(Found::File(file)),
                // A folder of another name may happen to be there.
                Some(folder) => weak = weak.or(Some(folder)),
                None => {}
            }
            match folder.rsplit_once('/') {
                Some((parent, _)) => folder = parent,
                None if folder.is_empty() => return weak,
                None => folder = "",
            }
        }
    }

    /// A module within a package.
    pub(crate) fn within(&self, package: &str, name: &str) -> Option<Found> {
        self.at(&format!("{package}/{name}"))
    }
}
