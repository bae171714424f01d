//! Notices for people, in the manner of `concise`:
//! `path:line:column: level[kind] message`.

use std::io::{self, Write};

use hognose_core::{NoticeLevel, Outcome};

use crate::path::visible_path;
use crate::text::visible;
use crate::{RenderOptions, style};

/// Writes the notices.
pub(crate) fn render(
    outcome: &Outcome,
    options: &RenderOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    let path_style = options.color.style(style::PATH);
    for notice in &outcome.notices {
        let level = notice.kind.level();
        if let Some(path) = &notice.path {
            write!(out, "{path_style}{}{path_style:#}:", visible_path(path))?;
            if let Some(at) = notice.position {
                write!(out, "{}:{}:", at.line, at.column)?;
            }
            write!(out, " ")?;
        }
        let level_style = options.color.style(style::notice(level));
        writeln!(
            out,
            "{level_style}{}[{}]{level_style:#} {}",
            level_name(level),
            notice.kind.as_str(),
            visible(&notice.message),
        )?;
    }
    Ok(())
}

/// The level's name, in reports and in SARIF.
pub(crate) const fn level_name(level: NoticeLevel) -> &'static str {
    match level {
        NoticeLevel::Error => "error",
        NoticeLevel::Warning => "warning",
    }
}
