//! The values that go into the text of a shell command as they are.

use hognose_python::ast::{self, Expr};
use hognose_registry::Context;
use hognose_semantic::{Piece, Place, Template};

use crate::escaping::{is_escaping, is_named_as_constant, name};
use crate::identifiers::{is_one_of, words};

/// A value that is put into a command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inserted<'a> {
    /// What is put in.
    pub(super) expression: &'a Expr,
    /// From where names in it are looked up.
    pub(super) place: Place,
    /// Whether it is called a path and stands between quotes: the author has thought of blanks, and
    /// most programs choose the names of their files themselves.
    pub(super) is_quoted_path: bool,
}

/// The values in a command that nothing keeps from being read as more than one word: not quoted, not
/// numbers, not constants, and not the program to run.
pub(super) fn unquoted<'a>(command: &'a Expr, place: Place, cx: &Context<'a>) -> Vec<Inserted<'a>> {
    const MAX_INSERTED: usize = 8;
    // What is only passed on is its maker's business.
    let Some(template) = cx.model.template(command, place) else { return Vec::new() };
    if is_argument_list(&template) {
        return Vec::new();
    }
    let mut at_program = true;
    let mut inserted = Vec::new();
    for (index, piece) in template.pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => at_program = is_before_program(text).unwrap_or(at_program),
            Piece::Hole { .. } if inserted.len() == MAX_INSERTED => break,
            Piece::Hole { expression, place } => {
                if !at_program && !is_harmless(expression, *place, cx) {
                    let is_quoted_path = is_path_by_name(expression) && is_quoted(&template, index);
                    inserted.push(Inserted { expression, place: *place, is_quoted_path });
                }
                at_program = false;
            }
        }
    }
    inserted
}

/// Whether the piece at `index` stands between two quotes of one kind.
fn is_quoted(template: &Template<'_>, index: usize) -> bool {
    let text = |index: usize| match template.pieces.get(index) {
        Some(Piece::Text(text)) => Some(text),
        _ => None,
    };
    let before = index.checked_sub(1).and_then(text).and_then(|text| text.chars().next_back());
    let after = text(index + 1).and_then(|text| text.chars().next());
    before == after && matches!(before, Some('"' | '\''))
}

/// Whether an expression is called a file. (A folder is often somebody else's choice.)
fn is_path_by_name(expression: &Expr) -> bool {
    const LAST_WORDS: &[&str] = &["file", "filename", "fname", "path", "tmp"];
    name(expression)
        .is_some_and(|name| words(name).last().is_some_and(|last| is_one_of(last, LAST_WORDS)))
}

/// Whether a command is nothing but values, one after the other: a whole command that was put
/// together elsewhere.
fn is_argument_list(template: &Template<'_>) -> bool {
    template.pieces.iter().all(|piece| match piece {
        Piece::Text(text) => text.trim().is_empty(),
        Piece::Hole { .. } => true,
    })
}

/// Whether the program to run comes after this part of a command. Blanks do not decide that.
fn is_before_program(part: &str) -> Option<bool> {
    /// Programs that run the program after them.
    const PREFIXES: [&str; 6] = ["env", "exec", "nice", "nohup", "sudo", "time"];
    let part = part.trim_end_matches([' ', '\t']);
    let last = part.chars().next_back()?;
    let word = part.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    Some("|;&(`\n".contains(last) || PREFIXES.contains(&word))
}

/// Whether a value cannot change what a command does, whatever it is.
fn is_harmless<'a>(expression: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    if cx.model.is_harmless(expression, place) || is_harmless_by_name(expression) {
        return true;
    }
    let (value, place) = cx.model.follow(expression, place);
    match value {
        Expr::Call(call) => is_quoting(call, place, cx),
        // `" ".join(shlex.quote(word) for word in words)`
        Expr::Generator(ast::ExprGenerator { elt, .. })
        | Expr::ListComp(ast::ExprListComp { elt, .. }) => match &**elt {
            Expr::Call(call) => is_quoting(call, place, cx),
            _ => false,
        },
        Expr::If(conditional) => [&conditional.body, &conditional.orelse]
            .into_iter()
            .all(|branch| cx.model.is_harmless(branch, place)),
        _ => cx.model.is_any_of(value, place, OWN_PATHS),
    }
}

/// Things of the interpreter's own.
const OWN_PATHS: &[&str] = &["os.devnull", "sys.executable", "sys.platform"];

/// Names of numbers, and of the path of a module.
const HARMLESS_NAMES: &[&str] =
    &["__file__", "count", "gid", "height", "pid", "port", "ppid", "timeout", "uid", "width"];

/// Functions that make one word of a text.
const QUOTING: &[&str] = &["shlex.quote", "shlex.join", "pipes.quote", "subprocess.list2cmdline"];

/// Whether a call makes words of texts.
fn is_quoting<'a>(call: &'a ast::ExprCall, place: Place, cx: &Context<'a>) -> bool {
    // `map(shlex.quote, words)`
    let is_map_of_quoting = call.arguments.find_positional(0).is_some_and(|function| {
        cx.model.is_any_of(&call.func, place, &["map"])
            && cx.model.is_any_of(function, place, QUOTING)
    });
    is_map_of_quoting
        || is_escaping(call, place, cx)
        || cx.model.is_any_of(&call.func, place, QUOTING)
}

/// Whether an expression has a name that says what it is: a constant (`GIT_BINARY`, `settings.TAR`), a
/// number, the path of a module.
fn is_harmless_by_name(expression: &Expr) -> bool {
    is_named_as_constant(expression)
        || name(expression).is_some_and(|name| HARMLESS_NAMES.contains(&name))
}
