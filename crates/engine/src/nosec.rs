//! How Bandit reads a `# nosec` comment, where that is not what the comment says.

use std::collections::BTreeSet;

use hognose_registry::{NosecReading, bandit_test, bandit_tests, nosec_tests, printed_bandit_test};

/// The id of the test that a word of a list means to a person: an id in any case, or a name.
pub(crate) fn meant_test(word: &str) -> Option<&'static str> {
    bandit_tests()
        .find(|id| id.eq_ignore_ascii_case(word))
        .or_else(|| bandit_test(word))
        .or_else(|| printed_bandit_test(word))
}

/// What Bandit makes of a comment, if that is something else than what is meant: `meant` holds ids of
/// Bandit's tests, and nothing if everything is meant. `body` is what follows the `#`.
pub(crate) fn read_differently(body: &str, meant: Option<&BTreeSet<&str>>) -> Option<String> {
    let Some(rest) = body.strip_prefix("nosec") else {
        return Some("Bandit takes no notice of this: write `nosec` in lower case".to_owned());
    };
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return Some(
            "Bandit takes this word for `nosec` with what follows: it may hide everything here"
                .to_owned(),
        );
    }
    let read = nosec_tests(rest, NosecReading::Literal);
    let nothing = BTreeSet::new();
    let meant = meant.unwrap_or(&nothing);
    if *meant == read {
        return None;
    }
    let ids = |ids: &BTreeSet<&str>| ids.iter().copied().collect::<Vec<_>>().join(", ");
    Some(if read.is_empty() {
        "Bandit hides everything here: it knows none of these names".to_owned()
    } else if meant.is_empty() {
        format!("Bandit hides only {} here: it takes words of the reason for tests", ids(&read))
    } else if read.is_subset(meant) {
        format!("Bandit reads only {}: write a space behind each comma", ids(&read))
    } else {
        format!("Bandit reads {}: keep names of tests out of the reason", ids(&read))
    })
}

#[cfg(test)]
mod tests {
    use hognose_registry::{NosecReading, nosec_tests};

    use super::read_differently;

    /// The answers are those of Bandit itself.
    #[test]
    fn lists_are_read_as_bandit_reads_them() {
        for (list, expected) in [
            (" B101,B102", vec!["B102"]),
            (": assert_used,exec_used", vec!["B102"]),
            (" B101, B102", vec!["B101", "B102"]),
            (" B101 ,B102", vec!["B101", "B102"]),
            (": B101,B102, B103", vec!["B102", "B103"]),
            (": B404 (eval of pickle is ok)", vec!["B301", "B307", "B404"]),
            (" B101,because", vec![]),
            (" B101abc", vec![]),
            (" b101", vec![]),
            (" hashlib", vec![]),
            ("(B101)", vec!["B101"]),
            (" [B101]", vec!["B101"]),
        ] {
            assert_eq!(
                nosec_tests(list, NosecReading::Literal).into_iter().collect::<Vec<_>>(),
                expected,
                "{list}"
            );
        }
    }

    #[test]
    fn a_comment_that_says_what_bandit_reads_is_in_order() {
        let both = ["B101", "B102"].into();
        assert_eq!(read_differently("nosec B101, B102", Some(&both)), None);
        assert!(read_differently("nosec B101,B102", Some(&both)).is_some());
        assert_eq!(read_differently("nosec because", None), None);
        assert!(read_differently("NOSEC", None).is_some());
    }
}
