//! `sql-interpolated-value`: a value in the text of an SQL statement that is run.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::sql_calls::{FUNCTIONS, METHODS, statement_argument, unwrapped};
use super::sql_statement::StatementKind;
use super::sql_text::{Insertion, Role, sql_text};
use crate::excerpt::excerpt;
use crate::origin::{OriginKind, origin};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::MethodCall(METHODS, check), Hook::CallTo(FUNCTIONS, check)],
};

static META: RuleMeta = RuleMeta {
    id: "sql-interpolated-value",
    aliases: &[],
    family: Family::Injection,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 8.8,
    cwe: &[89],
    summary: "A value is written into the text of an SQL statement that is run.",
    why: "A value in the text of a statement is read as SQL. One with a quote in it ends the \
          literal, and what follows is part of the statement: other conditions, other tables, \
          other statements. Even values that nobody chooses with bad intent break it: O'Brien does.",
    fix: "Put a placeholder where the value goes and pass the value beside the statement: \
          `cursor.execute(\"SELECT … WHERE name = %s\", (name,))`. The placeholder is `?` in \
          sqlite3, `%s` in most other drivers, `:name` in SQLAlchemy's `text`. Do not put quotes \
          around it.",
    bad: "def find(cursor, name):\n    cursor.execute(f\"SELECT * FROM users WHERE name = \
          '{name}'\")\n    return cursor.fetchone()\n",
    good: "def find(cursor, name):\n    cursor.execute(\"SELECT * FROM users WHERE name = %s\", \
           (name,))\n    return cursor.fetchone()\n",
    references: &[
        "https://peps.python.org/pep-0249/#paramstyle",
        "https://docs.python.org/3/library/sqlite3.html#how-to-use-placeholders-to-bind-values-in-sql-queries",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    const MAX_LABELS: usize = 3;
    // Tests choose the values themselves.
    if cx.is_test() {
        return;
    }
    let Some(argument) = statement_argument(call) else { return };
    let (text, place) = cx.model.follow(argument, call.place);
    let Some(sql) = sql_text(unwrapped(text), place, cx) else { return };
    if sql.kind != StatementKind::Data {
        return;
    }
    let values: Vec<_> = sql.insertions.iter().filter(|it| is_dangerous(it, cx)).collect();
    let remote = values.iter().find_map(|value| {
        let origin = origin(value.expression, value.place, cx)?;
        (origin.kind == OriginKind::Remote).then_some((*value, origin))
    });
    let Some(shown) = remote.map(|(value, _)| value).or(values.first().copied()) else { return };
    let mut message = excerpt(shown.expression, cx);
    message += &format!(" is written into the SQL statement that `{name}` runs");
    if let Some((_, origin)) = remote {
        message += &format!(", and comes from {}", origin.what);
    }
    let mut report = cx.report(argument, message);
    report.help(if shown.role == Role::QuotedValue {
        "write a placeholder instead of the quoted value, and pass the value beside the statement"
    } else {
        "write a placeholder there, and pass the value beside the statement"
    });
    for value in values.iter().take(MAX_LABELS) {
        if !argument.range().contains_range(value.expression.range()) {
            report.label(value.expression, "written into the statement here");
        }
    }
    if remote.is_some() {
        report.severity(Severity::High).confidence(Confidence::High);
    }
}

/// Whether a parameter could stand where this is put in, and nothing says that it is safe.
fn is_dangerous<'a>(insertion: &Insertion<'a>, cx: &Context<'a>) -> bool {
    let (value, _) = cx.model.follow(insertion.expression, insertion.place);
    insertion.role != Role::Structure && !is_constant_by_name(value) && !is_quoted_by_name(value)
}

/// Whether a name is written like a constant's: `PAGE_SIZE`, `settings.LIMIT`.
fn is_constant_by_name(expression: &Expr) -> bool {
    let name = match expression {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// Whether a value comes from a function that says that it makes text fit for a statement.
fn is_quoted_by_name(expression: &Expr) -> bool {
    const WORDS: [&str; 6] = ["adapt", "escape", "literal", "mogrify", "quote", "sanitize"];
    let Expr::Call(call) = expression else { return false };
    let name = match &*call.func {
        Expr::Name(function) => function.id.to_ascii_lowercase(),
        Expr::Attribute(method) => method.attr.to_ascii_lowercase(),
        _ => return false,
    };
    WORDS.iter().any(|word| name.contains(word))
}
