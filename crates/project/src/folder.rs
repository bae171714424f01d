//! The files of one folder.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A folder whose files are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Folder<'p>(pub(crate) &'p Path);

/// No settings that people write are larger.
const MAX_SETTINGS_BYTES: u64 = 1 << 20;

/// How many entries of a folder are looked at. People have a hundredth of them.
const MAX_ENTRIES: usize = 50_000;

impl Folder<'_> {
    /// The text of a file of settings; none if there is none, or it is too large for one.
    pub(crate) fn settings(self, name: &str) -> Option<String> {
        self.whole(name, MAX_SETTINGS_BYTES)
    }

    /// The text of a file that is not larger than so many bytes.
    pub(crate) fn whole(self, name: &str, max_bytes: u64) -> Option<String> {
        let (file, size) = open(&self.0.join(name))?;
        (size <= max_bytes).then(|| read(file, max_bytes)).flatten()
    }

    /// The text of the first bytes of a file.
    pub(crate) fn head(self, name: &str, bytes: u64) -> Option<String> {
        read(open(&self.0.join(name))?.0, bytes)
    }

    /// The text of the last bytes of a file.
    pub(crate) fn tail(self, name: &str, bytes: u64) -> Option<String> {
        let (mut file, size) = open(&self.0.join(name))?;
        file.seek(SeekFrom::Start(size.saturating_sub(bytes))).ok()?;
        read(file, bytes)
    }

    /// The names in the folder, sorted.
    pub(crate) fn names(self) -> Vec<String> {
        names(self.0)
    }

    /// The path of something in the folder.
    pub(crate) fn join(self, path: &str) -> PathBuf {
        self.0.join(path)
    }
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .take(MAX_ENTRIES)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    names
}

/// Whether the name of a file ends in a dot and one of these.
pub(crate) fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = Path::new(name).extension().and_then(|it| it.to_str());
    extension.is_some_and(|it| extensions.contains(&it))
}

/// Opens a file, and says how large it is. A pipe or a device is not opened, for that could block.
fn open(path: &Path) -> Option<(File, u64)> {
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() {
        return None;
    }
    Some((File::open(path).ok()?, metadata.len()))
}

fn read(file: File, max_bytes: u64) -> Option<String> {
    let mut bytes = Vec::new();
    file.take(max_bytes).read_to_end(&mut bytes).ok()?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    Some(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}
