//! What the development tasks and the program that only parses have in common.

pub mod docs;

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use hognose_config::{BanditFiles, FileChoice, Overrides, Request, Vocabulary};
use hognose_core::NoticeLevel;
use hognose_engine::discover::{DiscoverOptions, FoundFile, discover, global_gitignore};
use hognose_registry::Registry;

/// The files that hognose analyses by default if it is given these paths.
///
/// # Errors
///
/// If one of the paths cannot be read: what is measured is to be what was asked for.
pub fn files(paths: &[PathBuf]) -> Result<Vec<FoundFile>> {
    let cwd = env::current_dir().context("the working directory cannot be found")?;
    // Which files there are depends on no rule.
    let registry = Registry::new([]);
    let configuration = hognose_config::load(
        &Request {
            cwd: &cwd,
            paths,
            file: FileChoice::Isolated,
            bandit: BanditFiles::default(),
            overrides: &Overrides::default(),
        },
        &Vocabulary { registry: &registry, output_formats: &["full"] },
    )?;
    let settings = &configuration.settings.files;
    let global = settings.respect_gitignore.then(global_gitignore).flatten();
    let discovered = discover(
        paths,
        DiscoverOptions {
            settings,
            global_gitignore: global.as_deref(),
            project_files: &[],
            working_dir: &cwd,
        },
    );
    let errors = |notice: &&hognose_core::Notice| notice.kind.level() == NoticeLevel::Error;
    if let Some(notice) = discovered.notices.iter().find(errors) {
        let path = notice.path.as_deref().unwrap_or(&cwd);
        bail!("{}: {}", path.display(), notice.message);
    }
    Ok(discovered.files)
}
