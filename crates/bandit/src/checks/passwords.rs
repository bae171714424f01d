//! B105 to B107: passwords by the names that they are given.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{self, Expr, Stmt};

use super::Call;
use crate::issue::Issue;
use crate::literal::{is_constant, plain_text};
use crate::node::Node;
use crate::string::StrNode;

fn issue(test: &'static str) -> Issue {
    let message = "a password seems to stand in the code";
    Issue::new(test, Severity::Low, Confidence::Medium, message)
}

/// B105.
pub(crate) fn string(string: &StrNode<'_, '_>) -> Option<Issue> {
    // A text in an f-string is none of its neighbours.
    string.expression?;
    let is_found = match string.parent(0)? {
        Node::Statement(Stmt::Assign(assign)) => {
            assign.targets.iter().any(is_named_like_a_password)
        }
        Node::Expression(Expr::Dict(_)) => {
            string.key_of.is_some_and(|item| is_constant(&item.value))
                && is_password_name(string.value)
        }
        Node::Expression(Expr::Subscript(_)) => match string.parent(1)? {
            Node::Statement(Stmt::Assign(assign)) => {
                plain_text(&assign.value).is_some() && is_password_name(string.value)
            }
            _ => false,
        },
        Node::Expression(Expr::Compare(comparison)) => {
            let first = comparison.comparators.first();
            is_named_like_a_password(&comparison.left) && first.and_then(plain_text).is_some()
        }
        _ => false,
    };
    is_found.then(|| issue("B105"))
}

fn is_named_like_a_password(expression: &Expr) -> bool {
    match expression {
        Expr::Name(name) => is_password_name(name.id.as_str()),
        Expr::Attribute(attribute) => is_password_name(attribute.attr.as_str()),
        _ => false,
    }
}

/// B106: the first keyword that is one. Bandit fails on `**"text"`.
pub(crate) fn argument(call: &Call<'_, '_>) -> Option<Issue> {
    for keyword in call.keywords() {
        if plain_text(&keyword.value).is_none() {
            continue;
        }
        if is_password_name(keyword.arg.as_ref()?.as_str()) {
            return Some(issue("B106").at(Some(&keyword.value)));
        }
    }
    None
}

/// B107: names and defaults as Bandit pairs them. It leaves positional-only parameters out of the
/// names, but not out of the defaults.
pub(crate) fn default(function: &ast::StmtFunctionDef) -> Option<Issue> {
    let parameters = &*function.parameters;
    let positional = parameters.posonlyargs.iter().chain(&parameters.args);
    let defaults: Vec<&Expr> =
        positional.filter_map(|parameter| parameter.default.as_deref()).collect();
    let without = parameters.args.len().saturating_sub(defaults.len());
    let is_password =
        parameters.args.iter().skip(without).zip(defaults).any(|(parameter, value)| {
            plain_text(value).is_some() && is_password_name(parameter.parameter.name.as_str())
        });
    is_password.then(|| issue("B107"))
}

/// Whether a name says that it is one of a secret: a word for one, at the start or after `_`, and at
/// the end or before `_`.
fn is_password_name(name: &str) -> bool {
    // Bandit's pattern allows for a line break at the end of what may be a key of a dictionary.
    let bytes = name.strip_suffix('\n').unwrap_or(name).as_bytes();
    let whole = name.as_bytes();
    let begins = |at: usize| at == 0 || bytes[at - 1] == b'_';
    (0..bytes.len()).filter(|at| begins(*at)).any(|at| {
        let ends = |length: usize| {
            let end = at + length;
            end == bytes.len() || whole.get(end) == Some(&b'_')
        };
        word_lengths(&bytes[at..]).any(ends)
    })
}

/// The lengths of the words for secrets that a text begins with.
fn word_lengths(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    const WORDS: [&str; 6] = ["pass", "passphrase", "pwd", "token", "secret", "secrete"];
    let plain = WORDS.iter().map(|word| word.len()).zip(WORDS).filter_map(|(length, word)| {
        text.get(..length)?.eq_ignore_ascii_case(word.as_bytes()).then_some(length)
    });
    plain.chain(misspelt_password(text))
}

/// `password` as people write it: `passwd`, `paswrd`, `passsword`.
fn misspelt_password(text: &[u8]) -> Option<usize> {
    let is =
        |at: usize, letter: u8| text.get(at).is_some_and(|it| it.eq_ignore_ascii_case(&letter));
    if !is(0, b'p') || !is(1, b'a') || !is(2, b's') {
        return None;
    }
    let mut at = 3;
    while is(at, b's') {
        at += 1;
    }
    if !is(at, b'w') {
        return None;
    }
    at += 1;
    at += usize::from(is(at, b'o'));
    at += usize::from(is(at, b'r'));
    is(at, b'd').then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::is_password_name;

    #[test]
    fn names_are_taken_for_those_of_passwords_as_bandit_takes_them() {
        for name in [
            "password",
            "PASSWORD",
            "my_token",
            "pass_",
            "_pass",
            "pass_phrase",
            "passwd",
            "paswrd",
            "passsword",
            "secrete",
            "db_pwd_old",
            "password\n",
        ] {
            assert!(is_password_name(name), "{name}");
        }
        for name in [
            "passwords",
            "mypassword",
            "password1",
            "userPassword",
            "tokens",
            "secret2",
            "api_key",
            "passing",
            "",
            "_",
            "paword",
        ] {
            assert!(!is_password_name(name), "{name}");
        }
    }
}
