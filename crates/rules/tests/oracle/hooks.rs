//! Hooks.
//!
//! The runner is written anew from what [`Hook`] says. It shares nothing with the dispatcher but the
//! recorded nodes and the resolution of names.

use hognose_core::{Finding, SourceFile};
use hognose_python::ast::{self, Expr, Operator, Stmt};
use hognose_python::{SourceKind, parse};
use hognose_registry::{
    Assignment, BuiltText, Call, Context, Dispatcher, Hook, Import, KnownCallCheck, Registry, Rule,
    RuleOptions, RuleSet, StrLiteral,
};
use hognose_semantic::{Node, NodeId, SemanticModel, Syntax};
use hognose_testing::findings;

use crate::{fixtures, source, spellings, standard_library};

#[test]
fn indexed_dispatch_finds_what_looking_everywhere_finds() {
    let files = fixtures().into_iter().chain(standard_library());
    let found = compare(files.filter_map(|path| source(&path)));
    assert!(found > 1_000, "only {found} findings were compared");
}

#[test]
fn no_spelling_of_a_call_is_passed_over() {
    let found = compare(spellings());
    assert!(found > 300, "only {found} findings were compared");
}

/// Compares the findings of indexed dispatch with those of looking everywhere. Returns how many.
fn compare(sources: impl Iterator<Item = SourceFile>) -> usize {
    let registry = hognose_rules::registry();
    // Rules of packs are found by words of their patterns, uses of APIs by those of a table.
    let all = RuleSet::matching(&registry, |rule| {
        !registry
            .rule(rule)
            .hooks
            .iter()
            .any(|hook| matches!(hook, Hook::Pattern(_) | Hook::ApiUse(..)))
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

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_cached_key(|finding| {
        (finding.range.start(), finding.range.end(), finding.rule, finding.message.clone())
    });
    findings
}

#[test]
fn together_the_rules_find_what_each_finds_alone() {
    let registry = hognose_rules::registry();
    // That an API is deprecated need not be said where another rule says what is dangerous about it.
    let all = RuleSet::matching(&registry, |rule| {
        !registry.rule(rule).hooks.iter().any(|hook| matches!(hook, Hook::ApiUse(..)))
    });
    for path in fixtures() {
        let Some(source) = source(&path) else { continue };
        let together = findings(&registry, &all, &source);
        for rule in registry.indices().filter(|rule| all.contains(*rule)) {
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
