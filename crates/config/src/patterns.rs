//! Patterns for paths. Matching takes time linear in the length of the path, whatever the pattern.
//!
#![doc = include_str!("patterns.md")]

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use globset::{ErrorKind, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::problem::Complaint;
use crate::reader::{Item, Scope};

/// A valid pattern.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    text: String,
    base: PathBuf,
    glob: Glob,
    kind: PatternKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PatternKind {
    /// Matches files and folders.
    Any,
    /// Matches folders only.
    Folder,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Something that is read.
    File,
    /// Something that is walked into.
    Folder,
}

/// A set of patterns, ready to be matched. Paths given to it are absolute and clean, see
/// [`absolute`](crate::absolute).
#[derive(Clone, Debug, Default)]
pub struct PathPatterns {
    groups: Vec<Group>,
}

/// The patterns that are relative to one folder.
#[derive(Clone, Debug)]
struct Group {
    base: PathBuf,
    any: GlobSet,
    folders: GlobSet,
}

impl Pattern {
    /// Reads a pattern that is relative to the folder `base`.
    pub(crate) fn new(text: &str, base: &Path) -> Result<Self, Complaint> {
        if text.len() > MAX_PATTERN_BYTES {
            return Err(Complaint::new(format!(
                "the pattern is longer than {MAX_PATTERN_BYTES} bytes"
            )));
        }
        if text.starts_with('!') {
            return Err(Complaint::new("a pattern cannot be negated")
                .help("patterns only add to each other: name what is meant"));
        }
        let kind = if text.ends_with('/') { PatternKind::Folder } else { PatternKind::Any };
        let (base, path) = anchored(base, text.trim_end_matches('/'))?;
        let invalid = |error: globset::Error| {
            let reason = match error.kind() {
                // Its text shows the expression that the pattern was translated to.
                ErrorKind::Regex(_) => "it cannot be compiled".to_owned(),
                kind => kind.to_string(),
            };
            Complaint::new(format!("invalid pattern `{text}`: {reason}"))
        };
        let glob = GlobBuilder::new(&path).literal_separator(true).build().map_err(invalid)?;
        // Some mistakes show only when a pattern is compiled.
        compile([&glob]).map_err(invalid)?;
        Ok(Self { text: text.to_owned(), base, glob, kind })
    }
}

impl Item for Pattern {
    const LIST: &'static str = "a list of patterns";

    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Complaint> {
        Self::new(text, scope.base)
    }

    fn text(&self) -> &str {
        &self.text
    }
}

/// Braces nest, and the compiler of patterns is recursive: this also bounds their depth.
const MAX_PATTERN_BYTES: usize = 1000;

/// The folder that a pattern is relative to, and the pattern in the form that matches from there.
fn anchored(base: &Path, pattern: &str) -> Result<(PathBuf, String), Complaint> {
    if pattern.is_empty() {
        return Err(Complaint::new("the pattern is empty"));
    }
    let mut base = base.to_path_buf();
    let mut rest =
        Path::new(pattern).strip_prefix(&base).ok().and_then(Path::to_str).unwrap_or(pattern);
    loop {
        if let Some(below) = rest.strip_prefix("./") {
            rest = below;
        } else if let Some(beside) = rest.strip_prefix("../") {
            base.pop();
            rest = beside;
        } else {
            break;
        }
    }
    let rest = rest.trim_start_matches('/');
    if matches!(rest, "" | "." | "..") {
        return Err(Complaint::new(format!("the pattern `{pattern}` names nothing")));
    }
    if rest.split('/').any(|name| matches!(name, "." | "..")) {
        return Err(Complaint::new(format!(
            "`.` and `..` can stand only at the beginning of the pattern `{pattern}`"
        )));
    }
    let at_any_depth = !pattern.contains('/');
    Ok((base, if at_any_depth { format!("**/{rest}") } else { rest.to_owned() }))
}

fn compile<'a>(globs: impl IntoIterator<Item = &'a Glob>) -> Result<GlobSet, globset::Error> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(glob.clone());
    }
    builder.build()
}

impl PathPatterns {
    /// The set of these patterns.
    ///
    /// # Errors
    ///
    /// If they are too large, taken together.
    pub(crate) fn new<'a>(
        patterns: impl IntoIterator<Item = &'a Pattern>,
    ) -> Result<Self, globset::Error> {
        let mut bases: Vec<(&Path, Vec<&Pattern>)> = Vec::new();
        for pattern in patterns {
            match bases.iter_mut().find(|(base, _)| *base == pattern.base) {
                Some((_, patterns)) => patterns.push(pattern),
                None => bases.push((&pattern.base, vec![pattern])),
            }
        }
        let group = |(base, patterns): (&Path, Vec<&Pattern>)| {
            let of_kind = |kind| {
                compile(patterns.iter().filter(|pattern| pattern.kind == kind).map(|p| &p.glob))
            };
            Ok(Group {
                base: base.to_path_buf(),
                any: of_kind(PatternKind::Any)?,
                folders: of_kind(PatternKind::Folder)?,
            })
        };
        Ok(Self { groups: bases.into_iter().map(group).collect::<Result<_, _>>()? })
    }

    /// Whether a pattern matches this very file or folder. For a walk, which leaves out what matches
    /// and so never sees what is below it.
    pub fn matches(&self, path: &Path, kind: EntryKind) -> bool {
        self.groups.iter().any(|group| group.matches(&group.relative(path), kind))
    }

    /// Whether a pattern matches this file or folder, or a folder that it lies in.
    pub fn covers(&self, path: &Path, kind: EntryKind) -> bool {
        self.groups.iter().any(|group| {
            let path = group.relative(path);
            let mut folders = path.ancestors().skip(1);
            group.matches(&path, kind)
                || folders.any(|folder| group.matches(folder, EntryKind::Folder))
        })
    }
}

impl Group {
    /// The path as the patterns see it: from the base or, outside of it, from the root of the file
    /// system.
    fn relative<'p>(&self, path: &'p Path) -> Cow<'p, Path> {
        match path.strip_prefix(&self.base) {
            Ok(below) => Cow::Borrowed(below),
            Err(_) => path
                .components()
                .filter(|part| matches!(part, Component::Normal(_)))
                .collect::<PathBuf>()
                .into(),
        }
    }

    fn matches(&self, path: &Path, kind: EntryKind) -> bool {
        let is_base = path.as_os_str().is_empty();
        !is_base
            && (self.any.is_match(path) || kind == EntryKind::Folder && self.folders.is_match(path))
    }
}
