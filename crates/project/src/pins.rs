//! The version of Python that a project is run with, where it says nothing about others.

use hognose_deprecation::Version;

use crate::bounds::Bound;
use crate::folder::Folder;
use crate::python::release;

/// Finds the oldest release that the text of a file names.
type Oldest = fn(&str) -> Option<Version>;

/// The oldest release that the project pins: what version managers, hosts and containers read.
pub(crate) fn pinned(folder: Folder<'_>) -> Option<Bound> {
    let sources: [(&str, Oldest); 3] = [
        (".python-version", in_python_version),
        ("runtime.txt", in_runtime),
        ("Dockerfile", in_dockerfile),
    ];
    sources.into_iter().find_map(|(name, oldest)| {
        let version = oldest(&folder.settings(name)?)?;
        Some(Bound { version, from: name.to_owned() })
    })
}

fn in_python_version(text: &str) -> Option<Version> {
    text.lines().filter_map(|line| release(line.trim().trim_start_matches("cpython-"))).min()
}

fn in_runtime(text: &str) -> Option<Version> {
    let line = text.trim();
    release(line.strip_prefix("python-").unwrap_or(line))
}

/// More arguments than anybody's Dockerfile has.
const MAX_ARGUMENTS: usize = 100;

/// The oldest image of Python that a Dockerfile begins with, `ARG`s with a default filled in.
fn in_dockerfile(text: &str) -> Option<Version> {
    let mut defaults: Vec<(&str, &str)> = Vec::new();
    let mut oldest: Option<Version> = None;
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let Some(instruction) = words.next() else { continue };
        if instruction.eq_ignore_ascii_case("ARG") {
            // More of them would make every image slower to look up.
            let more = MAX_ARGUMENTS.saturating_sub(defaults.len());
            defaults.extend(words.filter_map(|word| word.split_once('=')).take(more));
        } else if instruction.eq_ignore_ascii_case("FROM") {
            let image = words.find(|word| !word.starts_with("--")).unwrap_or_default();
            let Some((name, tag)) = image.rsplit_once('/').map_or(image, |it| it.1).split_once(':')
            else {
                continue;
            };
            if name == "python" {
                let version = release(tag).or_else(|| release(default_of(tag, &defaults)?));
                oldest = oldest.into_iter().chain(version).min();
            }
        }
    }
    oldest
}

/// The default of the variable that a tag begins with: `$VERSION`, `${VERSION}`, `${VERSION:-3.9}`.
fn default_of<'t>(tag: &'t str, defaults: &[(&'t str, &'t str)]) -> Option<&'t str> {
    let name = tag.strip_prefix('$')?;
    let name = name.strip_prefix('{').unwrap_or(name);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let (name, rest) = name.split_at(end);
    let given = defaults.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let value = given.or_else(|| rest.strip_prefix(":-"))?;
    Some(value.trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_version_managers_and_hosts_pin_a_release() {
        let release = |minor| Some(Version::new(3, minor));
        assert_eq!(in_python_version("3.11.4\n"), release(11));
        assert_eq!(in_python_version("# both\n3.12\ncpython-3.9.1\n"), release(9));
        assert_eq!(in_python_version("pypy3.10-7.3\n"), None);
        assert_eq!(in_runtime("python-3.10.6\n"), release(10));
        assert_eq!(in_runtime("3.8"), release(8));
    }

    #[test]
    fn images_pin_a_release() {
        let minor = |text| in_dockerfile(text).map(Version::minor);
        assert_eq!(minor("FROM node:20\nfrom --platform=x python:3.12-slim AS a\n"), Some(12));
        assert_eq!(minor("FROM public.ecr.aws/lambda/python:3.11\nFROM python:3.9\n"), Some(9));
        assert_eq!(minor("ARG V=\"3.10\"\nFROM python:${V}-slim\n"), Some(10));
        assert_eq!(minor("FROM python:${V:-3.8}\n"), Some(8));
        assert_eq!(minor("FROM python:latest\nFROM pythonx:3.9\nFROM\n"), None);
    }
}
