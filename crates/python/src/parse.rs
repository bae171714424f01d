//! From text to a syntax tree, whatever the text.

use hognose_core::TextRange;
use ruff_python_ast::token::Token;
use ruff_python_ast::{ModModule, PySourceType, PythonVersion};
use ruff_python_parser::{ParseOptions, parse_unchecked};

/// What kind of file a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A module or script: `.py`, `.pyw` and everything else.
    Python,
    /// An interface file: `.pyi`.
    Stub,
}

/// The tree of a file, recovered where the file has syntax errors.
///
/// Whoever walks or drops it recurses as deeply as the code nests, and needs a stack for that: see
/// [`STACK_BYTES`](crate::STACK_BYTES).
#[derive(Debug)]
pub struct Parsed {
    inner: ruff_python_parser::Parsed<ModModule>,
}

/// A place at which Python would refuse the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The code that is wrong or out of place.
    pub range: TextRange,
    /// What is wrong: one line, lower or upper case as it comes.
    pub message: String,
}

/// Parses a text. Never fails: what cannot be understood is left out of the tree.
///
/// The syntax is that of the newest Python; nothing is an error for being new.
pub fn parse(text: &str, kind: SourceKind) -> Parsed {
    let kind = match kind {
        SourceKind::Python => PySourceType::Python,
        SourceKind::Stub => PySourceType::Stub,
    };
    // An older version would not change the tree, but the checks for it take quadratic time.
    let options = ParseOptions::from(kind).with_target_version(PythonVersion::latest_preview());
    match parse_unchecked(text, options).try_into_module() {
        Some(inner) => Parsed { inner },
        None => unreachable!("source files are parsed as modules"),
    }
}

impl Parsed {
    /// The tree.
    pub fn module(&self) -> &ModModule {
        self.inner.syntax()
    }

    /// The first syntax errors, in the order of the text.
    pub fn errors(&self) -> impl ExactSizeIterator<Item = SyntaxError> + '_ {
        const MOST: usize = 100;
        let errors = self.inner.errors();
        errors[..errors.len().min(MOST)]
            .iter()
            .map(|error| SyntaxError { range: error.location, message: error.error.to_string() })
    }

    /// The number of syntax errors, which may be more than are told.
    pub fn error_count(&self) -> usize {
        self.inner.errors().len()
    }

    /// Every token, in the order of the text, but for dropped white space.
    pub(crate) fn tokens(&self) -> &[Token] {
        self.inner.tokens()
    }
}
