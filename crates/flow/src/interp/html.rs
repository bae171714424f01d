//! Whether a response is a page that a browser shows: what is said about its type where it is made.

use hognose_ir::{Arg, Expr, ExprKind, FuncId, Handler, Lit, Stmt, Target, Var};

use super::call::Args;
use super::{Frame, Interp};
use crate::state::{Key, State};
use crate::value::{Alt, Const, Piece, Taint, Value};

/// The condition of a sink that nothing says that the response is anything but HTML.
pub(crate) const CONDITION: &str = "<html>";

/// The condition of a sink of a library whose responses are no HTML unless something says so.
pub(crate) const SAID: &str = "<html said>";

/// The methods of a handler that libraries call before, or after, the one that answers.
const PREPARING: [&str; 5] = ["set_default_headers", "prepare", "initialize", "__init__", "finish"];

impl Interp<'_> {
    /// Whether nothing says that a response is anything but HTML: no argument of the call that makes
    /// it, and no assignment in the function that does.
    pub(crate) fn is_html(&mut self, frame: &Frame, state: &State, args: &Args) -> bool {
        for name in ["content_type", "mimetype", "media_type"] {
            let name = self.names.intern(name);
            let Some(kind) = args.keyword(name) else { continue };
            match kind.single() {
                Some(Alt::Const(Const::Str(kind))) => return is_markup(kind),
                // `f"text/plain; charset={charset}"`
                Some(Alt::Text(pieces)) => {
                    if let Some(Piece::Text(start)) = pieces.first()
                        && is_media_type(start)
                    {
                        return is_markup(start);
                    }
                }
                // A constant of another module, most likely; HTML needs none.
                // The same if it comes with what is sent from code of which nothing is known.
                Some(Alt::Any | Alt::Api(_))
                    if kind.taints.iter().all(|it| it.flags & Taint::UNSURE != 0) =>
                {
                    return false;
                }
                _ => {}
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
        if self.function_says_other_type(frame.file, frame.function) {
            return false;
        }
        // A handler's class may say it for all its methods.
        let Some(class) = frame.class.clone() else { return true };
        !PREPARING.iter().any(|method| {
            let method = self.names.intern(method);
            match self.class_member(&class, method).map(|it| it.0.single().cloned()) {
                Some(Some(Alt::Func(function))) => {
                    self.function_says_other_type(function.file, function.function)
                }
                _ => false,
            }
        })
    }

    /// Whether a function that lets another one answer says that the answer is no HTML.
    pub(crate) fn says_other_type(&mut self, frame: &Frame) -> bool {
        !frame.is_module() && self.function_says_other_type(frame.file, frame.function)
    }

    /// Whether a function gives a response the type of HTML.
    pub(crate) fn says_html(&mut self, frame: &Frame) -> bool {
        let Some((module, _)) = self.module(frame.file) else { return false };
        let name = |sym| module.name(sym);
        let body = self.body(frame.file, frame.function);
        let pages = types_of_pages(&body);
        let is_type = |target: &Target| matches!(target, Target::Attr(_, attribute, _) if is_type_attribute(name(*attribute)));
        body.iter().any(|statement| match statement {
            Stmt::Assign(targets, value) => {
                targets.iter().any(is_type) && !is_other_type(&name, &pages, value)
            }
            _ => false,
        })
    }

    /// Whether a function gives a response a type that is no HTML.
    fn function_says_other_type(&mut self, file: u32, function: FuncId) -> bool {
        let id = (file, function);
        if let Some(found) = self.no_html.get(&id) {
            return *found;
        }
        let Some((module, _)) = self.module(file) else { return false };
        let name = |sym| module.name(sym);
        let body = self.body(file, function);
        let found = says_other_type(&name, &types_of_pages(&body), &body);
        self.no_html.insert(id, found);
        found
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

fn is_type_attribute(name: &str) -> bool {
    matches!(name, "mimetype" | "content_type" | "media_type")
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

/// What is no HTML for sure, or is put together: whoever does that means another type.
fn is_other_type<'m>(
    name: &dyn Fn(hognose_ir::Sym) -> &'m str,
    pages: &[Var],
    value: &Expr,
) -> bool {
    match &value.kind {
        ExprKind::Lit(Lit::Str(kind) | Lit::Bytes(kind)) => !is_markup(kind),
        ExprKind::Lit(_) => false,
        ExprKind::Var(var) => !pages.contains(var),
        // `falcon.MEDIA_HTML`
        ExprKind::Attr(_, constant) => !is_markup(name(*constant)),
        _ => true,
    }
}

/// The variables that the type of a page is put into.
fn types_of_pages(body: &[Stmt]) -> Vec<Var> {
    let is_page = |value: &Expr| match &value.kind {
        ExprKind::Lit(Lit::Str(kind)) => is_media_type(kind) && is_markup(kind),
        _ => false,
    };
    let mut pages = Vec::new();
    for statement in body {
        let Stmt::Assign(targets, value) = statement else { continue };
        let says = match &value.kind {
            ExprKind::Call(_, args) => args.iter().any(|arg| is_page(&arg.value)),
            _ => is_page(value),
        };
        let vars = targets.iter().filter_map(|target| match target {
            Target::Var(var, _) => Some(*var),
            _ => None,
        });
        pages.extend(vars.filter(|_| says));
    }
    pages
}

fn is_type_name(value: &Expr) -> bool {
    matches!(&value.kind, ExprKind::Lit(Lit::Str(name) | Lit::Bytes(name)) if is_type_header(name))
}

/// Whether statements give a response a type that is no HTML.
fn says_other_type<'m>(
    name: &dyn Fn(hognose_ir::Sym) -> &'m str,
    pages: &[Var],
    body: &[Stmt],
) -> bool {
    let within = |body: &[Stmt]| says_other_type(name, pages, body);
    body.iter().any(|statement| match statement {
        Stmt::Assign(targets, value) => {
            is_other_type(name, pages, value)
                && targets.iter().any(|target| match target {
                    Target::Attr(_, attribute, _) => is_type_attribute(name(*attribute)),
                    Target::Index(_, index, _) => is_type_name(index),
                    _ => false,
                })
        }
        Stmt::Expr(expr) => match &expr.kind {
            ExprKind::Call(_, args) => sets_header(name, pages, args),
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
fn sets_header<'m>(name: &dyn Fn(hognose_ir::Sym) -> &'m str, pages: &[Var], args: &[Arg]) -> bool {
    matches!(
        args,
        [first, second, ..] if is_type_name(&first.value) && is_other_type(name, pages, &second.value)
    )
}
