//! Whatever a pattern says, it is compiled or refused; whatever it is compared with, that ends.

use std::fmt::Write as _;
use std::path::Path;

use hognose_core::SourceFile;
use hognose_pack::{PackRule, Scan, from_bytes, read, to_bytes};
use hognose_python::{STACK_BYTES, SourceKind, parse};
use hognose_semantic::SemanticModel;
use proptest::prelude::*;

/// Pieces of patterns and of code, so that something is found now and then.
const PIECES: &[&str] = &[
    "f",
    "(",
    ")",
    "...",
    "$X",
    "$...A",
    ", ",
    "\"...\"",
    "\"$X\"",
    "'a'",
    "=",
    " = ",
    "1",
    "x",
    ".",
    "\n",
    "\n    ",
    "def ",
    "class ",
    "import ",
    "from ",
    ":",
    "[",
    "]",
    "{",
    "}",
    "$F",
    "if ",
    "return ",
    "lambda ",
    "($X: int)",
    "@",
    "with ",
    " as ",
    "f'{$X}'",
    "*",
    "**",
    "é",
    "\\",
    "\"",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

fn rules(pattern: &str) -> Vec<PackRule> {
    let quoted = format!("{pattern:?}").replace("\\'", "'").replace("\\u{", "\\\\u{");
    read(Path::new("it.toml"), &format!("[[rule]]\nid = 'a'\nmessage = '$X'\npattern = {quoted}\n"))
        .rules
}

/// Tries every way to find the rules at every node.
fn run(rules: Vec<PackRule>, code: &str) -> usize {
    let source = SourceFile::new("it.py".into(), code.to_owned());
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    let mut scan = Scan::new(&model, &source);
    let mut found = 0;
    for rule in rules {
        let (_, matcher) = rule.leak();
        let drivers: Vec<usize> = matcher.keys().map(|(_, driver)| driver).collect();
        for (node, _) in model.nodes() {
            found +=
                drivers.iter().map(|it| matcher.run(*it, node, &mut scan).len()).sum::<usize>();
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_pattern_against_any_code_ends(pattern in text(), code in text()) {
        run(rules(&pattern), &code);
    }

    #[test]
    fn any_file_is_read_or_refused(file in ".{0,200}") {
        read(Path::new("it.toml"), &file);
        read(Path::new("it.yaml"), &file);
    }
}

#[test]
fn hard_comparisons_are_given_up() {
    let arguments = "a, ".repeat(2_000);
    let ellipses = "..., $X, ".repeat(20);
    run(rules(&format!("f({ellipses} 1)")), &format!("f({arguments})\n"));
}

/// What is not recorded is looked for in the code around it, which may be long and deep.
#[test]
fn attributes_and_signs_are_found_in_linear_time() {
    let wide = "not f(), -g, ".repeat(20_000);
    assert_eq!(run(rules("not f()"), &format!("[{wide}]\n")), 20_000);
    let arguments = "a=not f(), ".repeat(20_000);
    assert_eq!(run(rules("not f()"), &format!("g({arguments})\n")), 20_000);
    let deep = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(|| {
        let deep = format!("{}f(){}\n", "not ".repeat(20_000), ".x".repeat(20_000));
        assert_eq!(run(rules("not f()"), &deep), 0);
        let chain = format!("x{}\n", "[f().x]".repeat(20_000));
        assert_eq!(run(rules("f().x"), &chain), 20_000);
    });
    deep.expect("a thread starts").join().expect("it ends");
}

#[test]
fn deep_patterns_are_refused() {
    assert!(rules(&format!("f({}1{})", "(".repeat(100_000), ")".repeat(100_000))).is_empty());
    assert!(rules(&format!("f({}1{})", "[".repeat(5_000), "]".repeat(5_000))).is_empty());
}

#[test]
fn aliases_of_yaml_cannot_explode() {
    let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (name, before) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip("abcdefgh".chars()) {
        let aliases = vec![format!("*{before}"); 9].join(", ");
        writeln!(text, "{name}: &{name} [{aliases}]").expect("a string takes everything");
    }
    assert!(read(Path::new("it.yaml"), &text).rules.is_empty());
}

#[test]
fn what_is_written_is_read_again() {
    let rules = rules("f($X, ...)");
    let bytes = to_bytes(&rules).expect("it can be written");
    let [(description, matcher)] = &from_bytes(bytes.leak())[..] else { panic!("one rule") };
    assert_eq!(description.id, "a");
    assert_eq!(matcher.keys().count(), 1);
}
