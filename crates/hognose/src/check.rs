//! `hognose check`: from arguments to reports and an exit code.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, anyhow, bail};
use hognose_config::{Settings, absolute};
use hognose_core::{Outcome, Severity};
use hognose_engine::discover::{DiscoverOptions, discover, global_gitignore};
use hognose_engine::{
    CheckOptions, Honoured, Input, Limits, Metrics, Progress, SuppressionRules, check,
};
use hognose_registry::{Dispatcher, Registry, RuleMeta};
use hognose_report::{
    Format, RenderOptions, Summary, Suppressed, render, render_notices, render_statistics,
};

use crate::Exit;
use crate::arguments::{CheckArguments, Global};
use crate::config::{configuration, configured_paths};
use crate::output::{Colors, Stream, is_watched, write, write_file, write_with};
use crate::packs;
use crate::progress::Bar;

/// Checks what the arguments name and reports what is found.
pub(crate) fn run(
    arguments: &CheckArguments,
    global: &Global,
    colors: &Colors,
) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let reports = Reports::parse(arguments)?;
    let paths = configured_paths(&arguments.paths, arguments.stdin_filename.as_deref());
    let registry = packs::registry(&paths, &arguments.settings)?;
    let (cwd, configuration) =
        configuration(&registry, &paths, &arguments.settings, reports.main.as_deref())?;
    let settings = &configuration.settings;

    let (inputs, notices) = inputs(arguments, settings, &cwd)?;
    if global.verbose {
        let config = configuration.file.as_deref().map_or("none".into(), Path::to_string_lossy);
        let text = format!("Configuration: {}\nFiles: {}\n", config.escape_debug(), inputs.len());
        write(Stream::Err, text.as_bytes())?;
    }
    let mut outcome = analyse(inputs, settings, &registry, arguments, global, &cwd, started)?;
    outcome.notices.extend(notices);
    outcome.notices.sort();

    reports.write(arguments, global, settings, &outcome, &registry, colors)?;
    Ok(exit(arguments, settings, &outcome))
}

fn exit(arguments: &CheckArguments, settings: &Settings, outcome: &Outcome) -> Exit {
    if outcome.is_incomplete() {
        Exit::Error
    } else if !arguments.exit_zero
        && outcome.visible().any(|(_, finding)| settings.fail_on.includes(finding.severity))
    {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

/// What is to be analysed, and what could not be found.
fn inputs(
    arguments: &CheckArguments,
    settings: &Settings,
    cwd: &Path,
) -> anyhow::Result<(Vec<Input>, Vec<hognose_core::Notice>)> {
    let (stdin, paths): (Vec<_>, Vec<_>) =
        arguments.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    if stdin.is_empty() && arguments.stdin_filename.is_some() {
        bail!("`--stdin-filename` says what `-` stands for, which is not among the paths");
    }
    let global = settings.files.respect_gitignore.then(global_gitignore).flatten();
    let found = discover(
        &paths,
        DiscoverOptions {
            settings: &settings.files,
            global_gitignore: global.as_deref(),
            working_dir: cwd,
        },
    );
    let mut inputs: Vec<Input> = found
        .files
        .into_iter()
        .map(|file| Input::File { path: file.path, size: file.size })
        .collect();
    if !stdin.is_empty() {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .take(Limits::default().file_bytes + 1)
            .read_to_end(&mut bytes)
            .context("standard input cannot be read")?;
        let path = arguments.stdin_filename.as_deref().map(|path| shown(path, cwd));
        let path = path.unwrap_or_else(|| "<stdin>".into());
        // It stands for the file, as an editor has it, and not beside it.
        inputs.retain(|input| input.path() != path);
        inputs.push(Input::Text { path, bytes });
    }
    Ok((inputs, found.notices))
}

/// A path as reports show it, in the same way as discovery does: relative to the working directory
/// if it lies below it.
fn shown(path: &Path, cwd: &Path) -> PathBuf {
    let path = absolute(cwd, path);
    path.strip_prefix(cwd).map_or_else(|_| path.clone(), Path::to_path_buf)
}

fn analyse(
    inputs: Vec<Input>,
    settings: &Settings,
    registry: &Registry,
    arguments: &CheckArguments,
    global: &Global,
    cwd: &Path,
    started: Instant,
) -> anyhow::Result<Outcome> {
    let dispatcher = Dispatcher::new(registry, &settings.rules);
    let enabled =
        |meta: &RuleMeta| registry.find(meta.id).filter(|rule| settings.rules.contains(*rule));
    let overrides: Vec<Option<Severity>> =
        registry.indices().map(|rule| settings.severity_overrides.get(rule)).collect();
    let options = CheckOptions {
        registry,
        enabled: &settings.rules,
        dispatcher: &dispatcher,
        judge: None,
        metrics: Metrics::Skip,
        rule_options: &settings.options,
        ignored_for: &|path| settings.per_file_ignores.in_file(&absolute(cwd, path)),
        severity_overrides: &overrides,
        min_severity: settings.severity,
        min_confidence: settings.confidence,
        honoured: Honoured {
            nosec: settings.comments.respect_nosec,
            noqa: settings.comments.respect_noqa,
        },
        suppression_rules: SuppressionRules {
            unused: enabled(&hognose_rules::UNUSED_SUPPRESSION),
            unknown: enabled(&hognose_rules::UNKNOWN_SUPPRESSION),
        },
        limits: Limits::default(),
    };
    let bar = (is_watched() && !global.quiet).then(|| Bar::new(inputs.len()));
    let progress: &dyn Progress = match &bar {
        Some(bar) => bar,
        None => &(),
    };
    // Nobody wants a backtrace of ours in a report of theirs: a panic becomes a notice.
    if !global.verbose {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let threads = threads(arguments, inputs.len());
    let outcome = hognose_engine::in_pool(threads, || check(inputs, &options, progress, started))
        .map_err(|error| anyhow!("no thread can be started: {error}"))?;
    let _ = std::panic::take_hook();
    if let Some(bar) = bar {
        bar.clear();
    }
    Ok(outcome)
}

/// More threads than files would only cost their start.
fn threads(arguments: &CheckArguments, inputs: usize) -> usize {
    let available = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    arguments.jobs.map_or_else(available, std::num::NonZero::get).min(inputs.max(1))
}

/// The reports that are asked for.
struct Reports {
    /// The format of the report that goes to standard output or `--output-file`, if the command
    /// line names one.
    main: Option<String>,
    /// Reports to files of their own.
    files: Vec<(Format, PathBuf)>,
}

impl Reports {
    fn parse(arguments: &CheckArguments) -> anyhow::Result<Self> {
        let mut reports = Self { main: None, files: Vec::new() };
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
    fn write(
        &self,
        arguments: &CheckArguments,
        global: &Global,
        settings: &Settings,
        outcome: &Outcome,
        registry: &Registry,
        colors: &Colors,
    ) -> anyhow::Result<()> {
        let reports = &arguments.reports;
        let options = RenderOptions {
            suppressed: if reports.show_suppressed { Suppressed::Show } else { Suppressed::Hide },
            sarif_category: reports.sarif_category.clone(),
            ..RenderOptions::default()
        };
        let mut files = Ok(());
        for (format, path) in &self.files {
            let written = write_file(path, |out| render(*format, outcome, registry, &options, out));
            files = files.and(written);
        }
        let format: Format = settings.output_format.parse()?;
        let main = write_main(format, arguments, global, &options, outcome, registry, colors);
        files.and(main)
    }
}

/// Writes the report that is not in a file of its own, and what people want to know besides.
fn write_main(
    format: Format,
    arguments: &CheckArguments,
    global: &Global,
    options: &RenderOptions,
    outcome: &Outcome,
    registry: &Registry,
    colors: &Colors,
) -> anyhow::Result<()> {
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
