//! The per-file index over the syntax tree: scopes, bindings, imports, qualified names, constants
//! and light types.
//!
//! [`SemanticModel::build`] walks the tree once. It records scopes, the places where names get their
//! values, and every node that a rule could want to look at. All questions are answered from those
//! tables on demand, with bounded work each: which binding a name refers to ([`SemanticModel::lookup`]),
//! what an expression denotes ([`SemanticModel::values`]), which constant it is
//! ([`SemanticModel::constant`]), which text it builds ([`SemanticModel::template`]).
//!
//! The model is total: it is built from any tree, also a recovered one of a file with syntax errors.
//! It knows one file only; names imported from elsewhere are known by their dotted path. It borrows
//! the tree and is dropped together with it.

mod attempts;
mod attributes;
mod buffers;
mod build;
mod builtins;
mod changes;
mod constant;
mod fuel;
mod ids;
mod known;
mod lineage;
mod lower;
mod model;
mod node;
mod placeholders;
mod reaching;
mod scope;
mod template;
mod value;
mod words;

pub use buffers::Buffers;
pub use constant::Constant;
pub use ids::{BindingId, BlockId, NodeId, ScopeId, SymbolId};
pub use lower::lower;
pub use model::{Mention, Place, Resolution, SemanticModel};
pub use node::{Node, Stop, StopKind, Syntax};
pub use scope::{Binding, BindingKind, Block, Declaration, Scope, ScopeKind};
pub use template::{Piece, Template};
pub use value::{Value, Values};
pub use words::Words;

/// Whether code can come to something of a package without naming the package: a package that has
/// another name, one whose classes others have instances of, a built-in.
pub fn comes_unnamed(package: &str) -> bool {
    builtins::is_builtin(package) || known::comes_unnamed(package)
}

/// The class that a class of a library is derived from, as far as is known.
pub fn base_class(class: &str) -> Option<&'static str> {
    known::base_class(class)
}

/// The packages that have the base class of a class of another package, or the class of what one of its
/// functions returns.
pub fn related_packages(package: &str) -> &'static [&'static str] {
    known::related_packages(package)
}

/// The number that a constant of a library is, as `stat.S_IRWXU`.
pub fn constant_number(name: &str) -> Option<i64> {
    known::constant(name)
}

/// The one name under which a thing is known that has several: `pickle.loads` for `cPickle.loads`.
pub fn canonical_name(name: &str) -> String {
    known::canonical(name.to_owned())
}
