//! What a condition says when it holds, and when it does not: which releases get there, whether an API
//! is known to be there.

use hognose_core::Ranged;
use hognose_python::ast::{self, CmpOp, Expr, Stmt, UnaryOp};
use hognose_semantic::{
    BindingKind, BlockId, Constant, Place, Resolution, ScopeId, SemanticModel, Value,
};

use crate::flags;
use crate::releases::Releases;

/// What is known about the code that one outcome of a condition leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Side {
    /// The releases that get there.
    pub(crate) releases: Releases,
    /// Whether the API is there, or the code is what is done without another one.
    pub(crate) provided: bool,
    /// Whether only type checkers read it.
    pub(crate) types_only: bool,
}

/// Both outcomes of a condition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcomes {
    pub(crate) yes: Side,
    pub(crate) no: Side,
}

/// The API that is used where a condition is asked about.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'w> {
    /// Its dotted name.
    pub(crate) name: &'w str,
    /// The last part of the name of its replacement.
    pub(crate) replacement: Option<&'w str>,
    /// The name of the object whose attribute it is, if it has one.
    pub(crate) object: Option<&'w str>,
    /// Whether something else, by its dotted name, has gone with it or before.
    pub(crate) is_gone_too: &'w dyn Fn(&str) -> bool,
}

impl Wanted<'_> {
    /// No API: only what conditions say of the releases, and of what is there at all, counts.
    pub(crate) const NOTHING: Self =
        Self { name: "", replacement: None, object: None, is_gone_too: &|_| false };
}

/// Operands of `and` and `or` that are looked at.
const MAX_OPERANDS: usize = 16;
/// How deep conditions are looked into.
const MAX_DEPTH: u32 = 8;

impl Side {
    /// Nothing is known.
    pub(crate) const OPEN: Self =
        Self { releases: Releases::ALL, provided: false, types_only: false };
    const NEVER: Self = Self { releases: Releases::NONE, ..Self::OPEN };
    /// The API is there.
    pub(crate) const PROVIDED: Self = Self { provided: true, ..Self::OPEN };

    fn on(releases: Releases) -> Self {
        Self { releases, ..Self::OPEN }
    }

    /// Both hold.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            releases: self.releases.and(other.releases),
            provided: self.provided || other.provided,
            types_only: self.types_only || other.types_only,
        }
    }

    /// One of them holds.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            releases: self.releases.or(other.releases),
            provided: self.provided && other.provided,
            types_only: self.types_only && other.types_only,
        }
    }
}

impl Outcomes {
    /// Nothing is known.
    pub(crate) const OPEN: Self = Self { yes: Side::OPEN, no: Side::OPEN };
    /// If it holds, the API is there.
    pub(crate) const PROVIDES: Self = Self { yes: Side::PROVIDED, no: Side::OPEN };

    pub(crate) fn negated(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }

    /// It holds on the releases of which something is true, given major and minor number; none where
    /// that cannot be told.
    pub(crate) fn on(holds: impl Fn(u32, u32) -> Option<bool>) -> Self {
        Self {
            yes: Side::on(Releases::those(|major, minor| holds(major, minor) != Some(false))),
            no: Side::on(Releases::those(|major, minor| holds(major, minor) != Some(true))),
        }
    }

    fn and(self, other: Self) -> Self {
        Self { yes: self.yes.and(other.yes), no: self.no.or(other.no) }
    }

    fn or(self, other: Self) -> Self {
        self.negated().and(other.negated()).negated()
    }

    fn constant(value: bool) -> Self {
        let always = Self { yes: Side::OPEN, no: Side::NEVER };
        if value { always } else { always.negated() }
    }
}

/// Evaluates conditions for an API.
#[derive(Clone, Copy)]
pub(crate) struct Conditions<'m, 'a, 'w> {
    pub(crate) model: &'m SemanticModel<'a>,
    pub(crate) wanted: Wanted<'w>,
}

impl<'a> Conditions<'_, 'a, '_> {
    /// What a condition says.
    pub(crate) fn evaluate(self, test: &'a Expr, place: Place) -> Outcomes {
        self.within(test, place, MAX_DEPTH)
    }

    /// The same for a condition within another one.
    pub(crate) fn within(self, test: &'a Expr, place: Place, depth: u32) -> Outcomes {
        let Some(depth) = depth.checked_sub(1) else { return Outcomes::OPEN };
        match test {
            Expr::BoolOp(operation) => {
                let operands = operation.values.iter().take(MAX_OPERANDS);
                let outcomes = operands.map(|operand| self.within(operand, place, depth));
                let joined = match operation.op {
                    ast::BoolOp::And => outcomes.reduce(Outcomes::and),
                    ast::BoolOp::Or => outcomes.reduce(Outcomes::or),
                };
                joined.unwrap_or(Outcomes::OPEN)
            }
            Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => {
                self.within(&unary.operand, place, depth).negated()
            }
            Expr::Named(named) => self.within(&named.value, place, depth),
            Expr::BooleanLiteral(literal) => Outcomes::constant(literal.value),
            Expr::NumberLiteral(_) => match self.model.constant(test, place) {
                Some(Constant::Int(number)) => Outcomes::constant(number != 0),
                _ => Outcomes::OPEN,
            },
            Expr::Compare(comparison) => self.compare(comparison, place, depth),
            Expr::Call(call) => self.call(call, place, depth),
            Expr::Name(_) | Expr::Attribute(_) => self.flag(test, place, depth),
            _ => Outcomes::OPEN,
        }
    }

    fn compare(self, comparison: &'a ast::ExprCompare, place: Place, depth: u32) -> Outcomes {
        let mut all: Option<Outcomes> = None;
        let mut left = &*comparison.left;
        let pairs = comparison.ops.iter().zip(&comparison.comparators);
        for (op, right) in pairs.take(MAX_OPERANDS) {
            let one = self.one_comparison(left, *op, right, place, depth);
            all = Some(all.map_or(one, |all| all.and(one)));
            left = right;
        }
        all.unwrap_or(Outcomes::OPEN)
    }

    fn one_comparison(
        self,
        left: &'a Expr,
        op: CmpOp,
        right: &'a Expr,
        place: Place,
        depth: u32,
    ) -> Outcomes {
        let version = flags::version_test(self.model, left, op, right, place)
            .or_else(|| flags::version_test(self.model, right, turned(op)?, left, place))
            .or_else(|| flags::implementation_test(self.model, left, op, right, place));
        if let Some(outcomes) = version {
            return outcomes;
        }
        let is_none = right.is_none_literal_expr();
        match op {
            CmpOp::IsNot | CmpOp::NotEq if is_none => self.within(left, place, depth),
            CmpOp::Is | CmpOp::Eq if is_none => self.within(left, place, depth).negated(),
            // `"getargspec" in dir(inspect)`, `"imp" in sys.modules`
            CmpOp::In | CmpOp::NotIn => {
                let named = self.model.constant_str(left, place);
                let outcomes = match named {
                    Some(name) if self.is_part(&name) => Outcomes::PROVIDES,
                    _ => Outcomes::OPEN,
                };
                if op == CmpOp::In { outcomes } else { outcomes.negated() }
            }
            _ => Outcomes::OPEN,
        }
    }

    fn call(self, call: &'a ast::ExprCall, place: Place, depth: u32) -> Outcomes {
        let word = match &*call.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return Outcomes::OPEN,
        };
        let argument = |position: usize| call.arguments.find_positional(position);
        let text = |position| {
            argument(position).and_then(|argument| self.model.constant_str(argument, place))
        };
        match word {
            "hasattr" | "getattr" => {
                let (Some(owner), Some(name)) = (argument(0), text(1)) else {
                    return Outcomes::OPEN;
                };
                let present = self.presence(owner, &name, place);
                match argument(2) {
                    Some(default) if word == "getattr" => {
                        self.set_from_outside(owner, default, place).unwrap_or(present)
                    }
                    _ => present,
                }
            }
            "find_spec" | "find_loader" => match text(0) {
                Some(name) if self.is_part(&name) => Outcomes::PROVIDES,
                _ => Outcomes::OPEN,
            },
            "bool" | "callable" => {
                argument(0).map_or(Outcomes::OPEN, |inner| self.within(inner, place, depth))
            }
            "startswith" => {
                let Expr::Attribute(method) = &*call.func else { return Outcomes::OPEN };
                text(0)
                    .and_then(|start| {
                        flags::text_test(self.model, &method.value, CmpOp::Eq, &start, place)
                    })
                    .unwrap_or(Outcomes::OPEN)
            }
            _ => self.answer(call, place, depth),
        }
    }

    /// `getattr(sysconfig, "_PIP_USE_SYSCONFIG", True)`: whoever puts something else into a module of
    /// somebody else knows that the API is there.
    fn set_from_outside(
        self,
        owner: &'a Expr,
        default: &'a Expr,
        place: Place,
    ) -> Option<Outcomes> {
        let Expr::BooleanLiteral(default) = default else { return None };
        let (Expr::Name(_), Expr::Name(name)) = (owner, owner) else { return None };
        let is_module = matches!(
            self.model.lookup(name.id.as_str(), place.scope),
            Resolution::Bound(_, symbol) if self.model.bindings_of(symbol).iter().all(|binding| {
                matches!(self.model.binding(*binding).kind, BindingKind::Import { .. })
            })
        );
        let other = Outcomes { yes: Side::OPEN, no: Side::PROVIDED };
        is_module.then(|| if default.value { other } else { other.negated() })
    }

    /// What a function of the file says that only returns something.
    fn answer(self, call: &'a ast::ExprCall, place: Place, depth: u32) -> Outcomes {
        let Expr::Name(_) = &*call.func else { return Outcomes::OPEN };
        let mut functions = self.model.values(&call.func, place).into_iter();
        let (Some(Value::Function(function)), None) = (functions.next(), functions.next()) else {
            return Outcomes::OPEN;
        };
        let mut statements = function.body.iter().filter(|it| !it.is_expr_stmt());
        match (statements.next(), statements.next()) {
            (Some(Stmt::Return(returned)), None) => {
                let Some(value) = returned.value.as_deref() else { return Outcomes::OPEN };
                let Some(scope) = hognose_python::index(function).map(ScopeId::from_u32) else {
                    return Outcomes::OPEN;
                };
                let offset = value.range().start();
                self.within(value, Place { scope, block: BlockId::MODULE, offset }, depth)
            }
            _ => Outcomes::OPEN,
        }
    }

    /// Whether something has an attribute.
    fn presence(self, owner: &'a Expr, name: &str, place: Place) -> Outcomes {
        if self.is_part(name) {
            return Outcomes::PROVIDES;
        }
        let owners: Vec<String> = self.model.qualified_names(owner, place).collect();
        if owners.iter().any(|owner| (self.wanted.is_gone_too)(&format!("{owner}.{name}"))) {
            return Outcomes::PROVIDES;
        }
        // Without something else of the same module or object, the old way is the one.
        let is_replacement = self.wanted.replacement == Some(name);
        let module = self.wanted.name.split('.').next();
        let is_same_module = || owners.iter().any(|owner| owner.split('.').next() == module);
        let is_same_object =
            || owner.as_name_expr().is_some_and(|it| Some(it.id.as_str()) == self.wanted.object);
        if is_replacement || is_same_module() || is_same_object() {
            return Outcomes { yes: Side::OPEN, no: Side::PROVIDED };
        }
        Outcomes::OPEN
    }

    /// A name that stands for the outcome of a test.
    fn flag(self, test: &'a Expr, place: Place, depth: u32) -> Outcomes {
        let word = match test {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return Outcomes::OPEN,
        };
        if word == "TYPE_CHECKING" {
            return Outcomes { yes: Side { types_only: true, ..Side::OPEN }, no: Side::OPEN };
        }
        let (value, value_place) = self.model.follow(test, place);
        // A setting is there to be changed.
        let is_setting = value.is_boolean_literal_expr() || value.is_number_literal_expr();
        if !std::ptr::eq(value, test) && !is_setting {
            return self.within(value, value_place, depth);
        }
        if let Some(outcomes) = flags::by_convention(word) {
            return outcomes;
        }
        let Expr::Name(_) = test else { return Outcomes::OPEN };
        let module = self.wanted.name.split('.').next().unwrap_or_default();
        match self.model.is_set_by_attempt(word, place.scope, module) {
            Some(true) => Outcomes { yes: Side::PROVIDED, no: Side::PROVIDED },
            Some(false) => Outcomes { yes: Side::OPEN, no: Side::PROVIDED },
            None => Outcomes::OPEN,
        }
    }

    /// Whether a name is that of the API, or of something that it is in.
    fn is_part(self, name: &str) -> bool {
        self.wanted.name == name || self.wanted.name.split('.').any(|part| part == name)
    }
}

/// The operator for exchanged operands.
fn turned(op: CmpOp) -> Option<CmpOp> {
    Some(match op {
        CmpOp::Lt => CmpOp::Gt,
        CmpOp::LtE => CmpOp::GtE,
        CmpOp::Gt => CmpOp::Lt,
        CmpOp::GtE => CmpOp::LtE,
        CmpOp::Eq | CmpOp::NotEq => op,
        _ => return None,
    })
}
