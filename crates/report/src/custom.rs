//! One line per finding, from a template of the user's.
//!
//! A template is text with fields, in the notation of Python's `str.format`, as in Bandit:
//! `{relpath}:{line}: {test_id} {severity:>6} {msg}`. Texts in a format specification have a fill, an
//! alignment, a width and a precision; numbers a width.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use hognose_core::ColumnUnit;

use crate::bandit::lines;
use crate::path::visible_path;
use crate::report::{Report, Shown};
use crate::text::{at_line_start, visible};

/// What Bandit writes unless told otherwise.
pub const DEFAULT_TEMPLATE: &str = "{abspath}:{line}: {test_id}[bandit]: {severity}: {msg}";

/// A template for findings, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Tag, Layout),
}

/// How a value is laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Layout {
    fill: Option<char>,
    align: Option<Align>,
    width: usize,
    precision: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Align {
    Left,
    Right,
    Center,
}

/// A template cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A field has a name that stands for nothing.
    #[error("the template has no field `{{{}}}`; there are {}", .0.escape_debug(), tag_names())]
    UnknownTag(String),
    /// A brace without its partner.
    #[error("the template has a `{0}` alone: write `{0}{0}` for the character itself")]
    LoneBrace(char),
    /// A format specification that is not understood.
    #[error(
        "the template's `{}` is no layout: expected a fill, `<`, `>` or `^`, a width, and a \
         precision such as `.20`", .0.escape_debug()
    )]
    BadLayout(String),
    /// Nothing in it depends on the finding.
    #[error("the template has no field; there are {}", tag_names())]
    NoField,
}

macro_rules! tags {
    ($($name:literal => $tag:ident,)+) => {
        /// What a field stands for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Tag {
            $($tag,)+
        }

        /// The names of the fields.
        const TAGS: &[(&str, Tag)] = &[$(($name, Tag::$tag),)+];
    };
}

tags! {
    "abspath" => AbsPath,
    "relpath" => RelPath,
    "line" => Line,
    "col" => Column,
    "end_col" => EndColumn,
    "range" => Range,
    "test_id" => TestId,
    "severity" => Severity,
    "confidence" => Confidence,
    "msg" => Message,
    "cwe" => Cwe,
    "rule" => Rule,
    "family" => Family,
    "help" => Help,
    "url" => Url,
    "fingerprint" => Fingerprint,
}

fn tag_names() -> String {
    TAGS.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// No terminal is as wide, and no column needs more.
const MAX_WIDTH: usize = 1000;

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let (brace, after) = rest[at..].split_at(1);
            if after.starts_with(brace) {
                plain.push_str(brace);
                rest = &after[1..];
                continue;
            }
            if brace == "}" {
                return Err(TemplateError::LoneBrace('}'));
            }
            let (field, after) = after.split_once('}').ok_or(TemplateError::LoneBrace('{'))?;
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            let (name, layout) = field.split_once(':').unwrap_or((field, ""));
            let tag = TAGS.iter().find(|(known, _)| *known == name);
            let (_, tag) = tag.ok_or_else(|| TemplateError::UnknownTag(name.to_owned()))?;
            let layout =
                Layout::parse(layout).ok_or_else(|| TemplateError::BadLayout(layout.to_owned()))?;
            pieces.push(Piece::Field(*tag, layout));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        if pieces.iter().any(|piece| matches!(piece, Piece::Field(..))) {
            Ok(Self { pieces })
        } else {
            Err(TemplateError::NoField)
        }
    }
}

impl Default for Template {
    /// Bandit's.
    fn default() -> Self {
        DEFAULT_TEMPLATE.parse().unwrap_or(Self { pieces: Vec::new() })
    }
}

impl Layout {
    fn parse(text: &str) -> Option<Self> {
        let mut layout = Self::default();
        let mut chars = text.chars();
        let align = |c: char| match c {
            '<' => Some(Align::Left),
            '>' => Some(Align::Right),
            '^' => Some(Align::Center),
            _ => None,
        };
        let (first, second) = (chars.next(), chars.next());
        let mut rest = text;
        if let (Some(fill), Some(wanted)) = (first, second.and_then(align)) {
            layout.fill = Some(fill);
            layout.align = Some(wanted);
            rest = &text[fill.len_utf8() + 1..];
        } else if let Some(wanted) = first.and_then(align) {
            layout.align = Some(wanted);
            rest = &text[1..];
        }
        let rest = rest.strip_suffix(['s', 'd']).unwrap_or(rest);
        let (width, precision) = rest.split_once('.').unwrap_or((rest, ""));
        if layout.fill.is_none() && width.starts_with('0') && width.len() > 1 {
            layout.fill = Some('0');
        }
        let number = |digits: &str| {
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            let number: usize = digits.parse().ok().filter(|_| is_number)?;
            (number <= MAX_WIDTH).then_some(number)
        };
        if !width.is_empty() {
            layout.width = number(width)?;
        }
        if rest.contains('.') {
            layout.precision = Some(number(precision)?);
        }
        Some(layout)
    }

    fn apply(&self, value: &Value) -> String {
        let text = match (value, self.precision) {
            (Value::Text(text), Some(most)) => text.chars().take(most).collect(),
            (Value::Text(text), None) => text.clone(),
            (Value::Number(number), _) => number.to_string(),
        };
        let missing = self.width.saturating_sub(text.chars().count());
        let natural = if matches!(value, Value::Number(_)) { Align::Right } else { Align::Left };
        let before = match self.align.unwrap_or(natural) {
            Align::Left => 0,
            Align::Right => missing,
            Align::Center => missing / 2,
        };
        let fill = |count| std::iter::repeat_n(self.fill.unwrap_or(' '), count);
        fill(before).chain(text.chars()).chain(fill(missing - before)).collect()
    }
}

/// What a field shows.
enum Value {
    Text(String),
    Number(u32),
}

impl Tag {
    fn value(self, shown: Shown<'_>, working_dir: &Path) -> Value {
        let Shown { source, finding, meta } = shown;
        let text = |text: &dyn fmt::Display| Value::Text(visible(&text.to_string()).into_owned());
        let column = |offset| source.position(offset, ColumnUnit::Utf8).column.saturating_sub(1);
        match self {
            Self::AbsPath => Value::Text(visible_path(&working_dir.join(source.path()))),
            Self::RelPath => Value::Text(visible_path(source.path())),
            Self::Line => Value::Number(source.lines().line(finding.range.start())),
            Self::Column => Value::Number(column(finding.node.start())),
            Self::EndColumn => Value::Number(column(finding.node.end())),
            Self::Range => {
                let (first, last) = lines(source, finding);
                let lines: Vec<String> = (first..=last).map(|line| line.to_string()).collect();
                Value::Text(format!("[{}]", lines.join(", ")))
            }
            Self::TestId => text(&meta.bandit_id().unwrap_or(meta.id)),
            Self::Severity => text(&finding.severity.to_string().to_uppercase()),
            Self::Confidence => text(&finding.confidence.to_string().to_uppercase()),
            Self::Message => text(&finding.message),
            Self::Cwe => {
                let cwe = meta.cwe.first().map(|number| format!("CWE-{number}"));
                Value::Text(cwe.unwrap_or_default())
            }
            Self::Rule => text(&meta.id),
            Self::Family => text(&meta.family),
            Self::Help => text(&finding.help.as_deref().unwrap_or_default()),
            Self::Url => text(&meta.url()),
            Self::Fingerprint => text(&finding.fingerprint),
        }
    }
}

/// Writes the findings.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let options = report.options;
    for shown in report.shown() {
        // What the template begins is the user's, a command to the log included; what a field begins
        // may be anybody's.
        let mut is_start = true;
        for piece in &options.template.pieces {
            match piece {
                Piece::Text(text) => {
                    is_start &= text.trim().is_empty();
                    out.write_all(text.as_bytes())?;
                }
                Piece::Field(tag, layout) => {
                    let text = layout.apply(&tag.value(shown, &options.working_dir));
                    let text = if is_start { at_line_start(&text) } else { text.as_str().into() };
                    is_start &= text.trim().is_empty();
                    out.write_all(text.as_bytes())?;
                }
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(layout: &str, value: &Value) -> Option<String> {
        Some(Layout::parse(layout)?.apply(value))
    }

    #[test]
    fn layouts_are_those_of_python() {
        let text = Value::Text("LOW".to_owned());
        let number = Value::Number(42);
        for (layout, value, expected) in [
            ("", &text, "LOW"),
            (">6", &text, "   LOW"),
            ("<6s", &text, "LOW   "),
            ("*^7", &text, "**LOW**"),
            (".2", &text, "LO"),
            ("6", &number, "    42"),
            ("06d", &number, "000042"),
            ("<4", &number, "42  "),
        ] {
            assert_eq!(laid_out(layout, value).as_deref(), Some(expected), "{layout}");
        }
        for layout in ["x", ">", "1001", "5.x", "=6", "+d", "+5"] {
            let accepted = Layout::parse(layout).is_some();
            assert_eq!(accepted, layout == ">", "{layout}");
        }
    }

    #[test]
    fn templates_that_cannot_be_meant_are_refused() {
        for (template, expected) in [
            ("{nosuch}", TemplateError::UnknownTag("nosuch".to_owned())),
            ("{line", TemplateError::LoneBrace('{')),
            ("line}", TemplateError::LoneBrace('}')),
            ("{line:abc}", TemplateError::BadLayout("abc".to_owned())),
            ("nothing {{line}}", TemplateError::NoField),
        ] {
            assert_eq!(template.parse::<Template>(), Err(expected), "{template}");
        }
        assert_eq!(Template::default().pieces.len(), 9);
    }
}
