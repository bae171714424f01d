//! Texts with placeholders: `"… %s …"` and `"… {} …"`, taken apart.

/// A part of a text with placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Segment<'t> {
    /// What stands there already.
    Text(&'t str),
    /// What is put in.
    Field {
        /// Which value.
        argument: Argument<'t>,
        /// In which form.
        conversion: Conversion,
    },
}

/// Which value a placeholder takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument<'t> {
    /// The next one.
    Next,
    /// The one at this position.
    Position(usize),
    /// The one with this name.
    Name(&'t str),
}

/// In which form a value is put into a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// A text as it is, an integer in decimal.
    Plain,
    /// A text, padded or cut.
    Padded,
    /// An integer in decimal.
    Integer,
    /// A number in some form: nothing of a text can get in.
    Number,
    /// Something else, such as an attribute of the value.
    Other,
}

/// Takes a text for `%` apart. What is no placeholder, because its end is missing, stays text.
pub(crate) fn percent(text: &str) -> impl Iterator<Item = Segment<'_>> {
    segments(text, |rest| {
        let at = rest.find('%')?;
        let (spec, end) = percent_spec(&rest[at + 1..])?;
        Some((at, spec, at + 1 + end))
    })
}

/// What follows a `%`, and how long it is: `(key)`, flags, width, precision, length, type.
fn percent_spec(spec: &str) -> Option<(Segment<'_>, usize)> {
    let mut argument = Argument::Next;
    let mut length = 0;
    if let Some(named) = spec.strip_prefix('(') {
        let end = named.find(')')?;
        argument = Argument::Name(&named[..end]);
        length = end + 2;
    }
    let is_modifier = |c: char| "#0- +*.hlL".contains(c) || c.is_ascii_digit();
    let modifiers = spec[length..].find(|c| !is_modifier(c))?;
    length += modifiers;
    let kind = spec[length..].chars().next()?;
    let end = length + kind.len_utf8();
    let conversion = match kind {
        '%' => return Some((Segment::Text("%"), end)),
        's' if modifiers == 0 => Conversion::Plain,
        's' => Conversion::Padded,
        'd' | 'i' | 'u' if modifiers == 0 => Conversion::Integer,
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' => Conversion::Number,
        _ => Conversion::Other,
    };
    Some((Segment::Field { argument, conversion }, end))
}

/// Takes a text for `format` apart. What is no placeholder, because its end is missing, stays text.
pub(crate) fn braces(text: &str) -> impl Iterator<Item = Segment<'_>> {
    segments(text, |rest| {
        let at = rest.find(['{', '}'])?;
        let brace = &rest[at..=at];
        let behind = &rest[at + 1..];
        if behind.starts_with(brace) {
            return Some((at, Segment::Text(if brace == "{" { "{" } else { "}" }), at + 2));
        }
        if brace == "}" {
            // It closes nothing: Python refuses the text.
            return Some((at, Segment::Text(""), at + 1));
        }
        let end = behind.find('}')?;
        Some((at, brace_field(&behind[..end]), at + end + 2))
    })
}

fn brace_field(field: &str) -> Segment<'_> {
    let name_end = field.find(['!', ':']).unwrap_or(field.len());
    let (name, form) = field.split_at(name_end);
    let root_end = name.find(['.', '[']).unwrap_or(name.len());
    let (root, path) = name.split_at(root_end);
    let argument = if root.is_empty() {
        Argument::Next
    } else {
        root.parse().map_or(Argument::Name(root), Argument::Position)
    };
    let conversion = match form {
        "" | "!s" if path.is_empty() => Conversion::Plain,
        _ => form.strip_prefix(':').map_or(Conversion::Other, format_spec),
    };
    Segment::Field { argument, conversion }
}

/// What a format specification, as in `{value:spec}`, makes of a value.
pub(crate) fn format_spec(spec: &str) -> Conversion {
    match spec.chars().next_back() {
        Some('b' | 'd' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | 'o' | 'x' | 'X' | '%') => {
            Conversion::Number
        }
        _ => Conversion::Other,
    }
}

/// The segments of a text. `next` finds the first placeholder of a rest: where it begins, what it is,
/// and where it ends.
fn segments<'t>(
    text: &'t str,
    next: impl Fn(&'t str) -> Option<(usize, Segment<'t>, usize)>,
) -> impl Iterator<Item = Segment<'t>> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let before = rest?;
        let Some((start, segment, end)) = next(before) else {
            rest = None;
            return Some([Segment::Text(before), Segment::Text("")]);
        };
        rest = Some(&before[end..]);
        Some([Segment::Text(&before[..start]), segment])
    })
    .flatten()
    .filter(|segment| *segment != Segment::Text(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The segments in one line: texts as they are, fields as `<argument conversion>`.
    fn shown<'t>(segments: impl Iterator<Item = Segment<'t>>) -> String {
        segments
            .map(|segment| match segment {
                Segment::Text(text) => text.to_owned(),
                Segment::Field { argument, conversion } => format!("<{argument:?} {conversion:?}>"),
            })
            .collect()
    }

    #[test]
    fn percent_signs() {
        for (text, expected) in [
            ("", ""),
            ("a", "a"),
            ("%s", "<Next Plain>"),
            ("a %s%d %%é", "a <Next Plain><Next Integer> %é"),
            ("%-5s|%05d|%.2f|%#x", "<Next Padded>|<Next Number>|<Next Number>|<Next Number>"),
            ("%r%c%a%y%é", "<Next Other><Next Other><Next Other><Next Other><Next Other>"),
            ("%(key)s %(k)5d", "<Name(\"key\") Plain> <Name(\"k\") Number>"),
            ("%(key", "%(key"),
            ("%(key)", "%(key)"),
            ("100%", "100%"),
            ("a%5", "a%5"),
        ] {
            assert_eq!(shown(percent(text)), expected, "{text}");
        }
    }

    #[test]
    fn braces_and_fields() {
        for (text, expected) in [
            ("", ""),
            ("{}", "<Next Plain>"),
            ("a{}{1}{k}é", "a<Next Plain><Position(1) Plain><Name(\"k\") Plain>é"),
            ("{{{}}}", "{<Next Plain>}"),
            ("{!s}{!r}", "<Next Plain><Next Other>"),
            ("{:>5}{0:.2f}{n:05d}", "<Next Other><Position(0) Number><Name(\"n\") Number>"),
            ("{0.a}{k[x]}", "<Position(0) Other><Name(\"k\") Other>"),
            ("{é", "{é"),
            ("a}b", "ab"),
        ] {
            assert_eq!(shown(braces(text)), expected, "{text}");
        }
    }
}
