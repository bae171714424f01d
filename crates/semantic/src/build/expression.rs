//! Expressions: names, the scopes in them, and what rules look for.

use hognose_core::Ranged;
use hognose_python::ast::{self, Expr, ExprContext, HasNodeIndex};

use super::Builder;
use crate::changes;
use crate::scope::Arm;
use crate::words::Bit;
use crate::{BindingKind, Mention, Place, Scope, ScopeKind, StopKind, Syntax};

impl<'a> Builder<'a, '_> {
    pub(super) fn optional(&mut self, expression: Option<&'a Expr>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    fn expressions(&mut self, expressions: &'a [Expr]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    pub(super) fn expression(&mut self, expression: &'a Expr) {
        match expression {
            // The leaves and links that are not recorded; see `Node`.
            Expr::Name(ast::ExprName { ctx, id, range, .. }) => {
                // A target in a place where the grammar allows none: keep the tables right.
                if matches!(ctx, ExprContext::Store) {
                    self.bind(id.as_str(), *range, range.end(), BindingKind::Opaque);
                } else {
                    self.name_alone(expression, id.as_str());
                }
            }
            Expr::Attribute(attribute) => {
                self.mention(expression, attribute.attr.as_str());
                self.expression(&attribute.value);
            }
            Expr::UnaryOp(unary) => self.expression(&unary.operand),
            Expr::Slice(slice) => {
                self.optional(slice.lower.as_deref());
                self.optional(slice.upper.as_deref());
                self.optional(slice.step.as_deref());
            }
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => {}
            recorded => self.record(Syntax::Expression(recorded), |this| {
                this.expression_parts(recorded);
            }),
        }
    }

    /// Whether a binding gives another name to what somebody looks for.
    pub(super) fn is_renamed_word(&self, kind: BindingKind<'a>) -> bool {
        let word = match kind {
            BindingKind::ImportFrom { member, .. } => member,
            BindingKind::Assign(Expr::Attribute(value)) => value.attr.as_str(),
            BindingKind::Assign(Expr::Name(value)) => value.id.as_str(),
            _ => return false,
        };
        self.words.is_some_and(|words| words.may_have(word))
    }

    /// Records a name that is not called: where an import of its own brings it, that is recorded.
    fn name_alone(&mut self, expr: &'a Expr, word: &str) {
        let is_builtin = self.words.is_some_and(|words| words.may_have_builtin(word));
        if is_builtin || !self.model.star_imports.is_empty() {
            self.mention(expr, word);
        }
    }

    /// Records an attribute or a name if somebody looks for its word.
    fn mention(&mut self, expr: &'a Expr, word: &str) {
        let Some(words) = self.words else { return };
        // A third of all names, and nobody looks for it.
        if word == "self" {
            return;
        }
        let bit = Bit::of(word);
        let is_renamed = || self.renamed_bits & bit.small() != 0 && self.renamed.contains(word);
        if words.has(bit) || is_renamed() {
            let place =
                Place { scope: self.scope, block: self.block, offset: expr.range().start() };
            self.model.mentions.push(Mention { expr, node: self.parent, place });
        }
    }

    fn expression_parts(&mut self, expression: &'a Expr) {
        match expression {
            Expr::BoolOp(operation) => self.expressions(&operation.values),
            Expr::Named(named) => {
                self.stop(StopKind::Assignment);
                self.walrus(named);
            }
            Expr::BinOp(operation) => {
                if matches!(operation.op, ast::Operator::Add | ast::Operator::Mod) {
                    self.stop(StopKind::Text);
                }
                self.expression(&operation.left);
                self.expression(&operation.right);
            }
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::If(conditional) => {
                self.expression(&conditional.test);
                self.expression(&conditional.body);
                self.expression(&conditional.orelse);
            }
            Expr::Dict(dict) => {
                self.stop(StopKind::Dict);
                for item in &dict.items {
                    self.optional(item.key.as_ref());
                    self.expression(&item.value);
                }
            }
            Expr::Set(set) => self.expressions(&set.elts),
            Expr::List(list) => self.expressions(&list.elts),
            Expr::Tuple(tuple) => self.expressions(&tuple.elts),
            Expr::ListComp(comprehension) => {
                self.comprehension(comprehension, &comprehension.generators, |this| {
                    this.expression(&comprehension.elt);
                });
            }
            Expr::SetComp(comprehension) => {
                self.comprehension(comprehension, &comprehension.generators, |this| {
                    this.expression(&comprehension.elt);
                });
            }
            Expr::Generator(comprehension) => {
                self.comprehension(comprehension, &comprehension.generators, |this| {
                    this.expression(&comprehension.elt);
                });
            }
            Expr::DictComp(comprehension) => {
                self.comprehension(comprehension, &comprehension.generators, |this| {
                    this.optional(comprehension.key.as_deref());
                    this.expression(&comprehension.value);
                });
            }
            Expr::Await(ast::ExprAwait { value, .. })
            | Expr::YieldFrom(ast::ExprYieldFrom { value, .. })
            | Expr::Starred(ast::ExprStarred { value, .. }) => self.expression(value),
            Expr::Yield(ast::ExprYield { value, .. }) => self.optional(value.as_deref()),
            Expr::Compare(comparison) => {
                self.stop(StopKind::Compare);
                self.expression(&comparison.left);
                self.expressions(&comparison.comparators);
            }
            Expr::Call(call) => {
                self.stop(StopKind::Call);
                if let Some((name, added)) = changes::by_call(call) {
                    self.change(name, added, call.range());
                }
                match &*call.func {
                    callee @ Expr::Name(name) => self.mention(callee, name.id.as_str()),
                    callee => self.expression(callee),
                }
                self.arguments(&call.arguments);
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
            }
            Expr::FString(string) => {
                self.stop(StopKind::Text);
                for part in string.value.f_strings() {
                    self.interpolated(&part.elements);
                }
            }
            Expr::TString(string) => {
                for part in &string.value {
                    self.interpolated(&part.elements);
                }
            }
            Expr::StringLiteral(_) => self.stop(StopKind::Str),
            // Leaves, and the links that `expression` has followed.
            Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_)
            | Expr::Name(_)
            | Expr::Attribute(_)
            | Expr::UnaryOp(_)
            | Expr::Slice(_) => {}
        }
    }

    fn interpolated(&mut self, elements: &'a ast::InterpolatedStringElements) {
        for element in elements.interpolations() {
            self.expression(&element.expression);
            if let Some(spec) = &element.format_spec {
                self.interpolated(&spec.elements);
            }
        }
    }

    pub(super) fn arguments(&mut self, arguments: &'a ast::Arguments) {
        self.expressions(&arguments.args);
        for keyword in &arguments.keywords {
            self.expression(&keyword.value);
        }
    }

    /// `(name := value)` binds in the nearest scope that is not a comprehension.
    fn walrus(&mut self, named: &'a ast::ExprNamed) {
        self.expression(&named.value);
        let Expr::Name(name) = &*named.target else {
            return self.expression(&named.target);
        };
        let mut scope = self.scope;
        while let Scope { kind: ScopeKind::Comprehension, parent: Some(parent), .. } =
            self.model.scope(scope)
        {
            scope = *parent;
        }
        let kind = BindingKind::Assign(&named.value);
        self.bind_in(scope, name.id.as_str(), name.range, named.range.end(), kind);
    }

    fn lambda(&mut self, lambda: &'a ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.defaults(parameters);
        }
        self.in_scope(ScopeKind::Lambda(lambda), lambda, lambda.range, |this| {
            let range = lambda.body.range();
            this.in_block(lambda.range.start(), Arm::Only, range, None, |this| {
                if let Some(parameters) = &lambda.parameters {
                    this.parameters(parameters, range.start(), false);
                }
                this.expression(&lambda.body);
            });
        });
    }

    fn comprehension(
        &mut self,
        node: &(impl HasNodeIndex + Ranged),
        generators: &'a [ast::Comprehension],
        element: impl FnOnce(&mut Self),
    ) {
        if let Some(first) = generators.first() {
            self.expression(&first.iter);
        }
        self.in_scope(ScopeKind::Comprehension, node, node.range(), |this| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    this.expression(&generator.iter);
                }
                // The element comes first in the source, and is evaluated last.
                this.target(&generator.target, node.start(), BindingKind::Opaque);
                this.expressions(&generator.ifs);
            }
            element(this);
        });
    }
}
