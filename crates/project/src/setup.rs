//! What `setup.py` says, without running it.

use hognose_python::ast::{Expr, ExprCall};
use hognose_python::{SourceKind, is_too_deep, parse};
use hognose_semantic::{NodeId, Place, SemanticModel, StopKind, Syntax};

/// What the call of `setup` is told, as far as it is constant.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Setup {
    pub(crate) python_requires: Option<String>,
    pub(crate) classifiers: Vec<String>,
}

/// A deeper file would need a larger stack than the caller may have. People's are ten levels deep.
const MAX_DEPTH: u32 = 100;
/// More classifiers than there are versions.
const MAX_CLASSIFIERS: usize = 1000;

impl Setup {
    /// Reads the text of a `setup.py`.
    pub(crate) fn read(text: &str) -> Self {
        if is_too_deep(text, MAX_DEPTH) {
            return Self::default();
        }
        let parsed = parse(text, SourceKind::Python);
        let model = SemanticModel::build(parsed.module());
        let calls = model.stops().iter().filter(|stop| stop.kind == StopKind::Call);
        let setup = calls.filter_map(|stop| Some((setup_call(&model, stop.node)?, stop.node)));
        let mut found = Self::default();
        for (call, node) in setup {
            let place = model.node(node).place();
            let argument = |name| Some(&call.arguments.find_keyword(name)?.value);
            if let Some(value) = argument("python_requires") {
                found.python_requires = model.constant_str(value, place).map(Into::into);
            }
            if let Some(value) = argument("classifiers") {
                found.classifiers = texts(&model, value, place);
            }
        }
        found
    }
}

fn setup_call<'a>(model: &SemanticModel<'a>, node: NodeId) -> Option<&'a ExprCall> {
    let Syntax::Expression(Expr::Call(call)) = model.node(node).syntax else { return None };
    let name = match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    (name == "setup").then_some(call)
}

fn texts<'a>(model: &SemanticModel<'a>, value: &'a Expr, place: Place) -> Vec<String> {
    let (value, place) = model.follow(value, place);
    let items = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        // `"""…""".splitlines()`
        Expr::Call(call) => match &*call.func {
            Expr::Attribute(split) => {
                let text = model.constant_str(&split.value, place).unwrap_or_default();
                return text.lines().take(MAX_CLASSIFIERS).map(|it| it.trim().to_owned()).collect();
            }
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let texts = items.iter().take(MAX_CLASSIFIERS);
    texts.filter_map(|item| model.constant_str(item, place).map(Into::into)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_read() {
        let text = "\
import setuptools
PYTHON = '>=3.' + '8'
CLASSIFIERS = ['Programming Language :: Python :: 3.8', name()]
if __name__ == '__main__':
    setuptools.setup(name='x', python_requires=PYTHON, classifiers=CLASSIFIERS)
";
        let setup = Setup::read(text);
        assert_eq!(setup.python_requires.as_deref(), Some(">=3.8"));
        assert_eq!(setup.classifiers, ["Programming Language :: Python :: 3.8"]);
        let setup = Setup::read("setup(classifiers='''\n  a\n  b'''.splitlines())");
        assert_eq!(setup.classifiers, ["", "a", "b"]);
    }

    #[test]
    fn nothing_is_made_of_the_rest() {
        for text in ["", "setup(python_requires=read())", "setup(**options)", "setup(("] {
            assert_eq!(Setup::read(text), Setup::default(), "{text}");
        }
        assert_eq!(Setup::read(&"(".repeat(100_000)), Setup::default());
    }
}
