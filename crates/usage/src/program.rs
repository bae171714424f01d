//! What the other files of a program say about a file: under which conditions they import it, and what
//! they bring along.
//!
//! Files are read again for that, and only for the few in which something is found that is gone: most
//! programs are never asked.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hognose_core::Ranged;
use hognose_python::ast::Stmt;
use hognose_python::{SourceKind, is_too_deep, parse};
use hognose_semantic::{SemanticModel, StopKind, Syntax};

use crate::condition::{Side, Wanted};
use crate::guard::{Failure, Guards, Site};

/// The files of the program that is analysed.
#[derive(Clone)]
pub struct Program {
    files: Arc<[PathBuf]>,
    read: Read,
}

/// Reads the text of a file; nothing if it cannot be read, or is too large to be code.
pub type Read = fn(&Path) -> Option<String>;

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("files", &self.files.len()).finish_non_exhaustive()
    }
}

/// Files beside a file that are looked at for one that imports it.
const MAX_NEAR: usize = 256;
/// Files of the program that may import one.
const MAX_IMPORTERS: usize = 64;
/// Levels of the syntax of a file that is looked at.
const MAX_DEPTH: u32 = 200;

impl Program {
    /// A program of these files.
    pub fn new(files: impl Iterator<Item = PathBuf>, read: Read) -> Self {
        let mut files: Vec<PathBuf> = files.collect();
        // As bytes: paths compare part by part, which takes long.
        files.sort_unstable_by(|one, other| one.as_os_str().cmp(other.as_os_str()));
        Self { files: files.into(), read }
    }

    /// Under which conditions the program imports a file; nothing if it does so without any, or if
    /// nobody beside the file imports it under one.
    ///
    /// Whoever imports it under a condition is beside it in most cases. The whole program is only read
    /// to find out that nobody else imports it without one.
    ///
    /// `failure` is how the use in the file fails: what catches the failure of an import does not catch
    /// that of a function that is called later.
    pub(crate) fn imported(&self, file: &Path, failure: Failure) -> Option<Side> {
        let (module, folder) = module(file)?;
        let is_near = |other: &&PathBuf| other.parent() == Some(folder);
        let near = self.files.iter().filter(is_near).take(MAX_NEAR);
        let mut sides = Vec::new();
        self.look(near, file, module, failure, &mut sides)?;
        if sides.is_empty() {
            return None;
        }
        let others = self.files.iter().filter(|other| !is_near(other));
        self.look(others, file, module, failure, &mut sides)?;
        sides.into_iter().reduce(Side::or)
    }

    /// Adds under which conditions files import a file; nothing if one of them does so without any.
    fn look<'p>(
        &self,
        files: impl Iterator<Item = &'p PathBuf>,
        file: &Path,
        module: &str,
        failure: Failure,
        sides: &mut Vec<Side>,
    ) -> Option<()> {
        let mut importers = 0;
        for other in files.filter(|other| *other != file) {
            let Some(text) = (self.read)(other).filter(|text| has_word(text, module)) else {
                continue;
            };
            importers += 1;
            if importers > MAX_IMPORTERS || is_too_deep(&text, MAX_DEPTH) {
                return None;
            }
            let parsed = parse(&text, SourceKind::Python);
            let model = SemanticModel::build(parsed.module());
            let guards = Guards::new(&model);
            for stop in model.stops().iter().filter(|stop| stop.kind == StopKind::Import) {
                let node = model.node(stop.node);
                let Syntax::Statement(statement) = node.syntax else { continue };
                if !imports(statement, other, file) {
                    continue;
                }
                let site =
                    Site { node: stop.node, place: node.place(), range: node.range(), failure };
                match guards.around(site, Wanted::NOTHING).side {
                    // Nothing is imported when the program runs.
                    Side { types_only: true, .. } => {}
                    Side::OPEN => return None,
                    under => sides.push(under),
                }
            }
        }
        Some(())
    }

    /// Whether one of the modules of the program that a file imports imports a package.
    pub(crate) fn brings(&self, model: &SemanticModel<'_>, file: &Path, package: &str) -> bool {
        let mut modules: Vec<&str> = model.imported_names().map(|(module, _)| module).collect();
        modules.sort_unstable();
        modules.dedup();
        modules.into_iter().filter_map(|module| self.find(module, file)).any(|path| {
            let text = (self.read)(path).unwrap_or_default();
            text.lines().any(|line| {
                let words: Vec<&str> = line.split_whitespace().take(2).collect();
                matches!(words[..], ["import" | "from", imported]
                    if imported.split('.').next() == Some(package))
            })
        })
    }

    /// The file of a module that another file of the program imports.
    fn find(&self, module: &str, from: &Path) -> Option<&PathBuf> {
        let path: PathBuf = module.split('.').collect();
        from.ancestors().skip(1).find_map(|folder| {
            let file = folder.join(&path);
            let candidates = [file.with_extension("py"), file.join("__init__.py")];
            candidates.iter().find_map(|it| Some(&self.files[self.files.binary_search(it).ok()?]))
        })
    }
}

/// The last part of the name of a file's module, and the folder that it is in.
fn module(file: &Path) -> Option<(&str, &Path)> {
    match file.file_stem()?.to_str()? {
        "__init__" => Some((file.parent()?.file_name()?.to_str()?, file.parent()?.parent()?)),
        stem => Some((stem, file.parent()?)),
    }
}

/// Whether a statement of one file imports another one.
fn imports(statement: &Stmt, importer: &Path, file: &Path) -> bool {
    let file = file.with_extension("");
    let file = if file.ends_with("__init__") { file.parent().unwrap_or(&file) } else { &file };
    let is_file = |level: u32, dotted: &str| {
        let path: PathBuf = dotted.split('.').filter(|part| !part.is_empty()).collect();
        match level {
            // One word could be a module of somebody else.
            0 => {
                file.ends_with(&path)
                    && (dotted.contains('.') || importer.parent() == file.parent())
            }
            level => {
                let folder = importer.ancestors().nth(level as usize);
                folder.is_some_and(|folder| folder.join(path) == *file)
            }
        }
    };
    match statement {
        Stmt::Import(import) => import.names.iter().any(|alias| is_file(0, alias.name.as_str())),
        Stmt::ImportFrom(import) => {
            let module = import.module.as_ref().map_or("", |module| module.as_str());
            !module.is_empty() && is_file(import.level, module)
                || import
                    .names
                    .iter()
                    .any(|alias| is_file(import.level, &format!("{module}.{}", alias.name)))
        }
        _ => false,
    }
}

/// Whether a text has a word.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part)
    })
}
