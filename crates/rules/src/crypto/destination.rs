//! Where the value of an expression goes: the names that it gets.

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::{Expr, ExprCall, Operator, Stmt};
use hognose_semantic::{NodeId, SemanticModel, Syntax};

/// What becomes of the value of an expression, as far as the statement around it says.
#[derive(Debug, Default)]
pub(super) struct Destination<'a> {
    /// The names that the value gets, itself or as a part of a larger one, nearest first: variables,
    /// attributes, keys, keywords of calls, the function that returns it.
    pub(super) names: Vec<&'a str>,
    /// Whether several values are put together: joined, added, formatted, collected.
    pub(super) is_combined: bool,
    /// The functions that the value is an argument of, nearest first.
    pub(super) passed_to: Vec<&'a str>,
}

/// Nodes above an expression that are looked at.
const MAX_CLIMB: usize = 16;
/// Targets of one assignment that are looked at.
const MAX_TARGETS: usize = 4;

/// Where the value of a recorded expression goes.
pub(super) fn destination<'a>(model: &SemanticModel<'a>, node: NodeId) -> Destination<'a> {
    let mut found = Destination::default();
    let mut part = model.node(node).range();
    for above in model.ancestors(node).take(MAX_CLIMB) {
        let goes_on = match above.syntax {
            Syntax::Expression(expression) => through(expression, part, &mut found),
            Syntax::Statement(statement) => {
                found.end(statement, part, || model.enclosing_function(above.scope));
                false
            }
            Syntax::Handler(_) | Syntax::Module => false,
        };
        if !goes_on {
            break;
        }
        part = above.range();
    }
    found
}

/// Whether the value of an expression is, or is made of, that of its part.
fn through<'a>(expression: &'a Expr, part: TextRange, found: &mut Destination<'a>) -> bool {
    match expression {
        Expr::Call(call) => through_call(call, part, found),
        Expr::Named(named) => {
            found.names.extend(name_of(&named.target));
            true
        }
        Expr::Dict(dict) => {
            let items = &dict.items;
            let at = items.partition_point(|item| item.value.end() <= part.start());
            let key = items.get(at).and_then(|item| item.key.as_ref());
            if let Some(Expr::StringLiteral(key)) = key {
                found.names.push(key.value.to_str());
            }
            false
        }
        Expr::If(conditional) => !conditional.test.range().contains_range(part),
        Expr::BinOp(operation) => {
            found.is_combined |= matches!(operation.op, Operator::Add | Operator::Mod);
            true
        }
        Expr::FString(_)
        | Expr::List(_)
        | Expr::ListComp(_)
        | Expr::Generator(_)
        | Expr::Set(_)
        | Expr::SetComp(_) => {
            found.is_combined = true;
            true
        }
        // Of `pool[random]`, too, the value depends on the part.
        Expr::Subscript(_)
        | Expr::BoolOp(_)
        | Expr::Tuple(_)
        | Expr::Starred(_)
        | Expr::Await(_)
        | Expr::Lambda(_) => true,
        _ => false,
    }
}

fn through_call<'a>(call: &'a ExprCall, part: TextRange, found: &mut Destination<'a>) -> bool {
    let function = name_of(&call.func).unwrap_or_default();
    if call.func.range().contains_range(part) {
        return KEEPS_VALUE.contains(&function);
    }
    let keywords = &call.arguments.keywords;
    let at = keywords.partition_point(|keyword| keyword.end() <= part.start());
    let keyword = keywords.get(at).filter(|keyword| keyword.range().contains_range(part));
    found.names.extend(keyword.and_then(|it| it.arg.as_ref()).map(|name| name.as_str()));
    found.passed_to.push(function);
    found.is_combined |= matches!(function, "join" | "format");
    KEEPS_VALUE.contains(&function)
}

impl<'a> Destination<'a> {
    /// The statement that the value ends in.
    fn end(
        &mut self,
        statement: &'a Stmt,
        part: TextRange,
        function: impl FnOnce() -> Option<&'a hognose_python::ast::StmtFunctionDef>,
    ) {
        match statement {
            Stmt::Assign(assign) if assign.value.range().contains_range(part) => {
                self.names.extend(assign.targets.iter().take(MAX_TARGETS).filter_map(name_of));
            }
            Stmt::AnnAssign(assign) => self.names.extend(name_of(&assign.target)),
            Stmt::AugAssign(assign) => {
                self.is_combined = true;
                self.names.extend(name_of(&assign.target));
            }
            Stmt::Return(_) => self.names.extend(function().map(|it| it.name.as_str())),
            _ => {}
        }
    }
}

/// The name of a variable, an attribute or an element with a constant key.
fn name_of(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Subscript(subscript) => match &*subscript.slice {
            Expr::StringLiteral(key) => Some(key.value.to_str()),
            Expr::Name(key) => Some(key.id.as_str()),
            Expr::Attribute(key) => Some(key.attr.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// Functions and methods whose result is what they get in another form, or a digest of it.
const KEEPS_VALUE: &[&str] = &[
    "abs", "b16encode", "b32encode", "b64encode", "bytearray", "bytes", "chr", "decode", "digest",
    "encode", "encodestring", "force_bytes", "force_str", "format", "hex", "hexdigest", "hexlify",
    "int", "join", "list", "ljust", "lower", "lstrip", "map", "md5", "repr", "replace", "rjust",
    "round", "rstrip", "sha1", "sha256", "sha512", "sorted", "standard_b64encode", "str", "strip",
    "to_bytes", "tuple", "upper", "urlsafe_b64encode", "zfill",
];
