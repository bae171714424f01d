//! `hognose migrate`: from another tool's settings to hognose's own.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};

use anyhow::{Context as _, bail};
use hognose_config::{BanditFiles, FileChoice, Overrides, Request, Vocabulary, load};
use hognose_report::Format;

use crate::Exit;
use crate::arguments::MigrateArguments;
use crate::output::{Stream, write};

/// The file that several tools share.
const SHARED: &str = "pyproject.toml";

/// Prints or writes what Bandit's configuration amounts to, and says what has no equivalent.
pub(crate) fn bandit(arguments: &MigrateArguments) -> anyhow::Result<Exit> {
    let registry = hognose_rules::registry();
    let cwd = std::env::current_dir().context("the working directory cannot be found")?;
    let formats = Format::ALL.map(Format::as_str);
    let configuration = load(
        &Request {
            cwd: &cwd,
            paths: &arguments.paths,
            file: FileChoice::Search,
            bandit: BanditFiles {
                config: arguments.bandit_config.as_deref(),
                ini: arguments.bandit_ini.as_deref(),
                profile: arguments.bandit_profile.as_deref(),
            },
            overrides: &Overrides { preset: Some(arguments.preset), ..Overrides::default() },
        },
        &Vocabulary { registry: &registry, output_formats: &formats },
    )?;
    if configuration.bandit_files.is_empty() {
        match &configuration.file {
            Some(file) => bail!(
                "`{}` already holds hognose's settings, and Bandit's are not read",
                file.to_string_lossy().escape_debug()
            ),
            None => bail!("there is no configuration of Bandit; name it with `--bandit-config`"),
        }
    }
    for note in &configuration.notes {
        write(Stream::Err, format!("no equivalent: {note}\n").as_bytes())?;
    }
    if !configuration.targets.is_empty() {
        write(Stream::Err, b"no equivalent: `targets`: name the paths on the command line\n")?;
    }
    let path = cwd.join(SHARED);
    if !arguments.write {
        write(Stream::Out, configuration.to_migrated(true).as_bytes())?;
        return Ok(Exit::Clean);
    }
    let name = if path.is_file() {
        let old = fs::read_to_string(&path).context("`pyproject.toml` cannot be read")?;
        if old.contains("[tool.hognose") {
            bail!("`pyproject.toml` already has a table `[tool.hognose]`");
        }
        let gap = if old.ends_with('\n') { "\n" } else { "\n\n" };
        let mut file = OpenOptions::new().append(true).open(&path)?;
        file.write_all(format!("{gap}{}", configuration.to_migrated(true)).as_bytes())
            .context("`pyproject.toml` cannot be written")?;
        SHARED
    } else {
        let name = "hognose.toml";
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(cwd.join(name))
            .map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => anyhow::anyhow!("`hognose.toml` is there already"),
                _ => anyhow::Error::new(error).context("`hognose.toml` cannot be written"),
            })?;
        file.write_all(configuration.to_migrated(false).as_bytes())
            .context("`hognose.toml` cannot be written")?;
        name
    };
    write(Stream::Err, format!("written to {name}\n").as_bytes())?;
    Ok(Exit::Clean)
}
