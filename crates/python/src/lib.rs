//! The façade over the Python parser: from bytes to text to a tree, comments and literals.
//!
//! The only crate that names the parser's crates. Everybody else sees its syntax tree as [`ast`].
//! Nothing here knows names, rules or files. Reading and parsing are total: any bytes give a text or
//! a reason, any text gives a tree.

mod comments;
mod decode;
mod index;
mod nesting;
mod parse;

pub use comments::comments;
pub use decode::{DecodeError, DecodeErrorReason, Decoded, decode};
pub use index::{index, set_index};
pub use nesting::{MAX_DEPTH, STACK_BYTES, is_too_deep};
pub use parse::{Parsed, SourceKind, SyntaxError, parse};
/// The syntax tree.
pub use ruff_python_ast as ast;
