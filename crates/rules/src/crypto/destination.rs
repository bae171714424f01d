//! Where the value of an expression goes: the names that it gets.

use hognose_core::{Ranged, TextRange};
use hognose_python::ast::{Expr, ExprCall, Identifier, Operator, Stmt, StmtFunctionDef};
use hognose_semantic::{NodeId, SemanticModel, Syntax};

/// What becomes of the value of an expression, as far as the statement around it says.
#[derive(Debug, Default)]
pub(super) struct Destination<'a> {
    /// The names that the value gets, itself or as a part of a larger one, nearest first.
    pub(super) names: Vec<Name<'a>>,
    /// Whether several values are put together: joined, added, formatted, collected.
    pub(super) is_combined: bool,
    /// Whether it is compared with something.
    pub(super) is_compared: bool,
    /// The functions that the value is an argument of, nearest first.
    pub(super) passed_to: Vec<&'a str>,
}

/// A name that a value gets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    /// The name.
    pub(super) text: &'a str,
    /// What it names.
    pub(super) kind: NameKind,
}

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    /// A variable.
    Variable,
    /// An attribute of an object.
    Attribute,
    /// An attribute of the object whose method sets it.
    OwnAttribute,
    /// A key of a dictionary.
    Key,
    /// A keyword of a call.
    Keyword,
    /// The function that returns the value.
    Function,
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
                found.names.push(Name { text: key.value.to_str(), kind: NameKind::Key });
            }
            false
        }
        Expr::Compare(_) => {
            found.is_compared = true;
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
    let function = name_of(&call.func).map_or("", |name| name.text);
    if call.func.range().contains_range(part) {
        return KEEPS_VALUE.contains(&function);
    }
    let keywords = &call.arguments.keywords;
    let at = keywords.partition_point(|keyword| keyword.end() <= part.start());
    let keyword = keywords.get(at).filter(|keyword| keyword.range().contains_range(part));
    let keyword = keyword.and_then(|it| it.arg.as_ref()).map(Identifier::as_str);
    found.names.extend(keyword.map(|text| Name { text, kind: NameKind::Keyword }));
    found.passed_to.push(function);
    found.is_combined |= matches!(function, "append" | "extend" | "format" | "join" | "write");
    KEEPS_VALUE.contains(&function)
}

impl<'a> Destination<'a> {
    /// The statement that the value ends in.
    fn end(
        &mut self,
        statement: &'a Stmt,
        part: TextRange,
        function: impl FnOnce() -> Option<&'a StmtFunctionDef>,
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
            Stmt::Return(_) => {
                let function = function().map(|it| it.name.as_str());
                self.names.extend(function.map(|text| Name { text, kind: NameKind::Function }));
            }
            _ => {}
        }
    }
}

/// The name of a variable, an attribute or an element with a constant key.
fn name_of(expression: &Expr) -> Option<Name<'_>> {
    let (text, kind) = match expression {
        Expr::Name(name) => (name.id.as_str(), NameKind::Variable),
        Expr::Attribute(attribute) => {
            let is_own = attribute.value.as_name_expr().is_some_and(|owner| owner.id == "self");
            let kind = if is_own { NameKind::OwnAttribute } else { NameKind::Attribute };
            (attribute.attr.as_str(), kind)
        }
        Expr::Subscript(subscript) => match &*subscript.slice {
            Expr::StringLiteral(key) => (key.value.to_str(), NameKind::Key),
            Expr::Name(key) => (key.id.as_str(), NameKind::Key),
            Expr::Attribute(key) => (key.attr.as_str(), NameKind::Key),
            _ => return None,
        },
        _ => return None,
    };
    Some(Name { text, kind })
}

/// Functions and methods whose result is what they get in another form, or a digest of it.
const KEEPS_VALUE: &[&str] = &[
    "abs",
    "b16encode",
    "b32encode",
    "b64encode",
    "bytearray",
    "bytes",
    "chr",
    "decode",
    "digest",
    "encode",
    "encodestring",
    "force_bytes",
    "force_str",
    "format",
    "hex",
    "hexdigest",
    "hexlify",
    "int",
    "join",
    "list",
    "ljust",
    "lower",
    "lstrip",
    "map",
    "md5",
    "repr",
    "replace",
    "rjust",
    "round",
    "rstrip",
    "sha1",
    "sha256",
    "sha512",
    "sorted",
    "standard_b64encode",
    "str",
    "strip",
    "to_bytes",
    "tuple",
    "upper",
    "urlsafe_b64encode",
    "zfill",
];
