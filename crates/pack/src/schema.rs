//! Reads the rules of a file: which keys there are, what they hold, and what is wrong with them.

use std::ops::Range;
use std::path::Path;

use hognose_core::{Applicability, Confidence, Severity};

use crate::comparison::comparison;
use crate::document::{Document, Entry, Form, Node, Value};
use crate::formula::{Clause, Expression, Filter, drivers};
use crate::lower::{Names, pattern};
use crate::matcher::{Compiled, FixTemplate};
use crate::problem::{Problem, Problems};
use crate::rule::{PackRule, RuleText};

/// What has been read from a file: its good rules, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules that can run.
    pub rules: Vec<PackRule>,
    /// The rules that cannot, as far as they have a name: [inert](PackRule::inert).
    pub broken: Vec<PackRule>,
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
    let (rules, broken) = reader.file(&root);
    Loaded { rules, broken, problems: reader.problems }
}

const MAX_PROBLEMS: usize = 100;
/// Conditions nest no deeper.
const MAX_DEPTH: u32 = 16;

const MATCH_KEYS: &[&str] = &[
    "pattern",
    "patterns",
    "pattern-either",
    "pattern-not",
    "pattern-inside",
    "pattern-not-inside",
    "pattern-regex",
    "pattern-not-regex",
    "metavariable-regex",
    "metavariable-pattern",
    "metavariable-comparison",
    "focus-metavariable",
];

const TEXT_KEYS: &[&str] = &[
    "id",
    "aliases",
    "silenced-by",
    "family",
    "tier",
    "severity",
    "confidence",
    "security-severity",
    "cwe",
    "summary",
    "why",
    "remedy",
    "bad",
    "good",
    "references",
    "message",
    "help",
    "fix",
];

/// Keys of Semgrep's rules that say nothing about what is matched.
const YAML_KEYS: &[&str] = &["languages", "metadata", "min-version", "max-version"];

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

    /// The rules of the file that can run, and those that cannot.
    fn file(&mut self, root: &Node) -> (Vec<PackRule>, Vec<PackRule>) {
        let list = if self.form == Form::Yaml { "rules" } else { "rule" };
        let (mut rules, mut broken) = (Vec::new(), Vec::new());
        let Value::Table(entries) = &root.value else {
            self.report(&root.span, format!("the file has no list `{list}`"));
            return (rules, broken);
        };
        for entry in entries {
            if entry.key != list {
                let message = unknown("key", &entry.key, &[list]);
                self.report(&entry.span, message);
                continue;
            }
            let Value::List(nodes) = &entry.node.value else {
                self.report(&entry.node.span, format!("`{list}` is a list of rules"));
                continue;
            };
            for node in nodes {
                match self.rule(node) {
                    Ok(rule) => rules.push(rule),
                    Err(()) => broken.extend(self.named(node)),
                }
            }
        }
        if entries.is_empty() {
            self.report(&root.span, format!("the file has no list `{list}`"));
        }
        (rules, broken)
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
        Ok(PackRule { text, compiled, place: (self.document.clone(), node.span.clone()) })
    }

    fn text_key(&mut self, entry: &Entry, text: &mut RuleText) {
        let node = &entry.node;
        match entry.key.as_str() {
            "id" => self.set(node, &mut text.id),
            "family" => self.set(node, &mut text.family),
            "summary" => self.set(node, &mut text.summary),
            "why" => self.set(node, &mut text.why),
            "remedy" => self.set(node, &mut text.remedy),
            "bad" => self.set(node, &mut text.bad),
            "good" => self.set(node, &mut text.good),
            "aliases" => text.aliases = self.texts(node),
            "silenced-by" => text.silenced_by = self.texts(node),
            "references" => text.references = self.texts(node),
            "tier" => {
                self.set(node, &mut text.tier);
                if !matches!(text.tier.as_str(), "default" | "audit") {
                    self.report(&node.span, "a tier is `default` or `audit`");
                }
            }
            "severity" => {
                self.set(node, &mut text.severity);
                if text.severity.parse::<Severity>().is_err() {
                    self.report(&node.span, "a severity is `low`, `medium` or `high`");
                }
            }
            "confidence" => {
                self.set(node, &mut text.confidence);
                if text.confidence.parse::<Confidence>().is_err() {
                    self.report(&node.span, "a confidence is `low`, `medium` or `high`");
                }
            }
            "security-severity" => match node.value {
                #[expect(clippy::cast_possible_truncation, reason = "one digit after the point")]
                Value::Float(value) if (0.1..=10.0).contains(&value) => {
                    text.security_severity = value as f32;
                }
                _ => self.report(&node.span, "a security severity is a number from 0.1 to 10.0"),
            },
            "cwe" => {
                let Value::List(list) = &node.value else {
                    return self.report(&node.span, "`cwe` is a list of numbers");
                };
                for node in list {
                    match node.value {
                        Value::Int(number) if u16::try_from(number).is_ok_and(|it| it > 0) => {
                            text.cwe.push(u16::try_from(number).unwrap_or(0));
                        }
                        _ => self.report(&node.span, "a CWE is written as its number"),
                    }
                }
            }
            key => {
                let known: Vec<&str> = TEXT_KEYS.iter().chain(MATCH_KEYS).copied().collect();
                let message = unknown("key", key, &known);
                self.report(&entry.span, message);
            }
        }
    }

    /// A key of one of Semgrep's rules.
    fn yaml_key(
        &mut self,
        entry: &Entry,
        text: &mut RuleText,
        message: &mut Option<String>,
        fix: &mut Option<FixTemplate>,
    ) {
        let node = &entry.node;
        match entry.key.as_str() {
            "id" => self.set(node, &mut text.id),
            "message" => *message = self.text(node).ok().map(|text| text.trim().to_owned()),
            "severity" => match self.text(node).as_deref() {
                Ok("ERROR" | "HIGH" | "CRITICAL") => text.severity = "high".into(),
                Ok("WARNING" | "MEDIUM") => text.severity = "medium".into(),
                Ok("INFO" | "LOW") => text.severity = "low".into(),
                Ok(other) => {
                    let message = format!("`{other}` is no severity: `ERROR`, `WARNING` or `INFO`");
                    self.report(&node.span, message);
                }
                Err(()) => {}
            },
            "languages" => {
                let python = |it: &String| matches!(it.as_str(), "python" | "py" | "python3");
                if !self.texts(node).iter().any(python) {
                    self.report(&node.span, "the rule is not about Python");
                }
            }
            "fix" => {
                *fix = self.text(node).ok().map(|template| FixTemplate {
                    title: "apply the rule's fix".into(),
                    template,
                    applicability: Applicability::Unsafe,
                });
            }
            "metadata" => self.metadata(node, text),
            "min-version" | "max-version" => {}
            "mode" if matches!(&node.value, Value::Text(mode) if mode == "search") => {}
            "mode" => {
                let mode = self.text(node).unwrap_or_default();
                self.report(&entry.span, format!("`mode: {mode}` is not supported"));
            }
            key @ ("pattern-sources"
            | "pattern-sinks"
            | "pattern-sanitizers"
            | "pattern-propagators"
            | "join"
            | "options"
            | "paths"
            | "fix-regex"
            | "r2c-internal-project-depends-on"
            | "match"
            | "taint"
            | "extract"
            | "step") => {
                self.report(&entry.span, format!("`{key}` is not supported"));
            }
            key => {
                let known: Vec<&str> = ["id", "message", "severity", "fix"]
                    .iter()
                    .chain(YAML_KEYS)
                    .chain(MATCH_KEYS)
                    .copied()
                    .collect();
                let message = unknown("key", key, &known);
                self.report(&entry.span, message);
            }
        }
    }

    /// What Semgrep's rules say about themselves. Anything may stand here; only what is ours counts.
    fn metadata(&mut self, node: &Node, text: &mut RuleText) {
        let Value::Table(entries) = &node.value else { return };
        for entry in entries {
            match (entry.key.as_str(), &entry.node.value) {
                ("cwe", value) => {
                    let list = match value {
                        Value::List(list) => list.as_slice(),
                        _ => std::slice::from_ref(&entry.node),
                    };
                    text.cwe.extend(list.iter().filter_map(|node| match &node.value {
                        Value::Text(text) => {
                            let digits = text.trim().strip_prefix("CWE-")?;
                            let end = digits.find(|c: char| !c.is_ascii_digit());
                            digits[..end.unwrap_or(digits.len())].parse().ok()
                        }
                        Value::Int(number) => u16::try_from(*number).ok(),
                        _ => None,
                    }));
                }
                ("confidence", Value::Text(confidence)) => {
                    let confidence = confidence.to_ascii_lowercase();
                    if confidence.parse::<Confidence>().is_ok() {
                        text.confidence = confidence;
                    }
                }
                ("references", Value::List(_)) => text.references = self.texts(&entry.node),
                _ => {}
            }
        }
    }

    fn fix(&mut self, node: &Node) -> Read<FixTemplate> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "`fix` is a table: `title`, `template`, `applicability`");
        };
        let (mut title, mut template) = (None, None);
        let mut applicability = Applicability::Unsafe;
        for entry in entries {
            match entry.key.as_str() {
                "title" => title = Some(self.text(&entry.node)?),
                "template" => template = Some(self.text(&entry.node)?),
                "applicability" => {
                    applicability = match self.text(&entry.node)?.as_str() {
                        "safe" => Applicability::Safe,
                        "unsafe" => Applicability::Unsafe,
                        _ => {
                            let message = "an applicability is `safe` or `unsafe`";
                            return self.fail(&entry.node.span, message);
                        }
                    };
                }
                key => {
                    let message = unknown("key", key, &["title", "template", "applicability"]);
                    return self.fail(&entry.span, message);
                }
            }
        }
        match (title, template) {
            (Some(title), Some(template)) => Ok(FixTemplate { title, template, applicability }),
            _ => self.fail(&node.span, "a fix has a `title` and a `template`"),
        }
    }

    /// Conditions that all have to hold.
    fn conditions(&mut self, entries: &[&Entry], names: &mut Names, depth: u32) -> Read<Filter> {
        if depth > MAX_DEPTH {
            let span = entries.first().map_or(0..0, |entry| entry.span.clone());
            return self.fail(&span, format!("conditions nest at most {MAX_DEPTH} levels deep"));
        }
        let mut clauses = Vec::new();
        let mut failed = false;
        // What binds metavariables is read before what asks for them.
        let asks = |entry: &&&Entry| {
            entry.key.starts_with("metavariable-") || entry.key.starts_with("focus-")
        };
        let (asking, binding): (Vec<_>, Vec<_>) = entries.iter().partition(asks);
        for entry in binding.into_iter().chain(asking) {
            match self.condition(entry, names, depth) {
                Ok(more) => clauses.extend(more),
                Err(()) => failed = true,
            }
        }
        if failed {
            return Err(());
        }
        Ok(match <[Clause; 1]>::try_from(clauses) {
            Ok([Clause::Is(filter)]) => filter,
            Ok([other]) => Filter::All(vec![other]),
            Err(mut clauses) => {
                clauses.sort_by_key(Clause::rank);
                Filter::All(clauses)
            }
        })
    }

    fn condition(&mut self, entry: &Entry, names: &mut Names, depth: u32) -> Read<Vec<Clause>> {
        let node = &entry.node;
        Ok(vec![match entry.key.as_str() {
            "pattern" => Clause::Is(self.filter(node, names, depth)?),
            "pattern-not" => Clause::Not(self.filter(node, names, depth)?),
            "pattern-inside" => Clause::Inside(self.filter(node, names, depth)?),
            "pattern-not-inside" => Clause::NotInside(self.filter(node, names, depth)?),
            "pattern-regex" => Clause::Is(Filter::Regex(self.regex(node, false)?)),
            "pattern-not-regex" => Clause::Not(Filter::Regex(self.regex(node, false)?)),
            "patterns" => Clause::Is(self.all(node, names, depth)?),
            "pattern-either" => {
                let Value::List(list) = &node.value else {
                    return self.fail(&node.span, "`pattern-either` is a list");
                };
                let mut any = Vec::new();
                let mut failed = list.is_empty();
                for node in list {
                    match self.table(node, names, depth) {
                        Ok(filter) => any.push(filter),
                        Err(()) => failed = true,
                    }
                }
                if failed {
                    return Err(());
                }
                Clause::Is(Filter::Any(any))
            }
            "metavariable-regex" => {
                let [metavariable, regex] = self.fields(entry, ["metavariable", "regex"])?;
                let slot = self.slot(metavariable, names)?;
                Clause::MetaRegex(slot, self.regex(regex, true)?)
            }
            "metavariable-pattern" => return self.metavariable_pattern(node, names, depth),
            "metavariable-comparison" => {
                let Value::Table(entries) = &node.value else {
                    return self.fail(&node.span, "`metavariable-comparison` is a table");
                };
                let mut term = None;
                for entry in entries {
                    match entry.key.as_str() {
                        "comparison" => {
                            let text = self.text(&entry.node)?;
                            term = Some(match comparison(&text, names) {
                                Ok(term) => term,
                                Err(why) => return self.fail(&entry.node.span, why),
                            });
                        }
                        "metavariable" => {
                            self.slot(&entry.node, names)?;
                        }
                        key => {
                            let message =
                                format!("`{key}` is not supported in `metavariable-comparison`");
                            return self.fail(&entry.span, message);
                        }
                    }
                }
                match term {
                    Some(term) => Clause::Compare(term),
                    None => return self.fail(&node.span, "there is no `comparison`"),
                }
            }
            "focus-metavariable" => {
                let nodes = match &node.value {
                    Value::List(list) => list.as_slice(),
                    _ => std::slice::from_ref(node),
                };
                let slots: Vec<_> =
                    nodes.iter().map(|node| self.slot(node, names)).collect::<Read<_>>()?;
                Clause::Focus(slots)
            }
            key => {
                let message = unknown("condition", key, MATCH_KEYS);
                return self.fail(&entry.span, message);
            }
        }])
    }

    fn metavariable_pattern(
        &mut self,
        node: &Node,
        names: &mut Names,
        depth: u32,
    ) -> Read<Vec<Clause>> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "`metavariable-pattern` is a table");
        };
        let (about, conditions): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| entry.key == "metavariable");
        let [about] = about[..] else {
            return self.fail(&node.span, "there is no `metavariable`");
        };
        if let Some(language) = conditions.iter().find(|entry| entry.key == "language") {
            return self.fail(&language.span, "`language` is not supported");
        }
        let slot = self.slot(&about.node, names)?;
        Ok(vec![Clause::MetaPattern(slot, self.conditions(&conditions, names, depth + 1)?)])
    }

    /// The text of a pattern, or a table of conditions.
    fn filter(&mut self, node: &Node, names: &mut Names, depth: u32) -> Read<Filter> {
        match &node.value {
            Value::Text(text) => match pattern(text, names) {
                Ok(pattern) => Ok(Filter::Pattern(pattern)),
                Err(why) => self.fail(&node.span, why),
            },
            Value::Table(_) => self.table(node, names, depth),
            _ => self.fail(&node.span, "a pattern is a text"),
        }
    }

    fn table(&mut self, node: &Node, names: &mut Names, depth: u32) -> Read<Filter> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "this is a table, such as `{ pattern = \"…\" }`");
        };
        let entries: Vec<&Entry> = entries.iter().collect();
        self.conditions(&entries, names, depth + 1)
    }

    fn all(&mut self, node: &Node, names: &mut Names, depth: u32) -> Read<Filter> {
        let Value::List(list) = &node.value else {
            return self.fail(&node.span, "`patterns` is a list");
        };
        let mut entries: Vec<&Entry> = Vec::new();
        for node in list {
            match &node.value {
                Value::Table(table) => entries.extend(table),
                _ => self.report(&node.span, "this is a table, such as `{ pattern = \"…\" }`"),
            }
        }
        self.conditions(&entries, names, depth + 1)
    }

    fn fields<'n, const N: usize>(
        &mut self,
        of: &'n Entry,
        keys: [&str; N],
    ) -> Read<[&'n Node; N]> {
        let Value::Table(entries) = &of.node.value else {
            return self.fail(&of.node.span, format!("`{}` is a table", of.key));
        };
        for entry in entries {
            if !keys.contains(&entry.key.as_str()) {
                return self.fail(
                    &entry.span,
                    format!("`{}` is not supported in `{}`", entry.key, of.key),
                );
            }
        }
        let mut found = Vec::new();
        for key in keys {
            match entries.iter().find(|entry| entry.key == key) {
                Some(entry) => found.push(&entry.node),
                None => return self.fail(&of.span, format!("`{}` has no `{key}`", of.key)),
            }
        }
        <[&Node; N]>::try_from(found).map_err(|_| ())
    }

    fn slot(&mut self, node: &Node, names: &Names) -> Read<u8> {
        let text = self.text(node)?;
        let name = text.strip_prefix("$...").or_else(|| text.strip_prefix('$'));
        match name.and_then(|name| names.known(name)) {
            Some(slot) => Ok(slot),
            None => self.fail(&node.span, format!("no pattern binds `{text}`")),
        }
    }

    fn regex(&mut self, node: &Node, anchored: bool) -> Read<Expression> {
        let text = self.text(node)?;
        match Expression::new(&text, anchored) {
            Ok(expression) => Ok(expression),
            Err(why) => self.fail(&node.span, why),
        }
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

/// What is said of a rule that says nothing of itself.
fn default_text() -> RuleText {
    RuleText {
        family: "custom".into(),
        tier: "default".into(),
        severity: "medium".into(),
        confidence: "medium".into(),
        ..RuleText::default()
    }
}

/// An id is what a selector can name.
fn is_id(id: &str, form: Form) -> bool {
    id.len() <= 120
        && id.bytes().all(|byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => true,
            b'A'..=b'Z' | b'_' | b'.' => form == Form::Yaml,
            _ => false,
        })
}

/// Fills what a user's rule does not say.
fn complete(text: &mut RuleText, message: &str) {
    let or = |text: &mut String, default: &str| {
        if text.is_empty() {
            default.clone_into(text);
        }
    };
    let first = message.lines().next().unwrap_or_default();
    or(&mut text.summary, first);
    or(&mut text.why, message);
    or(&mut text.remedy, "See the message.");
    if text.security_severity == 0.0 {
        text.security_severity = match text.severity.as_str() {
            "high" => 8.0,
            "medium" => 5.0,
            _ => 2.0,
        };
    }
}

fn unknown(what: &str, key: &str, known: &[&str]) -> String {
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
