//! The vocabulary of packs, pattern by pattern: a condition, code, and the lines that match.

use std::path::Path;

use hognose_core::{ColumnUnit, Ranged, SourceFile, TextRange};
use hognose_pack::PackRule;
use hognose_python::{SourceKind, parse};
use hognose_registry::{Dispatcher, Registry, RuleOptions, RuleSet, pack_rules};
use hognose_semantic::SemanticModel;

fn registry(condition: &str) -> Registry {
    let text = format!("[[rule]]\nid = \"it\"\nmessage = \"it is\"\n{condition}\n");
    let rules = hognose_pack::read(Path::new("it.toml"), &text).into_result();
    let rules = rules.unwrap_or_else(|problems| panic!("{problems}"));
    Registry::new(pack_rules(rules.into_iter().map(PackRule::leak)))
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

#[test]
fn attributes_and_signs_can_be_the_whole_pattern() {
    pattern(
        "not f(...)",
        "if not f(x): #!\n    pass\nif f(x):\n    pass\ny = not f() #!\nnot f(not g) #!\n\
         return not (f()) #!\ng(1, not f(), a=2) #!\ng(1, a=not f()) #!\nnot not f() #!\n\
         not f().x\n-f()\nz = [a, not f(b), c] #!\nassert not f(), not g() #!\n",
    );
    pattern(
        "not f(...)",
        "while not f(): #!\n    x = {1: 2, 3: not f()} #!\n    del x[not f()] #!\n",
    );
    pattern("not f(...)", "@g(not f()) #!\ndef h(a=not f()): #!\n    yield not f() #!\n");
    pattern(
        "not f(...)",
        "@(not f()) #!\nclass A(B, metaclass=not f()): #!\n    x: int = not f() #!\n",
    );
    pattern("not f(...)", "lambda a=not f(): a #!\nlambda: not f() #!\n[not f() for x in y] #!\n");
    pattern(
        "not f(...)",
        "[x for x in y if not f()] #!\n{not f(): 1 for x in y} #!\nx[not f():1] #!\n",
    );
    pattern(
        "not f(...)",
        "if x: pass\nelif not f(): pass #!\nx if not f() else y #!\na and not f() #!\n",
    );
    pattern("not f(...)", "with g(not f()) as x: pass #!\nraise E(not f()) #!\nf'{not f()}' #!\n");
    pattern("not f(...)", "match not f(): #!\n    case 1 if not f(): #!\n        pass\n");
    pattern("-f(...)", "a = -f() #!\nb = +f()\nc = 1 - f()\nd = - -f() #!\n");
    pattern("f(...).text", "a = f(1).text #!\nf().text.x() #!\nf().text() #!\nf().other\nf\n");
    pattern(
        "requests.get(...).text",
        "import requests as r\nfrom requests import get\nr.get(u).text #!\nget(u).text.x #!\n\
         get(u).json()\n",
    );
}

#[test]
fn code_can_stand_within_attributes_and_signs() {
    check(
        "patterns = [{pattern = 'f(...)'}, {pattern-inside = 'not g(...)'}]",
        "not g(f()) #!\nnot g(1, [f()]) #!\ng(f())\nnot h(f())\n",
    );
    check(
        "patterns = [{pattern = 'f(...)'}, {pattern-not-inside = 'not $X'}]",
        "not g(f())\nnot f()\nf() #!\n-f() #!\n",
    );
    check(
        "patterns = [{pattern = 'f(...)'}, {pattern-inside = '$X.safe'}]",
        "f().safe #!\ng(f()).safe #!\nf()\nf().other\n",
    );
    check(
        "patterns = [{pattern = 'f(...)'}, {pattern-not-inside = {patterns = [{pattern = 'not $X'}, \
         {pattern-not = 'not g(...)'}]}}]",
        "not h(f())\nnot g(f()) #!\n",
    );
}

/// A pattern of each kind of syntax with a word in it is refused, or found where it stands.
#[test]
fn what_is_accepted_is_found() {
    const PATTERNS: &[&str] = &[
        "f(...)",
        "not f(...)",
        "-f(...)",
        "~f(...)",
        "f(...).x",
        "f(...).x.y",
        "$X.f(...)",
        "f(...)[0]",
        "f(...)[1:2]",
        "$X[f(...):]",
        "f(...) + 1",
        "f(...) and g()",
        "f(...) == 1",
        "1 < f(...) < 2",
        "f(...) if c else d",
        "lambda: f(...)",
        "[f(...)]",
        "(f(...), 1)",
        "{f(...)}",
        "{1: f(...)}",
        "[f($X) for $X in y]",
        "{f($X) for $X in y}",
        "{f($X): 1 for $X in y}",
        "(f($X) for $X in y)",
        "await f(...)",
        "(yield f(...))",
        "(yield from f(...))",
        "(x := f(...))",
        "f'{f(...)}'",
        "g(*f(...))",
        "g(a=f(...))",
        "return f(...)",
        "del f(...)[0]",
        "x = f(...)",
        "x: int = f(...)",
        "x += f(...)",
        "x, y = f(...)",
        "for x in f(...): ...",
        "while f(...): ...",
        "if f(...): ...",
        "if c:\n    ...\nelif f(...):\n    ...",
        "with f(...): ...",
        "with f(...) as x: ...",
        "raise f(...)",
        "raise f(...) from e",
        "assert f(...)",
        "assert c, f(...)",
        "try:\n    ...\nexcept E:\n    ...",
        "try:\n    f(...)\nfinally:\n    ...",
        "def f(): ...",
        "def f(a=g(...)): ...",
        "def $F():\n    f(...)",
        "@f\ndef $F(): ...",
        "@f(...)\ndef $F(): ...",
        "class F: ...",
        "class $F(f): ...",
        "class $F(metaclass=f(...)): ...",
        "import f",
        "from f import g",
        "from f import $X",
        "f = $X",
        "$X.f = 1",
        "f[0] = 1",
        "x = f(...)\n...\ng(x)",
        "\"f\"",
        "match f(...):\n    case 1: ...",
        "async with f(...): ...",
        "async for x in f(...): ...",
        "global f",
        "print(f(...), file=g)",
    ];
    let mut found = 0;
    for pattern in PATTERNS {
        let text = format!("[[rule]]\nid = 'it'\nmessage = ''\npattern = '''{pattern}'''\n");
        let loaded = hognose_pack::read(Path::new("it.toml"), &text);
        let Ok(rules) = loaded.into_result() else { continue };
        let registry = Registry::new(pack_rules(rules.into_iter().map(PackRule::leak)));
        let code = pattern.replace("...", "0").replace('$', "");
        let source = SourceFile::new("it.py".into(), format!("async def a():\n    pass\n{code}\n"));
        assert_eq!(findings(&registry, &source).len(), 1, "{pattern}\n{code}");
        found += 1;
    }
    assert!(found >= PATTERNS.len() - 4, "only {found} patterns were accepted");
}

#[test]
fn expressions_find_all_that_is_there() {
    check("pattern-regex = 'secret_[0-9]+'", &"secret_1 = 1 #!\n".repeat(40));
    check(
        "patterns = [{pattern-either = [{patterns = [{pattern-regex = 'secret_[0-9]+'}, \
         {pattern-not-regex = '_7'}]}, {pattern-regex = 'token'}]}, {pattern-not-regex = '_9'}]",
        "secret_1 #!\nsecret_7\nsecret_9\ntoken #!\ntoken_9 #!\n",
    );
}

/// Many expressions are looked for at once. They find what each finds alone.
#[test]
fn many_expressions_find_what_each_finds_alone() {
    const EXPRESSIONS: &[&str] = &[
        "secret_[0-9]+",
        "secret",
        "cret_1",
        "^import os$",
        "(?i)password",
        "(?i)strasse|key",
        "[a-z]+_token\\b",
        "AKIA[A-Z0-9]{4}",
        "(AKIA|ASIA)[A-Z]+",
        "x.{0,3}y",
        "\\d{4}",
        "é+",
        "# *todo",
        "todo|fixme",
        "(a|b)c?d",
        "-----BEGIN [A-Z ]+-----",
        "\\x{212a}EY",
        "a\\nb",
        "",
        ".*os$",
    ];
    const CODE: &str = "import os\nsecret_1 = 'AKIAXYZW ASIAQ'\nPassWord = 1234\n# TODO\n# todo\nmy_token = 'éé'\n\
                        x12y = abd\n'-----BEGIN RSA KEY-----'\nSTRASSE = 'KEY'\na\nb\nfixme()\n";
    let read = |expressions: &[&str]| {
        let rules: Vec<String> = (0..)
            .zip(expressions)
            .map(|(at, it)| {
                format!("[[rule]]\nid = 'it-{at}'\nmessage = ''\npattern-regex = '''{it}'''\n")
            })
            .collect();
        let rules = hognose_pack::read(Path::new("it.toml"), &rules.concat()).into_result();
        let rules = rules.unwrap_or_else(|problems| panic!("{problems}"));
        Registry::new(pack_rules(rules.into_iter().map(PackRule::leak)))
    };
    let source = SourceFile::new("it.py".into(), CODE.into());
    let ranges = |registry: &Registry| -> Vec<_> {
        findings(registry, &source).iter().map(Ranged::range).collect()
    };
    let many = EXPRESSIONS.repeat(5);
    let mut together = ranges(&read(&many));
    let mut alone: Vec<_> = many.iter().flat_map(|it| ranges(&read(&[it]))).collect();
    assert!(alone.len() > 20, "{alone:?}");
    let order = |range: &TextRange| (range.start(), range.end());
    together.sort_by_key(order);
    alone.sort_by_key(order);
    assert!(together == alone, "{together:?}\n{alone:?}");
}
