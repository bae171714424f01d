//! Deprecations, read from the sources and stubs of packages.
//!
//! A package comes in as an archive ([`read_archive`]) or as a part of an installed environment
//! ([`read_installed`]); what comes out is what is known about its APIs ([`Harvest`]), as values. Nothing
//! is imported or run, nothing is written. Any bytes give a result and notices.
//!
//! On the way, a file becomes facts (`read`), the files of a package are linked (`link`), warnings are
//! told from other calls (`warn`, `category`, `message`), their conditions say whom they are about
//! (`meaning`, `table`), and what is found gets the names by which users reach it (`publish`).
//!
//! Nothing here knows rules, users' code, or what a deprecation means for a project.

mod archive;
mod category;
mod facts;
mod find;
mod helper;
mod layout;
mod link;
mod meaning;
mod message;
mod presence;
mod publish;
mod read;
mod site;
mod source;
mod table;
mod warn;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use hognose_core::{Notice, NoticeKind};
use hognose_deprecation::{Entry, Kind, Package, Version, When};
use rayon::prelude::*;

pub use archive::read_archive;
pub use presence::Presence;
pub use site::{installed, read_installed, site_of_environment};
pub use source::{Distribution, Source, normal_name};

use crate::facts::Module;
use crate::find::{Candidate, find};
use crate::link::{Found, Library};
use crate::message::Said;
use crate::publish::Names;
use crate::warn::Warnings;

/// The most places that an entry names as evidence.
const MOST_EVIDENCE: usize = 2;

/// A release of a package, read.
#[derive(Debug)]
pub struct Release {
    /// The name of the package in normal form.
    pub name: String,
    /// Which release it is.
    pub version: Option<Version>,
    library: Library,
    /// What could not be read.
    pub notices: Vec<Notice>,
}

/// A deprecation that a release declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Harvested {
    /// What is said about it. Since when it is deprecated, or gone, is told only if the release says so.
    pub entry: Entry,
    /// Whether it is gone from this release, which only says so.
    pub is_gone: bool,
}

/// Reads the files of a release, in parallel.
///
/// # Errors
///
/// If no threads can be started.
pub fn read_release(distribution: Distribution) -> std::io::Result<Release> {
    let pool = rayon::ThreadPoolBuilder::new()
        .stack_size(read::STACK_BYTES)
        .build()
        .map_err(std::io::Error::other)?;
    let Distribution { name, version, sources, mut notices } = distribution;
    let read: Vec<(bool, Result<Module, Notice>)> = pool
        .install(|| sources.par_iter().map(|source| (source.is_stub, read_file(source))).collect());
    let (mut modules, mut stubs) = (Vec::new(), Vec::new());
    for (is_stub, result) in read {
        match result {
            Ok(module) if is_stub => stubs.push(module),
            Ok(module) => modules.push(module),
            Err(notice) => notices.push(notice),
        }
    }
    Ok(Release { name, version, library: Library::new(modules, stubs), notices })
}

fn read_file(source: &Source) -> Result<Module, Notice> {
    let path = Path::new(&source.path);
    match catch_unwind(AssertUnwindSafe(|| read::read(source))) {
        Ok(Ok(module)) => Ok(module),
        Ok(Err((kind, message))) => Err(Notice::about(kind, path, message)),
        Err(_) => {
            let message = "hognose failed on this file; please report it";
            Err(Notice::about(NoticeKind::InternalError, path, message))
        }
    }
}

impl Release {
    /// The top-level modules that users import.
    pub fn modules(&self) -> Vec<String> {
        let tops = self.library.modules.keys().filter_map(|name| name.split('.').next());
        let tops: BTreeSet<&str> = tops.collect();
        // Of a package that is not for users, the private ones.
        let is_private = tops.iter().all(|top| top.starts_with('_'));
        let tops = tops.into_iter().filter(|top| is_private || !top.starts_with('_'));
        tops.map(str::to_owned).collect()
    }

    /// What the release says to be deprecated or gone, by name, then by argument.
    pub fn harvest(&self) -> Vec<Harvested> {
        let warnings = Warnings::new(&self.library, self.version);
        let found = find(&warnings);
        if found.is_empty() {
            return Vec::new();
        }
        let names = Names::new(&self.library);
        let mut all: BTreeMap<Order, Harvested> = BTreeMap::new();
        for candidate in &found {
            for name in names.of(candidate) {
                let harvested = self.harvested(candidate, name);
                let order = Order::of(&harvested.entry);
                match all.get_mut(&order) {
                    Some(known) => join(known, harvested),
                    None => drop(all.insert(order, harvested)),
                }
            }
        }
        without_implied(&all)
    }

    /// What the release says, as a package: what it does not date is dated by the release itself.
    pub fn package(&self) -> Package {
        // Of a release that does not say which it is, every one may be meant.
        let seen = self.version.unwrap_or_default();
        let mut entries: Vec<Entry> = Vec::new();
        for Harvested { mut entry, is_gone } in self.harvest() {
            if is_gone {
                entry.removed = entry.removed.or(Some(seen));
            } else {
                entry.deprecated = entry.deprecated.or(Some(seen));
            }
            entries.push(entry);
        }
        Package {
            name: self.name.clone(),
            modules: self.modules(),
            newest: self.version,
            entries,
            ..Package::default()
        }
    }

    /// Whether the release has what an entry is about.
    pub fn presence(&self, entry: &Entry) -> Presence {
        presence::presence(&Warnings::new(&self.library, self.version), entry)
    }

    /// The dotted name of a replacement, which messages shorten to what is understood beside `name`.
    fn qualified(&self, name: &str, replacement: String) -> String {
        let is_there = |path: &str| {
            matches!(self.library.absolute(path), Some(Found::Definition(_) | Found::Module(_)))
        };
        if is_there(&replacement) {
            return replacement;
        }
        let mut scope = name;
        while let Some((outer, _)) = scope.rsplit_once('.') {
            let path = format!("{outer}.{replacement}");
            if is_there(&path) {
                return path;
            }
            scope = outer;
        }
        replacement
    }

    fn harvested(&self, candidate: &Candidate<'_>, name: String) -> Harvested {
        let Said { since, planned, removed, replacement } = candidate.said.clone();
        let is_known = |version: &Version| self.version.is_none_or(|current| *version <= current);
        let leaf = name.rsplit('.').next().unwrap_or_default();
        let argument = candidate.argument.as_ref();
        let subject = argument.map_or(leaf, |argument| argument.name.as_str());
        let is_argument = argument.is_some();
        let replacement = replacement.filter(|it| it != subject && *it != name);
        let replacement =
            replacement.map(|it| if is_argument { it } else { self.qualified(&name, it) });
        let replacement = replacement.filter(|it| *it != name);
        let removed = removed.filter(is_known).filter(|_| candidate.is_gone);
        let entry = Entry {
            kind: candidate.kind,
            argument: argument.map(|it| it.name.clone()),
            position: argument.and_then(|it| it.position).filter(|position| *position < 256),
            when: argument.map_or(When::Given, |it| it.when),
            value: argument.and_then(|it| it.value.clone()),
            soft: None,
            deprecated: since
                .filter(is_known)
                .filter(|since| removed.is_none_or(|gone| *since < gone)),
            until: None,
            removed,
            planned: planned
                .filter(|version| self.version.is_none_or(|current| *version > current)),
            replacement,
            replacement_since: None,
            note: None,
            cwe: Vec::new(),
            distinctive: false,
            evidence: vec![format!("{}:{}", candidate.module.path, candidate.line)],
            name,
        };
        Harvested { entry, is_gone: candidate.is_gone }
    }
}

/// The order of entries; what is equal in it is one entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    name: String,
    argument: Option<String>,
    value: Option<String>,
    when: u8,
}

impl Order {
    fn of(entry: &Entry) -> Self {
        let when = match entry.when {
            When::Given => 0,
            When::Positional => 1,
            When::Keyword => 2,
            When::Missing => 3,
        };
        Self {
            name: entry.name.clone(),
            argument: entry.argument.clone(),
            value: entry.value.clone(),
            when,
        }
    }
}

/// Joins what two places say about the same thing.
fn join(known: &mut Harvested, other: Harvested) {
    let (entry, other) = (&mut known.entry, other);
    known.is_gone &= other.is_gone;
    let other = other.entry;
    entry.deprecated = entry.deprecated.or(other.deprecated);
    entry.planned = entry.planned.or(other.planned);
    entry.removed = entry.removed.or(other.removed).filter(|_| known.is_gone);
    entry.replacement = entry.replacement.take().or(other.replacement);
    if matches!(entry.kind, Kind::Constant) {
        entry.kind = other.kind;
    }
    for evidence in other.evidence {
        if entry.evidence.len() < MOST_EVIDENCE && !entry.evidence.contains(&evidence) {
            entry.evidence.push(evidence);
        }
    }
}

/// Without arguments of what is deprecated as a whole, and values of arguments that are.
fn without_implied(all: &BTreeMap<Order, Harvested>) -> Vec<Harvested> {
    let is_known = |name: &str, argument: Option<&str>| {
        all.contains_key(&Order {
            name: name.to_owned(),
            argument: argument.map(str::to_owned),
            value: None,
            when: 0,
        })
    };
    let is_implied = |entry: &Entry| {
        entry.argument.as_ref().is_some_and(|argument| {
            is_known(&entry.name, None)
                || ((entry.value.is_some() || entry.when != When::Given)
                    && is_known(&entry.name, Some(argument)))
        })
    };
    let kept: Vec<Harvested> = all.values().filter(|it| !is_implied(&it.entry)).cloned().collect();
    // Whoever gives an argument by position gives those before it by position, too: the first one tells.
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    for entry in kept.iter().map(|it| &it.entry).filter(|it| it.when == When::Positional) {
        let position = entry.position.unwrap_or(u32::MAX);
        let known = first.entry(entry.name.clone()).or_insert(position);
        *known = position.min(*known);
    }
    let is_first = |entry: &Entry| {
        entry.when != When::Positional || first.get(&entry.name).copied() == entry.position
    };
    kept.into_iter().filter(|it| is_first(&it.entry)).collect()
}
