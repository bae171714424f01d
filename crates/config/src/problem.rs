//! What is wrong with a configuration, and how that is shown.
//!
//! A problem owns everything that it shows, cut to a bounded size, so that it outlives the file that
//! it is about and a hostile file cannot make it large.

use std::fmt;
use std::path::{Path, PathBuf};

use hognose_core::Position;
use unicode_width::UnicodeWidthStr;

use crate::sanitize::sanitized;

/// The configuration cannot be used.
///
/// Its text shows every problem on lines of its own, ready for a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidConfiguration {
    problems: Vec<Problem>,
    omitted: Omitted,
}

/// Whether there are more problems than those listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Omitted {
    /// These are all.
    Nothing,
    /// There were so many that the rest of the file was not looked at.
    Rest,
}

/// One thing that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    place: Place,
    message: String,
    help: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// The value of this setting on the command line.
    CommandLine(&'static str),
    /// A file as a whole.
    File(PathBuf),
    /// A part of a file.
    Excerpt(Excerpt),
}

/// A marked part of a line. The texts are cut to what fits a terminal and safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) path: PathBuf,
    pub(crate) position: Position,
    pub(crate) before: String,
    pub(crate) marked: String,
    pub(crate) after: String,
}

/// What is wrong with a value, before anybody knows where it stands.
#[derive(Debug)]
pub(crate) struct Complaint {
    message: String,
    help: Option<String>,
}

impl Complaint {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn at(self, place: Place) -> Problem {
        Problem {
            place,
            message: sanitized(&self.message).into_owned(),
            help: self.help.map(|help| sanitized(&help).into_owned()),
        }
    }

    /// The complaint about a setting of the command line.
    pub(crate) fn about_option(self, key: &'static str) -> Problem {
        self.at(Place::CommandLine(key))
    }

    /// The complaint about a whole file.
    pub(crate) fn about_file(self, path: &Path) -> Problem {
        self.at(Place::File(path.to_path_buf()))
    }

    /// The complaint about a part of a file.
    pub(crate) fn about_excerpt(self, excerpt: Excerpt) -> Problem {
        self.at(Place::Excerpt(excerpt))
    }
}

impl Problem {
    /// The configuration file concerned; nothing if the command line is.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::CommandLine(_) => None,
            Place::File(path) => Some(path),
            Place::Excerpt(excerpt) => Some(&excerpt.path),
        }
    }

    /// Where in the file, in code points.
    pub fn position(&self) -> Option<Position> {
        if let Place::Excerpt(excerpt) = &self.place { Some(excerpt.position) } else { None }
    }

    /// What is wrong; one line, safe to show.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it, if that is known; one line, safe to show.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = &self.message;
        let margin = match &self.place {
            Place::CommandLine(key) => {
                write!(f, "error: {message}\n --> command line: `--{key}`")?;
                1
            }
            Place::File(path) => {
                write!(f, "error: {message}\n --> {}", sanitized(&path.to_string_lossy()))?;
                1
            }
            Place::Excerpt(excerpt) => {
                write!(f, "error: {message}\n{excerpt}")?;
                excerpt.margin()
            }
        };
        match &self.help {
            Some(help) => write!(f, "\n{:margin$} = help: {help}", ""),
            None => Ok(()),
        }
    }
}

impl Excerpt {
    /// The width of the line number.
    fn margin(&self) -> usize {
        self.position.line.to_string().len()
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, position, before, marked, after } = self;
        let Position { line, column } = position;
        let margin = self.margin();
        let indent = before.width();
        let mark = "^".repeat(marked.width().max(1));
        writeln!(f, "{:margin$}--> {}:{line}:{column}", "", sanitized(&path.to_string_lossy()))?;
        writeln!(f, "{:margin$} |", "")?;
        writeln!(f, "{line} | {before}{marked}{after}")?;
        write!(f, "{:margin$} | {:indent$}{mark}", "", "")
    }
}

impl InvalidConfiguration {
    pub(crate) fn new(problems: Vec<Problem>, omitted: Omitted) -> Self {
        Self { problems, omitted }
    }

    /// The problems of the file together with those of the command line.
    pub(crate) fn and(mut self, command_line: Self) -> Self {
        self.problems.extend(command_line.problems);
        self
    }

    /// What is wrong, in the order of the file, the command line last. Never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl From<Problem> for InvalidConfiguration {
    fn from(problem: Problem) -> Self {
        Self::new(vec![problem], Omitted::Nothing)
    }
}

impl fmt::Display for InvalidConfiguration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n\n" };
            write!(f, "{separator}{problem}")?;
        }
        match self.omitted {
            Omitted::Nothing => Ok(()),
            Omitted::Rest => {
                f.write_str("\n\nerror: too many problems; the rest of the file was not checked")
            }
        }
    }
}

impl std::error::Error for InvalidConfiguration {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_what_is_marked_whatever_its_width() {
        let excerpt = Excerpt {
            path: "hognose.toml".into(),
            position: Position { line: 12, column: 11 },
            before: "ignore = [\"测试\", ".to_owned(),
            marked: "\"蛇\"".to_owned(),
            after: "]".to_owned(),
        };
        let problem = Complaint::new("unknown rule `蛇`").help("look").about_excerpt(excerpt);
        insta::assert_snapshot!(problem, @r#"
        error: unknown rule `蛇`
          --> hognose.toml:12:11
           |
        12 | ignore = ["测试", "蛇"]
           |                   ^^^^
           = help: look
        "#);
    }

    #[test]
    fn a_path_cannot_write_to_the_terminal() {
        let problem = Complaint::new("cannot be read").about_file(Path::new("a\u{1b}[2J\n.toml"));
        insta::assert_snapshot!(problem, @r"
        error: cannot be read
         --> a\u{1b}[2J\u{a}.toml
        ");
    }
}
