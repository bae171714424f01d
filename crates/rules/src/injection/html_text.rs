//! Templates that make HTML, told by their names and by how their texts begin.

use hognose_python::ast::Expr;
use hognose_registry::Context;
use hognose_semantic::{Piece, Place};

/// Whether the name of a template is that of a page: `index.html`, `mail/{kind}.html.j2`.
pub(super) fn is_html_name<'a>(name: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    const TEMPLATE_ENDINGS: [&str; 4] = [".j2", ".jinja", ".jinja2", ".mako"];
    let Some(template) = cx.model.template(name, place) else { return false };
    let Some(Piece::Text(end)) = template.pieces.last() else { return false };
    let end = end.to_ascii_lowercase();
    let page = TEMPLATE_ENDINGS.iter().find_map(|ending| end.strip_suffix(ending)).unwrap_or(&end);
    [".html", ".htm", ".xhtml"].iter().any(|ending| page.ends_with(ending))
}

/// Whether the text of a template begins like a page or a part of one.
pub(super) fn is_html<'a>(text: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    const MAX_CHARS: usize = 2048;
    const MARKS: [&str; 8] =
        ["<!doctype html", "<html", "<body", "<div", "<h1", "<p>", "<span", "<table"];
    let Some(text) = cx.model.constant_str(text, place) else { return false };
    let start: String = text.chars().take(MAX_CHARS).map(|c| c.to_ascii_lowercase()).collect();
    MARKS.iter().any(|mark| start.contains(mark))
}
