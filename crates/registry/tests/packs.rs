//! The vocabulary of packs, pattern by pattern: a condition, code, and the lines that match.

use std::path::Path;

use hognose_core::{ColumnUnit, Ranged, SourceFile};
use hognose_python::{SourceKind, parse};
use hognose_registry::{Dispatcher, Registry, RuleOptions, RuleSet, pack_rules};
use hognose_semantic::SemanticModel;

fn registry(condition: &str) -> Registry {
    let text = format!("[[rule]]\nid = \"it\"\nmessage = \"it is\"\n{condition}\n");
    let rules = hognose_pack::read(Path::new("it.toml"), &text).into_result();
    let rules = rules.unwrap_or_else(|problems| panic!("{problems}"));
    Registry::new(pack_rules(rules.into_iter().map(hognose_pack::PackRule::leak)))
}

fn findings(registry: &Registry, source: &SourceFile) -> Vec<hognose_core::Finding> {
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    let all = RuleSet::matching(registry, |_| true);
    let options = RuleOptions::defaults(registry);
    Dispatcher::new(registry, &all).run(&model, source, &options)
}

/// Checks that exactly the lines that end in `#!` are reported.
#[track_caller]
fn check(condition: &str, code: &str) {
    let source = SourceFile::new("it.py".into(), code.to_owned());
    let registry = registry(condition);
    let mut lines: Vec<u32> = findings(&registry, &source)
        .iter()
        .map(|finding| source.position(finding.range().start(), ColumnUnit::CodePoint).line)
        .collect();
    lines.sort_unstable();
    let expected: Vec<u32> = (1..)
        .zip(code.lines())
        .filter(|(_, line)| line.ends_with("#!"))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(lines, expected, "{condition}\n{code}");
}

#[track_caller]
fn pattern(pattern: &str, code: &str) {
    check(&format!("pattern = '''{pattern}'''"), code);
}

#[test]
fn names_are_resolved() {
    pattern(
        "pickle.loads(...)",
        "import pickle\nimport pickle as p\nfrom pickle import loads\nfrom pickle import loads as l\n\
         import other\npickle.loads(a) #!\np.loads(a, b) #!\nloads(a) #!\nl(a) #!\n\
         other.loads(a)\nx = pickle.loads #\nx(a) #!\nf(pickle.loads(a)) #!\n",
    );
    pattern("eval(...)", "eval(x) #!\ndef f():\n    return eval(y) #!\n");
    pattern("eval(...)", "def eval(x):\n    pass\neval(x)\n");
}

#[test]
fn arguments() {
    pattern("f($X, 1)", "f(a, 1) #!\nf(a, 2)\nf(a)\nf(a, 1, 2)\nONE = 1\nf(a, ONE) #!\n");
    pattern("f(..., 1, ...)", "f(1) #!\nf(a, 1, b) #!\nf(a)\nf(1, k=2) #!\n");
    pattern("f(a=1, b=$B)", "f(b=x, a=1) #!\nf(a=1)\nf(a=1, b=2, c=3)\nf(a=1, b=2) #!\n");
    pattern("f(..., a=1, ...)", "f(x, c=3, a=1) #!\nf(a=2)\n");
    pattern(
        "$F(..., verify=False, ...)",
        "get(u, verify=False) #!\na.b(verify=False, x=1) #!\nget(u)\n",
    );
    pattern("f($X, $X)", "f(a, a) #!\nf(a, b)\nf(a.b, a . b) #!\n");
    pattern("f(\"...\")", "f('x') #!\nf(x)\nS = 'a'\nf(S) #!\nf('a' 'b') #!\n");
    pattern("f(\"a...z\")", "f('abcz') #!\nf('abc')\n");
    pattern("f($...A, 1)", "f(1) #!\nf(2, 3, 1) #!\nf(1, 2)\n");
    pattern(
        "$X.execute(\"...\" + $Y)",
        "c.execute('a' + b) #!\nc.execute(b)\nself.c.execute('a' + f(b)) #!\n",
    );
    pattern("f([..., 1, ...])", "f([2, 1]) #!\nf([2])\n");
    pattern("f({..., \"a\": $V, ...})", "f({'b': 1, 'a': 2}) #!\nf({'b': 1})\n");
}

#[test]
fn statements() {
    pattern("$X = f(...)", "a = f(1) #!\nb: int = f(2) #!\nf(3)\nc = g(f(1))\n");
    pattern(
        "$X = open(...)\n...\n$X.read()",
        "a = open(f) #!\nb = 1\na.read()\nc = open(f)\nb.read()\n",
    );
    pattern(
        "def $F(...):\n    ...\n    eval(...)\n    ...",
        "def f(x): #!\n    y = 1\n    eval(x)\ndef g(x):\n    pass\n",
    );
    pattern(
        "class $C(Base):\n    ...",
        "class A(Base): #!\n    x = 1\nclass B(Other):\n    x = 1\n",
    );
    pattern(
        "@app.route(...)\ndef $F(...):\n    ...",
        "@other\n@app.route('/')\ndef f(): #\n    pass\n".replace("@other", "@other #!").as_str(),
    );
    pattern("with open(...) as $F:\n    ...", "with open(a) as f: #!\n    f.read()\n");
    pattern(
        "try:\n    ...\nexcept $E:\n    f()",
        "try: #!\n    a()\nexcept ValueError:\n    f()\n",
    );
    pattern("return f($X)", "def g():\n    return f(1) #!\n");
    pattern("$A.verify = False", "s.verify = False #!\ns.verify = True\nt.u.verify = False #!\n");
    pattern(
        "import pickle",
        "import pickle #!\nimport pickle as p #!\nfrom pickle import loads #!\nfrom . import pickle\nimport pickletools\n__import__('pickle') #!\n",
    );
    pattern("from a.b import $X", "from a.b import c #!\nfrom a import b\n");
}

#[test]
fn conditions() {
    check("patterns = [{pattern = 'f($X)'}, {pattern-not = 'f(1)'}]", "f(1)\nf(2) #!\n");
    check(
        "patterns = [{pattern = 'f($X)'}, {pattern-inside = \"def $F(..., $X, ...):\\n    ...\"}]",
        "def g(a):\n    f(a) #!\n    f(b)\nf(a)\n",
    );
    check(
        "patterns = [{pattern = 'f($X)'}, {pattern-not-inside = \"if $X:\\n    ...\"}]",
        "if a:\n    f(a)\n    f(b) #!\n",
    );
    check(
        "patterns = [{pattern = 'f(...)'}, {pattern-inside = \"import os\\n...\"}]",
        "f(0)\nimport os\ndef g():\n    f(1) #!\n",
    );
    check("pattern-either = [{pattern = 'f(1)'}, {pattern = 'g(...)'}]", "f(1) #!\nf(2)\ng() #!\n");
    check("patterns = [{pattern = '$F(...)'}, {pattern = 'f(...)'}]", "f(1) #!\ng(1)\n");
    check(
        "patterns = [{pattern = 'hashlib.$H(...)'}, {metavariable-regex = {metavariable = '$H', regex = 'md5|sha1$'}}]",
        "import hashlib\nfrom hashlib import md5\nhashlib.md5() #!\nhashlib.sha1() #!\nhashlib.sha256()\nmd5() #!\n",
    );
    check(
        "patterns = [{pattern = 'f($X)'}, {metavariable-comparison = {comparison = '$X < 2048 and $X > 1'}}]",
        "f(1024) #!\nf(4096)\nf(x)\nK = 512\nf(K) #!\n",
    );
    check(
        "patterns = [{pattern = 'f($X)'}, {metavariable-pattern = {metavariable = '$X', pattern = 'g(...)'}}]",
        "f(g(1)) #!\nf(h(1))\n",
    );
    check(
        "patterns = [{pattern = \"f(\\n$X,\\n1)\"}, {focus-metavariable = '$X'}]",
        "f(\n  a, #!\n  1)\n",
    );
    check("pattern-regex = 'secret_[0-9]+'", "x = 1\n# secret_12 #!\n");
    check("patterns = [{pattern = 'f(...)'}, {pattern-regex = 'zz'}]", "f(zz) #!\nf(a)\n");
    check(
        "patterns = [{pattern = 'f(..., $X, ...)'}, {metavariable-regex = {metavariable = '$X', regex = 'b'}}]",
        "f(a, b, c) #!\nf(a, c)\n",
    );
    check(
        "patterns = [{pattern = '($X: datetime.datetime).utcfoo()'}]",
        "import datetime\nd = datetime.datetime(1)\nd.utcfoo() #!\ne.utcfoo()\n",
    );
}

#[test]
fn messages_and_fixes() {
    let condition = "pattern = 'f($X, $...REST)'\nhelp = 'look at $X'\n[rule.fix]\ntitle = 'use g'\n\
                     template = 'g($...REST, $X)'";
    let registry = registry(condition);
    let source = SourceFile::new("it.py".into(), "f(a, b, c)\n".into());
    let found = findings(&registry, &source);
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!(finding.help.as_deref(), Some("look at a"));
    let fix = finding.fix.as_ref().expect("it has a fix");
    assert_eq!(fix.edits[0].text, "g(b, c, a)");
}

#[track_caller]
fn refused(condition: &str, why: &str) {
    let text = format!("[[rule]]\nid = \"it\"\nmessage = \"it is\"\n{condition}\n");
    let loaded = hognose_pack::read(Path::new("it.toml"), &text);
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(problems.iter().any(|problem| problem.contains(why)), "{problems:?}");
    assert!(loaded.rules.is_empty());
}

#[test]
fn what_cannot_run_is_refused() {
    refused("pattern = '$X'", "cannot be indexed");
    refused("pattern = '$X + $Y'", "cannot be indexed");
    refused("pattern-either = [{pattern = 'f()'}, {pattern = '$X == $Y'}]", "cannot be indexed");
    refused("pattern = 'f('", "not Python");
    refused("pattrn = 'f()'", "did you mean `pattern`?");
    refused("patterns = [{pattern-not = 'f()'}]", "no `pattern`");
    refused(
        "patterns = [{pattern = 'f($X)'}, {metavariable-regex = {metavariable = '$Y', regex = 'a'}}]",
        "binds `$Y`",
    );
    refused(
        "patterns = [{pattern = 'f($X)'}, {metavariable-regex = {metavariable = '$X', regex = '(a'}}]",
        "regular expression",
    );
    refused("pattern = 'f(<... $X ...>)'", "not supported");
}
