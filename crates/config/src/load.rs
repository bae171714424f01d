//! From a request to the settings of a run: find the file, read it, put the command line on top.

use std::path::{Path, PathBuf};

use hognose_registry::Registry;

use crate::bandit::{BanditConfiguration, BanditFiles, Preset, bandit_configuration};
use crate::document::Document;
use crate::find::{absolute, find};
use crate::layer::{Complete, Layer};
use crate::origin::Origin;
use crate::overrides::Overrides;
use crate::problem::InvalidConfiguration;
use crate::reader::Scope;
use crate::sanitize::sanitized;
use crate::selection::rules_to_run;
use crate::settings::Settings;
use crate::target::ProjectFolder;

/// The names that a configuration can use.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'a> {
    /// The rules that there are.
    pub registry: &'a Registry,
    /// The names of the output formats that there are; `full` is the default.
    pub output_formats: &'a [&'static str],
}

/// What a configuration is wanted for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The working directory: absolute.
    pub cwd: &'a Path,
    /// What will be checked: files and folders, relative to the working directory or absolute. They
    /// need not exist. A text from standard input is as good as the file that it is said to be.
    pub paths: &'a [PathBuf],
    /// Where the configuration file is.
    pub file: FileChoice<'a>,
    /// Bandit's configuration, as far as the command line names it.
    pub bandit: BanditFiles<'a>,
    /// What the command line sets.
    pub overrides: &'a Overrides,
}

/// Where the configuration file is.
#[derive(Clone, Copy, Debug)]
pub enum FileChoice<'a> {
    /// To be looked for: in the deepest folder that contains all the paths and in those above it,
    /// then in the working directory and those above it. In each folder `.hognose.toml`, then
    /// `hognose.toml`, then a `pyproject.toml` with a table `[tool.hognose]`. If there is none,
    /// Bandit's configuration holds.
    Search,
    /// This file. If it is called `pyproject.toml`, its table `[tool.hognose]`. Its patterns are
    /// relative to the working directory, so that one file can serve many projects.
    Given(&'a Path),
    /// There is none.
    Isolated,
}

/// The settings of a run, with where each of them comes from.
#[derive(Debug)]
pub struct Configuration {
    /// What holds.
    pub settings: Settings,
    /// The configuration file, as it is shown; of Bandit's, the first.
    pub file: Option<PathBuf>,
    /// The configuration files of Bandit that hold, as they are shown.
    pub bandit_files: Vec<PathBuf>,
    /// What is to be checked where the command line names nothing: `targets` of Bandit's INI file, as
    /// it is written there. Never leads out of the working directory.
    pub targets: Vec<PathBuf>,
    /// What in the configuration has no effect, each with its place: safe to show.
    pub notes: Vec<String>,
    /// The ids of the rules that run.
    pub(crate) running: Vec<&'static str>,
    /// The number of rules that there are.
    pub(crate) known: usize,
    pub(crate) layers: Complete,
    /// The files that say what the project runs on.
    pub(crate) project: ProjectFolder,
}

/// Finds the configuration of a run.
///
/// # Errors
///
/// If a configuration file cannot be read, or something is wrong in it or on the command line: with
/// everything that is.
pub fn load(
    request: &Request<'_>,
    vocabulary: &Vocabulary<'_>,
) -> Result<Configuration, InvalidConfiguration> {
    let registry = vocabulary.registry;
    let cwd = request.cwd;
    let scope = Scope { vocabulary, base: cwd };
    let command_line = request.overrides.layer(scope);
    let asked = command_line.as_ref().ok().and_then(|layer| layer.preset.as_ref());
    let asked = asked.map_or(Preset::Default, |preset| preset.value);
    let (file, command_line) = match (file_layer(request, vocabulary, asked), command_line) {
        (Ok(file), Ok(command_line)) => (file, command_line),
        (Err(file), Err(command_line)) => return Err(file.and(command_line)),
        (Err(invalid), Ok(_)) | (Ok(_), Err(invalid)) => return Err(invalid),
    };
    let FileLayer { layer: file, path, bandit } = file;
    let top = match request.file {
        FileChoice::Search => path.as_ref().and_then(|it| Some(absolute(cwd, it).parent()?.into())),
        FileChoice::Given(_) | FileChoice::Isolated => None::<PathBuf>,
    };

    let preset = command_line.preset.as_ref().or(file.preset.as_ref());
    let preset = preset.map_or(Preset::Default, |preset| preset.value);
    let built_in = Layer::preset(preset, vocabulary, cwd)?.over(Layer::defaults(vocabulary, cwd)?);
    let mut lower = file.over(built_in);
    let rules = rules_to_run(registry, &lower, &command_line);
    if let (Some(_), Some(replaced)) = (&command_line.select, &mut lower.extend_select) {
        replaced.items.clear();
        replaced.origin = Origin::CommandLine;
    }
    let mut layers = command_line.over(lower).complete()?;
    let project = match request.file {
        FileChoice::Isolated => ProjectFolder::default(),
        _ => ProjectFolder::find(cwd, request.paths, top.as_deref()),
    };
    layers.target_version = layers.target_version.completed(project.python());
    Ok(Configuration {
        file: path.or_else(|| bandit.files.first().cloned()),
        bandit_files: bandit.files,
        targets: bandit.targets,
        notes: bandit.notes.iter().map(|note| sanitized(note).into_owned()).collect(),
        running: rules.iter().map(|rule| registry.meta(rule).id).collect(),
        known: registry.len(),
        settings: Settings::resolve(&layers, rules, registry, &project)?,
        layers,
        project,
    })
}

/// The settings of configuration files.
#[derive(Default)]
struct FileLayer {
    layer: Layer,
    /// The path of hognose's own file.
    path: Option<PathBuf>,
    /// What Bandit's files say, the layer aside.
    bandit: BanditConfiguration,
}

/// The settings of the configuration file; no settings without a file.
fn file_layer(
    request: &Request<'_>,
    vocabulary: &Vocabulary<'_>,
    preset: Preset,
) -> Result<FileLayer, InvalidConfiguration> {
    let cwd = request.cwd;
    let document = match request.file {
        FileChoice::Search if request.bandit.are_named() => None,
        FileChoice::Search => find(cwd, request.paths)?,
        FileChoice::Given(path) => Some(Document::open(&absolute(cwd, path), cwd, cwd)?),
        FileChoice::Isolated => return Ok(FileLayer::default()),
    };
    if let Some(document) = document {
        let layer = Layer::from_document(&document, vocabulary)?;
        let path = Some(document.path().to_path_buf());
        return Ok(FileLayer { layer, path, bandit: BanditConfiguration::default() });
    }
    let mut bandit = bandit_configuration(cwd, request.paths, request.bandit, preset, vocabulary)?;
    let layer = std::mem::take(&mut bandit.layer);
    Ok(FileLayer { layer, path: None, bandit })
}
