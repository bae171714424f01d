//! `django-raw-sql`: a `RawSQL` that is not constant.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::django_sql::{RAW_SQL, is_fixed, raw_sql};
use crate::excerpt::excerpt;

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::CallTo(RAW_SQL, check)] };

static META: RuleMeta = RuleMeta {
    id: "django-raw-sql",
    aliases: &["B611", "S611"],
    silenced_by: &[],
    family: Family::Injection,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 5.9,
    cwe: &[89],
    summary: "`RawSQL` is given SQL that is not constant.",
    why: "The text becomes part of the statement as it is. Whoever chooses a part of it can add \
          conditions and read other tables. The rule `django-sql-interpolated-value` reports the \
          texts that values are seen to be put into.",
    fix: "Say it with the query API: annotations, `Func`, `Exists`, `F`. Where SQL is needed, write \
          it as a constant with `%s` and pass the values in `params`.",
    bad: "from django.db.models.expressions import RawSQL\n\n\ndef with_score(items, \
          expression):\n    return items.annotate(score=RawSQL(expression, []))\n",
    good: "from django.db.models.expressions import RawSQL\n\n\ndef with_score(items, factor):\n    \
           return items.annotate(score=RawSQL(\"rank * %s\", [factor]))\n",
    references: &[
        "https://docs.djangoproject.com/en/stable/ref/models/expressions/#raw-sql-expressions",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(sql) = raw_sql(call) else { return };
    if !is_fixed(sql, call.place, cx) {
        let message = format!("{} becomes part of the SQL statement", excerpt(sql, cx));
        cx.report(call.expr, message)
            .help("write the SQL as a constant, and pass the values in `params`");
    }
}
