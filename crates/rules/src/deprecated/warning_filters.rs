//! Filters of warnings, as Python and pytest take them: `ignore::DeprecationWarning`.

/// The categories that deprecations are of, and those above them.
pub(super) const CATEGORIES: [&str; 4] =
    ["DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "Warning"];

/// Whether a filter hides deprecations whatever they are about: `action:message:category:module:line`.
/// One for a certain message or module says that somebody has looked at it.
pub(super) fn hides(filter: &str) -> bool {
    let mut fields = filter.trim().split(':').map(str::trim);
    let mut next = || fields.next().unwrap_or_default();
    let (action, message, category, module) = (next(), next(), next(), next());
    // Python takes the beginning of an action for it.
    let is_ignored = action.len() > 1 && "ignore".starts_with(action);
    let category = category.strip_prefix("builtins.").unwrap_or(category);
    is_ignored
        && message.is_empty()
        && module.is_empty()
        && (category.is_empty() || CATEGORIES.contains(&category))
}

/// Whether a value of the variable `PYTHONWARNINGS` hides deprecations.
pub(super) fn variable_hides(value: &str) -> bool {
    value.split(',').any(hides)
}

/// The name of the variable.
pub(super) const VARIABLE: &str = "PYTHONWARNINGS";

/// The words of a command that hide deprecations from Python or pytest, by their numbers.
pub(super) fn hiding_words<'w>(
    words: impl Iterator<Item = &'w str>,
) -> impl Iterator<Item = usize> {
    let mut before = "";
    words.enumerate().filter_map(move |(number, word)| {
        let word = word.trim_matches(['"', '\'']);
        let option = std::mem::replace(&mut before, word);
        let is_hiding = match option {
            "-W" | "--pythonwarnings" => hides(word),
            "-p" => word == "no:warnings",
            _ => false,
        };
        let assigned = || word.strip_prefix(VARIABLE).and_then(|rest| rest.strip_prefix('='));
        let is_hiding = is_hiding
            || word.strip_prefix("-W").is_some_and(hides)
            || word.strip_prefix("--pythonwarnings=").is_some_and(hides)
            || matches!(word, "-pno:warnings" | "--disable-warnings" | "--disable-pytest-warnings")
            || assigned().is_some_and(|value| variable_hides(value.trim_matches(['"', '\''])));
        is_hiding.then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_hide_what_they_name() {
        for filter in [
            "ignore",
            "ign",
            " ignore::DeprecationWarning ",
            "ignore::FutureWarning:",
            "ignore:::",
            "ignore::PendingDeprecationWarning",
            "ignore::Warning",
            "ignore::builtins.Warning",
        ] {
            assert!(hides(filter), "{filter}");
        }
        for filter in [
            "",
            "i",
            "error",
            "error::DeprecationWarning",
            "default",
            "ignored",
            "once",
            "ignore::UserWarning",
            "ignore:the imp module",
            "ignore::DeprecationWarning:nose",
            "ignore::django.utils.deprecation.RemovedInDjango60Warning",
        ] {
            assert!(!hides(filter), "{filter}");
        }
        assert!(variable_hides("error,ignore::DeprecationWarning"));
    }

    #[test]
    fn words_of_commands_hide() {
        let words = |command: &str| hiding_words(command.split_whitespace()).collect::<Vec<_>>();
        assert_eq!(words("python -W ignore -m x"), [2]);
        assert_eq!(words("python -Wignore::DeprecationWarning x.py -W error"), [1]);
        assert_eq!(words("PYTHONWARNINGS='ignore' python x.py"), [0]);
        assert_eq!(words("pytest -p no:warnings --disable-warnings -pno:warnings"), [2, 3, 4]);
        assert_eq!(words("gcc -Wall -W ignored -p x"), [0; 0]);
    }
}
