//! What is known about the APIs of many packages, by the modules that a program imports.
//!
//! Thousands of entries must cost a short program nothing: what is built in stays encoded until a
//! file imports a module that it is about.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::{Entry, Kind, Leaf, Leaves, Package, STANDARD_LIBRARY, Version};

/// The entries of many packages, by top-level module.
#[derive(Debug, Default)]
pub struct Table {
    packages: Vec<Held>,
    by_module: FxHashMap<String, Vec<usize>>,
    /// The packages that bring modules back when they are imported.
    bringing: FxHashSet<String>,
}

/// A package of a table, read when it is first asked for.
#[derive(Debug)]
struct Held {
    name: String,
    newest: Option<Version>,
    shared: bool,
    back: Back,
    encoded: &'static [u8],
    index: OnceLock<Index>,
}

/// What brings the modules of a package back that newer releases have no more.
#[derive(Clone, Debug, Default)]
pub struct Back {
    /// The packages, by their names in normal form, that install them again.
    pub backports: Vec<String>,
    /// The packages after whose import they are there.
    pub brought_by: Vec<String>,
}

/// The entries of a package, ready to be looked up.
#[derive(Debug)]
pub struct Index {
    /// The package's name in normal form.
    pub package: String,
    /// The newest release that was looked at.
    pub newest: Option<Version>,
    /// Whether it counts only in projects that name it.
    pub shared: bool,
    /// What brings its modules back.
    pub back: Back,
    entries: Vec<Entry>,
    /// The hashes of the last parts of the names, sorted, and the numbers of the entries.
    by_leaf: Vec<(u64, u32)>,
    /// The top-level modules of the entries.
    modules: Vec<String>,
    has_hooks: bool,
    /// The last parts of the names.
    leaves: Leaves,
    /// The dotted names of classes.
    classes: OnceLock<FxHashSet<Box<str>>>,
}

/// A package as it is encoded.
#[derive(Serialize, Deserialize)]
struct Encoded<'a> {
    name: &'a str,
    newest: Option<Version>,
    shared: bool,
    #[serde(borrow)]
    modules: Vec<&'a str>,
    #[serde(borrow)]
    backports: Vec<&'a str>,
    #[serde(borrow)]
    brought_by: Vec<&'a str>,
    /// [`Entry`]s, encoded on their own.
    entries: &'a [u8],
}

/// Encodes packages for [`Table::from_bytes`].
///
/// # Errors
///
/// If the encoder fails, which it does for lack of memory only.
pub fn to_bytes(packages: &[Package]) -> Result<Vec<u8>, postcard::Error> {
    let entries: Vec<Vec<u8>> = packages
        .iter()
        .map(|package| postcard::to_stdvec(&package.entries))
        .collect::<Result<_, _>>()?;
    let encoded: Vec<Encoded<'_>> = packages
        .iter()
        .zip(&entries)
        .map(|(package, entries)| Encoded {
            name: &package.name,
            newest: package.newest,
            shared: package.shared,
            modules: package.modules.iter().map(String::as_str).collect(),
            backports: package.backports.iter().map(String::as_str).collect(),
            brought_by: package.brought_by.iter().map(String::as_str).collect(),
            entries,
        })
        .collect();
    postcard::to_stdvec(&encoded)
}

impl Table {
    /// The table that [`to_bytes`] has encoded. Bytes of other origin give an empty table, or packages
    /// without entries.
    pub fn from_bytes(bytes: &'static [u8]) -> Self {
        let mut this = Self::default();
        for encoded in postcard::from_bytes::<Vec<Encoded<'static>>>(bytes).unwrap_or_default() {
            let held = Held {
                name: encoded.name.to_owned(),
                newest: encoded.newest,
                shared: encoded.shared,
                back: Back {
                    backports: encoded.backports.into_iter().map(str::to_owned).collect(),
                    brought_by: encoded.brought_by.into_iter().map(str::to_owned).collect(),
                },
                encoded: encoded.entries,
                index: OnceLock::new(),
            };
            this.hold(held, encoded.modules.into_iter());
        }
        this
    }

    /// Adds a package. What it says about a name counts more than what was there before.
    pub fn add(&mut self, package: Package) {
        let Package { name, modules, newest, shared, backports, brought_by, entries } = package;
        let back = Back { backports, brought_by };
        let index = Index::new(name.clone(), newest, shared, back.clone(), entries);
        let index = OnceLock::from(index);
        let held = Held { name, newest, shared, back, encoded: &[], index };
        self.hold(held, modules.iter().map(String::as_str));
    }

    fn hold<'m>(&mut self, held: Held, modules: impl Iterator<Item = &'m str>) {
        let number = self.packages.len();
        self.bringing.extend(held.back.brought_by.iter().cloned());
        self.packages.push(held);
        for module in modules {
            self.by_module.entry(module.to_owned()).or_default().insert(0, number);
        }
    }

    /// Whether something is known about a top-level module.
    pub fn knows_module(&self, module: &str) -> bool {
        self.by_module.contains_key(module)
    }

    /// Whether a package brings modules back when it is imported.
    pub fn brings(&self, package: &str) -> bool {
        self.bringing.contains(package)
    }

    /// What brings a top-level module back.
    pub fn back<'s>(&'s self, module: &str) -> impl Iterator<Item = &'s Back> + use<'s> {
        let packages = self.by_module.get(module).into_iter().flatten();
        packages.map(|number| &self.packages[*number].back)
    }

    /// What is known about the packages that install a top-level module, the last added first.
    pub fn of_module<'s>(&'s self, module: &str) -> impl Iterator<Item = &'s Index> + use<'s> {
        self.by_module
            .get(module)
            .into_iter()
            .flatten()
            .map(|number| self.packages[*number].index())
    }

    /// What is known about all packages, in the order in which they were added.
    pub fn packages(&self) -> impl Iterator<Item = &Index> {
        self.packages.iter().map(Held::index)
    }
}

impl Held {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let entries = postcard::from_bytes(self.encoded).unwrap_or_default();
            Index::new(self.name.clone(), self.newest, self.shared, self.back.clone(), entries)
        })
    }
}

impl Index {
    fn new(
        package: String,
        newest: Option<Version>,
        shared: bool,
        back: Back,
        entries: Vec<Entry>,
    ) -> Self {
        let mut leaves = Leaves::default();
        let mut by_leaf = Vec::with_capacity(entries.len());
        let mut modules: Vec<String> = Vec::new();
        for (number, entry) in (0..).zip(&entries) {
            let leaf = Leaf::of(&entry.name);
            leaves.insert(leaf);
            by_leaf.push((leaf.hash, number));
            let module = entry.name.split('.').next().unwrap_or_default();
            if !modules.iter().any(|known| known == module) {
                modules.push(module.to_owned());
            }
        }
        by_leaf.sort_unstable();
        let has_hooks = entries.iter().any(|entry| entry.kind == Kind::Hook);
        let classes = OnceLock::new();
        Self {
            package,
            newest,
            shared,
            back,
            entries,
            by_leaf,
            modules,
            has_hooks,
            leaves,
            classes,
        }
    }

    /// Whether this is about Python's standard library, whose versions are Python's.
    pub fn is_standard_library(&self) -> bool {
        self.package == STANDARD_LIBRARY
    }

    /// Whether an entry is about something of a top-level module.
    pub fn has_module(&self, module: &str) -> bool {
        self.modules.iter().any(|known| known == module)
    }

    /// Whether an entry is about the definition of a method.
    pub fn has_hooks(&self) -> bool {
        self.has_hooks
    }

    /// Whether a dotted name is that of a class, as far as the entries tell.
    pub fn has_class(&self, name: &str) -> bool {
        let classes = self.classes.get_or_init(|| {
            let class = |entry: &Entry| match entry.kind {
                Kind::Class => Some(entry.name.as_str().into()),
                _ if entry.is_member() => entry.name.rsplit_once('.').map(|(it, _)| it.into()),
                _ => None,
            };
            self.entries.iter().filter_map(class).collect()
        });
        classes.contains(name)
    }

    /// All entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The last parts of all names.
    pub fn leaves(&self) -> &Leaves {
        &self.leaves
    }

    /// The entries about a dotted name: the name itself, and arguments of what it stands for.
    pub fn named<'s, 'w>(&'s self, name: &'w str) -> impl Iterator<Item = &'s Entry> + use<'s, 'w> {
        self.with_leaf(Leaf::of(name)).filter(move |entry| entry.name == name)
    }

    /// The entries about names with this last part, and about arguments of callables with it.
    pub fn with_leaf<'s, 'w>(
        &'s self,
        leaf: Leaf<'w>,
    ) -> impl Iterator<Item = &'s Entry> + use<'s, 'w> {
        let from = if self.leaves.may_have(leaf) {
            self.by_leaf.partition_point(|(hash, _)| *hash < leaf.hash)
        } else {
            self.by_leaf.len()
        };
        let same = self.by_leaf[from..].iter().take_while(move |(hash, _)| *hash == leaf.hash);
        let entries = same.map(|(_, number)| &self.entries[*number as usize]);
        entries.filter(move |entry| entry.name.ends_with(leaf.word) && entry.leaf() == leaf.word)
    }
}

impl Entry {
    /// The last part of the name.
    pub fn leaf(&self) -> &str {
        Leaf::of(&self.name).word
    }

    /// Whether this is about a member of a class, as far as its kind says.
    pub fn is_member(&self) -> bool {
        matches!(self.kind, Kind::Method | Kind::Attribute | Kind::Member | Kind::Hook)
    }
}
