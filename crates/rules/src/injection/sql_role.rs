//! What the holes in an SQL statement stand for: values, or parts of the statement itself.
//!
//! Told from the words around a hole: what follows an operator or stands in `VALUES (…)` is a value,
//! what follows `FROM` is not. Where that cannot be told, it is no value.

use super::sql_lexer::{Token, TokenKind};

/// What a part of a statement stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A value inside single quotes.
    QuotedValue,
    /// A value: something that a parameter can stand for.
    Value,
    /// The name of a table or column, a keyword, a clause.
    Structure,
}

/// The roles of the tokens that have holes, by their positions.
pub(super) struct Roles {
    /// Ends of tokens with their roles, in order.
    ends: Vec<(usize, Role)>,
}

impl Roles {
    /// The roles in the statement with these tokens.
    pub(super) fn of(tokens: &[Token<'_>]) -> Self {
        let mut ends = Vec::new();
        // Of each open parenthesis, whether there is a list of values in it.
        let mut open: Vec<bool> = Vec::new();
        let mut closed_values = false;
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| &tokens[at]);
            let in_values = open.last().copied().unwrap_or(false);
            if token.has_hole() {
                let role = role(tokens, at, in_values);
                ends.push((token.range().end, role));
            }
            match token.text {
                "(" => {
                    let begins_values = before.is_some_and(|before| {
                        before.is_any(&["IN", "VALUES", "VALUE", "ANY"])
                            || (before.is_sign(",") && closed_values)
                    });
                    open.push(in_values || begins_values);
                }
                ")" => closed_values = open.pop().unwrap_or(false),
                "," => {}
                _ => closed_values = false,
            }
        }
        Self { ends }
    }

    /// The role of the hole at this offset.
    pub(super) fn at(&self, offset: usize) -> Role {
        let next = self.ends.partition_point(|(end, _)| *end <= offset);
        self.ends.get(next).map_or(Role::Structure, |(_, role)| *role)
    }
}

/// Operators after which a value comes.
const BEFORE_VALUES: &[&str] = &[
    "BETWEEN", "ESCAPE", "GLOB", "ILIKE", "IN", "INTERVAL", "LIKE", "LIMIT", "MATCH", "OFFSET",
    "REGEXP", "RLIKE",
];

/// What the hole in a token stands for.
fn role(tokens: &[Token<'_>], at: usize, in_values: bool) -> Role {
    // `FILE_FORMAT => '{format}'`: settings of functions in `FROM`.
    if at >= 2 && tokens[at - 1].is_sign(">") && tokens[at - 2].is_sign("=") {
        return Role::Structure;
    }
    match tokens[at].kind {
        TokenKind::Text => return Role::QuotedValue,
        TokenKind::Word | TokenKind::DoubleQuoted => {}
        _ => return Role::Structure,
    }
    let Some(before) = at.checked_sub(1).map(|at| tokens[at]) else { return Role::Structure };
    // `{table}.id`, `{function}(x)`
    let is_name_part = tokens.get(at + 1).is_some_and(|next| matches!(next.text, "." | "("));
    if is_name_part {
        return Role::Structure;
    }
    let is_second_bound = before.is("AND") && at >= 3 && tokens[at - 3].is("BETWEEN");
    let follows_operator = matches!(before.text, "=" | "<" | ">" | "!" | "~" | "|")
        || before.is_any(BEFORE_VALUES)
        || is_second_bound;
    let is_element = in_values && matches!(before.text, "(" | ",");
    if follows_operator || is_element { Role::Value } else { Role::Structure }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::injection::sql_lexer::{HOLE, tokens};

    /// The roles of the holes in a text, as letters.
    fn roles(text: &str) -> String {
        let text = text.replace("{}", &HOLE.to_string());
        let roles = Roles::of(&tokens(&text));
        let letter = |(offset, _): (usize, &str)| match roles.at(offset) {
            Role::QuotedValue => 'q',
            Role::Value => 'v',
            Role::Structure => 's',
        };
        text.match_indices(HOLE).map(letter).collect()
    }

    #[test]
    fn values_and_structure_are_told_apart() {
        for (text, expected) in [
            ("SELECT {} FROM {}", "ss"),
            ("SELECT * FROM {}.{} t WHERE {}", "sss"),
            ("SELECT * FROM t WHERE {} = {}", "sv"),
            ("SELECT * FROM t WHERE a = '{}' AND b LIKE '%{}%'", "qq"),
            ("SELECT * FROM t WHERE a <> {} OR b >= {} AND {}", "vvs"),
            ("SELECT * FROM t WHERE a IN ({}, {}) AND b IN {}", "vvv"),
            ("SELECT * FROM t WHERE a BETWEEN {} AND {}", "vv"),
            ("SELECT * FROM t WHERE a = {}.b AND c = {}(d)", "ss"),
            ("SELECT * FROM t WHERE a = \"{}\" AND \"{}\" = 1", "vs"),
            ("SELECT count({}), `{}` FROM tbl_{}", "sss"),
            ("SELECT * FROM t ORDER BY {} {} LIMIT {} OFFSET {}", "ssvv"),
            ("INSERT INTO {} ({}, {}) VALUES ({}, '{}'), ({}, f({}))", "sssvqvv"),
            ("UPDATE {} SET {} = {}, b = 'x' || {}", "ssvv"),
            ("SELECT * FROM f(a => {}, b => '{}')", "ss"),
        ] {
            assert_eq!(roles(text), expected, "{text}");
        }
    }
}
