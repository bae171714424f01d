//! `hognose baseline`, and what `hognose check --baseline` reads and says.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, anyhow, bail};
use hognose_config::{Settings, absolute};
use hognose_engine::baseline::{Applied, Baseline, Keep, MAX_BYTES, Origin, Run, drop_below};
use hognose_report::{RenderOptions, render_notices};

use crate::Exit;
use crate::arguments::{BaselineArguments, CheckArguments, Global, ReportArguments};
use crate::check::{analyse, inputs, without_thresholds};
use crate::config::{checked_paths, configuration, configured_paths};
use crate::output::{Stream, write, write_file, write_with};
use crate::packs;

/// Where a baseline is, unless somebody says otherwise.
const DEFAULT_FILE: &str = "hognose-baseline.json";

/// A baseline that a check is held against.
pub(crate) struct Known {
    path: PathBuf,
    pub(crate) baseline: Baseline,
}

impl Known {
    /// The baseline that the command line names, or else the configuration.
    pub(crate) fn of(
        arguments: &CheckArguments,
        settings: &Settings,
        cwd: &Path,
    ) -> anyhow::Result<Option<Self>> {
        let Some(path) = arguments.baseline.clone().or_else(|| configured(settings, cwd)) else {
            return Ok(None);
        };
        let baseline = read(&path, cwd)?;
        Ok(Some(Self { path, baseline }))
    }

    /// Says what has become of the baseline.
    pub(crate) fn tell(&self, applied: &Applied, global: &Global) -> anyhow::Result<()> {
        let mut text = String::new();
        if global.verbose {
            text.push_str(&fixed(applied));
        }
        let count = applied.fixed();
        if count > 0 && !global.quiet {
            // Writing to a string cannot fail.
            let _ = write!(text, "Baseline: {} fixed; ", findings(count));
            let _ = match (self.baseline.origin(), self.path == Path::new(DEFAULT_FILE)) {
                (Origin::Bandit, _) => {
                    writeln!(text, "`hognose baseline` writes one that can be pruned")
                }
                (Origin::Hognose, true) => writeln!(text, "run `hognose baseline --prune`"),
                (Origin::Hognose, false) => {
                    writeln!(text, "run `hognose baseline --prune -o {}`", shown(&self.path))
                }
            };
        }
        // Not for `--quiet` to keep back: accepted findings are reported for it.
        if applied.unknown > 0 {
            let _ = writeln!(
                text,
                "warning: {} of the baseline {} cannot be matched: the rule is unknown, or the \
                 line is missing from the code",
                findings(applied.unknown),
                shown(&self.path),
            );
        }
        write(Stream::Err, text.as_bytes())
    }
}

/// The configured baseline, as it is shown: relative to the working directory if it lies below it.
fn configured(settings: &Settings, cwd: &Path) -> Option<PathBuf> {
    let path = settings.baseline.as_ref()?;
    Some(path.strip_prefix(cwd).unwrap_or(path).to_path_buf())
}

/// Writes, updates or prunes a baseline.
pub(crate) fn run(arguments: BaselineArguments, global: &Global) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let BaselineArguments { paths, output_file, prune, jobs, settings } = arguments;
    let around = configured_paths(&paths, None);
    // What a rule that cannot be used would find is not fixed.
    let rules = packs::registry(&around, &settings)?.all()?;
    let registry = &rules.registry;
    let (cwd, configuration) = configuration(registry, &around, &settings, None)?;
    let arguments = CheckArguments {
        paths: checked_paths(&paths, &configuration),
        stdin_filename: None,
        baseline: None,
        exit_zero: false,
        jobs,
        timings: false,
        settings,
        reports: ReportArguments::default(),
    };
    let settings = &configuration.settings;
    let path =
        output_file.or_else(|| configured(settings, &cwd)).unwrap_or_else(|| DEFAULT_FILE.into());
    let exists = path.symlink_metadata().is_ok_and(|found| found.is_file() || found.is_symlink());
    if prune && !exists {
        bail!("there is no baseline {}: write one with `hognose baseline`", shown(&path));
    }
    let old = if exists { read(&path, &cwd)? } else { Baseline::empty() };
    if old.origin() == Origin::Bandit {
        bail!(
            "{} is Bandit's and is not written to: write to another file with `-o`",
            shown(&path)
        );
    }

    let (inputs, notices) = inputs(&arguments, settings, registry, &cwd)?;
    let files: Vec<PathBuf> = inputs.iter().map(|input| input.path().to_path_buf()).collect();
    let all = without_thresholds(settings);
    let mut outcome = analyse(inputs, &all, &rules, &arguments, global, &cwd, started)?;
    outcome.notices.extend(notices);
    outcome.notices.sort();
    let (roots, enabled) = (&arguments.paths, &settings.rules);
    let run = Run { registry, enabled, cwd: &cwd, files: &files, roots };
    let applied = old.apply(&mut outcome, run);
    drop_below(&mut outcome, settings.severity, settings.confidence);
    let keep = if prune { Keep::Accepted } else { Keep::All };
    let new = old.after(&applied, &outcome, run, keep);
    let added = if prune { 0 } else { outcome.visible().count() as u64 };

    write_with(Stream::Err, |out| render_notices(&outcome, &RenderOptions::default(), out))?;
    let text = new.to_text(folder(&path, &cwd).as_path());
    write_file(&path, |out| out.write_all(text.as_bytes()))?;
    let mut said = if global.verbose { fixed(&applied) } else { String::new() };
    if !global.quiet {
        let _ = writeln!(
            said,
            "Baseline {}: {} ({added} added, {} removed)",
            shown(&path),
            findings(new.accepted()),
            applied.fixed(),
        );
    }
    write(Stream::Err, said.as_bytes())?;
    Ok(if outcome.is_incomplete() { Exit::Error } else { Exit::Clean })
}

/// Reads a baseline.
fn read(path: &Path, cwd: &Path) -> anyhow::Result<Baseline> {
    let bytes = read_bytes(path).with_context(|| {
        format!("the baseline {} cannot be read; `hognose baseline` writes one", shown(path))
    })?;
    Baseline::read(&bytes, &folder(path, cwd), cwd)
        .map_err(|error| anyhow!("the baseline {} is not valid: {error}", shown(path)))
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other(format!("it is larger than {MAX_BYTES} bytes")));
    }
    Ok(bytes)
}

/// The folder that the paths of a baseline start from.
fn folder(path: &Path, cwd: &Path) -> PathBuf {
    absolute(cwd, path).parent().map_or_else(|| cwd.to_path_buf(), Path::to_path_buf)
}

/// A line for each entry that is fixed.
fn fixed(applied: &Applied) -> String {
    let mut text = String::new();
    for fixed in &applied.fixed {
        let rule = fixed.rule.escape_debug();
        let _ = writeln!(text, "Fixed: {} {rule} ({})", shown(&fixed.path), fixed.count);
    }
    text
}

fn findings(count: u64) -> String {
    format!("{count} finding{}", if count == 1 { "" } else { "s" })
}

/// A path as it may be shown.
fn shown(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
}
