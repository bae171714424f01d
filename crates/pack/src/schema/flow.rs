//! Tables about data flow: which keys each has, and what they hold.

use std::ops::Range;

use hognose_flow::{
    ClassModel, EntryModel, FunctionModel, GuardModel, KINDS, Models, PLACES, RESULTS, SHAPES,
    SanitizerModel, SinkModel, SourceModel, TaintRule,
};

use super::description::{TEXT_KEYS, complete, default_text, is_id};
use super::path::{Role, path_problem};
use super::{Read, Reader, unknown};
use crate::document::{Entry, Form, Node, Value};
use crate::flow::{FlowTable, Mention, Mentioned};
use crate::matcher::Compiled;
use crate::rule::PackRule;

/// Whether a `[[taint-rule]]` finds more of what another rule is about.
pub(super) fn extends_another(node: &Node) -> bool {
    match &node.value {
        Value::Table(entries) => entries.iter().any(|entry| entry.key == "extends"),
        _ => false,
    }
}

/// The lists of a file that are about data flow.
pub(super) const TABLES: [&str; 8] =
    ["source", "sink", "sanitizer", "guard", "class", "function", "entry", "taint-rule"];

/// Keys of a rule about data flow, beside those of every rule.
const TAINT_KEYS: [&str; 11] = [
    "also-needs",
    "like",
    "supersedes",
    "from",
    "needs",
    "decisive",
    "leading",
    "any-type",
    "direct",
    "shape",
    "limited",
];
/// Keys of other rules that have no meaning here.
const NO_TAINT_KEYS: [&str; 3] = ["message", "help", "fix"];

impl Reader<'_> {
    /// One table about data flow, of one of the lists [`TABLES`] other than `taint-rule`.
    pub(super) fn flow_table(&mut self, list: &str, node: &Node) -> Read<FlowTable> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, format!("a `[[{list}]]` is a table"));
        };
        let before = self.count;
        let mut models = Models::default();
        let mut mentions = Vec::new();
        let m = &mut mentions;
        match list {
            "source" => models.source.push(self.source(node, entries, m)),
            "sink" => models.sink.push(self.sink(node, entries, m)),
            "sanitizer" => models.sanitizer.push(self.sanitizer(node, entries, m)),
            "guard" => models.guard.push(self.guard(node, entries, m)),
            "class" => models.class.push(self.class(node, entries)),
            "function" => models.function.push(self.function(node, entries)),
            _ => models.entry.push(self.entry_model(node, entries, m)),
        }
        if self.count > before {
            return Err(());
        }
        Ok(FlowTable { models, mentions, place: (self.document.clone(), node.span.clone()) })
    }

    fn source(&mut self, node: &Node, entries: &[Entry], m: &mut Vec<Mention>) -> SourceModel {
        let mut model = SourceModel::default();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "path" => model.path = self.paths(node, Role::Any),
                "kind" => model.kind = self.one_of(node, "kind", &KINDS),
                "what" => self.set(node, &mut model.what),
                "element" => {
                    self.set(node, &mut model.element);
                    if !model.element.contains("{}") {
                        self.report(&node.span, "`{}` has to say where the element's name stands");
                    }
                }
                "except" => model.except = self.mentions(node, Mentioned::TaintRule, m),
                "harmless" => model.harmless = self.words(node, |_| true, ""),
                "when" => model.when = self.words(node, is_condition, CONDITION),
                "members" => model.members = self.flag(node),
                "structure" => model.structure = self.flag(node),
                _ => self.unknown_key(
                    entry,
                    &[
                        "path",
                        "kind",
                        "what",
                        "element",
                        "except",
                        "harmless",
                        "when",
                        "members",
                        "structure",
                    ],
                ),
            }
        }
        self.required(node, entries, "source", &["path", "kind", "what"]);
        model
    }

    fn sink(&mut self, node: &Node, entries: &[Entry], m: &mut Vec<Mention>) -> SinkModel {
        let mut model = SinkModel::default();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "path" => model.path = self.paths(node, Role::Sink),
                "arguments" => model.arguments = self.words(node, is_arguments, ARGUMENTS),
                "rule" => model.rule = self.mention(node, Mentioned::TaintRule, m),
                "what" => self.set(node, &mut model.what),
                "when" => model.when = self.words(node, is_condition, CONDITION),
                "sets" => model.sets = self.words(node, is_setting, SETTING),
                "begins" => model.begins = self.flag(node),
                "receiver" => model.receiver = self.words(node, is_receiver, RECEIVER),
                "shape" => model.shape = self.one_of(node, "shape", &SHAPES),
                "place" => model.place = self.one_of(node, "place", &PLACES),
                "confidence" => {
                    model.confidence = self.one_of(node, "confidence", &["low", "medium", "high"]);
                }
                _ => self.unknown_key(
                    entry,
                    &[
                        "path",
                        "arguments",
                        "rule",
                        "what",
                        "when",
                        "sets",
                        "begins",
                        "receiver",
                        "shape",
                        "place",
                        "confidence",
                    ],
                ),
            }
        }
        self.required(node, entries, "sink", &["path", "rule", "what"]);
        model
    }

    fn sanitizer(
        &mut self,
        node: &Node,
        entries: &[Entry],
        m: &mut Vec<Mention>,
    ) -> SanitizerModel {
        let mut model = SanitizerModel::default();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "path" => model.path = self.paths(node, Role::Any),
                "clears" => model.clears = self.mentions(node, Mentioned::TaintRule, m),
                "when" => model.when = self.words(node, is_condition, CONDITION),
                "checks" => model.checks = self.flag(node),
                "fails-in" => model.fails_in = self.words(node, is_place, PLACE),
                _ => self.unknown_key(entry, &["path", "clears", "when", "checks", "fails-in"]),
            }
        }
        self.required(node, entries, "sanitizer", &["path", "clears"]);
        model
    }

    fn guard(&mut self, node: &Node, entries: &[Entry], m: &mut Vec<Mention>) -> GuardModel {
        let mut model = GuardModel::default();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "path" => model.path = self.paths(node, Role::Any),
                key @ ("argument" | "against") => {
                    let place =
                        if key == "argument" { &mut model.argument } else { &mut model.against };
                    self.set(node, place);
                    let mut names = place.split('|');
                    if names.any(|name| name.contains('*') || !is_arguments(name)) {
                        self.report(&node.span, "an argument is a position, a name, both with `|` between them, or `self`");
                    }
                }
                "clears" => model.clears = self.mentions(node, Mentioned::TaintRule, m),
                "negated" => model.negated = self.flag(node),
                _ => self.unknown_key(entry, &["path", "argument", "against", "clears", "negated"]),
            }
        }
        self.required(node, entries, "guard", &["path", "clears"]);
        model
    }

    fn class(&mut self, node: &Node, entries: &[Entry]) -> ClassModel {
        let mut model = ClassModel::default();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "name" => {
                    self.set(node, &mut model.name);
                    self.check_path(node, &model.name.clone(), Role::Class);
                }
                "from" => model.from = self.paths(node, Role::Any),
                "bases" => model.bases = self.paths(node, Role::Class),
                "when" => model.when = self.words(node, is_condition, CONDITION),
                "keeps" => model.keeps = self.flag(node),
                _ => self.unknown_key(entry, &["name", "from", "bases", "when", "keeps"]),
            }
        }
        self.required(node, entries, "class", &["name"]);
        model
    }

    fn function(&mut self, node: &Node, entries: &[Entry]) -> FunctionModel {
        let mut model = FunctionModel::default();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "path" => model.path = self.paths(node, Role::Any),
                "returns" => {
                    model.returns = self.one_of(node, "result", &RESULTS);
                }
                "arguments" => model.arguments = self.words(node, is_arguments, ARGUMENTS),
                "when" => model.when = self.words(node, is_condition, CONDITION),
                "becomes" => model.becomes = self.one_path(node),
                _ => self.unknown_key(entry, &["path", "returns", "arguments", "when", "becomes"]),
            }
        }
        self.required(node, entries, "function", &["path", "returns"]);
        model
    }

    fn entry_model(&mut self, node: &Node, entries: &[Entry], m: &mut Vec<Mention>) -> EntryModel {
        let mut model = EntryModel::default();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "decorator" => model.decorator = self.paths(node, Role::Any),
                "call" => model.call = self.paths(node, Role::Any),
                "function" => model.function = self.words(node, is_arguments, ARGUMENTS),
                "class" => model.class = self.paths(node, Role::Class),
                "methods" => model.methods = self.words(node, is_method, METHOD),
                "kind" => model.kind = self.one_of(node, "kind", &KINDS),
                "what" => self.set(node, &mut model.what),
                "parameters" => model.parameters = self.words(node, is_parameter, PARAMETER),
                "data" => model.data = self.words(node, is_name, NAME),
                "only" => model.only = self.flag(node),
                "route" => model.route = self.words(node, is_arguments, ARGUMENTS),
                "returns" => model.returns = self.mention(node, Mentioned::Sink, m),
                "package" => self.set(node, &mut model.package),
                "first" => self.set(node, &mut model.first),
                "names" => model.names = self.words(node, is_name, NAME),
                "when" => model.when = self.words(node, is_condition, CONDITION),
                "option" => model.option = self.flag(node),
                _ => self.unknown_key(
                    entry,
                    &[
                        "decorator",
                        "call",
                        "function",
                        "class",
                        "methods",
                        "kind",
                        "what",
                        "parameters",
                        "data",
                        "only",
                        "route",
                        "returns",
                        "package",
                        "first",
                        "names",
                        "when",
                        "option",
                    ],
                ),
            }
        }
        let says = |key: &str| entries.iter().any(|entry| entry.key == key);
        if !["decorator", "call", "class", "package", "names"].into_iter().any(says) {
            let message = "the entry has no `decorator`, `call`, `class`, `package` or `names`";
            self.report(&node.span, message);
        }
        if says("first") && !says("package") {
            self.report(&node.span, "`first` is about the files that import a `package`");
        }
        model
    }

    /// A rule about data flow.
    pub(super) fn taint_rule(&mut self, node: &Node) -> Read<PackRule> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "a rule is a table");
        };
        let before = self.count;
        let mut text = default_text();
        text.confidence = "high".into();
        let mut rule = TaintRule::default();
        let mut mentions = Vec::new();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "supersedes" => {
                    rule.supersedes = self.mentions(node, Mentioned::Rule, &mut mentions);
                }
                "like" => {
                    rule.like = self.mentions(node, Mentioned::TaintRule, &mut mentions);
                }
                "from" => {
                    let Ok(list) = self.list(node) else { continue };
                    rule.from = list.iter().map(|it| self.one_of(it, "kind", &KINDS)).collect();
                }
                "needs" => self.set(node, &mut rule.needs),
                "also-needs" => self.set(node, &mut rule.also_needs),
                "decisive" => self.set(node, &mut rule.decisive),
                "leading" => rule.leading = self.flag(node),
                "any-type" => rule.any_type = self.flag(node),
                "direct" => rule.direct = self.flag(node),
                "shape" => rule.shape = self.one_of(node, "shape", &SHAPES),
                "limited" => {
                    rule.limited = self.mention(node, Mentioned::TaintRule, &mut mentions);
                }
                key if TEXT_KEYS.contains(&key) && !NO_TAINT_KEYS.contains(&key) => {
                    self.text_key(entry, &mut text);
                }
                _ => {
                    let all = TEXT_KEYS.iter().filter(|key| !NO_TAINT_KEYS.contains(*key));
                    let all: Vec<&str> = all.chain(&TAINT_KEYS).copied().collect();
                    self.unknown_key(entry, &all);
                }
            }
        }
        self.required(node, entries, "rule", &["id", "summary"]);
        if !text.id.is_empty() && !is_id(&text.id, Form::Toml) {
            let message = format!(
                "`{}` is no id: an id is written in lower case, with digits and hyphens",
                text.id
            );
            self.report(&node.span, message);
        }
        if self.count > before {
            return Err(());
        }
        if text.remedy.is_empty() {
            "Make sure that the data can do no harm there, or do not use it."
                .clone_into(&mut text.remedy);
        }
        let summary = text.summary.clone();
        complete(&mut text, &summary);
        let place = (self.document.clone(), node.span.clone());
        // What is said about the rule is kept with the other rules.
        rule.id.clone_from(&text.id);
        let models = Models { taint_rule: vec![rule], ..Models::default() };
        let flow = Some(Box::new(FlowTable { models, mentions, place: place.clone() }));
        Ok(PackRule { text, compiled: Compiled::default(), place, flow })
    }

    /// A `[[taint-rule]]` by which data flow finds more of what another rule is about, under the name of
    /// that one: what is found twice is said once.
    pub(super) fn extension(&mut self, node: &Node) -> Read<FlowTable> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "a rule is a table");
        };
        let before = self.count;
        let mut rule = TaintRule::default();
        let mut mentions = Vec::new();
        for entry in entries {
            match entry.key.as_str() {
                "extends" => {
                    rule.id = self.mention(&entry.node, Mentioned::Rule, &mut mentions);
                }
                _ => self.unknown_key(entry, &["extends"]),
            }
        }
        if self.count > before {
            return Err(());
        }
        rule.supersedes.push(rule.id.clone());
        // No data does this harm: its sinks say what is set there.
        rule.from.push("setting".to_owned());
        let models = Models { taint_rule: vec![rule], ..Models::default() };
        Ok(FlowTable { models, mentions, place: (self.document.clone(), node.span.clone()) })
    }

    // Values.

    fn list<'n>(&mut self, node: &'n Node) -> Read<&'n [Node]> {
        match &node.value {
            Value::List(list) => Ok(list),
            _ => self.fail(&node.span, "this is a list of texts"),
        }
    }

    fn flag(&mut self, node: &Node) -> bool {
        if let Value::Bool(value) = node.value {
            return value;
        }
        self.report(&node.span, "this is `true` or `false`");
        false
    }

    fn one_of(&mut self, node: &Node, what: &str, known: &[&str]) -> String {
        let Ok(text) = self.text(node) else { return String::new() };
        if !known.contains(&text.as_str()) {
            let all = known.join("`, `");
            self.report(&node.span, format!("`{text}` is no {what}: there are `{all}`"));
        }
        text
    }

    fn paths(&mut self, node: &Node, role: Role) -> Vec<String> {
        let Ok(list) = self.list(node) else { return Vec::new() };
        if list.is_empty() {
            self.report(&node.span, "the list is empty");
        }
        let mut paths = Vec::new();
        for node in list {
            if let Ok(path) = self.text(node) {
                self.check_path(node, &path, role);
                paths.push(path);
            }
        }
        paths
    }

    /// One path.
    fn one_path(&mut self, node: &Node) -> String {
        let Ok(path) = self.text(node) else { return String::new() };
        self.check_path(node, &path, Role::Any);
        path
    }

    fn check_path(&mut self, node: &Node, path: &str, role: Role) {
        if let Some(problem) = path_problem(path, role) {
            self.report(&node.span, problem);
        }
    }

    fn words(&mut self, node: &Node, is_good: fn(&str) -> bool, wanted: &str) -> Vec<String> {
        let Ok(list) = self.list(node) else { return Vec::new() };
        let mut words = Vec::new();
        for node in list {
            let Ok(word) = self.text(node) else { continue };
            if !is_good(&word) {
                self.report(&node.span, format!("`{word}` is not understood: {wanted}"));
            }
            words.push(word);
        }
        words
    }

    fn mention(&mut self, node: &Node, of: Mentioned, mentions: &mut Vec<Mention>) -> String {
        let Ok(name) = self.text(node) else { return String::new() };
        let span: Range<usize> = node.span.clone();
        mentions.push(Mention { name: name.clone(), span, of });
        name
    }

    fn mentions(&mut self, node: &Node, of: Mentioned, mentions: &mut Vec<Mention>) -> Vec<String> {
        let Ok(list) = self.list(node) else { return Vec::new() };
        list.iter().map(|node| self.mention(node, of, mentions)).collect()
    }

    fn unknown_key(&mut self, entry: &Entry, known: &[&str]) {
        self.report(&entry.span, unknown("key", &entry.key, known));
    }

    fn required(&mut self, node: &Node, entries: &[Entry], what: &str, keys: &[&str]) {
        for key in keys {
            if !entries.iter().any(|entry| entry.key == *key) {
                self.report(&node.span, format!("the {what} has no `{key}`"));
            }
        }
    }
}

const ARGUMENTS: &str = "an argument is a position (`0`), those from one on (`1..`), a name, `self`, `*`, `**`, \
     `**names` or an entry of one (`defaults.password`)";
const CONDITION: &str = "a condition is `name`, `!name`, `name=value` or `name!=value`; for `name` may \
                         stand a position, or several with `|` between them";
const SETTING: &str = "a setting is `*`, `!name`, `name=value`, `name.entry=value`, `name.*=value`, \
                       `name<number` or `name&mask=bits`; for `name` may stand a position, or several with `|` between them";
const RECEIVER: &str = "a word of the object's name, in lower case";
const PLACE: &str = "a place in a text: `attribute`, `bare-attribute`, `event-handler`, `shell-quotes`, `ldap-filter`, `ldap-name`, \
     `bare-sql`, `sql-quotes`, `sql-double-quotes` or `sql-backquotes`";
const NAME: &str = "a name of a parameter";
const METHOD: &str = "a method is a name, or the beginning of one with `*` behind it";
const PARAMETER: &str = "a parameter is a path, `-` (nothing) or `*` (data)";

fn is_name(text: &str) -> bool {
    let first = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn is_position(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_arguments(text: &str) -> bool {
    if let Some((argument, entry)) = text.split_once('.')
        && is_name(entry)
    {
        return is_name_or_position(argument);
    }
    matches!(text, "*" | "**" | "**names")
        || is_name(text)
        || is_position(text.trim_end_matches(".."))
}

fn is_condition(text: &str) -> bool {
    const KNOWN: [&str; 10] = [
        "<html>",
        "<html said>",
        "<slow>",
        "<last-hash>",
        "<session>",
        "<elsewhere>",
        "<only-reader>",
        "<asked-for-password>",
        "<of-password>",
        "<format>",
    ];
    if KNOWN.contains(&text) {
        return true;
    }
    let text = text.strip_prefix('!').unwrap_or(text);
    let names = text.split('=').next().unwrap_or_default();
    let names = if text.contains("!=") { names.trim_end_matches('!') } else { names };
    is_name_or_position(names)
}

fn is_name_or_position(names: &str) -> bool {
    names.split('|').all(|name| is_name(name) || is_position(name))
}

fn is_setting(text: &str) -> bool {
    if let Some(names) = text.strip_prefix('!') {
        return is_name_or_position(names);
    }
    if text == "*" {
        return true;
    }
    let Some(at) = text.find(['=', '<', '&']) else { return false };
    let (names, rest) = text.split_at(at);
    let (sign, value) = rest.split_at(1);
    let is_octal = |text: &str| i64::from_str_radix(text, 8).is_ok();
    let is_value = match sign {
        "<" => value.parse::<i64>().is_ok(),
        "&" => value.split_once('=').is_some_and(|(mask, bits)| is_octal(mask) && is_octal(bits)),
        _ => !value.is_empty(),
    };
    let (names, entry) = names.split_once('.').unwrap_or((names, "*"));
    is_name_or_position(names) && (entry == "*" || is_name(entry)) && is_value
}

fn is_receiver(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| !c.is_uppercase() && (c.is_alphanumeric() || c == '_'))
}

fn is_place(text: &str) -> bool {
    PLACES.contains(&text)
}

fn is_method(text: &str) -> bool {
    is_name(text.strip_suffix('*').unwrap_or(text))
}

fn is_parameter(text: &str) -> bool {
    matches!(text, "-" | "*") || path_problem(text, Role::Any).is_none()
}
