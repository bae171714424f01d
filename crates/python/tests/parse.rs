//! Any text gives a tree, its comments and its errors.

use hognose_python::ast::{Expr, Stmt};
use hognose_python::{Parsed, STACK_BYTES, SourceKind, comments, parse};
use proptest::prelude::*;

fn python(text: &str) -> Parsed {
    parse(text, SourceKind::Python)
}

fn comment_texts(text: &str) -> Vec<&str> {
    let parsed = python(text);
    comments(&parsed)
        .map(|range| &text[usize::from(range.start())..usize::from(range.end())])
        .collect()
}

#[test]
fn new_syntax_is_no_error() {
    let text = "type A[T = int] = list[T]\nlazy import os\nx = t'{y}'\nz = [*a for a in b]\n\
        match x:\n    case {'k': v, **rest} if (w := v): pass\n\
        try: pass\nexcept A, B: pass\nf'{x['a']!r:>{w}}'\n";
    assert_eq!(python(text).errors().collect::<Vec<_>>(), []);
}

#[test]
fn code_around_a_syntax_error_is_in_the_tree() {
    let parsed = python("a = 1\nb = = 2 ]\nclass\nc(3)\n");
    assert!(parsed.error_count() > 0);
    let body = &parsed.module().body;
    assert!(matches!(body.first(), Some(Stmt::Assign(_))));
    let last = body.last().expect("a statement");
    assert!(matches!(last, Stmt::Expr(statement) if matches!(*statement.value, Expr::Call(_))));
}

#[test]
fn errors_say_where_and_what() {
    let report = |text: &str| {
        let parsed = python(text);
        let errors: Vec<_> =
            parsed.errors().map(|error| format!("{:?} {}", error.range, error.message)).collect();
        format!("{text:?}\n    {}", errors.join("\n    "))
    };
    let texts = [
        "def f(:\n    pass\n",
        "print 'hello'\n",
        "x = 'abc\n",
        "f'{x'\n",
        "  x\n y\n",
        "if x:\npass\n",
        "a\0b $ ?\n",
        "async x\n",
        "(1, 2\n",
        "match x:\n",
    ];
    insta::assert_snapshot!(texts.map(report).join("\n"));
}

#[test]
fn only_the_first_errors_are_told() {
    let parsed = python(&"$\n".repeat(5000));
    assert_eq!(parsed.errors().len(), 100);
    assert!(parsed.error_count() >= 5000);
}

#[test]
fn comments_are_found_wherever_they_are() {
    let text = "#!/usr/bin/env python\n# one\nx = 1  # two\nf(  # three\n    a,\n    # four\n)\n\
        y = '# no'\nz = f'''{\n    x  # five\n}# no'''\n\"\"\"# no\n# no\"\"\"\nw = (  #six";
    let expected =
        ["#!/usr/bin/env python", "# one", "# two", "# three", "# four", "# five", "#six"];
    assert_eq!(comment_texts(text), expected);
}

#[test]
fn comments_in_wrong_code_are_found_once() {
    let text = "f([  # one\n# two\n\n# three\ndef g(): # four\n  x = (  # five\n  # six\nclass A: pass # seven\n";
    let expected = ["# one", "# two", "# three", "# four", "# five", "# six", "# seven"];
    assert_eq!(comment_texts(text), expected);
}

#[test]
fn comments_end_where_lines_end() {
    assert_eq!(
        comment_texts("# a\r# b\r\n# c\u{c}d\u{2028}e\n"),
        ["# a", "# b", "# c\u{c}d\u{2028}e"]
    );
}

#[test]
fn deep_trees_are_parsed_and_dropped() {
    let on_deep_stack = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(|| {
        for (open, close) in [("(", ")"), ("[", "]"), ("f(", ")"), ("-", ""), ("lambda: ", "")] {
            let text = format!("{}x{}\n", open.repeat(50_000), close.repeat(50_000));
            assert_eq!(python(&text).error_count(), 0, "{open}");
        }
    });
    on_deep_stack.expect("the thread can be started").join().expect("no panic");
}

proptest! {
    #[test]
    fn any_text_has_a_tree(text in "\\PC*|[ \t\r\n\x0c\0\\\\'\"{}()\\[\\]fr:=#.,a0-]*") {
        let parsed = python(&text);
        prop_assert!(parsed.errors().len() <= parsed.error_count());
        for error in parsed.errors() {
            prop_assert!(usize::from(error.range.end()) <= text.len());
            prop_assert!(!error.message.contains('\n'));
        }
        let mut end = 0;
        for comment in comments(&parsed) {
            prop_assert!(text[usize::from(comment.start())..].starts_with('#'));
            prop_assert!(usize::from(comment.start()) >= end);
            end = usize::from(comment.end());
        }
    }

    #[test]
    fn any_bytes_are_text_or_refused_at_a_byte(
        bytes in prop::collection::vec(any::<u8>(), 0..40),
        declaration in prop::sample::select(vec![
            "", "# coding: latin-1\n", "# coding: cp1252\n", "# coding: gbk\n", "# coding: euc-jp\n",
            "# coding: shift_jis\n", "# coding: gb18030\n", "# coding: big5\n", "# coding: cp949\n",
        ])
    ) {
        let file = [declaration.as_bytes(), &bytes].concat();
        match hognose_python::decode(file.clone()) {
            Ok(decoded) => prop_assert!(decoded.text.starts_with(declaration)),
            Err(error) => prop_assert!(error.offset < file.len()),
        }
    }
}
