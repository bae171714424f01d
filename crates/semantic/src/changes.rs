//! Changes of lists that names hold: `x.append(value)`, `x[0] = value`, `del x[0]`.
//!
//! They are noted by name during the walk, and settled by symbol when all scopes are known.

use hognose_python::ast::{self, Expr};

use crate::{BindingKind, Place};

/// A change of the list that a name holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<'a> {
    /// What is put in; none if something is taken out or moved.
    pub(crate) added: Option<Added<'a>>,
    /// Where it happens.
    pub(crate) place: Place,
}

/// What is put into a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Added<'a> {
    /// An element.
    One(&'a Expr),
    /// The elements of something.
    All(&'a Expr),
}

/// What a call of a method changes: the name of the list, and what is put in.
pub(crate) fn by_call(call: &ast::ExprCall) -> Option<(&str, Option<Added<'_>>)> {
    let Expr::Attribute(method) = &*call.func else { return None };
    let argument = |position| call.arguments.find_positional(position);
    let added = match method.attr.as_str() {
        "append" => argument(0).map(Added::One),
        "insert" => argument(1).map(Added::One),
        "extend" => argument(0).map(Added::All),
        "clear" | "pop" | "remove" | "reverse" | "sort" => None,
        _ => return None,
    };
    of_list(&method.value, added)
}

/// What an assignment changes: the name of the list, and what is put in.
pub(crate) fn by_assignment<'a>(
    target: &'a ast::ExprSubscript,
    kind: BindingKind<'a>,
) -> Option<(&'a str, Option<Added<'a>>)> {
    let value = match kind {
        BindingKind::Assign(value) => Some(value),
        BindingKind::Augmented(assign) => Some(&*assign.value),
        _ => None,
    };
    let added = if target.slice.is_slice_expr() { Added::All } else { Added::One };
    of_list(&target.value, value.map(added))
}

fn of_list<'a>(list: &'a Expr, added: Option<Added<'a>>) -> Option<(&'a str, Option<Added<'a>>)> {
    match list {
        Expr::Name(name) => Some((name.id.as_str(), added)),
        // A list in the list.
        Expr::Subscript(outer) => outer.value.as_name_expr().map(|name| (name.id.as_str(), None)),
        _ => None,
    }
}
