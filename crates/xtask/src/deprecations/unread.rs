//! What the lists of changes speak of and no table has: for people, who decide what becomes of it.

use std::collections::BTreeSet;

use hognose_deprecation::{Entry, Version};

use super::OLDEST;
use super::sources::{Listed, Read};

/// The paragraphs about deprecated and removed things that name nothing of the tables, with the release
/// that they are about.
pub(super) fn paragraphs(read: &Read, entries: &[Entry]) -> BTreeSet<(Version, String)> {
    let known: BTreeSet<&str> = entries
        .iter()
        .flat_map(|entry| {
            [Some(entry.name.as_str()), entry.name.rsplit('.').next(), entry.argument.as_deref()]
        })
        .flatten()
        .collect();
    let listed = read.docs.iter().flat_map(|(_, docs)| &docs.listed);
    listed
        .filter(|listed| is_about_removals(&listed.section))
        .filter_map(|listed| Some((release(listed)?, listed)))
        .filter(|(release, listed)| {
            *release > Version::new(3, OLDEST) && is_unread(&listed.text, &known)
        })
        .map(|(release, listed)| (release, listed.text.clone()))
        .collect()
}

/// The release whose changes the paragraph lists.
fn release(listed: &Listed) -> Option<Version> {
    listed.page.strip_prefix("whatsnew/")?.strip_suffix(".html")?.parse().ok()
}

fn is_about_removals(section: &str) -> bool {
    ["eprecat", "emov", "ending"].iter().any(|word| section.contains(word))
        && !["C API", "Limited", "Build"].iter().any(|word| section.contains(word))
}

/// Whether a paragraph speaks of code, and of nothing that is known.
fn is_unread(text: &str, known: &BTreeSet<&str>) -> bool {
    // What stands between back quotes is code.
    let code: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    let is_known = |code: &str| {
        let name = code.trim_end_matches("()").trim_start_matches(['.', '@']);
        known.contains(name) || name.rsplit('.').next().is_some_and(|leaf| known.contains(leaf))
    };
    let is_c = |code: &&str| code.trim_start_matches('_').starts_with("Py");
    !code.is_empty() && !code.iter().any(is_c) && !code.iter().any(|code| is_known(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_that_name_something_known_are_read() {
        let known = BTreeSet::from(["ssl.wrap_socket", "wrap_socket", "loop"]);
        assert!(!is_unread("Remove `ssl.wrap_socket()`.", &known));
        assert!(!is_unread("Remove the `loop` argument.", &known));
        assert!(is_unread("Remove `ssl.other()`.", &known));
        assert!(!is_unread("`PyOther()` is gone.", &known));
        assert!(!is_unread("Nothing of note.", &known));
    }
}
