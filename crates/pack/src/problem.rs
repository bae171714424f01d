//! What is wrong with a file of rules.

use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong with a file of rules, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1, in code points.
    pub column: u32,
    /// The line's text, cut to what fits a terminal.
    pub text: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, text, message } = self;
        let margin = line.to_string().len();
        let clean = |text: &str| {
            text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>()
        };
        let indent = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
        writeln!(f, "error: {}", clean(message))?;
        writeln!(f, "{:margin$}--> {}:{line}:{column}", "", clean(&path.to_string_lossy()))?;
        writeln!(f, "{:margin$} |", "")?;
        writeln!(f, "{line} | {}", clean(text))?;
        write!(f, "{:margin$} | {:indent$}^", "", "")
    }
}

/// Everything that is wrong with some files of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
