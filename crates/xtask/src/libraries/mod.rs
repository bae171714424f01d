//! `cargo xtask library-deprecations`: what libraries have deprecated and removed, release by release.
//!
//! The releases that `libraries.toml` names are downloaded as source distributions and harvested, the
//! oldest first; nothing of them is run. What a release says to be deprecated and a later one does not
//! have is removed. Names that vanish without a warning are told by hand, in `libraries_by_hand.toml`; when
//! they vanished is found out here. The tables are written to `rules/deprecated/libraries`.

mod history;
mod list;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use hognose_deprecation::Version;
use hognose_harvest::{Release, read_archive, read_release};

use self::history::History;
use self::list::{ByHand, Listed};
use crate::corpus::Downloader;
use crate::project;

/// Compare the releases of libraries, and write what they have deprecated and removed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Look at these libraries only [default: all of crates/xtask/libraries.toml].
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let listed = Listed::load()?;
    let by_hand = ByHand::load()?;
    let unknown = args.names.iter().find(|name| listed.library.iter().all(|it| it.name != **name));
    if let Some(name) = unknown {
        bail!("`{name}` is not in crates/xtask/libraries.toml");
    }
    let tables = project::root().join("rules/deprecated/libraries");
    fs::create_dir_all(&tables)?;
    let mut downloader = None;
    for library in &listed.library {
        if !args.names.is_empty() && !args.names.contains(&library.name) {
            continue;
        }
        let mut history = History::new(&library.name, by_hand.of(&library.name));
        for named in &library.releases {
            let (name, version) = named.split_once(' ').unwrap_or((&library.name, named));
            let release = release(name, version, &mut downloader)
                .with_context(|| format!("cannot look at {name} {version}"))?;
            history.look_at(version, &release);
        }
        let (mut package, doubts) = history.finish();
        package.shared = library.shared;
        if let Some(answered) = &library.answered {
            package.entries.iter_mut().for_each(|entry| answered.correct(entry));
        }
        for doubt in doubts {
            eprintln!("{}: {doubt}", library.name);
        }
        let path = tables.join(format!("{}.toml", library.name));
        fs::write(&path, package.to_toml())
            .with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}: {} entries", path.display(), package.entries.len());
    }
    Ok(())
}

/// A release, downloaded if it is not there yet, and read.
fn release(name: &str, version: &str, downloader: &mut Option<Downloader>) -> Result<Release> {
    let folder = project::libraries().join(name).join(version);
    let archive = if let Some(archive) = archive_in(&folder) {
        archive
    } else {
        let downloader = match downloader {
            Some(downloader) => downloader,
            None => downloader.insert(Downloader::prepare()?),
        };
        fs::create_dir_all(&folder)?;
        downloader.download(name, version, &folder)?
    };
    let bytes = fs::read(&archive).with_context(|| format!("cannot read {}", archive.display()))?;
    let mut distribution = read_archive(&archive, &bytes);
    distribution.version = Some(version.parse::<Version>()?);
    let release = read_release(distribution)?;
    for notice in &release.notices {
        let path = notice.path.as_deref().unwrap_or(Path::new(""));
        eprintln!("{name} {version}: {}: {}", path.display(), notice.message);
    }
    if release.modules().is_empty() {
        bail!("{} holds no modules", archive.display());
    }
    Ok(release)
}

fn archive_in(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|it| it.is_file()).collect();
    files.sort();
    files.pop()
}
