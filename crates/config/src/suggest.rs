//! What somebody meant who misspelt a name.

use crate::layer::SETTINGS;
use crate::problem::Complaint;

/// The candidate that is nearest to a word, if one is near. A word much longer than any name is none,
/// and comparing it would cost as much as its writer likes.
pub(crate) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    if word.len() > MAX_COMPARED_BYTES {
        return None;
    }
    let word = word.to_ascii_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, candidate), candidate))
        .filter(|(similarity, _)| *similarity >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

const MAX_COMPARED_BYTES: usize = 80;

/// Adds the nearest of the names to a complaint or, if there is none, the names themselves.
pub(crate) fn with_names(complaint: Complaint, word: &str, names: &[&str]) -> Complaint {
    match nearest(word, names.iter().copied()) {
        Some(name) => complaint.help(format!("did you mean `{name}`?")),
        None => complaint.help(format!("expected {}", either(names))),
    }
}

/// The names as a person would list alternatives.
pub(crate) fn either(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [name] => format!("`{name}`"),
        [names @ .., last] => format!("`{}` or `{last}`", names.join("`, `")),
    }
}

/// The complaint about a key that is no setting.
pub(crate) fn unknown_key(key: &str) -> Complaint {
    let complaint = Complaint::new(format!("unknown setting `{key}`"));
    if key == "tool" {
        return complaint.help(
            "`[tool.hognose]` is for `pyproject.toml`; here the settings stand at the top level",
        );
    }
    let foreign = FOREIGN_KEYS.iter().find(|(name, _)| *name == key).map(|(_, ours)| *ours);
    match foreign.or_else(|| nearest(key, SETTINGS.iter().map(|setting| setting.key))) {
        Some(ours) => complaint.help(format!("did you mean `{ours}`?")),
        None => complaint,
    }
}

/// What other tools call our settings, where the words are too different to be seen as a slip.
const FOREIGN_KEYS: [(&str, &str); 5] = [
    ("exclude_dirs", "extend-exclude"),
    ("skips", "ignore"),
    ("targets", "include"),
    ("tests", "select"),
    ("level", "severity"),
];
