//! `# nosec`, as Bandit reads it; but where it names several tests, it names all of them, and not only
//! the last, as whoever writes it means.
//!
//! A comment on any line of the code that a finding is about counts, and of several the first, besides
//! the one on the line that the finding is reported on. A comment that names no test that Bandit knows
//! hides everything.

use std::collections::BTreeSet;

use hognose_core::{SourceFile, Suppression, SuppressionKind, TextRange, TextSize};
use hognose_python::Parsed;
use hognose_registry::{NosecReading, nosec_tests};
use memchr::memmem;

use crate::checks::strings::TROJAN_SOURCE;
use crate::issue::Found;

/// The `# nosec` comments of a file.
#[derive(Debug, Default)]
pub(crate) struct NosecComments {
    /// By line, in order.
    comments: Vec<Comment>,
}

#[derive(Debug)]
struct Comment {
    line: u32,
    range: TextRange,
    /// Nothing: everything is hidden.
    tests: BTreeSet<&'static str>,
    reason: Option<String>,
}

impl NosecComments {
    /// Reads the comments of a file.
    pub(crate) fn new(source: &SourceFile, parsed: &Parsed) -> Self {
        if memmem::find(source.text().as_bytes(), b"nosec").is_none() {
            return Self::default();
        }
        let comments = hognose_python::comments(parsed).filter_map(|range| {
            let text = source.slice(range);
            let (at, list) = list_text(text)?;
            let start = range.start() + TextSize::try_from(at).unwrap_or_default();
            Some(Comment {
                line: source.lines().line(range.start()),
                range: TextRange::new(start, range.end()),
                tests: nosec_tests(list, NosecReading::Intended),
                reason: (!list.trim().is_empty()).then(|| list.trim().to_owned()),
            })
        });
        Self { comments: comments.collect() }
    }

    /// What hides a finding, if anything does.
    pub(crate) fn suppression(&self, found: &Found, source: &SourceFile) -> Option<Suppression> {
        let lines = source.lines();
        let reported = found.issue.at.map(|range| lines.line(range.start()));
        let around = if found.issue.test == TROJAN_SOURCE {
            // Bandit has no node to look at here, and looks at the first line.
            (0, 1)
        } else {
            (lines.line(found.lines.start()), lines.line(found.lines.end()))
        };
        self.hides(found.issue.test, around, reported)
    }

    /// What hides a finding of a test, if anything does: looked for on the lines from `first` to
    /// `last`, and on the line that the test itself reports.
    fn hides(
        &self,
        test: &str,
        (first, last): (u32, u32),
        reported: Option<u32>,
    ) -> Option<Suppression> {
        if self.comments.is_empty() {
            return None;
        }
        let from = |line: u32| self.comments.partition_point(|comment| comment.line < line);
        let around = self.comments.get(from(first)).filter(|comment| comment.line <= last);
        let beside = reported
            .and_then(|line| self.comments.get(from(line)).filter(|comment| comment.line == line));
        let comment = beside.or(around)?;
        let named: Vec<&str> = [beside, around]
            .into_iter()
            .flatten()
            .flat_map(|comment| comment.tests.iter().copied())
            .collect();
        (named.is_empty() || named.contains(&test)).then(|| Suppression {
            kind: SuppressionKind::Nosec,
            is_blanket: named.is_empty(),
            range: Some(comment.range),
            reason: comment.reason.clone(),
        })
    }
}

/// Where in a comment the directive begins, and what follows the word `nosec` up to the next `#`.
fn list_text(comment: &str) -> Option<(usize, &str)> {
    comment.match_indices('#').find_map(|(at, _)| {
        let rest = comment[at + 1..].trim_start().strip_prefix("nosec")?;
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        Some((at, rest.split('#').next().unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(comment: &str) -> Option<Vec<&'static str>> {
        let tests = |(_, list)| nosec_tests(list, NosecReading::Intended).into_iter().collect();
        list_text(comment).map(tests)
    }

    #[test]
    fn comments_are_read_as_bandit_reads_them() {
        let blanket: &[&str] = &[];
        for (comment, expected) in [
            ("# nosec", blanket),
            ("#nosec", blanket),
            ("# nosec because reasons", blanket),
            ("# nosec # B101", blanket),
            ("# nosec B999", blanket),
            ("# nosec b101", blanket),
            ("# noseconds", blanket),
            ("# nosec: B101", &["B101"]),
            ("# nosec(B101)", &["B101"]),
            ("#nosecB101", &["B101"]),
            ("# nosec assert_used", &["B101"]),
            ("# type: ignore # nosec B101 # noqa", &["B101"]),
            ("# nosec B101;B102", &["B101", "B102"]),
            ("# nosec B101 ,B102", &["B101", "B102"]),
            ("# nosec: B404 (eval of pickle is ok)", &["B301", "B307", "B404"]),
        ] {
            assert_eq!(read(comment).as_deref(), Some(expected), "{comment}");
        }
        for comment in ["# NOSEC", "# no sec", "# foo nosec"] {
            assert_eq!(read(comment), None, "{comment}");
        }
    }

    #[test]
    fn commas_separate_as_they_are_meant_to() {
        let read = |comment| read(comment).unwrap_or_default();
        assert_eq!(read("# nosec B101,B102"), ["B101", "B102"]);
        assert_eq!(read("# nosec: B101,B102, B103"), ["B101", "B102", "B103"]);
        assert_eq!(read("# nosec: assert_used,exec_used"), ["B101", "B102"]);
        assert_eq!(read("# nosec B101,because"), ["B101"]);
    }
}
