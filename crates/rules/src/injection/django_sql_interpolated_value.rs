//! `django-sql-interpolated-value`: a value in the text of SQL that a query of Django takes.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Piece, Place};

use super::django_sql::{RAW_SQL, extra_arguments, raw_sql, texts};
use super::sql_interpolated_value::is_suspect;
use super::sql_role::Role;
use super::sql_text::Insertion;
use crate::excerpt::excerpt;
use crate::origin::{Origin, OriginKind, origin};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::MethodCall(&["extra"], check_extra), Hook::CallTo(RAW_SQL, check_raw)],
};

static META: RuleMeta = RuleMeta {
    id: "django-sql-interpolated-value",
    aliases: &[],
    silenced_by: &["B610", "S610", "B611", "S611"],
    family: Family::Injection,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 8.8,
    cwe: &[89],
    summary: "A value is written into SQL that is given to `RawSQL` or `QuerySet.extra`.",
    why: "A value in the text of a statement is read as SQL. One with a quote in it ends the \
          literal, and what follows is part of the statement: other conditions, other tables.",
    fix: "Write `%s` where the value goes, without quotes around it, and pass the value in `params` \
          (`select_params` for the `select` of `extra`). Most of what needs SQL can be said with \
          annotations, `Func` and `F`.",
    bad: "from django.db.models.expressions import RawSQL\n\n\ndef with_score(items, user):\n    \
          return items.annotate(score=RawSQL(f\"score_for('{user}')\", []))\n",
    good: "from django.db.models.expressions import RawSQL\n\n\ndef with_score(items, user):\n    \
           return items.annotate(score=RawSQL(\"score_for(%s)\", [user]))\n",
    references: &[
        "https://docs.djangoproject.com/en/stable/topics/security/#sql-injection-protection",
        "https://docs.djangoproject.com/en/stable/ref/models/expressions/#raw-sql-expressions",
    ],
    options: &[],
};

fn check_raw<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(sql) = raw_sql(call) {
        check(&[sql], call.place, "RawSQL", sql, cx);
    }
}

fn check_extra<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    for argument in extra_arguments(call, cx) {
        let (texts, place) = texts(argument, call.place, cx);
        check(&texts, place, "extra", argument, cx);
    }
}

/// Reports the first suspicious value in some texts that stand in the argument `at`.
fn check<'a>(texts: &[&'a Expr], place: Place, function: &str, at: &'a Expr, cx: &mut Context<'a>) {
    // Tests choose the values themselves.
    if cx.is_test() {
        return;
    }
    let values = texts.iter().flat_map(|text| values(text, place, cx));
    let Some((value, from)) = values
        .filter_map(|value| {
            let remote = origin(value.expression, value.place, cx)
                .filter(|origin| origin.kind == OriginKind::Remote);
            (remote.is_some() || is_suspect(&value, cx)).then_some((value, remote))
        })
        .max_by_key(|(_, remote)| remote.is_some())
    else {
        return;
    };
    let source = from.map_or_else(String::new, Origin::phrase);
    let shown = excerpt(value.expression, cx);
    let message = format!("{shown} is written into the SQL of `{function}`{source}");
    let mut report = cx.report(at, message);
    report.help("write `%s` there, and pass the value in `params`");
    if !at.range().contains_range(value.expression.range()) {
        report.label(value.expression, "written into the SQL here");
    }
    if from.is_some() {
        report.severity(Severity::High).confidence(Confidence::High);
    }
}

/// What goes into a text and could change it.
fn values<'a>(text: &'a Expr, place: Place, cx: &Context<'a>) -> Vec<Insertion<'a>> {
    const MAX_VALUES: usize = 16;
    let Some(template) = cx.model.template(text, place) else { return Vec::new() };
    // What is nothing but a value is another's text.
    if !template.pieces.iter().any(|piece| matches!(piece, Piece::Text(_))) {
        return Vec::new();
    }
    let mut before = "";
    let mut values = Vec::new();
    for piece in &template.pieces {
        match piece {
            Piece::Text(text) => before = text,
            Piece::Hole { expression, place } => {
                if !cx.model.is_harmless(expression, *place) && !is_name_position(before) {
                    let role = if before.ends_with('\'') { Role::QuotedValue } else { Role::Value };
                    values.push(Insertion { expression, place: *place, role });
                }
            }
        }
        if values.len() == MAX_VALUES {
            break;
        }
    }
    values
}

/// Whether what follows a text is the name of a table or column: those cannot be parameters.
fn is_name_position(before: &str) -> bool {
    const WORDS: [&str; 8] = ["as", "by", "from", "in", "into", "join", "on", "select"];
    let before = before.trim_end();
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    before.is_empty()
        || before.ends_with(['.', '"', '(', '`'])
        || WORDS.iter().any(|name| word.eq_ignore_ascii_case(name))
}
