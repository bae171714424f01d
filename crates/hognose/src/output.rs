//! Where the program writes: standard output, standard error, files.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use anyhow::Context as _;
use hognose_config::InvalidConfiguration;
use hognose_core::CommandWatch;
use hognose_report::Color;

use crate::arguments::ColorChoice;

/// The standard streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Out,
    Err,
}

/// Which of the standard streams may get colours.
#[derive(Debug)]
pub(crate) struct Colors {
    out: Color,
    err: Color,
}

impl Colors {
    pub(crate) fn new(choice: ColorChoice) -> Self {
        let color = |wanted| match wanted {
            anstream::ColorChoice::Never => Color::Never,
            _ => Color::Always,
        };
        match choice {
            ColorChoice::Always => Self { out: Color::Always, err: Color::Always },
            ColorChoice::Never => Self { out: Color::Never, err: Color::Never },
            ColorChoice::Auto => Self {
                out: color(AutoStream::choice(&io::stdout())),
                err: color(AutoStream::choice(&io::stderr())),
            },
        }
    }

    /// Whether colours may be written to a stream.
    pub(crate) fn of(&self, stream: Stream) -> Color {
        match stream {
            Stream::Out => self.out,
            Stream::Err => self.err,
        }
    }
}

/// Writes to a stream.
pub(crate) fn write(stream: Stream, bytes: &[u8]) -> anyhow::Result<()> {
    write_with(stream, |out| out.write_all(bytes))
}

/// Hands a stream to a writer, and flushes it.
pub(crate) fn write_with(
    stream: Stream,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    match stream {
        Stream::Out => {
            let mut out = io::stdout().lock();
            write(&mut out).and_then(|()| out.flush()).context("cannot write to standard output")
        }
        Stream::Err => {
            let mut err = io::stderr().lock();
            write(&mut err).and_then(|()| err.flush()).context("cannot write to standard error")
        }
    }
}

/// Says what went wrong. If that fails, too, nobody is there to be told.
pub(crate) fn report_error(error: &anyhow::Error) {
    // A wrong configuration comes with its own excerpts.
    let text = match error.downcast_ref::<InvalidConfiguration>() {
        Some(invalid) => invalid.to_string(),
        None => format!("error: {error:#}"),
    };
    let mut watch = CommandWatch::default();
    let shown: String = text.chars().flat_map(|char| visible(char, watch.opens(char))).collect();
    let _ = write(Stream::Err, format!("{}\n", shown.trim_end()).as_bytes());
}

/// A character as it may be shown: control characters escaped, line breaks and tabs kept, and escaped
/// what would open a command to the log.
fn visible(char: char, opens_command: bool) -> impl Iterator<Item = char> {
    let plain = !opens_command && (!char.is_control() || matches!(char, '\n' | '\t'));
    let escaped = (!plain).then(|| char.escape_unicode());
    plain.then_some(char).into_iter().chain(escaped.into_iter().flatten())
}

/// Whether a person sees what is written to standard error.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Writes a file as a whole or not at all: to a temporary name beside it, then renamed.
///
/// What is no ordinary file (`/dev/stdout`, a pipe) is written to directly.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    write_file_io(path, write)
        .with_context(|| format!("cannot write the report to {}", path.display()))
}

fn write_file_io(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let existing = fs::metadata(path).ok();
    if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
        return write(&mut fs::OpenOptions::new().write(true).open(path)?);
    }
    let target = behind_links(path)?;
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".hognose-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As an ordinary new file gets them: the umask takes away what it wants.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    write(file.as_file_mut())?;
    if let Some(existing) = existing {
        file.as_file().set_permissions(existing.permissions())?;
    }
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// The file that a path leads to, whether or not it exists yet: a link keeps pointing where it
/// points, and what is behind it is replaced.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_path_buf();
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&target) else { return Ok(target) };
        target.pop();
        target.push(next);
    }
    Err(io::Error::other("too many links lead from one to the next"))
}

/// As many as Linux follows.
const MAX_LINKS: usize = 40;
