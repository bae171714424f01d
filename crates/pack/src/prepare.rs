//! From the text of a pattern to Python that the parser understands.
//!
//! `$X` becomes an identifier, and so does `...` where only an identifier can stand. Texts keep what
//! they say; in f-strings, metavariables are replaced, too.

/// What an identifier stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand<'a> {
    /// `$X`
    Meta(&'a str),
    /// `$...X`
    Rest(&'a str),
    /// `...`
    Ellipsis,
    /// The typed metavariable of this number.
    Typed(usize),
}

const META: &str = "_hognose_meta_";
const REST: &str = "_hognose_rest_";
const ELLIPSIS: &str = "_hognose_ellipsis_";
const TYPED: &str = "_hognose_typed_";

/// What an identifier of the prepared text stands for; nothing for an ordinary one.
pub(crate) fn stands_for(identifier: &str) -> Option<Stand<'_>> {
    if !identifier.starts_with("_hognose_") {
        return None;
    }
    if let Some(name) = identifier.strip_prefix(META) {
        Some(Stand::Meta(name))
    } else if let Some(name) = identifier.strip_prefix(REST) {
        Some(Stand::Rest(name))
    } else if identifier.starts_with(ELLIPSIS) {
        Some(Stand::Ellipsis)
    } else {
        identifier.strip_prefix(TYPED)?.parse().ok().map(Stand::Typed)
    }
}

/// A pattern, ready for the parser.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    pub(crate) text: String,
    /// The typed metavariables, with their types.
    pub(crate) typed: Vec<(String, String)>,
}

/// An open bracket.
struct Frame {
    close: char,
    /// Where its text begins in the output.
    start: usize,
    /// Whether it holds the parameters of a function.
    parameters: bool,
    /// Whether a colon stands directly in it.
    colon: bool,
    /// Where `...` stands directly in it, in the output.
    ellipses: Vec<usize>,
}

/// Prepares a pattern.
///
/// # Errors
///
/// What cannot be understood.
#[expect(clippy::too_many_lines, reason = "one pass over the text, one arm for each token")]
pub(crate) fn prepare(text: &str) -> Result<Prepared, String> {
    let mut out = Prepared::default();
    let mut frames: Vec<Frame> = Vec::new();
    let mut rest = text;
    let mut previous_word = "";
    let mut in_lambda = false;
    let mut count = 0_usize;
    while let Some(first) = rest.chars().next() {
        if first == '#' {
            let end = rest.find('\n').unwrap_or(rest.len());
            rest = &rest[end..];
            continue;
        }
        if let Some(length) = string_length(rest) {
            let format = previous_word.to_ascii_lowercase().contains('f')
                && out.text.ends_with(previous_word);
            let string = &rest[..length];
            if format {
                out.text.push_str(&replaced(string));
            } else {
                out.text.push_str(string);
            }
            rest = &rest[length..];
            previous_word = "";
            continue;
        }
        if let Some((stand, length)) = metavariable(rest) {
            out.text.push_str(&stand);
            rest = &rest[length..];
            previous_word = "";
            continue;
        }
        if let Some(tail) = rest.strip_prefix("...") {
            if tail.starts_with('>') || out.text.trim_end().ends_with('<') {
                return Err("`<... ...>` is not supported: write out where the code stands".into());
            }
            let in_parameters = in_lambda || frames.last().is_some_and(|frame| frame.parameters);
            if in_parameters {
                count += 1;
                out.text.extend([ELLIPSIS, &count.to_string()]);
            } else {
                if let Some(frame) = frames.last_mut() {
                    frame.ellipses.push(out.text.len());
                }
                out.text.push_str("...");
            }
            rest = tail;
            continue;
        }
        if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let word = &rest[..end];
            in_lambda |= word == "lambda";
            previous_word = word;
            out.text.push_str(word);
            rest = &rest[end..];
            continue;
        }
        match first {
            '(' | '[' | '{' => {
                let close = match first {
                    '(' => ')',
                    '[' => ']',
                    _ => '}',
                };
                if first == '('
                    && let Some((name, class, length)) = typed(rest)
                    && !previous_is_callee(&out.text)
                {
                    out.text.extend([TYPED, &out.typed.len().to_string()]);
                    out.typed.push((name.to_owned(), class.to_owned()));
                    rest = &rest[length..];
                    continue;
                }
                let parameters = first == '(' && frames.is_empty() && is_def(&out.text);
                frames.push(Frame {
                    close,
                    start: out.text.len(),
                    parameters,
                    colon: false,
                    ellipses: Vec::new(),
                });
            }
            ')' | ']' | '}' => {
                if let Some(frame) = frames.pop()
                    && frame.close == '}'
                    && first == '}'
                    && frame.colon
                {
                    for at in frame.ellipses.iter().rev().filter(|at| **at >= frame.start) {
                        out.text.insert_str(at + 3, ": ...");
                    }
                }
            }
            ':' => {
                if in_lambda {
                    in_lambda = false;
                } else if let Some(frame) = frames.last_mut() {
                    frame.colon = true;
                }
            }
            _ => {}
        }
        if !first.is_whitespace() {
            previous_word = "";
        }
        out.text.push(first);
        rest = &rest[first.len_utf8()..];
    }
    Ok(out)
}

/// Whether what was written last is `def name`.
fn is_def(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or(text);
    let mut words = line.split_whitespace().rev();
    words.next().is_some() && words.next() == Some("def")
}

fn previous_is_callee(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'))
}

/// `$X` or `$...X` at the start of a text: what to write for it, and its length.
fn metavariable(text: &str) -> Option<(String, usize)> {
    let after = text.strip_prefix('$')?;
    let (prefix, name) = match after.strip_prefix("...") {
        Some(name) => (REST, name),
        None => (META, after),
    };
    let end = name
        .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        .unwrap_or(name.len());
    let name = &name[..end];
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let dots = if prefix == REST { 3 } else { 0 };
    Some((format!("{prefix}{name}"), 1 + dots + end))
}

/// `($X: module.Class)` at the start of a text: the name, the type, and the length.
fn typed(text: &str) -> Option<(&str, &str, usize)> {
    let inner = text.strip_prefix('(')?;
    let end = inner.find(')')?;
    let (name, class) = inner[..end].split_once(':')?;
    let name = name.trim().strip_prefix('$')?;
    let class = class.trim();
    let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let is_class = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let fits = !name.is_empty() && name.chars().all(is_name);
    (fits && !class.is_empty() && class.chars().all(is_class)).then_some((name, class, end + 2))
}

/// The length of the string literal at the start of a text, its prefix aside.
fn string_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let delimiter = if text.starts_with(&triple) { triple } else { quote.to_string() };
    let mut at = delimiter.len();
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(&delimiter) {
            return Some(at + delimiter.len());
        }
        let first = rest.chars().next()?;
        at += first.len_utf8();
        if first == '\\' {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    Some(text.len())
}

/// An f-string with its metavariables replaced.
fn replaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((stand, length)) = metavariable(rest) {
            out.push_str(&stand);
            rest = &rest[length..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// The metavariable that a text consists of: `$X`.
pub(crate) fn only_metavariable(text: &str) -> Option<&str> {
    let (_, length) = metavariable(text)?;
    let name = text.get(1..)?;
    (length == text.len() && !name.starts_with('.')).then_some(name)
}
