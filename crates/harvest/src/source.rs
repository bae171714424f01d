//! The files of a package, before they are read.

use hognose_core::Notice;
use hognose_deprecation::Version;

/// A package as it is distributed: its name, its release, and its files.
#[derive(Debug, Default)]
pub struct Distribution {
    /// Its name in normal form: `scikit-learn`.
    pub name: String,
    /// The release, if it says which.
    pub version: Option<Version>,
    /// Its modules, in the order of their paths.
    pub sources: Vec<Source>,
    /// What could not be read of it.
    pub notices: Vec<Notice>,
}

/// A file with Python code.
#[derive(Debug)]
pub struct Source {
    /// Where it stands, for people who look it up: `pandas/core/frame.py`.
    pub path: String,
    /// The module that it is.
    pub module: String,
    /// Whether the module is a package: the file is its `__init__`.
    pub is_package: bool,
    /// Whether it is an interface file.
    pub is_stub: bool,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Source {
    /// The absolute name of a module that an import names, with `level` dots before the name.
    pub(crate) fn absolute(&self, named: &str, level: u32) -> Option<String> {
        if level == 0 {
            return Some(named.to_owned());
        }
        let steps = if self.is_package { level - 1 } else { level };
        let mut base = self.module.as_str();
        for _ in 0..steps {
            base = base.rsplit_once('.')?.0;
        }
        Some(if named.is_empty() { base.to_owned() } else { format!("{base}.{named}") })
    }
}

/// The normal form of a package's name: `Foo.Bar_baz` is `foo-bar-baz`. What no package may be called is
/// left out.
pub fn normal_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() { "unnamed".to_owned() } else { name }
}
