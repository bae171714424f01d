//! Routes: what is known of the parts of a URL by the pattern that it has to match.

use std::rc::Rc;

use crate::charset::{Anchoring, Charset, alphabet};

/// What a part of a URL can be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    /// A number, or something else that is no text.
    Number,
    /// A text of certain characters.
    Chars(Charset),
    /// A path that does not begin with a slash.
    Relative,
}

/// A part of a route of which something is known.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The name of the parameter that gets it.
    name: Option<Rc<str>>,
    /// Which of the groups without a name it is.
    place: usize,
    pub(crate) content: Content,
}

impl Part {
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether a parameter gets this part, by its name, or its place among the parameters for parts.
    pub(crate) fn is_for(&self, name: &str, place: Option<usize>) -> bool {
        match &self.name {
            Some(own) => **own == *name,
            None => place == Some(self.place),
        }
    }
}

/// What is known of a function that stands behind two routes.
pub(crate) fn either(one: &[Part], other: &[Part]) -> Vec<Part> {
    let both = |part: &Part| {
        let same = other.iter().find(|it| it.name == part.name && it.place == part.place)?;
        let content = match (part.content, same.content) {
            (Content::Number, content) | (content, Content::Number) => content,
            (Content::Chars(one), Content::Chars(other)) => Content::Chars(one.or(other)),
            (Content::Relative, Content::Relative) => Content::Relative,
            (Content::Relative, _) | (_, Content::Relative) => return None,
        };
        Some(Part { content, ..part.clone() })
    };
    one.iter().filter_map(both).collect()
}

/// The parts of a route: `<int:id>`, `{id:int}`, `{id:\d+}`, `(?P<id>[0-9]+)`, `(\d+)`.
pub(crate) fn parts(route: &str) -> Vec<Part> {
    let chars: Vec<char> = route.chars().collect();
    let mut parts = Vec::new();
    let mut groups = 0;
    let mut at = 0;
    while let Some(char) = chars.get(at) {
        match char {
            '\\' => at += 1,
            '(' => {
                let end = closing(&chars, at, '(', ')');
                let inside: String = chars.get(at + 1..end).unwrap_or_default().iter().collect();
                let (name, pattern) = match inside.strip_prefix("?P<") {
                    Some(rest) => match rest.split_once('>') {
                        Some((name, pattern)) => (Some(name), pattern),
                        None => (None, rest),
                    },
                    None if inside.starts_with('?') => {
                        // What is in it is still to be looked at.
                        at += 1;
                        continue;
                    }
                    None => (None, inside.as_str()),
                };
                let content = pattern_content(pattern);
                let name = name.map(Rc::from);
                parts.extend(content.map(|content| Part {
                    name: name.clone(),
                    place: groups,
                    content,
                }));
                groups += usize::from(name.is_none());
                at = end;
            }
            '<' | '{' => {
                let other = if *char == '<' { '>' } else { '}' };
                let end = closing(&chars, at, *char, other);
                let inside: String = chars.get(at + 1..end).unwrap_or_default().iter().collect();
                parts.extend(converted(&inside));
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    parts
}

/// Where what opens at a place is closed; the end of the text if it is not.
fn closing(chars: &[char], start: usize, open: char, close: char) -> usize {
    let mut depth = 0_u32;
    let mut is_class = false;
    let mut at = start;
    while let Some(char) = chars.get(at) {
        match char {
            '\\' => at += 1,
            '[' => is_class = true,
            ']' => is_class = false,
            _ if is_class => {}
            char if *char == open => depth += 1,
            char if *char == close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
        at += 1;
    }
    chars.len()
}

/// `int:id`, `id:int`, `id:\d+`, `name:re:[a-z]+`, `regex("[a-z]+"):name`.
fn converted(inside: &str) -> Option<Part> {
    let (one, other) = inside.split_once(':')?;
    let (name, content) = if one == "path" {
        (other, Content::Relative)
    } else if let Some(content) = converter(one) {
        (other, content)
    } else if let Some(content) = converter(other) {
        (one, content)
    } else {
        let pattern = other.strip_prefix("re:").unwrap_or(other);
        let is_pattern = pattern.contains(['[', '\\', '(', '+', '*', '|']);
        (one, is_pattern.then(|| pattern_content(pattern))??)
    };
    let name = name.trim();
    Some(Part { name: Some(name.into()), place: 0, content })
}

fn converter(text: &str) -> Option<Content> {
    let name = text.split('(').next().unwrap_or_default().trim();
    match name {
        "int" | "float" | "uuid" | "decimal" | "dt" | "date" | "datetime" | "time"
        | "timedelta" | "ymd" | "UUID" => Some(Content::Number),
        "slug" => pattern_content("[-a-zA-Z0-9_]+"),
        "alpha" => pattern_content("[a-zA-Z]+"),
        // `any(html,json)`: one of them.
        "any" => {
            let words = text.split_once('(')?.1;
            Some(Content::Chars(Charset::of(words.trim_end_matches(')'))))
        }
        _ => None,
    }
}

/// What a text can be that an expression matches as a whole.
fn pattern_content(pattern: &str) -> Option<Content> {
    if matches!(pattern, r"\d+" | r"[0-9]+" | r"-?\d+" | r"\d") {
        return Some(Content::Number);
    }
    alphabet(pattern, Anchoring::Both).map(Content::Chars)
}

#[cfg(test)]
mod tests {
    use super::{Content, parts};

    fn shown(route: &str) -> Vec<String> {
        let show = |part: &super::Part| {
            let name = part.name.as_deref().map_or_else(|| part.place.to_string(), str::to_owned);
            match part.content {
                Content::Number => format!("{name}: number"),
                Content::Chars(set) => {
                    let quote = super::Charset::of("'").meets(set);
                    format!("{name}: {}", if quote { "any" } else { "few" })
                }
                Content::Relative => format!("{name}: path"),
            }
        };
        parts(route).iter().map(show).collect()
    }

    #[test]
    fn routes_say_what_their_parts_can_be() {
        assert_eq!(shown("/a/<int:number>/<name>"), ["number: number"]);
        assert_eq!(shown("/a/{number:int}/{rest:path}"), ["number: number"]);
        assert_eq!(shown(r"/a/{number:\d{1,4}}/{name:[^/]+}"), ["number: few", "name: any"]);
        assert_eq!(
            shown(r"^a/(?P<year>[0-9]{4})/(?:x/)?(?P<word>\w+)/$"),
            ["year: few", "word: few"]
        );
        assert_eq!(shown(r"/a/(\d+)/(.*)/([a-f]+)"), ["0: number", "1: any", "2: few"]);
        assert_eq!(shown("/<name:re:[a-z]+>/<slug:word>/<any(html,json):kind>").len(), 3);
        assert_eq!(shown("/<path:rest>"), ["rest: path"]);
        assert_eq!(shown("/<"), Vec::<String>::new());
        assert_eq!(shown("/(((").len(), 0);
    }
}
