//! `metavariable-comparison`: arithmetic and comparisons of constants.

use hognose_python::ast::{BoolOp, CmpOp, Expr, Number, Operator, Stmt, UnaryOp};
use hognose_python::{SourceKind, is_too_deep, parse};
use hognose_semantic::Constant;
use serde::{Deserialize, Serialize};

use crate::formula::Expression;
use crate::lower::{Names, dotted};
use crate::pattern::Slot;
use crate::prepare::{Stand, prepare, stands_for};

/// A part of a comparison.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Term {
    Meta(Slot),
    Value(Val),
    Not(Box<Term>),
    Minus(Box<Term>),
    Binary(Box<Term>, char, Box<Term>),
    Compare(Box<Term>, String, Box<Term>),
    And(Vec<Term>),
    Or(Vec<Term>),
    List(Vec<Term>),
    Call(Function, Box<Term>),
    Match(Expression, Box<Term>),
}

/// A value of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Val {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Val>),
}

/// The functions that can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Function {
    Int,
    Float,
    Str,
    Len,
}

/// Compiles a comparison.
///
/// # Errors
///
/// What in it is not supported.
pub(crate) fn comparison(text: &str, names: &Names) -> Result<Term, String> {
    let prepared = prepare(text.trim())?;
    if text.len() > 4096 || is_too_deep(&prepared.text, 32) {
        return Err("the comparison is too long".into());
    }
    let parsed = parse(&prepared.text, SourceKind::Python);
    if let Some(error) = parsed.errors().next() {
        return Err(format!("the comparison is not Python: {}", error.message));
    }
    match &parsed.module().body[..] {
        [Stmt::Expr(only)] => term(&only.value, names),
        _ => Err("a comparison is one expression".into()),
    }
}

fn term(expression: &Expr, names: &Names) -> Result<Term, String> {
    let boxed = |it: &Expr| term(it, names).map(Box::new);
    Ok(match expression {
        Expr::Name(name) => match stands_for(name.id.as_str()) {
            Some(Stand::Meta(meta)) => match names.known(meta) {
                Some(slot) => Term::Meta(slot),
                None => return Err(format!("no pattern binds `${meta}`")),
            },
            _ => return Err(format!("`{}` is not known in a comparison", name.id)),
        },
        Expr::NumberLiteral(it) => Term::Value(match &it.value {
            Number::Int(value) => Val::Int(value.as_i64().ok_or("the number is too large")?),
            Number::Float(value) => Val::Float(*value),
            Number::Complex { .. } => return Err("complex numbers are not supported".into()),
        }),
        Expr::StringLiteral(it) => Term::Value(Val::Text(it.value.to_str().to_owned())),
        Expr::BooleanLiteral(it) => Term::Value(Val::Bool(it.value)),
        Expr::NoneLiteral(_) => Term::Value(Val::None),
        Expr::UnaryOp(it) => match it.op {
            UnaryOp::Not => Term::Not(boxed(&it.operand)?),
            UnaryOp::USub => Term::Minus(boxed(&it.operand)?),
            _ => return Err(format!("the operator `{}` is not supported", it.op)),
        },
        Expr::BinOp(it) => {
            let operator = match it.op {
                Operator::Add => '+',
                Operator::Sub => '-',
                Operator::Mult => '*',
                Operator::Div => '/',
                Operator::FloorDiv => 'f',
                Operator::Mod => '%',
                Operator::Pow => '^',
                _ => return Err(format!("the operator `{}` is not supported", it.op)),
            };
            Term::Binary(boxed(&it.left)?, operator, boxed(&it.right)?)
        }
        Expr::BoolOp(it) => {
            let all: Result<Vec<Term>, String> =
                it.values.iter().map(|value| term(value, names)).collect();
            match it.op {
                BoolOp::And => Term::And(all?),
                BoolOp::Or => Term::Or(all?),
            }
        }
        Expr::Compare(it) => {
            let mut left = &*it.left;
            let mut all = Vec::new();
            for (operator, right) in it.ops.iter().zip(&it.comparators) {
                if matches!(operator, CmpOp::Is | CmpOp::IsNot) {
                    return Err("`is` is not supported in a comparison".into());
                }
                let compared =
                    Term::Compare(boxed(left)?, operator.as_str().to_owned(), boxed(right)?);
                all.push(compared);
                left = right;
            }
            Term::And(all)
        }
        Expr::List(it) => {
            Term::List(it.elts.iter().map(|it| term(it, names)).collect::<Result<_, _>>()?)
        }
        Expr::Tuple(it) => {
            Term::List(it.elts.iter().map(|it| term(it, names)).collect::<Result<_, _>>()?)
        }
        Expr::Call(call) => {
            let name = dotted(&call.func).unwrap_or_default();
            let function = match name.as_str() {
                "int" => Function::Int,
                "float" => Function::Float,
                "str" => Function::Str,
                "len" => Function::Len,
                "re.match" => return re_match(&call.arguments.args, names),
                _ => return Err(format!("the function `{name}` is not supported in a comparison")),
            };
            let [only] = &call.arguments.args[..] else {
                return Err(format!("`{name}` takes one argument here"));
            };
            Term::Call(function, boxed(only)?)
        }
        _ => return Err("this is not supported in a comparison".into()),
    })
}

fn re_match(arguments: &[Expr], names: &Names) -> Result<Term, String> {
    match arguments {
        [Expr::StringLiteral(text), value] => {
            let expression = Expression::new(text.value.to_str(), true)?;
            Ok(Term::Match(expression, Box::new(term(value, names)?)))
        }
        _ => Err("`re.match` takes a literal and a value here".into()),
    }
}

impl Term {
    /// The value, if it has one.
    pub(crate) fn value(&self, of: &dyn Fn(Slot) -> Option<Val>) -> Option<Val> {
        Some(match self {
            Self::Meta(slot) => of(*slot)?,
            Self::Value(value) => value.clone(),
            Self::Not(term) => Val::Bool(!term.value(of)?.is_truthy()),
            Self::Minus(term) => match term.value(of)? {
                Val::Int(number) => Val::Int(number.checked_neg()?),
                Val::Float(number) => Val::Float(-number),
                _ => return None,
            },
            Self::Binary(left, operator, right) => {
                binary(&left.value(of)?, *operator, &right.value(of)?)?
            }
            Self::Compare(left, operator, right) => {
                Val::Bool(compare(&left.value(of)?, operator, &right.value(of)?)?)
            }
            Self::And(terms) => {
                let mut last = Val::Bool(true);
                for term in terms {
                    last = term.value(of)?;
                    if !last.is_truthy() {
                        break;
                    }
                }
                last
            }
            Self::Or(terms) => {
                let mut last = Val::Bool(false);
                for term in terms {
                    last = term.value(of)?;
                    if last.is_truthy() {
                        break;
                    }
                }
                last
            }
            Self::List(terms) => {
                Val::List(terms.iter().map(|term| term.value(of)).collect::<Option<_>>()?)
            }
            Self::Call(function, term) => call(*function, term.value(of)?)?,
            Self::Match(expression, term) => match term.value(of)? {
                Val::Text(text) => Val::Bool(expression.regex()?.is_match(&text)),
                _ => return None,
            },
        })
    }
}

impl Val {
    /// Whether Python takes it for true.
    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(list) => !list.is_empty(),
        }
    }

    /// A constant of the code.
    pub(crate) fn of(constant: Constant<'_>) -> Option<Self> {
        Some(match constant {
            Constant::None => Self::None,
            Constant::Bool(value) => Self::Bool(value),
            Constant::Int(value) => Self::Int(value),
            Constant::Float(value) => Self::Float(value),
            Constant::Str(text) => Self::Text(text.into_owned()),
            Constant::Bytes(_) => return None,
            Constant::Sequence(list) => {
                Self::List(list.into_iter().map(Self::of).collect::<Option<_>>()?)
            }
        })
    }

    fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "as Python does for mixed numbers")]
            Self::Int(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            Self::Bool(value) => Some(f64::from(u8::from(*value))),
            _ => None,
        }
    }
}

fn binary(left: &Val, operator: char, right: &Val) -> Option<Val> {
    if let (Val::Int(left), Val::Int(right)) = (left, right) {
        let result = match operator {
            '+' => left.checked_add(*right),
            '-' => left.checked_sub(*right),
            '*' => left.checked_mul(*right),
            'f' => left.checked_div_euclid(*right),
            '%' => left.checked_rem_euclid(*right),
            '^' => left.checked_pow(u32::try_from(*right).ok()?),
            _ => None,
        };
        if operator != '/' {
            return result.map(Val::Int);
        }
    }
    if let (Val::Text(left), '+', Val::Text(right)) = (left, operator, right) {
        return (left.len() + right.len() < 1 << 16).then(|| Val::Text(format!("{left}{right}")));
    }
    let (left, right) = (left.number()?, right.number()?);
    Some(Val::Float(match operator {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' if right != 0.0 => left / right,
        'f' if right != 0.0 => (left / right).floor(),
        '%' if right != 0.0 => left - right * (left / right).floor(),
        '^' => left.powf(right),
        _ => return None,
    }))
}

fn compare(left: &Val, operator: &str, right: &Val) -> Option<bool> {
    let equal = || match (left.number(), right.number()) {
        (Some(left), Some(right)) => (left - right).abs() < f64::EPSILON,
        _ => left == right,
    };
    let order = || match (left, right) {
        (Val::Text(left), Val::Text(right)) => Some(left.cmp(right)),
        (Val::Int(left), Val::Int(right)) => Some(left.cmp(right)),
        _ => left.number()?.partial_cmp(&right.number()?),
    };
    let holds = || match right {
        Val::List(list) => Some(list.contains(left)),
        Val::Text(text) => match left {
            Val::Text(part) => Some(text.contains(part.as_str())),
            _ => None,
        },
        _ => None,
    };
    Some(match operator {
        "==" => equal(),
        "!=" => !equal(),
        "<" => order()?.is_lt(),
        "<=" => order()?.is_le(),
        ">" => order()?.is_gt(),
        ">=" => order()?.is_ge(),
        "in" => holds()?,
        "not in" => !holds()?,
        _ => return None,
    })
}

fn call(function: Function, value: Val) -> Option<Val> {
    Some(match (function, value) {
        (Function::Int, Val::Text(text)) => Val::Int(text.trim().parse().ok()?),
        (Function::Int, Val::Bool(value)) => Val::Int(i64::from(value)),
        (Function::Int, value @ Val::Int(_)) | (Function::Str, value @ Val::Text(_)) => value,
        #[expect(clippy::cast_possible_truncation, reason = "as `int` of a float does")]
        (Function::Int, Val::Float(value)) if value.abs() < 9.0e18 => Val::Int(value as i64),
        (Function::Float, Val::Text(text)) => Val::Float(text.trim().parse().ok()?),
        (Function::Float, value) => Val::Float(value.number()?),
        (Function::Str, Val::Int(value)) => Val::Text(value.to_string()),
        (Function::Len, Val::Text(text)) => Val::Int(i64::try_from(text.chars().count()).ok()?),
        (Function::Len, Val::List(list)) => Val::Int(i64::try_from(list.len()).ok()?),
        _ => return None,
    })
}
