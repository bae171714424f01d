//! Paths: how code reaches a thing of a library.

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Something that is read, called, or what a call returns.
    Any,
    /// Something that is called, or assigned to.
    Sink,
    /// The name of a class.
    Class,
}

/// What is wrong with a path.
pub(super) fn path_problem(path: &str, role: Role) -> Option<String> {
    let (body, assigned) = match path.strip_suffix('=') {
        Some(body) => (body, true),
        None => (path, false),
    };
    if let Some(end) = error_at(body) {
        let bad = body.get(end..).unwrap_or_default();
        let from = if bad.is_empty() { String::new() } else { format!(", from `{bad}` on") };
        return Some(format!(
            "`{path}` is no path{from}: a path is names with `.` between them, `()` for the result of a \
             call, `[]` for an element"
        ));
    }
    if let Some(rest) = body.strip_prefix("*.")
        && (rest.contains(['.', '[']) || rest.trim_end_matches("()").contains('('))
    {
        return Some(format!("`{path}`: after `*.` stands one name"));
    }
    if assigned && role != Role::Sink {
        return Some(format!("`{path}`: only a sink can be assigned to"));
    }
    if assigned && body != "<secret>" && !body.ends_with("[]") && !body.contains('.') {
        return Some(format!("`{path}`: an assignment is to an attribute or an element"));
    }
    match role {
        Role::Class if body.contains(['(', '[', '*']) => {
            Some(format!("`{path}` is no name of a class: leave out the `()`"))
        }
        _ => None,
    }
}

/// Where a path cannot be understood.
fn error_at(path: &str) -> Option<usize> {
    // What code does without a call.
    if matches!(path, "<exception>" | "<secret>" | "<password>" | "<repeat>" | "<compare>") {
        return None;
    }
    let start = if path.starts_with("*.") { Some(1) } else { name(path) };
    let Some(mut at) = start else { return Some(0) };
    while at < path.len() {
        let rest = &path[at..];
        at += if rest.starts_with("()") || rest.starts_with("[]") {
            2
        } else if let Some(after) = rest.strip_prefix('.') {
            match name(after).or_else(|| after.starts_with('*').then_some(1)) {
                Some(length) => 1 + length,
                None => return Some(at),
            }
        } else {
            return Some(at);
        };
    }
    None
}

/// The length of the name that a text begins with.
fn name(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let starts_well = !text.starts_with(|c: char| c.is_numeric());
    (end > 0 && starts_well).then_some(end)
}
