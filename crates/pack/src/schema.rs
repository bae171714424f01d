//! Reads the rules of a file: which keys there are, what they hold, and what is wrong with them.

mod conditions;
mod deprecations;
mod description;
mod flow;
mod path;

use std::ops::Range;
use std::path::Path;

use hognose_deprecation::Package;

use crate::document::{Document, Entry, Form, Node, Value};
use crate::flow::FlowTable;
use crate::formula::drivers;
use crate::lower::Names;
use crate::matcher::Compiled;
use crate::problem::{Problem, Problems};
use crate::rule::{PackRule, RuleText};
use crate::schema::conditions::MATCH_KEYS;
use crate::schema::description::{complete, default_text, is_id};
use crate::schema::flow::{TABLES, extends_another};

/// What has been read from a file: its good rules, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules that can run.
    pub rules: Vec<PackRule>,
    /// The rules that cannot, as far as they have a name: [inert](PackRule::inert).
    pub broken: Vec<PackRule>,
    /// What is said about data flow beside the rules, to be [joined](crate::join).
    pub tables: Vec<FlowTable>,
    /// What is said about deprecated APIs.
    pub packages: Vec<Package>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl Loaded {
    /// The rules, if nothing is wrong.
    ///
    /// # Errors
    ///
    /// If something is: with everything that is.
    pub fn into_result(self) -> Result<Vec<PackRule>, Problems> {
        if self.problems.is_empty() { Ok(self.rules) } else { Err(Problems(self.problems)) }
    }
}

/// Reads the rules of a file. The path says whether it is TOML or YAML.
pub fn read(path: &Path, text: &str) -> Loaded {
    let document = Document::new(path, text);
    let yaml = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("yaml") || it.eq_ignore_ascii_case("yml"));
    let form = if yaml { Form::Yaml } else { Form::Toml };
    let root = match document.parse(form) {
        Ok(root) => root,
        Err(problem) => return Loaded { problems: vec![problem], ..Loaded::default() },
    };
    let mut reader = Reader { document: &document, form, problems: Vec::new(), count: 0 };
    let mut loaded = Loaded::default();
    reader.file(&root, &mut loaded);
    loaded.problems = reader.problems;
    loaded
}

/// As many problems of one file are told.
const MAX_PROBLEMS: usize = 100;

struct Reader<'d> {
    document: &'d Document,
    form: Form,
    problems: Vec<Problem>,
    /// How many problems there are; not all of many are kept.
    count: usize,
}

type Read<T> = Result<T, ()>;

impl Reader<'_> {
    fn report(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.count += 1;
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(self.document.problem(span, message.into()));
        }
    }

    fn fail<T>(&mut self, span: &Range<usize>, message: impl Into<String>) -> Read<T> {
        self.report(span, message);
        Err(())
    }

    /// The rules of the file that can run, those that cannot, and the tables about data flow.
    fn file(&mut self, root: &Node, loaded: &mut Loaded) {
        let (list, others) = match self.form {
            Form::Yaml => ("rules", &TABLES[..0]),
            Form::Toml => ("rule", &TABLES[..]),
        };
        let Value::Table(entries) = &root.value else {
            self.report(&root.span, format!("the file has no list `{list}`"));
            return;
        };
        let facts = match self.form {
            Form::Yaml => &[][..],
            Form::Toml => {
                loaded.packages.extend(self.package(entries));
                &[deprecations::HEAD, deprecations::LIST][..]
            }
        };
        for entry in entries {
            let key = entry.key.as_str();
            if facts.contains(&key) {
                continue;
            }
            if key != list && !others.contains(&key) {
                let known: Vec<&str> = [list].iter().chain(others).chain(facts).copied().collect();
                let message = unknown("key", key, &known);
                self.report(&entry.span, message);
                continue;
            }
            let Value::List(nodes) = &entry.node.value else {
                let message =
                    format!("`{key}` is a list: each of its tables begins with `[[{key}]]`");
                self.report(&entry.node.span, message);
                continue;
            };
            for node in nodes {
                let rule = match key {
                    "taint-rule" if extends_another(node) => {
                        loaded.tables.extend(self.extension(node));
                        continue;
                    }
                    "taint-rule" => self.taint_rule(node),
                    _ if key == list => self.rule(node),
                    _ => {
                        loaded.tables.extend(self.flow_table(key, node));
                        continue;
                    }
                };
                match rule {
                    Ok(rule) => loaded.rules.push(rule),
                    Err(()) => loaded.broken.extend(self.named(node)),
                }
            }
        }
        if entries.is_empty() {
            self.report(&root.span, format!("the file has no list `{list}`"));
        }
    }

    /// A rule of which nothing but the name can be used.
    fn named(&self, node: &Node) -> Option<PackRule> {
        let Value::Table(entries) = &node.value else { return None };
        let id = entries.iter().find(|entry| entry.key == "id")?;
        let Value::Text(id) = &id.node.value else { return None };
        if id.is_empty() || !is_id(id, self.form) {
            return None;
        }
        let mut text = RuleText { id: id.clone(), ..default_text() };
        complete(&mut text, "The rule cannot be used: something is wrong with it.");
        Some(PackRule {
            text,
            compiled: Compiled::default(),
            place: (self.document.clone(), node.span.clone()),
            flow: None,
        })
    }

    fn rule(&mut self, node: &Node) -> Read<PackRule> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "a rule is a table");
        };
        let before = self.count;
        let mut text = default_text();
        let (mut message, mut help, mut fix) = (None, None, None);
        let mut conditions: Vec<&Entry> = Vec::new();
        for entry in entries {
            let key = entry.key.as_str();
            if MATCH_KEYS.contains(&key) {
                conditions.push(entry);
            } else if self.form == Form::Yaml {
                self.yaml_key(entry, &mut text, &mut message, &mut fix);
            } else {
                match key {
                    "message" => message = self.text(&entry.node).ok(),
                    "help" => help = self.text(&entry.node).ok(),
                    "fix" => fix = self.fix(&entry.node).ok(),
                    _ => self.text_key(entry, &mut text),
                }
            }
        }
        if text.id.is_empty() {
            self.report(&node.span, "the rule has no `id`");
        } else if !is_id(&text.id, self.form) {
            self.report(
                &node.span,
                format!(
                    "`{}` is no id: an id is written in lower case, with digits and hyphens",
                    text.id
                ),
            );
        }
        let Some(message) = message else {
            return self.fail(&node.span, "the rule has no `message`");
        };
        if conditions.is_empty() {
            return self.fail(&node.span, "the rule has no `pattern` and no `patterns`");
        }
        let mut names = Names::default();
        let filter = self.conditions(&conditions, &mut names, 0);
        let Ok(filter) = filter else { return Err(()) };
        let drivers = match drivers(&filter) {
            Ok(drivers) => drivers,
            Err(why) => {
                let span = conditions.first().map_or(node.span.clone(), |entry| entry.span.clone());
                return self.fail(&span, why);
            }
        };
        complete(&mut text, &message);
        if self.count > before {
            return Err(());
        }
        let names = names.into_names();
        let compiled = Compiled { names, filter, drivers, message, help, fix };
        let place = (self.document.clone(), node.span.clone());
        Ok(PackRule { text, compiled, place, flow: None })
    }

    fn text(&mut self, node: &Node) -> Read<String> {
        match &node.value {
            Value::Text(text) => Ok(text.clone()),
            _ => self.fail(&node.span, "this is a text"),
        }
    }

    fn set(&mut self, node: &Node, to: &mut String) {
        if let Ok(text) = self.text(node) {
            *to = text;
        }
    }

    fn texts(&mut self, node: &Node) -> Vec<String> {
        let Value::List(list) = &node.value else {
            self.report(&node.span, "this is a list of texts");
            return Vec::new();
        };
        list.iter().filter_map(|node| self.text(node).ok()).collect()
    }
}

/// Says that a name is unknown, and which was perhaps meant.
pub(crate) fn unknown(what: &str, key: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(known, key), *known))
        .min()
        .filter(|(distance, known)| *distance <= known.len() / 3 + 1);
    match nearest {
        Some((_, nearest)) => format!("unknown {what} `{key}`: did you mean `{nearest}`?"),
        None => format!("unknown {what} `{key}`"),
    }
}
