//! The files of a program, and which file an import means.

use hognose_ir::Module;
use rustc_hash::{FxHashMap, FxHashSet};

/// A program.
pub struct Program<'p> {
    /// The paths of the files, with `/` between folders, sorted.
    pub paths: &'p [String],
    /// The top-level packages that each file imports.
    pub imports: &'p [Vec<Box<str>>],
    /// Lowers a file, by its place in `paths`; none if it cannot be analysed.
    pub lower: &'p (dyn Fn(u32) -> Option<Module> + Sync),
    /// The one name of a thing of a library that has several.
    pub canonical: fn(&str) -> String,
    /// The number that a constant of a library is.
    pub constant: fn(&str) -> Option<i64>,
    /// Whether a path is one of a test.
    pub is_test: fn(&str) -> bool,
    resolver: Resolver<'p>,
}

impl<'p> Program<'p> {
    /// A program of files: see the fields.
    pub fn new(
        paths: &'p [String],
        imports: &'p [Vec<Box<str>>],
        lower: &'p (dyn Fn(u32) -> Option<Module> + Sync),
        canonical: fn(&str) -> String,
        constant: fn(&str) -> Option<i64>,
        is_test: fn(&str) -> bool,
    ) -> Self {
        let resolver = Resolver::new(paths);
        Self { paths, imports, lower, canonical, constant, is_test, resolver }
    }

    /// Whether a file is a test.
    pub(crate) fn is_test(&self, file: u32) -> bool {
        self.paths.get(file as usize).is_some_and(|path| (self.is_test)(path))
    }

    /// What `module` means in a file, with `level` leading dots.
    pub(crate) fn find(&self, file: u32, module: &str, level: u32) -> Option<Found> {
        let path = self.paths.get(file as usize).map_or("", |path| path);
        self.resolver.find(path, module, level)
    }

    /// A module within a package.
    pub(crate) fn within(&self, package: &str, name: &str) -> Option<Found> {
        self.resolver.at(&format!("{package}/{name}"))
    }
}

/// Finds files by the names that imports use.
#[derive(Debug, Default)]
struct Resolver<'p> {
    /// Files without `.py`, and packages without `/__init__.py`.
    modules: FxHashMap<&'p str, u32>,
    /// Folders with files in them or below.
    folders: FxHashSet<&'p str>,
}

/// Sorts files by the parts of a program that have nothing to do with each other: files that are in
/// one package, or import each other, directly or not, are in one part. Parts and the files in them are
/// in the order of the files.
pub fn parts(program: &Program<'_>, files: &[u32]) -> Vec<Vec<u32>> {
    let resolver = &program.resolver;
    let mut sets = Sets((0..).take(program.paths.len()).collect());
    let mut first_in: FxHashMap<&str, u32> = FxHashMap::default();
    for (number, path) in (0..).zip(program.paths) {
        let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        sets.join(number, *first_in.entry(folder).or_insert(number));
        // Relative imports lead up as far as there are packages.
        while resolver.modules.contains_key(folder) {
            folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
            sets.join(number, *first_in.entry(folder).or_insert(number));
            if folder.is_empty() {
                break;
            }
        }
        for package in program.imports.get(number as usize).into_iter().flatten() {
            let other = match resolver.find(path, package, 0) {
                Some(Found::File(file)) => file,
                Some(Found::Folder(folder)) => match first_in.get(&*folder) {
                    Some(file) => *file,
                    None => continue,
                },
                None => continue,
            };
            sets.join(number, other);
        }
    }
    let mut parts: Vec<Vec<u32>> = Vec::new();
    let mut places: FxHashMap<u32, usize> = FxHashMap::default();
    for file in files {
        let root = sets.root(*file);
        let place = *places.entry(root).or_insert_with(|| {
            parts.push(Vec::new());
            parts.len() - 1
        });
        parts[place].push(*file);
    }
    parts
}

/// Sets of files that are joined.
struct Sets(Vec<u32>);

impl Sets {
    fn root(&mut self, mut file: u32) -> u32 {
        loop {
            let above = self.0[file as usize];
            if above == file {
                return file;
            }
            // Halves the way for the next one who asks.
            let next = self.0[above as usize];
            self.0[file as usize] = next;
            file = next;
        }
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}

/// What an import means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    File(u32),
    /// A folder without `__init__.py`.
    Folder(String),
}

impl<'p> Resolver<'p> {
    fn new(paths: &'p [String]) -> Self {
        let mut resolver = Self::default();
        for (number, path) in (0..).zip(paths) {
            let Some(stem) = path.strip_suffix(".py") else { continue };
            let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
            resolver.modules.insert(stem, number);
            let mut folder = path.as_str();
            while let Some((parent, _)) = folder.rsplit_once('/') {
                if !resolver.folders.insert(parent) {
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
        self.folders.contains(path).then(|| Found::Folder(path.to_owned()))
    }

    /// What `module` means in the file at `path`, with `level` leading dots.
    fn find(&self, path: &str, module: &str, level: u32) -> Option<Found> {
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
        // Wherever the program is started: the nearest folder in which there is such a module. Programs
        // are seldom started within a package, which may have a part that is called like the package
        // itself, or like a library.
        let (mut within, mut weak) = (None, None);
        loop {
            match self.at(&join(folder)) {
                Some(found @ Found::File(_)) if !self.modules.contains_key(folder) => {
                    return Some(found);
                }
                Some(found @ Found::File(_)) => within = within.or(Some(found)),
                // A folder of another name may happen to be there.
                Some(found) => weak = weak.or(Some(found)),
                None => {}
            }
            match folder.rsplit_once('/') {
                Some((parent, _)) => folder = parent,
                None if folder.is_empty() => return within.or(weak),
                None => folder = "",
            }
        }
    }
}
