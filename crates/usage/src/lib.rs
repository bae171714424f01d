//! Finds where a file uses an API of which it is known that it is deprecated or gone.
//!
//! [`find`] goes along what the semantic model has recorded: imports, attributes and names whose last
//! word is that of an entry ([`Apis::words`]), class definitions. A word that is known is resolved to
//! dotted names; those are looked up in the tables of the packages that the file imports. What is found
//! is judged for the releases that can reach the place: conditions around it, handlers and early exits
//! narrow them ([`guard`]).
//!
//! Nothing here knows rules or reads files.

mod arguments;
mod condition;
mod find;
mod flags;
mod guard;
mod names;
mod program;
mod releases;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hognose_core::TextRange;
use hognose_deprecation::{
    Entry, Index, Kind, Package, Standing, Table, Target, Version, VersionRange,
};
use hognose_semantic::{NodeId, Words};
use rustc_hash::FxHashMap;

pub use find::find;
pub use program::{Program, Read};

/// What is known about APIs, and what they are used on.
#[derive(Clone, Debug)]
pub struct Apis {
    table: Arc<Table>,
    words: Words,
    target: Target,
    /// What is not worse is not looked for.
    least: Standing,
    /// The folders that have a module or package of the analysed program with the name of a top-level
    /// module that something is known about.
    own_modules: FxHashMap<String, Vec<PathBuf>>,
    /// The files of the analysed program, if they are known.
    program: Option<Program>,
}

/// A use of an API that is deprecated or gone.
#[derive(Clone, Copy, Debug)]
pub struct Usage<'t> {
    /// What is known about the API.
    pub entry: &'t Entry,
    /// The package that it belongs to.
    pub package: &'t Index,
    /// How things stand with it on the releases that reach the place.
    pub standing: Standing,
    /// Those releases.
    pub releases: VersionRange,
    /// How these releases are known.
    pub basis: Basis,
    /// The name or the argument in the source.
    pub range: TextRange,
    /// The recorded node that it is part of.
    pub node: NodeId,
    /// How sure it is that this API is used.
    pub certainty: Certainty,
    /// When the code runs.
    pub evaluation: Evaluation,
    /// Whether a test of the version lets only releases through that have the API no more.
    pub wrong_guard: bool,
}

/// How the releases of a package are known that a program runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The project says so, or they are those of Python.
    Known,
    /// Nothing says which: the newest one is assumed.
    Newest,
}

/// How sure it is that an API is used, and not another one of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Only the name says so, which nothing else has.
    Named,
    /// The object may be another one, too.
    Likely,
    /// The object is known.
    Sure,
}

/// When a piece of code runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evaluation {
    /// When the program gets there.
    Always,
    /// Never: only type checkers read it.
    TypesOnly,
}

impl Usage<'_> {
    /// Whether there are packages that bring the module back under its name, for newer releases.
    pub fn can_be_brought_back(&self) -> bool {
        !self.package.back.backports.is_empty()
    }
}

impl Apis {
    /// What a table knows, for the versions that a program runs on. `words` are those of the table's
    /// entries, as [`words_of`] collects them.
    pub fn new(table: Arc<Table>, words: Words, target: Target) -> Self {
        Self {
            table,
            words,
            target,
            least: Standing::Discouraged,
            own_modules: FxHashMap::default(),
            program: None,
        }
    }

    /// The same for a program that runs on other versions.
    #[must_use]
    pub fn targeting(mut self, target: Target) -> Self {
        self.target = target;
        self
    }

    /// The same, for whoever wants to know only of uses that are at least as bad.
    #[must_use]
    pub fn at_least(mut self, standing: Standing) -> Self {
        self.least = standing;
        self
    }

    /// The same, for a program of these files: a module of its own is not the one that the table is
    /// about, whatever its name, and what one file leaves to some releases is left to them in the files
    /// that only it imports.
    #[must_use]
    pub fn in_program<'p>(mut self, files: impl Iterator<Item = &'p Path>, read: Read) -> Self {
        let files: Vec<PathBuf> = files.map(Path::to_path_buf).collect();
        for path in &files {
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let (name, folder) = match (stem, path.parent()) {
                (Some("__init__"), Some(package)) => (package.file_name(), package.parent()),
                (Some(_), folder) => (path.file_stem(), folder),
                _ => continue,
            };
            if let (Some(name), Some(folder)) = (name.and_then(|name| name.to_str()), folder)
                && (self.table.knows_module(name) || self.table.brings(name))
            {
                // `src` and `lib` are beside the tests that see the module, too.
                let folder = match folder.file_name().and_then(|last| last.to_str()) {
                    Some("src" | "lib") => folder.parent().unwrap_or(folder),
                    _ => folder,
                };
                let folders = self.own_modules.entry(name.to_owned()).or_default();
                folders.push(folder.to_path_buf());
            }
        }
        self.program = Some(Program::new(files.into_iter(), read));
        self
    }

    /// The words that a model has to record for [`find`].
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The versions that the program runs on.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Whether a top-level module that a file imports is one of the program itself.
    fn is_own(&self, module: &str, file: &Path) -> bool {
        let Some(folders) = self.own_modules.get(module) else { return false };
        // By bytes: taking paths apart for every import of every file would cost more than the rest.
        let file = file.as_os_str().as_encoded_bytes();
        folders.iter().any(|folder| {
            let rest = file.strip_prefix(folder.as_os_str().as_encoded_bytes());
            rest.is_some_and(|rest| {
                folder.as_os_str().is_empty() || rest.first().is_none_or(|next| is_separator(*next))
            })
        })
    }

    /// The releases of a package that the program runs on; none if it uses another package with the same
    /// modules.
    fn releases(&self, package: &Index) -> Option<(VersionRange, Basis)> {
        if package.is_standard_library() {
            return Some((self.target.python, Basis::Known));
        }
        if package.shared && !self.target.libraries.names(&package.package) {
            return None;
        }
        let only = |version: Version| VersionRange { low: version, high: version };
        Some(match self.target.libraries.get(&package.package) {
            Some(version) => (only(*version), Basis::Known),
            None => (only(package.newest.unwrap_or(Version::new(u32::MAX, 0))), Basis::Newest),
        })
    }
}

/// Whether a byte of a path stands between two of its parts.
fn is_separator(byte: u8) -> bool {
    std::path::is_separator(char::from(byte))
}

/// The words by which uses of the APIs of some packages are noticed.
pub fn words_of<'p>(packages: impl IntoIterator<Item = &'p Package>) -> Words {
    let mut words = Words::default();
    for word in names::DYNAMIC_WORDS {
        words.insert(word);
    }
    for package in packages {
        add_words(&mut words, package);
    }
    words
}

/// Adds the words by which uses of the APIs of a package are noticed.
pub fn add_words(words: &mut Words, package: &Package) {
    for entry in &package.entries {
        match entry.kind {
            Kind::Hook => {}
            kind if kind != Kind::Argument && entry.name.starts_with("builtins.") => {
                words.insert_builtin(entry.leaf());
            }
            _ => words.insert(entry.leaf()),
        }
    }
}
