//! Whether a response is a page that a browser shows: what is said about its type where it is made.

use hognose_ir::{Arg, Expr, ExprKind, Handler, Lit, Stmt, Target};

use super::call::Args;
use super::{Frame, Interp};
use crate::state::{Key, State};
use crate::value::{Const, Value};

/// The condition of a sink that nothing says that the response is anything but HTML.
pub(crate) const CONDITION: &str = "<html>";

impl Interp<'_> {
    /// Whether nothing says that a response is anything but HTML: no argument of the call that makes
    /// it, and no assignment in the function that does.
    pub(crate) fn is_html(&mut self, frame: &Frame, state: &State, args: &Args) -> bool {
        for name in ["content_type", "mimetype", "media_type"] {
            let name = self.names.intern(name);
            if let Some(kind) = args.keyword(name).and_then(Value::as_str) {
                return is_markup(kind);
            }
        }
        for value in args.all() {
            if let Some(kind) = self.type_in_headers(state, value) {
                return is_markup(&kind);
            }
        }
        // `HttpResponse(body, "text/csv")`
        let others = args.positions.iter().skip(1).filter_map(|arg| arg.0.as_str());
        if let Some(kind) = others.into_iter().find(|it| is_media_type(it)) {
            return is_markup(kind);
        }
        if frame.is_module() {
            return true;
        }
        let id = (frame.file, frame.function);
        if let Some(found) = self.no_html.get(&id) {
            return !found;
        }
        let module = std::rc::Rc::clone(&frame.module);
        let name = |sym| module.name(sym);
        let found = says_other_type(&name, &self.body(frame.file, frame.function));
        self.no_html.insert(id, found);
        !found
    }

    /// The type that a dictionary of headers says.
    fn type_in_headers(&self, state: &State, headers: &Value) -> Option<String> {
        headers.objects().find_map(|id| {
            let object = self.object(state, id)?;
            object.fields.iter().find_map(|(key, value)| match key {
                Key::Entry(Const::Str(name)) if is_type_header(name) => {
                    value.as_str().map(std::string::ToString::to_string)
                }
                _ => None,
            })
        })
    }
}

fn is_type_header(name: &str) -> bool {
    name.eq_ignore_ascii_case("content-type")
}

/// Whether a browser runs scripts in a document of a type.
fn is_markup(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.is_empty() || ["html", "xml", "svg"].iter().any(|word| kind.contains(word))
}

/// Whether a text looks like a type of documents: `text/csv`.
fn is_media_type(text: &str) -> bool {
    const KINDS: [&str; 5] = ["text", "application", "image", "audio", "video"];
    text.split_once('/').is_some_and(|(kind, _)| KINDS.contains(&kind))
}

fn is_other_type(value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::Lit(Lit::Str(kind) | Lit::Bytes(kind)) if !is_markup(kind))
}

fn is_type_name(value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::Lit(Lit::Str(name) | Lit::Bytes(name)) if is_type_header(name))
}

/// Whether statements give a response a type that is no HTML.
fn says_other_type<'m>(name: &dyn Fn(hognose_ir::Sym) -> &'m str, body: &[Stmt]) -> bool {
    let within = |body: &[Stmt]| says_other_type(name, body);
    body.iter().any(|statement| match statement {
        Stmt::Assign(targets, value) => {
            is_other_type(value)
                && targets.iter().any(|target| match target {
                    Target::Attr(_, attribute, _) => {
                        matches!(name(*attribute), "mimetype" | "content_type" | "media_type")
                    }
                    Target::Index(_, index, _) => is_type_name(index),
                    _ => false,
                })
        }
        Stmt::Expr(expr) => match &expr.kind {
            ExprKind::Call(_, args) => sets_header(args),
            _ => false,
        },
        Stmt::If(_, yes, no) | Stmt::While(_, yes, no) | Stmt::For(_, _, yes, no) => {
            within(yes) || within(no)
        }
        Stmt::Try(first, handlers, second, last) => {
            let caught = |it: &Handler| within(&it.body);
            within(first) || handlers.iter().any(caught) || within(second) || within(last)
        }
        Stmt::With(_, body) => within(body),
        Stmt::Match(_, cases) => cases.iter().any(|case| within(&case.body)),
        _ => false,
    })
}

/// `set_header("Content-Type", "application/json")`, under whatever name.
fn sets_header(args: &[Arg]) -> bool {
    matches!(args, [first, second, ..] if is_type_name(&first.value) && is_other_type(&second.value))
}
