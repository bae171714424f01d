//! `hognose check`: from arguments to reports and an exit code.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, anyhow, bail};
use hognose_bandit::{Bandit, BanditOptions, Nosec, PythonGeneration};
use hognose_config::{BanditPython, Judgement, Settings, absolute};
use hognose_core::{Confidence, Outcome, Severity};
use hognose_engine::baseline::{Run, drop_below};
use hognose_engine::discover::{DiscoverOptions, discover, global_gitignore};
use hognose_engine::{
    CheckOptions, Honoured, Input, Limits, Progress, SuppressionRules, check, text_of,
};
use hognose_registry::{Dispatcher, Judge, Registry, RuleMeta, project_files};

use crate::Exit;
use crate::arguments::{CheckArguments, Global};
use crate::baseline::Known;
use crate::config::{checked_paths, configuration, configured_paths};
use crate::flows::Flows;
use crate::output::{Colors, Stream, is_watched, write};
use crate::packs::{self, Rules};
use crate::progress::Bar;
use crate::reports::{self, Reports, Written, bandit_dots};
use crate::timings;

/// Checks what the arguments name and reports what is found.
pub(crate) fn run(
    mut arguments: CheckArguments,
    global: &Global,
    colors: &Colors,
) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let reports = Reports::parse(&arguments)?;
    let paths = configured_paths(&arguments.paths, arguments.stdin_filename.as_deref());
    let rules = packs::registry(&paths, &arguments.settings)?;
    let registry = &rules.registry;
    let (cwd, mut configuration) =
        configuration(registry, &paths, &arguments.settings, reports.main.as_deref()).inspect_err(
            |_| {
                rules.told();
            },
        )?;
    configuration.settings.rules.remove_all(&rules.broken);
    arguments.paths = checked_paths(&arguments.paths, &configuration);
    let arguments = &arguments;
    let settings = &configuration.settings;

    let (inputs, notices) = inputs(arguments, settings, registry, &cwd)?;
    if global.verbose {
        let config = configuration.file.as_deref().map_or("none".into(), Path::to_string_lossy);
        let text = format!("Configuration: {}\nFiles: {}\n", config.escape_debug(), inputs.len());
        write(Stream::Err, text.as_bytes())?;
        for note in &configuration.notes {
            write(Stream::Err, format!("Note: {note}\n").as_bytes())?;
        }
    }
    let baseline = Known::of(arguments, settings, &cwd)?;
    let files: Vec<PathBuf> = inputs.iter().map(|input| input.path().to_path_buf()).collect();
    // Thresholds come after the baseline.
    let analysed = if baseline.is_some() { &without_thresholds(settings) } else { settings };
    let mut outcome = analyse(inputs, analysed, &rules, arguments, global, &cwd, started)?;
    outcome.notices.extend(notices);
    outcome.notices.extend(rules.notices());
    outcome.notices.sort();
    let mut applied = None;
    if let Some(baseline) = baseline {
        let roots = &arguments.paths;
        let enabled = &settings.rules;
        let run = Run { registry, enabled, cwd: &cwd, files: &files, roots };
        let came = baseline.baseline.apply(&mut outcome, run);
        drop_below(&mut outcome, settings.severity, settings.confidence);
        baseline.tell(&came, global)?;
        applied = Some(came);
    }

    if global.verbose
        && let Some(note) = timings::given_up(&outcome.stats.flow)
    {
        write(Stream::Err, format!("Note: {note}\n").as_bytes())?;
    }
    let reported = Instant::now();
    reports.write(Written {
        arguments,
        global,
        settings,
        outcome: &outcome,
        registry,
        colors,
        cwd: &cwd,
        applied: applied.as_ref(),
    })?;
    if arguments.timings {
        let text = timings::text(&outcome.stats, reported.elapsed(), started.elapsed());
        write(Stream::Err, text.as_bytes())?;
    }
    Ok(exit(arguments, settings, &outcome))
}

/// The same settings, for findings of any severity and confidence.
pub(crate) fn without_thresholds(settings: &Settings) -> Settings {
    Settings { severity: Severity::Low, confidence: Confidence::Low, ..settings.clone() }
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
pub(crate) fn inputs(
    arguments: &CheckArguments,
    settings: &Settings,
    registry: &Registry,
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
            project_files: &project_files(registry, &settings.rules),
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

/// Analyses the inputs on the threads that the arguments ask for.
pub(crate) fn analyse(
    inputs: Vec<Input>,
    settings: &Settings,
    rules: &Rules,
    arguments: &CheckArguments,
    global: &Global,
    cwd: &Path,
    started: Instant,
) -> anyhow::Result<Outcome> {
    let registry = &rules.registry;
    let bandit = bandit(settings, registry, &arguments.paths);
    let mut hooked = settings.rules.clone();
    if let Some(bandit) = &bandit {
        hooked.remove_all(bandit.rules());
    }
    let dispatcher = Dispatcher::new(registry, &hooked).for_program(
        settings.target.clone(),
        inputs.iter().map(Input::path),
        text_of,
    );
    let enabled =
        |meta: &RuleMeta| registry.find(meta.id).filter(|rule| settings.rules.contains(*rule));
    let overrides: Vec<Option<Severity>> =
        registry.indices().map(|rule| settings.severity_overrides.get(rule)).collect();
    let flow = Flows::new(settings, registry, &rules.models);
    let options = CheckOptions {
        flow: flow.as_ref().map(Flows::options),
        registry,
        enabled: &settings.rules,
        dispatcher: &dispatcher,
        judge: bandit.as_ref().map(|bandit| bandit as &dyn Judge),
        metrics: reports::metrics(arguments, settings),
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
            read_differently: enabled(&hognose_rules::NOSEC_READ_DIFFERENTLY),
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

/// Bandit, if its judgement is wanted.
fn bandit(settings: &Settings, registry: &Registry, paths: &[PathBuf]) -> Option<Bandit> {
    let Judgement::Bandit(wanted) = settings.judgement else { return None };
    let judgement = hognose_bandit::Judgement {
        options: BanditOptions::of_rules(registry, &settings.options),
        python: match wanted.python {
            BanditPython::Py310 | BanditPython::Py311 => PythonGeneration::Before312,
            BanditPython::Py312 | BanditPython::Py313 | BanditPython::Py314 => {
                PythonGeneration::Since312
            }
        },
        nosec: if wanted.respect_nosec { Nosec::Heeded } else { Nosec::Ignored },
        dots: bandit_dots(paths),
    };
    Some(Bandit::new(registry, &settings.rules, judgement))
}

/// More threads than files would only cost their start.
fn threads(arguments: &CheckArguments, inputs: usize) -> usize {
    let available = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    arguments.jobs.map_or_else(available, std::num::NonZero::get).min(inputs.max(1))
}
