//! What Bandit takes names for.
//!
//! Bandit keeps one table of aliases per file. Imports fill it in the order of the walk, whatever
//! scope they stand in, and nothing is ever taken out: an import below its use does not count, one
//! within a function counts for all that follows, and a local variable that is called like a module is
//! the module.

use hognose_python::ast::{self, Alias, Expr};
use rustc_hash::{FxHashMap, FxHashSet};

/// The imports of a file that the walk has passed.
#[derive(Default)]
pub(crate) struct Names<'a> {
    aliases: FxHashMap<&'a str, String>,
    imports: FxHashSet<String>,
    /// Which of [`ASKED_FOR`] are part of the name of an import.
    alike: [bool; ASKED_FOR.len()],
}

/// What checks look for within the names of imports.
const ASKED_FOR: [&str; 7] = [
    "flask",
    "paramiko",
    "django.db.models",
    "django.utils.safestring",
    "transformers",
    "datasets",
    "huggingface_hub",
];

impl<'a> Names<'a> {
    /// `import a.b`, `import a.b as c`, and `from . import a`, whose dots Bandit does not see.
    pub(crate) fn import(&mut self, alias: &'a Alias) {
        let name = alias.name.as_str();
        if let Some(renamed) = &alias.asname {
            self.aliases.insert(renamed.as_str(), name.to_owned());
        }
        self.remember(name.to_owned());
    }

    /// `from module import name`, with or without leading dots.
    pub(crate) fn import_from(&mut self, module: &str, alias: &'a Alias) {
        let name = format!("{module}.{}", alias.name.as_str());
        let local = alias.asname.as_ref().unwrap_or(&alias.name);
        self.aliases.insert(local.as_str(), name.clone());
        self.remember(name);
    }

    fn remember(&mut self, import: String) {
        for (part, alike) in ASKED_FOR.iter().zip(&mut self.alike) {
            *alike |= import.contains(part);
        }
        self.imports.insert(import);
    }

    /// Whether this is the full name of an import.
    pub(crate) fn has_import(&self, name: &str) -> bool {
        self.imports.contains(name)
    }

    /// Whether this is a part of the name of an import: one of [`ASKED_FOR`].
    pub(crate) fn has_import_like(&self, part: &str) -> bool {
        ASKED_FOR.iter().zip(&self.alike).any(|(known, alike)| *known == part && *alike)
    }

    /// The dotted name of what a call calls; empty if it is neither a name nor an attribute. An
    /// attribute of anything but a name begins with a dot.
    pub(crate) fn of_call(&self, call: &ast::ExprCall) -> String {
        match &*call.func {
            Expr::Name(_) | Expr::Attribute(_) => self.of(&call.func),
            _ => String::new(),
        }
    }

    fn of(&self, expression: &Expr) -> String {
        // A chain of attributes can be as long as the file. What checks know has a few parts.
        const MAX_PARTS: usize = 64;
        let mut parts: Vec<&str> = Vec::new();
        let mut current = expression;
        let root = loop {
            match current {
                Expr::Attribute(attribute) => {
                    parts.push(attribute.attr.as_str());
                    current = &attribute.value;
                }
                Expr::Name(name) => {
                    let name = name.id.as_str();
                    break self.aliases.get(name).map_or(name, String::as_str);
                }
                _ => break "",
            }
            if parts.len() > MAX_PARTS {
                break "";
            }
        };
        let length = root.len() + parts.iter().map(|part| part.len() + 1).sum::<usize>();
        let mut name = String::with_capacity(length);
        name.push_str(root);
        for part in parts.iter().rev() {
            name.push('.');
            name.push_str(part);
        }
        name
    }
}

/// The last part of a dotted name.
pub(crate) fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether a dotted name has a part.
pub(crate) fn has_part(name: &str, part: &str) -> bool {
    name.split('.').any(|other| other == part)
}
