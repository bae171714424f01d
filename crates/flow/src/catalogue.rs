//! The models, in tables: what is said about a path is found by the path.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::models::{
    EntryModel, FunctionModel, GuardModel, Models, SanitizerModel, Shape, SinkModel, SourceModel,
    package,
};
use crate::places::{Places, places};
use crate::rules::Rules;
use crate::value::Mask;
use crate::words::{SourceWords, Word};

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
#[derive(Debug, Default)]
pub struct Catalogue {
    pub(crate) models: Models,
    pub(crate) rules: Rules,
    /// Of each source, the harm that it does not do.
    excepts: Vec<Mask>,
    /// Of each sink, the number of its rule, if there is such a rule, and how values are looked at.
    harms: Vec<Option<(u32, Shape)>>,
    /// Of each sanitizer, the harm that its result cannot do.
    sanitized: Vec<Mask>,
    /// The places in which each of them does nothing.
    fails_in: Vec<Places>,
    /// Of each sink, the place that it is.
    places: Vec<Places>,
    /// Of each guard, the harm that is excluded.
    guarded: Vec<Mask>,
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
    words: SourceWords,
    /// The last words of classes whose methods a library calls.
    called_classes: FxHashSet<Box<str>>,
    /// The last words of the names of classes.
    class_words: FxHashSet<Box<str>>,
    /// The entries by the names of first parameters.
    by_first: FxHashMap<Box<str>, Vec<u32>>,
    /// The top-level packages that data comes in through.
    source_packages: FxHashSet<Box<str>>,
    /// The dotted names whose import leads to a source, with the words that lead there from them.
    source_imports: FxHashMap<Box<str>, Ways>,
    /// Packages, and the names of the first parameters of functions that they call.
    first_parameters: Vec<(Box<str>, Box<str>)>,
    first_words: FxHashSet<Box<str>>,
    /// The names of classes in whose instances programs keep things, with their packages.
    keepers: FxHashMap<Box<str>, Vec<Box<str>>>,
    /// The names of the parameters of functions that are called whatever their file imports.
    called_by_name: Vec<Vec<Box<str>>>,
    packages: FxHashSet<Box<str>>,
    /// The top-level packages that only the user's models know. They may be the program's own.
    own_packages: FxHashSet<Box<str>>,
    /// Whether parameters of public functions that nobody calls are data.
    pub(crate) follows_parameters: bool,
    /// Whether data can come in through any file.
    is_everywhere: bool,
}

/// The words that lead to sources, each way for itself; a way without words has arrived.
type Ways = Vec<Box<[Box<str>]>>;

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
        let rules = Rules::new(&models, selection.rule);
        let clears = |ids: &[String]| rules.mask(ids);
        let harm = |sink: &SinkModel| {
            let rule = rules.number(&sink.rule)?;
            let shape = match &*sink.shape {
                "" => rules.get(rule).shape,
                shape => Shape::parse(shape).unwrap_or(Shape::Any),
            };
            Some((rule, shape))
        };
        let mut catalogue = Self {
            excepts: models.source.iter().map(|source| clears(&source.except)).collect(),
            harms: models.sink.iter().map(harm).collect(),
            sanitized: models.sanitizer.iter().map(|it| clears(&it.clears)).collect(),
            fails_in: models.sanitizer.iter().map(|it| places(&it.fails_in)).collect(),
            places: models.sink.iter().map(|it| places(std::slice::from_ref(&it.place))).collect(),
            guarded: models.guard.iter().map(|guard| clears(&guard.clears)).collect(),
            rules,
            own_packages,
            follows_parameters: selection.kinds.iter().any(|kind| kind == PARAMETER),
            is_everywhere: selection.kinds.iter().any(|kind| kind == PARAMETER || kind == "local"),
            ..Self::default()
        };
        catalogue.fill(&models, selection);
        catalogue.models = models;
        catalogue.secrets = catalogue.find_secrets("<secret>");
        catalogue.passwords = catalogue.find_secrets("<password>");
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
                self.words.note(&models.class, path);
            }
        }
        for (number, sink) in (0..).zip(&models.sink) {
            for path in &sink.path {
                self.entry(path).sinks.push(number);
                if sink.begins && !path.starts_with('*') {
                    self.note_source(path);
                    self.words.note(&models.class, path);
                }
            }
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
            let firsts = [Some(&entry.first), entry.names.first()];
            for first in firsts.into_iter().flatten().filter(|first| !first.is_empty()) {
                self.by_first.entry(first.as_str().into()).or_default().push(number);
            }
            if !entry.kind.is_empty() && !selection.kinds.contains(&entry.kind) {
                continue;
            }
            for path in &entry.decorator {
                self.entry(path).decorators.push(number);
                self.note_source(path);
                self.words.note(&models.class, path);
            }
            for path in &entry.call {
                self.entry(path).callers.push(number);
                self.note_source(path);
                self.words.note(&models.class, path);
            }
            for path in &entry.class {
                self.entry(path).bases.push(number);
                self.called_classes.extend(path.rsplit('.').next().map(Box::from));
                self.note_source(path);
            }
            if !entry.package.is_empty() {
                for first in firsts.into_iter().flatten().filter(|first| !first.is_empty()) {
                    self.first_words.insert(first.as_str().into());
                    let package = entry.package.as_str().into();
                    self.first_parameters.push((package, first.as_str().into()));
                }
            } else if !entry.names.is_empty() {
                let names = entry.names.iter().map(|name| name.as_str().into()).collect();
                self.called_by_name.push(names);
            }
        }
        // Data also comes in where a library has what another one calls so, or something derived from it.
        for _ in 0..3 {
            for class in &models.class {
                let mut known = std::iter::once(&class.name).chain(&class.bases);
                let word = |path: &str| path.rsplit('.').next().map(Box::<str>::from);
                if class
                    .bases
                    .iter()
                    .filter_map(|it| word(it))
                    .any(|it| self.called_classes.contains(&it))
                {
                    self.called_classes.extend(word(&class.name));
                }
                if known.any(|path| self.source_imports.contains_key(path.as_str())) {
                    self.note_source(&class.name);
                    class.from.iter().for_each(|path| self.note_source(path));
                }
            }
        }
    }

    fn fill_classes(&mut self, models: &Models) {
        for (number, class) in (0..).zip(&models.class) {
            let instance: Box<str> = format!("{}()", class.name).into();
            self.class_words.extend(class.name.rsplit('.').next().map(Box::from));
            self.note(&instance);
            if class.keeps
                && let Some((_, name)) = class.name.rsplit_once('.')
            {
                let packages = self.keepers.entry(name.into()).or_default();
                packages.push(root(&class.name).into());
            }
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

    /// Notes which imports lead to a source.
    fn note_source(&mut self, path: &str) {
        let root = root(path);
        if root.is_empty() || root == "*" {
            return;
        }
        self.source_packages.insert(root.into());
        let names = &path[..path.find(['(', '[', '=']).unwrap_or(path.len())];
        for (at, _) in names.match_indices('.').chain([(names.len(), "")]) {
            let rest = names[at..].split('.').filter(|word| !word.is_empty() && *word != "*");
            let way: Box<[Box<str>]> = rest.map(Box::from).collect();
            let ways = self.source_imports.entry(names[..at].into()).or_default();
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
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

    /// What is said something about in a package: modules, and what is in those.
    pub(crate) fn members_of<'c>(&'c self, package: &'c str) -> impl Iterator<Item = &'c str> {
        let is_member = move |path: &&str| {
            path.strip_prefix(package).is_some_and(|rest| rest.starts_with('.'))
                && !path.contains(['(', '[', '='])
        };
        self.prefixes.iter().map(|path| &**path).filter(is_member)
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

    /// Whether data can come in through a file that imports a module, or a member of it, and has some
    /// words in it.
    pub fn is_source_import(
        &self,
        module: &str,
        member: Option<&str>,
        has_word: impl Fn(&str) -> bool,
    ) -> bool {
        if !self.source_packages.contains(root(module)) {
            return false;
        }
        let ways = match member {
            None => self.source_imports.get(module),
            Some(member) => self.source_imports.get(&*format!("{module}.{member}")),
        };
        ways.is_some_and(|ways| ways.iter().any(|way| way.iter().all(|word| has_word(word))))
    }

    /// Whether methods of classes that are derived from one with this name may be called by a library.
    pub fn is_called_class(&self, name: &str) -> bool {
        self.called_classes.contains(name)
    }

    /// Whether data can come in through a top-level package.
    pub(crate) fn has_source(&self, package: &str) -> bool {
        self.source_packages.contains(package)
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
        self.rules.any_runs(&self.source(number).kind).then_some(number)
    }

    /// Whether code that mentions some words may read a source to which one leads from another.
    pub(crate) fn may_read_source(&self, mentions: &[Rc<str>], packages: &[Box<str>]) -> bool {
        self.words.may_read(mentions, packages)
    }

    /// What a word says about code that mentions it.
    pub(crate) fn word(&self, word: &str) -> Word {
        Word {
            is_class: self.class_words.contains(word),
            may_be_first: self.first_words.contains(word),
            is_keeper: self.keepers.contains_key(word),
            ..self.words.word(word)
        }
    }

    /// The packages of which one has a class of a name in whose instances programs keep things.
    pub(crate) fn keeper_packages(&self, name: &str) -> &[Box<str>] {
        self.keepers.get(name).map_or(&[], |packages| packages)
    }

    /// The numbers of the entries that functions may be whose first parameter is called so.
    pub(crate) fn entries_by_first(&self, first: &str) -> &[u32] {
        self.by_first.get(first).map_or(&[], |numbers| numbers)
    }

    /// The numbers of the classes that a path gives an instance of under some condition.
    pub(crate) fn conditional(&self, path: &str) -> &[u32] {
        self.conditional.get(path).map_or(&[], |numbers| numbers)
    }

    /// Whether an instance may become an instance of another class.
    pub(crate) fn is_changing(&self, instance: &str) -> bool {
        self.changing.contains(instance)
    }

    pub(crate) fn source(&self, number: u32) -> &SourceModel {
        &self.models.source[number as usize]
    }

    /// The harm that a source does not do.
    pub(crate) fn except(&self, source: u32) -> Mask {
        self.excepts[source as usize]
    }

    pub(crate) fn sink(&self, number: u32) -> &SinkModel {
        &self.models.sink[number as usize]
    }

    /// The number of the rule of a sink, and how values are looked at.
    pub(crate) fn harm(&self, sink: u32) -> Option<(u32, Shape)> {
        self.harms[sink as usize]
    }

    /// A sanitizer, with the harm that its result cannot do.
    pub(crate) fn sanitizer(&self, number: u32) -> (&SanitizerModel, Mask) {
        (&self.models.sanitizer[number as usize], self.sanitized[number as usize])
    }

    /// The places in which a sanitizer does nothing.
    pub(crate) fn fails_in(&self, sanitizer: u32) -> Places {
        self.fails_in[sanitizer as usize]
    }

    /// The place that a sink is; none if nothing is said.
    pub(crate) fn place(&self, sink: u32) -> Places {
        self.places[sink as usize]
    }

    /// A guard, with the harm that is excluded.
    pub(crate) fn guard(&self, number: u32) -> (&GuardModel, Mask) {
        (&self.models.guard[number as usize], self.guarded[number as usize])
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
