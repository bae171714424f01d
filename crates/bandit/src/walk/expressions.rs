//! Expressions and their parts, in the order of the fields of Python's tree.

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::{self, Expr, Stmt};

use super::Walk;
use crate::checks::{passwords, sql, strings};
use crate::node::Node;
use crate::string::StrNode;
use crate::text::{Piece, pieces, spec_pieces};
use crate::{PythonGeneration, checks};

impl<'a> Walk<'a> {
    pub(super) fn optional(&mut self, expression: Option<&'a Expr>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    pub(super) fn expressions(&mut self, expressions: &'a [Expr]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    pub(super) fn expression(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(_) => return,
            Expr::StringLiteral(text) => {
                self.string(text.value.to_str(), Some(expression), expression.range(), None);
                return;
            }
            Expr::Call(call) => {
                let issues = checks::call(self, call);
                self.report(call.range(), call.range(), issues);
            }
            _ => {}
        }
        self.within(Node::Expression(expression), |walk| walk.expression_parts(expression));
    }

    fn expression_parts(&mut self, expression: &'a Expr) {
        match expression {
            Expr::BoolOp(operation) => self.expressions(&operation.values),
            Expr::Named(named) => {
                self.expression(&named.target);
                self.expression(&named.value);
            }
            Expr::BinOp(operation) => {
                self.expression(&operation.left);
                self.expression(&operation.right);
            }
            Expr::UnaryOp(operation) => self.expression(&operation.operand),
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.parameters(parameters);
                }
                self.expression(&lambda.body);
            }
            Expr::If(condition) => {
                self.expression(&condition.test);
                self.expression(&condition.body);
                self.expression(&condition.orelse);
            }
            Expr::Dict(dict) => {
                for item in &dict.items {
                    if let Some(key) = &item.key {
                        self.key_of = key.is_string_literal_expr().then_some(item);
                        self.expression(key);
                        self.key_of = None;
                    }
                }
                for item in &dict.items {
                    self.expression(&item.value);
                }
            }
            Expr::Set(set) => self.expressions(&set.elts),
            Expr::ListComp(comprehension) => {
                self.expression(&comprehension.elt);
                self.generators(&comprehension.generators);
            }
            Expr::SetComp(comprehension) => {
                self.expression(&comprehension.elt);
                self.generators(&comprehension.generators);
            }
            Expr::DictComp(comprehension) => {
                self.optional(comprehension.key.as_deref());
                self.expression(&comprehension.value);
                self.generators(&comprehension.generators);
            }
            Expr::Generator(generator) => {
                self.expression(&generator.elt);
                self.generators(&generator.generators);
            }
            Expr::Await(awaited) => self.expression(&awaited.value),
            Expr::Yield(yielded) => self.optional(yielded.value.as_deref()),
            Expr::YieldFrom(yielded) => self.expression(&yielded.value),
            Expr::Compare(comparison) => {
                self.expression(&comparison.left);
                self.expressions(&comparison.comparators);
            }
            Expr::Call(call) => {
                self.expression(&call.func);
                self.arguments(&call.arguments);
            }
            Expr::FString(text) => self.pieces(&pieces(text), expression.range()),
            Expr::TString(text) => {
                for field in text.value.elements().filter_map(|it| it.as_interpolation()) {
                    self.field(field, expression.range());
                }
            }
            Expr::Attribute(attribute) => self.expression(&attribute.value),
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
            }
            Expr::Starred(starred) => self.expression(&starred.value),
            Expr::List(list) => self.expressions(&list.elts),
            Expr::Tuple(tuple) => self.expressions(&tuple.elts),
            Expr::Slice(slice) => {
                self.optional(slice.lower.as_deref());
                self.optional(slice.upper.as_deref());
                self.optional(slice.step.as_deref());
            }
            Expr::Name(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => {}
        }
    }

    fn generators(&mut self, generators: &'a [ast::Comprehension]) {
        for generator in generators {
            self.within(Node::Comprehension(generator), |walk| {
                walk.expression(&generator.target);
                walk.expression(&generator.iter);
                walk.expressions(&generator.ifs);
            });
        }
    }

    /// The pieces of an f-string whose whole code is `whole`.
    fn pieces(&mut self, pieces: &[Piece<'a>], whole: TextRange) {
        let texts = || {
            pieces.iter().filter_map(|piece| match piece {
                Piece::Text(text, _) => Some(&**text),
                Piece::Field(_) => None,
            })
        };
        let joined: String = texts().collect();
        let mut first = Some(joined.as_str());
        for piece in pieces {
            match piece {
                Piece::Text(text, range) => {
                    let place = match self.python {
                        PythonGeneration::Before312 => whole,
                        PythonGeneration::Since312 => *range,
                    };
                    self.string(text, None, place, first.take());
                }
                Piece::Field(field) => self.field(field, whole),
            }
        }
    }

    fn field(&mut self, field: &'a ast::InterpolatedElement, whole: TextRange) {
        self.within(Node::Field(field), |walk| {
            walk.expression(&field.expression);
            if let Some(spec) = field.format_spec.as_deref() {
                walk.within(Node::FormatSpec(spec), |walk| {
                    walk.pieces(&spec_pieces(spec), whole);
                });
            }
        });
    }

    /// A string: a literal, or a text in an f-string.
    fn string(
        &mut self,
        value: &str,
        expression: Option<&'a Expr>,
        range: TextRange,
        joined: Option<&str>,
    ) {
        let Some(parent) = self.stack.last().map(|frame| frame.node) else { return };
        if matches!(parent, Node::Statement(Stmt::Expr(_))) {
            return;
        }
        let string =
            StrNode { value, expression, parents: &self.stack, key_of: self.key_of, joined };
        let issues = [
            strings::bind_all_interfaces(&string),
            passwords::string(&string),
            sql::query(&string),
            strings::temporary_path(&string, self.options),
        ];
        if issues.iter().any(Option::is_some) {
            let lines = parent.range(self.source);
            self.report(range, lines, issues.into_iter().flatten());
        }
    }
}
