//! From a source distribution to the Python files in it.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use tar::Archive;

/// Fails unless the archive is the one that was pinned.
pub(super) fn verify(archive: &[u8], sha256: &str) -> Result<()> {
    let mut actual = String::new();
    for byte in Sha256::digest(archive) {
        write!(actual, "{byte:02x}")?;
    }
    if actual != sha256 {
        bail!("the archive's SHA-256 is {actual}, pinned is {sha256}");
    }
    Ok(())
}

/// Writes the regular Python files of a `.tar.gz` into `folder`, without the one folder that
/// encloses everything in the archive. Links are left out.
///
/// # Errors
///
/// If the archive is damaged, or if a path in it leads outside of the folder.
pub(super) fn extract(archive: &[u8], folder: &Path) -> Result<()> {
    let mut archive = Archive::new(GzDecoder::new(archive));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        if !entry.header().entry_type().is_file() || !is_python(&path) {
            continue;
        }
        let destination = folder.join(inner(&path)?);
        write_file(&mut entry, &destination)
            .with_context(|| format!("cannot write {}", destination.display()))?;
    }
    Ok(())
}

fn is_python(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    extension == "py" || extension == "pyi" || extension == "pyw"
}

/// The path below the archive's outermost folder.
fn inner(path: &Path) -> Result<PathBuf> {
    let mut components = path.components();
    let enclosing = components.next();
    let inner = components.as_path();
    if enclosing.into_iter().chain(components).all(|part| matches!(part, Component::Normal(_))) {
        return Ok(inner.to_path_buf());
    }
    bail!("a path in the archive leads outside of it: {}", path.display())
}

fn write_file(content: &mut impl Read, destination: &Path) -> io::Result<()> {
    if let Some(parent) = destination.parent() {
        fs::create_dir_all(parent)?;
    }
    io::copy(content, &mut File::create(destination)?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use tar::{Builder, EntryType, Header};

    use super::*;

    /// A source distribution with these entries: path (written as it is), type, content or target.
    fn sdist(entries: &[(&str, EntryType, &str)]) -> Vec<u8> {
        let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, entry_type, content) in entries {
            let mut header = Header::new_old();
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_entry_type(*entry_type);
            let mut size = content.len();
            if *entry_type != EntryType::Regular {
                header.set_link_name(content).expect("a short link target");
                size = 0;
            }
            header.set_size(size as u64);
            header.set_cksum();
            builder.append(&header, &content.as_bytes()[..size]).expect("an entry");
        }
        builder.into_inner().and_then(GzEncoder::finish).expect("an archive")
    }

    /// The paths below a folder, sorted.
    fn files(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        let mut pending = vec![folder.to_path_buf()];
        while let Some(next) = pending.pop() {
            for entry in fs::read_dir(next).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    pending.push(path);
                } else {
                    let path = path.strip_prefix(folder).expect("a path below the folder");
                    found.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn regular_python_files_are_extracted() {
        let archive = sdist(&[
            ("demo-1.0/setup.py", EntryType::Regular, "setup()\n"),
            ("demo-1.0/demo/stub.pyi", EntryType::Regular, ""),
            ("demo-1.0/demo/window.pyw", EntryType::Regular, ""),
            ("demo-1.0/README.md", EntryType::Regular, "text"),
            ("demo-1.0/py", EntryType::Regular, ""),
            ("demo-1.0/soft.py", EntryType::Symlink, "/etc/passwd"),
            ("demo-1.0/hard.py", EntryType::Link, "setup.py"),
            ("demo-1.0/pipe.py", EntryType::Fifo, "setup.py"),
        ]);
        let folder = tempfile::tempdir().expect("a folder");
        extract(&archive, folder.path()).expect("a sound archive");
        assert_eq!(files(folder.path()), ["demo/stub.pyi", "demo/window.pyw", "setup.py"]);
        let content = fs::read_to_string(folder.path().join("setup.py")).expect("a file");
        assert_eq!(content, "setup()\n");
    }

    #[test]
    fn paths_that_lead_outside_are_refused() {
        for path in ["demo/../../evil.py", "../evil.py", "/evil.py", "demo/a/../../../evil.py"] {
            let outer = tempfile::tempdir().expect("a folder");
            let folder = outer.path().join("inner");
            fs::create_dir(&folder).expect("a folder");
            let archive = sdist(&[(path, EntryType::Regular, "")]);
            let error = extract(&archive, &folder).expect_err(path);
            assert!(error.to_string().contains("leads outside"), "{error}");
            assert!(files(outer.path()).is_empty(), "{path} was written");
        }
    }

    #[test]
    fn a_truncated_archive_is_an_error() {
        let archive = sdist(&[("demo/a.py", EntryType::Regular, "import os\n")]);
        let folder = tempfile::tempdir().expect("a folder");
        assert!(extract(&archive[..archive.len() / 2], folder.path()).is_err());
    }

    #[test]
    fn only_the_pinned_archive_is_accepted() {
        let pinned = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        verify(b"abc", pinned).expect("the hash of the archive");
        let error = verify(b"abd", pinned).expect_err("another archive");
        assert!(error.to_string().contains(pinned), "{error}");
    }
}
