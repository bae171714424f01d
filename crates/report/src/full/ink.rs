//! The colours of the picture, and our word for the severity where codespan-reporting has its own.

use std::io::{self, Write};

use anstyle::Style;
use codespan_reporting::diagnostic::{LabelStyle, Severity as Rank};
use codespan_reporting::term::WriteStyle;
use hognose_core::Severity;

use crate::{Color, style};

/// A writer that codespan-reporting draws with.
pub(super) struct Ink<'a, W> {
    out: &'a mut W,
    color: Color,
    severity: Severity,
    rule: &'static str,
    /// Between the start of the header and its message there would be `error` or `warning`. Ours
    /// are the words low, medium and high: that part is written by us, and swallowed when it comes.
    in_rank: bool,
}

impl<'a, W: Write> Ink<'a, W> {
    pub(super) fn new(
        out: &'a mut W,
        color: Color,
        severity: Severity,
        rule: &'static str,
    ) -> Self {
        Self { out, color, severity, rule, in_rank: false }
    }

    fn set(&mut self, style: Style) -> io::Result<()> {
        write!(self.out, "{}", self.color.style(style))
    }

    fn unset(&mut self) -> io::Result<()> {
        match self.color {
            Color::Always => write!(self.out, "{}", anstyle::Reset),
            Color::Never => Ok(()),
        }
    }
}

impl<W: Write> Write for Ink<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.in_rank { Ok(bytes.len()) } else { self.out.write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> WriteStyle for Ink<'_, W> {
    fn set_header(&mut self, _: Rank) -> io::Result<()> {
        self.set(style::severity(self.severity))?;
        write!(self.out, "{}[{}]", self.severity, self.rule)?;
        self.in_rank = true;
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.in_rank = false;
        self.unset()?;
        self.set(style::MESSAGE)
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(style::FRAME)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(style::FRAME)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(style::FRAME)
    }

    fn set_label(&mut self, _: Rank, label: LabelStyle) -> io::Result<()> {
        self.set(match label {
            LabelStyle::Primary => style::severity(self.severity),
            LabelStyle::Secondary => style::FRAME,
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.unset()
    }
}
