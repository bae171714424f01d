//! Shortcuts change nothing: indexed dispatch finds what a runner finds that looks at every node for
//! every hook of every rule, and all rules together find what each finds alone.
//!
//! The runner is written anew from what [`Hook`] says. It shares nothing with the dispatcher but the
//! recorded nodes and the resolution of names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hognose_core::{Finding, RuleIndex, SourceFile};
use hognose_pack::{Matcher, Scan};
use hognose_python::ast::{self, Expr, Operator, Stmt};
use hognose_python::{SourceKind, parse};
use hognose_registry::{
    Assignment, BuiltText, Call, Context, Dispatcher, Hook, Import, KnownCallCheck, Registry, Rule,
    RuleOptions, RuleSet, StrLiteral, pack_rules,
};
use hognose_semantic::{Node, NodeId, SemanticModel, Syntax};
use hognose_testing::findings;

fn python_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| !path.ends_with("site-packages"))
        .flat_map(|path| if path.is_dir() { python_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    files
}

/// The text of a file, under a path that does not look like a test's.
fn source(path: &Path) -> Option<SourceFile> {
    let text = fs::read_to_string(path).ok()?;
    let name = path.file_name().expect("a file has a name");
    Some(SourceFile::new(Path::new("code").join(name), text))
}

fn fixtures() -> Vec<PathBuf> {
    python_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"))
}

fn standard_library() -> Vec<PathBuf> {
    let output = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"])
        .output()
        .expect("Python runs");
    python_files(Path::new(String::from_utf8(output.stdout).expect("it is UTF-8").trim()))
}

#[test]
fn indexed_dispatch_finds_what_looking_everywhere_finds() {
    let files = fixtures().into_iter().chain(standard_library());
    let found = compare(files.filter_map(|path| source(&path)));
    assert!(found > 1_000, "only {found} findings were compared");
}

/// Ways to give `os.system` and `requests.Session` another name.
const NAMES: &[&str] = &[
    "import os, requests",
    "import os as x, requests as y",
    "from os import system",
    "from os import system as x; from requests import Session as y",
    "from os import *",
    "import os; x = os.system",
    "import os; x: object = os.system",
    "import os; x, y = os.system, 1",
    "import os; (x := os.system)",
    "import os; x = os.system if y else None",
    "import os; x = y or os.system",
    "import os; x = getattr(os, 'system')",
    "import os; x = __import__('os').system",
    "import os; x = os",
    "import requests; x = requests.Session(); y: requests.Session",
    "import requests; y = requests; x = y.Session()",
    "try: from os import system as x\nexcept ImportError: from posix import system as x",
    "class A:\n    from os import system, system as x",
    "import os\nclass A: x = os.system",
    "import os\nclass A: x: object = os.system",
    "import os\nclass A:\n    def f(self): self.x = os.system",
    "import os\nclass A:\n    def f(self): self.x: object = os.system; self.y, self.z = os.system, 1",
    "import requests\nclass A(requests.Session):\n    def f(self): super().get(u); self.get(u)",
    "import os\ndef x(): return os.system",
    "import os\ndef f():\n    global x\n    x = os.system",
    "import os\nwith os as x: pass",
    "import builtins as x; y = builtins.eval; eval = x.eval",
];

/// Ways to call them.
const CALLS: &[&str] = &[
    "system('ls ' + c)",
    "os.system('ls ' + c)",
    "x('ls ' + c)",
    "y('ls ' + c)",
    "x.system('ls ' + c)",
    "x.x('ls ' + c)",
    "x.get(u, verify=False)",
    "y.get(u, verify=False)",
    "x.Session().get(u, verify=False)",
    "requests.Session().get(u, verify=False)",
    "A.x('ls ' + c)",
    "A().x('ls ' + c)",
    "A().y('ls ' + c)",
    "A.system('ls ' + c)",
    "A().get(u, verify=False)",
    "(x)('ls ' + c)",
    "(x if c else y)('ls ' + c)",
    "(c or x)('ls ' + c)",
    "(z := x)('ls ' + c)",
    "getattr(x, 'system')('ls ' + c)",
    "eval(c); x.eval(c); y(c)",
    "def g():\n    x('ls ' + c); A().x(c); system(c); y(c)",
    "[x(c) for c in u]",
    "lambda: x('ls ' + c)",
    "async def h(): await x('ls ' + c); (await x)(c)",
];

#[test]
fn no_spelling_of_a_call_is_passed_over() {
    let programs = NAMES.iter().flat_map(|names| {
        CALLS
            .iter()
            .map(move |call| SourceFile::new("example.py".into(), format!("{names}\n{call}\n")))
    });
    let found = compare(programs);
    assert!(found > 300, "only {found} findings were compared");
}

/// Compares the findings of indexed dispatch with those of looking everywhere. Returns how many.
fn compare(sources: impl Iterator<Item = SourceFile>) -> usize {
    let registry = hognose_rules::registry();
    // Rules of packs are found by words of their patterns, not by hooks: see below.
    let all = RuleSet::matching(&registry, |rule| {
        !registry.rule(rule).hooks.iter().any(|hook| matches!(hook, Hook::Pattern(_)))
    });
    let dispatcher = Dispatcher::new(&registry, &all);
    let options = RuleOptions::defaults(&registry);
    let mut found = 0;
    for source in sources {
        let parsed = parse(source.text(), SourceKind::Python);
        let model = SemanticModel::build(parsed.module());
        let actual = sorted(dispatcher.run(&model, &source, &options));
        let expected = sorted(look_everywhere(&registry, &model, &source, &options));
        let (path, text) = (source.path().display(), source.text());
        assert!(actual == expected, "{path}:\n{actual:#?}\n{expected:#?}\n{text}");
        found += actual.len();
    }
    found
}

/// Patterns with all kinds of words by which they are found, for the names in [`NAMES`].
const PATTERNS: &[&str] = &[
    "os.system(...)",
    "posix.system(...)",
    "requests.Session(...)",
    "requests.Session.get(..., verify=False, ...)",
    "eval(...)",
    "$X.system(...)",
    "$X.get(..., verify=False, ...)",
    "$F(..., verify=False, ...)",
    "requests.$F(...)",
    "os.$F(...)",
    "import os",
    "from os import $X",
    "class $C(requests.Session): ...",
    "def $F(self, ...):\n    self.x = ...",
    "x = $Y",
    "$X.x = $Y",
    "await x(...)",
    "[x($X) for $X in $Y]",
    "lambda: x(...)",
    "try: ...\nexcept ImportError: ...",
];

/// As [`PATTERNS`], for what is common in the standard library and has its counterparts there: names
/// that end alike, modules that are imported in several ways.
const COMMON_PATTERNS: &[&str] = &[
    "os.path.join($A, ...)",
    "os.open(...)",
    "$X.join(...)",
    "re.compile($A)",
    "sys.exit(...)",
    "isinstance($X, str)",
    "open($A, encoding=$E)",
    "open($A, ..., encoding=$E, ...)",
    "subprocess.$F(..., shell=True, ...)",
    "logging.getLogger(...)",
    "collections.namedtuple(\"$N\", ...)",
    "import os",
    "from typing import $X",
    "raise ValueError(\"...\" % $X)",
    "try: ...\nexcept OSError: ...",
    "class $C(Exception): ...",
    "def __init__(self, ...): ...",
    "@property\ndef $F(self): ...",
    "self.name = $X",
    "with open(...) as $F: ...",
    "for $X in range(...): ...",
    "if isinstance($X, $T): ...",
    "$X[len($Y)]",
    "len($X) == 0",
    "not isinstance($X, $T)",
    "-len($X)",
    "open(...).name",
    "return len($X)",
    "\"utf-8\"",
];

/// Rules with one pattern each.
fn packed(patterns: &[&str]) -> Registry {
    let rules: Vec<String> = (0..)
        .zip(patterns)
        .map(|(at, pattern)| {
            format!("[[rule]]\nid = 'it-{at}'\nmessage = ''\npattern = '''{pattern}'''\n")
        })
        .collect();
    let rules = hognose_pack::read(Path::new("it.toml"), &rules.concat()).into_result();
    let rules = rules.unwrap_or_else(|problems| panic!("{problems}"));
    Registry::new(pack_rules(rules.into_iter().map(hognose_pack::PackRule::leak)))
}

#[test]
fn no_spelling_is_passed_over_by_patterns() {
    let programs = NAMES.iter().flat_map(|names| {
        CALLS
            .iter()
            .map(move |call| SourceFile::new("example.py".into(), format!("{names}\n{call}\n")))
    });
    let found = compare_packs(&packed(PATTERNS), programs);
    assert!(found > 1_000, "only {found} findings were compared");
}

#[test]
fn the_words_of_patterns_lead_to_what_looking_everywhere_finds() {
    let sources = fixtures().into_iter().filter_map(|path| source(&path));
    let found = compare_packs(&hognose_rules::registry(), sources);
    assert!(found > 100, "only {found} findings were compared");
    let sources = fixtures().into_iter().chain(standard_library());
    let found = compare_packs(&packed(COMMON_PATTERNS), sources.filter_map(|path| source(&path)));
    assert!(found > 5_000, "only {found} findings were compared");
}

/// Compares what patterns find where their words lead with what they find when each is tried at every
/// node. Returns how many findings.
fn compare_packs(registry: &Registry, sources: impl Iterator<Item = SourceFile>) -> usize {
    let patterns: Vec<(RuleIndex, &Matcher)> = registry
        .indices()
        .flat_map(|rule| registry.rule(rule).hooks.iter().map(move |hook| (rule, hook)))
        .filter_map(|(rule, hook)| match hook {
            Hook::Pattern(matcher) => Some((rule, *matcher)),
            _ => None,
        })
        .collect();
    let all = RuleSet::matching(registry, |rule| patterns.iter().any(|(known, _)| *known == rule));
    let dispatcher = Dispatcher::new(registry, &all);
    let options = RuleOptions::defaults(registry);
    let mut found = 0;
    for source in sources {
        let parsed = parse(source.text(), SourceKind::Python);
        let model = SemanticModel::build(parsed.module());
        let actual: BTreeSet<_> = dispatcher
            .run(&model, &source, &options)
            .iter()
            .map(|finding| (finding.rule, finding.range.start(), finding.range.end()))
            .collect();
        let mut scan = Scan::new(&model, &source);
        let mut expected = BTreeSet::new();
        for (rule, matcher) in &patterns {
            for (_, driver) in matcher.keys() {
                for (node, _) in model.nodes() {
                    for found in matcher.run(driver, node, &mut scan) {
                        expected.insert((*rule, found.range.start(), found.range.end()));
                    }
                }
            }
        }
        let (path, text) = (source.path().display(), source.text());
        let differences: Vec<_> = actual.symmetric_difference(&expected).collect();
        assert!(differences.is_empty(), "{path}:\n{differences:#?}\n{text}");
        found += actual.len();
    }
    found
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_cached_key(|finding| {
        (finding.range.start(), finding.range.end(), finding.rule, finding.message.clone())
    });
    findings
}

#[test]
fn together_the_rules_find_what_each_finds_alone() {
    let registry = hognose_rules::registry();
    let all = RuleSet::matching(&registry, |_| true);
    for path in fixtures() {
        let Some(source) = source(&path) else { continue };
        let together = findings(&registry, &all, &source);
        for rule in registry.indices() {
            let only = RuleSet::matching(&registry, |other| other == rule);
            let alone = findings(&registry, &only, &source);
            let expected: Vec<_> =
                together.iter().filter(|finding| finding.rule == rule).cloned().collect();
            assert_eq!(alone, expected, "{}", path.display());
        }
    }
}

/// What all rules find, each hook asked about each node.
fn look_everywhere<'a>(
    registry: &Registry,
    model: &'a SemanticModel<'a>,
    source: &'a SourceFile,
    options: &'a RuleOptions,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let names: Vec<Vec<String>> =
        model.nodes().map(|(_, node)| callee_names(model, node)).collect();
    for rule in registry.indices() {
        let Rule { meta, hooks } = *registry.rule(rule);
        let mut cx = Context::new(model, source, options, meta);
        for hook in hooks {
            if let Hook::RawText(check) | Hook::ModuleEnd(check) = hook {
                cx.enter(rule, meta, NodeId::MODULE);
                check(&mut cx);
            }
        }
        for ((id, node), names) in model.nodes().zip(&names) {
            cx.enter(rule, meta, id);
            let mut told = Vec::new();
            for hook in hooks {
                look(hook, id, node, names, &mut told, &mut cx);
            }
        }
        findings.extend(cx.into_findings());
    }
    findings
}

/// The dotted names that the callee of a call can have.
fn callee_names(model: &SemanticModel<'_>, node: &Node<'_>) -> Vec<String> {
    match node.syntax {
        Syntax::Expression(Expr::Call(call)) => {
            model.qualified_names(&call.func, node.place()).collect()
        }
        _ => Vec::new(),
    }
}

/// Runs the check of a hook if a node is what it asks for. `told` are the checks of the same rule that
/// know the node already by one of its names.
fn look<'a>(
    hook: &Hook,
    id: NodeId,
    node: &Node<'a>,
    names: &[String],
    told: &mut Vec<KnownCallCheck>,
    cx: &mut Context<'a>,
) {
    match node.syntax {
        Syntax::Module => {}
        Syntax::Handler(handler) => {
            if let Hook::ExceptHandler(check) = hook {
                check(handler, cx);
            }
        }
        Syntax::Statement(statement) => look_at_statement(hook, id, node, statement, cx),
        Syntax::Expression(expression) => {
            if let Expr::Call(expr) = expression {
                let call = Call { node: id, expr, place: node.place() };
                look_at_call(hook, &call, names, told, cx);
            }
            look_at_expression(hook, id, node, expression, cx);
        }
    }
}

fn look_at_call<'a>(
    hook: &Hook,
    call: &Call<'a>,
    names: &[String],
    told: &mut Vec<KnownCallCheck>,
    cx: &mut Context<'a>,
) {
    match hook {
        Hook::CallTo(known, check) => {
            // The first of the names that the callee can have, if a check knows several.
            let first = names.iter().find_map(|name| known.iter().find(|it| *it == name));
            if let Some(name) = first
                && !told.iter().any(|other| std::ptr::fn_addr_eq(*other, *check))
            {
                told.push(*check);
                check(call, name, cx);
            }
        }
        Hook::MethodCall(known, check) => {
            if let Expr::Attribute(method) = &*call.expr.func {
                for name in known.iter().filter(|name| **name == method.attr.as_str()) {
                    check(call, name, cx);
                }
            }
        }
        Hook::AnyCall(check) => check(call, cx),
        _ => {}
    }
}

fn look_at_expression<'a>(
    hook: &Hook,
    id: NodeId,
    node: &Node<'a>,
    expression: &'a Expr,
    cx: &mut Context<'a>,
) {
    match (hook, expression) {
        (Hook::Str(check), Expr::StringLiteral(expr)) => {
            let parent = cx.model.node(node.parent).syntax;
            let stands_alone = matches!(parent, Syntax::Statement(Stmt::Expr(statement))
                if statement.value.is_string_literal_expr());
            if !stands_alone {
                check(&StrLiteral { node: id, expr, value: expr.value.to_str() }, cx);
            }
        }
        (Hook::Compare(check), Expr::Compare(comparison)) => check(comparison, cx),
        (Hook::Dict(check), Expr::Dict(dict)) => check(dict, cx),
        (Hook::Assignment(_), Expr::Named(named)) => {
            look_at_assignment(hook, id, node, &named.target, &named.value, cx);
        }
        (Hook::BuiltText(check), expr) if builds_text(expr) => {
            let parent = cx.model.node(node.parent).expression();
            if !parent.is_some_and(|parent| builds_text(parent) && takes_in(parent, expr)) {
                check(&BuiltText { node: id, expr, place: node.place() }, cx);
            }
        }
        _ => {}
    }
}

fn builds_text(expression: &Expr) -> bool {
    match expression {
        Expr::FString(_) => true,
        Expr::BinOp(ast::ExprBinOp { op, .. }) => matches!(op, Operator::Add | Operator::Mod),
        Expr::Call(call) => match &*call.func {
            Expr::Attribute(method) => ["format", "join"].contains(&method.attr.as_str()),
            _ => false,
        },
        _ => false,
    }
}

/// Whether an expression that builds a text does so by an operation on another one.
fn takes_in(outer: &Expr, inner: &Expr) -> bool {
    let is_inner = |part: &Expr| std::ptr::eq(part, inner);
    match outer {
        Expr::BinOp(operation) => is_inner(&operation.left) || is_inner(&operation.right),
        Expr::Call(call) => match &*call.func {
            Expr::Attribute(method) => is_inner(&method.value),
            _ => false,
        },
        _ => false,
    }
}

fn look_at_statement<'a>(
    hook: &Hook,
    id: NodeId,
    node: &Node<'a>,
    statement: &'a Stmt,
    cx: &mut Context<'a>,
) {
    match (hook, statement) {
        (Hook::Function(check), Stmt::FunctionDef(function)) => check(function, cx),
        (Hook::Class(check), Stmt::ClassDef(class)) => check(class, cx),
        (Hook::Assert(check), Stmt::Assert(assert)) => check(assert, cx),
        (Hook::With(check), Stmt::With(with)) => {
            for item in &with.items {
                check(item, cx);
            }
        }
        (Hook::Assignment(_), Stmt::Assign(assign)) => {
            for target in &assign.targets {
                look_at_assignment(hook, id, node, target, &assign.value, cx);
            }
        }
        (
            Hook::Assignment(_),
            Stmt::AnnAssign(ast::StmtAnnAssign { target, value: Some(value), .. }),
        ) => look_at_assignment(hook, id, node, target, value, cx),
        (Hook::Import(check), Stmt::Import(import)) => {
            for alias in &import.names {
                let module = alias.name.as_str();
                check(&Import { module, member: None, level: 0, range: alias.range }, cx);
            }
        }
        (Hook::Import(check), Stmt::ImportFrom(import)) => {
            for alias in &import.names {
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                let member = Some(alias.name.as_str());
                check(&Import { module, member, level: import.level, range: alias.range }, cx);
            }
        }
        _ => {}
    }
}

/// One of a tuple to a tuple of the same length is as many as they are long.
fn look_at_assignment<'a>(
    hook: &Hook,
    id: NodeId,
    node: &Node<'a>,
    target: &'a Expr,
    value: &'a Expr,
    cx: &mut Context<'a>,
) {
    match (target, value, hook) {
        (Expr::Tuple(targets), Expr::Tuple(values), _) if targets.len() == values.len() => {
            for (target, value) in targets.iter().zip(values) {
                look_at_assignment(hook, id, node, target, value, cx);
            }
        }
        (_, _, Hook::Assignment(check)) => {
            check(&Assignment { node: id, target, value, place: node.place() }, cx);
        }
        _ => {}
    }
}
