//! The packs of rules that users bring along: from paths to a registry.

use std::collections::HashSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use hognose_config::{BanditFiles, FileChoice, Overrides, Request, rule_packs};
use hognose_core::{Notice, NoticeKind, Position};
use hognose_flow::Models;
use hognose_pack::{FlowTable, Joined, Known, Loaded, PackRule, Problem, Problems};
use hognose_registry::{Registry, RuleSet, pack_rules};

use crate::Exit;
use crate::arguments::SettingsArguments;
use crate::config::file_choice;
use crate::output::report_error;

/// The rules of a run.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) registry: Registry,
    /// Those that cannot be used. They are known by their names, so that who names them is understood.
    pub(crate) broken: RuleSet,
    /// What is wrong with them and with their files.
    pub(crate) problems: Vec<Problem>,
    /// What the packs say about data flow.
    pub(crate) models: Models,
}

impl Rules {
    fn of(registry: Registry, broken: &HashSet<String>, joined: Joined) -> Self {
        let is_broken = |rule| broken.contains(registry.meta(rule).id);
        let broken = RuleSet::matching(&registry, is_broken);
        Self { registry, broken, problems: joined.problems, models: joined.models }
    }

    /// The rules, for who cannot do without one of them.
    ///
    /// # Errors
    ///
    /// If something is wrong: with everything that is.
    pub(crate) fn all(self) -> anyhow::Result<Self> {
        nothing_wrong(self.problems.clone()).map(|()| self)
    }

    /// What is wrong, for reports.
    pub(crate) fn notices(&self) -> impl Iterator<Item = Notice> {
        self.problems.iter().map(|problem| {
            Notice::about(NoticeKind::BadRule, &problem.path, problem.message.as_str())
                .at(Position { line: problem.line, column: problem.column })
        })
    }

    /// Says what is wrong to who gets no report, and how the run ends for it.
    pub(crate) fn told(&self) -> Exit {
        if self.problems.is_empty() {
            return Exit::Clean;
        }
        if let Err(error) = nothing_wrong(self.problems.clone()) {
            report_error(&error);
        }
        Exit::Error
    }
}

/// The rules of a run over `paths`: the built-in ones, those that the configuration names, and those
/// of `--rules`.
pub(crate) fn registry(paths: &[PathBuf], arguments: &SettingsArguments) -> anyhow::Result<Rules> {
    with_packs(paths, file_choice(arguments), &arguments.packs)
}

/// The rules that hold in the working directory.
pub(crate) fn registry_here(packs: &[PathBuf]) -> anyhow::Result<Rules> {
    with_packs(&[], FileChoice::Search, packs)
}

fn with_packs(paths: &[PathBuf], file: FileChoice<'_>, given: &[PathBuf]) -> anyhow::Result<Rules> {
    let cwd = std::env::current_dir().context("the working directory cannot be found")?;
    let overrides = Overrides::default();
    let (folder, configured) = rule_packs(&Request {
        cwd: &cwd,
        paths,
        file,
        bandit: BanditFiles::default(),
        overrides: &overrides,
    });
    for path in &configured {
        stays_below(path, &folder)?;
    }
    let mut all = configured;
    all.extend(given.iter().cloned());
    if all.is_empty() {
        return Ok(Rules::of(hognose_rules::registry(), &HashSet::new(), Joined::default()));
    }
    let mut files = Vec::new();
    for path in &all {
        files.extend(files_below(path)?);
    }
    let Loaded { rules, broken, mut tables, packages, mut problems } = read_all(&files)?;
    let mut names = Names { known: hognose_rules::registry(), seen: HashSet::new() };
    let mut usable = Vec::new();
    let mut inert = HashSet::new();
    for mut rule in rules {
        match names.clash(&rule) {
            None => {
                tables.extend(rule.take_flow());
                usable.push(rule);
            }
            Some(name) => {
                let message =
                    format!("two rules are called `{name}`: give one of them another name");
                problems.push(rule.problem(message));
                inert.extend(names.keep(rule, &mut usable));
            }
        }
    }
    for rule in broken {
        inert.extend(names.keep(rule, &mut usable));
    }
    let rules = pack_rules(usable.into_iter().map(PackRule::leak)).collect();
    let registry = hognose_rules::registry_with(rules, packages);
    let mut joined = join_tables(tables, &registry, &inert);
    inert.extend(joined.broken.drain());
    problems.append(&mut joined.problems);
    for problem in &mut problems {
        if let Ok(path) = problem.path.strip_prefix(&cwd) {
            problem.path = path.to_path_buf();
        }
    }
    joined.problems = problems;
    Ok(Rules::of(registry, &inert, joined))
}

/// Joins what packs say about data flow with the rules that there are, of which some are broken.
pub(crate) fn join_tables(
    tables: Vec<FlowTable>,
    registry: &Registry,
    broken: &HashSet<String>,
) -> Joined {
    let known = Known {
        models: &hognose_rules::flow_models(),
        rule: &|name| registry.find(name).is_some(),
        broken: &|name| broken.contains(name),
    };
    hognose_pack::join(tables, known)
}

/// The names of rules, none of which may be used twice.
struct Names {
    known: Registry,
    seen: HashSet<String>,
}

impl Names {
    fn is_taken(&self, name: &str) -> bool {
        self.known.find(name).is_some() || self.seen.contains(name)
    }

    /// Takes the names of a rule, or returns one that is taken already.
    fn clash(&mut self, rule: &PackRule) -> Option<String> {
        let names = std::iter::once(rule.id()).chain(rule.aliases().iter().map(String::as_str));
        let mut own = HashSet::new();
        for name in names.map(str::to_ascii_lowercase) {
            if self.is_taken(&name) || !own.insert(name.clone()) {
                return Some(name);
            }
        }
        self.seen.extend(own);
        None
    }

    /// Keeps a rule that cannot be used by its id, if that is free. Returns the id.
    fn keep(&mut self, rule: PackRule, rules: &mut Vec<PackRule>) -> Option<String> {
        let rule = rule.inert();
        if self.clash(&rule).is_some() {
            return None;
        }
        let id = rule.id().to_owned();
        rules.push(rule);
        Some(id)
    }
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

/// Reads files of rules, and what is wrong with them.
///
/// # Errors
///
/// If a file cannot be read.
pub(crate) fn read_all(files: &[PathBuf]) -> anyhow::Result<Loaded> {
    let mut all = Loaded::default();
    for path in files {
        let loaded = hognose_pack::read(path, &text_of(path)?);
        all.rules.extend(loaded.rules);
        all.broken.extend(loaded.broken);
        all.tables.extend(loaded.tables);
        all.packages.extend(loaded.packages);
        all.problems.extend(loaded.problems);
    }
    Ok(all)
}

/// # Errors
///
/// If something is wrong: with everything that is.
pub(crate) fn nothing_wrong(problems: Vec<Problem>) -> anyhow::Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let text = Problems(problems).to_string();
    // Errors are printed with that word before them.
    bail!("{}", text.strip_prefix("error: ").unwrap_or(&text))
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
