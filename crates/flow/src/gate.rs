//! Which rules there are, and whether data can come in through a file: what is asked of every run and
//! every file, before the tables of the models are needed.

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, PARAMETER};
use crate::models::{KINDS, Models, package};

/// The tables of the models, put together when somebody first asks for them.
pub struct LazyCatalogue<'a> {
    build: Box<dyn Fn() -> Catalogue + Send + Sync + 'a>,
    built: OnceLock<Catalogue>,
}

impl<'a> LazyCatalogue<'a> {
    /// The tables that `build` is going to make.
    pub fn new(build: impl Fn() -> Catalogue + Send + Sync + 'a) -> Self {
        Self { build: Box::new(build), built: OnceLock::new() }
    }

    /// The tables.
    pub fn get(&self) -> &Catalogue {
        self.built.get_or_init(&self.build)
    }
}

impl fmt::Debug for LazyCatalogue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyCatalogue").field(&self.built.get()).finish()
    }
}

/// A little of what the models say.
///
/// It tells most files in which no data comes in from the others, by the packages that they import and
/// by the names of parameters. [`Catalogue`] is asked about the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// The ids of the taint rules, in their order, each with the rules that need not say the same.
    pub rules: Vec<(String, Vec<String>)>,
    /// The top-level packages that data comes in through, sorted, each with the kinds of data: one bit
    /// for each of [`KINDS`].
    packages: Vec<(String, u32)>,
    /// The names of the first parameters of functions that packages call.
    parameters: Vec<Vec<String>>,
    /// The kinds of data that something is because it is called like a secret.
    secrets: u32,
}

impl Gate {
    /// What models say.
    pub fn of(models: &Models) -> Self {
        let rules = models.taint_rule.iter();
        let mut gate = Self {
            rules: rules.map(|rule| (rule.id.clone(), rule.supersedes.clone())).collect(),
            ..Self::default()
        };
        // Exceptions are everywhere, and do harm only where data comes in.
        for source in models.source.iter().filter(|source| source.kind != "exception") {
            source.path.iter().for_each(|path| gate.add(path, bits(&source.kind)));
            if source.path.iter().any(|path| path == "<secret>") {
                gate.secrets |= bits(&source.kind);
            }
        }
        for sink in models.sink.iter().filter(|sink| sink.begins) {
            sink.path.iter().for_each(|path| gate.add(path, u32::MAX));
        }
        for entry in &models.entry {
            let paths = [&entry.decorator, &entry.call, &entry.class];
            paths.into_iter().flatten().for_each(|path| gate.add(path, bits(&entry.kind)));
            if !entry.package.is_empty() {
                gate.add(&entry.package, bits(&entry.kind));
            } else if !entry.names.is_empty() {
                gate.parameters.push(entry.names.clone());
            }
        }
        // A library may have what another one calls by a name of its own.
        for _ in 0..3 {
            for class in &models.class {
                let known = std::iter::once(&class.name).chain(&class.bases);
                let bits = known.fold(0, |bits, path| bits | gate.kinds_of(package(path)));
                gate.add(&class.name, bits);
                class.from.iter().for_each(|path| gate.add(path, bits));
            }
        }
        gate
    }

    /// Adds the models of a user. They may be about the program itself, so that the tables have to be
    /// asked about every file.
    pub fn extend(&mut self, own: &Models) {
        self.rules.extend(Self::of(own).rules);
        if own.packages().next().is_some() {
            self.parameters.push(Vec::new());
        }
    }

    /// Writes it in the form that is built into the program.
    ///
    /// # Errors
    ///
    /// If the memory does not suffice.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; nothing if it was something else.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        postcard::from_bytes(bytes).unwrap_or_default()
    }

    /// Forgets what is about other kinds of data than these.
    #[must_use]
    pub fn only(mut self, kinds: &[String]) -> Self {
        let wanted = kinds.iter().fold(0, |all, kind| all | bits(kind));
        self.packages.retain(|package| package.1 & wanted != 0);
        self.secrets &= wanted;
        if kinds.iter().any(|kind| kind == PARAMETER || kind == "local") {
            self.parameters.push(Vec::new());
        }
        self
    }

    /// Whether data may come in through a file that imports some top-level packages, and has some
    /// parameters.
    pub fn admits<'a>(
        &self,
        mut packages: impl Iterator<Item = &'a str>,
        has_parameter: impl Fn(&str) -> bool,
    ) -> bool {
        packages.any(|name| self.kinds_of(name) != 0)
            || self.parameters.iter().any(|names| names.iter().all(|name| has_parameter(name)))
    }

    /// Whether a file in which there are some words may do something with a secret that is no data from
    /// outside: write it into a log, or hash it.
    pub fn admits_secrets(&self, has_word: impl Fn(&str) -> bool) -> bool {
        const DOING: [&str; 6] = ["logging", "logger", "hashlib", "print(", ".write(", "dump("];
        const SECRETS: [&str; 14] = [
            "password",
            "PASSWORD",
            "passwd",
            "passphrase",
            "secret",
            "SECRET",
            "api_key",
            "API_KEY",
            "access_token",
            "auth_token",
            "refresh_token",
            "private_key",
            "credit_card",
            "ssn",
        ];
        self.secrets != 0
            && SECRETS.iter().any(|word| has_word(word))
            && DOING.iter().any(|word| has_word(word))
    }

    fn kinds_of(&self, name: &str) -> u32 {
        let place = self.packages.binary_search_by(|package| (*package.0).cmp(name));
        place.map_or(0, |place| self.packages[place].1)
    }

    fn add(&mut self, path: &str, bits: u32) {
        let name = package(path);
        if bits == 0 || matches!(name, "" | "*") {
            return;
        }
        match self.packages.binary_search_by(|package| (*package.0).cmp(name)) {
            Ok(place) => self.packages[place].1 |= bits,
            Err(place) => self.packages.insert(place, (name.to_owned(), bits)),
        }
    }
}

/// The bit of a kind of data; all of them for any kind.
fn bits(kind: &str) -> u32 {
    match KINDS.iter().position(|it| *it == kind) {
        Some(place) => 1 << place,
        None => u32::MAX,
    }
}
