//! From the Markdown of a rule's description to plain text, for readers that show text as it is.

/// The text without its inline markup and without the fences of its code blocks.
pub(super) fn plain_text(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut in_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if in_code {
            plain.push_str(line);
        } else {
            plain.push_str(&plain_line(line));
        }
        plain.push('\n');
    }
    plain.trim().to_owned()
}

fn plain_line(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['`', '[', '<', '*']) {
        plain.push_str(&rest[..at]);
        let (text, length) = markup(&rest[at..], plain.chars().next_back());
        plain.push_str(text);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    plain
}

/// The text of the markup at the start of `rest`, and how much of `rest` it takes. `before` is what
/// it follows.
fn markup(rest: &str, before: Option<char>) -> (&str, usize) {
    let taken = match rest.as_bytes()[0] {
        b'`' => code(rest),
        b'[' => link(rest),
        b'<' => autolink(rest),
        _ => emphasis(rest, before),
    };
    taken.unwrap_or((&rest[..1], 1))
}

/// `` `x` `` or ``` ``x`` ```.
fn code(rest: &str) -> Option<(&str, usize)> {
    let fence = &rest[..rest.len() - rest.trim_start_matches('`').len()];
    let inner = &rest[fence.len()..];
    let end = inner.find(fence)?;
    Some((inner[..end].trim(), end + 2 * fence.len()))
}

/// `[text](target)`.
fn link(rest: &str) -> Option<(&str, usize)> {
    let middle = rest.find("](")?;
    let end = middle + rest[middle..].find(')')?;
    Some((&rest[1..middle], end + 1))
}

/// `<https://…>`.
fn autolink(rest: &str) -> Option<(&str, usize)> {
    let end = rest.find('>')?;
    let target = &rest[1..end];
    target.starts_with("http").then_some((target, end + 1))
}

/// The stars of `*x*` or `**x**`; not those between blanks, which are bullets or products.
fn emphasis(rest: &str, before: Option<char>) -> Option<(&str, usize)> {
    let inner = rest.trim_start_matches('*');
    let blank = |char: Option<char>| char.is_none_or(char::is_whitespace);
    let alone = blank(before) && blank(inner.chars().next());
    (!alone).then_some(("", rest.len() - inner.len()))
}

/// A text on one line: as many whole sentences of it as fit into `max` bytes. If not even the first
/// one fits, its beginning.
pub(super) fn whole_sentences(text: &str, max: usize) -> String {
    const ELLIPSIS: &str = "…";
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.len() <= max {
        return line;
    }
    // The blank behind a full stop may be the first byte that is too many.
    let head = &line[..line.floor_char_boundary(max + 1)];
    if let Some(stop) = head.rfind(". ") {
        return line[..=stop].to_owned();
    }
    let cut = line.floor_char_boundary(max.saturating_sub(ELLIPSIS.len()));
    format!("{}{ELLIPSIS}", &line[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_text_stays() {
        for (markdown, plain) in [
            ("Use `yaml.safe_load` **always**.", "Use yaml.safe_load always."),
            ("Pass ``a`b`` or `*args`.", "Pass a`b or *args."),
            (
                "See [the manual](https://x.org/a) or <https://y.org>.",
                "See the manual or https://y.org.",
            ),
            ("A *very* bad `__init__`; 2 * 3 < 4", "A very bad __init__; 2 * 3 < 4"),
            ("* one\n* two", "* one\n* two"),
            ("Before:\n\n```python\nx = d[k](1)\n```\n", "Before:\n\nx = d[k](1)"),
            ("`open", "`open"),
            ("[open", "[open"),
            ("", ""),
        ] {
            assert_eq!(plain_text(markdown), plain, "{markdown}");
        }
    }

    #[test]
    fn a_long_text_ends_with_a_sentence() {
        assert_eq!(whole_sentences("One.\nTwo.  Three.", 99), "One. Two. Three.");
        assert_eq!(whole_sentences("One. Two. Three.", 9), "One. Two.");
        assert_eq!(whole_sentences("One. Two. Three.", 8), "One.");
        assert_eq!(whole_sentences("One two three", 9), "One tw…");
        assert_eq!(whole_sentences("ééééé", 8), "éé…");
    }
}
