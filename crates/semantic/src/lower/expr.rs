//! Expressions.

use hognose_core::Ranged;
use hognose_ir::{
    Arg, ArgName, BinOp, BoolOp, CmpOp, CompKind, Comprehension, Conversion, Expr, ExprKind,
    FormatPart, Lit, Stmt, UnaryOp,
};
use hognose_python::ast::{self, FStringPart, HasNodeIndex, InterpolatedStringElement, Operator};

use super::{Header, Lowering, span};

impl<'a> Lowering<'_, 'a> {
    pub(super) fn expr(&mut self, expression: &'a ast::Expr) -> Expr {
        let kind = self.kind(expression);
        Expr { kind, span: span(expression.range()) }
    }

    fn boxed(&mut self, expression: &'a ast::Expr) -> Box<Expr> {
        Box::new(self.expr(expression))
    }

    fn exprs(&mut self, expressions: &'a [ast::Expr]) -> Vec<Expr> {
        expressions.iter().map(|it| self.expr(it)).collect()
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
    fn kind(&mut self, expression: &'a ast::Expr) -> ExprKind {
        match expression {
            ast::Expr::BoolOp(it) => {
                let op = match it.op {
                    ast::BoolOp::And => BoolOp::And,
                    ast::BoolOp::Or => BoolOp::Or,
                };
                ExprKind::Bool(op, self.exprs(&it.values))
            }
            ast::Expr::Named(it) => {
                let value = self.boxed(&it.value);
                ExprKind::Walrus(Box::new(self.target(&it.target)), value)
            }
            ast::Expr::BinOp(it) => {
                let left = self.boxed(&it.left);
                ExprKind::Bin(operator(it.op), left, self.boxed(&it.right))
            }
            ast::Expr::UnaryOp(it) => {
                let op = match it.op {
                    ast::UnaryOp::Not => UnaryOp::Not,
                    ast::UnaryOp::USub => UnaryOp::Neg,
                    ast::UnaryOp::UAdd => UnaryOp::Pos,
                    ast::UnaryOp::Invert => UnaryOp::Invert,
                };
                ExprKind::Unary(op, self.boxed(&it.operand))
            }
            ast::Expr::Lambda(it) => {
                let defaults = self.defaults(it.parameters.as_deref());
                let header = Header {
                    name: "<lambda>",
                    range: it.range,
                    parameters: it.parameters.as_deref(),
                    returns: None,
                    is_async: false,
                };
                let function =
                    self.function(it, header, |this| vec![Stmt::Return(Some(this.expr(&it.body)))]);
                ExprKind::Lambda(function, defaults)
            }
            ast::Expr::If(it) => {
                let test = self.expr(&it.test);
                let then = self.expr(&it.body);
                ExprKind::If(Box::new([test, then, self.expr(&it.orelse)]))
            }
            ast::Expr::Dict(it) => {
                let entry = |item: &'a ast::DictItem| {
                    let key = item.key.as_ref().map(|key| self.expr(key));
                    (key, self.expr(&item.value))
                };
                ExprKind::Dict(it.items.iter().map(entry).collect())
            }
            ast::Expr::Set(it) => ExprKind::Set(self.exprs(&it.elts)),
            ast::Expr::List(it) => ExprKind::List(self.exprs(&it.elts)),
            ast::Expr::Tuple(it) => ExprKind::Tuple(self.exprs(&it.elts)),
            ast::Expr::ListComp(it) => {
                self.comprehension(CompKind::List, it, &it.generators, &it.elt, None)
            }
            ast::Expr::SetComp(it) => {
                self.comprehension(CompKind::Set, it, &it.generators, &it.elt, None)
            }
            ast::Expr::Generator(it) => {
                self.comprehension(CompKind::Generator, it, &it.generators, &it.elt, None)
            }
            ast::Expr::DictComp(it) => match &it.key {
                Some(key) => {
                    self.comprehension(CompKind::Dict, it, &it.generators, key, Some(&it.value))
                }
                None => ExprKind::Unknown,
            },
            ast::Expr::Await(it) => ExprKind::Await(self.boxed(&it.value)),
            ast::Expr::Yield(it) => {
                self.mark_generator();
                ExprKind::Yield(it.value.as_deref().map(|value| self.boxed(value)))
            }
            ast::Expr::YieldFrom(it) => {
                self.mark_generator();
                ExprKind::YieldFrom(self.boxed(&it.value))
            }
            ast::Expr::Compare(it) => {
                let left = self.boxed(&it.left);
                let rest = it.ops.iter().zip(&it.comparators);
                ExprKind::Compare(
                    left,
                    rest.map(|(op, right)| (comparison(*op), self.expr(right))).collect(),
                )
            }
            ast::Expr::Call(it) => {
                let callee = self.boxed(&it.func);
                ExprKind::Call(callee, self.arguments(&it.arguments))
            }
            ast::Expr::FString(it) => {
                let mut parts = Vec::new();
                for part in &it.value {
                    match part {
                        FStringPart::Literal(literal) => {
                            parts.push(FormatPart::Text(literal.as_str().into()));
                        }
                        FStringPart::FString(part) => self.format(&part.elements, &mut parts),
                    }
                }
                ExprKind::Format(parts)
            }
            ast::Expr::TString(it) => {
                // Not a text: its parts, for whoever renders them.
                let mut parts = Vec::new();
                for part in &it.value {
                    self.format(&part.elements, &mut parts);
                }
                let values = parts.into_iter().filter_map(|part| match part {
                    FormatPart::Value { value, .. } => Some(value),
                    FormatPart::Text(_) => None,
                });
                ExprKind::List(values.collect())
            }
            ast::Expr::StringLiteral(it) => ExprKind::Lit(Lit::Str(it.value.to_str().into())),
            ast::Expr::BytesLiteral(it) => {
                ExprKind::Lit(Lit::Bytes(it.value.bytes().map(char::from).collect()))
            }
            ast::Expr::NumberLiteral(it) => ExprKind::Lit(match &it.value {
                ast::Number::Int(value) => {
                    value.as_i64().map_or(Lit::Float(f64::INFINITY), Lit::Int)
                }
                ast::Number::Float(value) => Lit::Float(*value),
                ast::Number::Complex { .. } => Lit::Float(f64::NAN),
            }),
            ast::Expr::BooleanLiteral(it) => ExprKind::Lit(Lit::Bool(it.value)),
            ast::Expr::NoneLiteral(_) => ExprKind::Lit(Lit::None),
            ast::Expr::EllipsisLiteral(_) => ExprKind::Lit(Lit::Ellipsis),
            ast::Expr::Attribute(it) => {
                let value = self.boxed(&it.value);
                let name = self.sym(it.attr.as_str());
                self.mention(name);
                ExprKind::Attr(value, name)
            }
            ast::Expr::Subscript(it) => {
                let value = self.boxed(&it.value);
                ExprKind::Index(value, self.boxed(&it.slice))
            }
            ast::Expr::Starred(it) => ExprKind::Star(self.boxed(&it.value)),
            ast::Expr::Name(it) => ExprKind::Var(self.var(it.id.as_str())),
            ast::Expr::Slice(it) => {
                let mut part =
                    |part: &'a Option<Box<ast::Expr>>| part.as_deref().map(|part| self.expr(part));
                ExprKind::Slice(Box::new([part(&it.lower), part(&it.upper), part(&it.step)]))
            }
            ast::Expr::IpyEscapeCommand(_) => ExprKind::Unknown,
        }
    }

    fn mark_generator(&mut self) {
        if let Some(owner) = self.owners.last_mut() {
            owner.is_generator = true;
        }
    }

    fn arguments(&mut self, arguments: &'a ast::Arguments) -> Vec<Arg> {
        let mut all = Vec::with_capacity(arguments.args.len() + arguments.keywords.len());
        for argument in &arguments.args {
            all.push(match argument {
                ast::Expr::Starred(it) => Arg { name: ArgName::Star, value: self.expr(&it.value) },
                _ => Arg { name: ArgName::Position, value: self.expr(argument) },
            });
        }
        for keyword in &arguments.keywords {
            let name = match &keyword.arg {
                Some(name) => ArgName::Keyword(self.sym(name.as_str())),
                None => ArgName::StarStar,
            };
            all.push(Arg { name, value: self.expr(&keyword.value) });
        }
        all
    }

    fn format(
        &mut self,
        elements: &'a ast::InterpolatedStringElements,
        parts: &mut Vec<FormatPart>,
    ) {
        for element in elements {
            parts.push(match element {
                InterpolatedStringElement::Literal(it) => FormatPart::Text((*it.value).into()),
                InterpolatedStringElement::Interpolation(it) => {
                    let mut spec = Vec::new();
                    if let Some(format) = &it.format_spec {
                        self.format(&format.elements, &mut spec);
                    }
                    let conversion = match it.conversion {
                        ast::ConversionFlag::None => Conversion::Format,
                        ast::ConversionFlag::Str => Conversion::Str,
                        ast::ConversionFlag::Repr | ast::ConversionFlag::Ascii => Conversion::Repr,
                    };
                    FormatPart::Value { value: self.expr(&it.expression), conversion, spec }
                }
            });
        }
    }

    fn comprehension(
        &mut self,
        kind: CompKind,
        node: &impl HasNodeIndex,
        generators: &'a [ast::Comprehension],
        element: &'a ast::Expr,
        value: Option<&'a ast::Expr>,
    ) -> ExprKind {
        let Some((first, others)) = generators.split_first() else { return ExprKind::Unknown };
        let iterable = self.expr(&first.iter);
        self.in_scope(node, |this| {
            let mut loops = Vec::with_capacity(generators.len());
            let target = this.target(&first.target);
            loops.push((target, iterable, this.exprs(&first.ifs)));
            for generator in others {
                let iterable = this.expr(&generator.iter);
                let target = this.target(&generator.target);
                loops.push((target, iterable, this.exprs(&generator.ifs)));
            }
            let element = this.expr(element);
            let value = value.map(|value| this.expr(value));
            ExprKind::Comp(Box::new(Comprehension { kind, element, value, loops }))
        })
    }
}

pub(super) fn operator(op: Operator) -> BinOp {
    match op {
        Operator::Add => BinOp::Add,
        Operator::Sub => BinOp::Sub,
        Operator::Mult => BinOp::Mul,
        Operator::MatMult => BinOp::MatMul,
        Operator::Div => BinOp::Div,
        Operator::Mod => BinOp::Mod,
        Operator::Pow => BinOp::Pow,
        Operator::LShift => BinOp::Shl,
        Operator::RShift => BinOp::Shr,
        Operator::BitOr => BinOp::Or,
        Operator::BitXor => BinOp::Xor,
        Operator::BitAnd => BinOp::And,
        Operator::FloorDiv => BinOp::FloorDiv,
    }
}

fn comparison(op: ast::CmpOp) -> CmpOp {
    match op {
        ast::CmpOp::Eq => CmpOp::Eq,
        ast::CmpOp::NotEq => CmpOp::NotEq,
        ast::CmpOp::Lt => CmpOp::Lt,
        ast::CmpOp::LtE => CmpOp::LtE,
        ast::CmpOp::Gt => CmpOp::Gt,
        ast::CmpOp::GtE => CmpOp::GtE,
        ast::CmpOp::Is => CmpOp::Is,
        ast::CmpOp::IsNot => CmpOp::IsNot,
        ast::CmpOp::In => CmpOp::In,
        ast::CmpOp::NotIn => CmpOp::NotIn,
    }
}
