//! Any text has a model, and every question about every expression in it has an answer.

mod stdlib;

use std::sync::LazyLock;

use hognose_core::{Ranged, SourceFile};
use hognose_python::{SourceKind, parse};
use hognose_semantic::{Node, SemanticModel, Syntax};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Builds the model of a text and asks everything about everything. Returns how much that was.
fn ask(text: &str) -> usize {
    let source = SourceFile::new("any.py".into(), text.to_owned());
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    for (id, node) in model.nodes() {
        assert!(node.parent <= id && node.statement <= id, "parents come first");
        assert!(source.text().get(std::ops::Range::from(node.range())).is_some());
        assert!(source.text().get(std::ops::Range::from(model.header(id))).is_some());
        ask_about(&model, node);
    }
    for stop in model.stops() {
        assert!(!matches!(model.node(stop.node).syntax, Syntax::Module));
    }
    for binding in model.bindings() {
        let known = model.declaration(binding.scope, binding.name);
        assert!(known.is_some(), "{} is bound in a scope that does not know it", binding.name);
    }
    model.nodes().count()
}

fn ask_about<'a>(model: &SemanticModel<'a>, node: &Node<'a>) {
    let place = node.place();
    let _ = (model.enclosing_function(place.scope), model.enclosing_class(place.scope));
    let Some(expression) = node.expression() else { return };
    let values = model.values(expression, place);
    assert!(!values.is_empty());
    for (index, value) in values.iter().enumerate() {
        assert!(!values[..index].contains(value), "{values:?}");
    }
    assert!(!model.annotated(expression, place).is_empty());
    for name in model.qualified_names(expression, place) {
        assert!(!name.is_empty());
    }
    if let Some(constant) = model.constant(expression, place) {
        assert_eq!(Some(constant), model.constant(expression, place));
    }
    if let Some(template) = model.template(expression, place) {
        assert_eq!(template.has_holes(), template.fill("") != template.fill("x"));
    }
    let _ = model.is_harmless(expression, place);
    let (followed, there) = model.follow(expression, place);
    let _ = model.values(followed, there);
}

#[test]
fn the_standard_library() {
    let files = stdlib::files();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let asked: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|first| {
                let mine = files.iter().skip(first).step_by(threads);
                scope.spawn(move || mine.map(|path| ask(&stdlib::text(path))).sum::<usize>())
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).sum()
    });
    assert!(asked > 1_000_000, "only {asked} nodes");
}

/// What Python code is made of, right and wrong.
const TOKENS: &[&str] = &[
    "\n",
    "\n    ",
    "\n        ",
    "\n\t",
    "\\\n",
    " ",
    ";",
    ":",
    ",",
    ".",
    "..",
    "...",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "=",
    ":=",
    "+=",
    "|=",
    "==",
    "<",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "@",
    "|",
    "~",
    "<<",
    "!",
    "->",
    "#",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"{",
    "f'{x:",
    "rb'",
    "t'",
    "\0",
    "\u{feff}",
    "é",
    "`",
    "$",
    "?",
    "0",
    "1_0",
    "0x",
    "1e9",
    "9223372036854775807",
    "'%s%(a)d%'",
    "'{}{a!r:>{w}}'",
    "'a'",
    "b'a'",
    "None",
    "True",
    "x",
    "y",
    "self",
    "cls",
    "os",
    "A",
    "__name__",
    "def ",
    "class ",
    "lambda",
    "async ",
    "await ",
    "return ",
    "yield ",
    "import ",
    "from ",
    "as ",
    "global ",
    "nonlocal ",
    "del ",
    "if ",
    "elif ",
    "else",
    "for ",
    "while ",
    "in ",
    "is ",
    "not ",
    "and ",
    "or ",
    "try",
    "except ",
    "except* ",
    "finally",
    "with ",
    "match ",
    "case ",
    "type ",
    "assert ",
    "raise ",
    "pass",
    "_",
    "*x",
    "**y",
    "x = x",
    "x += y",
    "def f(self, x: A = y): ",
    "class A(B): ",
    ".format(",
    ".join(",
    "[x, y]",
    "getattr(x, ",
    "super()",
    "x.append(",
    "x[0]",
    "@property",
];

/// Pieces of real files, with what is wrong in them.
fn mutated_piece() -> impl Strategy<Value = String> {
    static FILES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let files = stdlib::files();
        files.iter().step_by(23).map(|path| stdlib::text(path)).collect()
    });
    let cuts = prop::collection::vec((any::<Index>(), 0..40_usize, select(TOKENS)), 0..8);
    (any::<Index>(), any::<Index>(), 0..6_000_usize, cuts).prop_map(
        |(file, start, length, cuts)| {
            let file = file.get(&FILES);
            let start = file.floor_char_boundary(start.index(file.len() + 1));
            let mut piece = file[start..file.floor_char_boundary(start + length)].to_owned();
            for (at, length, inserted) in cuts {
                let from = piece.floor_char_boundary(at.index(piece.len() + 1));
                let to = piece.floor_char_boundary((from + length).min(piece.len()));
                piece.replace_range(from..to, inserted);
            }
            piece
        },
    )
}

proptest! {
    #[test]
    fn any_tokens(tokens in prop::collection::vec(select(TOKENS), 0..120)) {
        ask(&tokens.concat());
    }

    #[test]
    fn any_tokens_with_spaces(tokens in prop::collection::vec(select(TOKENS), 0..80)) {
        ask(&tokens.join(" "));
    }

    #[test]
    fn any_text(text in any::<String>()) {
        ask(&text);
    }

    #[test]
    fn any_piece_of_a_real_file(piece in mutated_piece()) {
        ask(&piece);
    }
}
