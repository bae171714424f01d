//! `--statistics`: how often each rule found something.

use std::cmp::Reverse;
use std::io::{self, Write};

use crate::report::Report;
use crate::style;

/// Writes one line per rule with findings: their number, the rule's severity, its id and its
/// aliases. Suppressed findings do not count.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let mut counts = vec![0_usize; report.registry.len()];
    for (_, finding) in report.outcome.visible() {
        counts[finding.rule.0 as usize] += 1;
    }
    let mut rows: Vec<_> = report
        .registry
        .indices()
        .map(|rule| (counts[rule.0 as usize], report.registry.meta(rule)))
        .filter(|(count, _)| *count > 0)
        .collect();
    rows.sort_by_key(|(count, meta)| (Reverse(*count), meta.id));
    let count_width = rows.first().map_or(0, |(count, _)| count.to_string().len());
    let id_width = rows.iter().map(|(_, meta)| meta.id.len()).max().unwrap_or_default();
    for (count, meta) in rows {
        let style = report.options.color.style(style::severity(meta.severity));
        let line = format!(
            "{count:>count_width$}  {style}{:<6}{style:#}  {:<id_width$}  {}",
            meta.severity,
            meta.id,
            meta.aliases.join(", "),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
