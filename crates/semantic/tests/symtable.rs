//! Every name of the Python standard library has the scope that Python's own `symtable` gives it.
//!
//! Left out on both sides are names that are not in the source (`.0`, `__class__`), and functions that
//! are called `top`, which `symtable` mistakes for the module. Files with
//! `from __future__ import annotations` are compared without the names in annotations: Python then
//! looks at annotations in blocks of their own, which `symtable` does not show.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hognose_core::{ColumnUnit, Ranged, SourceFile};
use hognose_python::ast::visitor::{self, Visitor};
use hognose_python::ast::{self, Expr, Stmt};
use hognose_python::{SourceKind, index, parse};
use hognose_semantic::{BindingId, Declaration, Resolution, ScopeId, ScopeKind, SemanticModel};

/// The scopes of a file, by their paths, each with `name=class` for every name. Scopes that have the
/// same path (two lambdas on one line) are kept apart by a list.
type Scopes = BTreeMap<String, Vec<BTreeSet<String>>>;

#[test]
fn scopes_agree_with_the_symtable_module_over_the_standard_library() {
    let files = python_files(&standard_library());
    assert!(files.len() > 500, "the standard library is not where it should be");
    let mut compared = 0;
    let mut names = 0;
    let mut differences = String::new();
    for (path, expected) in symtables(&files) {
        let text = std::fs::read_to_string(&path).expect("Python has read it");
        let actual = scopes(&SourceFile::new(path.clone(), text));
        compared += 1;
        names += expected.values().flatten().map(BTreeSet::len).sum::<usize>();
        if actual != expected {
            describe(&path, &expected, &actual, &mut differences);
        }
    }
    assert!(compared > 500, "only {compared} files could be compared");
    assert!(names > 100_000, "only {names} names could be compared");
    assert!(differences.is_empty(), "{differences}");
}

fn describe(path: &Path, expected: &Scopes, actual: &Scopes, out: &mut String) {
    let paths: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
    for scope in paths {
        let empty = Vec::new();
        let (theirs, ours) =
            (expected.get(scope).unwrap_or(&empty), actual.get(scope).unwrap_or(&empty));
        if theirs != ours {
            let flat = |all: &Vec<BTreeSet<String>>| -> BTreeSet<String> {
                all.iter().flatten().cloned().collect()
            };
            let (theirs_flat, ours_flat) = (flat(theirs), flat(ours));
            let _ = writeln!(
                out,
                "{} {scope}: Python {:?} ({}), hognose {:?} ({})",
                path.display(),
                theirs_flat.difference(&ours_flat).collect::<Vec<_>>(),
                theirs.len(),
                ours_flat.difference(&theirs_flat).collect::<Vec<_>>(),
                ours.len(),
            );
        }
    }
}

/// Python 3.11, whose grammar and scopes the comparison is written for.
fn python() -> Command {
    Command::new("python3")
}

fn standard_library() -> PathBuf {
    let output = python()
        .args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"])
        .output()
        .expect("Python runs");
    PathBuf::from(String::from_utf8(output.stdout).expect("the path is UTF-8").trim())
}

fn python_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| !path.ends_with("site-packages"))
        .flat_map(|path| if path.is_dir() { python_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    files
}

/// What Python says of files, for those that it can read.
fn symtables(files: &[PathBuf]) -> Vec<(PathBuf, Scopes)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/symtable_dump.py");
    let mut child = python()
        .arg("-Wignore")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    let list: String = files.iter().fold(String::new(), |mut list, path| {
        let _ = writeln!(list, "{}", path.display());
        list
    });
    let writer = std::thread::spawn(move || stdin.write_all(list.as_bytes()));
    let output = child.wait_with_output().expect("Python ends");
    writer.join().expect("the list is written").expect("Python reads it");
    assert!(output.status.success());
    let mut all: Vec<(PathBuf, Scopes)> = Vec::new();
    for line in String::from_utf8(output.stdout).expect("it is UTF-8").lines() {
        if let Some(path) = line.strip_prefix("F ") {
            all.push((path.into(), Scopes::new()));
        } else if let Some(scope) = line.strip_prefix("S ") {
            let (path, names) = scope.split_once(' ').expect("the script prints a space");
            let names = names.split(',').filter(|name| !name.is_empty()).map(str::to_owned);
            let (_, scopes) = all.last_mut().expect("a file comes first");
            scopes.entry(path.to_owned()).or_default().push(names.collect());
        }
    }
    for scopes in all.iter_mut().flat_map(|(_, scopes)| scopes.values_mut()) {
        scopes.sort();
    }
    all
}

/// What our model says of a file, in the same form.
fn scopes(source: &SourceFile) -> Scopes {
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    let mut uses = Uses {
        scope: ScopeId::MODULE,
        names: model.scopes().map(|_| BTreeSet::new()).collect(),
        skip_annotations: postpones_annotations(parsed.module()),
    };
    uses.visit_body(&parsed.module().body);
    for binding in model.bindings() {
        uses.names[binding.scope.index()].insert(binding.name);
        uses.names[binding.inner_scope.index()].insert(binding.name);
    }
    pass_through(&model, &mut uses.names);

    let mut paths: Vec<String> = Vec::new();
    let mut classes: Vec<Option<&str>> = Vec::new();
    let mut all = Scopes::new();
    for (id, scope) in model.scopes() {
        let parent = scope.parent.map(ScopeId::index);
        let (name, start) = match scope.kind {
            ScopeKind::Module => ("top", None),
            ScopeKind::Class(class) => (class.name.as_str(), Some(class.name.start())),
            ScopeKind::Function(function) => (function.name.as_str(), Some(function.name.start())),
            ScopeKind::Lambda(_) => ("lambda", Some(scope.range.start())),
            ScopeKind::Comprehension => ("comprehension", Some(scope.range.start())),
            ScopeKind::TypeParams => ("type-params", Some(scope.range.start())),
        };
        let path = match (parent, start) {
            (Some(parent), _) if matches!(scope.kind, ScopeKind::Comprehension) => {
                format!("{}/{name}", paths[parent])
            }
            (Some(parent), Some(start)) => {
                let line = source.position(start, ColumnUnit::CodePoint).line;
                format!("{}/{name}:{line}", paths[parent])
            }
            _ => name.to_owned(),
        };
        let class = match scope.kind {
            ScopeKind::Class(class) => Some(class.name.as_str()),
            _ => parent.and_then(|parent| classes[parent]),
        };
        let names = uses.names[id.index()]
            .iter()
            .filter(|name| **name != "__class__")
            .map(|name| format!("{}={}", mangled(name, class), class_of(&model, id, name)))
            .collect();
        // `symtable` takes every scope of this name for the module.
        if !path.contains("/top:") {
            all.entry(path.clone()).or_default().push(names);
        }
        paths.push(path);
        classes.push(class);
    }
    for scopes in all.values_mut() {
        scopes.sort();
    }
    all
}

/// Whether a file says `from __future__ import annotations`.
fn postpones_annotations(module: &ast::ModModule) -> bool {
    module.body.iter().any(|statement| match statement {
        Stmt::ImportFrom(import) => {
            import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
                && import.names.iter().any(|alias| alias.name.as_str() == "annotations")
        }
        _ => false,
    })
}

/// A name that a scope takes from an outer function passes through all scopes in between, and Python
/// counts it as theirs, too.
fn pass_through<'a>(model: &SemanticModel<'a>, names: &mut [BTreeSet<&'a str>]) {
    for (id, _) in model.scopes() {
        for name in names[id.index()].clone() {
            let Resolution::Bound(owner, _) = model.lookup(name, id) else { continue };
            let mut current = id;
            while current != owner && owner != ScopeId::MODULE {
                names[current.index()].insert(name);
                current = model.scope(current).parent.expect("the owner lies outside");
            }
        }
    }
}

fn class_of(model: &SemanticModel<'_>, scope: ScopeId, name: &str) -> &'static str {
    match model.lookup(name, scope) {
        // Where only functions that say `global` bind a name, the module's own table has no binding.
        Resolution::Bound(ScopeId::MODULE, symbol) if scope == ScopeId::MODULE => {
            let bound = |id: &BindingId| {
                let inner = model.scope(model.binding(*id).inner_scope);
                matches!(inner.kind, ScopeKind::Module)
            };
            if model.bindings_of(symbol).iter().any(bound) { "local" } else { "global" }
        }
        Resolution::Bound(bound, _) if bound == scope => "local",
        Resolution::Bound(bound, _) if bound == ScopeId::MODULE => "global",
        Resolution::Bound(..) => "free",
        Resolution::Builtin | Resolution::Unbound => "global",
    }
}

/// Names that begin with two underscores get their class's name in front.
fn mangled(name: &str, class: Option<&str>) -> String {
    match class.map(|class| class.trim_start_matches('_')) {
        Some(class) if !class.is_empty() && name.starts_with("__") && !name.ends_with("__") => {
            format!("_{class}{name}")
        }
        _ => name.to_owned(),
    }
}

/// Collects the names that each scope uses or declares, with its own idea of what is evaluated where.
struct Uses<'a> {
    scope: ScopeId,
    names: Vec<BTreeSet<&'a str>>,
    skip_annotations: bool,
}

impl<'a> Uses<'a> {
    fn within(&mut self, node: &impl ast::HasNodeIndex, inside: impl FnOnce(&mut Self)) {
        let number = index(node).expect("every scope has its number");
        let outer = std::mem::replace(&mut self.scope, ScopeId::from_u32(number));
        inside(self);
        self.scope = outer;
    }

    fn name(&mut self, name: &'a str) {
        self.names[self.scope.index()].insert(name);
    }

    fn annotation(&mut self, annotation: Option<&'a Expr>) {
        if let Some(annotation) = annotation
            && !self.skip_annotations
        {
            self.visit_expr(annotation);
        }
    }

    fn defaults(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    fn comprehension(
        &mut self,
        node: &impl ast::HasNodeIndex,
        generators: &'a [ast::Comprehension],
        elements: &[&'a Expr],
    ) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.within(node, |this| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    this.visit_expr(&generator.iter);
                }
                this.visit_expr(&generator.target);
                generator.ifs.iter().for_each(|condition| this.visit_expr(condition));
            }
            for element in elements {
                this.visit_expr(element);
            }
        });
    }
}

impl<'a> Visitor<'a> for Uses<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                self.name(function.name.as_str());
                function.decorator_list.iter().for_each(|it| self.visit_expr(&it.expression));
                self.defaults(&function.parameters);
                for parameter in &function.parameters {
                    self.annotation(parameter.annotation());
                }
                self.annotation(function.returns.as_deref());
                self.within(function, |this| this.visit_body(&function.body));
            }
            Stmt::ClassDef(class) => {
                self.name(class.name.as_str());
                class.decorator_list.iter().for_each(|it| self.visit_expr(&it.expression));
                if let Some(arguments) = &class.arguments {
                    self.visit_arguments(arguments);
                }
                self.within(class, |this| this.visit_body(&class.body));
            }
            Stmt::AnnAssign(assign) => {
                self.visit_expr(&assign.target);
                self.annotation(Some(&assign.annotation));
                assign.value.iter().for_each(|value| self.visit_expr(value));
            }
            Stmt::Global(ast::StmtGlobal { names, .. }) => {
                for name in names {
                    self.name(name.as_str());
                    self.names[ScopeId::MODULE.index()].insert(name.as_str());
                }
            }
            Stmt::Nonlocal(ast::StmtNonlocal { names, .. }) => {
                for name in names {
                    self.name(name.as_str());
                }
            }
            other => visitor::walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => self.name(name.id.as_str()),
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters);
                }
                self.within(lambda, |this| this.visit_expr(&lambda.body));
            }
            Expr::ListComp(it) => self.comprehension(it, &it.generators, &[&it.elt]),
            Expr::SetComp(it) => self.comprehension(it, &it.generators, &[&it.elt]),
            Expr::Generator(it) => self.comprehension(it, &it.generators, &[&it.elt]),
            Expr::DictComp(it) => {
                let elements: Vec<&Expr> =
                    it.key.as_deref().into_iter().chain([&*it.value]).collect();
                self.comprehension(it, &it.generators, &elements);
            }
            other => visitor::walk_expr(self, other),
        }
    }
}

#[test]
fn a_name_that_a_function_declares_global_is_the_modules() {
    let text = "def f():\n    global x\n    x = 1\n";
    let parsed = parse(text, SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    assert_eq!(model.declaration(ScopeId::MODULE, "x"), Some(Declaration::Local));
}
