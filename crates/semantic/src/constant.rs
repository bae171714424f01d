//! Constant folding: literals, names that hold them, arithmetic, string building.

use std::borrow::Cow;

use hognose_python::ast::{self, CmpOp, Expr, Number, Operator, UnaryOp};

use crate::fuel::Fuel;
use crate::template::Piece;
use crate::{BindingKind, Place, SemanticModel, Value, known};

/// A value that is known without running the program.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant<'a> {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// A floating point number.
    Float(f64),
    /// A text.
    Str(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// A tuple or list of constants.
    Sequence(Vec<Constant<'a>>),
}

impl Constant<'_> {
    /// Whether Python takes it for true.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::Sequence(elements) => !elements.is_empty(),
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is an integer; booleans count as 0 and 1, as in Python.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }
}

/// Names, operations and elements that are looked at for one constant.
const MAX_STEPS: u32 = 256;
/// Length of the longest chain of names and operations.
const MAX_DEPTH: u32 = 32;
/// A longer text takes no part in an operation, and is not handed out.
const MAX_TEXT_BYTES: usize = 1 << 16;

impl<'a> SemanticModel<'a> {
    /// The constant that an expression is known to be.
    pub fn constant(&self, expression: &'a Expr, place: Place) -> Option<Constant<'a>> {
        self.constant_with(&Fuel::new(MAX_STEPS, MAX_DEPTH), expression, place)
    }

    /// The same as [`Self::constant`], as part of another question.
    pub(crate) fn constant_with(
        &self,
        fuel: &Fuel,
        expression: &'a Expr,
        place: Place,
    ) -> Option<Constant<'a>> {
        Folder { model: self, fuel }.fold(expression, place)
    }

    /// The text that an expression is known to be. Rules search it wherever it is used, so that a very
    /// long one is not told.
    pub fn constant_str(&self, expression: &'a Expr, place: Place) -> Option<Cow<'a, str>> {
        match self.constant(expression, place)? {
            Constant::Str(text) if text.len() <= MAX_TEXT_BYTES => Some(text),
            _ => None,
        }
    }

    /// The expression that a name stands for, if only one assignment can have set it; any other
    /// expression stands for itself.
    pub fn follow(&self, expression: &'a Expr, place: Place) -> (&'a Expr, Place) {
        const MAX_NAMES: usize = 8;
        let mut current = (expression, place);
        for _ in 0..MAX_NAMES {
            let Expr::Name(name) = current.0 else { break };
            let Some(id) = self.only_reaching(name.id.as_str(), current.1) else { break };
            let binding = self.binding(id);
            let (BindingKind::Assign(value) | BindingKind::Annotated { value: Some(value), .. }) =
                binding.kind
            else {
                break;
            };
            current = (value, binding.place());
        }
        current
    }

    /// The expression that an attribute of a class of this file, or of its instances, was set to, if
    /// only one assignment sets it.
    pub fn follow_attribute(
        &self,
        attribute: &'a ast::ExprAttribute,
        place: Place,
    ) -> Option<(&'a Expr, Place)> {
        let owner = self.values(&attribute.value, place);
        let [Value::Class(class) | Value::InstanceOf(class)] = owner[..] else { return None };
        let scope = crate::ScopeId::from_u32(hognose_python::index(class)?);
        let [only] = &self.attributes.get(&(scope, attribute.attr.as_str()))?[..] else {
            return None;
        };
        only.value.map(|value| (value, only.place))
    }
}

struct Folder<'m, 'a> {
    model: &'m SemanticModel<'a>,
    fuel: &'m Fuel,
}

impl<'a> Folder<'_, 'a> {
    fn fold(&mut self, expression: &'a Expr, place: Place) -> Option<Constant<'a>> {
        self.fuel.step(|| self.fold_within(expression, place)).flatten()
    }

    fn fold_within(&mut self, expression: &'a Expr, place: Place) -> Option<Constant<'a>> {
        match expression {
            Expr::NoneLiteral(_) => Some(Constant::None),
            Expr::BooleanLiteral(literal) => Some(Constant::Bool(literal.value)),
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(number) => number.as_i64().map(Constant::Int),
                Number::Float(number) => Some(Constant::Float(*number)),
                Number::Complex { .. } => None,
            },
            Expr::StringLiteral(literal) => {
                Some(Constant::Str(Cow::Borrowed(literal.value.to_str())))
            }
            Expr::BytesLiteral(literal) => Some(Constant::Bytes(match literal.value.as_slice() {
                [single] => Cow::Borrowed(single.as_slice()),
                _ => Cow::Owned(literal.value.bytes().collect()),
            })),
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                elts.iter()
                    .map(|element| self.fold(element, place))
                    .collect::<Option<Vec<_>>>()
                    .map(Constant::Sequence)
            }
            Expr::Name(name) => self.name(expression, name.id.as_str(), place),
            Expr::Attribute(_) => self.attribute(expression, place),
            Expr::Named(named) => self.fold(&named.value, place),
            Expr::UnaryOp(unary) => {
                let operand = self.fold(&unary.operand, place)?;
                match (unary.op, operand) {
                    (UnaryOp::Not, operand) => Some(Constant::Bool(!operand.is_truthy())),
                    (UnaryOp::USub, Constant::Float(number)) => Some(Constant::Float(-number)),
                    (UnaryOp::USub, number) => number.as_int()?.checked_neg().map(Constant::Int),
                    (UnaryOp::UAdd, Constant::Float(number)) => Some(Constant::Float(number)),
                    (UnaryOp::UAdd, number) => number.as_int().map(Constant::Int),
                    (UnaryOp::Invert, number) => number.as_int().map(|n| Constant::Int(!n)),
                }
            }
            Expr::BinOp(operation) => self.binary(expression, operation, place),
            Expr::BoolOp(operation) => {
                let mut last = None;
                for value in &operation.values {
                    let value = self.fold(value, place)?;
                    if value.is_truthy() == matches!(operation.op, ast::BoolOp::Or) {
                        return Some(value);
                    }
                    last = Some(value);
                }
                last
            }
            Expr::Compare(comparison) => self.compare(comparison, place),
            Expr::If(conditional) => {
                let test = self.fold(&conditional.test, place)?;
                let taken = if test.is_truthy() { &conditional.body } else { &conditional.orelse };
                self.fold(taken, place)
            }
            Expr::FString(_) => self.text(expression, place),
            Expr::Call(call) => self.call(expression, call, place),
            _ => None,
        }
    }

    fn name(&mut self, expression: &'a Expr, name: &str, place: Place) -> Option<Constant<'a>> {
        let binding = self.model.only_reaching(name, place).map(|id| self.model.binding(id));
        match binding.map(|binding| (binding, binding.kind)) {
            Some((
                binding,
                BindingKind::Assign(value) | BindingKind::Annotated { value: Some(value), .. },
            )) => {
                let constant = self.fold(value, binding.place())?;
                let may_differ = matches!(constant, Constant::Sequence(_))
                    && self.model.is_changed(binding, place);
                (!may_differ).then_some(constant)
            }
            Some((_, BindingKind::Augmented(_))) => self.text(expression, place),
            _ => self.known(expression, place),
        }
    }

    /// A constant of the standard library: `stat.S_IRWXU`.
    fn known(&mut self, expression: &'a Expr, place: Place) -> Option<Constant<'a>> {
        let values = self.model.values_with(self.fuel, expression, place);
        match &values[..] {
            // A name that a star import has brought has its bare form, too.
            [Value::Path(path)] | [Value::Path(_), Value::Path(path)] => {
                known::constant(path).map(Constant::Int)
            }
            _ => None,
        }
    }

    fn attribute(&mut self, expression: &'a Expr, place: Place) -> Option<Constant<'a>> {
        if let Some(constant) = self.known(expression, place) {
            return Some(constant);
        }
        // A constant in the body of a class of this file: `self.URL`, `Config.URL`.
        let attribute = expression.as_attribute_expr()?;
        let owner = self.model.values_with(self.fuel, &attribute.value, place);
        let [Value::Class(class) | Value::InstanceOf(class)] = owner[..] else { return None };
        let scope = crate::ScopeId::from_u32(hognose_python::index(class)?);
        let attr = attribute.attr.as_str();
        let is_set_on_instances = self.model.attributes.contains_key(&(scope, attr));
        if is_set_on_instances || self.model.assigned_attributes.contains(attr) {
            // Any code may have changed it.
            return None;
        }
        let symbol = self.model.symbols.get(&(scope, attr))?.id;
        let [id] = self.model.bindings_of(symbol) else { return None };
        let binding = self.model.binding(*id);
        // An annotated one may be a field, of which instances have values of their own.
        let ((BindingKind::Assign(value), _)
        | (BindingKind::Annotated { value: Some(value), .. }, [Value::Class(_)])) =
            (binding.kind, &owner[..])
        else {
            return None;
        };
        self.fold(value, binding.place())
    }

    fn binary(
        &mut self,
        expression: &'a Expr,
        operation: &'a ast::ExprBinOp,
        place: Place,
    ) -> Option<Constant<'a>> {
        if matches!(operation.op, Operator::Add | Operator::Mod) {
            let leftmost = self.fold(leftmost(operation), place)?;
            if matches!(leftmost, Constant::Str(_)) {
                return self.text(expression, place);
            }
        }
        let left = self.fold(&operation.left, place)?;
        let right = self.fold(&operation.right, place)?;
        if let (Constant::Bytes(left), Operator::Add, Constant::Bytes(right)) =
            (&left, operation.op, &right)
        {
            let fits = left.len() + right.len() <= MAX_TEXT_BYTES;
            return fits.then(|| Constant::Bytes([&left[..], &right[..]].concat().into()));
        }
        let (Some(a), Some(b)) = (left.as_int(), right.as_int()) else { return None };
        match operation.op {
            Operator::Add => a.checked_add(b),
            Operator::Sub => a.checked_sub(b),
            Operator::Mult => a.checked_mul(b),
            Operator::BitOr => Some(a | b),
            Operator::BitAnd => Some(a & b),
            Operator::BitXor => Some(a ^ b),
            Operator::LShift => u32::try_from(b)
                .ok()
                .filter(|shift| *shift < 63)
                .and_then(|shift| a.checked_mul(1 << shift)),
            Operator::RShift => u32::try_from(b).ok().map(|shift| a >> shift.min(i64::BITS - 1)),
            Operator::FloorDiv => (b > 0).then(|| a.div_euclid(b)),
            Operator::Mod => (b > 0).then(|| a.rem_euclid(b)),
            Operator::Pow => u32::try_from(b).ok().and_then(|exponent| a.checked_pow(exponent)),
            Operator::Div | Operator::MatMult => return None,
        }
        .map(Constant::Int)
    }

    fn compare(&mut self, comparison: &'a ast::ExprCompare, place: Place) -> Option<Constant<'a>> {
        let ([op], [right]) = (&comparison.ops[..], &comparison.comparators[..]) else {
            return None;
        };
        let left = self.fold(&comparison.left, place)?;
        let right = self.fold(right, place)?;
        let result = match op {
            CmpOp::Eq => is_equal(&left, &right)?,
            CmpOp::NotEq => !is_equal(&left, &right)?,
            CmpOp::Is => is_same(&left, &right)?,
            CmpOp::IsNot => !is_same(&left, &right)?,
            CmpOp::Lt => left.as_int()? < right.as_int()?,
            CmpOp::LtE => left.as_int()? <= right.as_int()?,
            CmpOp::Gt => left.as_int()? > right.as_int()?,
            CmpOp::GtE => left.as_int()? >= right.as_int()?,
            CmpOp::In | CmpOp::NotIn => return None,
        };
        Some(Constant::Bool(result))
    }

    fn call(
        &mut self,
        expression: &'a Expr,
        call: &'a ast::ExprCall,
        place: Place,
    ) -> Option<Constant<'a>> {
        if let Expr::Attribute(method) = &*call.func {
            let name = method.attr.as_str();
            if matches!(name, "format" | "join") {
                return self.text(expression, place);
            }
            if !matches!(name, "lower" | "upper" | "strip" | "lstrip" | "rstrip" | "encode") {
                return None;
            }
            let Constant::Str(text) = self.fold(&method.value, place)? else { return None };
            if !call.arguments.is_empty() || text.len() > MAX_TEXT_BYTES {
                return None;
            }
            return Some(match name {
                "lower" => Constant::Str(text.to_lowercase().into()),
                "upper" => Constant::Str(text.to_uppercase().into()),
                "strip" => Constant::Str(text.trim().to_owned().into()),
                "lstrip" => Constant::Str(text.trim_start().to_owned().into()),
                "rstrip" => Constant::Str(text.trim_end().to_owned().into()),
                _ => Constant::Bytes(Cow::Owned(text.into_owned().into_bytes())),
            });
        }
        let [argument] = &call.arguments.args[..] else { return None };
        if !call.arguments.keywords.is_empty() || !call.func.is_name_expr() {
            return None;
        }
        let values = self.model.values_with(self.fuel, &call.func, place);
        let [Value::Path(function)] = &values[..] else { return None };
        match (function.as_str(), self.fold(argument, place)?) {
            ("int", Constant::Str(text)) if text.len() <= MAX_TEXT_BYTES => {
                text.trim().parse().ok().map(Constant::Int)
            }
            ("int", number) => number.as_int().map(Constant::Int),
            ("str", text @ Constant::Str(_)) => Some(text),
            ("str", Constant::Int(number)) => Some(Constant::Str(number.to_string().into())),
            ("bool", value) => Some(Constant::Bool(value.is_truthy())),
            _ => None,
        }
    }

    /// A text that is built from constants only.
    fn text(&mut self, expression: &'a Expr, place: Place) -> Option<Constant<'a>> {
        let template = self.model.template_with(self.fuel, expression, place)?;
        if template.truncated || template.approximate {
            return None;
        }
        let mut text = String::new();
        for piece in template.pieces {
            let part = match piece {
                Piece::Text(part) => part,
                Piece::Hole { expression, place } => match self.fold(expression, place)? {
                    Constant::Str(part) => part,
                    Constant::Int(number) => number.to_string().into(),
                    _ => return None,
                },
            };
            if text.len() + part.len() > MAX_TEXT_BYTES {
                return None;
            }
            text.push_str(&part);
        }
        Some(Constant::Str(text.into()))
    }
}

/// The first operand of a chain of operations that decide by it what they do: `a` of `a + b + c`.
fn leftmost(operation: &ast::ExprBinOp) -> &Expr {
    /// As many operands as a text may have parts.
    const MAX_OPERANDS: usize = 512;
    let mut left = &*operation.left;
    for _ in 0..MAX_OPERANDS {
        match left {
            Expr::BinOp(inner) if matches!(inner.op, Operator::Add) => left = &inner.left,
            _ => break,
        }
    }
    left
}

/// What `==` says; none where that is not known.
fn is_equal(left: &Constant<'_>, right: &Constant<'_>) -> Option<bool> {
    match (left, right) {
        (Constant::Str(text), _) if text.len() > MAX_TEXT_BYTES => None,
        (Constant::Bytes(bytes), _) if bytes.len() > MAX_TEXT_BYTES => None,
        // Lists do not equal tuples, and fractions are seldom what they seem.
        (Constant::Sequence(_) | Constant::Float(_), _)
        | (_, Constant::Sequence(_) | Constant::Float(_)) => None,
        _ => match (left.as_int(), right.as_int()) {
            (Some(left), Some(right)) => Some(left == right),
            _ => Some(left == right),
        },
    }
}

/// What `is` says; none where that depends on the interpreter.
fn is_same(left: &Constant<'_>, right: &Constant<'_>) -> Option<bool> {
    let is_unique = |it: &Constant<'_>| matches!(it, Constant::None | Constant::Bool(_));
    (is_unique(left) || is_unique(right)).then(|| left == right)
}
