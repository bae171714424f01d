//! The Python standard library: a million lines of code that nobody wrote for us.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The files of the standard library, sorted by their paths.
pub(crate) fn files() -> Vec<PathBuf> {
    let output = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"])
        .output()
        .expect("Python runs");
    let folder = String::from_utf8(output.stdout).expect("the path is UTF-8");
    let files = python_files(Path::new(folder.trim()));
    assert!(files.len() > 500, "the standard library is not where it should be");
    files
}

/// The text of a file. A few are in other encodings: what is not UTF-8 in them does not matter here.
pub(crate) fn text(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).expect("the file can be read")).into_owned()
}

fn python_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| !path.ends_with("site-packages"))
        .flat_map(|path| if path.is_dir() { python_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    files
}
