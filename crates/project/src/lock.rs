//! What lock files say: the versions of packages, and of Python.

use std::collections::BTreeMap;

use hognose_deprecation::{Specifiers, Version};

use crate::Toml;
use crate::bounds::{Required, quoted_behind};
use crate::folder::Folder;
use crate::libraries::normal_name;

/// A lock file of a large project is a tenth of that.
const MAX_BYTES: u64 = 64 << 20;
/// Where in a lock file the version of Python stands.
const HEAD_BYTES: u64 = 16 << 10;

/// The lock files in TOML, the first one that is there counts.
const IN_TOML: [&str; 4] = ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"];

/// Finds the requirement in the file of this name.
type Read<'r> = &'r dyn Fn(&str) -> Option<String>;

/// What a lock file was made for.
pub(crate) fn locked_requirement(folder: Folder<'_>) -> Option<Required> {
    let quoted = |text: &str, key: &str| {
        let line = text.lines().find(|line| {
            line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
        })?;
        line.split('"').nth(1).map(str::to_owned)
    };
    let before_packages = |text: String| match text.find("\n[[package") {
        Some(at) => text[..at].to_owned(),
        None => text,
    };
    let head = |name: &str| folder.head(name, HEAD_BYTES).map(before_packages);
    let exact = |version: String| format!("=={version}.*");
    let sources: [(&str, Read<'_>); 6] = [
        ("uv.lock", &|name| quoted(&head(name)?, "requires-python")),
        ("poetry.lock", &|name| {
            let tail = folder.tail(name, 4 * HEAD_BYTES)?;
            quoted(tail.rsplit_once("[metadata]")?.1, "python-versions")
        }),
        ("pdm.lock", &|name| quoted(&head(name)?, "requires_python")),
        ("pylock.toml", &|name| quoted(&head(name)?, "requires-python")),
        ("Pipfile", &|name| {
            let text = folder.settings(name)?;
            let requires = Toml::parse(&text).text(&["requires", "python_version"])?;
            Some(exact(requires.text))
        }),
        ("Pipfile.lock", &|name| {
            let text = folder.head(name, HEAD_BYTES)?;
            Some(exact(quoted_behind(&text, "\"python_version\"")?.to_owned()))
        }),
    ];
    sources.into_iter().find_map(|(name, read)| {
        let specifiers = Specifiers::parse(&read(name)?).ok()?;
        Some(Required { specifiers, from: name.to_owned(), is_declared: false })
    })
}

/// The versions of the packages in the first lock file that has any, and its name.
pub(crate) fn locked(folder: Folder<'_>) -> Option<(BTreeMap<String, Version>, String)> {
    let found = |versions: BTreeMap<_, _>, name: &str| {
        (!versions.is_empty()).then(|| (versions, name.to_owned()))
    };
    let in_toml = || {
        IN_TOML.into_iter().find_map(|name| found(packages(&folder.whole(name, MAX_BYTES)?), name))
    };
    let in_json = || {
        let name = "Pipfile.lock";
        found(of_pipfile(&folder.whole(name, MAX_BYTES)?), name)
    };
    in_toml().or_else(in_json)
}

/// Keeps the newest of several versions of a package: lock files have others for old Pythons.
pub(crate) fn note(versions: &mut BTreeMap<String, Version>, name: &str, version: &str) {
    if let Ok(version) = version.parse::<Version>() {
        let known = versions.entry(normal_name(name)).or_insert(version);
        *known = version.max(*known);
    }
}

/// The packages of a lock file in TOML: a table for each, with a name and a version on lines of their
/// own. The file is not parsed as a whole: most of it is hashes.
fn packages(text: &str) -> BTreeMap<String, Version> {
    let mut versions = BTreeMap::new();
    let mut name: Option<&str> = None;
    let mut version: Option<&str> = None;
    let mut in_package = false;
    for line in text.lines() {
        if line.starts_with('[') {
            if let (Some(name), Some(version)) = (name.take(), version.take()) {
                note(&mut versions, name, version);
            }
            in_package = matches!(line.trim_end(), "[[package]]" | "[[packages]]");
        } else if in_package {
            name = name.or_else(|| string(line, "name"));
            version = version.or_else(|| string(line, "version"));
        }
    }
    if let (Some(name), Some(version)) = (name, version) {
        note(&mut versions, name, version);
    }
    versions
}

/// The string of a line `key = "string"`.
fn string<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim();
    value.strip_prefix('"')?.strip_suffix('"')
}

/// The packages of a lock file of Pipenv: `{"default": {"django": {"version": "==4.2"}}}`.
fn of_pipfile(text: &str) -> BTreeMap<String, Version> {
    let mut versions = BTreeMap::new();
    let Ok(lock) = serde_json::from_str::<serde_json::Value>(text) else { return versions };
    for group in ["develop", "default"] {
        for (name, package) in lock[group].as_object().into_iter().flatten() {
            if let Some(version) = package["version"].as_str() {
                note(&mut versions, name, version.trim_start_matches('='));
            }
        }
    }
    versions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(versions: BTreeMap<String, Version>) -> Vec<String> {
        versions.into_iter().map(|(name, version)| format!("{name} {version}")).collect()
    }

    #[test]
    fn packages_are_found_in_lock_files() {
        let text = "\
version = 1
[[package]]
name = \"Zope.Interface\"
version = \"5.4.0\"
source = { registry = \"https://pypi.org/simple\" }
wheels = [
    { url = \"x\", name = \"no\" },
]

[package.dependencies]
name = \"no\"
version = \"1\"
[[package]]
name = \"numpy\"
version = \"2.1.0\"
[[package]]
name = \"numpy\"
version = \"1.26.4\"
[[package]]
name = \"unversioned\"
";
        assert_eq!(shown(packages(text)), ["numpy 2.1", "zope-interface 5.4"]);
    }

    #[test]
    fn packages_are_found_in_the_lock_file_of_pipenv() {
        let text = r#"{"_meta": {"requires": {"python_version": "3.11"}},
            "default": {"Django": {"version": "==4.2.1"}, "x": {"git": "y"}},
            "develop": {"pytest": {"version": "==8.0"}}}"#;
        assert_eq!(shown(of_pipfile(text)), ["django 4.2.1", "pytest 8.0"]);
        assert_eq!(quoted_behind(text, "\"python_version\""), Some("3.11"));
        assert!(of_pipfile("[]").is_empty() && of_pipfile("{").is_empty());
    }
}
