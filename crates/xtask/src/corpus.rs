//! `cargo xtask corpus`: real Python projects, pinned by version and hash.
//!
//! A source distribution is downloaded from the package index, checked against its pin, and its Python files are written to
//! `.corpus/<name>-<version>`. No code of any project is run on the way: nothing is built, installed
//! or asked for its metadata. A project's folder appears only when it is complete, so that a run that
//! was interrupted continues where it stopped.

mod archive;
mod download;
mod pins;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

pub(crate) use self::download::Downloader;
use self::pins::Pin;
pub(crate) use self::pins::Pins;
use crate::project;

/// Fetch the corpus, or what is missing of it, into `.corpus`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Fetch these projects only [default: all of crates/xtask/corpus.toml].
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let pins = Pins::load()?;
    let corpus = project::corpus();
    let mut downloader = None;
    for pin in chosen(&pins, &args.names)? {
        let folder = pin.folder(&corpus);
        if !folder.is_dir() {
            let downloader = match &downloader {
                Some(downloader) => downloader,
                None => downloader.insert(Downloader::prepare()?),
            };
            fetch(pin, downloader, &folder).with_context(|| format!("cannot fetch {pin}"))?;
        }
        println!("{}", folder.display());
    }
    Ok(())
}

/// The pins that the user asked for, in the order of the file.
fn chosen<'a>(pins: &'a Pins, names: &[String]) -> Result<Vec<&'a Pin>> {
    if let Some(name) = names.iter().find(|name| pins.all().all(|pin| pin.name != **name)) {
        bail!("`{name}` is not in crates/xtask/corpus.toml");
    }
    Ok(pins.all().filter(|pin| names.is_empty() || names.contains(&pin.name)).collect())
}

/// Downloads, checks and extracts one project.
fn fetch(pin: &Pin, downloader: &Downloader, folder: &Path) -> Result<()> {
    let archives = project::scratch().join("corpus/archives");
    let archive = downloader.download(&pin.name, &pin.version, &archives)?;
    let bytes = fs::read(&archive).with_context(|| format!("cannot read {}", archive.display()))?;
    archive::verify(&bytes, &pin.sha256)?;
    let corpus = folder.parent().context("the folder has no parent")?;
    fs::create_dir_all(corpus)?;
    let partial = tempfile::Builder::new().prefix(".partial-").tempdir_in(corpus)?;
    let complete = partial.path().join("files");
    archive::extract(&bytes, &complete)?;
    fs::rename(&complete, folder)?;
    fs::remove_file(&archive)?;
    Ok(())
}
