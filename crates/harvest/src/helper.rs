//! Functions that warn on behalf of their callers: what is told to them, and what they make of it.

use crate::facts::{Call, Condition, Fact, Function, ParameterKind, Piece};

/// Whether a method takes no object.
pub(crate) fn is_static(function: &Function) -> bool {
    function.decorators.iter().any(|decorator| decorator.leaf() == "staticmethod")
}

/// Whether a condition is about a parameter.
pub(crate) fn tests_any(condition: &Condition, function: &Function) -> bool {
    let is_one =
        |fact: &Fact| matches!(fact, Fact::Name(name) if function.parameter(name).is_some());
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().any(|part| tests_any(part, function))
        }
        Condition::Compare { left, right, .. } => is_one(left) || is_one(right),
        Condition::Truth { of, .. } => is_one(of),
        Condition::Unknown => false,
    }
}

/// A condition of a helper, with what a call gives in the place of its parameters.
pub(crate) fn told_of(
    condition: &Condition,
    function: &Function,
    parameters: &[&str],
    call: &Call,
) -> Condition {
    let given = |fact: &Fact| {
        let Fact::Name(name) = fact else { return fact.clone() };
        let Some(parameter) = function.parameter(name) else { return fact.clone() };
        let at = parameters.iter().position(|it| it == name);
        let argument = at.and_then(|at| call.arguments.get(at)).or_else(|| call.keyword(name));
        argument.or(parameter.default.as_ref()).cloned().unwrap_or(Fact::Other)
    };
    let each = |parts: &[Condition]| {
        parts.iter().map(|part| told_of(part, function, parameters, call)).collect()
    };
    match condition {
        Condition::All(parts) => Condition::All(each(parts)),
        Condition::Any(parts) => Condition::Any(each(parts)),
        Condition::Compare { left, relation, right, negated } => Condition::Compare {
            left: given(left),
            relation: *relation,
            right: given(right),
            negated: *negated,
        },
        Condition::Truth { of, negated } => Condition::Truth { of: given(of), negated: *negated },
        Condition::Unknown => Condition::Unknown,
    }
}

/// The texts that a helper itself puts around what its callers say.
pub(crate) fn own_text(function: &Function) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for event in function.events.iter().filter(|event| event.call.leaf().contains("warn")) {
        for value in event.call.values() {
            let value = match value {
                Fact::Name(name) => function.local(name).unwrap_or(value),
                other => other,
            };
            if let Fact::Text(more) = value {
                pieces.push(Piece::Known(" ".to_owned()));
                pieces.extend(more.iter().cloned());
            }
        }
    }
    pieces
}

/// The names of the parameters that arguments by position go to.
pub(crate) fn positional_names(function: &Function, skipped: usize) -> Vec<&str> {
    let by_position = function
        .parameters
        .iter()
        .filter(|it| matches!(it.kind, ParameterKind::PositionalOnly | ParameterKind::Either));
    by_position.skip(skipped).map(|it| it.name.as_str()).collect()
}
