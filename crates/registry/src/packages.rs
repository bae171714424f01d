//! Whether a file can call something of a package at all.
//!
//! A rule about any function of a package (`package.$F(...)`) has no word by which its calls are
//! found, so that all calls of a file are resolved for it. Most files do not so much as name the
//! package.

use hognose_semantic::comes_unnamed;
use memchr::memmem::{self, Finder};

use crate::Context;

/// To look for more names in a text costs as much as to resolve its calls.
const FEW: usize = 4;

/// The packages that rules are about.
#[derive(Debug, Default)]
pub(crate) struct Packages {
    /// How each is found in a text; nothing if calls are resolved in every file.
    names: Option<Vec<Finder<'static>>>,
}

impl Packages {
    /// The packages by their names.
    pub(crate) fn new(names: &[&str]) -> Self {
        let is_found = names.len() <= FEW && !names.iter().any(|name| comes_unnamed(name));
        let finder = |name: &&str| Finder::new(name.as_bytes()).into_owned();
        Self { names: is_found.then(|| names.iter().map(finder).collect()) }
    }

    /// Whether a file can call something of one of them.
    pub(crate) fn may_be_called(&self, cx: &Context<'_>) -> bool {
        let Some(names) = &self.names else { return true };
        let text = cx.source().text().as_bytes();
        let has = |name: &str| memmem::find(text, name.as_bytes()).is_some();
        // Names that are not ASCII can be other spellings of names that are. The name of a module that
        // is imported dynamically can be composed.
        names.iter().any(|name| name.find(text).is_some())
            || !text.is_ascii()
            || has("__import__")
            || has("import_module")
    }
}
