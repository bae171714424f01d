//! Which files of a package are modules that its users import, and under which names.

use std::collections::BTreeSet;

use hognose_core::Notice;

use crate::source::{Distribution, Source, normal_name};

/// A file of an archive or a folder: its path with `/`, and its content.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// Folders that hold no code for users, at the top of a source distribution.
const NOT_INSTALLED: &[&str] = &[
    "asv_bench",
    "benchmark",
    "benchmarks",
    "bin",
    "build_tools",
    "changelog",
    "ci",
    "conftest",
    "dev",
    "doc",
    "docs",
    "docs_src",
    "example",
    "examples",
    "extra",
    "extras",
    "fixtures",
    "integration",
    "integration_tests",
    "js_tests",
    "licenses",
    "maint_tools",
    "misc",
    "newsfragments",
    "noxfile",
    "packages",
    "pavement",
    "release",
    "requirements",
    "runtests",
    "scripts",
    "setup",
    "setupext",
    "sites",
    "t",
    "tasks",
    "test",
    "testing",
    "tests",
    "tests-py3",
    "tools",
    "typings",
    "unit_tests",
    "vendored-meson",
    "versioneer",
    "web",
];

/// Folders of a source distribution in which packages stand, the best first.
const ROOTS: &[&str] = &["src/", "lib3/", "lib/", "python/", ""];

/// Whether a file is worth reading at all.
pub(crate) fn is_wanted(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    is_description(path) || (is_python(name) && !is_about_tests(path))
}

fn is_python(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "py" | "pyi")))
}

/// Whether a file says what the package is.
fn is_description(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    match name {
        "PKG-INFO" | "METADATA" | "top_level.txt" => path.matches('/').count() <= 3,
        _ => false,
    }
}

/// Whether nobody imports it: tests that are installed.
fn is_about_tests(path: &str) -> bool {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    name == "conftest.py"
        || name.starts_with("test_")
        || parts.iter().any(|part| matches!(*part, "tests" | "_tests" | "__pycache__"))
}

/// The package that these files make up. `fallback` is the file's name, of an archive that says nothing.
pub(crate) fn distribution(files: Vec<File>, fallback: &str, notices: Vec<Notice>) -> Distribution {
    let is_wheel = files.iter().any(|file| {
        file.path
            .split_once('/')
            .is_some_and(|(top, rest)| top.ends_with(".dist-info") && rest == "METADATA")
    });
    let files =
        if is_wheel { files.into_iter().map(flattened).collect() } else { unwrapped(files) };
    let description = files
        .iter()
        .filter(|file| matches!(leaf(&file.path), "METADATA" | "PKG-INFO"))
        .min_by_key(|file| (file.path.matches('/').count(), file.path.clone()));
    let text = description.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    let field = |name: &str| text.as_deref().and_then(|text| header(text, name));
    let (guessed, version) = name_and_version(fallback);
    let name = normal_name(&field("Name").unwrap_or(guessed));
    let version = field("Version").or(version).and_then(|version| version.parse().ok());
    let root = if is_wheel { "" } else { root(&files) };
    let tops = if is_wheel { None } else { top_levels(&files) };
    let has_packages = files.iter().any(|file| {
        file.path
            .strip_prefix(root)
            .is_some_and(|it| it.ends_with("/__init__.py") && it.matches('/').count() == 1)
    });
    let mut sources: Vec<Source> = files
        .into_iter()
        .filter_map(|file| {
            let source = source(&file.path, root)?;
            let top = source.0.split('.').next().unwrap_or_default();
            // A single file beside a package is a tool for building it.
            let is_file = !source.0.contains('.') && !source.1;
            let is_extra = is_file && !is_wheel && has_packages && normal_name(top) != name;
            let is_installed = !is_extra
                && match &tops {
                    Some(tops) => tops.contains(top),
                    None => is_wheel || !root.is_empty() || !NOT_INSTALLED.contains(&top),
                };
            is_installed.then_some(Source {
                module: source.0,
                is_package: source.1,
                is_stub: source.2,
                path: file.path,
                bytes: file.bytes,
            })
        })
        .collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Distribution { name, version, sources, notices }
}

/// The module that a path below `root` is: its name, whether it is a package, whether it is a stub.
pub(crate) fn source(path: &str, root: &str) -> Option<(String, bool, bool)> {
    let below = path.strip_prefix(root)?;
    let (stem, is_stub) = match below.strip_suffix(".pyi") {
        Some(stem) => (stem, true),
        None => (below.strip_suffix(".py")?, false),
    };
    let mut parts: Vec<&str> = stem.split('/').collect();
    // A folder `shop-stubs` holds the stubs of `shop`.
    if let Some(first) = parts.first_mut() {
        *first = first.strip_suffix("-stubs").unwrap_or(first);
    }
    let is_package = parts.last() == Some(&"__init__");
    if is_package {
        parts.pop();
    }
    let is_identifier = |part: &&str| {
        !part.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c == '_' || c.is_alphanumeric())
    };
    (!parts.is_empty() && parts.iter().all(is_identifier))
        .then(|| (parts.join("."), is_package, is_stub))
}

/// Without the folders of a wheel for what goes beside the purely portable part.
fn flattened(file: File) -> File {
    let inner = file.path.split_once(".data/").and_then(|(top, rest)| {
        let below = rest.strip_prefix("purelib/").or_else(|| rest.strip_prefix("platlib/"))?;
        (!top.contains('/')).then(|| below.to_owned())
    });
    match inner {
        Some(path) => File { path, ..file },
        None => file,
    }
}

/// Without the folder that encloses everything in a source distribution.
fn unwrapped(files: Vec<File>) -> Vec<File> {
    let strip = |mut file: File| {
        let (_, inner) = file.path.split_once('/')?;
        file.path = inner.to_owned();
        Some(file)
    };
    files.into_iter().filter_map(strip).collect()
}

fn leaf(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// A field of a package's description.
pub(crate) fn header(text: &str, name: &str) -> Option<String> {
    let head = text.lines().take_while(|line| !line.is_empty());
    let mut values = head.filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    values.next().map(|value| value.trim().to_owned())
}

/// The name and the version in the name of an archive: `shop-1.2.tar.gz`.
fn name_and_version(file: &str) -> (String, Option<String>) {
    let mut stem = file;
    for suffix in [".tar.gz", ".tgz", ".zip", ".whl"] {
        stem = stem.strip_suffix(suffix).unwrap_or(stem);
    }
    let at = stem
        .match_indices('-')
        .find(|(at, _)| stem[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    match at {
        Some((at, _)) => {
            let version = stem[at + 1..].split('-').next().unwrap_or_default();
            (stem[..at].to_owned(), Some(version.to_owned()))
        }
        None => (stem.to_owned(), None),
    }
}

/// The folder of a source distribution in which its packages stand.
fn root(files: &[File]) -> &'static str {
    let holds_packages = |root: &&&str| {
        files.iter().any(|file| {
            let inner = file.path.strip_prefix(**root);
            inner.is_some_and(|inner| {
                inner.split_once('/').is_some_and(|(top, rest)| {
                    rest == "__init__.py" && !NOT_INSTALLED.contains(&top)
                })
            })
        })
    };
    ROOTS.iter().find(holds_packages).copied().unwrap_or("")
}

/// The top-level modules that a source distribution names itself.
fn top_levels(files: &[File]) -> Option<BTreeSet<String>> {
    let list = files.iter().find(|file| leaf(&file.path) == "top_level.txt")?;
    let text = String::from_utf8_lossy(&list.bytes);
    let names: BTreeSet<String> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    (!names.is_empty()).then_some(names)
}
