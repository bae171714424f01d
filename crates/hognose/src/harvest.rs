//! `hognose harvest`: what the libraries at hand say is deprecated, as files that `check` reads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use hognose_core::{Notice, NoticeKind, NoticeLevel, Outcome};
use hognose_harvest::{
    Distribution, installed, normal_name, read_archive, read_installed, read_release,
    site_of_environment,
};
use hognose_report::{RenderOptions, render_notices};

use crate::Exit;
use crate::arguments::{Global, HarvestArguments};
use crate::output::{Stream, write, write_file, write_with};

/// The environment that is read unless another one is named.
const DEFAULT_ENVIRONMENT: &str = ".venv";

/// The largest archive that is read, in bytes.
const MAX_ARCHIVE: u64 = 1 << 30;

/// Where packages are.
enum Place {
    Archive(PathBuf),
    Installed { site: PathBuf, description: PathBuf },
}

/// Harvests packages, one after the other: memory is needed for one of them.
pub(crate) fn run(arguments: &HarvestArguments, global: &Global) -> anyhow::Result<Exit> {
    let places = places(arguments)?;
    let folder = match &arguments.output {
        Some(path) if path.extension().is_none_or(|it| it != "toml") => Some(path),
        _ if places.len() == 1 => None,
        _ => bail!(
            "{} packages do not go into one file; name a folder with `--output`",
            places.len()
        ),
    };
    let mut outcome = Outcome::default();
    for place in places {
        let Some(distribution) = read(&place, &mut outcome.notices) else { continue };
        let release = read_release(distribution).context("no thread can be started")?;
        let package = release.package();
        outcome.notices.extend(release.notices);
        if !global.quiet && (folder.is_none() || !package.entries.is_empty()) {
            let version = package.newest.map_or(String::new(), |version| format!(" {version}"));
            let count = package.entries.len();
            let noun = if count == 1 { "deprecation" } else { "deprecations" };
            let name = package.name.escape_debug();
            write(Stream::Err, format!("{name}{version}: {count} {noun}\n").as_bytes())?;
        }
        let text = package.to_toml();
        match (folder, &arguments.output) {
            (Some(_), _) if package.entries.is_empty() => {}
            (Some(folder), _) => {
                write_pack(&folder.join(format!("{}.toml", file_stem(&package.name))), &text)?;
            }
            (None, Some(file)) => write_pack(file, &text)?,
            (None, None) => write(Stream::Out, text.as_bytes())?,
        }
    }
    outcome.notices.sort();
    write_with(Stream::Err, |out| render_notices(&outcome, &RenderOptions::default(), out))?;
    let failed = outcome.notices.iter().any(|it| it.kind.level() == NoticeLevel::Error);
    Ok(if failed { Exit::Error } else { Exit::Clean })
}

fn write_pack(path: &Path, text: &str) -> anyhow::Result<()> {
    write_file(path, |out| out.write_all(text.as_bytes()))
}

/// A name as a file may be called: names come from packages.
fn file_stem(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let stem: String = name.chars().take(100).map(safe).collect();
    if stem.is_empty() { "unnamed".to_owned() } else { stem }
}

fn places(arguments: &HarvestArguments) -> anyhow::Result<Vec<Place>> {
    if !arguments.archives.is_empty() {
        return Ok(arguments.archives.iter().cloned().map(Place::Archive).collect());
    }
    let site = match (&arguments.site, &arguments.venv) {
        (Some(site), _) => site.clone(),
        (None, Some(environment)) => environment_site(environment)?,
        (None, None) => {
            let environment = Path::new(DEFAULT_ENVIRONMENT);
            if !environment.is_dir() {
                bail!(
                    "there is no `{DEFAULT_ENVIRONMENT}` here; name an environment with `--venv`, a \
                     folder of packages with `--site`, or archives"
                );
            }
            environment_site(environment)?
        }
    };
    let descriptions =
        installed(&site).with_context(|| format!("cannot read {}", site.display()))?;
    let wanted: Vec<String> = arguments.package.iter().map(|name| normal_name(name)).collect();
    let mut places = Vec::new();
    let mut missing = wanted.clone();
    for description in descriptions {
        let stem = description.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = normal_name(stem.split('-').next().unwrap_or_default());
        missing.retain(|it| *it != name);
        if wanted.is_empty() || wanted.contains(&name) {
            places.push(Place::Installed { site: site.clone(), description });
        }
    }
    if let Some(missing) = missing.first() {
        bail!("`{}` is not installed in {}", missing.escape_debug(), site.display());
    }
    if places.is_empty() {
        bail!("no package is installed in {}", site.display());
    }
    Ok(places)
}

fn environment_site(environment: &Path) -> anyhow::Result<PathBuf> {
    site_of_environment(environment).with_context(|| {
        format!(
            "{} is not a virtual environment: there is no `site-packages` in it",
            environment.display()
        )
    })
}

fn read(place: &Place, notices: &mut Vec<Notice>) -> Option<Distribution> {
    match place {
        Place::Installed { site, description } => Some(read_installed(site, description)),
        Place::Archive(path) => match read_bytes(path) {
            Ok(bytes) => Some(read_archive(path, &bytes)),
            Err((kind, message)) => {
                notices.push(Notice::about(kind, path, message));
                None
            }
        },
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, (NoticeKind, String)> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => (NoticeKind::MissingPath, "does not exist".to_owned()),
        _ => (NoticeKind::Unreadable, format!("cannot be read: {error}")),
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        let message = "is not a file; a folder of installed packages is named with `--site`";
        return Err((NoticeKind::Unreadable, message.to_owned()));
    }
    if metadata.len() > MAX_ARCHIVE {
        let message = format!("has more than {MAX_ARCHIVE} bytes, and is not read");
        return Err((NoticeKind::TooLarge, message));
    }
    fs::read(path).map_err(unreadable)
}
