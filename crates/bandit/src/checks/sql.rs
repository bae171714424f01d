//! B608: SQL that is built from strings.

use std::sync::LazyLock;

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{self, Expr};
use regex::Regex;

use crate::issue::Issue;
use crate::literal::plain_text;
use crate::node::Node;
use crate::string::{Frame, StrNode};

/// What looks like a statement of SQL. Python's white space has four characters more than that of the
/// expressions here.
static STATEMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const SPACE: &str = r"[\s\x1c-\x1f]";
    let alternatives = [
        format!(r"select{SPACE}.*from{SPACE}"),
        format!(r"delete{SPACE}+from{SPACE}"),
        format!(r"insert{SPACE}+into{SPACE}.*values(?:{SPACE}|\()"),
        format!(r"update{SPACE}.*set{SPACE}"),
    ];
    Regex::new(&format!("(?is){}", alternatives.join("|"))).ok()
});

/// B608.
pub(crate) fn query(string: &StrNode<'_, '_>) -> Option<Issue> {
    let (text, wrapper, replaces) = match string.parent(0)? {
        Node::Expression(Expr::BinOp(_)) => {
            let frame = string.parents.last()?;
            let chain = string.parents.get(frame.chain..)?;
            let wrapper = frame.chain.checked_sub(1).and_then(|at| string.parents.get(at));
            (concatenated(string.value, chain), wrapper.map(|frame| frame.node), false)
        }
        Node::Expression(Expr::Attribute(method))
            if matches!(method.attr.as_str(), "format" | "replace") =>
        {
            let replaces = method.attr.as_str() == "replace";
            (string.value.to_owned(), string.parent(2), replaces)
        }
        Node::Expression(Expr::FString(_)) | Node::FormatSpec(_) => {
            (string.joined?.to_owned(), string.parent(1), false)
        }
        _ => return None,
    };
    if !STATEMENT.as_ref()?.is_match(&text) {
        return None;
    }
    let is_executed = matches!(wrapper, Some(Node::Expression(Expr::Call(call))) if executes(call));
    let confidence = if is_executed && !replaces { Confidence::Medium } else { Confidence::Low };
    let message = "a statement of SQL is put together from strings";
    Some(Issue::new("B608", Severity::Medium, confidence, message))
}

fn executes(call: &ast::ExprCall) -> bool {
    let name = match &*call.func {
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        Expr::Name(name) => name.id.as_str(),
        _ => return false,
    };
    matches!(name, "execute" | "executemany")
}

/// A string and, after it, the other strings of the operations that it is part of, those of the
/// innermost one left out. `chain` are these operations, the outermost first.
fn concatenated(string: &str, chain: &[Frame<'_>]) -> String {
    let mut before = Strings::default();
    let mut after = Strings::default();
    for (outer, inner) in chain.iter().zip(chain.iter().skip(1)).rev() {
        let (Some(outer), Some(inner)) = (operation(outer.node), operation(inner.node)) else {
            break;
        };
        let is_left = matches!(&*outer.left, Expr::BinOp(left) if std::ptr::eq(left, inner));
        if is_left {
            after.add(&outer.right);
        } else {
            let mut left = Strings { seen: before.seen, ..Strings::default() };
            left.add(&outer.left);
            left.texts.append(&mut before.texts);
            before = left;
        }
        if before.is_full() || after.is_full() {
            break;
        }
    }
    let parts = std::iter::once(string).chain(before.texts).chain(after.texts);
    parts.collect::<Vec<_>>().join(" ")
}

fn operation(node: Node<'_>) -> Option<&ast::ExprBinOp> {
    match node {
        Node::Expression(Expr::BinOp(operation)) => Some(operation),
        _ => None,
    }
}

/// Strings that are operands of operations, as many as are looked at.
#[derive(Default)]
struct Strings<'a> {
    texts: Vec<&'a str>,
    seen: usize,
}

/// Operands that are looked at beside a string. A sum of a hundred thousand strings is looked at from
/// each of them: without a bound that takes quadratic time.
const MAX_OPERANDS: usize = 256;

impl<'a> Strings<'a> {
    fn is_full(&self) -> bool {
        self.seen >= MAX_OPERANDS
    }

    fn add(&mut self, operand: &'a Expr) {
        let mut open = vec![operand];
        while let Some(operand) = open.pop() {
            self.seen += 1;
            if self.is_full() {
                return;
            }
            match operand {
                Expr::BinOp(operation) => open.extend([&*operation.right, &*operation.left]),
                operand => self.texts.extend(plain_text(operand)),
            }
        }
    }
}
