//! Where a configuration says that the baseline is.

use std::path::{Path, PathBuf};

use toml::de::DeValue;

use crate::listing::{Show, Shown};
use crate::origin::Located;
use crate::packs::stays_below;
use crate::problem::Complaint;
use crate::reader::{Node, Reader, Value, mismatch};

/// The path of a file below the folder that the configuration's patterns start from; empty if there
/// is no baseline.
#[derive(Clone, Debug)]
pub(crate) struct BaselinePath {
    written: String,
    base: PathBuf,
}

impl BaselinePath {
    /// The file, if there is one.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        (!self.written.is_empty()).then(|| self.base.join(&self.written))
    }
}

impl Value for Located<BaselinePath> {
    fn read(node: &Node<'_>, key: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let read = match node.get_ref() {
            DeValue::String(text) if text.is_empty() || stays_below(Path::new(&**text)) => {
                Ok(BaselinePath {
                    written: text.to_string(),
                    base: reader.scope.base.to_path_buf(),
                })
            }
            DeValue::String(text) => Err(Complaint::new(format!(
                "`{text}` is not below the configuration file's folder"
            ))
            .help("`--baseline` takes any path")),
            _ => Err(mismatch(node, key, "a path in quotes")),
        };
        reader.located(read, node.span())
    }
}

impl Show for Located<BaselinePath> {
    fn show(&self) -> Shown {
        Shown::One(self.value.written.clone().into(), self.origin.clone())
    }
}
