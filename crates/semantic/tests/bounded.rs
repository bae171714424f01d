//! Questions about names that are defined through themselves, or through very many others, end.

use std::fmt::Write as _;

use hognose_core::SourceFile;
use hognose_python::{SourceKind, parse};
use hognose_semantic::SemanticModel;

/// Asks everything about every expression of a text.
fn ask(code: &str) {
    let source = SourceFile::new("example.py".into(), code.to_owned());
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    for (_, node) in model.nodes() {
        if let Some(expression) = node.expression() {
            let _ = model.values(expression, node.place());
            let _ = model.annotated(expression, node.place());
            let _ = model.constant(expression, node.place());
            let _ = model.template(expression, node.place());
        }
    }
}

#[test]
fn names_that_are_defined_through_themselves() {
    for definition in [
        "x = x.format(y)",
        "x = x.join([x, x])",
        "x = x % (x, x)",
        "x = f'{x}{x}'",
        "x += x + x",
        "x = getattr(x, x)",
        "x = getattr(y, x) if y else x.format(x)",
        "x = __import__(x)",
        "x = x() or x.y or x[x]",
        "x, y = y.format(x), x.format(y)",
        "self.x = self.x.format(self.x)",
        "x: x = x",
    ] {
        ask(&format!("def f(self):\n    {definition}\n    print(f'{{x}}' + x.format(x))\n"));
        ask(&format!("while True:\n    {definition}\n    print(f'{{x}}' + x.format(x))\n"));
        ask(&format!(
            "class A:\n    def f(self, x):\n        for x in y:\n            if y:\n                \
             {definition}\n            x(f'{{x}}' + x.format(x))\n"
        ));
    }
}

#[test]
fn names_that_double_at_every_step() {
    for template in ["f'{NAME}{NAME}'", "NAME + NAME", "NAME or NAME", "NAME.format(NAME)"] {
        let mut code = "x0 = 'x'\n".to_owned();
        for step in 1..200 {
            let value = template.replace("NAME", &format!("x{}", step - 1));
            let _ = writeln!(code, "x{step} = {value}");
        }
        ask(&code);
    }
}
