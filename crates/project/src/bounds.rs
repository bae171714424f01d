//! Which versions of Python a project runs on.

use std::path::Path;

use hognose_deprecation::{Specifiers, Version};

use crate::ci::newest_tested;
use crate::folder::Folder;
use crate::lock::locked_requirement;
use crate::pins::pinned;
use crate::python::{release, short_release};
use crate::requires::{Requirement, in_pyproject, in_setup_cfg};
use crate::setup::Setup;
use crate::{Ini, Toml};

/// A feature release, and what says that the project runs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The release.
    pub version: Version,
    /// Where that is from, as `requires-python in pyproject.toml`. It can hold names of files, which
    /// are anything that the file system allows.
    pub from: String,
}

/// The versions of Python that a project runs on, as far as it says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PythonBounds {
    /// The oldest release.
    pub low: Option<Bound>,
    /// The newest release. It can be older than the other, if the project contradicts itself.
    pub high: Option<Bound>,
}

/// Finds out which versions of Python the project in a folder runs on.
///
/// The oldest is what other tools are told, else what the project requires, else what it is run with
/// or locked for. The newest is the upper bound of what it requires; where there is none, the newest
/// that it says it works with or is tested on.
pub fn python_bounds(folder: &Path) -> PythonBounds {
    let folder = Folder(folder);
    let pyproject_text = folder.settings("pyproject.toml").unwrap_or_default();
    let setup_cfg_text = folder.settings("setup.cfg").unwrap_or_default();
    let pyproject = Toml::parse(&pyproject_text);
    let setup_cfg = Ini::parse(&setup_cfg_text);
    let setup = folder.settings("setup.py").map(|text| Setup::read(&text)).unwrap_or_default();

    let required = required(&pyproject, &setup_cfg, &setup).or_else(|| locked_requirement(folder));
    let is_declared = required.as_ref().is_some_and(|required| required.is_declared);
    let of_required = |pick: fn(&Specifiers) -> Option<Version>| {
        let Required { specifiers, from, .. } = required.as_ref()?;
        Some(Bound { version: pick(specifiers)?, from: from.clone() })
    };
    let low = told_to_tools(folder, &pyproject, &setup_cfg)
        .or_else(|| of_required(Specifiers::lowest_3).filter(|_| is_declared))
        .or_else(|| pinned(folder))
        .or_else(|| of_required(Specifiers::lowest_3));
    let high = of_required(Specifiers::highest_3).or_else(|| {
        let classified = classified(&pyproject, &setup_cfg, &setup);
        let tested = newest_tested(folder, &pyproject, &setup_cfg);
        // Of equal ones the last is taken; classifiers say it more plainly.
        tested.into_iter().chain(classified).max_by_key(|bound| bound.version)
    });
    PythonBounds { low, high }
}

/// A requirement on the version of Python.
pub(crate) struct Required {
    pub(crate) specifiers: Specifiers,
    pub(crate) from: String,
    /// Whether the project itself says so, and not what was derived from it.
    pub(crate) is_declared: bool,
}

/// What the project requires, in the first place that says so.
fn required(pyproject: &Toml<'_>, setup_cfg: &Ini<'_>, setup: &Setup) -> Option<Required> {
    let read = |text: &str, from: String| {
        let specifiers = Specifiers::parse(text).ok()?;
        Some(Required { specifiers, from, is_declared: true })
    };
    let declared = |requirement: Requirement, file: &str| {
        read(&requirement.written.text, format!("{} in {file}", requirement.key))
    };
    in_pyproject(pyproject)
        .and_then(|it| declared(it, "pyproject.toml"))
        .or_else(|| in_setup_cfg(setup_cfg).and_then(|it| declared(it, "setup.cfg")))
        .or_else(|| {
            read(setup.python_requires.as_deref()?, "python_requires in setup.py".to_owned())
        })
}

/// The oldest release that another tool is told to check for.
fn told_to_tools(folder: Folder<'_>, pyproject: &Toml<'_>, setup_cfg: &Ini<'_>) -> Option<Bound> {
    let bound = |version, from: &str| Some(Bound { version, from: from.to_owned() });
    let ruff = |text: &str| short_release(text.strip_prefix("py")?);
    let in_toml = |path: &[&str]| pyproject.text(path).map(|it| it.text);
    if let Some(version) = in_toml(&["tool", "ruff", "target-version"]).and_then(|it| ruff(&it)) {
        return bound(version, "[tool.ruff] in pyproject.toml");
    }
    for name in [".ruff.toml", "ruff.toml"] {
        let Some(text) = folder.settings(name) else { continue };
        let told = Toml::parse(&text).text(&["target-version"]);
        if let Some(version) = told.and_then(|it| ruff(&it.text)) {
            return bound(version, name);
        }
    }
    if let Some(version) = in_toml(&["tool", "mypy", "python_version"]).and_then(|it| release(&it))
    {
        return bound(version, "[tool.mypy] in pyproject.toml");
    }
    for name in ["mypy.ini", ".mypy.ini"] {
        let Some(text) = folder.settings(name) else { continue };
        let told = Ini::parse(&text).text("mypy", "python_version");
        if let Some(version) = told.and_then(|it| release(&it.text)) {
            return bound(version, name);
        }
    }
    let told = setup_cfg.text("mypy", "python_version");
    if let Some(version) = told.and_then(|it| release(&it.text)) {
        return bound(version, "[mypy] in setup.cfg");
    }
    let pyright = in_toml(&["tool", "pyright", "pythonVersion"]);
    if let Some(version) = pyright.and_then(|it| release(&it)) {
        return bound(version, "[tool.pyright] in pyproject.toml");
    }
    let text = folder.settings("pyrightconfig.json")?;
    bound(quoted_behind(&text, "\"pythonVersion\"").and_then(release)?, "pyrightconfig.json")
}

/// The string that stands behind a key in JSON, with or without comments around.
pub(crate) fn quoted_behind<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(key)?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split('"').next()
}

/// The newest release that the classifiers name.
fn classified(pyproject: &Toml<'_>, setup_cfg: &Ini<'_>, setup: &Setup) -> Option<Bound> {
    const PREFIX: &str = "Programming Language :: Python :: ";
    let newest = |texts: &mut dyn Iterator<Item = &str>, from: &str| {
        let version = texts.filter_map(|it| release(it.trim().strip_prefix(PREFIX)?)).max()?;
        Some(Bound { version, from: from.to_owned() })
    };
    let in_toml = |path: &[&str]| {
        let texts = pyproject.texts(path);
        newest(&mut texts.iter().map(|it| it.text.as_str()), "classifiers in pyproject.toml")
    };
    in_toml(&["project", "classifiers"])
        .or_else(|| in_toml(&["tool", "poetry", "classifiers"]))
        .or_else(|| in_toml(&["tool", "flit", "metadata", "classifiers"]))
        .or_else(|| {
            let lines = setup_cfg.lines("metadata", "classifiers");
            newest(&mut lines.iter().map(|it| it.text.as_str()), "classifiers in setup.cfg")
        })
        .or_else(|| {
            let texts = &mut setup.classifiers.iter().map(String::as_str);
            newest(texts, "classifiers in setup.py")
        })
}
