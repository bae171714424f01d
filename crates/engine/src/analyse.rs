//! One file on its way from bytes to raw findings. The syntax tree lives in here only.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hognose_core::{ColumnUnit, Decoding, Finding, Notice, NoticeKind, SourceFile};
use hognose_ir::Module;
use hognose_project::is_settings_file;
use hognose_python::{Decoded, SourceKind};
use hognose_semantic::{Buffers, SemanticModel};

use crate::CheckOptions;
use crate::directive::{Directive, directives, directives_of_settings};
use crate::heirs;
use crate::regular;

/// What is to be analysed.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file, under the path that reports show.
    File {
        /// The path as reports show it; relative ones start at the working directory.
        path: PathBuf,
        /// The size when it was found, in bytes: large files are started first.
        size: u64,
    },
    /// A text that did not come from a file, such as standard input.
    Text {
        /// The path that reports show.
        path: PathBuf,
        /// The bytes, to be decoded as those of a file are.
        bytes: Vec<u8>,
    },
}

/// What is too large to be analysed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest file, in bytes.
    pub file_bytes: u64,
    /// The longest file of a project's settings, in bytes.
    pub settings_bytes: u64,
    /// The deepest nesting of the syntax tree. The stacks of the threads must be able to hold it.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 256 << 20, settings_bytes: 4 << 20, depth: hognose_python::MAX_DEPTH }
    }
}

/// What is known of a file when its tree has been dropped.
#[derive(Debug)]
pub(crate) struct FileArtifact {
    pub(crate) source: SourceFile,
    pub(crate) findings: Vec<Finding>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) notices: Vec<Notice>,
    /// What the file does with data, if data can come in through it.
    pub(crate) lowered: Option<Module>,
    /// The top-level packages that it imports; empty if data flow is not followed.
    pub(crate) imports: Vec<Box<str>>,
    /// Its classes that have bases; none if data flow is not followed.
    pub(crate) classes: Vec<heirs::Class>,
    pub(crate) kind: FileKind,
}

/// What a file is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// Python.
    Code,
    /// Settings of a project, which only rules about those look at.
    Settings,
}

impl Input {
    /// The path that reports show.
    pub fn path(&self) -> &Path {
        match self {
            Self::File { path, .. } | Self::Text { path, .. } => path,
        }
    }

    /// The size in bytes, as far as it is known.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::File { size, .. } => *size,
            Self::Text { bytes, .. } => bytes.len() as u64,
        }
    }
}

/// Reads and analyses a file. `buffers` is memory that is left from the file before, and is left for
/// the next one.
///
/// # Errors
///
/// A notice, if the file cannot be read, is too large, is not text, or is nested too deeply.
pub(crate) fn analyse(
    input: Input,
    options: &CheckOptions<'_>,
    buffers: &mut Buffers,
) -> Result<FileArtifact, Notice> {
    let (path, bytes) = match input {
        Input::File { path, .. } => {
            let bytes = read(&path, options.limits)?;
            (path, bytes)
        }
        Input::Text { path, bytes } => (path, bytes),
    };
    let kind = if is_settings_file(&path) { FileKind::Settings } else { FileKind::Code };
    let limit = match kind {
        FileKind::Code => options.limits.file_bytes,
        FileKind::Settings => options.limits.file_bytes.min(options.limits.settings_bytes),
    };
    if bytes.len() as u64 > limit {
        let message = format!("larger than {} MiB; the file was not analysed", limit >> 20);
        return Err(Notice::about(NoticeKind::TooLarge, &path, message));
    }
    if kind == FileKind::Settings {
        return Ok(analyse_settings(path, bytes, options));
    }
    let decoded = hognose_python::decode(bytes)
        .map_err(|error| Notice::about(NoticeKind::Undecodable, &path, error.to_string()))?;
    let decoding = match decoded {
        Decoded { had_bom: true, .. } => Decoding::MarkRemoved,
        Decoded { encoding: "utf-8", .. } => Decoding::Verbatim,
        // Every encoding that Python source may be in agrees on ASCII.
        _ if decoded.text.is_ascii() => Decoding::Verbatim,
        _ => Decoding::Transcoded,
    };
    let source = SourceFile::new(path, decoded.text).decoded_by(decoding);
    if hognose_python::is_too_deep(source.text(), options.limits.depth) {
        let message = format!(
            "nested more than {} levels deep; the file was not analysed",
            options.limits.depth
        );
        return Err(Notice::about(NoticeKind::TooDeep, source.path(), message));
    }
    Ok(analyse_text(source, options, buffers))
}

/// What is found in a file of a project's settings. It is no code, and not parsed as such.
///
/// Bytes that are not UTF-8 are passed over: whether the file is one of its format is not ours to say.
fn analyse_settings(path: PathBuf, bytes: Vec<u8>, options: &CheckOptions<'_>) -> FileArtifact {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    let (text, decoding) = match text.strip_prefix('\u{feff}') {
        Some(text) => (text.to_owned(), Decoding::MarkRemoved),
        None => (text, Decoding::Verbatim),
    };
    let source = SourceFile::new(path, text).decoded_by(decoding);
    FileArtifact {
        findings: options.dispatcher.run_project_file(&source, options.rule_options),
        directives: directives_of_settings(&source, options),
        source,
        notices: Vec::new(),
        lowered: None,
        imports: Vec::new(),
        classes: Vec::new(),
        kind: FileKind::Settings,
    }
}

/// Reads a file, or as much of it as shows that it is too large.
fn read(path: &Path, limits: Limits) -> Result<Vec<u8>, Notice> {
    let unreadable = |error: &io::Error| {
        Notice::about(NoticeKind::Unreadable, path, format!("cannot be read: {error}"))
    };
    let file = regular::open(path).map_err(|error| unreadable(&error))?;
    // The file may grow, or be another one, since it was found.
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes =
        Vec::with_capacity(usize::try_from(size.min(limits.file_bytes)).unwrap_or(0) + 1);
    file.take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

fn analyse_text(
    source: SourceFile,
    options: &CheckOptions<'_>,
    buffers: &mut Buffers,
) -> FileArtifact {
    let kind = match source.path().extension() {
        Some(extension) if extension.eq_ignore_ascii_case("pyi") => SourceKind::Stub,
        _ => SourceKind::Python,
    };
    let parsed = hognose_python::parse(source.text(), kind);
    let model = SemanticModel::build_in(
        std::mem::take(buffers),
        parsed.module(),
        options.dispatcher.words(),
    );
    let mut findings = options.dispatcher.run(&model, &source, options.rule_options);
    if let Some(judge) = options.judge {
        findings.extend(judge.judge(&source, &parsed));
    }
    let is_source = options.flow.is_some_and(|flow| flow.is_source(&source, &model));
    let lowered = is_source.then(|| hognose_semantic::lower(&model));
    let (mut imports, mut classes): (Vec<Box<str>>, _) = (Vec::new(), Vec::new());
    if options.flow.is_some() {
        imports.extend(model.packages().map(Box::from));
        imports.sort_unstable();
        if kind == SourceKind::Python {
            classes = heirs::classes(&model);
        }
    }
    *buffers = model.into_buffers();
    let directives = directives(&source, &parsed, options);
    let notices = syntax_error(&source, &parsed, options).into_iter().collect();
    let kind = FileKind::Code;
    FileArtifact { source, findings, directives, notices, lowered, imports, classes, kind }
}

/// One notice for all syntax errors of a file: the first one shows where to look.
fn syntax_error(
    source: &SourceFile,
    parsed: &hognose_python::Parsed,
    options: &CheckOptions<'_>,
) -> Option<Notice> {
    let first = parsed.errors().next()?;
    let more = match parsed.error_count().saturating_sub(1) {
        0 => String::new(),
        1 => " (and 1 more)".to_owned(),
        count => format!(" (and {count} more)"),
    };
    let rest = match options.judge {
        Some(_) => "the other tool reads no such file; hognose's own rules analysed the rest",
        None => "the rest of the file was analysed",
    };
    let message = format!("syntax error: {}{more}; {rest}", first.message);
    let notice = Notice::about(NoticeKind::SyntaxError, source.path(), message);
    Some(notice.at(source.position(first.range.start(), ColumnUnit::CodePoint)))
}
