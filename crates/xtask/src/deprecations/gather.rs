//! What the sources say about whole names, joined by name.

use std::collections::BTreeMap;

use hognose_deprecation::{Kind, Version};

use super::sources::{Mark, Read};
use super::surfaces::{Surfaces, prefixes};

/// What the sources say about a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// Since when, by each source that says so.
    pub(super) since: Vec<Version>,
    /// When it is to be removed, by each source that says so; the newest documentation comes last but
    /// for the stubs and the library itself.
    pub(super) planned: Vec<Version>,
    /// What to use instead.
    pub(super) instead: Vec<String>,
    /// The newest documentation that marks it.
    pub(super) docs: Option<Version>,
    /// The newest stubs that mark it.
    pub(super) stubs: Option<&'static str>,
    /// The oldest library that warns.
    pub(super) lib: Option<Version>,
    /// The oldest interpreter in which looking it up warns.
    pub(super) access: Option<Version>,
    /// Whether it was documented and is gone.
    pub(super) gone: bool,
}

/// What the sources say, by name.
pub(super) type Facts = BTreeMap<String, Said>;

/// Modules whose names are meant to be taken from elsewhere.
const INTERNAL: [(&str, &str); 12] = [
    ("_collections_abc.", "collections.abc."),
    ("_pydatetime.", "datetime."),
    ("_pydecimal.", "decimal."),
    ("asyncio.coroutines.", "asyncio."),
    ("asyncio.events.", "asyncio."),
    ("asyncio.loop.", "asyncio.AbstractEventLoop."),
    ("asyncio.tasks.", "asyncio."),
    ("asyncio.unix_events.", "asyncio."),
    ("genericpath.", "os.path."),
    ("sqlite3.dbapi2.", "sqlite3."),
    ("sre_constants.", "re."),
    ("unittest.case.", "unittest."),
];
/// The same, of modules that have the names in common with a package.
const SUBMODULES: [(&str, &str); 2] =
    [("unittest.loader.", "unittest."), ("unittest.main.", "unittest.")];

/// Joins what the sources say.
pub(super) fn facts(read: &Read, surfaces: &Surfaces) -> Facts {
    let mut facts = Facts::new();
    for (version, docs) in &read.docs {
        for mark in docs.marks.iter().filter(|mark| is_about_names(mark)) {
            for about in &mark.about {
                let Some(said) = of(&mut facts, about, surfaces) else { continue };
                said.docs = Some(*version);
                said.since.extend(mark.since);
                said.planned.extend(mark.planned);
                let instead = mark.instead.as_ref();
                said.instead.extend(instead.map(|it| resolve(it, about, &mark.names, surfaces)));
            }
        }
    }
    for (month, stubs) in &read.stubs {
        for (name, stub) in stubs.iter().filter(|(_, stub)| stub.deprecated && !stub.soft) {
            let Some(said) = of(&mut facts, name, surfaces) else { continue };
            said.stubs = Some(month);
            said.since.extend(stub.since);
            said.planned.extend(stub.planned);
            let instead = stub.instead.as_ref();
            said.instead.extend(instead.map(|it| resolve(it, name, &[], surfaces)));
        }
    }
    let oldest = surfaces.versions().next();
    for (version, warnings) in &read.libs {
        for warning in warnings {
            let Some(said) = of(&mut facts, &warning.name, surfaces) else { continue };
            said.lib.get_or_insert(*version);
            // The oldest one says only that the warning is not younger.
            said.since.extend((Some(*version) != oldest).then_some(*version));
            said.planned.extend(warning.planned);
        }
    }
    for (version, name, seen) in surfaces.all() {
        let warns = seen.1.as_ref().is_some_and(|category| category.ends_with("Warning"));
        if warns
            && seen.3.is_none()
            && let Some(said) = of(&mut facts, name, surfaces)
        {
            said.access.get_or_insert(version);
            said.since.extend((Some(version) != oldest).then_some(version));
        }
    }
    for name in read.docs.iter().flat_map(|(_, docs)| docs.documented.keys()) {
        let is_module =
            |version| surfaces.seen(name, version).is_some_and(|it| it.0 == Kind::Module);
        if surfaces.gone(name).is_some()
            && !surfaces.versions().any(is_module)
            && let Some(said) = of(&mut facts, name, surfaces)
        {
            said.gone = true;
        }
    }
    facts
}

fn is_about_names(mark: &Mark) -> bool {
    mark.directive.starts_with("deprecated") && mark.page.starts_with("library/") && !mark.part
}

/// The facts about a name, by the name that users know; none if there is no such name, or a private one.
fn of<'a>(facts: &'a mut Facts, name: &str, surfaces: &Surfaces) -> Option<&'a mut Said> {
    let name = public(name, surfaces);
    let is_private = |part: &str| {
        part.starts_with('_') && !matches!(part, "__version__" | "__date__" | "_clear_type_cache")
    };
    if name.split('.').any(is_private) || !surfaces.known(&name) {
        return None;
    }
    Some(facts.entry(name).or_default())
}

/// The name by which users reach something.
fn public(name: &str, surfaces: &Surfaces) -> String {
    for (internal, public) in INTERNAL.iter().chain(&SUBMODULES) {
        if let Some(rest) = name.strip_prefix(internal) {
            let public = format!("{public}{rest}");
            if surfaces.known(&public) {
                return public;
            }
        }
    }
    name.to_owned()
}

/// The full name of what is to be used instead of `owner`.
fn resolve(written: &str, owner: &str, linked: &[String], surfaces: &Surfaces) -> String {
    let ends = |name: &&String| {
        name.strip_suffix(written).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if let Some(name) = linked.iter().find(ends) {
        return public(name, surfaces);
    }
    let newest = surfaces.newest().unwrap_or_default();
    let mut scopes: Vec<_> = prefixes(owner).collect();
    scopes.reverse();
    scopes
        .into_iter()
        .map(|scope| format!("{scope}.{written}"))
        .find(|name| surfaces.has(name, newest))
        .unwrap_or_else(|| written.to_owned())
}
