//! Files in which data comes in through what they inherit.
//!
//! A class whose methods a library calls may be derived from one of another file, which alone imports the
//! library; and its own file may be named in settings only, so that no code leads there.

use hognose_python::ast::{Expr, StmtClassDef};
use hognose_semantic::{BindingKind, ScopeKind, SemanticModel};
use rustc_hash::FxHashMap;

/// How often classes are derived from each other, at most.
const MAX_GENERATIONS: usize = 4;

/// A class, by the words that are known without its file being run.
#[derive(Debug)]
pub(crate) struct Class {
    name: Box<str>,
    bases: Box<[Base]>,
}

/// A base of a class.
#[derive(Debug)]
struct Base {
    /// What it is called where it is defined.
    name: Box<str>,
    /// The path of the module that it comes from, as far as the code says, with `/` between its parts;
    /// none if it is of the same file, or of nobody knows where.
    module: Option<Box<str>>,
}

/// The classes of a file that have bases.
pub(crate) fn classes(model: &SemanticModel<'_>) -> Vec<Class> {
    let mut classes: Vec<Class> = model
        .scopes()
        .filter_map(|(_, scope)| match scope.kind {
            ScopeKind::Class(class) => class_of(class),
            _ => None,
        })
        .collect();
    if classes.is_empty() {
        return classes;
    }
    let imports: FxHashMap<&str, (&str, &str)> = model
        .bindings()
        .filter_map(|binding| match binding.kind {
            BindingKind::ImportFrom { module, member, .. } => {
                Some((binding.name, (module.unwrap_or_default(), member)))
            }
            _ => None,
        })
        .collect();
    for base in classes.iter_mut().flat_map(|class| &mut class.bases) {
        if let Some((module, member)) = imports.get(&*base.name) {
            *base = Base { name: (*member).into(), module: Some(module.replace('.', "/").into()) };
        }
    }
    classes
}

fn class_of(class: &StmtClassDef) -> Option<Class> {
    let bases = class.bases().iter().filter_map(|base| match base {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    });
    let bases: Box<[Base]> = bases.map(|name| Base { name: name.into(), module: None }).collect();
    (!bases.is_empty()).then(|| Class { name: class.name.as_str().into(), bases })
}

/// The files that are no sources by themselves, but have classes derived from one of a source that is
/// derived from a class whose methods a library calls. `is_called` says so of a word.
pub(crate) fn heirs(
    paths: &[String],
    classes: &[&[Class]],
    is_source: impl Fn(usize) -> bool,
    is_called: impl Fn(&str) -> bool,
) -> Vec<usize> {
    // Where classes are defined whose methods are called.
    let mut known: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (file, classes) in classes.iter().enumerate().filter(|(file, _)| is_source(*file)) {
        for class in *classes {
            if class.bases.iter().any(|base| is_called(&base.name)) {
                known.entry(&class.name).or_default().push(file);
            }
        }
    }
    let mut found: Vec<usize> = Vec::new();
    for _ in 0..MAX_GENERATIONS {
        let mut new: Vec<(&str, usize)> = Vec::new();
        for (file, classes) in classes.iter().enumerate() {
            for class in *classes {
                let is_derived = class.bases.iter().any(|base| {
                    known.get(&*base.name).is_some_and(|files| match &base.module {
                        Some(module) => files.iter().any(|it| paths[*it].contains(&**module)),
                        None => files.contains(&file),
                    })
                });
                if is_derived && !known.get(&*class.name).is_some_and(|it| it.contains(&file)) {
                    new.push((&class.name, file));
                }
            }
        }
        if new.is_empty() {
            break;
        }
        for (name, file) in new {
            known.entry(name).or_default().push(file);
            if !is_source(file) {
                found.push(file);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use hognose_python::{SourceKind, parse};
    use hognose_semantic::SemanticModel;

    use super::{Class, classes, heirs};

    #[test]
    fn classes_are_followed_from_file_to_file() {
        let files = [
            ("app/base.py", "class Base(RequestHandler): ...\n"),
            ("app/login.py", "from .base import Base as B\nclass Login(B): ...\n"),
            ("app/more.py", "from app.login import Login\nclass More(Login): ...\n"),
            ("app/other.py", "from typing import Base\nclass Other(Base): ...\n"),
            ("app/own.py", "class Base: ...\nclass Own(Base): ...\n"),
        ];
        let of_files: Vec<Vec<Class>> = files
            .iter()
            .map(|(_, text)| {
                let parsed = parse(text, SourceKind::Python);
                classes(&SemanticModel::build(parsed.module()))
            })
            .collect();
        let of_files: Vec<&[Class]> = of_files.iter().map(|classes| &**classes).collect();
        let paths = files.map(|(path, _)| path.to_owned());
        let found = heirs(&paths, &of_files, |file| file == 0, |name| name == "RequestHandler");
        assert_eq!(found, [1, 2]);
    }
}
