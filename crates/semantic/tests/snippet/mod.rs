//! Python snippets with their expectations in them.
//!
//! A snippet asks about an expression by calling a function that does not exist, and says on the same
//! line what the answer must be:
//!
//! - `values(e)  # => os.system | requests.Session() | class A | A() | def f | ?`: what `e` can denote,
//!   in any order;
//! - `names(e)  # => os.system`: its dotted names, canonical; `none` if it has none;
//! - `annotated(e)  # => requests.Session()`: the values that `e`, read as an annotation, describes;
//! - `constant(e)  # => "text"`: the constant that it is, as Python would write it; `?` if unknown;
//! - `template(e)  # => "text {hole}"`: the text that it builds, with the source of what is put in;
//!   `?` if it builds none.

use std::fmt::Write as _;

use hognose_core::{ColumnUnit, Ranged, SourceFile};
use hognose_python::ast::{self, Expr};
use hognose_python::{SourceKind, parse};
use hognose_semantic::{Constant, Node, Piece, Place, SemanticModel, Template, Value};

/// Compares all answers about a snippet with what it expects.
pub(crate) fn check(code: &str) {
    let source = SourceFile::new("snippet.py".into(), code.to_owned());
    let parsed = parse(source.text(), SourceKind::Python);
    let errors: Vec<_> = parsed.errors().collect();
    assert!(errors.is_empty(), "{errors:?}\n{code}");
    let model = SemanticModel::build(parsed.module());
    let mut asked = 0;
    let mut wrong = String::new();
    for (_, node) in model.nodes() {
        let Some((line, answer)) = answer(&model, &source, node) else { continue };
        asked += 1;
        let text = source.line_text(line).trim_end();
        let expected = text.split_once("# => ").map_or("", |(_, expected)| expected);
        if !is_same(expected, &answer) {
            let _ = writeln!(wrong, "{line}: {}\n    but it is: {answer}", text.trim());
        }
    }
    assert_eq!(asked, code.matches("# => ").count(), "a question without an answer:\n{code}");
    assert!(wrong.is_empty(), "\n{wrong}\n{code}");
}

/// Alternatives come in no particular order.
fn is_same(expected: &str, actual: &str) -> bool {
    let sorted = |text: &str| {
        let mut parts: Vec<String> = text.split(" | ").map(str::to_owned).collect();
        parts.sort();
        parts
    };
    expected == actual || sorted(expected) == sorted(actual)
}

/// The answer to the question that a node asks, with the line that it stands on.
fn answer<'a>(
    model: &SemanticModel<'a>,
    source: &SourceFile,
    node: &Node<'a>,
) -> Option<(u32, String)> {
    let Some(Expr::Call(call)) = node.expression() else { return None };
    let Expr::Name(function) = &*call.func else { return None };
    let [about] = &call.arguments.args[..] else { return None };
    let place = Place { offset: about.start(), ..node.place() };
    let list =
        |parts: Vec<String>| if parts.is_empty() { "none".into() } else { parts.join(" | ") };
    let answer = match function.id.as_str() {
        "values" => list(model.values(about, place).iter().map(value).collect()),
        "names" => list(model.qualified_names(about, place).collect()),
        "annotated" => list(model.annotated(about, place).iter().map(value).collect()),
        "constant" => {
            model.constant(about, place).map_or_else(|| "?".to_owned(), |it| constant(&it))
        }
        "template" => model
            .template(about, place)
            .map_or_else(|| "?".to_owned(), |template| shown(&template, source)),
        _ => return None,
    };
    let line = source.position(call.end(), ColumnUnit::CodePoint).line;
    Some((line, answer))
}

fn value(value: &Value<'_>) -> String {
    let name = |class: &ast::StmtClassDef| class.name.as_str().to_owned();
    match value {
        Value::Path(path) => path.clone(),
        Value::Instance(class) => format!("{class}()"),
        Value::Function(function) => format!("def {}", function.name),
        Value::Class(class) => format!("class {}", name(class)),
        Value::InstanceOf(class) => format!("{}()", name(class)),
        Value::Unknown => "?".to_owned(),
    }
}

fn constant(constant: &Constant<'_>) -> String {
    match constant {
        Constant::None => "None".to_owned(),
        Constant::Bool(true) => "True".to_owned(),
        Constant::Bool(false) => "False".to_owned(),
        Constant::Int(number) => number.to_string(),
        Constant::Float(number) => format!("{number:?}"),
        Constant::Str(text) => format!("{text:?}"),
        Constant::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
        Constant::Sequence(elements) => {
            let elements: Vec<String> = elements.iter().map(self::constant).collect();
            format!("[{}]", elements.join(", "))
        }
    }
}

fn shown(template: &Template<'_>, source: &SourceFile) -> String {
    let text: String = template
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_string(),
            Piece::Hole { expression, .. } => {
                format!("{{{}}}", source.slice(expression.range()))
            }
        })
        .collect();
    let more = if template.truncated { " and more" } else { "" };
    format!("{text:?}{more}")
}
