//! The versions of Python on which a project is tested.

use hognose_deprecation::Version;

use crate::bounds::Bound;
use crate::folder::{Folder, has_extension, names};
use crate::python::{release, releases, tox_releases};
use crate::{Ini, Toml};

const WORKFLOWS: &str = ".github/workflows";
/// More files of workflows than anybody has.
const MAX_WORKFLOWS: usize = 50;

/// The newest release on which the project is tested by tox, nox or a CI service.
pub(crate) fn newest_tested(
    folder: Folder<'_>,
    pyproject: &Toml<'_>,
    setup_cfg: &Ini<'_>,
) -> Option<Bound> {
    let mut newest: Option<Bound> = None;
    let mut add = |versions: &mut dyn Iterator<Item = Version>, from: &str| {
        if let Some(version) = versions.max()
            && newest.as_ref().is_none_or(|newest| newest.version < version)
        {
            newest = Some(Bound { version, from: from.to_owned() });
        }
    };
    if let Some(text) = folder.settings("tox.ini") {
        let ini = Ini::parse(&text);
        for key in ["envlist", "env_list"] {
            let lines = ini.lines("tox", key);
            add(&mut lines.iter().flat_map(|line| tox_releases(&line.text)), "tox.ini");
        }
    }
    let lines = setup_cfg.lines("tox:tox", "envlist");
    add(&mut lines.iter().flat_map(|line| tox_releases(&line.text)), "tox in setup.cfg");
    for path in [["tool", "tox", "env_list"], ["tool", "tox", "legacy_tox_ini"]] {
        let texts = pyproject.texts(&path);
        add(&mut texts.iter().flat_map(|it| tox_releases(&it.text)), "tox in pyproject.toml");
    }
    if let Some(text) = folder.settings("noxfile.py") {
        add(&mut quoted_releases(&text), "noxfile.py");
    }
    for name in names(&folder.join(WORKFLOWS)).into_iter().take(MAX_WORKFLOWS) {
        let path = format!("{WORKFLOWS}/{name}");
        if has_extension(&name, &["yml", "yaml"]) {
            let text = folder.settings(&path).unwrap_or_default();
            add(&mut matrix(&text).into_iter(), &path);
        }
    }
    for path in [".gitlab-ci.yml", ".travis.yml"] {
        let text = folder.settings(path).unwrap_or_default();
        add(&mut matrix(&text).into_iter(), path);
    }
    newest
}

/// The releases that stand alone in quotation marks.
fn quoted_releases(text: &str) -> impl Iterator<Item = Version> {
    let is_number = |part: &&str| part.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    text.split(['"', '\'']).filter(is_number).filter_map(release)
}

/// The releases that a CI service is told to use: what stands behind a key with `python` in its name,
/// in any of YAML's ways to write a list, or behind the name of an image.
///
/// YAML is not parsed for it: templates of CI services often are none.
fn matrix(text: &str) -> Vec<Version> {
    let mut found = Vec::new();
    // What the line before has opened: a list in brackets, or one of dashes at this indentation.
    let mut in_brackets = false;
    let mut dashes: Option<usize> = None;
    for line in text.lines() {
        let line = line.split(" #").next().unwrap_or_default();
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if in_brackets {
            found.extend(releases(line.split(']').next().unwrap_or_default()));
            in_brackets = !line.contains(']');
            continue;
        }
        let indent = line.len() - content.len();
        if dashes.is_some_and(|of_key| indent >= of_key && content.starts_with('-')) {
            found.extend(releases(line));
            continue;
        }
        dashes = None;
        let Some(value) = value_for_python(line) else { continue };
        let value = value.trim_start();
        if let Some(list) = value.strip_prefix('[') {
            found.extend(releases(list.split(']').next().unwrap_or_default()));
            in_brackets = !list.contains(']');
        } else if value.is_empty() {
            dashes = Some(indent);
        } else {
            found.extend(releases(value.split(',').next().unwrap_or_default()));
        }
    }
    found
}

/// How far a key goes on behind `python`.
const MAX_NAME_CHARS: usize = 40;

/// What stands behind the colon of a key whose name ends in something like `python-version`.
fn value_for_python(line: &str) -> Option<&str> {
    let is_name = |c: char| c.is_ascii_alphabetic() || "-_\"'".contains(c);
    let lower = line.to_ascii_lowercase();
    lower.match_indices("python").find_map(|(at, word)| {
        let rest = &line[at + word.len()..];
        // A longer name is none, and the next one would be looked through again.
        let end = rest.char_indices().take(MAX_NAME_CHARS).find(|(_, c)| !is_name(*c));
        rest[end?.0..].strip_prefix(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minors(text: &str) -> Vec<u32> {
        matrix(text).into_iter().map(Version::minor).collect()
    }

    #[test]
    fn matrices_are_read_in_all_their_forms() {
        assert_eq!(minors("python-version: [3.9, '3.10', \"3.14-dev\"] # 3.15"), [9, 10, 14]);
        assert_eq!(
            minors("  python:\n    - 3.8\n    # - 3.7\n    - \"3.12\"\n  os:\n    - 3.9"),
            [8, 12]
        );
        assert_eq!(minors("  python:\n  - 3.8\n"), [8]);
        assert_eq!(minors("python-version: [\n  '3.9',\n  '3.11'\n]\nnode: [3.12]"), [9, 11]);
        assert_eq!(minors("- { name: Linux, python: '3.13', os: 3.14, tox: py313 }"), [13]);
        assert_eq!(minors("image: python:3.11-slim\n"), [11]);
        assert_eq!(minors("- PYTHON_VERSION: \"3.10\""), [10]);
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "name: Test on Python 3.9",
            "python-version: ${{ matrix.python }}",
            "uses: actions/setup-python@v5.3.12",
            "run: pip install 'x; python_version < \"3.9\"'",
            "node-version: [3.9]",
        ] {
            assert_eq!(minors(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn sessions_of_nox_are_read() {
        let text =
            "@nox.session(python=['3.9', \"3.13\"])\ndef tests(s): s.run('x==3.14.1', '3.1x')";
        assert_eq!(quoted_releases(text).map(Version::minor).collect::<Vec<_>>(), [9, 13]);
    }
}
