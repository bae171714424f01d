//! Rules that search the text of a file.
//!
//! Each is one pass over the text, and quick if it looks for a text of its own. For many there is one
//! pass that looks for the texts of all, and only those of which one is found search the file.

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;

use crate::packed::Entry;

/// As many expressions are not slower than one pass for all.
const FEW: usize = 40;

/// The rules that search the text.
#[derive(Debug, Default)]
pub(crate) struct Search {
    entries: Vec<Entry>,
    /// The texts of which one stands in what the expression of an entry finds, and the entry.
    texts: Vec<(Vec<u8>, usize)>,
    /// The entries that have no such texts.
    textless: Vec<usize>,
    /// Finds the texts, by their number in `texts`; nothing if that does not pay.
    automaton: Option<DFA>,
}

impl Search {
    /// Adds a rule.
    pub(crate) fn add(&mut self, entry: Entry) {
        let at = self.entries.len();
        match entry.matcher.literals(entry.driver) {
            Some(texts) => self.texts.extend(texts.into_iter().map(|text| (text, at))),
            None => self.textless.push(at),
        }
        self.entries.push(entry);
    }

    /// Makes ready for use, once all rules are added.
    pub(crate) fn finish(&mut self) {
        if self.entries.len() - self.textless.len() > FEW {
            // If there are too many texts for an automaton, each expression searches.
            self.automaton = DFA::new(self.texts.iter().map(|(text, _)| text)).ok();
        }
    }

    /// The rules whose expressions may find something in a text, in the order in which they were added.
    pub(crate) fn candidates(&self, text: &str) -> impl Iterator<Item = &Entry> {
        let found = self.automaton.as_ref().and_then(|automaton| self.look(automaton, text));
        self.entries.iter().enumerate().filter_map(move |(at, entry)| {
            let may_find = found.as_ref().is_none_or(|found| found.get(at) == Some(&true));
            may_find.then_some(entry)
        })
    }

    /// Which entries may find something: those one of whose texts is there, and those that have none.
    ///
    /// The automaton's own iterator of matches takes three times as long.
    fn look(&self, automaton: &DFA, text: &str) -> Option<Vec<bool>> {
        let mut found = vec![false; self.entries.len()];
        let mut mark = |entry: usize| {
            if let Some(found) = found.get_mut(entry) {
                *found = true;
            }
        };
        self.textless.iter().copied().for_each(&mut mark);
        let mut state = automaton.start_state(Anchored::No).ok()?;
        for byte in text.bytes() {
            state = automaton.next_state(Anchored::No, state, byte);
            if automaton.is_special(state) && automaton.is_match(state) {
                for at in 0..automaton.match_len(state) {
                    let text = automaton.match_pattern(state, at).as_usize();
                    if let Some((_, entry)) = self.texts.get(text) {
                        mark(*entry);
                    }
                }
            }
        }
        Some(found)
    }
}
