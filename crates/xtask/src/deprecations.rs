//! `cargo xtask deprecations`: what the standard library has deprecated and removed, as tables.
//!
//! No source has it all, so several are joined, and each is reduced to facts by a script that runs in
//! Python (`*.py` beside this file):
//!
//! - `stubs.py`: the stubs of typeshed, as old and new releases of a package carry them;
//! - `docs.py`: the documentation of several releases, as Debian packages it;
//! - `lib.py`: the warnings in the sources of the standard library;
//! - `surface.py`: the names that an interpreter has, asked in the interpreter. They are the arbiter:
//!   a name is removed in the first release that runs and has lost it, whatever was announced;
//! - `by_hand.toml`: what people know. It wins over the sources.
//!
//! [`fetch`] gets the sources and runs the scripts, [`gather`] finds what the sources say, [`merge`] makes
//! entries of it, [`write`] writes them to `rules/deprecated/python`. No sentence of a source gets into
//! the tables. The command is run again when a release of Python is new: name it in [`fetch`], run, and
//! look at what has changed and at what the report says.

mod by_hand;
mod debian;
mod fetch;
mod gather;
mod merge;
mod report;
mod sources;
mod surfaces;
mod unread;
mod write;

use std::path::{Path, PathBuf};

use anyhow::Result;

use self::by_hand::ByHand;
use self::surfaces::Surfaces;
use crate::project;

/// The newest feature release of Python that is looked at.
const NEWEST: u32 = 15;
/// The oldest one: what has been removed in it or before is of no interest.
const OLDEST: u32 = 6;

/// Write the tables of what the standard library has deprecated and removed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An interpreter to ask; may be given several times. Those of pyenv, those on the path and, for the
    /// newest releases, those of Debian are found without it.
    #[arg(long, value_name = "PATH")]
    python: Vec<PathBuf>,
    /// Write the tables into this folder [default: rules/deprecated/python].
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Get and read all sources again, not only those that are missing.
    #[arg(long)]
    refresh: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let scratch = project::scratch().join("deprecations");
    if args.refresh && scratch.exists() {
        std::fs::remove_dir_all(&scratch)?;
    }
    let by_hand = ByHand::load(&scripts().join("by_hand.toml"))?;
    let sources = fetch::sources(&scratch, &args.python, &by_hand)?;
    let surfaces = Surfaces::new(sources.surfaces);
    let facts = gather::facts(&sources.read, &surfaces);
    let merged = merge::merge(&facts, &by_hand, &sources.read, &surfaces);
    let folder = match &args.into {
        Some(folder) => folder.clone(),
        None => project::root().join("rules/deprecated/python"),
    };
    write::tables(&folder, &merged.entries, &by_hand)?;
    print!("{}", report::text(&facts, &merged));
    let unread = unread::paragraphs(&sources.read, &merged.entries);
    let path = scratch.join("unread.txt");
    let text: String = unread
        .iter()
        .flat_map(|(release, text)| [release.to_string(), format!(" {text}\n")])
        .collect();
    std::fs::write(&path, text)?;
    println!(
        "\n{} paragraphs of lists of changes name nothing of the tables: {}",
        unread.len(),
        path.display()
    );
    Ok(())
}

/// The folder of the scripts and of what is written by hand.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/deprecations")
}
