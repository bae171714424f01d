//! Commands that the log of a CI system obeys.
//!
//! What a program prints, such a system reads: `##vso[…]` (Azure Pipelines), `##[…]` (there, and
//! GitHub's old form) and `##teamcity[…]` set variables or hide lines wherever they stand in a line;
//! `::name …::` (GitHub) where nothing but white space comes before it. Code that is quoted in a report
//! must not get that far.

/// Watches a text, character by character, for the bracket that would begin a command. A writer that
/// escapes it leaves the rest as it is, and whoever reads the text sees what was meant to happen.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommandWatch {
    /// How many `#` come before this place, or before the word that comes before it; at most two.
    marks: u8,
    /// Whether there is a word in between.
    in_word: bool,
}

impl CommandWatch {
    /// Takes the next character, and says whether it opens a command.
    pub fn opens(&mut self, char: char) -> bool {
        let is_ready = self.marks == 2;
        *self = match char {
            '#' if self.in_word => Self { marks: 1, in_word: false },
            '#' => Self { marks: self.marks.saturating_add(1).min(2), in_word: false },
            'a'..='z' | 'A'..='Z' if is_ready => Self { marks: 2, in_word: true },
            _ => Self::default(),
        };
        char == '[' && is_ready
    }
}

/// Whether a line would begin a command by its first characters.
pub fn begins_command(line: &str) -> bool {
    line.trim_start().starts_with("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> usize {
        let mut watch = CommandWatch::default();
        text.chars().filter(|char| watch.opens(*char)).count()
    }

    #[test]
    fn commands_are_seen_and_comments_are_not() {
        for text in
            ["##vso[", "a ##vso[task", "##[error]", "###[", "##teamcity[x", "#a##b[", "##VSO["]
        {
            assert_eq!(opened(text), 1, "{text}");
        }
        for text in ["#[", "## [", "##a b[", "#vso[", "##vso", "[##]", "##a#b[", "##é["] {
            assert_eq!(opened(text), 0, "{text}");
        }
        assert_eq!(opened("##[##a[#[##[[["), 3);
        assert!(begins_command(" \t::error::") && !begins_command("a::b"));
    }
}
