//! `hognose config`, and the way from arguments to settings.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use hognose_config::{BanditFiles, Configuration, FileChoice, Request, Vocabulary, load};
use hognose_registry::Registry;
use hognose_report::Format;

use crate::Exit;
use crate::arguments::{ConfigArguments, SettingsArguments};
use crate::output::{Stream, write};
use crate::packs;

/// Finds the settings for a run over `paths`.
pub(crate) fn configuration(
    registry: &Registry,
    paths: &[PathBuf],
    arguments: &SettingsArguments,
    output_format: Option<&str>,
) -> anyhow::Result<(PathBuf, Configuration)> {
    let cwd = std::env::current_dir().context("the working directory cannot be found")?;
    let file = file_choice(arguments);
    let formats = Format::ALL.map(Format::as_str);
    let configuration = load(
        &Request {
            cwd: &cwd,
            paths,
            file,
            bandit: BanditFiles {
                config: arguments.bandit_config.as_deref(),
                ini: arguments.bandit_ini.as_deref(),
                profile: arguments.bandit_profile.as_deref(),
            },
            overrides: &arguments.overrides(output_format),
        },
        &Vocabulary { registry, output_formats: &formats },
    )?;
    Ok((cwd, configuration))
}

/// Where the arguments say that the configuration file is.
pub(crate) fn file_choice(arguments: &SettingsArguments) -> FileChoice<'_> {
    match &arguments.config {
        Some(path) => FileChoice::Given(path),
        None if arguments.isolated => FileChoice::Isolated,
        None => FileChoice::Search,
    }
}

/// The paths that configuration files are looked for at: the working directory where none is named,
/// and of standard input the file that it stands for.
pub(crate) fn configured_paths(paths: &[PathBuf], stdin_filename: Option<&Path>) -> Vec<PathBuf> {
    if paths.is_empty() {
        return vec![PathBuf::from(".")];
    }
    paths
        .iter()
        .filter_map(|path| {
            if path.as_os_str() == "-" {
                stdin_filename.map(Path::to_path_buf)
            } else {
                Some(path.clone())
            }
        })
        .collect()
}

/// The paths to check: those that are named; else those of the configuration; else all that there is.
pub(crate) fn checked_paths(named: &[PathBuf], configuration: &Configuration) -> Vec<PathBuf> {
    match (named, configuration.targets.as_slice()) {
        ([], []) => vec![PathBuf::from(".")],
        ([], targets) => targets.to_vec(),
        (named, _) => named.to_vec(),
    }
}

/// Shows the settings in force.
pub(crate) fn run(arguments: &ConfigArguments) -> anyhow::Result<Exit> {
    let rules = packs::registry(&arguments.paths, &arguments.settings)?;
    let exit = rules.told();
    let (_, configuration) =
        configuration(&rules.registry, &arguments.paths, &arguments.settings, None)?;
    let text = if arguments.json {
        format!("{:#}\n", configuration.to_json())
    } else {
        configuration.to_text()
    };
    write(Stream::Out, text.as_bytes())?;
    Ok(exit)
}
