//! By what a pattern is found: a word that must stand in the code for it to match.
//!
//! Patterns are kept in tables by these words. A pattern without one would have to be tried
//! everywhere, and is refused.

use serde::{Deserialize, Serialize};

use crate::pattern::{Kind, Literal, Pattern};

/// A word that must be there, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Key {
    /// A call of something whose name ends in this word.
    Call(String),
    /// A call of something with this dotted name.
    Path(String),
    /// A call with a keyword argument of this name.
    Keyword(String),
    /// An import of a module whose dotted name begins with this word.
    Import(String),
    /// The definition of a function or class with this name.
    Definition(String),
    /// A function or class with a decorator, or a class with a base, whose name ends in this word.
    Attached(String),
    /// An assignment to a name, attribute or element of something whose name ends in this word.
    Assignment(String),
    /// A string literal with this text.
    Text(String),
    /// A handler of an exception whose name ends in this word.
    Handler(String),
    /// A call, in a file that imports this package.
    Package(String),
    /// Anything: the text of the file is searched.
    Search,
}

impl Key {
    /// The lower, the fewer places it is found in.
    fn rank(&self) -> u8 {
        match self {
            Self::Import(_) => 0,
            Self::Call(_) | Self::Path(_) => 1,
            Self::Definition(_) => 2,
            Self::Attached(_) => 3,
            Self::Handler(_) => 4,
            Self::Keyword(_) => 5,
            Self::Assignment(_) => 6,
            Self::Text(_) => 7,
            Self::Package(_) => 8,
            Self::Search => 9,
        }
    }
}

/// The last component of a dotted name.
pub(crate) fn last_component(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// The best key of a pattern.
pub(crate) fn key(pattern: &Pattern) -> Option<Key> {
    match pattern {
        Pattern::Import(import) => {
            Some(Key::Import(import.module.split('.').next().unwrap_or_default().to_owned()))
        }
        Pattern::Call { callee, arguments, keywords, .. } => {
            let mut best = match &**callee {
                Pattern::Name { path, .. } if path.contains('.') => Some(Key::Path(path.clone())),
                other => name(other).map(Key::Call),
            };
            for (keyword, value) in keywords {
                if let Pattern::Word(word) = keyword {
                    better(&mut best, Some(Key::Keyword(word.clone())));
                }
                better(&mut best, inner(value));
            }
            for part in arguments.iter().chain([&**callee]) {
                better(&mut best, inner(part));
            }
            better(&mut best, package(callee).map(Key::Package));
            best
        }
        Pattern::Statements(list) => {
            // The statement that is looked for first decides where the others are.
            list.iter().find_map(key)
        }
        Pattern::Node { kind, parts, .. } => {
            let part = |at: usize| parts.get(at).map(Vec::as_slice).unwrap_or_default();
            let mut best = None;
            match kind {
                Kind::Function | Kind::Class => {
                    if let Some(Pattern::Word(word)) = part(1).first() {
                        better(&mut best, Some(Key::Definition(word.clone())));
                    }
                    let bases = if *kind == Kind::Class { part(2) } else { &[] };
                    for attached in part(0).iter().chain(bases) {
                        let attached = match attached {
                            Pattern::Call { callee, .. } => name(callee),
                            other => name(other),
                        };
                        better(&mut best, attached.map(Key::Attached));
                    }
                }
                Kind::Assign | Kind::AnnAssign | Kind::Named => {
                    if let Some(target) = part(0).first() {
                        better(&mut best, target_name(target).map(Key::Assignment));
                    }
                }
                Kind::Handler => {
                    let caught = part(0).first().and_then(name);
                    better(&mut best, caught.map(Key::Handler));
                }
                _ => {}
            }
            for list in parts {
                for pattern in list {
                    better(&mut best, inner(pattern));
                }
            }
            best
        }
        Pattern::Literal(Literal::Text(text)) => Some(Key::Text(text.clone())),
        _ => None,
    }
}

/// The key of a part. A literal may be known by another name there, so that it is none.
fn inner(pattern: &Pattern) -> Option<Key> {
    match pattern {
        Pattern::Literal(_) => None,
        _ => key(pattern),
    }
}

fn better(best: &mut Option<Key>, other: Option<Key>) {
    if let Some(other) = other
        && best.as_ref().is_none_or(|best| other.rank() < best.rank())
    {
        *best = Some(other);
    }
}

/// The last word of the name that a pattern asks for.
fn name(pattern: &Pattern) -> Option<String> {
    match pattern {
        Pattern::Name { path, .. } => Some(last_component(path).to_owned()),
        Pattern::Node { kind: Kind::Attribute, parts, .. } => match parts.get(1)?.first()? {
            Pattern::Word(word) => Some(word.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn target_name(pattern: &Pattern) -> Option<String> {
    match pattern {
        Pattern::Node { kind: Kind::Subscript, parts, .. } => {
            parts.first()?.first().and_then(target_name)
        }
        Pattern::Call { callee, .. } => name(callee),
        other => name(other),
    }
}

/// The package that a callee such as `package.$F` begins with.
fn package(callee: &Pattern) -> Option<String> {
    let Pattern::Node { kind: Kind::Attribute, parts, .. } = callee else { return None };
    match parts.first()?.first()? {
        Pattern::Name { path, builtin: false } => {
            Some(path.split('.').next().unwrap_or_default().to_owned())
        }
        other => package(other),
    }
}
