//! What the interpreters have: the arbiter of what is removed.

use hognose_deprecation::Version;

use super::sources::{How, Seen, Surface};

/// The answers of interpreters, oldest first, without a gap.
#[derive(Debug)]
pub(super) struct Surfaces(Vec<(Version, Surface)>);

/// Whether, and where, something takes a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// At this position, or by keyword only.
    Yes(Option<u32>),
    No,
    /// It is not there, does not say what it takes, or takes any keyword.
    Unknown,
}

impl Surfaces {
    pub(super) fn new(surfaces: Vec<(Version, Surface)>) -> Self {
        Self(surfaces)
    }

    pub(super) fn versions(&self) -> impl DoubleEndedIterator<Item = Version> {
        self.0.iter().map(|(version, _)| *version)
    }

    pub(super) fn newest(&self) -> Option<Version> {
        self.versions().next_back()
    }

    /// All names, with the release that has them.
    pub(super) fn all(&self) -> impl Iterator<Item = (Version, &str, &Seen)> {
        self.0.iter().flat_map(|(version, surface)| {
            let mut names: Vec<_> = surface.names.iter().collect();
            names.sort_unstable_by_key(|(name, _)| *name);
            names.into_iter().map(|(name, seen)| (*version, name.as_str(), seen))
        })
    }

    pub(super) fn seen(&self, name: &str, version: Version) -> Option<&Seen> {
        self.of(version)?.names.get(name)
    }

    /// Whether a release has the name.
    pub(super) fn has(&self, name: &str, version: Version) -> bool {
        self.of(version).is_some_and(|surface| {
            surface.names.contains_key(name) || surface.unknown.contains_key(name)
        })
    }

    /// The releases that have the name.
    pub(super) fn with(&self, name: &str) -> Vec<Version> {
        self.versions().filter(|version| self.has(name, *version)).collect()
    }

    /// Whether nothing can be said about a name, because its module cannot be imported here.
    pub(super) fn unknown(&self, name: &str, version: Version) -> bool {
        self.of(version).is_some_and(|surface| {
            prefixes(name).chain([name]).any(|prefix| surface.unknown.contains_key(prefix))
        })
    }

    /// Whether a release has the name, or may have it.
    pub(super) fn known(&self, name: &str) -> bool {
        self.versions().any(|version| self.has(name, version) || self.unknown(name, version))
    }

    /// The first release that has lost the name for good.
    pub(super) fn gone(&self, name: &str) -> Option<Version> {
        let last = self.with(name).last().copied()?;
        let mut after = self.versions().filter(|version| *version > last);
        let first = after.next()?;
        (!self.unknown(name, first) && !after.any(|version| self.unknown(name, version)))
            .then_some(first)
    }

    /// The first release with the name, if the oldest one has not got it and all later ones have.
    pub(super) fn added(&self, has: impl Fn(Version) -> bool) -> Option<Version> {
        let first = self.versions().find(|version| has(*version))?;
        (Some(first) != self.versions().next()
            && self.versions().filter(|version| *version >= first).all(has))
        .then_some(first)
    }

    /// Whether something takes a parameter of this name.
    pub(super) fn takes(&self, name: &str, parameter: &str, version: Version) -> Takes {
        let Some(Seen(_, _, Some(parameters), _)) = self.seen(name, version) else {
            return Takes::Unknown;
        };
        if let Some(at) = parameters.iter().position(|it| it.0 == parameter) {
            let positional = matches!(parameters[at].1, How::Position | How::Any);
            return Takes::Yes(positional.then(|| u32::try_from(at).ok()).flatten());
        }
        let open = parameters.iter().any(|it| it.1 == How::Keywords);
        if open { Takes::Unknown } else { Takes::No }
    }

    fn of(&self, version: Version) -> Option<&Surface> {
        let (_, surface) = self.0.iter().find(|(it, _)| *it == version)?;
        Some(surface)
    }
}

/// The names that a dotted name is below, shortest first: `a` and `a.b` of `a.b.c`.
pub(super) fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').map(|(dot, _)| &name[..dot])
}
