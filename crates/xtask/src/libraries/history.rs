//! What becomes of the APIs of a library, from release to release.

use std::collections::{BTreeMap, BTreeSet};

use hognose_deprecation::{Entry, Kind, Package, Version, When};
use hognose_harvest::{Presence, Release};

/// A library, as far as its releases have been looked at.
pub(super) struct History {
    package: String,
    tracks: BTreeMap<Key, Track>,
    newest: Option<Version>,
    modules: BTreeSet<String>,
}

/// What tells entries apart, in the order in which they are written.
type Key = (String, Option<String>, Option<String>, &'static str);

/// What is known about one API.
struct Track {
    entry: Entry,
    is_by_hand: bool,
    /// Whether a release had it.
    was_there: bool,
    /// The first release that no longer said it to be deprecated, though it was there.
    until: Option<Version>,
    /// The first release in which the replacement was there; none if it was always there.
    replacement: Option<Replacement>,
}

/// When a replacement is first there.
#[derive(Clone, Copy)]
enum Replacement {
    /// It is not there yet.
    Awaited,
    /// It was there when it was first looked for, or from that release on.
    There(Option<Version>),
}

impl History {
    pub(super) fn new(package: &str, by_hand: Vec<Entry>) -> Self {
        let tracks = by_hand.into_iter().map(|entry| {
            let track =
                Track { entry, is_by_hand: true, was_there: false, until: None, replacement: None };
            (key(&track.entry), track)
        });
        Self {
            package: package.to_owned(),
            tracks: tracks.collect(),
            newest: None,
            modules: BTreeSet::new(),
        }
    }

    /// Compares the next release with what is known.
    pub(super) fn look_at(&mut self, version: &str, release: &Release) {
        let Ok(exact) = version.parse::<Version>() else { return };
        let feature = exact.feature_release();
        let mut said = BTreeSet::new();
        for harvested in release.harvest() {
            let key = key(&harvested.entry);
            let mut entry = harvested.entry;
            entry.evidence =
                vec![format!("{} {version}: {}", self.package, entry.evidence.join(", "))];
            if harvested.is_gone {
                entry.removed = entry.removed.or(Some(feature));
                entry.deprecated = None;
            } else {
                entry.deprecated = entry.deprecated.or(Some(feature));
            }
            said.insert(key.clone());
            if let Some(track) = self.tracks.get_mut(&key) {
                track.told(entry);
                continue;
            }
            let track = Track {
                entry,
                is_by_hand: false,
                was_there: !harvested.is_gone,
                until: None,
                replacement: None,
            };
            self.tracks.insert(key, track);
        }
        // Of what many classes inherit, not each is told: one is enough to know that it goes on.
        let leaf = |key: &Key| (key.0.rsplit('.').next().map(str::to_owned), key.1.clone());
        let leaves: BTreeSet<_> = said.iter().map(leaf).collect();
        for (key, track) in &mut self.tracks {
            track.find_replacement(feature, release);
            if !said.contains(key) {
                track.unsaid(feature, version, release);
                if leaves.contains(&leaf(key)) {
                    track.until = None;
                }
            }
        }
        self.modules = release.modules().into_iter().collect();
        self.newest = Some(exact);
    }

    /// What is known in the end, and what should be looked at by a person.
    pub(super) fn finish(self) -> (Package, Vec<String>) {
        let mut doubts = Vec::new();
        let mut modules = self.modules;
        let mut entries = Vec::new();
        for track in self.tracks.into_values() {
            let Track { mut entry, is_by_hand, until, replacement, .. } = track;
            if is_by_hand && entry.deprecated.is_none() && entry.removed.is_none() {
                doubts.push(format!("`{}` is neither deprecated nor removed anywhere", entry.name));
                continue;
            }
            // An old warning that came back for another reason says nothing about when it began.
            entry.deprecated =
                entry.deprecated.filter(|since| entry.removed.is_none_or(|gone| *since <= gone));
            if entry.removed.is_none() {
                entry.until = entry.until.or(until);
            }
            let is_past = |version: &Version| self.newest.is_some_and(|newest| *version <= newest);
            entry.planned =
                entry.planned.filter(|planned| entry.removed.is_none() && !is_past(planned));
            match replacement {
                Some(Replacement::Awaited) if !is_by_hand => entry.replacement = None,
                Some(Replacement::There(since)) => {
                    entry.replacement_since = entry.replacement_since.or(since);
                }
                _ => {}
            }
            modules.extend(entry.name.split('.').next().map(str::to_owned));
            entries.push(entry);
        }
        let entries = without_implied(entries);
        let newest = self.newest;
        (
            Package {
                name: self.package,
                modules: modules.into_iter().collect(),
                newest,
                entries,
                ..Package::default()
            },
            doubts,
        )
    }
}

impl Track {
    /// A later release says something about it.
    fn told(&mut self, later: Entry) {
        let entry = &mut self.entry;
        self.until = None;
        self.was_there |= later.removed.is_none();
        entry.deprecated = match (entry.deprecated, later.deprecated) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        if !self.is_by_hand {
            // What is deprecated is there, though an earlier release did not have it.
            entry.removed =
                later.removed.map(|gone| entry.removed.map_or(gone, |known| known.min(gone)));
            entry.planned = later.planned.or(entry.planned);
            entry.position = later.position;
            entry.replacement = later.replacement.or_else(|| entry.replacement.take());
            if later.kind != Kind::Constant || entry.removed.is_none() {
                entry.kind = later.kind;
            }
        }
        // The first release that says it, and the newest.
        entry.evidence.truncate(1);
        entry.evidence.extend(later.evidence);
    }

    /// A release says nothing about it: it is gone, or no longer deprecated.
    fn unsaid(&mut self, feature: Version, version: &str, release: &Release) {
        let presence = release.presence(&self.entry);
        if self.entry.when == When::Missing
            || (self.entry.value.is_some() && presence == Presence::Present)
        {
            // Whether leaving it out, or a value, is still accepted is not to be seen.
            if !self.is_by_hand {
                self.until = self.until.or(Some(feature));
            }
            return;
        }
        match presence {
            Presence::Present => {
                self.was_there = true;
                if self.is_by_hand && self.entry.deprecated.is_none() {
                    self.entry.removed = None;
                } else if !self.is_by_hand {
                    self.entry.removed = None;
                    self.until = self.until.or(Some(feature));
                }
            }
            Presence::Absent if self.was_there && self.entry.removed.is_none() => {
                self.until = None;
                self.entry.removed = Some(feature);
                self.entry.evidence.push(format!("not in {version}"));
            }
            Presence::Absent | Presence::Unknown => {}
        }
    }

    /// Whether a release has the replacement, if it is one of the library.
    fn find_replacement(&mut self, feature: Version, release: &Release) {
        let Some(name) = &self.entry.replacement else { return };
        let top = name.split('.').next().unwrap_or_default();
        let own = self.entry.name.split('.').next().unwrap_or_default();
        if top != own
            || self.entry.argument.is_some()
            || matches!(self.replacement, Some(Replacement::There(_)))
        {
            return;
        }
        let asked = Entry {
            name: name.clone(),
            kind: Kind::Constant,
            argument: None,
            ..self.entry.clone()
        };
        let was_awaited = self.replacement.is_some();
        self.replacement = Some(match release.presence(&asked) {
            Presence::Absent => Replacement::Awaited,
            Presence::Present if was_awaited => Replacement::There(Some(feature)),
            Presence::Present | Presence::Unknown => Replacement::There(None),
        });
    }
}

fn key(entry: &Entry) -> Key {
    (entry.name.clone(), entry.argument.clone(), entry.value.clone(), entry.when.as_str())
}

/// Without members of what is removed as a whole, unless they went before.
fn without_implied(entries: Vec<Entry>) -> Vec<Entry> {
    let removed: BTreeMap<String, Version> = entries
        .iter()
        .filter(|entry| entry.argument.is_none())
        .filter_map(|entry| Some((entry.name.clone(), entry.removed?)))
        .collect();
    let is_implied = |entry: &Entry| {
        let mut outer = entry.name.as_str();
        if entry.argument.is_some()
            && removed.get(outer).is_some_and(|gone| entry.removed.is_none_or(|own| own >= *gone))
        {
            return true;
        }
        while let Some((rest, _)) = outer.rsplit_once('.') {
            if removed.get(rest).is_some_and(|gone| entry.removed.is_none_or(|own| own >= *gone)) {
                return true;
            }
            outer = rest;
        }
        false
    };
    let implied: Vec<bool> = entries.iter().map(is_implied).collect();
    entries
        .into_iter()
        .zip(implied)
        .filter(|(_, implied)| !implied)
        .map(|(entry, _)| entry)
        .collect()
}
