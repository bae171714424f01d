//! The tests of branches.

use hognose_python::ast::{BoolOp, CmpOp, Expr, Pattern, UnaryOp};

use super::expression::Expressions;
use crate::facts::{Condition, Fact, Relation};

/// How deeply tests are understood.
const MAX_DEPTH: u32 = 6;

impl Expressions<'_> {
    /// When a test holds.
    pub(super) fn condition(self, test: &Expr) -> Condition {
        self.condition_within(test, MAX_DEPTH)
    }

    fn condition_within(self, test: &Expr, depth: u32) -> Condition {
        let Some(depth) = depth.checked_sub(1) else { return Condition::Unknown };
        match test {
            Expr::BoolOp(it) => {
                let parts = it.values.iter().map(|it| self.condition_within(it, depth)).collect();
                match it.op {
                    BoolOp::And => Condition::All(parts),
                    BoolOp::Or => Condition::Any(parts),
                }
            }
            Expr::UnaryOp(it) if it.op == UnaryOp::Not => {
                negated(&self.condition_within(&it.operand, depth))
            }
            Expr::Compare(it) => {
                let ([op], [right]) = (&*it.ops, &*it.comparators) else {
                    return Condition::Unknown;
                };
                let (relation, negated) = match op {
                    CmpOp::Eq | CmpOp::Is => (Relation::Same, false),
                    CmpOp::NotEq | CmpOp::IsNot => (Relation::Same, true),
                    CmpOp::In => (Relation::In, false),
                    CmpOp::NotIn => (Relation::In, true),
                    _ => return Condition::Unknown,
                };
                let (left, right) = (self.fact(&it.left), self.fact(right));
                Condition::Compare { left, relation, right, negated }
            }
            Expr::Name(_) | Expr::Attribute(_) => match self.fact(test) {
                Fact::Other => Condition::Unknown,
                of => Condition::Truth { of, negated: false },
            },
            Expr::Named(it) => self.condition_within(&it.value, depth),
            _ => Condition::Unknown,
        }
    }

    /// When a subject matches a pattern.
    pub(super) fn matches(self, subject: &Fact, pattern: &Pattern) -> Condition {
        match pattern {
            Pattern::MatchValue(it) => Condition::Compare {
                left: subject.clone(),
                relation: Relation::Same,
                right: self.fact(&it.value),
                negated: false,
            },
            Pattern::MatchOr(it) => Condition::Any(
                it.patterns
                    .iter()
                    .map(|pattern| match pattern {
                        Pattern::MatchValue(_) => self.matches(subject, pattern),
                        _ => Condition::Unknown,
                    })
                    .collect(),
            ),
            _ => Condition::Unknown,
        }
    }
}

/// When a condition does not hold.
pub(super) fn negated(condition: &Condition) -> Condition {
    match condition {
        Condition::All(parts) => Condition::Any(parts.iter().map(negated).collect()),
        Condition::Any(parts) => Condition::All(parts.iter().map(negated).collect()),
        Condition::Compare { left, relation, right, negated } => Condition::Compare {
            left: left.clone(),
            relation: *relation,
            right: right.clone(),
            negated: !negated,
        },
        Condition::Truth { of, negated } => Condition::Truth { of: of.clone(), negated: !negated },
        Condition::Unknown => Condition::Unknown,
    }
}
