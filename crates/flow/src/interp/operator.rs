//! The functions of `operator`, which do what operators do.

use hognose_ir::{BinOp, CmpOp};

use super::call::Args;
use super::{Frame, Interp};
use crate::state::State;
use crate::value::Value;

impl Interp<'_> {
    /// A call of a function of `operator`, by its name; none if it is no operator.
    pub(super) fn operator_function(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        name: &str,
        args: &Args,
    ) -> Option<Value> {
        let left = args.position(0)?.clone();
        if matches!(name, "not_" | "truth") {
            let (yes, no) = (self.assume(state, &left, true), self.assume(state, &left, false));
            let sides = if name == "truth" { (yes, no) } else { (no, yes) };
            return Some(Self::truth_of(state, sides));
        }
        let right = args.position(1)?.clone();
        let site = args.site;
        if name == "getitem" {
            return Some(self.index(state, &left, &right, site));
        }
        if let Some(op) = comparison(name) {
            // `contains(container, element)`
            let sides = if op == CmpOp::In { (&right, &left) } else { (&left, &right) };
            let sides = self.compare_values(frame, state.clone(), op, sides, site);
            return Some(Self::truth_of(state, sides));
        }
        let op = operation(name)?;
        self.repeated(frame, state, op, (&left, &right), site);
        let own = self.operator(state, op, &left, &right, site);
        Some(own.unwrap_or_else(|| self.binary(state, op, &left, &right, site)))
    }
}

fn comparison(name: &str) -> Option<CmpOp> {
    Some(match name.trim_matches('_') {
        "eq" => CmpOp::Eq,
        "ne" => CmpOp::NotEq,
        "lt" => CmpOp::Lt,
        "le" => CmpOp::LtE,
        "gt" => CmpOp::Gt,
        "ge" => CmpOp::GtE,
        "is" => CmpOp::Is,
        "is_not" => CmpOp::IsNot,
        "contains" => CmpOp::In,
        _ => return None,
    })
}

fn operation(name: &str) -> Option<BinOp> {
    Some(match name.trim_matches('_').trim_start_matches('i') {
        "add" | "concat" => BinOp::Add,
        "mod" => BinOp::Mod,
        "mul" => BinOp::Mul,
        "truediv" => BinOp::Div,
        "or" => BinOp::Or,
        _ => return None,
    })
}
