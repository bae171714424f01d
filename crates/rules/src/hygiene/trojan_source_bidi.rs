//! `trojan-source-bidi`: characters that make code look other than it is.

use std::fmt::Write as _;

use hognose_core::{Confidence, Severity, TextRange, TextSize};
use hognose_registry::{Context, Family, Hook, Rule, RuleMeta, Tier};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::RawText(check)] };

static META: RuleMeta = RuleMeta {
    id: "trojan-source-bidi",
    aliases: &["B613", "S613"],
    silenced_by: &[],
    family: Family::Hygiene,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::Medium,
    security_severity: 7.5,
    cwe: &[1007, 838],
    summary: "The source has invisible characters that change the order in which it is displayed.",
    why: "The controls of Unicode for text that runs from right to left move what follows them. An \
          editor or a review then shows a condition as a part of a comment, or a string that ends \
          elsewhere: the reader approves other code than the one that runs.",
    fix: "Remove the characters. Where a text needs them, write them as escapes (`\"\\u2066\"`), \
          which everybody can see. Ask how they came into the file.",
    bad: "level = \"user\"\nif level != \"user\u{202e} \u{2066}# only for admins\u{2069} \
          \u{2066}\":\n    print(\"admin\")\n",
    good: "level = \"user\"\nif level != \"user\":  # only for admins\n    print(\"admin\")\n",
    references: &["https://trojansource.codes/", "https://www.unicode.org/reports/tr9/"],
    options: &[],
};

fn check(cx: &mut Context<'_>) {
    let text = cx.source().text();
    let bytes = text.as_bytes();
    let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let mut checked = 0;
    // All of them begin with the same byte.
    for at in memchr::memchr_iter(0xE2, bytes) {
        let is_control =
            matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xAA..=0xAE] | [0x81, 0xA6..=0xA9]));
        if at < checked || !is_control {
            continue;
        }
        let start = bytes[checked..at]
            .iter()
            .rposition(is_line_end)
            .map_or(checked, |end| checked + end + 1);
        let end = bytes[at..].iter().position(is_line_end).map_or(bytes.len(), |end| at + end);
        check_line(&text[start..end], TextSize::try_from(start).unwrap_or_default(), cx);
        checked = end;
    }
}

fn check_line(line: &str, start: TextSize, cx: &mut Context<'_>) {
    let mut controls = line.char_indices().filter(|(_, char)| is_control(*char)).peekable();
    let Some((at, first)) = controls.peek().copied() else { return };
    let mut open = 0_usize;
    let mut is_balanced = true;
    let mut seen = [None; MAX_SHOWN];
    for (_, char) in controls {
        if let Some(free) = seen.iter_mut().find(|it| it.is_none_or(|it| it == char)) {
            *free = Some(char);
        }
        match char {
            '\u{202c}' | '\u{2069}' if open > 0 => open -= 1,
            '\u{202c}' | '\u{2069}' => is_balanced = false,
            _ => open += 1,
        }
    }
    is_balanced &= open == 0;
    let confidence = if is_balanced { Confidence::Medium } else { Confidence::High };
    let mut message = "invisible characters change how this line is displayed:".to_owned();
    for char in seen.into_iter().flatten() {
        let _ = write!(message, " U+{:04X}", u32::from(char));
    }
    let offset = TextSize::try_from(at).unwrap_or_default();
    let range = TextRange::at(start + offset, TextSize::of(first));
    cx.report(range, message).confidence(confidence);
}

/// Different characters that a message names.
const MAX_SHOWN: usize = 10;

/// Embeddings, overrides, isolates, and what ends them. The right-to-left mark (U+200F), which Bandit
/// reports as well, moves no more than a letter of such a script does: nothing can be hidden by it.
fn is_control(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
