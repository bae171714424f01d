//! Which files of rules a configuration names.
//!
//! The rules have to be known before the rest of the configuration can be understood, so that this
//! one setting is read first.

use std::path::{Component, Path, PathBuf};

use toml::de::DeValue;

use crate::document::Document;
use crate::find::{absolute, find};
use crate::load::{FileChoice, Request};
use crate::problem::Complaint;
use crate::reader::{Item, Scope};

/// The path of a file or folder of rules, relative to the configuration file.
#[derive(Clone, Debug)]
pub(crate) struct PackPath(String);

impl Item for PackPath {
    const LIST: &'static str = "a list of paths";

    fn parse(text: &str, _: &Scope<'_>) -> Result<Self, Complaint> {
        if stays_below(Path::new(text)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Complaint::new(format!("`{text}` is not below the configuration file's folder"))
                .help("`--rules` takes any path"))
        }
    }

    fn text(&self) -> &str {
        &self.0
    }
}

/// Whether a path leads to something below the folder that it starts from. A configuration is data
/// from whoever wrote the project, and must not name files elsewhere.
pub(crate) fn stays_below(path: &Path) -> bool {
    let mut components = path.components().peekable();
    components.peek().is_some()
        && components.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The files and folders of rules that the configuration of a run names, and the folder that they
/// must not lead out of. What is wrong with the configuration is left to [`load`](crate::load()).
pub fn rule_packs(request: &Request<'_>) -> (PathBuf, Vec<PathBuf>) {
    let cwd = request.cwd;
    let document = match request.file {
        FileChoice::Search => find(cwd, request.paths).ok().flatten(),
        FileChoice::Given(path) => Document::open(&absolute(cwd, path), cwd, cwd).ok(),
        FileChoice::Isolated => None,
    };
    let Some(document) = document else { return (cwd.to_path_buf(), Vec::new()) };
    let file = absolute(cwd, document.path());
    let folder = file.parent().unwrap_or(cwd).to_path_buf();
    let mut paths = Vec::new();
    if let Ok(Some(table)) = document.settings()
        && let Some(DeValue::Array(items)) = table.get(KEY).map(toml::Spanned::get_ref)
    {
        for item in items {
            if let DeValue::String(text) = item.get_ref()
                && stays_below(Path::new(&**text))
            {
                paths.push(folder.join(&**text));
            }
        }
    }
    (folder, paths)
}

const KEY: &str = "rule-packs";
