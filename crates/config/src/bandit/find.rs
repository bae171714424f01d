//! Which of Bandit's configuration files hold.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::Vocabulary;
use crate::document::{Document, PYPROJECT};
use crate::find::{absolute, common_folder};
use crate::layer::Layer;
use crate::problem::{Complaint, InvalidConfiguration};

use super::ini::from_ini;
use super::node::{from_toml, from_yaml};
use super::preset::Preset;
use super::translate::layer;
use super::wishes::{WishReader, Wishes};

/// Bandit's configuration, as the command line names it.
#[derive(Clone, Copy, Debug, Default)]
pub struct BanditFiles<'a> {
    /// The file that Bandit's option `-c` names: TOML if it is called so, else YAML.
    pub config: Option<&'a Path>,
    /// The file that Bandit's option `--ini` names.
    pub ini: Option<&'a Path>,
    /// The profile that Bandit's option `-p` names.
    pub profile: Option<&'a str>,
}

impl BanditFiles<'_> {
    /// Whether a file is named.
    pub(crate) fn are_named(&self) -> bool {
        self.config.is_some() || self.ini.is_some()
    }
}

/// What Bandit's files say.
#[derive(Debug, Default)]
pub(crate) struct BanditConfiguration {
    pub(crate) layer: Layer,
    /// The files that were read, as they are shown.
    pub(crate) files: Vec<PathBuf>,
    /// What in them has no effect.
    pub(crate) notes: Vec<String>,
    /// What is to be checked where the command line names nothing.
    pub(crate) targets: Vec<PathBuf>,
}

/// The settings of Bandit's configuration files: those that are named or, of either kind, the one
/// that is found.
///
/// # Errors
///
/// If a file cannot be read, or something is wrong with it.
pub(crate) fn bandit_configuration(
    cwd: &Path,
    paths: &[PathBuf],
    named: BanditFiles<'_>,
    preset: Preset,
    vocabulary: &Vocabulary<'_>,
) -> Result<BanditConfiguration, InvalidConfiguration> {
    let mut found = BanditConfiguration::default();
    let mut wishes = Wishes::default();
    let ini = match named.ini {
        Some(path) => Some(absolute(cwd, path)),
        None => find_ini(cwd, paths, preset)?,
    };
    let mut last = None;
    // What some folder further down says is not about this run.
    let is_about_run =
        named.ini.is_some() || ini.as_ref().is_some_and(|path| path.parent() == Some(cwd));
    if let Some(path) = ini {
        let document = Document::open(&path, cwd, cwd)?;
        match from_ini(&document)? {
            Some(entries) => {
                let mut reader = WishReader::new(&document, preset);
                reader.ini(&entries, &mut wishes);
                found.notes.extend(reader.finish()?);
                found.files.push(document.path().to_path_buf());
                last = Some(document);
            }
            None if named.ini.is_some() => {
                return Err(Complaint::new("the file has no section `[bandit]`")
                    .about_file(document.path())
                    .into());
            }
            None => {
                found.notes.push(format!("{}: no section `[bandit]`", document.path().display()));
            }
        }
    }
    let profile =
        named.profile.or(wishes.profile.as_ref().map(|it| it.value.as_str())).map(str::to_owned);
    let config = match (named.config, &wishes.config_file) {
        (Some(path), _) => Some(open_config(&absolute(cwd, path), cwd)?),
        (None, Some(path)) => {
            let ini = found.files.first();
            Some(open_config(&inside(cwd, "configfile", &path.value, ini)?, cwd)?)
        }
        // A named INI file is all that is wanted.
        (None, None) if named.ini.is_some() => None,
        (None, None) => find_pyproject(cwd, paths)?,
    };
    if let Some(document) = config {
        let entries = if is_toml(document.path()) {
            from_toml(&document.tool_settings("bandit")?.unwrap_or_default())
        } else {
            from_yaml(&document)?
        };
        let mut reader = WishReader::new(&document, preset);
        reader.config(&entries, profile.as_deref(), &mut wishes);
        found.notes.extend(reader.finish()?);
        found.files.insert(0, document.path().to_path_buf());
        last = Some(document);
    } else if let Some(profile) = profile {
        return Err(Complaint::new(format!("there is no profile `{profile}`: there is no file"))
            .help("name the file that has the profiles: `--bandit-config FILE`")
            .about_option("bandit-profile")
            .into());
    }
    if is_about_run {
        let ini = found.files.last();
        for target in &wishes.targets {
            inside(cwd, "targets", &target.value, ini)?;
            found.targets.push(PathBuf::from(&target.value));
        }
    }
    let Some(document) = last else { return Ok(found) };
    let mut reader = WishReader::new(&document, preset);
    found.layer = layer(&wishes, preset, vocabulary, cwd, &mut reader);
    found.notes.extend(reader.finish()?);
    Ok(found)
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

fn open_config(path: &Path, cwd: &Path) -> Result<Document, InvalidConfiguration> {
    let document = Document::open(path, cwd, cwd)?;
    Ok(if is_toml(path) { document.shared() } else { document })
}

/// What an INI file names. Whoever wrote that may want a file of the reader's shown.
fn inside(
    cwd: &Path,
    key: &str,
    named: &str,
    ini: Option<&PathBuf>,
) -> Result<PathBuf, InvalidConfiguration> {
    let path = Path::new(named);
    let is_below =
        path.components().all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
    let real = fs::canonicalize(cwd.join(path)).ok();
    let top = fs::canonicalize(cwd).ok();
    match real.zip(top) {
        Some((real, top)) if is_below && !real.starts_with(&top) => {}
        _ if is_below => return Ok(absolute(cwd, path)),
        _ => {}
    }
    let complaint = Complaint::new(format!("`{key}` leads out of the project: `{named}`"))
        .help("if it is meant, name it on the command line");
    Err(match ini {
        Some(ini) => complaint.about_file(ini),
        None => complaint.about_option("bandit-ini"),
    }
    .into())
}

/// The nearest `pyproject.toml` with a table `[tool.bandit]`.
fn find_pyproject(cwd: &Path, paths: &[PathBuf]) -> Result<Option<Document>, InvalidConfiguration> {
    let start = common_folder(cwd, paths);
    let beside = (!start.starts_with(cwd)).then_some(cwd);
    for folder in start.ancestors().chain(beside.into_iter().flat_map(Path::ancestors)) {
        let path = folder.join(PYPROJECT);
        if !path.is_file() {
            continue;
        }
        let document = Document::open(&path, cwd, folder)?;
        if document.mentions("bandit")
            && document.mentions("tool")
            && !matches!(document.tool_settings("bandit"), Ok(None))
        {
            return Ok(Some(document));
        }
    }
    Ok(None)
}

/// The file `.bandit` of what is checked: in a folder that was named or, with Bandit's own judgement,
/// anywhere below one.
fn find_ini(
    cwd: &Path,
    paths: &[PathBuf],
    preset: Preset,
) -> Result<Option<PathBuf>, InvalidConfiguration> {
    let mut folders: Vec<PathBuf> =
        paths.iter().map(|path| absolute(cwd, path)).filter(|path| path.is_dir()).collect();
    folders.sort_unstable();
    folders.dedup();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let candidate = folder.join(".bandit");
        if candidate.is_file() {
            found.push(candidate);
        }
        if preset == Preset::Bandit {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries.flatten() {
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(entry.path());
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [first, second, ..] => {
            let shown = |path: &Path| path.strip_prefix(cwd).unwrap_or(path).display().to_string();
            let (first, second) = (shown(first), shown(second));
            Err(Complaint::new(format!("there are several INI files: `{first}`, `{second}`"))
                .help("choose one with `--bandit-ini FILE`, or check the folders one by one")
                .about_option("bandit-ini")
                .into())
        }
        _ => Ok(found.pop()),
    }
}
