//! Texts that are compared often, as numbers.

use std::rc::Rc;

use rustc_hash::FxHashMap;

/// A name, wherever in the program it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(pub(crate) u32);

/// All names.
#[derive(Debug, Default)]
pub(crate) struct Names {
    numbers: FxHashMap<Rc<str>, Name>,
    texts: Vec<Rc<str>>,
}

impl Names {
    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.numbers.get(text) {
            return *name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Rc<str> = text.into();
        self.texts.push(Rc::clone(&text));
        self.numbers.insert(text, name);
        name
    }

    pub(crate) fn text(&self, name: Name) -> Rc<str> {
        Rc::clone(&self.texts[name.0 as usize])
    }
}
