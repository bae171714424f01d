//! What Bandit's configuration files ask for, before it is put into hognose's settings.

use hognose_registry::{BANDIT_BLACKLISTS, bandit_test, bandit_tests};

use crate::document::Document;
use crate::origin::{Located, Origin};
use crate::problem::{Complaint, InvalidConfiguration, Omitted, Problem};
use crate::suggest::either;

use super::blocks::{PROCESSES, is_block, needs_of};
use super::node::{Data, Node};
use super::preset::Preset;

/// Where the lists of names of functions and modules come from that a profile includes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lists {
    /// From Bandit.
    Builtin,
    /// From the file itself, as in the days before Bandit 1.0.
    OfTheFile,
}

/// What the files ask for.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// Ids of tests to run; with none, all.
    pub(super) tests: Vec<Located<String>>,
    /// Ids of tests not to run.
    pub(super) skips: Vec<Located<String>>,
    /// Exclusions that hold as they are written.
    pub(super) exclude_dirs: Vec<Located<String>>,
    /// Exclusions of an INI file, of which those that name folders mean their content.
    pub(super) exclude: Option<Vec<Located<String>>>,
    /// Patterns of files.
    pub(super) include: Vec<Located<String>>,
    /// Options that blocks lack, as `block.key`, each with the tests that fail without it.
    pub(super) lacking: Vec<(Located<String>, &'static [&'static str])>,
    /// Options of tests: the block, the key, the value.
    pub(super) options: Vec<(String, Located<String>, Node)>,
    /// The one that the INI file asks for.
    pub(super) profile: Option<Located<String>>,
    pub(super) config_file: Option<Located<String>>,
    /// What is to be checked where the command line names nothing.
    pub(super) targets: Vec<Located<String>>,
    pub(super) level: Option<Located<String>>,
    pub(super) confidence: Option<Located<String>>,
    pub(super) format: Option<Located<String>>,
    pub(super) ignore_nosec: Option<Located<bool>>,
    /// The file of the kind that `-c` names, if there is one.
    pub(super) config: Option<Origin>,
    /// Where tests are named, if any are: then no others run, whether or not there are such tests.
    pub(super) limited: Option<Origin>,
}

/// Reads one file, and collects what is wrong with it and what has no effect.
pub(super) struct WishReader<'d> {
    pub(super) document: &'d Document,
    /// With Bandit's own judgement, values are read as Bandit reads them; otherwise as they are meant.
    preset: Preset,
    pub(super) problems: Vec<Problem>,
    pub(super) notes: Vec<String>,
}

impl<'d> WishReader<'d> {
    pub(super) fn new(document: &'d Document, preset: Preset) -> Self {
        Self { document, preset, problems: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn finish(self) -> Result<Vec<String>, InvalidConfiguration> {
        if self.problems.is_empty() {
            Ok(self.notes)
        } else {
            Err(InvalidConfiguration::new(self.problems, Omitted::Nothing))
        }
    }

    pub(super) fn note(&mut self, node: &Node, text: impl std::fmt::Display) {
        self.notes.push(format!("{}: {text}", self.document.origin(&node.span)));
    }

    pub(super) fn report(&mut self, node: &Node, complaint: Complaint) {
        let excerpt = self.document.excerpt(node.span.clone());
        self.problems.push(complaint.about_excerpt(excerpt));
    }

    pub(super) fn located<T>(&self, value: T, node: &Node) -> Located<T> {
        Located { value, origin: self.document.origin(&node.span) }
    }

    /// A list of texts. One text with commas is taken for a list: nothing else can be meant.
    pub(super) fn texts(&mut self, key: &str, node: &Node) -> Vec<Located<String>> {
        match &node.data {
            Data::Null => Vec::new(),
            Data::Text(text) => self.meant(text, node),
            Data::List(items) => {
                let mut texts = Vec::with_capacity(items.len());
                for item in items {
                    match item.as_text() {
                        Some(text) if !text.is_empty() => texts.push(self.located(text, item)),
                        Some(_) => self.note(item, format_args!("empty, and left out of `{key}`")),
                        None => {
                            let message = format!("`{key}` must hold strings, not {}", item.kind());
                            self.report(item, Complaint::new(message));
                        }
                    }
                }
                texts
            }
            _ => {
                let message = format!("`{key}` must be a list of strings, not {}", node.kind());
                self.report(node, Complaint::new(message));
                Vec::new()
            }
        }
    }

    /// The parts of a text between commas and ends of lines.
    fn meant(&self, text: &str, node: &Node) -> Vec<Located<String>> {
        text.split([',', '\n'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| self.located(part.to_owned(), node))
            .collect()
    }

    /// The parts of the value of an INI file. Bandit takes all that stands between two commas for a
    /// part, white space and ends of lines included, and then knows no test of that name.
    fn parts(&mut self, key: &str, text: &str, node: &Node) -> Vec<Located<String>> {
        if self.preset == Preset::Default {
            return self.meant(text, node);
        }
        let mut parts = Vec::new();
        for part in text.split(',') {
            if part.is_empty() {
                self.note(node, format_args!("empty, and left out of `{key}`"));
                continue;
            }
            if part.trim() != part {
                self.note(
                    node,
                    format_args!("Bandit takes the white space in `{part}` for a part of it"),
                );
            }
            parts.push(self.located(part.to_owned(), node));
        }
        parts
    }

    /// Reads what `-c` names.
    pub(super) fn config(
        &mut self,
        entries: &[(Node, Node)],
        profile: Option<&str>,
        wishes: &mut Wishes,
    ) {
        wishes.config = Some(self.document.origin(&(0..0)));
        let mut profiles = None;
        let mut lists = Lists::Builtin;
        for (key, node) in entries {
            let name = key.as_text().unwrap_or_default();
            match name.as_str() {
                "tests" if profile.is_none() => {
                    let ids = self.ids(&name, node);
                    self.tests(ids, wishes);
                }
                "skips" if profile.is_none() => {
                    let ids = self.ids(&name, node);
                    wishes.skips.extend(self.known(ids));
                }
                "exclude_dirs" => wishes.exclude_dirs.extend(self.texts(&name, node)),
                "include" => wishes.include.extend(self.texts(&name, node)),
                "profiles" => profiles = Some(node),
                "blacklist_calls" | "blacklist_imports" => {
                    lists = Lists::OfTheFile;
                    self.note(
                        key,
                        "lists of names have no effect here: write them as a pack of rules",
                    );
                }
                name if is_block(name) => self.block(name, key, node, wishes),
                "tests" | "skips" => self.note(key, "no effect beside a profile"),
                _ => self.note(key, format_args!("`{name}` has no effect")),
            }
        }
        if let Some(profile) = profile {
            self.profile(profile, profiles, lists, wishes);
        }
    }

    fn block(&mut self, name: &str, key: &Node, node: &Node, wishes: &mut Wishes) {
        match &node.data {
            Data::Map(options) => {
                if self.preset == Preset::Bandit {
                    self.lacking(name, key, options, wishes);
                }
                for (key, value) in options {
                    let option = self.located(key.as_text().unwrap_or_default(), key);
                    wishes.options.push((name.to_owned(), option, value.clone()));
                }
            }
            Data::Null => {}
            _ => {
                let message = format!("`{name}` must be a table of options, not {}", node.kind());
                self.report(node, Complaint::new(message));
            }
        }
    }

    /// Notes what a block lacks: Bandit's defaults hold only where there is no block.
    fn lacking(&self, name: &str, key: &Node, options: &[(Node, Node)], wishes: &mut Wishes) {
        for (option, tests) in needs_of(name) {
            if options.iter().any(|(key, _)| key.as_text().as_deref() == Some(*option)) {
                continue;
            }
            wishes.lacking.push((self.located(format!("{name}.{option}"), key), tests));
            if name == PROCESSES {
                // A test that looks for several lists may do with the others.
                let nothing = Node { data: Data::List(Vec::new()), span: key.span.clone() };
                let option = self.located((*option).to_owned(), key);
                wishes.options.push((name.to_owned(), option, nothing));
            }
        }
    }

    /// A list of ids. Of a text, Bandit takes every letter for an id.
    fn ids(&mut self, key: &str, node: &Node) -> Vec<Located<String>> {
        if let (Preset::Bandit, Data::Text(text)) = (self.preset, &node.data) {
            self.note(node, format_args!("`{key}` is a text, of which Bandit takes the letters"));
            return text.chars().map(|letter| self.located(letter.to_string(), node)).collect();
        }
        self.texts(key, node)
    }

    /// The ids that tests have. What is none has no effect in Bandit either.
    fn known(&mut self, mut ids: Vec<Located<String>>) -> Vec<Located<String>> {
        ids.retain(|id| self.is_known(id));
        ids
    }

    fn tests(&mut self, ids: Vec<Located<String>>, wishes: &mut Wishes) {
        wishes.limited = wishes.limited.take().or(ids.first().map(|id| id.origin.clone()));
        wishes.tests.extend(self.known(ids));
    }

    fn is_known(&mut self, id: &Located<String>) -> bool {
        let known = id.value == BANDIT_BLACKLISTS || bandit_tests().any(|known| known == id.value);
        if !known {
            let (origin, id) = (&id.origin, &id.value);
            self.notes.push(format!("{origin}: Bandit has no test `{id}`: no effect"));
        }
        known
    }

    fn profile(
        &mut self,
        wanted: &str,
        profiles: Option<&Node>,
        blacklists: Lists,
        wishes: &mut Wishes,
    ) {
        let all = match profiles.map(|node| &node.data) {
            Some(Data::Map(all)) => all.as_slice(),
            _ => &[],
        };
        let found = all.iter().find(|(name, _)| name.as_text().as_deref() == Some(wanted));
        let Some((_, profile)) = found else {
            let names: Vec<_> = all.iter().filter_map(|(name, _)| name.as_text()).collect();
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let complaint = Complaint::new(format!("there is no profile `{wanted}`"));
            let complaint = match names.as_slice() {
                [] => complaint.help("the file has no profiles"),
                names => complaint.help(format!("there is {}", either(names))),
            };
            self.problems.push(complaint.about_file(self.document.path()));
            return;
        };
        let Data::Map(lists) = &profile.data else { return };
        for (key, node) in lists {
            let name = key.as_text().unwrap_or_default();
            let list = match name.as_str() {
                "include" => &mut wishes.tests,
                "exclude" => &mut wishes.skips,
                _ => continue,
            };
            let mut texts = self.texts(&name, node);
            let first = texts.first().map(|id| id.origin.clone());
            let is_lists = |text: &Located<String>| {
                let name = text.value.as_str();
                matches!(name, "blacklist_calls" | "blacklist_imports" | "blacklist_import_func")
            };
            // In place of Bandit's lists come those of the file, whose findings have no id.
            texts.retain(|text| blacklists == Lists::Builtin || !is_lists(text));
            for text in &mut texts {
                if is_lists(text) {
                    BANDIT_BLACKLISTS.clone_into(&mut text.value);
                } else if let Some(id) = bandit_test(&text.value) {
                    id.clone_into(&mut text.value);
                }
            }
            if name == "include" {
                wishes.limited = wishes.limited.take().or(first);
            }
            texts.retain(|id| self.is_known(id));
            list.extend(texts);
        }
    }

    /// Reads an INI file.
    pub(super) fn ini(&mut self, entries: &[(Node, Node)], wishes: &mut Wishes) {
        for (key, node) in entries {
            let name = key.as_text().unwrap_or_default();
            let text = node.as_text().unwrap_or_default();
            if text.is_empty() {
                continue;
            }
            match name.as_str() {
                "tests" => {
                    let ids = self.parts(&name, &text, node);
                    self.tests(ids, wishes);
                }
                "skips" => {
                    let ids = self.parts(&name, &text, node);
                    wishes.skips.extend(self.known(ids));
                }
                "exclude" => wishes.exclude = Some(self.parts(&name, &text, node)),
                "targets" => wishes.targets = self.parts(&name, &text, node),
                "configfile" => wishes.config_file = Some(self.located(text, node)),
                "profile" => wishes.profile = Some(self.located(text, node)),
                "level" => wishes.level = Some(self.located(text, node)),
                "confidence" => wishes.confidence = Some(self.located(text, node)),
                "format" => wishes.format = Some(self.located(text, node)),
                "ignore-nosec" => wishes.ignore_nosec = Some(self.located(true, node)),
                "recursive" => {}
                "baseline" | "verbose" | "quiet" => {
                    self.note(
                        key,
                        format_args!("`{name}` has no effect: say it on the command line"),
                    );
                }
                "output" => self.note(key, "`output` has no effect: use `--output-file`"),
                "exclude_dirs" => {
                    self.note(key, "`exclude_dirs` has no effect in an INI file; `exclude` has");
                }
                _ => self.note(key, format_args!("`{name}` has no effect")),
            }
        }
    }
}
