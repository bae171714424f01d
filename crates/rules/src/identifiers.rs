//! What identifiers say: the words that one is made of, and the identifiers in an expression.

use hognose_python::ast::{Expr, FStringPart, InterpolatedStringElement};
use hognose_semantic::{Place, SemanticModel};

/// Longer identifiers are looked at from their end only: what a name is about stands there.
const MAX_BYTES: usize = 64;

/// The words of an identifier, first one first: `db`, `Password` of `dbPassword_2`. They end where
/// their case rises and at anything that is no ASCII letter.
pub(crate) fn words(identifier: &str) -> Vec<&str> {
    let bytes = identifier.as_bytes();
    let mut words = Vec::new();
    let mut start = None;
    let first = bytes.len().saturating_sub(MAX_BYTES);
    for at in first..=bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(b'_');
        let rises = byte.is_ascii_uppercase()
            && at > first
            && (bytes[at - 1].is_ascii_lowercase()
                || bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase));
        if let Some(begin) = start
            && (rises || !byte.is_ascii_alphabetic())
        {
            words.extend(identifier.get(begin..at));
            start = None;
        }
        if start.is_none() && byte.is_ascii_alphabetic() {
            start = Some(at);
        }
    }
    words
}

/// Whether a word is one of these, in any case.
pub(crate) fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|listed| word.eq_ignore_ascii_case(listed))
}

/// Whether an identifier has one of these words.
pub(crate) fn has_word(identifier: &str, list: &[&str]) -> bool {
    words(identifier).into_iter().any(|word| is_one_of(word, list))
}

/// Expressions that are looked at for one question.
const MAX_STEPS: usize = 48;

/// The identifiers that an expression's value comes from: names, attributes, functions that are
/// called, keys that are constant texts. Names are followed to what was assigned to them.
pub(crate) fn identifiers<'a>(
    model: &SemanticModel<'a>,
    expression: &'a Expr,
    place: Place,
) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut open = vec![(expression, place)];
    for _ in 0..MAX_STEPS {
        let Some((expression, place)) = open.pop() else { break };
        let room = MAX_STEPS.saturating_sub(open.len());
        let mut look = |part: &'a Expr| open.push((part, place));
        match expression {
            Expr::Name(name) => {
                found.push(name.id.as_str());
                let (value, place) = model.follow(expression, place);
                if !value.is_name_expr() {
                    open.push((value, place));
                }
            }
            Expr::Attribute(attribute) => found.push(attribute.attr.as_str()),
            Expr::Call(call) => {
                match &*call.func {
                    Expr::Name(function) => found.push(function.id.as_str()),
                    Expr::Attribute(method) => {
                        found.push(method.attr.as_str());
                        look(&method.value);
                    }
                    _ => {}
                }
                for argument in call.arguments.args.iter().take(room) {
                    match argument {
                        // `form.get("password")`
                        Expr::StringLiteral(key) => found.push(key.value.to_str()),
                        other => look(other),
                    }
                }
                call.arguments.keywords.iter().take(room).for_each(|it| look(&it.value));
            }
            Expr::Subscript(subscript) => match &*subscript.slice {
                Expr::StringLiteral(key) => found.push(key.value.to_str()),
                key @ (Expr::Name(_) | Expr::Attribute(_)) => {
                    look(&subscript.value);
                    look(key);
                }
                _ => look(&subscript.value),
            },
            Expr::BinOp(operation) => {
                look(&operation.left);
                look(&operation.right);
            }
            Expr::BoolOp(operation) => operation.values.iter().take(room).for_each(look),
            Expr::Compare(comparison) => {
                look(&comparison.left);
                comparison.comparators.iter().take(room).for_each(look);
            }
            Expr::UnaryOp(operation) => look(&operation.operand),
            Expr::If(conditional) => {
                look(&conditional.body);
                look(&conditional.orelse);
            }
            Expr::Tuple(tuple) => tuple.elts.iter().take(room).for_each(look),
            Expr::List(list) => list.elts.iter().take(room).for_each(look),
            Expr::Await(awaited) => look(&awaited.value),
            Expr::Named(named) => look(&named.value),
            Expr::FString(string) => {
                for part in string.value.iter().take(room) {
                    let FStringPart::FString(part) = part else { continue };
                    for element in part.elements.iter().take(room) {
                        if let InterpolatedStringElement::Interpolation(hole) = element {
                            look(&hole.expression);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_the_case_rises() {
        for (identifier, expected) in [
            ("db_password", &["db", "password"][..]),
            ("dbPassword2", &["db", "Password"]),
            ("APIKey", &["API", "Key"]),
            ("API_KEY", &["API", "KEY"]),
            ("__x", &["x"]),
            ("naïveToken", &["na", "ve", "Token"]),
            ("", &[]),
            ("42", &[]),
        ] {
            assert_eq!(words(identifier), expected, "{identifier}");
        }
    }

    #[test]
    fn only_the_end_of_a_long_identifier_counts() {
        let long = format!("{}_token", "é".repeat(100_000));
        assert_eq!(words(&long), ["token"]);
    }
}
