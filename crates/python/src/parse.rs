//! From text to a syntax tree, whatever the text.

use hognose_core::TextRange;
use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::parse_unchecked_source;

/// What kind of file a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// `.py` and everything else.
    Python,
    /// `.pyi`
    Stub,
}

/// The tree of a file, recovered where the file has syntax errors.
#[derive(Debug)]
pub struct Parsed {
    inner: ruff_python_parser::Parsed<ModModule>,
}

/// A place that Python would refuse to parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub range: TextRange,
    /// What is wrong.
    pub message: String,
}

/// Parses a text. Never fails: what cannot be understood is left out of the tree.
pub fn parse(text: &str, kind: SourceKind) -> Parsed {
    let source_type = match kind {
        SourceKind::Python => PySourceType::Python,
        SourceKind::Stub => PySourceType::Stub,
    };
    Parsed { inner: parse_unchecked_source(text, source_type) }
}

impl Parsed {
    /// The tree.
    pub fn module(&self) -> &ModModule {
        self.inner.syntax()
    }

    /// The syntax errors, in the order of the text.
    pub fn errors(&self) -> impl Iterator<Item = SyntaxError> + '_ {
        self.inner
            .errors()
            .iter()
            .map(|error| SyntaxError { range: error.location, message: error.error.to_string() })
    }

    pub(crate) fn comment_ranges(&self) -> impl Iterator<Item = TextRange> + '_ {
        use ruff_python_ast::token::TokenKind;
        self.inner
            .tokens()
            .iter()
            .filter(|token| token.kind() == TokenKind::Comment)
            .map(hognose_core::Ranged::range)
    }
}
