//! Which versions of packages a project uses.

use std::collections::BTreeMap;
use std::path::Path;

use hognose_deprecation::Version;

use crate::folder::{Folder, has_extension, names};
use crate::lock::{locked, note};

/// The versions of packages, and where they are from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibraryVersions {
    /// By the names in normal form.
    pub versions: BTreeMap<String, Version>,
    /// The files or folders that say so. Names of files are anything that the file system allows.
    pub from: Vec<String>,
}

/// Where virtual environments stand beside a project.
const ENVIRONMENTS: [&str; 2] = [".venv", "venv"];
/// Where files of requirements stand that are not in the project's own folder.
const REQUIREMENTS: [&str; 2] = ["requirements", "constraints"];
/// Files of requirements are written by people, or have hashes.
const MAX_BYTES: u64 = 16 << 20;
/// More files of requirements than anybody has.
const MAX_FILES: usize = 50;

/// Finds out which versions of packages the project in a folder uses: what its lock file says; else
/// what its requirements pin; else what is installed in an environment beside it.
pub fn library_versions(folder: &Path) -> LibraryVersions {
    let folder = Folder(folder);
    if let Some((versions, from)) = locked(folder) {
        return LibraryVersions { versions, from: vec![from] };
    }
    let mut found = LibraryVersions::default();
    let is_pins = |name: &String| {
        let is_named = name.starts_with("requirements") || name.starts_with("constraints");
        is_named && has_extension(name, &["txt"])
    };
    let mut files: Vec<String> = folder.names().into_iter().filter(is_pins).collect();
    let is_text = |name: &String| has_extension(name, &["txt"]);
    for below in REQUIREMENTS {
        let inside = names(&folder.join(below)).into_iter().filter(is_text);
        files.extend(inside.map(|name| format!("{below}/{name}")));
    }
    for name in files.into_iter().take(MAX_FILES) {
        let pins = pins(&folder.whole(&name, MAX_BYTES).unwrap_or_default());
        if !pins.is_empty() {
            found.from.push(name);
        }
        for (name, version) in pins {
            note(&mut found.versions, &name, &version);
        }
    }
    if found.versions.is_empty() {
        let mut environments = ENVIRONMENTS.into_iter();
        environments.find_map(|name| installed(folder, name)).unwrap_or_default()
    } else {
        found
    }
}

/// The name of a package in normal form, by which all its spellings are one: `zope-interface`.
pub fn normal_name(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// The exact versions in a file of requirements: `name[extra]==1.2; marker`.
fn pins(text: &str) -> Vec<(String, String)> {
    let pin = |line: &str| {
        let (name, rest) = line.split_once("==")?;
        let name = name.split('[').next()?.trim();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let rest = rest.trim_start_matches('=').trim_start();
        let version = rest.split(|c: char| c.is_whitespace() || ";,\\".contains(c)).next()?;
        (!version.contains('*')).then(|| (name.to_owned(), version.to_owned()))
    };
    text.lines().filter_map(|line| pin(line.split('#').next()?)).collect()
}

/// The packages that are installed in an environment, by the names of the folders that say so.
fn installed(folder: Folder<'_>, environment: &str) -> Option<LibraryVersions> {
    let mut versions = BTreeMap::new();
    let lib = format!("{environment}/lib");
    let mut sites: Vec<String> = names(&folder.join(&lib))
        .into_iter()
        .filter(|name| name.starts_with("python3"))
        .take(MAX_FILES)
        .map(|python| format!("{lib}/{python}/site-packages"))
        .collect();
    sites.push(format!("{environment}/Lib/site-packages"));
    for site in sites {
        for entry in names(&folder.join(&site)) {
            let package = entry.strip_suffix(".dist-info").and_then(|it| it.rsplit_once('-'));
            if let Some((name, version)) = package {
                note(&mut versions, name, version);
            }
        }
    }
    let from = vec![environment.to_owned()];
    (!versions.is_empty()).then_some(LibraryVersions { versions, from })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_normal_form() {
        for name in ["zope.interface", "Zope_Interface", "zope--interface", "ZOPE-_.INTERFACE"] {
            assert_eq!(normal_name(name), "zope-interface");
        }
    }

    #[test]
    fn pins_are_read() {
        let text = "\
# pip-compile
-r base.txt
Django[argon2]==4.2.1 ; python_version >= \"3.8\" \\
    --hash=sha256:abc==
requests == 2.31.0  # via x
flask>=2
six===1.16
tensor==2.*
git+https://x/y==z
";
        let found = pins(text);
        let found: Vec<_> =
            found.iter().map(|(name, version)| format!("{name} {version}")).collect();
        assert_eq!(found, ["Django 4.2.1", "requests 2.31.0", "six 1.16"]);
    }
}
