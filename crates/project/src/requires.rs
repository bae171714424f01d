//! What the settings of a project require of Python.

use crate::{Ini, Text, Toml};

/// A requirement on the version of Python, and how it is called where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The key: `requires-python`.
    pub key: &'static str,
    /// The requirement as it is written.
    pub written: Text,
}

/// What the text of a settings file requires of Python, the first place of several that hold.
pub fn requires_python(file_name: &str, text: &str) -> Option<Requirement> {
    match file_name {
        "pyproject.toml" => in_pyproject(&Toml::parse(text)),
        "setup.cfg" => in_setup_cfg(&Ini::parse(text)),
        _ => None,
    }
}

pub(crate) fn in_pyproject(toml: &Toml<'_>) -> Option<Requirement> {
    let places: [(&'static str, &[&str]); 4] = [
        ("requires-python", &["project", "requires-python"]),
        ("python", &["tool", "poetry", "dependencies", "python"]),
        ("python", &["tool", "poetry", "dependencies", "python", "version"]),
        ("requires-python", &["tool", "flit", "metadata", "requires-python"]),
    ];
    places.into_iter().find_map(|(key, path)| {
        let written = toml.text(path)?;
        Some(Requirement { key, written })
    })
}

pub(crate) fn in_setup_cfg(ini: &Ini<'_>) -> Option<Requirement> {
    let key = "python_requires";
    let written = ini.text("options", key).or_else(|| ini.text("options", "python-requires"))?;
    Some(Requirement { key, written })
}
