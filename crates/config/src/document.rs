//! A configuration file: its text, and the table in it that is ours.
//!
//! Knows TOML, but not which settings there are. A file is read whole, once, up to a size that no
//! hand-written configuration reaches, so that every problem can show the line it is about.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hognose_core::{ColumnUnit, SourceFile, TextLen, TextRange, TextSize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::origin::Origin;
use crate::problem::{Complaint, Excerpt, InvalidConfiguration, Omitted, Problem};
use crate::sanitize::sanitized;

/// The name of the file that belongs to several tools.
pub(crate) const PYPROJECT: &str = "pyproject.toml";

/// As many problems as one file is worth: more of them help nobody, and a hostile file has millions.
pub(crate) const MAX_PROBLEMS: usize = 100;

/// No hand-written configuration is larger.
const MAX_BYTES: u64 = 1 << 20;

/// The text of a configuration.
#[derive(Debug)]
pub(crate) struct Document {
    source: SourceFile,
    /// The origin of values in a text that is no file; nothing for a file.
    built_in: Option<Origin>,
    /// The path as it is shown.
    path: Arc<Path>,
    /// The folder that patterns in the file are relative to.
    base: PathBuf,
    table: Table,
    /// The first byte that is not UTF-8. The text has a replacement character there.
    undecodable: Option<TextSize>,
}

/// Which table of a file holds the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    /// The file is ours: its top level.
    Top,
    /// The file is shared: `[tool.hognose]`.
    Tool,
}

impl Document {
    /// Reads a configuration file. `cwd` decides how its path is shown, `base` what its patterns are
    /// relative to.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is too large. Its content is not looked at.
    pub(crate) fn open(path: &Path, cwd: &Path, base: &Path) -> Result<Self, InvalidConfiguration> {
        let shown = match path.strip_prefix(cwd) {
            Ok(below) if below != Path::new("") => below,
            _ => path,
        };
        let bytes = read(path).map_err(|error| {
            Complaint::new(format!("the configuration file cannot be read: {error}"))
                .about_file(shown)
        })?;
        let undecodable = std::str::from_utf8(&bytes).err().map(|error| error.valid_up_to());
        let text = String::from_utf8_lossy(&bytes);
        let (text, mark) = match text.strip_prefix('\u{feff}') {
            Some(text) => (text, '\u{feff}'.len_utf8()),
            None => (&*text, 0),
        };
        let shared = path.file_name().is_some_and(|name| name == PYPROJECT);
        Ok(Self {
            source: SourceFile::new(shown.to_path_buf(), text.to_owned()),
            built_in: None,
            path: shown.into(),
            base: base.to_path_buf(),
            table: if shared { Table::Tool } else { Table::Top },
            undecodable: undecodable.map(|offset| text_size(offset.saturating_sub(mark))),
        })
    }

    /// The built-in defaults, or a preset, written as a configuration file would be.
    pub(crate) fn built_in(text: String, origin: Origin, base: &Path) -> Self {
        let path = PathBuf::from("the built-in settings");
        Self {
            path: path.as_path().into(),
            source: SourceFile::new(path, text),
            built_in: Some(origin),
            base: base.to_path_buf(),
            table: Table::Top,
            undecodable: None,
        }
    }

    /// The same file, taken for one that several tools share whatever its name.
    pub(crate) fn shared(self) -> Self {
        Self { table: Table::Tool, ..self }
    }

    /// The path as it is shown.
    pub(crate) fn path(&self) -> &Path {
        self.source.path()
    }

    /// The folder that patterns in the file are relative to.
    pub(crate) fn base(&self) -> &Path {
        &self.base
    }

    /// Whether the file has anything to say about hognose. A broken `pyproject.toml` that does not so
    /// much as mention it is left to the tools that it belongs to.
    pub(crate) fn is_ours(&self) -> bool {
        self.table == Table::Top
            || self.source.text().contains(TOOL) && !matches!(self.settings(), Ok(None))
    }

    /// The table of the settings; nothing if a shared file has none.
    ///
    /// # Errors
    ///
    /// If the file is not UTF-8 or not TOML: then with all of its syntax errors.
    pub(crate) fn settings(&self) -> Result<Option<DeTable<'_>>, InvalidConfiguration> {
        self.tool_settings(TOOL)
    }

    /// The text, for formats other than TOML.
    ///
    /// # Errors
    ///
    /// If the file is not UTF-8.
    pub(crate) fn text(&self) -> Result<&str, InvalidConfiguration> {
        match self.undecodable {
            Some(offset) => Err(self.not_utf8(offset).into()),
            None => Ok(self.source.text()),
        }
    }

    /// The byte at a line and a column, both counted from 1.
    pub(crate) fn offset(&self, line: u64, column: u64) -> usize {
        let text = self.source.text();
        let count = |number: u64| usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        let start: usize = text.split_inclusive('\n').take(count(line)).map(str::len).sum();
        let rest = text.get(start..).unwrap_or_default();
        start + rest.char_indices().nth(count(column)).map_or(rest.len(), |(at, _)| at)
    }

    /// Whether a word occurs in the file.
    pub(crate) fn mentions(&self, word: &str) -> bool {
        self.source.text().contains(word)
    }

    /// The table that a shared file has for `tool`, or all of one that belongs to hognose alone;
    /// nothing if a shared file has none.
    ///
    /// # Errors
    ///
    /// As [`settings`](Self::settings).
    pub(crate) fn tool_settings(
        &self,
        tool: &str,
    ) -> Result<Option<DeTable<'_>>, InvalidConfiguration> {
        if let Some(offset) = self.undecodable {
            return Err(self.not_utf8(offset).into());
        }
        let (document, errors) = DeTable::parse_recoverable(self.source.text());
        if !errors.is_empty() {
            return Err(self.syntax_errors(&errors));
        }
        let mut table = document.into_inner();
        match self.table {
            Table::Top => Ok(Some(table)),
            Table::Tool => match table.remove("tool").map(Spanned::into_inner) {
                Some(DeValue::Table(mut tools)) => {
                    tools.remove(tool).map_or(Ok(None), |settings| {
                        let span = settings.span();
                        match settings.into_inner() {
                            DeValue::Table(settings) => Ok(Some(settings)),
                            _ => Err(Complaint::new(format!("`tool.{tool}` must be a table"))
                                .about_excerpt(self.excerpt(span))
                                .into()),
                        }
                    })
                }
                _ => Ok(None),
            },
        }
    }

    fn not_utf8(&self, offset: TextSize) -> Problem {
        let offset = usize::from(offset);
        Complaint::new("the configuration file is not UTF-8")
            .help("save it in the encoding UTF-8")
            .about_excerpt(self.excerpt(offset..offset + char::REPLACEMENT_CHARACTER.len_utf8()))
    }

    /// The syntax errors, one for each line: the others on a line follow from the first.
    fn syntax_errors(&self, errors: &[toml::de::Error]) -> InvalidConfiguration {
        let mut errors: Vec<_> =
            errors.iter().map(|error| (error.span(), error.message())).collect();
        errors.sort_by_key(|(span, _)| span.as_ref().map(|span| span.start));
        errors.dedup_by_key(|(span, _)| span.as_ref().map(|span| self.line(span.start)));
        let omitted = if errors.len() > MAX_PROBLEMS { Omitted::Rest } else { Omitted::Nothing };
        let problems = errors.into_iter().take(MAX_PROBLEMS).map(|(span, message)| {
            let complaint = Complaint::new(message);
            match span {
                Some(span) => complaint.about_excerpt(self.excerpt(span)),
                None => complaint.about_file(self.path()),
            }
        });
        InvalidConfiguration::new(problems.collect(), omitted)
    }

    /// The line, counted from 1, that an offset lies in.
    fn line(&self, offset: usize) -> u32 {
        self.source.lines().line(text_size(offset))
    }

    /// Where a value at this place comes from.
    pub(crate) fn origin(&self, span: &Range<usize>) -> Origin {
        match &self.built_in {
            Some(origin) => origin.clone(),
            None => Origin::File { path: Arc::clone(&self.path), line: self.line(span.start) },
        }
    }

    /// The line that a range begins in, with the range marked as far as it lies in that line.
    pub(crate) fn excerpt(&self, span: Range<usize>) -> Excerpt {
        let text = self.source.text();
        let start = text_size(text.floor_char_boundary(span.start));
        let end = text_size(text.ceil_char_boundary(span.end.max(span.start)));
        let position = self.source.position(start, ColumnUnit::CodePoint);
        let line_start = self.source.lines().start(position.line);
        let line_end = line_start + self.source.line_text(position.line).text_len();
        let (start, end) = (start.min(line_end), end.min(line_end));
        let slice = |start, end| self.source.slice(TextRange::new(start, end));
        Excerpt {
            path: self.path().to_path_buf(),
            position,
            before: sanitized(&last_chars(slice(line_start, start))).into_owned(),
            marked: sanitized(&first_chars(slice(start, end))).into_owned(),
            after: sanitized(&first_chars(slice(end, line_end))).into_owned(),
        }
    }
}

/// The name of our table in a shared file.
const TOOL: &str = "hognose";

/// What of a long line is shown before, inside and after the marked part; in characters.
const SHOWN_CHARS: usize = 60;

fn first_chars(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((cut, _)) => Cow::Owned(format!("{}…", &text[..cut])),
        None => Cow::Borrowed(text),
    }
}

fn last_chars(text: &str) -> Cow<'_, str> {
    match text.char_indices().rev().nth(SHOWN_CHARS) {
        Some((at, dropped)) => Cow::Owned(format!("…{}", &text[at + dropped.len_utf8()..])),
        None => Cow::Borrowed(text),
    }
}

/// An offset into a text that is at most [`MAX_BYTES`] long, replacement characters aside.
fn text_size(offset: usize) -> TextSize {
    TextSize::try_from(offset).unwrap_or(TextSize::new(u32::MAX))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it is larger than {MAX_BYTES} bytes"),
        ));
    }
    Ok(bytes)
}
