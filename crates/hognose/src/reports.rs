//! The reports that a check writes: in which formats, and where to.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use hognose_config::Settings;
use hognose_core::{BanditDots, Outcome};
use hognose_engine::Metrics;
use hognose_engine::baseline::{Applied, Fixed};
use hognose_registry::Registry;
use hognose_report::{
    Absent, Compared, Format, RenderOptions, Summary, Suppressed, Template, render, render_notices,
    render_statistics,
};

use crate::arguments::{CheckArguments, Global};
use crate::output::{Colors, Stream, write, write_file, write_with};

/// The reports that are asked for.
pub(crate) struct Reports {
    /// The format of the report that goes to standard output or `--output-file`, if the command
    /// line names one.
    pub(crate) main: Option<String>,
    /// Reports to files of their own.
    files: Vec<(Format, PathBuf)>,
    /// What the custom format writes.
    template: Template,
}

/// What reports are made of.
#[derive(Clone, Copy)]
pub(crate) struct Written<'a> {
    pub(crate) arguments: &'a CheckArguments,
    pub(crate) global: &'a Global,
    pub(crate) settings: &'a Settings,
    pub(crate) outcome: &'a Outcome,
    pub(crate) registry: &'a Registry,
    pub(crate) colors: &'a Colors,
    pub(crate) cwd: &'a Path,
    /// What came of the baseline, if there is one.
    pub(crate) applied: Option<&'a Applied>,
}

/// Whether a report has counts by file in it.
pub(crate) fn metrics(arguments: &CheckArguments, settings: &Settings) -> Metrics {
    let named = arguments.reports.output_format.iter();
    let named = named.map(|text| text.split_once('=').map_or(text.as_str(), |(format, _)| format));
    let needed = named
        .chain([settings.output_format])
        .filter_map(|format| format.parse::<Format>().ok())
        .any(Format::needs_metrics);
    if needed { Metrics::Collect } else { Metrics::Skip }
}

impl Reports {
    /// Reads what the command line asks for.
    pub(crate) fn parse(arguments: &CheckArguments) -> anyhow::Result<Self> {
        let template = match &arguments.reports.msg_template {
            Some(text) => text.parse().context("`--msg-template`")?,
            None => Template::default(),
        };
        let mut reports = Self { main: None, files: Vec::new(), template };
        for text in &arguments.reports.output_format {
            match text.split_once('=') {
                Some((_, "")) => bail!("`--output-format {text}` names no file"),
                Some((format, file)) => reports.files.push((format.parse()?, file.into())),
                None if reports.main.is_some() => bail!(
                    "`--output-format` is given twice: give all but one a file, as in \
                     `--output-format sarif=results.sarif`"
                ),
                None => {
                    // Checked again, with a suggestion, together with the rest of the settings.
                    reports.main = Some(text.clone());
                }
            }
        }
        Ok(reports)
    }

    /// Writes all reports, and for people what belongs beside them. One that cannot be written costs
    /// none of the others; of several, the first is told.
    pub(crate) fn write(&self, written: Written<'_>) -> anyhow::Result<()> {
        let Written { arguments, settings, outcome, registry, .. } = written;
        let reports = &arguments.reports;
        let options = RenderOptions {
            suppressed: if reports.show_suppressed { Suppressed::Show } else { Suppressed::Hide },
            sarif_category: reports.sarif_category.clone(),
            template: self.template.clone(),
            generated_at: humantime::format_rfc3339_seconds(now()).to_string(),
            working_dir: written.cwd.to_path_buf(),
            baseline: written.applied.map(|applied| compared(applied, registry)),
            dots: bandit_dots(&arguments.paths),
            ..RenderOptions::default()
        };
        let mut files = Ok(());
        for (format, path) in &self.files {
            let written = write_file(path, |out| render(*format, outcome, registry, &options, out));
            files = files.and(written);
        }
        let format: Format = settings.output_format.parse()?;
        let main = write_main(format, &options, written);
        files.and(main)
    }
}

/// Writes the report that is not in a file of its own, and what people want to know besides.
fn write_main(format: Format, options: &RenderOptions, written: Written<'_>) -> anyhow::Result<()> {
    let Written { arguments, global, outcome, registry, colors, .. } = written;
    let on = |stream| RenderOptions { color: colors.of(stream), ..options.clone() };
    write_with(Stream::Err, |out| render_notices(outcome, &on(Stream::Err), out))?;
    match &arguments.reports.output_file {
        Some(path) => write_file(path, |out| render(format, outcome, registry, options, out))?,
        None => {
            write_with(Stream::Out, |out| {
                render(format, outcome, registry, &on(Stream::Out), out)
            })?;
        }
    }
    // The report of a program is for programs: what people want to know goes to standard error.
    let to_people = if format.is_for_people() && arguments.reports.output_file.is_none() {
        Stream::Out
    } else {
        Stream::Err
    };
    if arguments.reports.statistics {
        write_with(to_people, |out| render_statistics(outcome, registry, &on(to_people), out))?;
    }
    if !global.quiet {
        let summary = Summary::of(outcome);
        write(to_people, format!("{summary}\n").as_bytes())?;
    }
    Ok(())
}

/// What reports say of a baseline. A name of Bandit's may stand for several rules: the first of them
/// stands for all.
fn compared(applied: &Applied, registry: &Registry) -> Compared {
    let absent = |fixed: &Fixed| {
        let rule = registry.find(&fixed.rule);
        Some(Absent {
            path: fixed.path.clone(),
            rule: rule.or_else(|| registry.silenced_by(&fixed.rule).iter().next())?,
            message: fixed.message.clone(),
            count: fixed.count,
        })
    };
    Compared { absent: applied.fixed.iter().filter_map(absent).collect() }
}

/// When a report is made: as `SOURCE_DATE_EPOCH` has it, so that a run can be repeated to the byte.
fn now() -> SystemTime {
    /// The end of the year 9999: later dates have no usual form.
    const LAST: u64 = 253_402_300_799;
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    match fixed {
        Some(seconds) => UNIX_EPOCH + Duration::from_secs(u64::min(seconds, LAST)),
        None => SystemTime::now(),
    }
}

/// Where Bandit writes `./`, if these paths are named.
pub(crate) fn bandit_dots(paths: &[PathBuf]) -> BanditDots {
    let files = paths.iter().filter(|path| path.is_file());
    BanditDots {
        all: paths.iter().any(|path| path.starts_with(".")),
        files: files.map(|path| path.components().collect()).collect(),
    }
}
