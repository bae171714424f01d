//! The colours of the formats for people.

use anstyle::{AnsiColor, Style};
use hognose_core::{NoticeLevel, Severity};

use crate::Color;

/// The line numbers and the frame of an excerpt.
pub(crate) const FRAME: Style = AnsiColor::Blue.on_default().bold();
/// What is wrong.
pub(crate) const MESSAGE: Style = Style::new().bold();
/// Where it is.
pub(crate) const PATH: Style = Style::new().bold();

/// The colour of a severity.
pub(crate) const fn severity(severity: Severity) -> Style {
    match severity {
        Severity::High => AnsiColor::Red.on_default().bold(),
        Severity::Medium => AnsiColor::Yellow.on_default().bold(),
        Severity::Low => AnsiColor::Cyan.on_default().bold(),
    }
}

/// The colour of a notice.
pub(crate) const fn notice(level: NoticeLevel) -> Style {
    match level {
        NoticeLevel::Error => AnsiColor::Red.on_default().bold(),
        NoticeLevel::Warning => AnsiColor::Yellow.on_default().bold(),
    }
}

impl Color {
    /// The style, or none if there are to be no colours. Write it before the text, and its
    /// alternate form (`{style:#}`) behind.
    pub(crate) const fn style(self, style: Style) -> Style {
        match self {
            Self::Always => style,
            Self::Never => Style::new(),
        }
    }
}
