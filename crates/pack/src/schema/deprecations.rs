//! Tables about deprecated APIs: the head `[deprecations]` of a file, and its `[[deprecated]]` entries.

use std::fmt::Write as _;

use hognose_deprecation::{Entry as ApiEntry, Kind, Package, Version, When};

use super::{Reader, unknown};
use crate::document::{Entry, Node, Value};

/// The table at the head of a file.
pub(super) const HEAD: &str = "deprecations";
/// The list of entries.
pub(super) const LIST: &str = "deprecated";

const HEAD_KEYS: [&str; 6] = ["package", "modules", "newest", "shared", "backports", "brought-by"];
const KEYS: [&str; 17] = [
    "name",
    "kind",
    "argument",
    "position",
    "when",
    "value",
    "soft",
    "deprecated",
    "until",
    "removed",
    "planned",
    "replacement",
    "replacement-since",
    "note",
    "cwe",
    "distinctive",
    "evidence",
];
const KINDS: [(&str, Kind); 9] = [
    ("module", Kind::Module),
    ("class", Kind::Class),
    ("function", Kind::Function),
    ("constant", Kind::Constant),
    ("method", Kind::Method),
    ("attribute", Kind::Attribute),
    ("member", Kind::Member),
    ("argument", Kind::Argument),
    ("hook", Kind::Hook),
];
const WHENS: [(&str, When); 4] = [
    ("given", When::Given),
    ("positional", When::Positional),
    ("keyword", When::Keyword),
    ("missing", When::Missing),
];

impl Reader<'_> {
    /// What the file says about a package; nothing if it says nothing about one, or nothing right.
    pub(super) fn package(&mut self, root: &[Entry]) -> Option<Package> {
        let head = root.iter().find(|entry| entry.key == HEAD);
        let list = root.iter().find(|entry| entry.key == LIST);
        let Some(head) = head else {
            if let Some(list) = list {
                let message = format!(
                    "`[[{LIST}]]` needs a table `[{HEAD}]` that says which package it is about"
                );
                self.report(&list.span, message);
            }
            return None;
        };
        let before = self.count;
        let mut package = self.head(&head.node);
        if let Some(Value::List(nodes)) = list.map(|list| &list.node.value) {
            for node in nodes {
                let Value::Table(entries) = &node.value else {
                    self.report(&node.span, format!("a `[[{LIST}]]` is a table"));
                    continue;
                };
                let entry = self.deprecated(node, entries, &package.modules);
                package.entries.push(entry);
            }
        } else if let Some(list) = list {
            let message =
                format!("`{LIST}` is a list: each of its tables begins with `[[{LIST}]]`");
            self.report(&list.node.span, message);
        }
        (self.count == before).then_some(package)
    }

    fn head(&mut self, node: &Node) -> Package {
        let mut package = Package::default();
        let Value::Table(entries) = &node.value else {
            self.report(&node.span, format!("`{HEAD}` is a table: it begins with `[{HEAD}]`"));
            return package;
        };
        for entry in entries {
            match entry.key.as_str() {
                "package" => {
                    self.set(&entry.node, &mut package.name);
                    self.check_normal(&entry.node, &package.name);
                }
                "modules" => {
                    package.modules = self.texts(&entry.node);
                    if package.modules.is_empty()
                        || !package.modules.iter().all(|name| is_dotted(name, 1))
                    {
                        self.report(&entry.node.span, "this is a list of top-level modules");
                    }
                }
                "newest" => package.newest = self.version(&entry.node),
                "shared" => match entry.node.value {
                    Value::Bool(value) => package.shared = value,
                    _ => self.report(&entry.node.span, "this is `true` or `false`"),
                },
                "backports" => package.backports = self.packages(&entry.node),
                "brought-by" => package.brought_by = self.packages(&entry.node),
                _ => self.report(&entry.span, unknown("key", &entry.key, &HEAD_KEYS)),
            }
        }
        self.complete(node, entries, &format!("table `[{HEAD}]`"), &["package", "modules"]);
        package
    }

    /// Names of packages.
    fn packages(&mut self, node: &Node) -> Vec<String> {
        let packages = self.texts(node);
        for package in &packages {
            self.check_normal(node, package);
        }
        packages
    }

    fn check_normal(&mut self, node: &Node, package: &str) {
        if !is_normal(package) {
            let message = format!(
                "`{package}` is not a package's name in normal form: lower case, digits and hyphens"
            );
            self.report(&node.span, message);
        }
    }

    fn deprecated(&mut self, node: &Node, entries: &[Entry], modules: &[String]) -> ApiEntry {
        let before = self.count;
        let mut api = ApiEntry::default();
        for entry in entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "name" => {
                    self.set(node, &mut api.name);
                    self.check_api_name(node, &api.name, modules);
                }
                "kind" => {
                    if let Some(kind) = self.one_named(node, "kind", &KINDS) {
                        api.kind = kind;
                    }
                }
                "argument" => api.argument = self.text(node).ok(),
                "position" => match node.value {
                    Value::Int(number @ 0..=255) => api.position = u32::try_from(number).ok(),
                    _ => self.report(&node.span, "a position is a number from 0 to 255"),
                },
                "when" => {
                    if let Some(when) = self.one_named(node, "case", &WHENS) {
                        api.when = when;
                    }
                }
                "value" => api.value = self.text(node).ok(),
                "soft" => api.soft = self.version(node),
                "deprecated" => api.deprecated = self.version(node),
                "until" => api.until = self.version(node),
                "removed" => api.removed = self.version(node),
                "planned" => api.planned = self.version(node),
                "replacement" => api.replacement = self.text(node).ok(),
                "replacement-since" => api.replacement_since = self.version(node),
                "note" => api.note = self.text(node).ok(),
                "cwe" => api.cwe = self.weaknesses(node),
                "distinctive" => match node.value {
                    Value::Bool(value) => api.distinctive = value,
                    _ => self.report(&node.span, "this is `true` or `false`"),
                },
                "evidence" => api.evidence = self.texts(node),
                _ => self.report(&entry.span, unknown("key", &entry.key, &KEYS)),
            }
        }
        self.complete(node, entries, "entry", &["name", "kind"]);
        if self.count == before {
            self.check_entry(node, &api);
        }
        api
    }

    /// What a single key cannot tell.
    fn check_entry(&mut self, node: &Node, api: &ApiEntry) {
        let is_argument = api.kind == Kind::Argument;
        if is_argument != (api.argument.is_some() || api.position.is_some()) {
            let message = if is_argument {
                "an entry of the kind `argument` says which one: `argument`, `position`, or both"
            } else {
                "`argument` and `position` belong to entries of the kind `argument`"
            };
            self.report(&node.span, message);
        }
        let says_when = [api.soft, api.deprecated, api.removed, api.planned];
        if says_when.iter().all(Option::is_none) {
            self.report(
                &node.span,
                "the entry says of no release what is wrong with it: `soft`, `deprecated`, `removed` \
                 or `planned`",
            );
        }
        if let (Some(deprecated), Some(removed)) = (api.deprecated, api.removed)
            && removed < deprecated
        {
            self.report(
                &node.span,
                format!("it was removed in {removed}, before it was deprecated"),
            );
        }
    }

    fn check_api_name(&mut self, node: &Node, name: &str, modules: &[String]) {
        if !is_dotted(name, usize::MAX) {
            self.report(&node.span, format!("`{name}` is not a dotted name"));
        } else if !modules.iter().any(|module| Some(module.as_str()) == name.split('.').next()) {
            let mut message = format!("`{name}` is in none of the `modules` of the file");
            if let Some(first) = modules.first() {
                let _ = write!(message, ", as `{first}`");
            }
            self.report(&node.span, message);
        }
    }

    fn version(&mut self, node: &Node) -> Option<Version> {
        let Value::Text(text) = &node.value else {
            self.report(&node.span, "a version is a text, as `\"3.12\"`");
            return None;
        };
        match text.parse() {
            Ok(version) => Some(version),
            Err(error) => {
                self.report(&node.span, format!("{error}"));
                None
            }
        }
    }

    fn weaknesses(&mut self, node: &Node) -> Vec<u16> {
        let number = |node: &Node| match node.value {
            Value::Int(number) => u16::try_from(number).ok(),
            _ => None,
        };
        if let Value::List(nodes) = &node.value
            && let Some(numbers) = nodes.iter().map(number).collect()
        {
            return numbers;
        }
        self.report(&node.span, "this is a list of numbers of weaknesses, as `[327]`");
        Vec::new()
    }

    fn one_named<T: Copy>(&mut self, node: &Node, what: &str, known: &[(&str, T)]) -> Option<T> {
        let text = self.text(node).ok()?;
        let found = known.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            self.report(&node.span, unknown(what, &text, &names));
        }
        found.map(|(_, value)| *value)
    }

    fn complete(&mut self, node: &Node, entries: &[Entry], what: &str, keys: &[&str]) {
        for key in keys {
            if !entries.iter().any(|entry| entry.key == *key) {
                self.report(&node.span, format!("the {what} has no `{key}`"));
            }
        }
    }
}

/// Whether a text is the normal form of a package's name.
fn is_normal(name: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.bytes().all(is_good)
}

/// Whether a text is a dotted name of at most so many parts.
fn is_dotted(name: &str, most: usize) -> bool {
    let is_part = |part: &str| {
        part.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    name.split('.').count() <= most && name.split('.').all(is_part)
}
