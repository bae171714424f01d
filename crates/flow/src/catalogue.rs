//! The models, in tables: what is said about a path is found by the path.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::charset::Charset;
use crate::limits::MAX_RULES;
use crate::models::{EntryModel, FunctionModel, Models, Shape, SinkModel, package};
use crate::value::Mask;

/// Words of which many things are called.
const COMMON: [&str; 79] = [
    "args",
    "body",
    "chunks",
    "content",
    "cookies",
    "data",
    "event",
    "files",
    "form",
    "get",
    "headers",
    "host",
    "id",
    "input",
    "items",
    "json",
    "list",
    "message",
    "messages",
    "meta",
    "method",
    "name",
    "output",
    "params",
    "path",
    "payload",
    "query",
    "read",
    "readline",
    "readlines",
    "request",
    "response",
    "result",
    "state",
    "stream",
    "text",
    "url",
    "user",
    "value",
    "values",
    "write",
    "load",
    "run",
    "call",
    "keys",
    "error",
    "post",
    "put",
    "patch",
    "delete",
    "send",
    "close",
    "encode",
    "decode",
    "login",
    "create",
    "update",
    "save",
    "open",
    "connect",
    "find",
    "search",
    "execute",
    "fetch",
    "format",
    "render",
    "start",
    "process",
    "handle",
    "main",
    "setup",
    "parse",
    "check",
    "next",
    "first",
    "all",
    "filter",
    "set",
    "add",
];

/// Words of code that writes something somewhere, or compares it.
const WRITING: [&str; 12] = [
    "print",
    "debug",
    "info",
    "warning",
    "warn",
    "error",
    "exception",
    "critical",
    "write",
    "write_text",
    "dump",
    "md5",
];
/// The kinds of data that somebody else may have made.
const UNTRUSTED: [&str; 5] = ["remote", "model", "stored", "local", "parameter"];
/// The kind of sources that the parameters of public functions are.
pub(crate) const PARAMETER: &str = "parameter";

/// Which of the rules run, and whose data is followed.
#[derive(Clone, Copy)]
pub struct Selection<'a> {
    /// Whether a taint rule runs, by its id.
    pub rule: &'a dyn Fn(&str) -> bool,
    /// The kinds of sources that are followed; see [`SourceModel::kind`](crate::SourceModel::kind).
    pub kinds: &'a [String],
    /// What users say beside what is built in. Only this may be about functions of the program itself.
    pub own: &'a Models,
}

/// The models of a run.
#[derive(Debug)]
pub struct Catalogue {
    pub(crate) models: Models,
    pub(crate) rules: Vec<RuleInfo>,
    paths: FxHashMap<Box<str>, Entry>,
    /// What is said about attributes of unknown objects, by their names; `()` and `=` included.
    names: FxHashMap<Box<str>, Entry>,
    /// Every path of which the tables know one that begins so.
    prefixes: FxHashSet<Box<str>>,
    /// The instance that a path gives.
    instances: FxHashMap<Box<str>, Box<str>>,
    /// The numbers of the classes that a path gives an instance of under some condition.
    conditional: FxHashMap<Box<str>, Vec<u32>>,
    /// The instances that may become instances of another class.
    changing: FxHashSet<Box<str>>,
    bases: FxHashMap<Box<str>, Vec<Box<str>>>,
    /// The source that things with the name of a secret are.
    secrets: Option<u32>,
    /// The source that things with the name of a password are.
    passwords: Option<u32>,
    /// The harm that data cannot do any more once it went through code that is not known.
    quiet: Mask,
    /// The last words of the paths of sources, with the words of which one leads there; none if the
    /// word says enough by itself.
    source_words: FxHashMap<Box<str>, Vec<Box<str>>>,
    /// The top-level packages that data comes in through.
    source_packages: FxHashSet<Box<str>>,
    /// The dotted names whose import leads to a source.
    source_imports: FxHashSet<Box<str>>,
    /// Packages, and the names of the first parameters of functions that they call.
    first_parameters: Vec<(Box<str>, Box<str>)>,
    /// The names of the parameters of functions that are called whatever their file imports.
    called_by_name: Vec<Vec<Box<str>>>,
    packages: FxHashSet<Box<str>>,
    /// The top-level packages that only the user's models know. They may be the program's own.
    own_packages: FxHashSet<Box<str>>,
    pub(crate) all: Mask,
    /// Whether parameters of public functions that nobody calls are data.
    pub(crate) follows_parameters: bool,
    /// Whether data can come in through any file.
    is_everywhere: bool,
}

/// A taint rule, in numbers.
#[derive(Debug)]
pub(crate) struct RuleInfo {
    pub(crate) id: Box<str>,
    pub(crate) shape: Shape,
    pub(crate) needs: Option<Charset>,
    pub(crate) any_type: bool,
    /// The number of the rule that is meant where the harm is limited.
    pub(crate) limited: Option<u32>,
    pub(crate) is_enabled: bool,
}

/// What is said about a path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) sources: SmallVec<[u32; 1]>,
    pub(crate) sinks: SmallVec<[u32; 1]>,
    pub(crate) sanitizers: SmallVec<[u32; 1]>,
    pub(crate) guards: SmallVec<[u32; 1]>,
    pub(crate) functions: SmallVec<[u32; 1]>,
    pub(crate) decorators: SmallVec<[u32; 1]>,
    pub(crate) callers: SmallVec<[u32; 1]>,
    pub(crate) bases: SmallVec<[u32; 1]>,
}

impl Catalogue {
    /// Puts models into tables.
    pub fn new(mut models: Models, selection: Selection<'_>) -> Self {
        let built_in: FxHashSet<&str> = models.packages().collect();
        let own_packages = selection.own.packages().filter(|name| !built_in.contains(name));
        let own_packages = own_packages.map(Box::from).collect();
        models.extend(selection.own.clone());
        models.expand();
        let number = |id: &str| models.taint_rule.iter().position(|rule| rule.id == id);
        let rules = models
            .taint_rule
            .iter()
            .take(MAX_RULES)
            .map(|rule| RuleInfo {
                id: rule.id.as_str().into(),
                shape: Shape::parse(&rule.shape).unwrap_or(Shape::Any),
                needs: (!rule.needs.is_empty()).then(|| Charset::of(&rule.needs)),
                any_type: rule.any_type,
                limited: number(&rule.limited).and_then(|it| u32::try_from(it).ok()),
                is_enabled: (selection.rule)(&rule.id),
            })
            .collect::<Vec<_>>();
        let all = (0..rules.len()).fold(0, |mask, bit| mask | 1 << bit);
        let mut catalogue = Self {
            rules,
            paths: FxHashMap::default(),
            names: FxHashMap::default(),
            prefixes: FxHashSet::default(),
            instances: FxHashMap::default(),
            conditional: FxHashMap::default(),
            changing: FxHashSet::default(),
            secrets: None,
            passwords: None,
            quiet: 0,
            bases: FxHashMap::default(),
            source_words: FxHashMap::default(),
            source_packages: FxHashSet::default(),
            source_imports: FxHashSet::default(),
            first_parameters: Vec::new(),
            called_by_name: Vec::new(),
            packages: FxHashSet::default(),
            own_packages,
            all,
            follows_parameters: selection.kinds.iter().any(|kind| kind == PARAMETER),
            is_everywhere: selection.kinds.iter().any(|kind| kind == PARAMETER || kind == "local"),
            models: Models::default(),
        };
        catalogue.fill(&models, selection);
        catalogue.models = models;
        catalogue.secrets = catalogue.find_secrets("<secret>");
        catalogue.passwords = catalogue.find_secrets("<password>");
        let untrusted = UNTRUSTED.iter().fold(0, |mask, kind| mask | catalogue.harm(kind));
        let rules = (0..).zip(&catalogue.models.taint_rule);
        let direct =
            rules.filter(|(_, rule)| rule.direct).fold(0, |mask, (bit, _)| mask | 1 << bit);
        catalogue.quiet = catalogue.all & (!untrusted | direct);
        catalogue
    }

    fn fill(&mut self, models: &Models, selection: Selection<'_>) {
        self.fill_classes(models);
        for (number, source) in (0..).zip(&models.source) {
            if !selection.kinds.contains(&source.kind) {
                continue;
            }
            for path in &source.path {
                self.entry(path).sources.push(number);
                // Exceptions are everywhere, and do harm only where data comes in.
                if source.kind == "exception" {
                    self.note(path);
                } else {
                    self.note_source(path);
                }
                self.note_words(models, path);
            }
        }
        for (number, sink) in (0..).zip(&models.sink) {
            sink.path.iter().for_each(|path| self.entry(path).sinks.push(number));
        }
        for (number, sanitizer) in (0..).zip(&models.sanitizer) {
            sanitizer.path.iter().for_each(|path| self.entry(path).sanitizers.push(number));
        }
        for (number, guard) in (0..).zip(&models.guard) {
            guard.path.iter().for_each(|path| self.entry(path).guards.push(number));
        }
        for (number, function) in (0..).zip(&models.function) {
            function.path.iter().for_each(|path| self.entry(path).functions.push(number));
        }
        for function in models.function.iter().filter(|it| !it.becomes.is_empty()) {
            for path in &function.path {
                if let Some((instance, _)) = path.rsplit_once('.') {
                    self.changing.insert(instance.into());
                }
            }
        }
        for (number, entry) in (0..).zip(&models.entry) {
            if !entry.kind.is_empty() && !selection.kinds.contains(&entry.kind) {
                continue;
            }
            for path in &entry.decorator {
                self.entry(path).decorators.push(number);
                self.note_source(path);
                self.note_words(models, path);
            }
            for path in &entry.call {
                self.entry(path).callers.push(number);
                self.note_source(path);
                self.note_words(models, path);
            }
            for path in &entry.class {
                self.entry(path).bases.push(number);
                self.note_source(path);
            }
            if !entry.package.is_empty() {
                self.first_parameters
                    .push((entry.package.as_str().into(), entry.first.as_str().into()));
            } else if !entry.names.is_empty() {
                let names = entry.names.iter().map(|name| name.as_str().into()).collect();
                self.called_by_name.push(names);
            }
        }
        // Data also comes in where a library has what another one calls so, or something derived from it.
        for _ in 0..3 {
            for class in &models.class {
                let mut known = std::iter::once(&class.name).chain(&class.bases);
                if known.any(|path| self.source_imports.contains(path.as_str())) {
                    self.note_source(&class.name);
                    class.from.iter().for_each(|path| self.note_source(path));
                }
            }
        }
    }

    fn fill_classes(&mut self, models: &Models) {
        for (number, class) in (0..).zip(&models.class) {
            let instance: Box<str> = format!("{}()", class.name).into();
            self.note(&instance);
            for path in &class.from {
                self.note(path);
                if !class.when.is_empty() {
                    self.conditional.entry(path.as_str().into()).or_default().push(number);
                    continue;
                }
                self.instances.insert(path.as_str().into(), instance.clone());
            }
            if !class.bases.is_empty() {
                let bases = self.bases.entry(class.name.as_str().into()).or_default();
                bases.extend(class.bases.iter().map(|base| Box::from(base.as_str())));
            }
        }
        // What leads to an instance may begin with one.
        for class in models.class.iter().filter(|class| class.when.is_empty()) {
            for path in &class.from {
                let Some((before, last)) = last_part(path) else { continue };
                let path = format!("{}{last}", self.canonical(before));
                self.note(&path);
                self.instances
                    .entry(path.into())
                    .or_insert_with(|| format!("{}()", class.name).into());
            }
        }
    }

    /// A path as code gets there: an instance is called by its class, however it is spelled.
    fn canonical(&self, path: &str) -> String {
        let mut canonical = String::with_capacity(path.len());
        let mut rest = path;
        while !rest.is_empty() {
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, char)| matches!(char, '.' | '[' | '('))
                .map_or(rest.len(), |(at, _)| at);
            let (part, more) = rest.split_at(end);
            canonical.push_str(part);
            if let Some(instance) = self.instances.get(canonical.as_str()) {
                canonical = instance.to_string();
            }
            rest = more;
        }
        canonical
    }

    /// Notes by which words code can be told that reads a source.
    fn note_words(&mut self, models: &Models, path: &str) {
        let words = |path: &str| -> Vec<Box<str>> {
            let words = path.split(['.', '(', ')', '[', ']', '=']);
            words.filter(|word| !word.is_empty() && *word != "*").map(Box::from).collect()
        };
        let mut all = words(path);
        let Some(last) = all.pop() else { return };
        let mut leading = Vec::new();
        match path.split_once("()") {
            // Of an instance: what its class is called, and what gives one.
            Some((class, rest)) if !rest.is_empty() => {
                leading.extend(words(class).pop());
                for model in models.class.iter().filter(|model| model.name == class) {
                    leading.extend(model.from.iter().filter_map(|from| words(from).pop()));
                }
            }
            // `from traceback import format_exc` leaves one word of two.
            _ if all.last().is_some_and(|it| it.starts_with(char::is_uppercase))
                || COMMON.contains(&&*last) =>
            {
                leading = all;
            }
            _ => {}
        }
        let is_first = !self.source_words.contains_key(&last);
        let ways = self.source_words.entry(last).or_default();
        // What says enough by itself does so whatever else leads there.
        if leading.is_empty() || !is_first && ways.is_empty() {
            ways.clear();
            return;
        }
        ways.extend(leading);
        ways.sort_unstable();
        ways.dedup();
    }

    /// Whether code that mentions some words may read a source.
    pub(crate) fn may_read_source(&self, mentions: &[std::rc::Rc<str>]) -> bool {
        // Secrets are looked for where something is written.
        let writes = |word: &std::rc::Rc<str>| {
            let word = word.to_ascii_lowercase();
            word.contains("log") || WRITING.contains(&&*word)
        };
        let secrets = self.secrets.is_some() && mentions.iter().any(writes);
        mentions.iter().any(|word| {
            secrets && crate::secret_names::is_secret(word)
                || self.source_words.get(&**word).is_some_and(|ways| {
                    ways.is_empty()
                        || mentions.iter().any(|other| ways.iter().any(|way| **way == **other))
                })
        })
    }

    /// Whether many things are called so.
    pub(crate) fn is_common(&self, word: &str) -> bool {
        COMMON.contains(&word)
    }

    /// Notes which imports lead to a source.
    fn note_source(&mut self, path: &str) {
        let root = root(path);
        if root.is_empty() || root == "*" {
            return;
        }
        self.source_packages.insert(root.into());
        let names = &path[..path.find(['(', '[', '=']).unwrap_or(path.len())];
        for (at, _) in names.match_indices('.') {
            self.source_imports.insert(names[..at].into());
        }
        self.source_imports.insert(names.into());
    }

    fn note(&mut self, path: &str) {
        let root = package(path);
        self.packages.insert(root.into());
        for (at, _) in path.match_indices(['.', '(', '[', '=']) {
            self.prefixes.insert(path[..at].into());
            if path[at..].starts_with("()") || path[at..].starts_with("[]") {
                self.prefixes.insert(path[..at + 2].into());
            }
        }
        self.prefixes.insert(path.into());
    }

    fn entry(&mut self, path: &str) -> &mut Entry {
        if let Some(name) = path.strip_prefix("*.") {
            self.names.entry(name.into()).or_default()
        } else {
            // A call is meant itself, not what it gives.
            let canonical = match path.strip_suffix("()") {
                Some(callee) => format!("{}()", self.canonical(callee)),
                None => self.canonical(path),
            };
            self.note(path);
            self.note(&canonical);
            self.paths.entry(canonical.into()).or_default()
        }
    }

    /// What is said about a path.
    pub(crate) fn path(&self, path: &str) -> Option<&Entry> {
        self.paths.get(path)
    }

    /// What is said about an attribute with this name of an unknown object.
    pub(crate) fn name(&self, name: &str) -> Option<&Entry> {
        self.names.get(name)
    }

    /// Whether anything is said about a path, or what begins with it.
    pub(crate) fn knows(&self, path: &str) -> bool {
        self.prefixes.contains(path)
    }

    /// Whether a top-level package is a library, even where its own source is analysed.
    pub(crate) fn is_library(&self, name: &str) -> bool {
        self.packages.contains(name) && !self.own_packages.contains(name)
    }

    /// The path that a model of the user knows something of the program by, among `{module}.{rest}`
    /// for a file and a thing in it. The file's path may begin anywhere.
    pub(crate) fn own_path(&self, file: &str, rest: &str) -> Option<String> {
        if self.own_packages.is_empty() {
            return None;
        }
        let stem = file.strip_suffix(".py")?;
        let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
        let starts = std::iter::once(0).chain(stem.match_indices('/').map(|(at, _)| at + 1));
        starts.map(|at| &stem[at..]).find_map(|module| {
            let package = module.split('/').next().unwrap_or_default();
            if !self.own_packages.contains(package) {
                return None;
            }
            let path = format!("{}.{rest}", module.replace('/', "."));
            let is_called = |entry: &Entry| {
                !entry.sinks.is_empty()
                    || !entry.sanitizers.is_empty()
                    || !entry.guards.is_empty()
                    || !entry.functions.is_empty()
            };
            let is_source = self.paths.get(&*format!("{path}()"));
            let is_source = is_source.is_some_and(|entry| !entry.sources.is_empty());
            (is_source || self.paths.get(&*path).is_some_and(is_called)).then_some(path)
        })
    }

    /// Whether data can come in through a file of the program itself, by where it lies: it may name its
    /// neighbours without their package.
    pub fn is_source_path(&self, path: &str) -> bool {
        let mut sources =
            self.own_packages.iter().filter(|name| self.source_packages.contains(&***name));
        sources.any(|name| path.split('/').any(|part| *part == **name))
    }

    /// Whether data can come in through a file that imports a module, or a member of it.
    pub fn is_source_import(&self, module: &str, member: Option<&str>) -> bool {
        if !self.source_packages.contains(root(module)) {
            return false;
        }
        match member {
            None => self.source_imports.contains(module),
            Some(member) => self.source_imports.contains(&*format!("{module}.{member}")),
        }
    }

    /// The names of the parameters of functions that are called whatever their file imports.
    pub fn called_by_name(&self) -> &[Vec<Box<str>>] {
        &self.called_by_name
    }

    /// The packages that call functions by the name of their first parameter, with that name.
    pub fn first_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.first_parameters.iter().map(|(package, first)| (&**package, &**first))
    }

    /// Whether data can come in through any file, whatever it imports.
    pub fn is_source_everywhere(&self) -> bool {
        self.is_everywhere
    }

    /// The instance that a path gives.
    pub(crate) fn instance(&self, path: &str) -> Option<&str> {
        self.instances.get(path).map(|instance| &**instance)
    }

    pub(crate) fn bases(&self, class: &str) -> &[Box<str>] {
        self.bases.get(class).map_or(&[], |bases| bases)
    }

    /// The bits of rules by their ids; `*` is all.
    pub(crate) fn mask(&self, ids: &[String]) -> Mask {
        ids.iter().fold(0, |mask, id| mask | self.bit(id))
    }

    fn bit(&self, id: &str) -> Mask {
        if id == "*" {
            return self.all;
        }
        self.rule(id).map_or(0, |number| 1 << number)
    }

    /// The number of a rule.
    pub(crate) fn rule(&self, id: &str) -> Option<u32> {
        let found = self.rules.iter().position(|rule| &*rule.id == id)?;
        u32::try_from(found).ok()
    }

    /// The harm that data of a kind can do.
    pub(crate) fn harm(&self, kind: &str) -> Mask {
        let mut mask = 0;
        for (bit, rule) in self.models.taint_rule.iter().take(self.rules.len()).enumerate() {
            let does = match &rule.from[..] {
                [] => UNTRUSTED.contains(&kind),
                from => from.iter().any(|it| it == kind),
            };
            if does {
                mask |= 1 << bit;
            }
        }
        mask
    }

    /// The harm that texts of certain characters cannot do.
    pub(crate) fn harmless(&self, charset: Charset) -> Mask {
        let mut mask = 0;
        for (bit, rule) in self.rules.iter().enumerate() {
            if rule.needs.is_some_and(|needs| !needs.meets(charset)) {
                mask |= 1 << bit;
            }
        }
        mask
    }

    /// The harm that the first character of a text does.
    pub(crate) fn leading(&self) -> Mask {
        let rules = self.models.taint_rule.iter().take(self.rules.len()).enumerate();
        rules.filter(|(_, rule)| rule.leading).fold(0, |mask, (bit, _)| mask | 1 << bit)
    }

    /// The harm that texts cannot do that begin with certain characters.
    pub(crate) fn harmless_start(&self, first: Charset) -> Mask {
        let mut mask = 0;
        for (bit, rule) in self.models.taint_rule.iter().take(self.rules.len()).enumerate() {
            if rule.leading && !Charset::of(&rule.needs).meets(first) {
                mask |= 1 << bit;
            }
        }
        mask
    }

    /// The harm that texts cannot do that begin with none of certain characters.
    pub(crate) fn harmless_without_start(&self, first: &str) -> Mask {
        let mut mask = 0;
        for (bit, rule) in self.models.taint_rule.iter().take(self.rules.len()).enumerate() {
            if rule.leading && rule.needs.chars().all(|char| first.contains(char)) {
                mask |= 1 << bit;
            }
        }
        mask
    }

    /// The harm that texts without a certain text in them cannot do. That a text has no `..` keeps it
    /// within its folder, though it may have any other character.
    pub(crate) fn without_char(&self, text: &str) -> Mask {
        if text == ".." {
            return self.paths();
        }
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(char), None) => {
                let rules = self.models.taint_rule.iter().take(self.rules.len()).enumerate();
                let decided = rules.filter(|(_, rule)| rule.decisive.contains(char));
                let decided = decided.fold(0, |mask, (bit, _)| mask | 1 << bit);
                decided | self.harmless(Charset::except(text))
            }
            _ => 0,
        }
    }

    /// The harm that texts cannot do in which one text was replaced by another.
    pub(crate) fn harmless_without(&self, old: &str, new: &str) -> Mask {
        let mut chars = old.chars();
        let (Some(char), None) = (chars.next(), chars.next()) else { return 0 };
        if new.contains(char) && char != '&' && !new.starts_with(['&', '\\']) {
            return 0;
        }
        let rules = self.models.taint_rule.iter().take(self.rules.len()).enumerate();
        rules
            .filter(|(_, rule)| rule.decisive.contains(char))
            .fold(0, |mask, (bit, _)| mask | 1 << bit)
    }

    /// The bit of one rule.
    pub(crate) fn mask_of(&self, id: &str) -> Mask {
        self.bit(id)
    }

    /// The harm that a path within its folder cannot do.
    pub(crate) fn paths(&self) -> Mask {
        self.bit("path-traversal") | self.bit("archive-member-path")
    }

    /// The source that things with the name of a secret are, if a rule that runs asks for it.
    pub(crate) fn secrets(&self) -> Option<u32> {
        self.secrets
    }

    /// The source that things with the name of a password are, if a rule that runs asks for it.
    pub(crate) fn passwords(&self) -> Option<u32> {
        self.passwords
    }

    fn find_secrets(&self, path: &str) -> Option<u32> {
        let number = self.paths.get(path)?.sources.first().copied()?;
        let harm = self.harm(&self.models.source[number as usize].kind);
        let runs =
            (0..).zip(&self.rules).any(|(bit, rule)| rule.is_enabled && harm >> bit & 1 == 1);
        runs.then_some(number)
    }

    /// The harm that data cannot do any more once it went through code of which nothing is known.
    pub(crate) fn quiet(&self) -> Mask {
        self.quiet
    }

    pub(crate) fn is_enabled(&self, rule: u32) -> bool {
        self.rules.get(rule as usize).is_some_and(|rule| rule.is_enabled)
    }

    /// The harm that data cannot do if it comes from somebody who has the key.
    pub(crate) fn authentic(&self) -> Mask {
        self.bit("deserialization-of-untrusted-data")
    }

    /// The harm that an archive cannot do whose size was looked at.
    pub(crate) fn measured(&self) -> Mask {
        self.bit("decompression-bomb")
    }

    /// The numbers of the classes that a path gives an instance of under some condition.
    pub(crate) fn conditional(&self, path: &str) -> &[u32] {
        self.conditional.get(path).map_or(&[], |numbers| numbers)
    }

    /// Whether an instance may become an instance of another class.
    pub(crate) fn is_changing(&self, instance: &str) -> bool {
        self.changing.contains(instance)
    }

    /// The harm that a number with an upper bound cannot do.
    pub(crate) fn bounded(&self) -> Mask {
        self.bit("resource-exhaustion")
    }

    /// The harm that what is no text cannot do.
    pub(crate) fn only_texts(&self) -> Mask {
        let rules = self.rules.iter().enumerate();
        rules.filter(|(_, rule)| !rule.any_type).fold(0, |mask, (bit, _)| mask | 1 << bit)
    }

    pub(crate) fn sink(&self, number: u32) -> &SinkModel {
        &self.models.sink[number as usize]
    }

    pub(crate) fn function(&self, number: u32) -> &FunctionModel {
        &self.models.function[number as usize]
    }

    pub(crate) fn entry_model(&self, number: u32) -> &EntryModel {
        &self.models.entry[number as usize]
    }
}

/// A path before its last attribute, call or element; and that.
fn last_part(path: &str) -> Option<(&str, &str)> {
    let body = path.strip_suffix("()").or_else(|| path.strip_suffix("[]"));
    match body {
        Some(body) => Some((body, &path[body.len()..])),
        None => path.rfind('.').map(|at| path.split_at(at)),
    }
}

/// The first name of a path.
fn root(path: &str) -> &str {
    path.split(['.', '(', '[', '=']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Catalogue, Models, Selection, SinkModel};
    use crate::models::ClassModel;

    #[test]
    fn instances_are_called_by_their_class() {
        let paths = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let class = |name: &str, from: &[&str]| ClassModel {
            name: name.to_owned(),
            from: paths(from),
            ..ClassModel::default()
        };
        let sink = SinkModel {
            path: paths(&[
                "web.request.files[].save",
                "other.Request().run",
                "web.Request().files[].name=",
            ]),
            rule: "x".to_owned(),
            ..SinkModel::default()
        };
        let models = Models {
            class: vec![
                class("web.Request", &["web.request", "other.Request()"]),
                class("web.File", &["other.Request().files[]"]),
            ],
            sink: vec![sink],
            ..Models::default()
        };
        let catalogue = Catalogue::new(
            models,
            Selection { rule: &|_| true, kinds: &[], own: &Models::default() },
        );
        for path in ["web.File().save", "web.Request().run", "web.File().name="] {
            assert!(catalogue.path(path).is_some(), "{path}");
        }
        assert_eq!(catalogue.instance("web.Request().files[]"), Some("web.File()"));
    }
}
