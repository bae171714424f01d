//! What a project runs on: the setting `target-version`, and what the project says itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hognose_deprecation::{Libraries, Packages, Target, Version, VersionRange};
use hognose_project::{Bound, PythonBounds, library_versions, python_bounds, required_names};
use serde_json::json;
use toml::de::DeValue;

use crate::find::common_folder;
use crate::listing::{Show, Shown};
use crate::origin::Origin;
use crate::problem::Complaint;
use crate::reader::{Node, Reader, Value, mismatch};

/// The setting: the ends of the range that are set, each with its origin. None: it is found out.
#[derive(Clone, Debug, Default)]
pub(crate) struct TargetVersion {
    low: Option<(Version, Origin)>,
    high: Option<(Version, Origin)>,
}

impl TargetVersion {
    /// Reads a range: `3.9..3.14`, `3.9..`, `..3.13`; one version is both ends; nothing sets nothing.
    pub(crate) fn parse(text: &str, origin: &Origin) -> Result<Self, Complaint> {
        let complaint = |message: String| {
            Complaint::new(message)
                .help("write the versions as `3.9..3.14`, `3.9..`, `..3.14` or `3.11`")
        };
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let end = |text: &str| match text.trim() {
            "" => Ok(None),
            text => match release(text) {
                Some(version) => Ok(Some((version, origin.clone()))),
                None => Err(complaint(format!("`{text}` is not a version of Python 3"))),
            },
        };
        let (low, high) = text.split_once("..").unwrap_or((text, text));
        let this = Self { low: end(low)?, high: end(high)? };
        match (&this.low, &this.high) {
            (None, None) => Err(complaint(format!("`{text}` names no version"))),
            (Some((low, _)), Some((high, _))) if low > high => {
                Err(complaint(format!("{low} is newer than {high}")))
            }
            _ => Ok(this),
        }
    }

    /// The text that means the same.
    fn to_text(&self) -> String {
        let end = |end: &Option<(Version, Origin)>| {
            end.as_ref().map_or_else(String::new, |(version, _)| version.to_string())
        };
        match (&self.low, &self.high) {
            (None, None) => String::new(),
            _ => format!("{}..{}", end(&self.low), end(&self.high)),
        }
    }

    /// The same with both ends: those that are not set are what the project says, else the releases of
    /// Python that get fixes.
    pub(crate) fn completed(self, project: PythonBounds) -> Self {
        let found = |bound: Bound| {
            let Bound { version, from } = bound;
            (version, Origin::Project(from.into()))
        };
        let PythonBounds { low, high } = project;
        let supported = Target::SUPPORTED;
        let low = self.low.or_else(|| low.map(found)).unwrap_or((supported.low, Origin::Default));
        let high =
            self.high.or_else(|| high.map(found)).unwrap_or((supported.high, Origin::Default));
        // What is said about the newest release is older than the project's own floor.
        let high = if high.0 < low.0 { low.clone() } else { high };
        Self { low: Some(low), high: Some(high) }
    }

    /// The range, of which ends that are not known are those of the supported releases.
    pub(crate) fn range(&self) -> VersionRange {
        let VersionRange { low, high } = Target::SUPPORTED;
        let low = self.low.as_ref().map_or(low, |(version, _)| *version);
        VersionRange { low, high: self.high.as_ref().map_or(high, |it| it.0).max(low) }
    }
}

/// A feature release of Python 3, as the setting has it.
fn release(text: &str) -> Option<Version> {
    let minor = text.strip_prefix("3.")?;
    let is_number = matches!(minor.len(), 1..=3) && minor.bytes().all(|it| it.is_ascii_digit());
    Some(Version::new(3, minor.parse().ok().filter(|_| is_number)?))
}

/// Merges the ends, each of which the upper layer may leave to the lower one.
pub(crate) fn by_end(
    upper: Option<TargetVersion>,
    lower: Option<TargetVersion>,
) -> Option<TargetVersion> {
    match (upper, lower) {
        (Some(upper), Some(lower)) => {
            let merged =
                TargetVersion { low: upper.low.or(lower.low), high: upper.high.or(lower.high) };
            Some(merged)
        }
        (upper, lower) => upper.or(lower),
    }
}

impl Value for TargetVersion {
    fn read(node: &Node<'_>, key: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let span = node.span();
        let read = match node.get_ref() {
            DeValue::String(text) => Self::parse(text, &reader.origin(&span)),
            _ => Err(mismatch(node, key, "a range of versions in quotes")),
        };
        reader.located(read, span).map(|located| located.value)
    }
}

impl Show for TargetVersion {
    fn show(&self) -> Shown {
        let origin = |end: &Option<(Version, Origin)>| {
            end.as_ref().map_or(Origin::Default, |(_, origin)| origin.clone())
        };
        let (low, high) = (origin(&self.low), origin(&self.high));
        let origin = if low == high {
            low
        } else {
            Origin::Ends { low: Arc::new(low), high: Arc::new(high) }
        };
        Shown::One(json!(self.to_text()), origin)
    }
}

/// What of a project's versions is looked up: the folder whose files say it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProjectFolder(Option<PathBuf>);

/// The files by which the folder of a project is known.
const MARKERS: [&str; 3] = ["pyproject.toml", "setup.cfg", "setup.py"];

impl ProjectFolder {
    /// The folder of the project that a run over `paths` is about: the nearest one around all of them
    /// that has the files of a project, but none above `top`, the folder of the settings, or above the
    /// repository. If there is none, that of the settings or of the paths.
    pub(crate) fn find(cwd: &Path, paths: &[PathBuf], top: Option<&Path>) -> Self {
        let start = common_folder(cwd, paths);
        let mut folder = None;
        for above in start.ancestors() {
            if MARKERS.iter().any(|name| above.join(name).is_file()) {
                folder = Some(above);
                break;
            }
            if Some(above) == top || above.join(".git").symlink_metadata().is_ok() {
                break;
            }
        }
        let below_top = |top: &&Path| start.starts_with(top);
        let folder = folder.or(top.filter(below_top)).unwrap_or(&start);
        Self(Some(folder.to_path_buf()))
    }

    /// What the project says about Python.
    pub(crate) fn python(&self) -> PythonBounds {
        self.0.as_deref().map(python_bounds).unwrap_or_default()
    }

    /// The versions of the packages that the project uses, to be read when they are asked for.
    pub(crate) fn libraries(&self) -> Libraries {
        let Self(Some(folder)) = self.clone() else { return Libraries::default() };
        Libraries::lazy(move || Packages {
            versions: library_versions(&folder).versions,
            names: required_names(&folder),
        })
    }

    /// How many versions of packages are known, and the files that say so.
    pub(crate) fn known_libraries(&self) -> (usize, Vec<String>) {
        let found = self.0.as_deref().map(library_versions).unwrap_or_default();
        (found.versions.len(), found.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> TargetVersion {
        TargetVersion::parse(text, &Origin::CommandLine).expect("it is a range")
    }

    #[test]
    fn ranges_have_two_ends() {
        for (text, shown) in [
            ("3.9..3.14", "3.9..3.14"),
            ("3.11", "3.11..3.11"),
            (" 3.9 .. ", "3.9.."),
            ("..3.13", "..3.13"),
            ("", ""),
            ("3.16..3.20", "3.16..3.20"),
        ] {
            assert_eq!(target(text).to_text(), shown);
        }
        for text in ["3", "3.x", "2.7", "..", "3.9-3.12", "3.12..3.9", "3.9.1", "py39", "3.9999"] {
            assert!(TargetVersion::parse(text, &Origin::CommandLine).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_set_comes_from_the_project() {
        let bound = |minor| Some(Bound { version: Version::new(3, minor), from: "x".into() });
        let completed = |text, low, high| {
            let bounds = PythonBounds { low, high };
            target(text).completed(bounds).to_text()
        };
        assert_eq!(completed("", None, None), "3.11..3.15");
        assert_eq!(completed("", bound(9), bound(12)), "3.9..3.12");
        assert_eq!(completed("3.10..", bound(9), bound(12)), "3.10..3.12");
        assert_eq!(completed("..3.10", bound(9), None), "3.9..3.10");
        assert_eq!(completed("", bound(12), bound(9)), "3.12..3.12");
        assert_eq!(completed("", None, bound(9)), "3.11..3.11");
        assert_eq!(completed("", bound(17), None), "3.17..3.17");
        let merged = by_end(Some(target("3.9..")), Some(target("3.10..3.12")));
        assert_eq!(merged.unwrap_or_default().to_text(), "3.9..3.12");
    }
}
