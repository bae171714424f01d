//! The text of a path, as far as it can be read from the code that builds it.

use hognose_python::ast::{Expr, ExprCall, Operator};
use hognose_semantic::{Piece, Place, SemanticModel};

/// The text of a path.
#[derive(Debug, Default)]
pub(super) struct PathText {
    /// The text; a part that is computed stands in it as `*`.
    pub(super) text: String,
    /// Whether a part of it is a guess that nobody can make: random, or made by `tempfile`.
    pub(super) is_unguessable: bool,
    /// Whether nothing is known of a part of it.
    pub(super) has_unknown_part: bool,
}

/// Calls and operations that are looked into, one within the other.
const MAX_DEPTH: u32 = 6;
/// Parts of one path.
const MAX_PARTS: usize = 16;

/// The text of a path; none if not even its start is known.
pub(super) fn path_text<'a>(
    path: &'a Expr,
    place: Place,
    model: &SemanticModel<'a>,
) -> Option<PathText> {
    let mut reader = Reader { model, path: PathText::default() };
    reader.add(path, place, MAX_DEPTH);
    (!reader.path.text.starts_with('*')).then_some(reader.path)
}

struct Reader<'m, 'a> {
    model: &'m SemanticModel<'a>,
    path: PathText,
}

impl<'a> Reader<'_, 'a> {
    fn add(&mut self, path: &'a Expr, place: Place, depth: u32) {
        if depth == 0 {
            return self.unknown();
        }
        if let Some(template) = self.model.template(path, place) {
            for piece in template.pieces.into_iter().take(MAX_PARTS) {
                match piece {
                    Piece::Text(text) => self.path.text.push_str(&text),
                    Piece::Hole { expression, place } => self.add(expression, place, depth - 1),
                }
            }
            return;
        }
        match self.model.follow(path, place) {
            (Expr::Call(call), place) => self.add_call(call, place, depth - 1),
            (Expr::BinOp(operation), place) if matches!(operation.op, Operator::Div) => {
                self.add(&operation.left, place, depth - 1);
                self.path.text.push('/');
                self.add(&operation.right, place, depth - 1);
            }
            (other, place) if self.model.is_harmless(other, place) => self.path.text.push('*'),
            (other, place) => match origin(other) {
                Some(call) => self.add_call(call, place, depth - 1),
                None => self.unknown(),
            },
        }
    }

    fn add_call(&mut self, call: &'a ExprCall, place: Place, depth: u32) {
        let name = self.model.qualified_names(&call.func, place).next().unwrap_or_default();
        let arguments = &call.arguments.args;
        match name.as_str() {
            "tempfile.gettempdir" => self.path.text.push_str("/tmp"),
            "os.path.join" | "pathlib.Path" | "pathlib.PosixPath" | "pathlib.PurePath" | "str"
            | "os.fspath" | "os.path.abspath" | "os.path.normpath" => {
                for (index, argument) in arguments.iter().take(MAX_PARTS).enumerate() {
                    if index > 0 {
                        self.path.text.push('/');
                    }
                    self.add(argument, place, depth);
                }
            }
            "os.getpid" | "os.getuid" | "os.geteuid" | "os.getlogin" | "getpass.getuser"
            | "time.time" | "time.strftime" | "time.time_ns" | "int" | "round" => {
                self.path.text.push('*');
            }
            _ if is_unguessable(&name) => {
                self.path.is_unguessable = true;
                self.path.text.push('*');
            }
            _ => match &*call.func {
                // `uuid4().hex.upper()`
                Expr::Attribute(method) => match origin(&method.value) {
                    Some(inner) if depth > 0 => self.add_call(inner, place, depth - 1),
                    _ => self.unknown(),
                },
                _ => self.unknown(),
            },
        }
    }

    fn unknown(&mut self) {
        self.path.has_unknown_part = true;
        self.path.text.push('*');
    }
}

/// The call that a value is a part of: `uuid4()` of `uuid4().hex[:8]`.
fn origin(value: &Expr) -> Option<&ExprCall> {
    let mut rest = value;
    for _ in 0..MAX_DEPTH {
        rest = match rest {
            Expr::Attribute(attribute) => &attribute.value,
            Expr::Subscript(subscript) => &subscript.value,
            Expr::Call(call) => return Some(call),
            _ => return None,
        };
    }
    None
}

/// Whether nobody can guess what a function returns.
fn is_unguessable(function: &str) -> bool {
    let module = function.split('.').next().unwrap_or(function);
    matches!(module, "tempfile" | "uuid" | "secrets" | "random") || function == "os.urandom"
}
