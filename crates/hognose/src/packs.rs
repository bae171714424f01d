//! The packs of rules that users bring along: from paths to a registry.

use std::collections::HashSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use hognose_config::{BanditFiles, FileChoice, Overrides, Request, rule_packs};
use hognose_pack::{Loaded, PackRule, Problems};
use hognose_registry::{Registry, pack_rules};

use crate::arguments::SettingsArguments;
use crate::config::file_choice;

/// The rules of a run over `paths`: the built-in ones, those that the configuration names, and those
/// of `--rules`.
pub(crate) fn registry(
    paths: &[PathBuf],
    arguments: &SettingsArguments,
) -> anyhow::Result<Registry> {
    with_packs(paths, file_choice(arguments), &arguments.packs)
}

/// The rules that hold in the working directory.
pub(crate) fn registry_here(packs: &[PathBuf]) -> anyhow::Result<Registry> {
    with_packs(&[], FileChoice::Search, packs)
}

fn with_packs(
    paths: &[PathBuf],
    file: FileChoice<'_>,
    given: &[PathBuf],
) -> anyhow::Result<Registry> {
    let cwd = std::env::current_dir().context("the working directory cannot be found")?;
    let overrides = Overrides::default();
    let (folder, named) = rule_packs(&Request {
        cwd: &cwd,
        paths,
        file,
        bandit: BanditFiles::default(),
        overrides: &overrides,
    });
    for path in &named {
        stays_below(path, &folder)?;
    }
    let mut all = named;
    all.extend(given.iter().cloned());
    if all.is_empty() {
        return Ok(hognose_rules::registry());
    }
    let mut files = Vec::new();
    for path in &all {
        files.extend(files_below(path)?);
    }
    let rules = read_all(&files)?;
    let known = hognose_rules::registry();
    let mut seen = HashSet::new();
    for rule in &rules {
        for name in std::iter::once(rule.id()).chain(rule.aliases().iter().map(String::as_str)) {
            let name = name.to_ascii_lowercase();
            if known.find(&name).is_some() || !seen.insert(name.clone()) {
                bail!("two rules are called `{name}`: give one of them another name");
            }
        }
    }
    let rules = pack_rules(rules.into_iter().map(PackRule::leak)).collect();
    Ok(hognose_rules::registry_with(rules))
}

/// A link could lead a configuration's path elsewhere.
fn stays_below(path: &Path, folder: &Path) -> anyhow::Result<()> {
    let real = |path: &Path| {
        fs::canonicalize(path)
            .with_context(|| format!("the rules in {} cannot be read", path.display()))
    };
    if !real(path)?.starts_with(real(folder)?) {
        bail!("{} leads out of the configuration file's folder", path.display());
    }
    Ok(())
}

/// Reads files of rules.
///
/// # Errors
///
/// If a file cannot be read, or something is wrong in them: with everything that is.
pub(crate) fn read_all(files: &[PathBuf]) -> anyhow::Result<Vec<PackRule>> {
    let mut all = Loaded::default();
    for path in files {
        let loaded = hognose_pack::read(path, &text_of(path)?);
        all.rules.extend(loaded.rules);
        all.problems.extend(loaded.problems);
    }
    if all.problems.is_empty() {
        Ok(all.rules)
    } else {
        let text = Problems(all.problems).to_string();
        // Errors are printed with that word before them.
        bail!("{}", text.strip_prefix("error: ").unwrap_or(&text))
    }
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    const MAX_BYTES: u64 = (1 << 22) + 1;
    let mut text = String::new();
    fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
        .with_context(|| format!("the rules in {} cannot be read", path.display()))?;
    Ok(text)
}

/// The files of rules at a path: the file itself, or those in the folder and below, in a fixed
/// order. Links in folders are not followed.
///
/// # Errors
///
/// If something cannot be read, or there is no such file.
pub(crate) fn files_below(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    const MAX_FILES: usize = 10_000;
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let cannot = || format!("the folder {} cannot be read", folder.display());
        for entry in fs::read_dir(&folder).with_context(cannot)? {
            let entry = entry.with_context(cannot)?;
            let kind = entry.file_type().with_context(cannot)?;
            let path = entry.path();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && is_pack(&path) {
                files.push(path);
            }
        }
        if files.len() + folders.len() > MAX_FILES {
            bail!("there are more than {MAX_FILES} files of rules in {}", path.display());
        }
    }
    if files.is_empty() {
        bail!("there is no file of rules in {}", path.display());
    }
    files.sort();
    Ok(files)
}

fn is_pack(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["toml", "yaml", "yml"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}
