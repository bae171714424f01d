//! Entries, from what the sources say, what people know, and what the interpreters have.

use std::collections::BTreeMap;

use hognose_deprecation::{Entry, Kind, Version, When};
use rustc_hash::FxHashMap;

use super::by_hand::{ByHand, Fact};
use super::gather::{Facts, Said};
use super::sources::Read;
use super::surfaces::{Surfaces, Takes, prefixes};

/// What has come out.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// In the order of the tables.
    pub(super) entries: Vec<Entry>,
    /// Names left out, because they are gone with what they belong to.
    pub(super) implied: Vec<String>,
    /// Where the sources, the file written by hand and the interpreters do not agree.
    pub(super) complaints: Vec<String>,
}

/// What tells entries apart, in the order of the tables.
type Key = (String, bool, String, u8, String);

/// What the file that is written by hand calls the newest stubs that have the name.
const STUBS: &str = "stubs";

/// Joins everything.
pub(super) fn merge(facts: &Facts, by_hand: &ByHand, read: &Read, surfaces: &Surfaces) -> Merged {
    let mut merged = Merged::default();
    let mut drafts: BTreeMap<Key, Fact> = BTreeMap::new();
    for (name, said) in facts.iter().filter(|(name, _)| !by_hand.wrong.contains(*name)) {
        let draft = from_sources(name, said, surfaces);
        drafts.insert(key(&draft), draft);
    }
    for fact in &by_hand.deprecated {
        let fact = with_stubs(fact, read, &mut merged.complaints);
        match drafts.get_mut(&key(&fact)) {
            Some(draft) => overrule(draft, fact),
            None => drop(drafts.insert(key(&fact), fact)),
        }
    }
    let mut judge = Judge { surfaces, complaints: &mut merged.complaints };
    let finished: Vec<Fact> =
        drafts.into_values().filter_map(|draft| judge.finish(draft)).collect();
    let removals: FxHashMap<&str, Version> = finished
        .iter()
        .filter(|fact| fact.argument.is_none())
        .filter_map(|fact| Some((fact.name.as_str(), fact.removed?)))
        .collect();
    for fact in &finished {
        if is_implied(fact, &removals, surfaces) {
            merged.implied.push(fact.name.clone());
        } else {
            let entry = entry(fact.clone(), by_hand, surfaces);
            if let Some(problem) = problem(&entry) {
                merged.complaints.push(format!("{}: {problem}", label(fact)));
            }
            merged.entries.push(entry);
        }
    }
    merged
}

fn key(fact: &Fact) -> Key {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let is_hook = fact.kind == Some(Kind::Hook);
    (fact.name.clone(), is_hook, text(&fact.argument), fact.when as u8, text(&fact.value))
}

fn label(fact: &Fact) -> String {
    match &fact.argument {
        Some(argument) => format!("{}({argument})", fact.name),
        None => fact.name.clone(),
    }
}

fn from_sources(name: &str, said: &Said, surfaces: &Surfaces) -> Fact {
    let newest = surfaces.newest().unwrap_or_default();
    let exists = |instead: &&String| {
        *instead != name
            && (surfaces.has(instead, newest)
                || surfaces.has(&format!("builtins.{instead}"), newest))
    };
    let mut evidence = Vec::new();
    evidence.extend(said.docs.map(|version| format!("docs {version}")));
    evidence.extend(said.stubs.map(|month| format!("typeshed {month}")));
    evidence.extend(said.lib.map(|version| format!("lib {version}")));
    if evidence.is_empty() {
        evidence.extend(said.access.map(|version| format!("run {version}")));
    }
    Fact {
        name: name.to_owned(),
        kind: None,
        argument: None,
        position: None,
        when: When::Given,
        value: None,
        soft: None,
        deprecated: said.since.iter().min().copied(),
        until: None,
        removed: None,
        planned: said.planned.last().copied(),
        replacement: said.instead.iter().rfind(exists).cloned(),
        replacement_since: None,
        note: None,
        cwe: Vec::new(),
        evidence,
    }
}

/// The fact, with the month of the stubs that it refers to.
fn with_stubs(fact: &Fact, read: &Read, complaints: &mut Vec<String>) -> Fact {
    let mut fact = fact.clone();
    if fact.evidence.iter().any(|it| it == STUBS) {
        let month = read.stubs.iter().rfind(|(_, stubs)| stubs.contains_key(&fact.name));
        if month.is_none() {
            complaints.push(format!("{}: no stubs have it", label(&fact)));
        }
        fact.evidence.retain(|it| it != STUBS);
        fact.evidence.extend(month.map(|(month, _)| format!("typeshed {month}")));
    }
    fact
}

/// Puts what is known by hand in the place of what the sources say.
fn overrule(draft: &mut Fact, hand: Fact) {
    if hand.soft.is_some() && hand.deprecated.is_none() {
        draft.deprecated = None;
    }
    draft.kind = hand.kind.or(draft.kind);
    draft.soft = hand.soft;
    draft.deprecated = hand.deprecated.or(draft.deprecated);
    draft.until = hand.until;
    draft.removed = hand.removed;
    draft.planned = hand.planned.or(draft.planned);
    draft.replacement = hand.replacement.or(draft.replacement.take());
    draft.replacement_since = hand.replacement_since;
    draft.note = hand.note;
    draft.cwe = hand.cwe;
    for evidence in hand.evidence {
        let source = |it: &str| it.split(' ').next().map(str::to_owned);
        if !draft.evidence.iter().any(|known| source(known) == source(&evidence)) {
            draft.evidence.push(evidence);
        }
    }
}

/// Asks the interpreters.
struct Judge<'a> {
    surfaces: &'a Surfaces,
    complaints: &'a mut Vec<String>,
}

impl Judge<'_> {
    /// The fact with its kind, its position and its removal; none if nothing knows the name.
    fn finish(&mut self, mut fact: Fact) -> Option<Fact> {
        if fact.argument.is_some() {
            fact.kind = Some(Kind::Argument);
            self.argument(&mut fact);
        } else if fact.kind != Some(Kind::Hook) {
            self.name(&mut fact);
        }
        let newest = self.surfaces.newest().unwrap_or_default();
        if fact.removed.is_some() || fact.planned.is_some_and(|planned| planned <= newest) {
            fact.planned = None;
        }
        if fact.replacement.as_ref().is_some_and(String::is_empty) {
            fact.replacement = None;
        }
        if fact.kind.is_none() {
            self.complaints.push(format!("{}: neither it nor its kind is known", label(&fact)));
        }
        fact.kind.is_some().then_some(fact)
    }

    fn name(&mut self, fact: &mut Fact) {
        let surfaces = self.surfaces;
        let with = surfaces.with(&fact.name);
        let Some(last) = with.last().copied() else {
            if !surfaces.known(&fact.name) {
                self.complaints.push(match fact.removed {
                    Some(removed) => {
                        format!("{}: removed in {removed}, as no interpreter shows", fact.name)
                    }
                    None => format!("{}: in no interpreter", fact.name),
                });
            }
            return;
        };
        let kind = surfaces.seen(&fact.name, last).map_or(Kind::Module, |seen| seen.0);
        fact.kind.get_or_insert(kind);
        match (surfaces.gone(&fact.name), fact.removed) {
            (Some(gone), by_hand) => {
                if by_hand.is_some_and(|removed| removed != gone) {
                    self.complaints.push(format!(
                        "{}: removed in {gone}, not in {} as the file says",
                        fact.name,
                        by_hand.unwrap_or_default()
                    ));
                }
                fact.removed = Some(gone);
                add(&mut fact.evidence, format!("run {gone}"));
            }
            (None, Some(removed)) if Some(last) == surfaces.newest() => {
                self.complaints
                    .push(format!("{}: removed in {removed}, and yet in {last}", fact.name));
            }
            _ => {}
        }
    }

    fn argument(&mut self, fact: &mut Fact) {
        let (Some(argument), When::Given, None) = (&fact.argument, fact.when, &fact.value) else {
            return;
        };
        let takes = |version| self.surfaces.takes(&fact.name, argument, version);
        let mut versions = self.surfaces.versions().rev();
        let found = versions.find_map(|version| match takes(version) {
            Takes::Yes(position) => Some((version, position)),
            Takes::No | Takes::Unknown => None,
        });
        let Some((last, position)) = found else {
            self.complaints.push(format!("{}: in no signature", label(fact)));
            return;
        };
        fact.position = fact.position.or(position);
        let after = self.surfaces.versions().find(|version| *version > last);
        match (after, fact.removed) {
            (Some(after), by_hand) if takes(after) == Takes::No => {
                if let Some(removed) = by_hand.filter(|removed| *removed != after) {
                    self.complaints.push(format!(
                        "{}: removed in {removed}, and in the signature until {after}",
                        label(fact)
                    ));
                }
                let removed = *fact.removed.get_or_insert(after);
                add(&mut fact.evidence, format!("run {removed}"));
            }
            (None, Some(removed)) => {
                self.complaints
                    .push(format!("{}: removed in {removed}, and yet in {last}", label(fact)));
            }
            _ => {}
        }
    }
}

fn add(evidence: &mut Vec<String>, more: String) {
    if !evidence.contains(&more) {
        evidence.push(more);
    }
}

/// Whether something goes with what it belongs to, and needs no entry of its own.
fn is_implied(fact: &Fact, removals: &FxHashMap<&str, Version>, surfaces: &Surfaces) -> bool {
    let not_before = |parent: &str| {
        let gone = removals.get(parent).copied().or_else(|| surfaces.gone(parent));
        gone.is_some_and(|gone| fact.removed.is_none_or(|removed| removed >= gone))
    };
    prefixes(&fact.name).any(not_before) || fact.argument.is_some() && not_before(&fact.name)
}

fn entry(fact: Fact, by_hand: &ByHand, surfaces: &Surfaces) -> Entry {
    let kind = fact.kind.unwrap_or(Kind::Function);
    let leaf = fact.name.rsplit('.').next().unwrap_or_default();
    let on_objects = matches!(kind, Kind::Method | Kind::Attribute | Kind::Hook);
    let since = fact.replacement.as_deref().and_then(|it| added(it, &fact, surfaces));
    Entry {
        distinctive: on_objects && by_hand.distinctive.contains(leaf),
        name: fact.name,
        kind,
        argument: fact.argument,
        position: fact.position,
        when: fact.when,
        value: fact.value,
        soft: fact.soft,
        deprecated: fact.deprecated,
        until: fact.until,
        removed: fact.removed,
        planned: fact.planned,
        replacement: fact.replacement,
        replacement_since: fact.replacement_since.or(since),
        note: fact.note,
        cwe: fact.cwe,
        evidence: fact.evidence,
    }
}

/// The first release with a replacement, if not all have it.
fn added(replacement: &str, fact: &Fact, surfaces: &Surfaces) -> Option<Version> {
    let end = replacement.find(['(', '[', '=']).unwrap_or(replacement.len());
    let name = &replacement[..end];
    surfaces.added(|version| surfaces.has(name, version)).or_else(|| {
        fact.argument.as_ref()?;
        surfaces.added(|version| matches!(surfaces.takes(&fact.name, name, version), Takes::Yes(_)))
    })
}

/// What an entry lacks.
fn problem(entry: &Entry) -> Option<&'static str> {
    let says_when = [entry.soft, entry.deprecated, entry.removed, entry.planned];
    if says_when.iter().all(Option::is_none) {
        Some("no release is known for anything")
    } else if entry.evidence.is_empty() {
        Some("nothing is named as evidence")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Interpreters of 3.12 to 3.14, from what each of them has.
    fn surfaces(names: [&str; 3]) -> Surfaces {
        let surface = |names: &str| {
            serde_json::from_str(&format!(r#"{{"unknown": {{}}, "names": {{{names}}}}}"#))
                .expect("a surface")
        };
        let minors = 12..;
        Surfaces::new(
            minors.zip(names).map(|(minor, it)| (Version::new(3, minor), surface(it))).collect(),
        )
    }

    fn merged(facts: &[(&str, Said)], by_hand: &str, surfaces: &Surfaces) -> Merged {
        let by_hand = format!("wrong = [\"m.fine\"]\ndistinctive = []\ndeprecated = [{by_hand}]");
        let facts = facts.iter().map(|(name, said)| ((*name).to_owned(), said.clone())).collect();
        let read = Read { docs: Vec::new(), stubs: Vec::new(), libs: Vec::new() };
        merge(&facts, &toml::from_str(&by_hand).expect("facts"), &read, surfaces)
    }

    fn said(since: &str, planned: Option<&str>) -> Said {
        Said {
            since: vec![since.parse().expect("a version")],
            planned: planned.iter().map(|it| it.parse().expect("a version")).collect(),
            docs: Some(Version::new(3, 14)),
            ..Said::default()
        }
    }

    const M: &str = r#""m": ["module", null, null], "m.kept": ["function", null, null]"#;

    #[test]
    fn what_an_interpreter_has_lost_is_removed_and_nothing_else() {
        let lost = format!(r#"{M}, "m.lost": ["function", null, null]"#);
        let surfaces = surfaces([&lost, &lost, M]);
        let facts = [("m.kept", said("3.12", Some("3.14"))), ("m.lost", said("3.9", Some("3.13")))];
        let merged = merged(&facts, "", &surfaces);
        let [kept, lost] = merged.entries.as_slice() else { panic!("{merged:?}") };
        assert_eq!((kept.removed, kept.planned), (None, None));
        assert_eq!((lost.removed, lost.planned), (Some(Version::new(3, 14)), None));
        assert_eq!(lost.evidence, ["docs 3.14", "run 3.14"]);
    }

    #[test]
    fn what_goes_with_its_module_is_left_out() {
        let gone =
            format!(r#"{M}, "old": ["module", null, null], "old.f": ["function", null, null]"#);
        let surfaces = surfaces([&gone, M, M]);
        let merged =
            merged(&[("old", said("3.9", None)), ("old.f", said("3.8", None))], "", &surfaces);
        assert_eq!(merged.implied, ["old.f"]);
        assert_eq!(merged.entries.len(), 1);
    }

    #[test]
    fn what_is_written_by_hand_wins() {
        let by_hand = r#"{ name = "m.kept", soft = "3.12", replacement = "m.new", evidence = ["docs 3.13"] }"#;
        let surfaces = surfaces([M, M, M]);
        let facts = [("m.kept", said("3.9", None)), ("m.fine", said("3.9", None))];
        let merged = merged(&facts, by_hand, &surfaces);
        let [entry] = merged.entries.as_slice() else { panic!("{merged:?}") };
        assert_eq!((entry.soft, entry.deprecated), (Some(Version::new(3, 12)), None));
        assert_eq!(entry.replacement.as_deref(), Some("m.new"));
        assert_eq!(entry.evidence, ["docs 3.14"]);
    }

    #[test]
    fn signatures_say_where_an_argument_stands_and_when_it_went() {
        let with = r#""m.f": ["function", null, [["a", "a"], ["old", "a"]]]"#;
        let without = r#""m.f": ["function", null, [["a", "a"], ["new", "k"]]]"#;
        let by_hand = r#"{ name = "m.f", argument = "old", deprecated = "3.9", replacement = "new", evidence = ["docs 3.9"] }"#;
        let merged = merged(&[], by_hand, &surfaces([with, without, without]));
        let [entry] = merged.entries.as_slice() else { panic!("{merged:?}") };
        assert_eq!((entry.position, entry.removed), (Some(1), Some(Version::new(3, 13))));
        assert_eq!(entry.replacement_since, Some(Version::new(3, 13)));
    }

    #[test]
    fn contradictions_are_named() {
        let by_hand = r#"{ name = "m.kept", removed = "3.13", evidence = ["docs 3.9"] }"#;
        let merged = merged(&[], by_hand, &surfaces([M, M, M]));
        assert_eq!(merged.complaints, ["m.kept: removed in 3.13, and yet in 3.14"]);
    }
}
