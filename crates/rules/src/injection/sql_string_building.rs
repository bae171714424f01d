//! `sql-string-building`: an SQL statement that is put together from parts.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{BuiltText, Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::sql_calls::{METHODS, is_executed, statement_argument};
use super::sql_statement::StatementKind;
use super::sql_text::{SqlText, is_statement, sql_text};
use crate::excerpt::excerpt;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::BuiltText(check_text),
        Hook::MethodCall(&["replace"], check_replace),
        Hook::MethodCall(METHODS, check_executed),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "sql-string-building",
    aliases: &["B608", "S608"],
    silenced_by: &[],
    family: Family::Injection,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    security_severity: 5.9,
    cwe: &[89],
    summary: "The text of an SQL statement is put together from parts that are not constant.",
    why: "Whatever goes into the text becomes part of the statement. If somebody outside chooses a \
          part, they can close a quote, add conditions, read other tables or change data. Names of \
          tables and columns are as dangerous as values.",
    fix: "Write the statement as one constant with placeholders, and pass the values beside it: \
          `cursor.execute(\"… WHERE id = %s\", (user_id,))`. Choose names of tables and columns \
          from a fixed list, or quote them with the driver's own function \
          (`psycopg.sql.Identifier`). Numbers, constants and lists of placeholders are not \
          reported.",
    bad: "def find(cursor, name):\n    cursor.execute(\"SELECT * FROM users WHERE name = '%s'\" % \
          name)\n",
    good: "def find(cursor, name):\n    cursor.execute(\"SELECT * FROM users WHERE name = %s\", \
           (name,))\n",
    references: &[
        "https://cwe.mitre.org/data/definitions/89.html",
        "https://docs.python.org/3/library/sqlite3.html#how-to-use-placeholders-to-bind-values-in-sql-queries",
    ],
    options: &[],
};

const HELP: &str = "write placeholders into the statement and pass the values beside it";

fn check_text<'a>(text: &BuiltText<'a>, cx: &mut Context<'a>) {
    if let Some(sql) = sql_text(text.expr, text.place, cx) {
        report(text.expr, &sql, is_executed(text.node, cx), cx);
    }
}

/// `"… [VALUE] …".replace("[VALUE]", value)`
fn check_replace<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let (Some(receiver), Some(value)) = (call.receiver(), call.positional(1)) else { return };
    if cx.model.is_harmless(value, call.place) {
        return;
    }
    let text = cx.model.constant_str(receiver, call.place);
    if text.is_some_and(|text| is_statement(&text)) {
        let message = format!("{} is put into an SQL statement", excerpt(value, cx));
        let confidence =
            if is_executed(call.node, cx) { Confidence::Medium } else { Confidence::Low };
        cx.report(call.expr, message).help(HELP).confidence(confidence);
    }
}

/// A statement that was put together piece by piece: `query += " WHERE …"`.
fn check_executed<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(argument) = statement_argument(call) else { return };
    // Where there is one assignment, its value has been reported.
    if let (Expr::Name(_), place) = cx.model.follow(argument, call.place)
        && let Some(sql) = sql_text(argument, place, cx)
    {
        report(argument, &sql, true, cx);
    }
}

fn report<'a>(at: &'a Expr, sql: &SqlText<'a>, is_executed: bool, cx: &mut Context<'a>) {
    let Some(first) = sql.insertions.first() else { return };
    let message = format!("{} is put into an SQL statement", excerpt(first.expression, cx));
    let is_certain = is_executed && sql.kind == StatementKind::Data;
    let confidence = if is_certain { Confidence::Medium } else { Confidence::Low };
    cx.report(at, message).help(HELP).confidence(confidence);
}
