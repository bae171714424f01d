//! Patterns of packs. They are found by the words in them; here each is tried at every node.

use std::collections::BTreeSet;
use std::path::Path;

use hognose_core::{RuleIndex, SourceFile};
use hognose_pack::{Matcher, Scan};
use hognose_python::{SourceKind, parse};
use hognose_registry::{Dispatcher, Hook, Registry, RuleOptions, RuleSet, pack_rules};
use hognose_semantic::SemanticModel;

use crate::{fixtures, source, spellings, standard_library};

/// Patterns with all kinds of words by which they are found, for the names in [`spellings`].
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
    let found = compare(&packed(PATTERNS), spellings());
    assert!(found > 1_000, "only {found} findings were compared");
}

/// What is passed over because a file does not name the package, by rules about few packages.
#[test]
fn no_file_is_passed_over_that_has_something_of_a_package() {
    const UNNAMED: &[&str] = &[
        "x = __import__('req' + 'uests'); x.get(u)",
        "import importlib as i; i.import_module('\\x72equests').get(u)",
        "requests.get(u)",
        "ſubprocess.run(c)",
        "import cPickle; cPickle.loads(d)",
        "open(p).read()",
        "def f(s: 'requests.Session'): s.get(u)",
    ];
    for package in ["requests", "subprocess", "pickle", "os", "io.TextIOWrapper"] {
        let registry =
            packed(&[&format!("{package}.$F(...)"), &format!("{package}.Session.$F(...)")]);
        let unnamed =
            UNNAMED.iter().map(|text| SourceFile::new("example.py".into(), format!("{text}\n")));
        let files = standard_library().into_iter().step_by(20);
        let sources = spellings().chain(unnamed).chain(files.filter_map(|path| source(&path)));
        let found = compare(&registry, sources);
        assert!(found > 0, "nothing of {package} was found");
    }
}

#[test]
fn the_words_of_patterns_lead_to_what_looking_everywhere_finds() {
    let sources = fixtures().into_iter().filter_map(|path| source(&path));
    let found = compare(&hognose_rules::registry(), sources);
    assert!(found > 100, "only {found} findings were compared");
    // Looking everywhere takes its time.
    let sources = fixtures().into_iter().chain(standard_library().into_iter().step_by(3));
    let found = compare(&packed(COMMON_PATTERNS), sources.filter_map(|path| source(&path)));
    assert!(found > 5_000, "only {found} findings were compared");
}

/// Compares what patterns find where their words lead with what they find when each is tried at every
/// node. Returns how many findings.
fn compare(registry: &Registry, sources: impl Iterator<Item = SourceFile>) -> usize {
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
