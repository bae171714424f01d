//! Which packages a project asks for, whichever versions it gets.

use std::collections::BTreeSet;
use std::path::Path;

use crate::folder::{Folder, has_extension};
use crate::libraries::normal_name;

/// The files in which projects ask for packages, beside those of requirements.
const FILES: [&str; 7] = [
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Pipfile",
    "environment.yml",
    "environment.yaml",
    "tox.ini",
];
/// The folders that have files of requirements in many projects.
const FOLDERS: [&str; 3] = ["requirements", "reqs", "constraints"];
/// More files of requirements than anybody has.
const MAX_FILES: usize = 50;

/// The names of the packages that the project in a folder asks for, in normal form, among all other words
/// of the files that ask for packages: this answers whether a project names a package that has a name
/// like no other word, as `legacy-cgi`.
pub fn required_names(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let folder_itself = Folder(folder);
    for file in FILES {
        add(&mut names, &folder_itself.settings(file).unwrap_or_default());
    }
    let is_requirements = |name: &String| {
        let lower = name.to_ascii_lowercase();
        let is_named = lower.contains("requirements") || lower.contains("constraints");
        is_named && has_extension(name, &["txt", "in", "pip"])
    };
    for file in folder_itself.names().into_iter().filter(is_requirements).take(MAX_FILES) {
        add(&mut names, &folder_itself.settings(&file).unwrap_or_default());
    }
    for below in FOLDERS {
        let path = folder.join(below);
        let below = Folder(&path);
        let is_text = |name: &String| has_extension(name, &["txt", "in", "pip"]);
        for file in below.names().into_iter().filter(is_text).take(MAX_FILES) {
            add(&mut names, &below.settings(&file).unwrap_or_default());
        }
    }
    names
}

/// Adds the words of a text that look like the name of a package.
fn add(names: &mut BTreeSet<String>, text: &str) {
    for line in text.lines() {
        let line = line.split(" #").next().unwrap_or_default();
        if line.trim_start().starts_with('#') {
            continue;
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let words = line.split(|c| !is_part(c)).filter(|word| !word.is_empty());
        names.extend(words.map(normal_name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_in_all_kinds_of_files() {
        let mut names = BTreeSet::new();
        add(
            &mut names,
            "dependencies = [\"legacy-cgi; python_version>='3.13'\", \"audioop_lts==0.2\"]",
        );
        add(&mut names, "# standard-imp\nflask  # standard-uu\nstandard-telnetlib>=3.13\n");
        for name in ["legacy-cgi", "audioop-lts", "standard-telnetlib"] {
            assert!(names.contains(name), "{name}");
        }
        assert!(!names.contains("standard-imp") && !names.contains("standard-uu"));
    }
}
