//! What is known about one API.

use serde::{Deserialize, Serialize};

use crate::Version;

/// The name of the package that stands for Python's standard library; its versions are Python's.
pub const STANDARD_LIBRARY: &str = "python";

/// A package, and what is known about its APIs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// The name under which it is distributed, in normal form (`pyopenssl`), or [`STANDARD_LIBRARY`].
    pub name: String,
    /// The top-level modules that it installs: `OpenSSL`.
    pub modules: Vec<String>,
    /// The newest release that was looked at.
    pub newest: Option<Version>,
    /// Whether another package installs modules of these names, too: then it counts only in projects that
    /// name it.
    #[serde(default)]
    pub shared: bool,
    /// The packages, by their names in normal form, that install the modules again for releases that
    /// have them no more: `standard-telnetlib`.
    #[serde(default)]
    pub backports: Vec<String>,
    /// The packages after whose import the modules are there again: `setuptools`.
    #[serde(default)]
    pub brought_by: Vec<String>,
    /// Its APIs that are deprecated or gone.
    pub entries: Vec<Entry>,
}

/// A name or an argument that is, was, or will be deprecated or removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The dotted name by which users reach it: `ssl.wrap_socket`, `unittest.TestCase.assertEquals`.
    /// For an argument, the callable; of a class, the arguments of its constructor.
    pub name: String,
    /// What the name stands for.
    pub kind: Kind,
    /// The keyword of the argument, if this is about an argument.
    pub argument: Option<String>,
    /// Where the argument stands, counted from 0 without `self`; none if only a keyword reaches it.
    pub position: Option<u32>,
    /// Of an argument, how it has to be given, or left out, to be meant.
    pub when: When,
    /// Of an argument, the literal that has to be given to be meant, as Python writes it: `"U"`.
    pub value: Option<String>,
    /// Since when its use is discouraged, without a warning and without an end in sight.
    pub soft: Option<Version>,
    /// Since when it is deprecated.
    pub deprecated: Option<Version>,
    /// From when on it was no longer deprecated (nor discouraged).
    pub until: Option<Version>,
    /// The first release without it.
    pub removed: Option<Version>,
    /// The release for which its removal is announced.
    pub planned: Option<Version>,
    /// What to use instead: a dotted name, or a short piece of Python.
    pub replacement: Option<String>,
    /// The first release that has the replacement, if it was not always there.
    pub replacement_since: Option<Version>,
    /// What else the user has to know, as one sentence.
    pub note: Option<String>,
    /// The weaknesses that its use brings, beyond that of being obsolete.
    pub cwe: Vec<u16>,
    /// Whether the last part of the name belongs to nothing else, so that it says something on an
    /// object of unknown class.
    pub distinctive: bool,
    /// Where the facts are from: `docs 3.13`, `typeshed 2025-01`, `run 3.12`, `src/shop/util.py:12`.
    pub evidence: Vec<String>,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A module or package.
    Module,
    /// A class of a module.
    Class,
    /// A function of a module.
    #[default]
    Function,
    /// Any other name of a module.
    Constant,
    /// A method of a class: of instances, of the class, or static.
    Method,
    /// An attribute of a class or of its instances, properties included.
    Attribute,
    /// A member of an enumeration.
    Member,
    /// An argument of a function, a method, or a constructor.
    Argument,
    /// A method that a base class used to call on its subclasses: what matters is its definition.
    Hook,
}

/// How an argument has to be given to be meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// In whatever way.
    #[default]
    Given,
    /// By its position.
    Positional,
    /// By its keyword.
    Keyword,
    /// Not at all: leaving it out is what is deprecated.
    Missing,
}
