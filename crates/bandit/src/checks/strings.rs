//! B104, B108 and B613, and the lists of imports: what is told by a text alone.

use hognose_core::{Confidence, Severity, SourceFile, TextRange, TextSize};

use crate::BanditOptions;
use crate::blacklist::Entry;
use crate::issue::{Found, Issue};
use crate::string::StrNode;

/// B104.
pub(crate) fn bind_all_interfaces(string: &StrNode<'_, '_>) -> Option<Issue> {
    (string.value == "0.0.0.0").then(|| {
        let message = "the address stands for all interfaces";
        Issue::new("B104", Severity::Medium, Confidence::Medium, message)
    })
}

/// B108.
pub(crate) fn temporary_path(string: &StrNode<'_, '_>, options: &BanditOptions) -> Option<Issue> {
    let is_temporary =
        options.tmp_dirs.iter().any(|folder| string.value.starts_with(folder.as_str()));
    is_temporary.then(|| {
        let message = "a path in a folder that everybody can write to";
        Issue::new("B108", Severity::Medium, Confidence::Medium, message)
    })
}

/// The lists of imports.
pub(crate) fn blacklisted_import(entry: &Entry) -> Issue {
    let message = "a module that Bandit lists as dangerous is imported";
    Issue::new(entry.id, entry.severity, Confidence::High, message)
}

/// The code of the test that looks at the text of the file.
pub(crate) const TROJAN_SOURCE: &str = "B613";

/// B613: the first line that has one of the characters, and of those on it the first in this order.
pub(crate) fn trojan_source(source: &SourceFile) -> Option<Found> {
    const CHARACTERS: [char; 10] = [
        '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}',
        '\u{2068}', '\u{2069}', '\u{200f}',
    ];
    if source.text().is_ascii() {
        return None;
    }
    let at = source.text().find(CHARACTERS)?;
    let line = source.lines().line(TextSize::try_from(at).ok()?);
    let text = source.line_text(line);
    let (character, at) = CHARACTERS.iter().find_map(|it| Some((*it, text.find(*it)?)))?;
    let start = source.lines().start(line) + TextSize::try_from(at).ok()?;
    let range = TextRange::at(start, TextSize::of(character));
    let message = "a character that changes the direction of text hides what the code does";
    let mut issue = Issue::new(TROJAN_SOURCE, Severity::High, Confidence::Medium, message);
    issue.at = Some(range);
    Some(Found { issue, node: range, lines: range })
}
