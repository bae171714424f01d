//! What the spelling of a callee tells, before anything is resolved.
//!
//! Most calls are told by their last word to be in no table of any rule. One look-up says which tables
//! know a word, whatever the number of tables and rules.

use hognose_python::ast::Expr;
use hognose_semantic::SemanticModel;
use rustc_hash::FxHashMap;

/// A set of tables that calls are looked up in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tables(u8);

impl Tables {
    /// By the dotted names that hooks ask for.
    pub(crate) const NAMES: Self = Self(1);
    /// By the names of methods that hooks ask for.
    pub(crate) const METHODS: Self = Self(1 << 1);
    /// By the last words of names in patterns.
    pub(crate) const WORDS: Self = Self(1 << 2);
    /// By the dotted names in patterns.
    pub(crate) const PATHS: Self = Self(1 << 3);

    /// Whether a table is in the set.
    pub(crate) fn have(self, table: Self) -> bool {
        self.0 & table.0 != 0
    }
}

/// The last words of all names that rules know, and the tables that have them.
#[derive(Debug, Default)]
pub(crate) struct CalleeWords {
    tables: FxHashMap<&'static str, Tables>,
}

impl CalleeWords {
    /// Adds the last word of a name that a table has.
    pub(crate) fn add(&mut self, name: &'static str, table: Tables) {
        let known = self.tables.entry(last_word(name)).or_default();
        known.0 |= table.0;
    }

    /// Looks at a callee.
    pub(crate) fn look_at<'a>(&self, callee: &'a Expr, model: &SemanticModel<'_>) -> Callee<'a> {
        let (word, renamed) = match callee {
            Expr::Attribute(it) => {
                let word = it.attr.as_str();
                (word, model.is_member_alias(word))
            }
            Expr::Name(it) => (it.id.as_str(), model.is_alias(it.id.as_str())),
            Expr::Call(_) | Expr::If(_) | Expr::BoolOp(_) | Expr::Named(_) | Expr::Await(_) => {
                return Callee { word: None, tables: Tables::default(), renamed: true };
            }
            _ => return Callee::default(),
        };
        let tables = self.tables.get(word).copied().unwrap_or_default();
        Callee { word: Some(word), tables, renamed }
    }
}

/// What the spelling of a callee tells.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Callee<'a> {
    /// Its last word, if it is a name or an attribute.
    pub(crate) word: Option<&'a str>,
    /// The tables that have this word.
    pub(crate) tables: Tables,
    /// Whether it can stand for something whose name ends otherwise.
    pub(crate) renamed: bool,
}

impl Callee<'_> {
    /// Whether a table can have one of the names that the callee stands for.
    pub(crate) fn can_be_in(self, table: Tables) -> bool {
        self.renamed || self.tables.have(table)
    }
}

/// The last component of a dotted name.
pub(crate) fn last_word(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
