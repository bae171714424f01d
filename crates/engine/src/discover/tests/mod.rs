//! What is found in trees of files that the tests make.

mod bandit;
mod ignore_files;
mod links;
mod named;
mod names;
mod odd;
mod spelling;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use hognose_config::{BanditFiles, FileChoice, FileSettings, Overrides, Request, Vocabulary, load};
use hognose_core::NoticeKind;
use hognose_registry::Registry;
use tempfile::TempDir;

use super::{DiscoverOptions, Discovered, discover};

/// A folder with files, which is also the working directory.
struct Tree {
    root: PathBuf,
    /// What the command line sets.
    overrides: Overrides,
    global_gitignore: Option<PathBuf>,
    _dir: TempDir,
}

impl Tree {
    /// Makes these files; what ends in a slash is made a folder.
    fn new<P: AsRef<OsStr>>(paths: impl IntoIterator<Item = P>) -> Self {
        let dir = TempDir::new().expect("a temporary folder can be made");
        // On some systems the folder for temporary files is behind a link.
        let root = fs::canonicalize(dir.path()).expect("the temporary folder exists");
        let tree =
            Self { root, overrides: Overrides::default(), global_gitignore: None, _dir: dir };
        for path in paths {
            let path = path.as_ref();
            if path.as_encoded_bytes().ends_with(b"/") {
                fs::create_dir_all(tree.root.join(path)).expect("the folder can be made");
            } else {
                tree.write(path, "x = 1\n");
            }
        }
        tree
    }

    fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .expect("the folder can be made");
        fs::write(path, content).expect("the file can be written");
    }

    /// Makes a link. The target is relative to the folder of the link.
    fn link(&self, target: impl AsRef<Path>, link: impl AsRef<Path>) {
        std::os::unix::fs::symlink(target, self.root.join(link)).expect("the link can be made");
    }

    fn settings(&self) -> FileSettings {
        let request = Request {
            cwd: &self.root,
            paths: &[],
            file: FileChoice::Isolated,
            bandit: BanditFiles::default(),
            overrides: &self.overrides,
        };
        let registry = Registry::new([]);
        let vocabulary = Vocabulary { registry: &registry, output_formats: &["full"] };
        load(&request, &vocabulary).expect("the settings are valid").settings.files
    }

    fn discover<P: AsRef<OsStr>>(&self, paths: impl IntoIterator<Item = P>) -> Discovered {
        let paths: Vec<_> = paths.into_iter().map(|path| PathBuf::from(path.as_ref())).collect();
        let options = DiscoverOptions {
            settings: &self.settings(),
            global_gitignore: self.global_gitignore.as_deref(),
            project_files: &[],
            working_dir: &self.root,
        };
        discover(&paths, options)
    }

    /// The paths of the files that are found. There must be nothing to remark.
    fn find<P: AsRef<OsStr>>(&self, paths: impl IntoIterator<Item = P>) -> Vec<String> {
        let discovered = self.discover(paths);
        assert_eq!(discovered.notices, []);
        paths_of(&discovered)
    }

    /// What is found in the working directory.
    fn find_all(&self) -> Vec<String> {
        self.find(["."])
    }
}

fn paths_of(discovered: &Discovered) -> Vec<String> {
    discovered.files.iter().map(|file| file.path.display().to_string()).collect()
}

fn notices_of(discovered: &Discovered) -> Vec<(NoticeKind, String)> {
    discovered
        .notices
        .iter()
        .map(|notice| {
            let path = notice.path.as_ref().expect("a notice of the discovery is about a path");
            (notice.kind, path.display().to_string())
        })
        .collect()
}
