//! Tests of the version of Python and of its implementation.

use std::cmp::Ordering;

use hognose_python::ast::{CmpOp, Expr};
use hognose_semantic::{Constant, Place, SemanticModel};

use crate::condition::{Outcomes, Side};

/// What of the version is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// `sys.version_info`
    Whole,
    /// `sys.version_info[:n]`
    First(usize),
    /// `sys.version_info[n]`
    Part(usize),
    /// `sys.hexversion`
    Hex,
    /// `sys.version`, or its beginning.
    Text,
}

/// What a comparison says, if its left side is the version.
pub(crate) fn version_test<'a>(
    model: &SemanticModel<'a>,
    left: &'a Expr,
    op: CmpOp,
    right: &'a Expr,
    place: Place,
) -> Option<Outcomes> {
    let subject = subject(model, left, place)?;
    let constant = model.constant(right, place)?;
    Some(Outcomes::on(|major, minor| compare(subject, op, &constant, major, minor)))
}

/// What a comparison says, if it is about the implementation of Python: what one has removed others
/// may have.
pub(crate) fn implementation_test<'a>(
    model: &SemanticModel<'a>,
    left: &'a Expr,
    op: CmpOp,
    right: &'a Expr,
    place: Place,
) -> Option<Outcomes> {
    if let (CmpOp::In, Some(text)) = (op, model.constant_str(left, place)) {
        return (text == "__pypy__").then_some(OTHER_PYTHON);
    }
    let text = model.constant_str(right, place)?;
    text_test(model, left, op, &text, place)
}

const OTHER_PYTHON: Outcomes = Outcomes { yes: Side::PROVIDED, no: Side::OPEN };

/// The same for a known text, which the left side is, or begins with.
pub(crate) fn text_test<'a>(
    model: &SemanticModel<'a>,
    left: &'a Expr,
    op: CmpOp,
    text: &str,
    place: Place,
) -> Option<Outcomes> {
    if subject(model, left, place) == Some(Subject::Text) {
        let constant = Constant::Str(text.into());
        return Some(Outcomes::on(|major, minor| {
            compare(Subject::Text, op, &constant, major, minor)
        }));
    }
    let lower = text.to_ascii_lowercase();
    let is_other =
        ["pypy", "jython", "ironpython", "java", "cli"].iter().any(|it| lower.starts_with(it));
    let is_cpython = lower == "cpython";
    let (asked, asked_place) = model.follow(left, place);
    let callee = match asked {
        Expr::Call(call) => &call.func,
        other => other,
    };
    let mut names = model.qualified_names(callee, asked_place);
    let asks = names.any(|name| {
        matches!(
            name.as_str(),
            "platform.python_implementation"
                | "platform.system"
                | "sys.implementation.name"
                | "sys.platform"
                | "os.name"
        )
    });
    let other_python = match op {
        CmpOp::Eq => OTHER_PYTHON,
        CmpOp::NotEq => OTHER_PYTHON.negated(),
        _ => return None,
    };
    match (asks, is_other, is_cpython) {
        (true, true, _) => Some(other_python),
        (true, _, true) => Some(other_python.negated()),
        _ => None,
    }
}

fn subject<'a>(model: &SemanticModel<'a>, expr: &'a Expr, place: Place) -> Option<Subject> {
    let (expr, place) = model.follow(expr, place);
    match expr {
        Expr::Subscript(subscript) => {
            let whole = subject(model, &subscript.value, place)?;
            let number = |bound: &'a Expr| match model.constant(bound, place)? {
                Constant::Int(number) => usize::try_from(number).ok(),
                _ => None,
            };
            match (whole, &*subscript.slice) {
                (Subject::Text, _) => Some(Subject::Text),
                (Subject::Whole, Expr::Slice(slice)) => {
                    let from_start =
                        slice.lower.as_deref().is_none_or(|low| number(low) == Some(0));
                    let upper = number(slice.upper.as_deref()?)?;
                    (from_start && slice.step.is_none()).then_some(Subject::First(upper))
                }
                (Subject::Whole, index) => number(index).map(Subject::Part),
                _ => None,
            }
        }
        // `tuple(sys.version_info[:2])`, `platform.python_version_tuple()`
        Expr::Call(call) => {
            let is_tuple = matches!(&*call.func, Expr::Name(name) if name.id == "tuple");
            match call.arguments.find_positional(0) {
                Some(inner) if is_tuple => subject(model, inner, place),
                _ => None,
            }
        }
        Expr::Name(_) | Expr::Attribute(_) => {
            model.qualified_names(expr, place).find_map(|name| match name.as_str() {
                "sys.version_info" => Some(Subject::Whole),
                "sys.version_info.major" => Some(Subject::Part(0)),
                "sys.version_info.minor" => Some(Subject::Part(1)),
                "sys.hexversion" => Some(Subject::Hex),
                "sys.version" => Some(Subject::Text),
                _ => None,
            })
        }
        _ => None,
    }
}

/// Whether a comparison holds on a feature release; none if that depends on more than its two numbers.
fn compare(
    subject: Subject,
    op: CmpOp,
    with: &Constant<'_>,
    major: u32,
    minor: u32,
) -> Option<bool> {
    if let (CmpOp::In | CmpOp::NotIn, Constant::Sequence(all)) = (op, with) {
        let one = |it| compare(subject, CmpOp::Eq, it, major, minor);
        let found = all.iter().map(one).try_fold(false, |found, it| it.map(|it| found || it))?;
        return Some(found == (op == CmpOp::In));
    }
    let ordering = match (subject, with) {
        (Subject::Whole | Subject::First(_), Constant::Sequence(parts)) => {
            let length = match subject {
                Subject::First(length) => length,
                _ => usize::MAX,
            };
            return compare_parts(op, parts, length, major, minor);
        }
        (Subject::Part(0), Constant::Int(number)) => i64::from(major).cmp(number),
        (Subject::Part(1), Constant::Int(number)) => i64::from(minor).cmp(number),
        (Subject::Part(0), Constant::Str(text)) => i64::from(major).cmp(&text.parse::<i64>().ok()?),
        (Subject::Hex, Constant::Int(number)) => {
            match (i64::from(major) << 8 | i64::from(minor)).cmp(&(number >> 16)) {
                // Final releases end in `f0`, and later ones are larger.
                Ordering::Equal if number & 0xffff <= 0xf0 => Ordering::Greater,
                Ordering::Equal => return None,
                other => other,
            }
        }
        (Subject::Text, Constant::Str(text)) => {
            let first = text.chars().next()?.to_digit(10)?;
            match major.cmp(&first) {
                Ordering::Equal if text.len() > 2 => return None,
                Ordering::Equal
                    if matches!(op, CmpOp::Lt | CmpOp::GtE | CmpOp::Gt | CmpOp::LtE) =>
                {
                    Ordering::Greater
                }
                other => other,
            }
        }
        _ => return None,
    };
    holds(op, ordering)
}

fn compare_parts(
    op: CmpOp,
    parts: &[Constant<'_>],
    length: usize,
    major: u32,
    minor: u32,
) -> Option<bool> {
    let mut ordering = Ordering::Equal;
    for (index, part) in parts.iter().enumerate() {
        if index >= length {
            ordering = Ordering::Less;
            break;
        }
        let Constant::Int(part) = part else { return None };
        let own = match index {
            0 => i64::from(major),
            1 => i64::from(minor),
            // Every release of a series has at least 0 here.
            _ if *part == 0 && matches!(op, CmpOp::GtE | CmpOp::Lt) => {
                ordering = Ordering::Greater;
                break;
            }
            _ => return None,
        };
        ordering = own.cmp(part);
        if ordering != Ordering::Equal {
            break;
        }
    }
    if ordering == Ordering::Equal && parts.len() < length {
        ordering = Ordering::Greater;
    }
    holds(op, ordering)
}

fn holds(op: CmpOp, ordering: Ordering) -> Option<bool> {
    Some(match op {
        CmpOp::Eq | CmpOp::Is => ordering.is_eq(),
        CmpOp::NotEq | CmpOp::IsNot => ordering.is_ne(),
        CmpOp::Lt => ordering.is_lt(),
        CmpOp::LtE => ordering.is_le(),
        CmpOp::Gt => ordering.is_gt(),
        CmpOp::GtE => ordering.is_ge(),
        CmpOp::In | CmpOp::NotIn => return None,
    })
}

/// What a flag says that is named as everybody names it: `PY2`, `IS_PY3`, `PY38`, `PY_LT_310`,
/// `PY312_PLUS`.
pub(crate) fn by_convention(name: &str) -> Option<Outcomes> {
    let upper = name.trim_start_matches('_').to_ascii_uppercase();
    let name = upper.strip_prefix("IS_").unwrap_or(&upper);
    let rest = name.strip_prefix("PYTHON").or_else(|| name.strip_prefix("PY"))?;
    let mut parts = rest.split('_').filter(|part| !part.is_empty()).peekable();
    let before = parts.next_if(|part| part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let mut digits = String::new();
    while let Some(part) = parts.next_if(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        digits.push_str(part);
    }
    let after: Vec<&str> = parts.collect();
    let major = digits.chars().next()?.to_digit(10).filter(|major| (2..=3).contains(major))?;
    let minor: Option<u32> = match &digits[1..] {
        "" => None,
        minor => Some(minor.parse().ok()?),
    };
    let op = match (before, &after[..]) {
        (Some("LT"), []) | (None, ["LT"]) => CmpOp::Lt,
        (Some("LE" | "LTE"), []) => CmpOp::LtE,
        (Some("GT"), []) => CmpOp::Gt,
        (None | Some("GE" | "GTE"), [])
        | (None, ["PLUS" | "GE" | "GTE"] | ["OR", "LATER" | "NEWER" | "HIGHER" | "GREATER"]) => {
            CmpOp::GtE
        }
        _ => return None,
    };
    Some(Outcomes::on(|its_major, its_minor| {
        let ordering = match minor {
            Some(minor) => (its_major, its_minor).cmp(&(major, minor)),
            None => its_major.cmp(&major),
        };
        // `PY2` means no later one; `PY3` and `PY38` do.
        let op = if minor.is_none() && major == 2 && op == CmpOp::GtE { CmpOp::Eq } else { op };
        holds(op, ordering)
    }))
}
