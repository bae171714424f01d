//! Functions that nobody calls: which of them are worth running.

use std::rc::Rc;

use hognose_ir::{Expr, ExprKind, Lit, Module, Sym};
use smallvec::SmallVec;

use super::entry::Entry;
use super::{Frame, Interp};
use crate::names::Name;
use crate::value::{Alt, Binding, ClassValue, FuncValue, Value};
use crate::words::Word;

/// The functions that nobody has called, of the files in which data comes in.
#[derive(Debug, Default)]
pub(super) struct Uncalled {
    is_collected: bool,
    is_asked: bool,
    functions: Vec<Rc<FuncValue>>,
    /// How many names of functions had returned data when they were asked last.
    asked: usize,
}

impl Interp<'_> {
    /// Notes functions that make an application as entries: what they put into it has to be there before
    /// anything else is run, `def create_app()`.
    pub(super) fn add_makers(&mut self, files: &[u32]) {
        if std::mem::replace(&mut self.uncalled.is_collected, true) {
            return;
        }
        let mut functions = Vec::new();
        for file in files {
            self.collect_uncalled(*file, &mut functions);
        }
        for function in &functions {
            if self.makes_application(function) {
                self.add_entry(Entry::new(Rc::clone(function), SmallVec::new()));
            }
        }
        self.uncalled.functions = functions;
    }

    fn makes_application(&mut self, function: &FuncValue) -> bool {
        if self.has_run.contains(&(function.file, function.function)) {
            return false;
        }
        let Some((callee, _)) = self.prepare(function) else { return false };
        let names = names_in(&callee, function);
        let makes = names.iter().any(|name| {
            self.word(*name).is_keeper && {
                let keepers = self.cat.keeper_packages(&self.text(*name));
                self.packages_of(function.file).iter().any(|it| keepers.contains(it))
            }
        });
        makes && !self.is_of_test(&callee, function)
    }

    /// Notes functions that nothing has called so far as entries, if data may come in there.
    pub(super) fn add_uncalled(&mut self) {
        let mut uncalled = std::mem::take(&mut self.uncalled);
        // By themselves they are asked once. Later, whether they call what gave data meanwhile.
        let is_first = !std::mem::replace(&mut uncalled.is_asked, true);
        let returning = self.returning.len();
        if is_first || returning > uncalled.asked {
            uncalled.asked = returning;
            uncalled.functions.retain(|function| !self.add_if_uncalled(function, is_first));
        }
        self.uncalled = uncalled;
    }

    fn collect_uncalled(&self, file: u32, functions: &mut Vec<Rc<FuncValue>>) {
        for value in self.globals_of(file).unwrap_or_default() {
            for alt in &value.alts {
                match alt {
                    Alt::Func(function) if function.file == file => {
                        functions.push(Rc::clone(function));
                    }
                    Alt::Class(class) if class.file == file => {
                        let members = class.members.borrow();
                        for alt in members.iter().flat_map(|(_, member)| &member.alts) {
                            if let Alt::Func(function) = alt {
                                let mut function = (**function).clone();
                                function.class = Some(Rc::clone(class));
                                functions.push(Rc::new(function));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Returns whether nothing remains to be asked about a function.
    fn add_if_uncalled(&mut self, function: &Rc<FuncValue>, is_first: bool) -> bool {
        if self.has_run.contains(&(function.file, function.function)) {
            return true;
        }
        let Some((callee, module)) = self.prepare(function) else { return true };
        let mentions = &module.function(function.function).mentions;
        let mut models: SmallVec<[u32; 2]> = SmallVec::new();
        if is_first {
            models.extend(self.entry_by_parameters(function));
            let is_followed = !models.is_empty() || self.cat.follows_parameters;
            if !is_followed && self.is_of_test(&callee, function) {
                return true;
            }
        }
        let is_entry = !models.is_empty()
            || mentions.iter().any(|sym| self.returning.contains(&callee.name(*sym)))
            || is_first
                && (self.cat.follows_parameters
                    || self.handles_secret(&callee, function)
                    || self.may_read_source(&callee, function));
        if is_entry {
            self.add_entry(Entry::new(Rc::clone(function), models));
        }
        is_entry
    }

    /// Whether it is a test: a person runs it, on data of the person's own.
    fn is_of_test(&self, callee: &Frame, function: &FuncValue) -> bool {
        let name = self.text(callee.name(callee.module.function(function.function).name));
        (name.starts_with("test_") || name.starts_with("setUp"))
            && self.program.is_test(function.file)
    }

    /// Whether a function may read a source by itself, as far as the words in it say.
    fn may_read_source(&mut self, callee: &Frame, function: &FuncValue) -> bool {
        // What is followed for its secrets only reads none.
        let packages = self.packages_of(function.file);
        if !self.cat.is_source_everywhere() && !packages.iter().any(|it| self.cat.has_source(it)) {
            return false;
        }
        let definition = callee.module.function(function.function);
        let names = names_in(callee, function);
        let words = self.said_by(&names);
        if words.is_source {
            return true;
        }
        if words.may_be_first {
            let packages = self.packages_of(function.file);
            let is_first = self.cat.first_parameters().any(|(package, first)| {
                packages.iter().any(|it| **it == *package)
                    && names.iter().any(|name| *self.text(*name) == *first)
            });
            if is_first {
                return true;
            }
        }
        if words.has_ways {
            let mut texts: Vec<Rc<str>> = names.iter().map(|name| self.text(*name)).collect();
            let classes =
                names.iter().filter_map(|name| self.class_of_global(function.file, *name));
            texts.extend(classes);
            if self.cat.may_read_source(&texts, self.packages_of(function.file)) {
                return true;
            }
        }
        // What a library gives is known by its class.
        let has_known = definition.params.iter().any(|param| {
            param.annotation.as_ref().is_some_and(|annotation| self.names_class(callee, annotation))
        });
        has_known && {
            let annotations = self.annotations(function);
            annotations.classes().any(|class| self.is_of_library(class))
        }
    }

    /// Whether a function may write or hash a secret, as far as the words in it say.
    fn handles_secret(&mut self, callee: &Frame, function: &FuncValue) -> bool {
        self.cat.secrets().is_some() && {
            let words = self.said_by(&names_in(callee, function));
            words.writes && (words.said.is_secret || self.has_secret_variable(callee, function))
        }
    }

    fn has_secret_variable(&mut self, callee: &Frame, function: &FuncValue) -> bool {
        let slots = &callee.module.function(function.function).slot_names;
        slots.iter().any(|sym| self.word(callee.name(*sym)).said.is_secret)
    }

    fn said_by(&mut self, names: &[Name]) -> Word {
        names.iter().map(|name| self.word(*name)).fold(Word::default(), Word::or)
    }

    /// Whether an annotation may mean a class of a library, or one derived from that, by its words.
    fn names_class(&mut self, callee: &Frame, annotation: &Expr) -> bool {
        let name = match &annotation.kind {
            ExprKind::Var(var) => {
                let (module, names) = (&callee.module, &callee.names);
                global_name(module, *var).and_then(|sym| names.get(sym.0 as usize).copied())
            }
            ExprKind::Attr(_, name) => Some(callee.name(*name)),
            ExprKind::Lit(Lit::Str(text)) => Some(self.names.intern(text)),
            ExprKind::Bin(_, left, right) => {
                return self.names_class(callee, left) || self.names_class(callee, right);
            }
            ExprKind::Index(class, argument) => {
                return self.names_class(callee, class) || self.names_class(callee, argument);
            }
            ExprKind::Tuple(items) => {
                return items.iter().any(|item| self.names_class(callee, item));
            }
            _ => None,
        };
        name.is_some_and(|name| self.word(name).is_class || self.known_classes.contains(&name))
    }

    fn is_of_library(&mut self, class: &Value) -> bool {
        class.alts.iter().any(|alt| match alt {
            Alt::Api(id) => self.apis.is_result_known(*id),
            Alt::Class(class) => self.has_known_base(class),
            _ => false,
        })
    }

    /// Whether a class of the program is derived from one that the models know.
    pub(super) fn has_known_base(&mut self, class: &Rc<ClassValue>) -> bool {
        let apis = self.class_apis(class);
        apis.iter().any(|path| self.cat.knows(&format!("{path}()")))
    }

    /// What a word says about code that mentions it.
    pub(super) fn word(&mut self, name: Name) -> Word {
        if let Some(known) = self.words.get(&name) {
            return *known;
        }
        let word = self.cat.word(&self.text(name));
        self.words.insert(name, word);
        word
    }

    /// An entry that a function is by the name of its first parameter.
    pub(crate) fn entry_by_parameters(&mut self, function: &FuncValue) -> Option<u32> {
        let (callee, module) = self.prepare(function)?;
        let skip = usize::from(function.class.is_some() && function.kind != Binding::Static);
        let params = &module.function(function.function).params;
        let names: Vec<Rc<str>> =
            params.iter().skip(skip).map(|param| self.text(callee.name(param.name))).collect();
        let first = names.first()?;
        let models = self.cat.entries_by_first(first);
        if models.is_empty() {
            return None;
        }
        // An annotation may say that it is another library's.
        let place = u32::try_from(skip).unwrap_or(u32::MAX);
        let annotations = self.annotations(function);
        let class = annotations.class(place).and_then(|class| match class.single()? {
            Alt::Api(id) => Some(self.apis.path(*id)),
            Alt::Class(class) => {
                let api = self.class_api(class);
                Some(api.map_or_else(|| "".into(), |api| self.apis.path(api)))
            }
            _ => None,
        });
        let root = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
        let is_other = |model: &crate::models::EntryModel| match (&class, model.parameters.first())
        {
            (Some(class), Some(wanted)) => {
                let last =
                    |path: &str| path.trim_end_matches("()").rsplit('.').next().map(str::to_owned);
                let is_of_other = || {
                    let root = root(class);
                    root != model.package && self.cat.is_library(&root)
                };
                wanted.contains('(') && (last(class) != last(wanted) || is_of_other())
            }
            _ => false,
        };
        let packages = self.packages_of(function.file);
        // An object may stand for a function: `def __call__(self, environ, start_response)`.
        let name = callee.name(module.function(function.function).name);
        let is_function = function.class.is_none() || &*self.text(name) == "__call__";
        models.iter().find_map(|number| {
            let model = self.cat.entry_model(*number);
            let is_any = model.package.is_empty();
            let has_package = is_any || packages.iter().any(|package| **package == *model.package);
            let is_first = !model.first.is_empty() && !is_any && model.first == **first;
            let is_called = !model.names.is_empty()
                && (!is_any || is_function && model.names.len() == names.len())
                && model.names.len() <= names.len()
                && model.names.iter().zip(&names).all(|(one, other)| *one == **other);
            (has_package && (is_first || is_called) && !is_other(model)).then_some(*number)
        })
    }
}

/// The names that a function mentions, those of its parameters included.
fn names_in(callee: &Frame, function: &FuncValue) -> SmallVec<[Name; 32]> {
    let definition = callee.module.function(function.function);
    let params = definition.params.iter().map(|param| param.name);
    definition.mentions.iter().copied().chain(params).map(|sym| callee.name(sym)).collect()
}

/// The name of a variable of a module.
fn global_name(module: &Module, var: hognose_ir::Var) -> Option<Sym> {
    match var {
        hognose_ir::Var::Global(sym) | hognose_ir::Var::Free(sym) => Some(sym),
        hognose_ir::Var::Slot(slot) => module.globals.get(slot as usize).copied(),
        hognose_ir::Var::Outer { .. } => None,
    }
}
