//! `sql-interpolated-value`: a value in the text of an SQL statement that is run.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{self, Expr};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Piece, Place};

use super::sql_calls::{FUNCTIONS, METHODS, statement_argument, unwrapped};
use super::sql_role::Role;
use super::sql_statement::StatementKind;
use super::sql_text::{Insertion, SqlText, sql_text};
use crate::escaping::{is_escaping, is_named_as_constant, name};
use crate::excerpt::excerpt;
use crate::identifiers::has_word;
use crate::origin::{OriginKind, origin};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::MethodCall(METHODS, check), Hook::CallTo(FUNCTIONS, check)],
};

static META: RuleMeta = RuleMeta {
    id: "sql-interpolated-value",
    aliases: &[],
    silenced_by: &["B608", "S608"],
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

fn check<'a>(call: &Call<'a>, method: &'static str, cx: &mut Context<'a>) {
    const MAX_LABELS: usize = 3;
    // Tests choose the values themselves, and so do migrations.
    if cx.is_test() {
        return;
    }
    let Some(argument) = statement_argument(call) else { return };
    let (text, place) = cx.model.follow(argument, call.place);
    let Some(sql) = sql_text(unwrapped(text), place, cx) else { return };
    if sql.kind != StatementKind::Data || is_migration(cx) {
        return;
    }
    let mut values: Vec<_> =
        sql.insertions.iter().filter(|it| it.role != Role::Structure).collect();
    let remote = values.iter().find_map(|value| {
        let origin = origin(value.expression, value.place, cx)?;
        (origin.kind == OriginKind::Remote).then_some((*value, origin))
    });
    if remote.is_none() {
        values.retain(|value| is_suspect(value, cx) && !is_mapping_of_all(value, &sql));
    }
    let Some(shown) = remote.map(|(value, _)| value).or(values.first().copied()) else { return };
    let value = excerpt(shown.expression, cx);
    let source = remote.map_or_else(String::new, |(_, origin)| origin.phrase());
    let message = format!("{value} is written into the SQL statement that `{method}` runs{source}");
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

/// Whether nothing says that a value is safe: how it was made, or what it is called.
pub(super) fn is_suspect<'a>(insertion: &Insertion<'a>, cx: &Context<'a>) -> bool {
    let (value, place) = cx.model.follow(insertion.expression, insertion.place);
    if is_made_fit(value, place, cx) {
        return false;
    }
    let is_listed =
        |words: &[&str]| name(insertion.expression).is_some_and(|name| has_word(name, words));
    let is_structure = is_listed(NAMES_OF_STRUCTURE)
        || (insertion.role == Role::Value && is_listed(NAMES_OF_EXPRESSIONS));
    !is_structure && !is_listed(NAMES_OF_NUMBERS) && !is_named_as_constant(insertion.expression)
}

/// Whether something is put in as names and as values alike: `"… {table} … {value}".format(**fields)`.
fn is_mapping_of_all(value: &Insertion<'_>, sql: &SqlText<'_>) -> bool {
    sql.insertions
        .iter()
        .any(|it| it.role == Role::Structure && std::ptr::eq(it.expression, value.expression))
}

/// Whether a value was made fit for a statement, or each element of a list of values was.
fn is_made_fit<'a>(value: &'a Expr, place: Place, cx: &Context<'a>) -> bool {
    let element = match value {
        Expr::Call(call) => return is_escaping(call, place, cx),
        Expr::Generator(ast::ExprGenerator { elt, .. })
        | Expr::ListComp(ast::ExprListComp { elt, .. }) => elt,
        _ => return false,
    };
    if let Expr::Call(call) = &**element
        && is_escaping(call, place, cx)
    {
        return true;
    }
    let Some(template) = cx.model.template(element, place) else { return false };
    let mut before = "";
    template.pieces.iter().all(|piece| match piece {
        Piece::Text(text) => {
            before = text;
            true
        }
        Piece::Hole { expression, place } => {
            // `t.{column}`
            let is_column = before.ends_with('.');
            let is_escaped =
                expression.as_call_expr().is_some_and(|call| is_escaping(call, *place, cx));
            is_column || is_escaped
        }
    })
}

/// Whether a file changes the structure of a database, once, from values that stand in it.
fn is_migration(cx: &Context<'_>) -> bool {
    const FOLDERS: [&str; 2] = ["migrations", "alembic"];
    const MAX_DEPTH: usize = 32;
    let mut folders = cx.source().path().components().rev().take(MAX_DEPTH);
    folders.any(|folder| folder.as_os_str().to_str().is_some_and(|it| FOLDERS.contains(&it)))
}

/// Words in the names of what comes from the program's own structure, not from its data.
const NAMES_OF_STRUCTURE: &[&str] = &[
    "collection",
    "column",
    "columns",
    "database",
    "db",
    "dbname",
    "graph",
    "index",
    "partition",
    "schema",
    "stage",
    "table",
    "tablename",
    "tables",
    "view",
];

/// Words in the names of parts of statements, which were made elsewhere.
const NAMES_OF_EXPRESSIONS: &[&str] =
    &["clause", "condition", "expr", "expression", "fragment", "sql", "subquery"];

/// Words in the names of numbers.
const NAMES_OF_NUMBERS: &[&str] =
    &["count", "epoch", "max", "min", "num", "number", "offset", "size", "total"];
