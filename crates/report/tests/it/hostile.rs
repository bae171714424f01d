//! Input that is made to hurt: the terminal, the memory, the clock.

use std::io::{self, Write};

use hognose_core::{Finding, Label, TextRange, TextSize};
use hognose_report::{Format, RenderOptions, Suppressed, render, render_notices};
use insta::assert_snapshot;
use proptest::prelude::*;

use crate::sample::{File, options, outcome, outcome_of, registry, rendered};

/// Whether a terminal shows a text as it is.
fn is_harmless(text: &str) -> bool {
    text.chars().all(|char| {
        char == '\n'
            || !char.is_control()
                && !matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[test]
fn nothing_that_a_terminal_obeys_gets_through() {
    let options = RenderOptions { suppressed: Suppressed::Show, ..options() };
    for format in [Format::Full, Format::Concise, Format::Github, Format::Html, Format::Custom] {
        // A page shows tabs as they are.
        let text = rendered(format, &outcome(), &options).replace('\t', "");
        assert!(is_harmless(&text), "{format}");
    }
    let mut out = Vec::new();
    render_notices(&outcome(), &options, &mut out).expect("a vector takes everything");
    assert!(is_harmless(&String::from_utf8(out).expect("notices are UTF-8")));
}

/// A file that is one line of 20 MB, with findings at its start, in its middle and at its end.
fn one_line() -> (File, [TextRange; 3]) {
    let filler = "é".repeat(5_000_000);
    let text = format!("first({filler}) + middle({filler}) + last()");
    let file = File::new("one line.py", &text);
    let ranges = ["first(", "middle(", "last()"].map(|needle| file.range(needle));
    (file, ranges)
}

#[test]
fn a_huge_line_is_shown_around_the_place() {
    let (mut file, [first, middle, last]) = one_line();
    for range in [first, middle, last] {
        let labels = vec![Label { range: middle, message: "here".to_owned() }];
        let finding = file.finding("yaml-unsafe-load", range, "a call");
        file = file.with(Finding { labels, ..finding });
    }
    let whole = TextRange::new(0.into(), last.end());
    let finding = file.finding("assert-used", whole, "all of it");
    let outcome = outcome_of(file.with(finding).done());
    assert_snapshot!(rendered(Format::Full, &outcome, &options()));
    for format in Format::ALL {
        let text = rendered(format, &outcome, &options());
        assert!(text.len() < 50_000, "{format}: {}", text.len());
    }
}

#[test]
fn many_findings_on_a_huge_line_cost_no_more_each() {
    let (mut file, [first, middle, last]) = one_line();
    for _ in 0..2000 {
        for range in [first, middle, last] {
            let finding = file.finding("yaml-unsafe-load", range, "a call");
            file = file.with(finding);
        }
    }
    let outcome = outcome_of(file.done());
    for format in Format::ALL {
        let mut out = Limited(40_000_000);
        render(format, &outcome, &registry(), &options(), &mut out)
            .unwrap_or_else(|error| panic!("{format}: {error}"));
    }
}

/// Takes so many bytes.
struct Limited(usize);

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_range_over_a_hundred_thousand_lines_is_shown_by_its_ends() {
    let text = format!("call(\n{})\n", "    0,\n".repeat(100_000));
    let mut file = File::new("long.py", &text);
    let whole = TextRange::new(0.into(), TextSize::of(text.trim_end()));
    for _ in 0..1000 {
        let finding = file.finding("yaml-unsafe-load", whole, "a call");
        file = file.with(finding);
    }
    let text = rendered(Format::Full, &outcome_of(file.done()), &options());
    let first = text.split("\n\n").next().expect("there are findings");
    assert_snapshot!(first);
}

#[test]
fn a_closed_pipe_is_reported_as_such() {
    for format in Format::ALL {
        let result = render(format, &outcome(), &registry(), &options(), &mut Limited(10));
        let error = result.expect_err("ten bytes are not enough");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format}");
    }
}

proptest! {
    /// Ranges come from rules, texts from anywhere: no renderer may panic on either.
    #[test]
    fn any_text_and_any_range_can_be_reported(
        text in "(?s)[a\u{e9}\u{1f40d}\t\r\n\u{1b}\u{202e}(]{0,80}|.{0,80}|[x\u{e9}]{200,600}",
        primary in (0_u32..700, 0_u32..700),
        secondary in (0_u32..700, 0_u32..700),
    ) {
        let range = |(start, length): (u32, u32)| {
            let end = TextSize::of(text.as_str());
            let start = TextSize::from(start).min(end);
            TextRange::new(start, (start + TextSize::from(length)).min(end))
        };
        let (primary, secondary) = (range(primary), range(secondary));
        let file = File::new("any.py", &text);
        let labels = vec![Label { range: secondary, message: "a label".to_owned() }];
        let finding = file.finding("yaml-unsafe-load", primary, "a message");
        let outcome = outcome_of(file.with(Finding { labels, ..finding }).done());
        for format in Format::ALL {
            let text = rendered(format, &outcome, &options());
            prop_assert!(!matches!(format, Format::Full) || is_harmless(&text));
        }
    }
}
