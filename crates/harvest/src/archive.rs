//! Wheels and source distributions, as bytes of unknown origin.
//!
//! Nothing is written to the disk. What is read is bounded: the size of a file, the number of files,
//! and what a compressed archive may grow to.

use std::io::{Cursor, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use hognose_core::{Notice, NoticeKind};

use crate::layout::{File, distribution, is_wanted};
use crate::source::Distribution;

/// The largest file that is read, in bytes.
pub(crate) const MAX_FILE: u64 = 8 << 20;

/// The most bytes of code that are kept of a package.
pub(crate) const MAX_CODE: u64 = 512 << 20;

/// The most bytes that an archive is unpacked to, counting what is passed over.
const MAX_UNPACKED: u64 = 4 << 30;

/// The most files of an archive that are looked at.
const MAX_FILES: usize = 200_000;

/// Reads an archive: a wheel or another zip file, or a compressed tar file.
pub fn read_archive(path: &Path, bytes: &[u8]) -> Distribution {
    let mut reading = Reading { path, files: Vec::new(), notices: Vec::new(), code: 0 };
    if bytes.starts_with(b"PK") {
        reading.zip(bytes);
    } else if bytes.starts_with(&[0x1f, 0x8b]) {
        reading.tar(bytes);
    } else {
        let message =
            "is neither a wheel nor a source distribution; name a `.whl`, `.tar.gz` or `.zip` file";
        reading.notice(NoticeKind::Unreadable, message);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    distribution(reading.files, &name, reading.notices)
}

struct Reading<'a> {
    path: &'a Path,
    files: Vec<File>,
    notices: Vec<Notice>,
    code: u64,
}

impl Reading<'_> {
    fn notice(&mut self, kind: NoticeKind, message: impl Into<String>) {
        self.notices.push(Notice::about(kind, self.path, message));
    }

    fn zip(&mut self, bytes: &[u8]) {
        let mut archive = match zip::ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(error) => return self.broken(&error),
        };
        if archive.len() > MAX_FILES {
            self.notice(
                NoticeKind::TooLarge,
                format!("holds more than {MAX_FILES} files; those beyond are not read"),
            );
        }
        for index in 0..archive.len().min(MAX_FILES) {
            let (path, content) = match archive.by_index(index) {
                Ok(file) => {
                    let path = String::from_utf8_lossy(file.name_raw()).replace('\\', "/");
                    if !file.is_file() || !is_wanted(&path) {
                        continue;
                    }
                    (path, read_bounded(file))
                }
                Err(error) => {
                    self.broken(&error);
                    continue;
                }
            };
            if !self.keep(path, content) {
                return;
            }
        }
    }

    fn tar(&mut self, bytes: &[u8]) {
        let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(MAX_UNPACKED));
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.broken(&error),
        };
        for (index, entry) in entries.enumerate() {
            if index >= MAX_FILES {
                self.notice(
                    NoticeKind::TooLarge,
                    format!("holds more than {MAX_FILES} files; those beyond are not read"),
                );
                return;
            }
            // After an error there is no telling where the next entry begins.
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.broken(&error),
            };
            let path = String::from_utf8_lossy(&entry.path_bytes()).replace('\\', "/");
            if !entry.header().entry_type().is_file() || !is_wanted(&path) {
                continue;
            }
            let content = read_bounded(entry);
            if !self.keep(path, content) {
                return;
            }
        }
    }

    /// Keeps a file; says whether there is room for more.
    fn keep(&mut self, path: String, content: std::io::Result<Option<Vec<u8>>>) -> bool {
        match content {
            Ok(Some(bytes)) => {
                self.code += bytes.len() as u64;
                if self.code > MAX_CODE {
                    self.notice(
                        NoticeKind::TooLarge,
                        format!("holds more than {MAX_CODE} bytes of code; the rest is not read"),
                    );
                    return false;
                }
                self.files.push(File { path, bytes });
            }
            Ok(None) => {
                let message = format!(
                    "`{}` in it has more than {MAX_FILE} bytes, and is not read",
                    path.escape_debug()
                );
                self.notice(NoticeKind::TooLarge, message);
            }
            Err(error) => self.broken(&error),
        }
        true
    }

    fn broken(&mut self, error: &dyn std::error::Error) {
        // Enough to know that it is damaged.
        if self.notices.len() < 20 {
            self.notice(NoticeKind::Unreadable, format!("is damaged ({error}); download it again"));
        }
    }
}

/// The content, or none if it is too large. What a header says about its size is not believed.
pub(crate) fn read_bounded(content: impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    content.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE).then_some(bytes))
}
