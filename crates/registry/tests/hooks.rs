//! When each hook is called, and with what: Python snippets with the expected calls at the end of the
//! lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hognose_core::{ColumnUnit, Confidence, Ranged, Severity, SourceFile, TextRange};
use hognose_python::{SourceKind, parse};
use hognose_registry::{
    Context, Dispatcher, Family, Hook, Registry, Rule, RuleMeta, RuleOptions, RuleSet, Tier,
};
use hognose_semantic::SemanticModel;

const fn meta(id: &'static str) -> RuleMeta {
    RuleMeta {
        id,
        aliases: &[],
        silenced_by: &[],
        family: Family::Hygiene,
        tier: Tier::Default,
        severity: Severity::Low,
        confidence: Confidence::Low,
        security_severity: 1.0,
        cwe: &[],
        summary: "",
        why: "",
        fix: "",
        bad: "",
        good: "",
        references: &[],
        options: &[],
    }
}

fn source<'a>(at: impl Ranged, cx: &Context<'a>) -> &'a str {
    cx.source().slice(at.range())
}

/// A rule that reports every call of its hooks.
static ALL: Rule = Rule {
    meta: &const { meta("all") },
    hooks: &[
        Hook::MethodCall(&["get", "post"], |call, name, cx| {
            let receiver = call.receiver().map_or("", |receiver| source(receiver, cx));
            cx.report(call.expr, format!("method {name} of {receiver}"));
        }),
        Hook::AnyCall(|call, cx| {
            cx.report(call.expr, format!("call {}", source(&*call.expr.func, cx)));
        }),
        Hook::Import(|import, cx| {
            let dots = ".".repeat(import.level as usize);
            let member = import.member.map_or_else(String::new, |member| format!(" {member}"));
            cx.report(import.range, format!("import {dots}{}{member}", import.module));
        }),
        Hook::Str(|text, cx| {
            cx.report(text.expr, format!("str {}", text.value));
        }),
        Hook::BuiltText(|text, cx| {
            cx.report(text.expr, format!("text {}", source(text.expr, cx)));
        }),
        Hook::Function(|function, cx| {
            cx.report(&function.name, format!("def {}", function.name));
        }),
        Hook::Class(|class, cx| {
            cx.report(&class.name, format!("class {}", class.name));
        }),
        Hook::Assignment(|assignment, cx| {
            let (target, value) = (source(assignment.target, cx), source(assignment.value, cx));
            cx.report(assignment.target, format!("set {target} to {value}"));
        }),
        Hook::Compare(|comparison, cx| {
            cx.report(comparison, format!("compare {}", source(comparison, cx)));
        }),
        Hook::Dict(|dict, cx| {
            cx.report(dict, format!("dict {}", source(dict, cx)));
        }),
        Hook::ExceptHandler(|handler, cx| {
            let class = handler.type_.as_deref().map_or("", |class| source(class, cx));
            cx.report(TextRange::empty(handler.range.start()), format!("except {class}"));
        }),
        Hook::With(|item, cx| {
            cx.report(item, format!("with {}", source(item, cx)));
        }),
        Hook::Assert(|assert, cx| {
            cx.report(assert, format!("assert {}", source(&*assert.test, cx)));
        }),
    ],
};

/// A rule that reports calls by name.
static CALLS: Rule = Rule {
    meta: &const { meta("calls") },
    hooks: &[
        Hook::CallTo(&["os.system", "os.popen", "eval"], |call, name, cx| {
            cx.report(call.expr, name);
        }),
        Hook::CallTo(&["requests.Session.get"], |call, name, cx| {
            cx.report(call.expr, format!("{name} by another hook"));
        }),
    ],
};

/// A rule that looks at files as a whole.
static FILES: Rule = Rule {
    meta: &const { meta("files") },
    hooks: &[
        Hook::ModuleEnd(|cx| {
            cx.report(TextRange::default(), "module end");
        }),
        Hook::Assert(|assert, cx| {
            cx.report(assert, "assert");
        }),
        Hook::RawText(|cx| {
            cx.report(TextRange::default(), "raw text");
        }),
    ],
};

/// What rules report, in the order in which they do, with the line.
fn reported(rules: &[Rule], code: &str) -> Vec<(u32, String)> {
    let registry = Registry::new(rules.iter().copied());
    let all = RuleSet::matching(&registry, |_| true);
    let source = SourceFile::new("snippet.py".into(), code.to_owned());
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    let options = RuleOptions::defaults(&registry);
    Dispatcher::new(&registry, &all)
        .run(&model, &source, &options)
        .into_iter()
        .map(|finding| {
            let position = source.position(finding.range.start(), ColumnUnit::CodePoint);
            (position.line, finding.message)
        })
        .collect()
}

/// Compares what a rule reports with the comments at the ends of the lines, in any order.
fn check(rule: Rule, code: &str) {
    let mut actual: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (line, message) in reported(&[rule], code) {
        actual.entry(line).or_default().push(message.trim_end().to_owned());
    }
    let mut wrong = String::new();
    for (number, line) in (1..).zip(code.lines()) {
        let (line, expected) = line.split_once("  # => ").unwrap_or((line, ""));
        let mut expected: Vec<&str> = expected.split("; ").filter(|it| !it.is_empty()).collect();
        let mut actual = actual.remove(&number).unwrap_or_default();
        expected.sort_unstable();
        actual.sort_unstable();
        if actual != expected {
            let _ = writeln!(wrong, "{number}: {line}  # => {}", actual.join("; "));
        }
    }
    assert!(wrong.is_empty() && actual.is_empty(), "\n{wrong}{actual:?}\n{code}");
}

#[test]
fn calls() {
    check(
        ALL,
        "
f(x)  # => call f
f(g(x))  # => call f; call g
x.get(1)  # => call x.get; method get of x
x.y.post()  # => call x.y.post; method post of x.y
x().get  # => call x
get()  # => call get
(lambda: 1)()  # => call lambda: 1
@f()  # => call f
class C(g()): pass  # => class C; call g
",
    );
}

#[test]
fn calls_by_name() {
    check(
        CALLS,
        "
import os, requests
from os import system as run
os.system(x)  # => os.system
run(x)  # => os.system
os.system
eval(x)  # => eval
x.system(x)
s = requests.Session()
s.get(x)  # => requests.Session.get by another hook
either = run if x else os.popen
# Of several names that it knows, a check is told one.
either(x)  # => os.system
both = run if x else s.get
# Two checks are two.
both(x)  # => os.system; requests.Session.get by another hook
def f(os, eval):
    os.system(x)
    eval(x)
",
    );
}

#[test]
fn imports() {
    check(
        ALL,
        "
import a.b, c as d  # => import a.b; import c
from a.b import c as d, e  # => import a.b c; import a.b e
from . import a  # => import . a
from ..b import *  # => import ..b *
",
    );
}

#[test]
fn strings() {
    check(
        ALL,
        "
'docstring'
'a' 'b'
f('a' 'b')  # => call f; str ab
x['k']  # => str k
'a'.b  # => str a
-'a'  # => str a
def g(p='d') -> 'int': 'docstring'  # => def g; str d; str int
b'bytes'
f(f'{x}')  # => call f; text f'{x}'
f(f'{x[\"k\"]}')  # => call f; text f'{x[\"k\"]}'; str k
",
    );
}

#[test]
fn texts_that_are_built() {
    check(
        ALL,
        "
a + b + c  # => text a + b + c
a % b + c  # => text a % b + c
a - b
a + f(b + c)  # => text a + f(b + c); call f; text b + c
x.format(y)  # => text x.format(y); call x.format
x.join(y).format(z)  # => text x.join(y).format(z); call x.join(y).format; call x.join
x.format(y + z)  # => text x.format(y + z); call x.format; text y + z
format(x)  # => call format
f'{x}'  # => text f'{x}'
f'{x + y}'  # => text f'{x + y}'; text x + y
f'{x}' + y  # => text f'{x}' + y
a + (b + c).d  # => text a + (b + c).d; text b + c
(a + b) % (c + d)  # => text (a + b) % (c + d)
(a + b) - c  # => text a + b
",
    );
}

#[test]
fn assignments() {
    check(
        ALL,
        "
a = 1  # => set a to 1
a = b = 1  # => set a to 1; set b to 1
a, b = 1, 2  # => set a to 1; set b to 2
a, (b, c) = 1, (2, 3)  # => set a to 1; set b to 2; set c to 3
a, b = x  # => set a, b to x
a, *b = 1, 2, 3  # => set a, *b to 1, 2, 3
[a, b] = [1, 2]  # => set [a, b] to [1, 2]
a: int = 1  # => set a to 1
a: int
a.b[c] = 1  # => set a.b[c] to 1
(a := 1)  # => set a to 1
a += 1
for a in b: pass
",
    );
}

#[test]
fn statements() {
    check(
        ALL,
        "
def f(): pass  # => def f
async def g(): pass  # => def g
class C:  # => class C
    def m(self): pass  # => def m
assert x, y  # => assert x
with a as b, c: pass  # => with a as b; with c
try: pass
except E: pass  # => except E
except: pass  # => except
try: pass
except* (A, B): pass  # => except (A, B)
a < b < c  # => compare a < b < c
a in b  # => compare a in b
{a: b, **c}  # => dict {a: b, **c}
{a}
{a: b for a in c}
",
    );
}

#[test]
fn a_file_with_syntax_errors_is_looked_at_as_far_as_it_goes() {
    check(
        ALL,
        "
f(x)  # => call f
if x y z:
    g(x)  # => call g
x = )  # => set x to
assert y  # => assert y
",
    );
}

#[test]
fn the_text_comes_first_and_the_end_last() {
    let messages = |code| reported(&[FILES], code).into_iter().map(|(_, message)| message);
    assert!(messages("assert x\n").eq(["raw text", "assert", "module end"]));
    assert!(messages("").eq(["raw text", "module end"]));
    assert_eq!(reported(&[], "assert x\n"), []);
}

#[test]
fn findings_carry_the_rule_that_reports_them() {
    let registry = Registry::new([ALL, CALLS, FILES]);
    let source = SourceFile::new("snippet.py".into(), "eval(x)\nassert y\n".to_owned());
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    let options = RuleOptions::defaults(&registry);
    let all = RuleSet::matching(&registry, |_| true);
    let findings = Dispatcher::new(&registry, &all).run(&model, &source, &options);
    let mut reported: Vec<String> = findings
        .iter()
        .map(|finding| format!("{}: {}", registry.meta(finding.rule).id, finding.message))
        .collect();
    reported.sort();
    let expected = [
        "all: assert y",
        "all: call eval",
        "calls: eval",
        "files: assert",
        "files: module end",
        "files: raw text",
    ];
    assert_eq!(reported, expected);
}
