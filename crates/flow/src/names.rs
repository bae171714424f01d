//! Texts that are compared often, as numbers.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::catalogue::{Catalogue, Entry};

/// A name, wherever in the program it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(pub(crate) u32);

/// All names.
#[derive(Debug)]
pub(crate) struct Names<'p> {
    cat: &'p Catalogue,
    numbers: FxHashMap<Rc<str>, Name>,
    all: Vec<(Rc<str>, Option<&'p Entry>)>,
}

impl<'p> Names<'p> {
    pub(crate) fn new(cat: &'p Catalogue) -> Self {
        Self { cat, numbers: FxHashMap::default(), all: Vec::new() }
    }

    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.numbers.get(text) {
            return *name;
        }
        let name = Name(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let text: Rc<str> = text.into();
        self.all.push((Rc::clone(&text), self.cat.name(&text)));
        self.numbers.insert(text, name);
        name
    }

    pub(crate) fn text(&self, name: Name) -> Rc<str> {
        Rc::clone(&self.all[name.0 as usize].0)
    }

    /// What is said about an attribute with this name of an unknown object.
    pub(crate) fn entry(&self, name: Name) -> Option<&'p Entry> {
        self.all[name.0 as usize].1
    }
}
