//! From the text of a file to the facts about it.
//!
//! Total: what is broken or nested too deeply gives fewer facts, and a notice. Linear in the text.

mod condition;
mod docstring;
mod expression;
mod statement;

use hognose_core::{LineIndex, NoticeKind};
use hognose_python::{SourceKind, decode, is_too_deep, parse};

use crate::facts::Module;
use crate::source::Source;

/// The deepest nesting that is read: what people write is nested a hundred times less.
pub(crate) const MAX_DEPTH: u32 = 4_000;

/// The stack of a thread that reads files.
pub(crate) const STACK_BYTES: usize = 64 << 20;

/// Reads a file.
///
/// # Errors
///
/// Why it cannot be read, if it cannot.
pub(crate) fn read(source: &Source) -> Result<Module, (NoticeKind, String)> {
    let decoded = decode(source.bytes.clone())
        .map_err(|error| (NoticeKind::Undecodable, error.to_string()))?;
    if is_too_deep(&decoded.text, MAX_DEPTH) {
        let message = format!("nested deeper than {MAX_DEPTH} levels, and not read");
        return Err((NoticeKind::TooDeep, message));
    }
    let kind = if source.is_stub { SourceKind::Stub } else { SourceKind::Python };
    let parsed = parse(&decoded.text, kind);
    let lines = LineIndex::new(&decoded.text);
    let block = statement::module(&parsed.module().body, source, &lines);
    Ok(Module {
        name: source.module.clone(),
        path: source.path.clone(),
        is_package: source.is_package,
        exports: block.exports,
        stars: block.stars,
        scope: block.scope,
    })
}
