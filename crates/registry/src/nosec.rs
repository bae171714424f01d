//! How Bandit reads the list of tests in a `# nosec` comment.

use std::collections::BTreeSet;

use crate::{BANDIT_BLACKLISTS, bandit_test, bandit_tests};

/// How the list of tests in a comment is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NosecReading {
    /// `B101,B102` are two tests, as whoever writes it means it.
    #[default]
    Intended,
    /// Of tests with nothing but commas between them only the last counts, as in Bandit.
    Literal,
}

/// The ids of the tests that the list behind `nosec` names. What names none is passed over.
pub fn nosec_tests(list: &str, reading: NosecReading) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ',';
    // Words with single commas between them; two commas end a run.
    let runs = list.split(|c: char| !is_part(c)).flat_map(|run| run.split(",,"));
    for run in runs {
        let mut words = run.split(',').filter(|word| !word.is_empty()).map(last_token);
        match reading {
            NosecReading::Intended => found.extend(words.filter_map(test_named)),
            NosecReading::Literal => found.extend(words.next_back().and_then(test_named)),
        }
    }
    found
}

/// What counts of a word: `B101abc` is a code and a word for Bandit.
fn last_token(word: &str) -> &str {
    let digits = word.strip_prefix(['B', 'b']).unwrap_or_default();
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < digits.len() && !rest.is_empty() { last_token(rest) } else { word }
}

/// The test with this code or name. Both are taken to the letter. The code of all lists together is
/// one, too, although no finding has it.
fn test_named(word: &str) -> Option<&'static str> {
    bandit_tests().chain([BANDIT_BLACKLISTS]).find(|id| *id == word).or_else(|| bandit_test(word))
}
